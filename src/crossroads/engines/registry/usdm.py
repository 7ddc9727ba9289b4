"""USDM API JSON (CDISC/TransCelerate, versions 3 and 4): a protocol as data -> the shape of API v2.

A study definition knows the protocol by heart and little of the study's life: it has no recruitment status,
and its sites are names and countries.

source  CDISC Unified Study Definitions Model 4.0 and 3.0, API specification of the DDF reference architecture
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crossroads.engines.errors import InputProblem, Where
from crossroads.engines.registry.fields import Fields
from crossroads.engines.registry.shaped import Shaped, iso_date, listed, nct_ids
from crossroads.engines.registry.study import Amendment, StructuredCriterion
from crossroads.engines.registry.usdm_text import Texts, decode
from crossroads.engines.registry.words import phases_in
from crossroads.engines.terms import CriterionCategory

_VERSIONS_READ = ("3.", "4.")

# What CDISC's controlled terms are called in API v2. Others differ in case and the word "Study" alone.
_ARMS = {
    "Investigational Arm": "EXPERIMENTAL",
    "Experimental Arm": "EXPERIMENTAL",
    "Active Comparator Arm": "ACTIVE_COMPARATOR",
    "Placebo Control Arm": "PLACEBO_COMPARATOR",
    "Placebo Comparator Arm": "PLACEBO_COMPARATOR",
    "Sham Comparator Arm": "SHAM_COMPARATOR",
    "Sham Intervention Arm": "SHAM_COMPARATOR",
    "No Intervention Arm": "NO_INTERVENTION",
    "Protocol Treatment Arm": "OTHER",
}
_INTERVENTIONS = {
    "Pharmacologic Substance": "DRUG",
    "Drug": "DRUG",
    "Biological Agent": "BIOLOGICAL",
    "Biologic": "BIOLOGICAL",
    "Vaccine": "BIOLOGICAL",
    "Medical Device": "DEVICE",
    "Therapeutic Procedure": "PROCEDURE",
    "Behavioral Intervention": "BEHAVIORAL",
}
_CATEGORIES = {
    "C25532": CriterionCategory.INCLUSION,
    "INCLUSION CRITERIA": CriterionCategory.INCLUSION,
    "INCLUSION": CriterionCategory.INCLUSION,
    "C25370": CriterionCategory.EXCLUSION,
    "EXCLUSION CRITERIA": CriterionCategory.EXCLUSION,
    "EXCLUSION": CriterionCategory.EXCLUSION,
}


def shaped(document: dict[str, Any], where: Where) -> Shaped:
    """The record in the shape of API v2.

    raises  InputProblem "registry.no_version" where the study definition holds no version of a study
    """
    record = Fields(document)
    if not record.text("usdmVersion").startswith(_VERSIONS_READ):
        record.note("other_version", "usdmVersion", record.text("usdmVersion"))
    study = record.part("study")
    version = _newest(study.parts("versions"), study)
    if version is None:
        raise InputProblem("registry.no_version", where=where)
    return _Reader(study, version).shaped()


def _newest(versions: Sequence[Fields], study: Fields) -> Fields | None:
    """The last of several; the others are told."""
    if len(versions) > 1:
        study.note("one_of_several", "versions", len(versions))
    return versions[-1] if versions else None


class _Reader:
    """One version of a study and its main design."""

    def __init__(self, study: Fields, version: Fields) -> None:
        self._study = study
        self._version = version
        designs = version.parts("studyDesigns")
        if len(designs) > 1:
            version.note("one_of_several", "studyDesigns", len(designs))
        self._design = designs[-1] if designs else Fields({}, notes=version.notes)
        self._population = self._design.part("population")
        self._cohorts = self._population.parts("cohorts")
        self._texts = Texts.of(study.data)
        self._organisations = {
            str(one.data.get("id")): one
            for one in (*version.parts("organizations"), *study.parts("organizations"))
        }

    def shaped(self) -> Shaped:
        identifiers = dict(self._identifiers())
        criteria = tuple(self._criteria())
        return Shaped(
            document={"protocolSection": self._protocol(criteria)},
            registry_id=next(nct_ids(identifiers), "") or _sponsors_own(identifiers),
            other_ids=tuple(identifiers),
            criteria=criteria,
            protocol_version=self._version.text("versionIdentifier"),
            amendments=tuple(self._amendments()),
            notes=tuple(self._study.notes),
        )

    def _protocol(self, criteria: Sequence[StructuredCriterion]) -> dict[str, Any]:
        titles = self._titles()
        brief = titles.get("brief study title") or titles.get("public study title")
        return {
            "identificationModule": {
                "briefTitle": brief or self._text(self._study, "label", "name"),
                "officialTitle": titles.get("official study title", ""),
                "acronym": titles.get("study acronym", ""),
            },
            "statusModule": {"lastUpdateSubmitDate": self._date()},
            "descriptionModule": {"detailedDescription": self._text(self._version, "rationale")},
            "sponsorCollaboratorsModule": {"leadSponsor": {"name": self._sponsor()}},
            "conditionsModule": self._conditions(),
            "designModule": self._design_module(),
            "armsInterventionsModule": self._arms(),
            "outcomesModule": {"primaryOutcomes": [{"measure": text} for text in self._outcomes()]},
            "eligibilityModule": {**self._eligibility(), "eligibilityCriteria": listed(criteria)},
            "contactsLocationsModule": {
                "locations": list(self._sites()),
                "overallOfficials": list(self._people()),
            },
        }

    def _text(self, holder: Fields, *keys: str) -> str:
        """The first of several texts that says something, without markup."""
        return next((text for key in keys if (text := self._texts.plain(holder, key))), "")

    def _titles(self) -> dict[str, str]:
        return {
            decode(title.data.get("type")).lower(): self._text(title, "text")
            for title in self._version.parts("titles")
        }

    def _giver(self, identifier: Fields) -> Fields:
        """The organisation that gave a number; version 3 has it within."""
        return self._organisations.get(
            str(identifier.data.get("scopeId")), identifier.part("studyIdentifierScope")
        )

    def _identifiers(self) -> Iterator[tuple[str, str]]:
        """Identifier and the kind of organisation that gave it."""
        for entry in self._version.parts("studyIdentifiers"):
            if text := entry.text("text") or entry.text("studyIdentifier"):
                yield text, _kind(self._giver(entry))

    def _sponsor(self) -> str:
        for role in self._version.parts("roles"):
            if decode(role.data.get("code")) == "Sponsor":
                for name in role.texts("organizationIds"):
                    if name in self._organisations:
                        return self._text(self._organisations[name], "label", "name")
        givers = (self._giver(entry) for entry in self._version.parts("studyIdentifiers"))
        return next((self._text(one, "label", "name") for one in givers if _is_sponsor(_kind(one))), "")

    def _date(self) -> str:
        """The newest day on which the protocol or an amendment was approved or took effect."""
        holders = (self._version, *self._version.parts("amendments"))
        dates = [iso_date(day.text("dateValue")) for one in holders for day in one.parts("dateValues")]
        return max(dates, default="")

    def _amendments(self) -> Iterator[Amendment]:
        for one in self._version.parts("amendments"):
            number = one.text("number")
            name = one.text("label") or (f"Amendment {number}" if number else one.text("name"))
            yield Amendment(name, self._text(one, "summary"))

    def _conditions(self) -> dict[str, Any]:
        """The fullest name of each indication is the condition; its other names are keywords."""
        conditions, others = [], []
        for one in self._design.parts("indications"):
            names = [self._text(one, key) for key in ("description", "label")]
            names += [decode(code.data) for code in one.parts("codes")]
            named = [name for name in names if name] or [one.text("name")]
            conditions.append(named[0])
            others.extend(named[1:])
        known = {name.casefold() for name in conditions}
        return {
            "conditions": _each_once(conditions),
            "keywords": _each_once(name for name in others if name.casefold() not in known),
        }

    def _design_module(self) -> dict[str, Any]:
        design = self._design.data
        study_type = decode(design.get("studyType") or self._version.data.get("studyType"))
        intents = design.get("intentTypes") or design.get("trialIntentTypes")
        intent = decode(intents[0]) if isinstance(intents, list) and intents else ""
        wanted = self._population.part("plannedEnrollmentNumber").data
        count = wanted.get("value", wanted.get("maxValue"))
        return {
            "studyType": study_type.removesuffix(" Study"),
            "phases": phases_in(decode(design.get("studyPhase") or self._version.data.get("studyPhase"))),
            "designInfo": {
                "interventionModel": decode(
                    design.get("model") or design.get("interventionModel")
                ).removesuffix(" Study"),
                "primaryPurpose": intent.removesuffix(" Study"),
                "maskingInfo": {"masking": decode(design.get("blindingSchema")).removesuffix(" Study")},
            },
            "enrollmentInfo": {"count": _whole(count), "type": "ESTIMATED"},
        }

    def _arms(self) -> dict[str, Any]:
        given = self._version.parts("studyInterventions") or self._design.parts("studyInterventions")
        return {
            "armGroups": [
                {
                    "label": arm.text("label") or arm.text("name"),
                    "type": _named(_ARMS, arm.data.get("type")),
                    "description": self._text(arm, "description"),
                }
                for arm in self._design.parts("arms")
            ],
            "interventions": [
                {
                    "name": one.text("label") or one.text("name"),
                    "type": _named(_INTERVENTIONS, one.data.get("type")),
                    "description": self._text(one, "description"),
                }
                for one in given
            ],
        }

    def _outcomes(self) -> Iterator[str]:
        for objective in self._design.parts("objectives"):
            for endpoint in objective.parts("endpoints"):
                if "primary" in decode(endpoint.data.get("level")).lower():
                    yield self._text(endpoint, "text")

    def _sites(self) -> Iterator[dict[str, Any]]:
        for organisation in self._organisations.values():
            for site in organisation.parts("managedSites"):
                yield {
                    "facility": self._text(site, "label", "description", "name"),
                    "country": decode(site.data.get("country")),
                }

    def _people(self) -> Iterator[dict[str, Any]]:
        for role in self._version.parts("roles"):
            for person in role.parts("assignedPersons"):
                name = person.part("personName")
                parts = (*name.texts("givenNames"), name.text("familyName"))
                employer = self._organisations.get(str(person.data.get("organizationId")))
                yield {
                    "name": " ".join(part for part in parts if part) or person.text("label"),
                    "role": decode(role.data.get("code")),
                    "affiliation": employer.text("name") if employer else "",
                }

    # --- who may join

    def _eligibility(self) -> dict[str, Any]:
        groups = [self._population] if self._population.data.get("plannedAge") else self._cohorts
        return {
            "sex": self._sex(),
            "minimumAge": _bound(groups, "minValue"),
            "maximumAge": _bound(groups, "maxValue"),
            "healthyVolunteers": self._population.flag("includesHealthySubjects"),
            "studyPopulation": self._text(self._population, "description", "label"),
        }

    def _sex(self) -> str | None:
        """Of the population; where it says nothing, of its cohorts together."""
        for groups in ([self._population], self._cohorts):
            words = {decode(code.data).lower() for group in groups for code in group.parts("plannedSex")}
            if words:
                return "ALL" if words >= {"male", "female"} or "both" in words else " ".join(sorted(words))
        return None

    def _criteria(self) -> Iterator[StructuredCriterion]:
        """Each with the lines after its first indented: in the list of all they are part of it."""
        items = {str(one.data.get("id")): one for one in self._version.parts("eligibilityCriterionItems")}
        found = self._design.parts("eligibilityCriteria") or self._population.parts("criteria")  # version 3
        for criterion in _in_order(found):
            item = items.get(str(criterion.data.get("criterionItemId")), criterion)
            category = _category(criterion.data.get("category"))
            text = self._texts.plain(item, "text")
            if category is None or not text:
                criterion.note("unplaced_criterion", "category" if text else "text", text)
                continue
            identifier = criterion.text("identifier") or criterion.text("name")
            yield StructuredCriterion(identifier, category, text.replace("\n", "\n  "))


def _in_order(criteria: Sequence[Fields]) -> list[Fields]:
    """As ``nextId`` leads from one to the next, else as they stand. A circle is broken where it was entered."""
    by_id = {str(one.data.get("id")): one for one in criteria}
    followers = {str(one.data.get("nextId")) for one in criteria if one.data.get("nextId")}
    ordered: dict[str, Fields] = {}
    heads = [name for name in by_id if name not in followers]
    for head in (*heads, *by_id):
        name = head
        while name in by_id and name not in ordered:
            ordered[name] = by_id[name]
            name = str(by_id[name].data.get("nextId"))
    return list(ordered.values())


def _category(code: Any) -> CriterionCategory | None:
    said = code.get("code") if isinstance(code, dict) else None
    return _CATEGORIES.get(str(said)) or _CATEGORIES.get(decode(code).upper())


def _bound(groups: Sequence[Fields], end: str) -> str | None:
    """The widest age limit of some groups, as "18 Years"; None where a group has none."""
    ages = [_age(group.part("plannedAge"), end) for group in groups]
    if not ages or None in ages:
        return None
    pick = min if end == "minValue" else max
    return pick((age for age in ages if age is not None), key=_in_days)


def _age(planned: Fields, end: str) -> str | None:
    value = planned.data.get(end)
    quantity = value if isinstance(value, dict) else {"value": value, "unit": planned.data.get("unit")}
    number, unit = quantity.get("value"), decode(quantity.get("unit")).removesuffix("s").title()
    if number is None:
        return None
    return f"{_whole(number)} {unit or 'Year'}s"


_DAYS = {"Years": 365.25, "Months": 365.25 / 12, "Weeks": 7.0, "Days": 1.0}


def _in_days(age: str) -> float:
    number, unit = age.split(" ", 1)
    try:
        return float(number) * _DAYS.get(unit, 1.0)
    except ValueError:
        return 0.0


def _whole(number: Any) -> Any:
    """18 of 18.0; anything else as it is, for its reader to judge."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _named(table: dict[str, str], code: Any) -> str:
    return table.get(decode(code), decode(code))


def _kind(organisation: Fields) -> str:
    return decode(organisation.data.get("type") or organisation.data.get("organizationType"))


def _is_sponsor(kind: str) -> bool:
    return "sponsor" in kind.lower()


def _sponsors_own(identifiers: dict[str, str]) -> str:
    sponsors = (text for text, giver in identifiers.items() if _is_sponsor(giver))
    return next(sponsors, "") or next(iter(identifiers), "")


def _each_once(names: Iterable[str]) -> list[str]:
    """Names in their order, without those that differ in case alone."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(name.casefold(), name)
    return list(first.values())
