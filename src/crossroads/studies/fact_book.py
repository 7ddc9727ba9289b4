"""All facts of one study by their paths, each table read at most once: a message states many of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from crossroads.engines import registry
from crossroads.engines.errors import InputProblem, Where
from crossroads.studies import record
from crossroads.studies.facts import BY_KEY
from crossroads.studies.models import Fact, Site, Study

SITE_FIELDS = ("facility", "city", "state", "zip", "country")


@dataclass(frozen=True, slots=True)
class FactValue:
    """A fact as a message may state it.

    version  changes exactly when the value does, or when the fact sheet says it anew
    source   where it stands, in words
    """

    path: str
    value: str
    version: str
    source: str


class FactBook:
    """The facts of a study as they are now, such as "record.conditions", "sheet.visits", "site.<public id>.city"."""

    def __init__(self, study: Study) -> None:
        self.study = study

    @cached_property
    def read(self) -> registry.Study:
        """The newest record, without people."""
        assert self.study.current_version is not None
        return record.from_json(self.study.current_version.parsed)

    @cached_property
    def sheet(self) -> dict[str, Fact]:
        """The fact sheet as it stands: the newest row of each key, in the order of ``facts.FACT_KINDS``."""
        newest: dict[str, Fact] = {}
        for fact in self.study.facts.select_related("entered_by").order_by("key", "-version"):
            newest.setdefault(fact.key, fact)
        return {key: newest[key] for key in BY_KEY if key in newest}

    @cached_property
    def sites(self) -> dict[UUID, Site]:
        return {site.public_id: site for site in self.study.sites.all()}

    def value(self, path: str) -> FactValue:
        """One fact by its path.

        raises  InputProblem "studies.fact_missing" where record or sheet say nothing, "studies.unknown_path"
                where no such fact can be
        """
        kind, _, rest = path.partition(".")
        match kind:
            case "record" if rest in record.LABELS:
                return self._of_record(path, rest)
            case "sheet" if rest in BY_KEY:
                return self._of_sheet(path, rest)
            case "site":
                return self._of_site(path, rest)
        raise InputProblem("studies.unknown_path", where=Where(field=path), path=path)

    def _of_record(self, path: str, name: str) -> FactValue:
        value = record.shown(self.read, name)
        if not value:
            raise InputProblem("studies.fact_missing", where=Where(field=path), path=path)
        assert self.study.current_version is not None
        source = f"{self.study.registry_id}, record version {self.study.current_version.number}"
        return FactValue(path, value, _version_of(value), source)

    def _of_sheet(self, path: str, key: str) -> FactValue:
        if key not in self.sheet:
            raise InputProblem("studies.fact_missing", where=Where(field=path), path=path)
        fact = self.sheet[key]
        return FactValue(path, fact.value, str(fact.version), fact_source(fact))

    def _of_site(self, path: str, rest: str) -> FactValue:
        public_id, _, name = rest.partition(".")
        try:
            site = self.sites.get(UUID(public_id)) if name in SITE_FIELDS else None
        except ValueError:
            site = None
        if site is None:
            raise InputProblem("studies.unknown_path", where=Where(field=path), path=path)
        value = str(getattr(site, name))
        if not value:
            raise InputProblem("studies.fact_missing", where=Where(field=path), path=path)
        return FactValue(path, value, _version_of(value), f"{self.study.registry_id}, sites")


def fact_source(fact: Fact) -> str:
    """Where a fact of the sheet stands: "Protocol 2.1, page 14"."""
    return f"{fact.document} {fact.document_version}, page {fact.page}"


def _version_of(value: str) -> str:
    """A record's fields have no version of their own: the value names it; an unrelated change leaves it."""
    return hashlib.sha256(value.encode()).hexdigest()[:16]
