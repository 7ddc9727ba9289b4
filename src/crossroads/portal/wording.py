"""The exact words of the consent to contact, with their version and hash: shown, hashed and kept alike."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from crossroads.engines import rules
from crossroads.studies.models import Study


@dataclass(frozen=True, slots=True)
class Wording:
    """text  exactly what the person reads; hash  SHA-256 of it; version  of the words before filling."""

    text: str
    version: str
    language: str

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def contact_wording(study: Study, language: str = rules.DEFAULT_LANGUAGE) -> Wording:
    """What a person is asked to agree to now."""
    table = rules.load("contact_consent", language)
    text = str(table["words"]).strip().format(organisation=study.organisation.name)
    return Wording(text=text, version=str(table["version"]), language=language)
