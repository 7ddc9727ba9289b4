"""CTIS, the register of Regulation (EU) 536/2014, in ctrdata's JSON: the layouts before and since June 2024.

Both have the application's part I (the trial) and parts II (each member state and its sites); since 2024 they
stand within ``authorizedApplication``, and a status is a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from crossroads.engines.registry.ctrdata.words import age_limits, sex, sponsor_class, status
from crossroads.engines.registry.fields import Fields
from crossroads.engines.registry.shaped import Shaped, iso_date, listed
from crossroads.engines.registry.study import CriteriaTranslation, StructuredCriterion
from crossroads.engines.registry.words import phases_in
from crossroads.engines.terms import CriterionCategory, OverallStatus

_LISTS = {
    CriterionCategory.INCLUSION: "principalInclusionCriteria",
    CriterionCategory.EXCLUSION: "principalExclusionCriteria",
}
_AGE_GROUPS = {
    "0-17 years": ("", "17 Years"),
    "18-64 years": ("18 Years", "64 Years"),
    "65+ years": ("65 Years", ""),
}
_HEALTHY, _PATIENTS = "healthy volunteers", "patients"


def shaped(record: Fields) -> Shaped:
    return _Reader(record).shaped()


class _Reader:
    def __init__(self, record: Fields) -> None:
        self._record = record
        within = record.part("authorizedApplication") if "authorizedApplication" in record.data else record
        self._application = within
        self._part_one = within.part("authorizedPartI")
        self._parts_two = within.parts("authorizedPartsII")
        details = self._part_one.part("trialDetails")
        self._names = details.part("clinicalTrialIdentifiers")
        self._trial = details.part("trialInformation")

    def shaped(self) -> Shaped:
        criteria = tuple(self._criteria())
        return Shaped(
            document=self._document(criteria),
            registry_id=self._record.text("ctNumber") or self._record.text("_id"),
            other_ids=tuple(self._other_ids()),
            criteria=criteria,
            translations=tuple(self._translations()),
            notes=tuple(self._record.notes),
        )

    def _document(self, criteria: Iterable[StructuredCriterion]) -> dict[str, Any]:
        full = self._names.text("fullTitle")
        return {
            "protocolSection": {
                "identificationModule": {
                    "briefTitle": self._names.text("publicTitle") or self._record.text("title") or full,
                    "officialTitle": full or self._record.text("title"),
                },
                "statusModule": self._status(),
                "descriptionModule": {
                    "briefSummary": self._trial.part("trialObjective").text("mainObjective")
                },
                "sponsorCollaboratorsModule": self._sponsors(),
                "conditionsModule": {
                    "conditions": [
                        one.text("medicalCondition")
                        for one in self._trial.part("medicalCondition").parts("partIMedicalConditions")
                    ],
                    "keywords": [one.text("name") for one in self._part_one.parts("therapeuticAreas")],
                },
                "designModule": {
                    "studyType": "INTERVENTIONAL",  # the register holds clinical trials of medicines alone
                    "phases": phases_in(self._record.text("trialPhase")),
                    "enrollmentInfo": {"count": self._enrollment(), "type": "ESTIMATED"},
                },
                "armsInterventionsModule": {"interventions": self._products()},
                "outcomesModule": {
                    "primaryOutcomes": [
                        {"measure": one.text("endPoint")}
                        for one in self._trial.part("endPoint").parts("primaryEndPoints")
                    ]
                },
                "eligibilityModule": {**self._who(), "eligibilityCriteria": listed(criteria)},
                "contactsLocationsModule": {
                    "locations": list(self._sites()),
                    "locationCountries": list(self._countries()),
                    "centralContacts": list(self._contacts()),
                },
            },
            "hasResults": self._record.flag("resultsFirstReceived") or "results" in self._record.data,
        }

    def _other_ids(self) -> Iterator[str]:
        yield self._names.text("shortTitle")
        yield self._record.part("eudraCtInfo").text("eudraCtCode")
        yield self._application.part("eudraCt").text("eudraCtCode")
        numbers = self._names.part("secondaryIdentifyingNumbers")
        yield numbers.part("nctNumber").text("number")
        for one in numbers.parts("additionalRegistries"):
            yield one.text("number")

    # --- status and dates

    def _status(self) -> dict[str, Any]:
        began = iso_date(self._record.text("startDateEU"))
        planned = self._trial.part("trialDuration")
        ends = planned.text("estimatedGlobalEndDate") or planned.text("estimatedEndDate")
        return {
            "overallStatus": self._overall_status(),
            "startDateStruct": {"date": began, "type": "ACTUAL"}
            if began
            else {"date": iso_date(planned.text("estimatedRecruitmentStartDate")), "type": "ESTIMATED"},
            "completionDateStruct": {"date": iso_date(ends), "type": "ESTIMATED"},
            "lastUpdateSubmitDate": iso_date(self._record.text("lastUpdated")),
        }

    def _overall_status(self) -> OverallStatus | None:
        """As the register gives it. "Ended" is terminated where every member state told of an early end."""
        found = status(
            self._record, "ctPublicStatusCode" if "ctPublicStatusCode" in self._record.data else "ctStatus"
        )
        told = self._record.part("events").parts("trialEvents")
        early = [
            any(event.text("notificationType") == "EARLY_TERMINATION" for event in one.parts("events"))
            for one in told
        ]
        if found is OverallStatus.COMPLETED and early and all(early):
            return OverallStatus.TERMINATED
        return found

    # --- who runs it

    def _sponsors(self) -> dict[str, Any]:
        lead: dict[str, Any] = {}
        others = []
        for one in self._part_one.parts("sponsors"):
            named = {
                "name": one.part("organisation").text("name"),
                "class": sponsor_class(one.text("commercial")),
            }
            if not lead and (one.flag("primary") is not False):
                lead = named
            else:
                others.append(named)
        return {"leadSponsor": lead, "collaborators": others}

    def _contacts(self) -> Iterator[dict[str, Any]]:
        for sponsor in self._part_one.parts("sponsors"):
            for key in ("publicContacts", "scientificContacts"):
                for one in sponsor.parts(key):
                    yield {
                        "name": one.text("functionalName"),
                        "phone": one.text("telephone"),
                        "email": one.text("functionalEmailAddress"),
                        "affiliation": one.part("organisation").text("name"),
                    }
            for key in ("legalRepresentative", "contactPointForUnion"):
                yield _person(sponsor.part(key).part("person"))

    def _products(self) -> list[dict[str, Any]]:
        """Each once; a product without a name has its substance's."""
        found: dict[str, dict[str, Any]] = {}
        for one in self._part_one.parts("products"):
            known = one.part("productDictionaryInfo")
            substance = known.text("activeSubstanceName")
            name = one.text("productName") or known.text("prodName") or substance
            others = [substance] if substance not in ("N/A", name) and substance else []
            found.setdefault(name.casefold(), {"type": "DRUG", "name": name, "otherNames": others})
        return [product for product in found.values() if product["name"]]

    # --- who may join

    def _who(self) -> dict[str, Any]:
        people = self._trial.part("populationOfTrialSubjects")
        groups = {one.text("name").casefold() for one in people.parts("clinicalTrialGroups")}
        ages = [group.strip() for group in self._record.text("ageGroup").split(",") if group.strip()]
        for group in ages:
            if group not in _AGE_GROUPS:
                self._record.note("unreadable_age", "ageGroup", group)
        return {
            "sex": sex(people.flag("isFemaleSubjects"), people.flag("isMaleSubjects"))
            or _sex_of(self._record.text("gender")),
            **age_limits(limits for group, limits in _AGE_GROUPS.items() if group in ages),
            "healthyVolunteers": True if _HEALTHY in groups else False if _PATIENTS in groups else None,
        }

    def _enrollment(self) -> int | None:
        """All that are planned: in each member state, and in the rest of the world."""
        here = [one.count("recruitmentSubjectCount") for one in self._parts_two]
        counted = sum(count for count in here if count is not None) or self._record.count(
            "totalNumberEnrolled"
        )
        return None if counted is None else counted + (self._part_one.count("rowSubjectCount") or 0)

    def _listed(self, category: CriterionCategory) -> list[Fields]:
        """In the order of their numbers; the package sorts them as words: 1, 10, 2."""
        found = self._trial.part("eligibilityCriteria").parts(_LISTS[category])
        return sorted(found, key=lambda one: one.count("number") or 0)

    def _criteria(self) -> Iterator[StructuredCriterion]:
        for category, key in _LISTS.items():
            for one in self._listed(category):
                if text := one.text(key):
                    yield StructuredCriterion(one.text("number"), category, text)

    def _translations(self) -> Iterator[CriteriaTranslation]:
        found: dict[str, list[StructuredCriterion]] = {}
        for category, key in _LISTS.items():
            for one in self._listed(category):
                for other in one.parts(f"{key}Translations"):
                    language = other.text("languageDescription") or other.text("language")
                    found.setdefault(language, []).append(
                        StructuredCriterion(one.text("number"), category, other.text("attributeTranslation"))
                    )
        for language in sorted(found):
            yield CriteriaTranslation(language, listed(found[language]))

    # --- where

    def _sites(self) -> Iterator[dict[str, Any]]:
        states = {
            one.text("mscName"): status(one, "mscPublicStatusCode")
            for one in self._application.parts("memberStatesConcerned")
        }
        for part in self._parts_two:
            country = part.part("mscInfo").text("countryName") or part.part("mscInfo").text("mscName")
            for site in part.parts("trialSites"):
                place = site.part("organisationAddressInfo")
                address = place.part("address")
                department = site.text("departmentName")
                named = department if department.casefold() not in ("na", "n/a", "-") else ""
                yield {
                    "facility": ", ".join(
                        name for name in (place.part("organisation").text("name"), named) if name
                    ),
                    "city": address.text("city"),
                    "zip": address.text("postcode"),
                    "country": address.text("countryName") or country,
                    "status": states.get(country),
                    "contacts": [_person(site.part("personInfo"))],
                }

    def _countries(self) -> Iterator[str]:
        for part in self._parts_two:
            info = part.part("mscInfo")
            yield info.text("countryName") or info.text("mscName")
        for one in self._part_one.parts("rowCountriesInfo"):
            yield one.text("name")


def _person(one: Fields) -> dict[str, Any]:
    name = " ".join(part for part in (one.text("firstName"), one.text("lastName")) if part)
    return {"name": name, "phone": one.text("telephone"), "email": one.text("email")}


def _sex_of(gender: str) -> str | None:
    said = {word.strip().casefold() for word in gender.split(",")}
    return sex("female" in said or None, "male" in said or None)
