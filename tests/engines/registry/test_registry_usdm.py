"""A protocol as USDM becomes a Study: criteria apart, references resolved, no word lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registry_invented_others import (
    ABOUT,
    as_bytes,
    code,
    criterion,
    json_values,
    places,
    quantity,
    usdm,
    usdm_design,
    usdm_version,
)

from crossroads.engines.errors import InputProblem
from crossroads.engines.registry import (
    Age,
    Amendment,
    IdKind,
    PersonRole,
    RawRecord,
    RecordFormat,
    Study,
    diff,
    parse,
    people,
    record_from_bytes,
    redact,
)
from crossroads.engines.registry.markup import plain_text
from crossroads.engines.terms import CriterionCategory, Sex


def study_of(record: dict[str, Any]) -> Study:
    return parse(record_from_bytes(as_bytes(record)))


def with_text(text: str, dictionary: str | None = None) -> Study:
    """The invented study with a single criterion."""
    record = usdm()
    one, item = criterion(1, "Inclusion", text, dictionary)
    usdm_design(record)["eligibilityCriteria"] = [one]
    usdm_version(record)["eligibilityCriterionItems"] = [item]
    return study_of(record)


def test_a_study_definition_gives_what_a_registry_record_would() -> None:
    raw = record_from_bytes(as_bytes(usdm()))
    study = parse(raw)
    assert raw.format is RecordFormat.USDM
    assert (study.registry_id, study.registry_id.kind, study.other_ids) == (
        "NCT99900001",
        IdKind.NCT,
        ("NOWHERE-7",),
    )
    assert (study.brief_title, study.official_title, study.acronym) == (
        "Quiet Walking",
        "A Trial of Quiet Walking",
        "HUSH",
    )
    assert (study.conditions, study.keywords) == (("Creaking knee",), ("CK",))
    assert (study.study_type, study.phases) == ("INTERVENTIONAL", ("PHASE2", "PHASE3"))
    assert (study.intervention_model, study.masking, study.primary_purpose) == (
        "PARALLEL",
        "DOUBLE",
        "TREATMENT",
    )
    assert [(arm.label, arm.kind) for arm in study.arms] == [
        ("Quiet", "EXPERIMENTAL"),
        ("P", "PLACEBO_COMPARATOR"),
    ]
    assert [(one.name, one.kind) for one in study.interventions] == [("Tea", "DRUG")]
    assert (study.minimum_age, study.maximum_age, study.sex) == (Age(18), Age(80), Sex.ALL)
    assert (study.healthy_volunteers, study.study_population) == (False, "Walkers of two parishes")
    assert study.enrollment is not None and study.enrollment.count == 120
    assert [outcome.measure for outcome in study.primary_outcomes] == ["Creaks per step"]
    assert study.lead_sponsor is not None and study.lead_sponsor.name == "University of Nowhere"
    assert [(site.facility, site.country) for site in study.sites] == [("Knee House", "Iceland")]
    assert (study.protocol_version, str(study.version_date)) == ("2", "2024-05-16")
    assert study.amendments == (Amendment("Amendment 1", "Tea was added"),)
    assert study.overall_status is None
    assert study.notes == ()


def test_criteria_stand_apart_and_word_for_word_in_the_text() -> None:
    study = study_of(usdm())
    assert [(one.identifier, one.category.name, one.text) for one in study.criteria] == [
        ("1", "INCLUSION", "Adults of at least 18 years"),
        ("2", "INCLUSION", "One of:\n  - a creak\n  - an ache of > 3 weeks"),
        ("3", "EXCLUSION", "Platelets below 100 x 10^9/L"),
    ]
    assert study.eligibility_criteria == (
        "Inclusion Criteria:\n\n* Adults of at least 18 years\n* One of:\n  - a creak\n  - an ache of > 3 weeks\n\n"
        "Exclusion Criteria:\n\n* Platelets below 100 x 10^9/L"
    )


def test_without_a_registry_number_the_sponsors_own_is_the_studys() -> None:
    record = usdm()
    usdm_version(record)["studyIdentifiers"].pop()
    study = study_of(record)
    assert (study.registry_id, study.registry_id.kind) == ("NOWHERE-7", IdKind.SPONSOR)


def test_criteria_follow_their_links_even_in_a_circle() -> None:
    record = usdm()
    first, second, third = usdm_design(record)["eligibilityCriteria"]
    third["nextId"], first["nextId"] = first["id"], second["id"]
    assert [one.identifier for one in study_of(record).criteria] == ["3", "1", "2"]
    second["nextId"] = third["id"]
    assert [one.identifier for one in study_of(record).criteria] == ["1", "2", "3"]


def test_ages_and_sex_come_from_the_cohorts_where_the_population_says_nothing() -> None:
    record = usdm()
    population = usdm_design(record)["population"]
    population.update(
        plannedAge=None,
        plannedSex=[],
        cohorts=[
            {
                "plannedSex": [code("Female")],
                "plannedAge": {
                    "minValue": quantity("a", 6.0, "Month"),
                    "maxValue": quantity("b", 64.0, "Year"),
                },
            },
            {
                "plannedSex": [code("Male")],
                "plannedAge": {"minValue": quantity("c", 2.0, "Year"), "maxValue": None},
            },
        ],
    )
    study = study_of(record)
    assert (str(study.minimum_age), study.maximum_age, study.sex) == ("6 Months", None, Sex.ALL)


def test_version_3_keeps_texts_with_their_criteria_and_organisations_with_their_identifiers() -> None:
    record = usdm()
    version, design = usdm_version(record), usdm_design(record)
    record["usdmVersion"] = "3.0.0"
    design["population"]["criteria"] = [
        {**one, "text": item["text"], "dictionaryId": item["dictionaryId"]}
        for one, item in zip(
            design.pop("eligibilityCriteria"), version.pop("eligibilityCriterionItems"), strict=True
        )
    ]
    design["population"]["plannedAge"] = {"minValue": 18.0, "maxValue": 80.0, "unit": code("Year")}
    design["dictionaries"] = version.pop("dictionaries")
    version["dictionary_values"] = [quantity("Quantity_1", 18.0, "Year")]
    design["studyInterventions"] = version.pop("studyInterventions")
    organisations = {one["id"]: one for one in version.pop("organizations")}
    version["studyIdentifiers"] = [
        {"studyIdentifier": one["text"], "studyIdentifierScope": organisations[one["scopeId"]]}
        for one in version["studyIdentifiers"]
    ]
    study, four = study_of(record), study_of(usdm())
    assert study.criteria == four.criteria
    assert (study.registry_id, study.other_ids) == (four.registry_id, four.other_ids)
    assert (study.minimum_age, study.maximum_age, study.interventions) == (
        Age(18),
        Age(80),
        four.interventions,
    )
    assert study.lead_sponsor == four.lead_sponsor
    assert study.notes == ()


def test_a_changed_criterion_is_a_change_of_the_criteria() -> None:
    changed = usdm()
    usdm_version(changed)["eligibilityCriterionItems"][2]["text"] = "Allergy to tea"
    (found,) = diff(study_of(usdm()), study_of(changed))
    assert found.field == "eligibility_criteria"
    assert "tea" in found.new


# --- people


def test_the_people_of_a_study_definition_are_for_the_team_alone() -> None:
    raw = record_from_bytes(as_bytes(usdm()))
    (person,) = people(raw)
    assert (person.role, person.name, person.affiliation) == (
        PersonRole.OVERALL_OFFICIAL,
        "Ada Invented",
        "NOWHERE",
    )
    shown = redact(raw)
    assert not [private for private in ABOUT if private in shown]
    assert "University of Nowhere" in shown and "NCT99900001" in shown
    assert parse(record_from_bytes(shown.encode())).criteria == parse(raw).criteria


# --- what is wrong is told


def wrong(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    record = usdm()
    change(record)
    return record


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda record: record["study"].update(versions=[]), "registry.no_version"),
        (lambda record: record["study"].update(versions="two"), "registry.no_version"),
        (lambda record: usdm_version(record).update(studyIdentifiers=[]), "registry.no_id"),
        (
            lambda record: usdm_version(record).update(studyIdentifiers=[{"text": "x" * 41}]),
            "registry.bad_id",
        ),
    ],
)
def test_a_definition_that_is_no_study_is_a_problem(
    change: Callable[[dict[str, Any]], object], code: str
) -> None:
    with pytest.raises(InputProblem) as problem:
        study_of(wrong(change))
    assert problem.value.code == code
    assert problem.value.message != code


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        (lambda record: record.update(usdmVersion="2.0"), "other_version", "usdmVersion"),
        (
            lambda record: record["study"]["versions"].insert(0, {"id": "older"}),
            "one_of_several",
            "study.versions",
        ),
        (
            lambda record: usdm_version(record)["studyDesigns"].insert(0, {"id": "other"}),
            "one_of_several",
            "study.versions.studyDesigns",
        ),
        (
            lambda record: usdm_design(record)["eligibilityCriteria"][0].update(category=code("Perhaps")),
            "unplaced_criterion",
            "study.versions.studyDesigns.eligibilityCriteria.category",
        ),
        (
            lambda record: usdm_version(record)["eligibilityCriterionItems"].pop(0),
            "unplaced_criterion",
            "study.versions.studyDesigns.eligibilityCriteria.text",
        ),
        (
            lambda record: usdm_version(record).update(titles=[7]),
            "unexpected_shape",
            "study.versions.titles",
        ),
    ],
)
def test_what_could_not_be_read_as_meant_is_noted_with_its_place(
    change: Callable[[dict[str, Any]], object], code: str, field: str
) -> None:
    notes = {(note.code, note.field) for note in study_of(wrong(change)).notes}
    assert (f"registry.{code}", field) in notes


@pytest.mark.parametrize(
    ("text", "shown", "missing"),
    [
        ('Age <usdm:tag name="no_such"/> or more', "Age [no_such] or more", ["no_such"]),
        ('See <usdm:ref klass="A" id="B_1" attribute="text"></usdm:ref>', "See [B_1.text]", ["B_1.text"]),
        (
            'Round <usdm:ref id="EligibilityCriterionItem_1" attribute="text"/>',
            "Round Round [EligibilityCriterionItem_1.text]",
            ["EligibilityCriterionItem_1.text"],
        ),
        ('<usdm:ref id="Range_1" attribute="minValue"/> or more', "18 years or more", []),
        (
            "For <usdm:ref id='Population_1' attribute='description'/> alone",
            "For Walkers of two parishes alone",
            [],
        ),
        (
            'Of <usdm:ref id="Population_1" attribute="cohorts"/>',
            "Of [Population_1.cohorts]",
            ["Population_1.cohorts"],
        ),
    ],
)
def test_a_reference_is_resolved_or_named(text: str, shown: str, missing: list[str]) -> None:
    study = with_text(text)
    assert [one.text for one in study.criteria] == [shown]
    assert [note.value for note in study.notes if note.code == "registry.unresolved_reference"] == missing


def test_references_that_multiply_are_stopped() -> None:
    """Ten references to a text of ten references to a text of ten ...: real texts have less than ten in all."""
    record = usdm()
    version = usdm_version(record)
    for level in range(30):
        version.setdefault("notes", []).append(
            {"id": f"N{level}", "text": f'lol <usdm:ref id="N{level + 1}" attribute="text"/>' * 10}
        )
    version["eligibilityCriterionItems"][0]["text"] = '<usdm:ref id="N0" attribute="text"/>'
    study = study_of(record)
    assert len(study.criteria[0].text) < 1_000_000
    assert "registry.unresolved_reference" in {note.code for note in study.notes}


# --- markup


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain", "plain"),
        ("<p>One</p>\n<p>two  words</p>", "One\ntwo words"),
        ("<p>Unclosed <b>bold", "Unclosed bold"),
        ("Platelets < 3 and > 2, x<y", "Platelets < 3 and > 2, x<y"),
        ("A <ULN and B>3", "A <ULN and B>3"),
        ("m<sup>2</sup>, Tea<sup>®</sup>, H<sub>2</sub>O", "m^2, Tea®, H2O"),
        ("Tea&#174; &amp; milk&nbsp;too", "Tea® & milk too"),
        ("<ol><li>a</li><li>b<ul><li>c</li></ul></li></ol>", "1. a\n2. b\n  - c"),
        ('<ol type="a"><li><p>x</p><p>y</p></li><li>z</li></ol>', "a. x\n   y\nb. z"),
        ("<table><tr><td>Tea</td><td>2\n weeks</td></tr><tr><td>Rum</td><td>1 day</td></tr></table>",
         "Tea | 2 weeks\nRum | 1 day"),
        ("<p>seen<!-- not seen --><br/>again</p>", "seen\nagain"),
        ("<p>kept<script>alert(1)</script></p>", "kept"),
        ("", ""),
    ],
)  # fmt: skip
def test_markup_becomes_lines_and_lists(markup: str, text: str) -> None:
    assert plain_text(markup) == (text, True)


@pytest.mark.parametrize(
    "bomb",
    [
        '<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;">]><p>&c;&c;</p>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><p>&x;</p>',
    ],
)
def test_no_entity_is_expanded_and_no_file_is_read(bomb: str) -> None:
    text, _whole = plain_text(bomb)
    assert "lollol" not in text
    assert len(text) <= len(bomb) + 10


def test_markup_that_is_nested_too_deeply_loses_its_tags_and_no_word() -> None:
    study = with_text("<div>" * 400 + "deep words" + "</div>" * 400)
    assert [one.text for one in study.criteria] == ["deep words"]
    assert "registry.broken_markup" in {note.code for note in study.notes}


TAGS = [
    "<p>",
    "</p>",
    "<ul>",
    "</ul>",
    "<li>",
    "</li>",
    "<b",
    "</",
    "<br/>",
    "<td>",
    "<sup>2</sup>",
    "<!--",
    "-->",
]
SIGNS = ["<", ">", "&", "&lt;", "&#0;", "word", " ", "é", "<usdm:tag name='x'/>", "10", "]]>", "<?x", "\x00"]
pieces = st.lists(st.sampled_from(TAGS) | st.sampled_from(SIGNS), max_size=25)


@given(pieces)
def test_whatever_the_markup_every_word_stays(parts: list[str]) -> None:
    text, _whole = plain_text("".join(parts))
    if "<!--" not in parts:
        assert text.count("word") >= parts.count("word") - "".join(parts).count("<b")


@given(data=st.data(), value=json_values)
def test_whatever_stands_in_a_definition_parse_tells_or_reads(data: st.DataObject, value: Any) -> None:
    """Any JSON value in any place: a Study with notes or an InputProblem, never a crash."""
    record = usdm()
    found = places(record)
    holder, key = found[data.draw(st.integers(0, len(found) - 1))]
    holder[key] = value
    raw = RawRecord(as_bytes(record), RecordFormat.USDM)
    try:
        study = parse(raw)
        assert all(one.text in study.eligibility_criteria for one in study.criteria)
        people(raw)
        redact(raw)
    except InputProblem as problem:
        assert problem.code in ("registry.no_id", "registry.bad_id", "registry.no_version")


def test_categories_are_told_by_code_too() -> None:
    record = usdm()
    usdm_design(record)["eligibilityCriteria"][0]["category"] = code("", "C25370")
    assert study_of(record).criteria[0].category is CriterionCategory.EXCLUSION
