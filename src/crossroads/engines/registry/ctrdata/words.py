"""What European registers and ISRCTN call a status, a sex or an age, in the words of ClinicalTrials.gov.

A status that does not say whether people can join now ("Ongoing") is UNKNOWN here: to take it for recruiting
would send people to studies that take nobody.

source  EU Clinical Trials Register, glossary (trial status); CTIS public portal, trial status; ISRCTN
        registry, definitions; ClinicalTrials.gov, Protocol Registration Data Element Definitions, "Overall
        Recruitment Status"
"""

from __future__ import annotations

from collections.abc import Iterable

from crossroads.engines.registry.fields import Fields
from crossroads.engines.terms import OverallStatus, Sex

STATUSES = {
    # CTIS
    "under evaluation": OverallStatus.NOT_YET_RECRUITING,
    "authorised, recruitment pending": OverallStatus.NOT_YET_RECRUITING,
    "authorised, not started": OverallStatus.NOT_YET_RECRUITING,
    "authorised, recruiting": OverallStatus.RECRUITING,
    "ongoing, not yet recruiting": OverallStatus.NOT_YET_RECRUITING,
    "ongoing, recruiting": OverallStatus.RECRUITING,
    "ongoing, recruitment ended": OverallStatus.ACTIVE_NOT_RECRUITING,
    "ended": OverallStatus.COMPLETED,
    "expired": OverallStatus.WITHDRAWN,  # an authorisation expires where nobody was included in two years
    "revoked": OverallStatus.TERMINATED,
    "cancelled": OverallStatus.WITHDRAWN,
    # EUCTR, some with CTIS
    "ongoing": OverallStatus.UNKNOWN,
    "restarted": OverallStatus.UNKNOWN,
    "completed": OverallStatus.COMPLETED,
    "prematurely ended": OverallStatus.TERMINATED,
    "temporarily halted": OverallStatus.SUSPENDED,
    "halted": OverallStatus.SUSPENDED,
    "suspended by ca": OverallStatus.SUSPENDED,
    "not authorised": OverallStatus.WITHDRAWN,
    "prohibited by ca": OverallStatus.WITHDRAWN,
    "trial now transitioned": OverallStatus.UNKNOWN,
    "gb - no longer in eu/eea": OverallStatus.UNKNOWN,
    # ISRCTN, where somebody overrode what the dates say
    "stopped": OverallStatus.TERMINATED,
    "suspended": OverallStatus.SUSPENDED,
    "withdrawn": OverallStatus.WITHDRAWN,
    "recruiting": OverallStatus.RECRUITING,
    "not yet recruiting": OverallStatus.NOT_YET_RECRUITING,
    "no longer recruiting": OverallStatus.ACTIVE_NOT_RECRUITING,
}

CTIS_CODES = {
    1: "under evaluation",
    2: "authorised, recruitment pending",
    3: "authorised, recruiting",
    4: "ongoing, recruiting",
    5: "ongoing, recruitment ended",
    6: "temporarily halted",
    7: "suspended",
    8: "ended",
    9: "expired",
    10: "revoked",
    11: "not authorised",
    12: "cancelled",
}
"""The public portal's numbers of a status, since 2024."""


def status(record: Fields, key: str) -> OverallStatus | None:
    """A register's status, in its words or CTIS' number. One that is not known or not clear is noted."""
    text = record.text(key)
    if not text:
        return None
    wording = CTIS_CODES.get(int(text), text) if text.isascii() and text.isdigit() else text
    found = STATUSES.get(wording.casefold())
    if found is None:
        record.note("unknown_word", key, text)
    elif found is OverallStatus.UNKNOWN:
        record.note("unclear_status", key, text)
    return found


def sex(female: bool | None, male: bool | None) -> str | None:
    """Who may join, of two yes or no answers."""
    match (female, male):
        case (True, True):
            return Sex.ALL.value
        case (True, _):
            return Sex.FEMALE.value
        case (_, True):
            return Sex.MALE.value
    return None


def age_limits(groups: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The limits around age groups, the youngest first, each as its own; "" for none."""
    groups = tuple(groups)
    return {"minimumAge": groups[0][0], "maximumAge": groups[-1][1]} if groups else {}


def sponsor_class(wording: str) -> str:
    """v2's class of a sponsor that is called "Commercial" or "Non-Commercial"."""
    return {"commercial": "INDUSTRY", "non-commercial": "OTHER"}.get(wording.casefold(), "")
