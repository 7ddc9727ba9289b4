"""Rows that have a life: a state, and a table that says which may follow."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from crossroads.base.lives import Life
from crossroads.engines.errors import Conflict


class Living(models.Model):
    """A row with a state. ``move`` is the only way from one to the next."""

    LIFE: ClassVar[Life]

    state = models.CharField(max_length=30)

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not args:
            kwargs.setdefault("state", self.LIFE.start)
        super().__init__(*args, **kwargs)

    @property
    def state_words(self) -> str:
        return self.state.replace("_", " ")

    def move(self, to: str, **changes: Any) -> None:
        """Go to another state, writing ``changes`` with it, by one conditional UPDATE.

        raises  Conflict "life.not_allowed" where the table has no such step, and "life.moved_on" where
                somebody was faster
        """
        self.LIFE.check(self.state, to)
        moved = type(self)._default_manager.filter(pk=self.pk, state=self.state).update(state=to, **changes)
        if moved != 1:
            raise Conflict("life.moved_on", thing=self.LIFE.name)
        self.state = to
        for name, value in changes.items():
            setattr(self, name, value)


def in_life(life: Life, name: str) -> models.CheckConstraint:
    """The database's own word for the table's states."""
    return models.CheckConstraint(condition=models.Q(state__in=life.states), name=f"{name}_state")


def both_or_neither(name: str, *fields: str) -> models.CheckConstraint:
    """Fields that are all set or all empty, such as who decided and when."""
    none = models.Q(**{f"{field}__isnull": True for field in fields})
    every = models.Q(**{f"{field}__isnull": False for field in fields})
    return models.CheckConstraint(condition=none | every, name=name)
