"""The walls. Every model says whose it is, and reads start at ``Model.visible_to(actor)``.

A query that forgets them is a bug: a test walks every URL and API operation as a stranger, and a lint refuses
``.objects`` in views, forms, queries and APIs.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models

from crossroads.engines.errors import NotFound

if TYPE_CHECKING:
    from uuid import UUID

    from crossroads.base.actor import Actor


class Thing(models.Model):
    """Anything we keep. Outside, it is known by its opaque ``public_id`` alone."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    PERSONAL: ClassVar[frozenset[str]] = frozenset()
    """Fields that tell something about a person. A test finds every field in neither list."""
    PLAIN: ClassVar[frozenset[str]] = frozenset()
    """Fields that do not."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.public_id}"


class Scoped(Thing):
    """A thing inside an organisation's walls. The paths are Django lookups from the model."""

    TO_ORGANISATION: ClassVar[str]
    TO_STUDY: ClassVar[str | None] = None
    TO_SITE: ClassVar[str | None] = None
    MAY_LACK_STUDY: ClassVar[bool] = False
    """Whether a row may belong to no study yet. Then all of the organisation see it, so that somebody does."""

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """All rows that this actor may know of, and no others."""
        rows = cls._default_manager.filter(**{cls.TO_ORGANISATION: actor.organisation})
        if cls.TO_STUDY is not None and actor.studies is not None:
            of_study = models.Q(**{f"{cls.TO_STUDY}__public_id__in": actor.studies})
            if cls.MAY_LACK_STUDY:
                of_study |= models.Q(**{f"{cls.TO_STUDY}__isnull": True})
            rows = rows.filter(of_study)
        if cls.TO_SITE is not None and actor.sites is not None:
            rows = rows.filter(**{f"{cls.TO_SITE}__public_id__in": actor.sites})
        return rows

    @classmethod
    def get_for(cls, actor: Actor, public_id: UUID) -> Self:
        """One row by its public id. Another organisation's is told like one that never was: NotFound."""
        try:
            return cls.visible_to(actor).get(public_id=public_id)
        except cls.DoesNotExist:
            raise NotFound("thing.not_found", thing=cls._meta.verbose_name) from None


class OrganisationScoped(Scoped):
    """Belongs to an organisation as a whole: members, accounts, templates, partners."""

    TO_ORGANISATION = "organisation"

    class Meta:
        abstract = True


class StudyScoped(Scoped):
    """Belongs to one study of one organisation. A model further away overrides the paths."""

    TO_ORGANISATION = "study__organisation"
    TO_STUDY = "study"

    class Meta:
        abstract = True


class Installation(Thing):
    """The same for everybody: rules, evidence, the worker's own rows. Holds nothing of any organisation."""

    class Meta:
        abstract = True
