"""The ISRCTN registry in ctrdata's JSON. Criteria are one text each for inclusion and exclusion.

The registry tells a status of its own only where somebody overrode it; else it follows from the dates, on the
day on which the package fetched the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crossroads.engines.registry.ctrdata.words import status
from crossroads.engines.registry.fields import Fields
from crossroads.engines.registry.shaped import Shaped, iso_date, under_headings
from crossroads.engines.registry.words import phases_in
from crossroads.engines.terms import OverallStatus

_NOTHING_SAID = frozenset(
    {"nil known", "-", "not provided at time of registration", "not applicable", "not specified", "n/a"}
)
_HEALTHY = {"healthy volunteer": True, "patient": False}
_WHOLE_NUMBER = re.compile(r"\b([0-9]+)\.0+\b")


def shaped(record: Fields) -> Shaped:
    people = record.part("participants")
    return Shaped(
        document=_document(record, people),
        registry_id=_number(record),
        other_ids=tuple(_other_ids(record.part("externalRefs"))),
        notes=tuple(record.notes),
    )


def _number(record: Fields) -> str:
    number = record.text("isrctn") or record.text("_id")
    return number if not number or number.startswith("ISRCTN") else f"ISRCTN{number}"


def _other_ids(references: Fields) -> Iterator[str]:
    for key in ("eudraCTNumber", "clinicalTrialsGovNumber", "irasNumber", "protocolSerialNumber"):
        yield _said(references, key)
    for number in references.part("secondaryNumbers").texts("secondaryNumber"):
        yield "" if number.casefold() in _NOTHING_SAID else number


def _said(holder: Fields, key: str) -> str:
    """A text, unless it is one of the registry's ways to say nothing."""
    text = holder.text(key)
    return "" if text.casefold() in _NOTHING_SAID else text


def _document(record: Fields, people: Fields) -> dict[str, Any]:
    about = record.part("trialDescription")
    design = record.part("trialDesign")
    results = record.part("results")
    conditions = record.part("conditions").parts("condition")
    sites = list(_sites(people))
    return {
        "protocolSection": {
            "identificationModule": {
                "briefTitle": about.text("title"),
                "officialTitle": about.text("scientificTitle"),
                "acronym": about.text("acronym"),
            },
            "statusModule": _status(record, people, design),
            "descriptionModule": {
                "briefSummary": _said(about, "plainEnglishSummary"),
                "detailedDescription": _said(about, "studyHypothesis"),
            },
            "conditionsModule": {
                "conditions": [one.text("description") for one in conditions],
                "keywords": [
                    one.text(key) for one in conditions for key in ("diseaseClass1", "diseaseClass2")
                ],
            },
            "designModule": _design(record, people, design),
            "armsInterventionsModule": {"interventions": list(_interventions(record))},
            "outcomesModule": {"primaryOutcomes": list(_outcomes(about))},
            "eligibilityModule": _who(people),
            "contactsLocationsModule": {
                "locations": sites,
                "locationCountries": list(people.part("recruitmentCountries").texts("country")),
                "centralContacts": list(_contacts(record)),
            },
        },
        "hasResults": bool(_said(results, "basicReport") or _said(results, "publicationDetails")),
    }


def _status(record: Fields, people: Fields, design: Fields) -> dict[str, Any]:
    fetched = iso_date(record.text("record_last_import"))
    begins, ends = iso_date(people.text("recruitmentStart")), iso_date(people.text("recruitmentEnd"))
    over = iso_date(design.text("overallEndDate"))
    overridden = status(design, "overallStatusOverride") or status(people, "recruitmentStatusOverride")
    return {
        "overallStatus": overridden or _on(fetched, begins, ends, over),
        "whyStopped": design.text("reasonAbandoned"),
        "startDateStruct": {"date": begins},
        "completionDateStruct": {"date": over},
        "lastUpdateSubmitDate": iso_date(record.text("lastUpdated")),
    }


def _on(day: str, begins: str, ends: str, over: str) -> OverallStatus | None:
    """What the dates say of a day. All are written year first, so that words compare as days do."""
    if not (day and begins and ends):
        return None
    if day < begins:
        return OverallStatus.NOT_YET_RECRUITING
    if day <= ends:
        return OverallStatus.RECRUITING
    return OverallStatus.COMPLETED if over and over < day else OverallStatus.ACTIVE_NOT_RECRUITING


def _design(record: Fields, people: Fields, design: Fields) -> dict[str, Any]:
    reached, wanted = people.count("totalFinalEnrolment"), people.count("targetEnrolment")
    interventions = record.part("interventions").parts("intervention")
    kind = design.text("primaryStudyDesign")
    wording = f"{design.text('studyDesign')} {design.text('secondaryStudyDesign')}".casefold()
    randomised = re.search(r"non[- ]?randomi[sz]ed", wording), re.search(r"\brandomi[sz]ed", wording)
    return {
        "studyType": kind if kind.casefold() in ("interventional", "observational") else "",
        "phases": list(
            dict.fromkeys(phase for one in interventions for phase in phases_in(one.text("phase")))
        ),
        "designInfo": {
            "allocation": "NON_RANDOMIZED" if randomised[0] else "RANDOMIZED" if randomised[1] else None
        },
        "enrollmentInfo": {
            "count": wanted if reached is None else reached,
            "type": "ESTIMATED" if reached is None else "ACTUAL",
        },
    }


def _interventions(record: Fields) -> Iterator[dict[str, Any]]:
    for one in record.part("interventions").parts("intervention"):
        kind = _said(one, "interventionType")
        if name := _said(one, "drugNames") or kind:
            yield {"type": kind, "name": name, "description": one.text("description")}


def _outcomes(about: Fields) -> Iterator[dict[str, Any]]:
    if text := about.text("primaryOutcome"):
        yield {"measure": text}
    for one in about.part("primaryOutcomes").parts("primaryOutcome"):
        yield {"measure": one.text("variable"), "timeFrame": one.text("timepoints")}


def _who(people: Fields) -> dict[str, Any]:
    kinds = people.part("participantTypes").texts("participantType")
    groups = people.text("ageRange")
    return {
        "sex": _said(people, "gender"),
        "minimumAge": _WHOLE_NUMBER.sub(r"\1", _said(people, "lowerAgeLimit")),
        "maximumAge": _WHOLE_NUMBER.sub(r"\1", _said(people, "upperAgeLimit")),
        "healthyVolunteers": next(
            (_HEALTHY[kind.casefold()] for kind in kinds if kind.casefold() in _HEALTHY), None
        ),
        "studyPopulation": ", ".join(text for text in (*kinds, groups) if text),
        "eligibilityCriteria": under_headings(_said(people, "inclusion"), _said(people, "exclusion")),
    }


def _sites(people: Fields) -> Iterator[dict[str, Any]]:
    for one in people.part("trialCentres").parts("trialCentre"):
        yield {
            "facility": one.text("name"),
            "city": one.text("city"),
            "state": one.text("state"),
            "zip": _said(one, "zip"),
            "country": one.text("country"),
        }


def _contacts(record: Fields) -> Iterator[dict[str, Any]]:
    for one in record.parts("contact"):
        reach = one.part("contactDetails")
        yield {
            "name": " ".join(part for part in (one.text("forename"), one.text("surname")) if part),
            "phone": reach.text("telephone"),
            "email": reach.text("email"),
        }
