"""Invented studies and people for the tests of the finder."""

from __future__ import annotations

from collections.abc import Sequence

from crossroads.engines.finder import StudyEntry, StudySite
from crossroads.engines.terms import Sex

LEEDS = StudySite("Leeds", 53.80, -1.55)
BOSTON = StudySite("Boston", 42.36, -71.06)
YORK_CLOSED = StudySite("York", 53.96, -1.08, open=False)

STUDIES = (
    StudyEntry(
        "LUNG-AGAIN",
        title="Invented tablets for lung cancer that has come back",
        summary="This invented study compares two tablets.",
        conditions=("Recurrent Non-Small Cell Lung Cancer",),
        criteria="Inclusion Criteria:\n- Lung cancer that recurred after chemotherapy\n"
        "Exclusion Criteria:\n- Diabetes that is not under control",
        minimum_age=18.0,
        sites=(BOSTON, LEEDS),
    ),
    StudyEntry(
        "LUNG-NEW",
        title="Invented drops for newly diagnosed lung neoplasms",
        conditions=("Lung Neoplasms",),
        criteria="Inclusion Criteria:\n- No treatment so far",
        minimum_age=18.0,
        maximum_age=65.0,
        sites=(BOSTON,),
    ),
    StudyEntry(
        "HEART",
        title="Invented walking after myocardial infarction",
        conditions=("Myocardial Infarction",),
        criteria="Inclusion Criteria:\n- Adults\nExclusion Criteria:\n- Lung cancer",
        sites=(LEEDS,),
    ),
    StudyEntry(
        "OVARY", title="Invented diet in ovarian cancer", conditions=("Ovarian Cancer",), sex=Sex.FEMALE
    ),
    StudyEntry("BABY", title="Invented milk for asthma of infants", conditions=("Asthma",), maximum_age=0.5),
    StudyEntry("ASTHMA", title="Invented spray for asthma", conditions=("Asthma",), sites=(YORK_CLOSED,)),
    StudyEntry("SHUT", title="Invented inhaler for asthma", conditions=("Asthma",), is_open=False),
    StudyEntry(
        "SUGAR", title="Invented walking in type 2 diabetes", conditions=("Type 2 Diabetes Mellitus",)
    ),
    StudyEntry("BARE"),
)


class InventedVocabulary:
    """Knows one illness that the finder's own lists do not."""

    def names(self, words: str) -> Sequence[str]:
        return ("grumbletoe", "toe grumbling") if words.lower() in ("grumbletoe", "toe grumbling") else ()

    def wider(self, words: str) -> Sequence[str]:
        return ("foot ailment",) if self.names(words) else ()

    def kind(self, words: str) -> str:
        return "disease" if self.names(words) else ""
