"""Small values of the room: promised times, ways to reach people, the field's words, plain sentences."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines import rules
from crossroads.engines.compliance.readability import readability
from crossroads.engines.errors import InputProblem
from crossroads.portal import fhir, outcomes
from crossroads.portal.addresses import normal_email, normal_phone
from crossroads.portal.models import REFERRAL_LIFE
from crossroads.portal.prescreening import Progress, Unlogged
from crossroads.portal.promise import call_by
from crossroads.portal.services import Person
from crossroads.portal.wording import contact_wording
from crossroads.studies.models import Study
from portal.conftest import Visitor
from world import NOW

TEMPLATES = Path(fhir.__file__).parent / "templates" / "portal"
STAFF = {
    "desk.html", "desk_counts.html", "referral.html", "screeners.html",
    "_card.html", "_outcomes.html", "_answers.html",
}  # fmt: skip
MOST_GRADE = 8


# --- the promise


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        ("2026-11-24 10:00", "2026-11-26 10:00"),  # Tuesday: Thursday
        ("2026-11-26 17:30", "2026-11-30 17:30"),  # Thursday: Monday
        ("2026-11-28 09:00", "2026-12-01 09:00"),  # Saturday: Tuesday
        ("2026-10-23 10:00", "2026-10-27 10:00"),  # over the end of summer time, the hour stays
    ],
)
def test_a_call_is_promised_within_two_working_days(asked: str, by: str) -> None:
    zone = ZoneInfo("Europe/Amsterdam")
    times = [datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone) for text in (asked, by)]
    assert call_by(times[0], zone_name="Europe/Amsterdam") == times[1]


@given(st.integers(0, 60 * 24 * 365))
def test_a_promise_never_falls_on_a_weekend_and_never_takes_more_than_four_days(minutes: int) -> None:
    asked = NOW + timedelta(minutes=minutes)
    due = call_by(asked, zone_name="Europe/Amsterdam")
    assert due.astimezone(ZoneInfo("Europe/Amsterdam")).weekday() < 5
    assert timedelta(days=1) < due - asked <= timedelta(days=4, hours=1)


# --- phones and e-mail addresses


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+31 20 555 0100", "+31205550100"),
        ("0031 (0)20-555.01.00", "+31205550100"),
        ("(020) 555/0100", "0205550100"),
        (" ", ""),
    ],
)
def test_phone_numbers_are_read_as_people_type_them(typed: str, kept: str) -> None:
    assert normal_phone(typed) == kept


@pytest.mark.parametrize(
    "typed", ["123", "call me", "++20 555 0100", "12345678901234567890", "٠١٢٣٤٥٦٧٨", "020 555 0100 ext 3"]
)
def test_what_is_no_phone_number_is_told_without_repeating_it(typed: str) -> None:
    with pytest.raises(InputProblem) as told:
        normal_phone(typed)
    assert typed not in str(told.value)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_told(text: str) -> None:
    try:
        kept = normal_phone(text)
    except InputProblem:
        return
    assert re.fullmatch(r"(\+?[0-9]{7,15})?", kept)
    assert normal_phone(kept) == kept


@pytest.mark.parametrize(("typed", "kept"), [(" A.B@Example.ORG ", "a.b@example.org"), ("", "")])
def test_e_mail_addresses_are_compared_without_case(typed: str, kept: str) -> None:
    assert normal_email(typed) == kept


# --- states in the field's words

R4 = {
    "candidate", "eligible", "follow-up", "ineligible", "not-registered", "off-study", "on-study",
    "on-study-intervention", "on-study-observation", "pending-on-study", "potential-candidate", "screening",
    "withdrawn",
}  # fmt: skip
"""All codes of http://hl7.org/fhir/research-subject-status, version 4.0.1."""


def test_every_state_has_a_code_of_fhir_r4() -> None:
    assert set(fhir.STATES) == set(REFERRAL_LIFE.states)
    assert {fhir.research_subject_status(state) for state in REFERRAL_LIFE.states} <= R4


@pytest.mark.parametrize(("after", "code"), [(False, "withdrawn"), (True, "off-study")])
def test_who_leaves_after_enrollment_is_off_study(after: bool, code: str) -> None:
    assert fhir.research_subject_status("withdrawn", after_enrollment=after) == code


def test_reasons_belong_to_states_that_end_a_referral() -> None:
    assert set(outcomes.REASONS) == {"ineligible", "screen_failed", "lost", "withdrawn"}
    assert all(outcomes.words(reason.code) for reasons in outcomes.REASONS.values() for reason in reasons)


# --- nothing personal is printed by accident


def test_people_and_answers_do_not_print() -> None:
    said = repr(
        [Person(name="Wilhelmina"), Progress("hash", given={"age": "forty-one"}), Unlogged("forty-one")]
    )
    assert "Wilhelmina" not in said
    assert "forty-one" not in said


# --- plain words


def _sentences(template: Path) -> list[str]:
    """Our own sentences in a template, as they are marked for translation."""
    text = template.read_text(encoding="utf-8")
    marked = [a or b for a, b in re.findall(r"""{%\s*trans\s+(?:"([^"]+)"|'([^']+)')""", text)]
    blocks = re.findall(r"{%\s*blocktrans[^%]*%}(.*?){%\s*endblocktrans", text, flags=re.S)
    parts = [part for block in blocks for part in re.split(r"{%\s*plural\s*%}", block)]
    return [re.sub(r"{{[^}]+}}", "seven", sentence).strip() for sentence in marked + parts]


PUBLIC = [f for f in sorted(TEMPLATES.glob("*.html")) if f.name not in STAFF]


@pytest.mark.parametrize("template", PUBLIC, ids=lambda f: f.name)
def test_public_pages_read_at_grade_8_or_below(template: Path) -> None:
    """By Flesch-Kincaid; headings and buttons count as sentences, and no sentence is long."""
    sentences = [s if s.endswith((".", "?", "!")) else f"{s}." for s in _sentences(template)]
    measured = readability(" ".join(sentences))
    assert measured.grade is None or measured.grade <= MOST_GRADE
    assert measured.long_sentences == ()


def test_all_public_sentences_together_read_at_grade_6_or_below() -> None:
    everything = " ".join(s for template in PUBLIC for s in _sentences(template) if s.endswith("."))
    grade = readability(everything).grade
    assert grade is not None
    assert grade <= 6


def test_a_whole_result_page_reads_at_grade_8_or_below(visitor: Visitor) -> None:
    visitor.answer_all({"How old": "41", "illness": "not sure", "smoke": "no"})
    main = visitor.text.split("<main")[1].split("</main>")[0].split(">", 1)[1]
    lines = [re.sub(r"\s+", " ", line).strip() for line in re.sub(r"<[^>]+>", "\n", main).split("\n")]
    spoken = " ".join(line if line.endswith((".", "?")) else f"{line}." for line in lines if line)
    grade = readability(spoken).grade
    assert grade is not None
    assert grade <= MOST_GRADE


def test_the_consent_reads_at_grade_8_or_below(study: Study) -> None:
    measured = readability(contact_wording(study).text)
    assert measured.grade is not None
    assert measured.grade <= MOST_GRADE
    assert measured.long_sentences == ()


def test_what_goes_wrong_is_told_to_patients_at_grade_8_or_below() -> None:
    staff = {"portal.other_site", "portal.withdrawn", "portal.erased", "portal.reason_missing",
             "portal.criterion_missing", "portal.outcome_missing", "portal.not_to_call"}  # fmt: skip
    table = {code: words for code, words in rules.problem_table().items() if code.startswith("portal.")}
    assert staff <= set(table)
    told = " ".join(f"{w['sentence']} {w['advice']}" for code, w in table.items() if code not in staff)
    grade = readability(told).grade
    assert grade is not None
    assert grade <= MOST_GRADE


def test_patients_are_never_called_what_they_are_not() -> None:
    words = " ".join(s for template in PUBLIC for s in _sentences(template)).lower()
    assert not re.findall(r"\b(subjects?|leads?|eligible|enrol(?:l)?(?: now)?|miracle|cure)\b", words)
