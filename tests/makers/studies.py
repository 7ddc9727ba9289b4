"""Invented studies for tests, made through the product's own services. Nobody and nothing in them exists."""

from __future__ import annotations

import copy
import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from crossroads.engines import eligibility
from crossroads.engines.registry import RawRecord, record_from_bytes
from crossroads.engines.terms import CriterionCategory
from crossroads.studies import queries, services
from crossroads.studies.facts import FACT_KINDS
from crossroads.studies.models import Criterion, Screener, Site, Study
from crossroads.studies.readings import Reading
from world import NOW, World

PEOPLE = ("Quirina Unwahrscheinlich", "Zebulon Niemand", "+1 555 0100 222", "quirina@invented.example")
"""The people whom the invented record names, and how to reach them: they may appear nowhere."""

CRITERIA = """Inclusion Criteria:

* Tiredness on most days for at least 3 months
* Able to travel to the site six times

Exclusion Criteria:

* Smokes tobacco at present
* Weight of more than 130 kg
"""

RECORD: dict[str, Any] = {
    "protocolSection": {
        "identificationModule": {
            "nctId": "NCT99990001",
            "briefTitle": "An Invented Tablet for Invented Tiredness",
            "officialTitle": "A Randomized, Double-Blind Study of an Invented Tablet in Invented Tiredness",
        },
        "statusModule": {
            "overallStatus": "RECRUITING",
            "startDateStruct": {"date": "2026-09", "type": "ACTUAL"},
        },
        "sponsorCollaboratorsModule": {
            "responsibleParty": {"type": "PRINCIPAL_INVESTIGATOR", "investigatorFullName": PEOPLE[0]},
            "leadSponsor": {"name": "Invented University Hospital", "class": "OTHER"},
        },
        "descriptionModule": {"briefSummary": f"Does the tablet help? Ask {PEOPLE[0]} at {PEOPLE[3]}."},
        "conditionsModule": {"conditions": ["Invented Tiredness"]},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE2"],
            "designInfo": {"allocation": "RANDOMIZED", "maskingInfo": {"masking": "DOUBLE"}},
            "enrollmentInfo": {"count": 120, "type": "ESTIMATED"},
        },
        "armsInterventionsModule": {"interventions": [{"type": "DRUG", "name": "Invented tablet"}]},
        "eligibilityModule": {
            "eligibilityCriteria": CRITERIA,
            "healthyVolunteers": False,
            "sex": "ALL",
            "minimumAge": "18 Years",
            "maximumAge": "70 Years",
        },
        "contactsLocationsModule": {
            "centralContacts": [
                {"name": PEOPLE[1], "role": "CONTACT", "phone": PEOPLE[2], "email": PEOPLE[3]}
            ],
            "locations": [
                {
                    "facility": "Harbour Clinic",
                    "city": "Rotterdam",
                    "country": "Netherlands",
                    "zip": "3011 AA",
                    "status": "RECRUITING",
                    "geoPoint": {"lat": 51.92, "lon": 4.48},
                    "contacts": [{"name": PEOPLE[1], "phone": PEOPLE[2], "email": PEOPLE[3]}],
                },
                {
                    "facility": "Hill Clinic",
                    "city": "Leeds",
                    "country": "United Kingdom",
                    "status": "RECRUITING",
                },
                {
                    "facility": "Lake Clinic",
                    "city": "Zurich",
                    "country": "Switzerland",
                    "status": "COMPLETED",
                },
            ],
        },
    }
}


def record_with(**changes: Any) -> dict[str, Any]:
    """The invented record with other values, by ``module__field``."""
    record = copy.deepcopy(RECORD)
    for path, value in changes.items():
        module, field = path.split("__")
        record["protocolSection"].setdefault(module, {})[field] = value
    return record


def raw_record(record: dict[str, Any] = RECORD) -> RawRecord:
    return record_from_bytes(json.dumps(record).encode())


def make_study(
    world: World, *, at: datetime = NOW, record: dict[str, Any] = RECORD, facts: bool = False
) -> Study:
    """Alice imports the invented record; with ``facts``, she fills its whole fact sheet too."""
    study = services.import_record(raw=raw_record(record), by=world.alice, at=at).study
    for kind in FACT_KINDS if facts else ():
        make_fact(world, study, kind.key, at=at)
    return study


def make_fact(world: World, study: Study, key: str, value: str = "", *, at: datetime = NOW) -> None:
    services.set_fact(
        study=study,
        key=key,
        value=value or f"Invented {key.replace('_', ' ')}",
        document="Protocol",
        document_version="2.1",
        page="14",
        by=world.alice,
        at=at,
    )


def make_criterion(world: World, study: Study, *, reviewed: bool = True, at: datetime = NOW) -> Criterion:
    """ "Smokes tobacco at present", worded by Alice and, unless told otherwise, reviewed by Bob."""
    text = "Smokes tobacco at present"
    rule = eligibility.CriterionRule(
        code="EXCL01",
        category=CriterionCategory.EXCLUSION,
        text=text,
        condition=eligibility.Compare("smokes", eligibility.Operator.EQUAL, True),
        span=(CRITERIA.index(text), CRITERIA.index(text) + len(text)),
    )
    question = eligibility.Question(
        "smokes",
        "Do you smoke now?",
        eligibility.QuestionKind.YES_NO,
        why_we_ask="Smoke changes how the tablet works.",
    )
    criterion = services.propose_criterion(study=study, rule=rule, question=question, by=world.alice, at=at)
    return services.review_criterion(criterion=criterion, by=world.bob, at=at) if reviewed else criterion


def make_number_criterion(world: World, study: Study, *, at: datetime = NOW) -> Criterion:
    """ "Weight of more than 130 kg", still to be reviewed."""
    rule = eligibility.CriterionRule(
        code="EXCL02",
        category=CriterionCategory.EXCLUSION,
        text="Weight of more than 130 kg",
        condition=eligibility.Compare("weight", eligibility.Operator.MORE, Decimal(130)),
    )
    question = eligibility.Question(
        "weight",
        "How much do you weigh?",
        eligibility.QuestionKind.NUMBER,
        unit="kg",
        why_we_ask="The dose was tried up to this weight.",
    )
    return services.propose_criterion(study=study, rule=rule, question=question, by=world.alice, at=at)


def reading_of(study: Study, text: str) -> Reading:
    """What Crossroads reads in one sentence of the record."""
    return next(one for one in queries.readings(study) if one.parsed.text == text)


def approve_as_read(world: World, study: Study, text: str, *, at: datetime = NOW) -> Criterion:
    """Bob approves one sentence of the record as Crossroads reads it."""
    return services.approve_reading(study=study, reading=reading_of(study, text), by=world.bob, at=at)


def yes_no(
    question: str, *, key: str = "asked", category: CriterionCategory = CriterionCategory.INCLUSION
) -> services.Wording:
    """A sentence that holds for whoever says yes."""
    asked = eligibility.Question(
        key, question, eligibility.QuestionKind.YES_NO, why_we_ask="The study needs it."
    )
    return services.Wording(category, (asked,), eligibility.Compare(key, eligibility.Operator.EQUAL, True))


def make_screener(world: World, study: Study, *, reviewed: bool = True, at: datetime = NOW) -> Screener:
    """A screener that Alice makes from the record and, unless told otherwise, Bob takes into use."""
    screener = services.make_screener(study=study, by=world.alice, at=at)
    return services.review_screener(screener=screener, by=world.bob, at=at) if reviewed else screener


def site_of(study: Study, city: str = "Rotterdam") -> Site:
    return Site.objects.get(study=study, city=city)
