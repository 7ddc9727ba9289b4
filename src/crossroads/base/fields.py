"""A text field whose database column holds only ciphertext, bound to its table, row and column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models

from crossroads.base.keys import keyring

if TYPE_CHECKING:
    TextField = models.TextField[Any, Any]
else:
    TextField = models.TextField


@dataclass(frozen=True, slots=True)
class Sealed:
    """A value as it lies in the database; opened only when somebody reads the attribute."""

    ciphertext: str


class _Opener:
    """Opens a sealed value on first reading, so that listing rows decrypts nothing."""

    def __init__(self, field: EncryptedTextField) -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type[models.Model]) -> Any:
        if row is None:
            return self
        value = row.__dict__.get(self.field.attname, "")
        if isinstance(value, Sealed):
            value = keyring().open(value.ciphertext, place=self.field.place(row)).decode()
            row.__dict__[self.field.attname] = value
        return value

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class EncryptedTextField(TextField):
    """Text that only this row can read back. Empty text stays empty.

    It cannot be filtered or updated in bulk: a duplicate is found by a blind index in a field of its own.
    """

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opener(self))

    def place(self, row: models.Model) -> str:
        return f"{row._meta.db_table}:{row.public_id}:{self.column}"  # type: ignore[attr-defined]

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        return Sealed(value) if value else value

    def pre_save(self, row: models.Model, add: bool) -> Any:
        value = row.__dict__.get(self.attname, "")
        if not value or isinstance(value, Sealed):
            return value
        return Sealed(keyring().seal(str(value).encode(), place=self.place(row)))

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Sealed):
            return value.ciphertext
        if value:
            raise TypeError(f"{self.name} is encrypted: save it through its row")
        return value
