"""What a format that is not the registry's own gives: the shape of API v2, and what v2 has no place for.

The ClinicalTrials.gov formats of old only rename v2's fields. USDM and ctrdata records have a number of
another register, criteria that stand apart, translations and amendments besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from crossroads.engines.errors import InputProblem, Where
from crossroads.engines.registry import ctgov_v2
from crossroads.engines.registry.fields import clean
from crossroads.engines.registry.study import (
    Amendment,
    CriteriaTranslation,
    ParseNote,
    StructuredCriterion,
    Study,
)
from crossroads.engines.registry.values import RegistryId
from crossroads.engines.terms import CriterionCategory

HEADINGS = {
    CriterionCategory.INCLUSION: "Inclusion Criteria:",
    CriterionCategory.EXCLUSION: "Exclusion Criteria:",
}
"""How ClinicalTrials.gov heads the two lists; every reader of criteria knows them."""


@dataclass(frozen=True, slots=True)
class Shaped:
    """A record in the shape of API v2.

    document     what ``ctgov_v2.study_from`` and ``people_in`` read
    registry_id  as it was found; checked when the study is made
    notes        of what was noticed on the way into this shape
    """

    document: dict[str, Any] = field(repr=False)
    registry_id: str
    other_ids: tuple[str, ...] = ()
    criteria: tuple[StructuredCriterion, ...] = ()
    translations: tuple[CriteriaTranslation, ...] = ()
    protocol_version: str = ""
    amendments: tuple[Amendment, ...] = ()
    notes: tuple[ParseNote, ...] = ()

    def study(self, where: Where) -> Study:
        """The study.

        raises  InputProblem "registry.no_id" or "registry.bad_id"
        """
        if not self.registry_id:
            raise InputProblem("registry.no_id", where=where)
        try:
            registry_id = RegistryId(self.registry_id)
        except InputProblem as problem:
            raise InputProblem(problem.code, where=where, **problem.params) from None
        study = ctgov_v2.study_from(self.document, where, registry_id)
        return replace(
            study,
            other_ids=tuple(dict.fromkeys(one for one in self.other_ids if one and one != registry_id)),
            criteria=self.criteria,
            criteria_translations=self.translations,
            protocol_version=self.protocol_version,
            amendments=self.amendments,
            notes=(*self.notes, *study.notes),
        )


def listed(criteria: Iterable[StructuredCriterion]) -> str:
    """Criteria as one text: each category under its heading, each criterion verbatim after an asterisk."""
    criteria = tuple(criteria)
    return under_headings(
        **{
            category.name.lower(): "\n".join(f"* {one.text}" for one in criteria if one.category is category)
            for category in CriterionCategory
        }
    )


def under_headings(inclusion: str, exclusion: str) -> str:
    """Two texts under the usual headings; an empty one has none."""
    parts = (
        (HEADINGS[CriterionCategory.INCLUSION], inclusion),
        (HEADINGS[CriterionCategory.EXCLUSION], exclusion),
    )
    return "\n\n".join(f"{heading}\n\n{text}" for heading, text in parts if text)


_NCT = re.compile(r"\bNCT[0-9]{8}\b")


def nct_ids(texts: Iterable[str]) -> Iterator[str]:
    """The ClinicalTrials.gov numbers among some identifiers."""
    for text in texts:
        yield from _NCT.findall(text.upper())


def iso_date(text: str) -> str:
    """ "2024-05-17" of "2024-05-17T11:39:53" or "17/05/2024"; any other wording as it is."""
    text = clean(text)
    day_first = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", text)
    if day_first:
        day, month, year = day_first.groups()
        return f"{year}-{int(month):02}-{int(day):02}"
    return re.sub(r"[T ][0-9]{2}:[0-9]{2}.*$", "", text)
