"""From one record to the next: which sentences are the same, which changed, which are gone. All of it is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.eligibility import parsing
from crossroads.studies.carrying import Fate, Kept, ReadRecord, carry
from crossroads.studies.sentences import PlainText, plain

OLD = """Inclusion Criteria:

* Age 18 years or older
* Hemoglobin at least 9 g/dL
* Able to walk without help

Exclusion Criteria:

* Pregnant or breastfeeding
* Weight of more than 130 kg
"""


def _read(text: str) -> ReadRecord:
    return ReadRecord(text, parsing.parse(text, entities=False))


def _followed(words: str, new: str, *, old: str = OLD, nth: int = 0) -> tuple[Fate, str]:
    """The fate of some words of the old record, and the words of the new one that they have become."""
    record, newest = _read(old), _read(new)
    start = -1
    for _ in range(nth + 1):
        start = old.index(words, start + 1)
    (found,) = carry([Kept(words, (start, start + len(words)), record)], newest)
    return found.fate, " ".join(newest.read.criteria[place].text for place in found.sentences)


@pytest.mark.parametrize(
    ("typeset", "meant"),
    [
        ("*  Age   18\n  years or older.", "Age 18 years or older"),
        ("1. Age \\>= 18 years", "Age >= 18 years"),
        ("(a) Age 18;", "Age 18"),
        ("- Weight\u00a0\\< 130 kg", "Weight < 130 kg"),
        ("3 months of treatment", "3 months of treatment"),
        ("5 mg or 10 Mg", "5 mg or 10 Mg"),
    ],
)
def test_bullets_escapes_blanks_and_the_stop_do_not_count(typeset: str, meant: str) -> None:
    assert plain(typeset) == meant


@pytest.mark.parametrize(
    ("one", "other"), [("Age < 18", "Age ≤ 18"), ("5 mg", "5 Mg"), ("10 days", "70 days")]
)
def test_signs_case_and_digits_count(one: str, other: str) -> None:
    assert plain(one) != plain(other)


@given(st.text(alphabet="ab \n\\*.>", min_size=1, max_size=40), st.data())
def test_words_are_found_where_they_stand(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = PlainText(text).find(text[start:end])
    assert found is not None
    assert text[found[0] : found[1]] == text[start:end]


def test_words_that_are_typeset_otherwise_are_found() -> None:
    text = "Inclusion:\n\n* Age \\>= 18\n  years, of any sex"
    found = PlainText(text).find("Age >= 18 years")
    assert found is not None and text[found[0] : found[1]] == "Age \\>= 18\n  years"


def test_a_sentence_that_is_only_typeset_otherwise_is_the_same() -> None:
    new = OLD.replace("* Hemoglobin at least 9 g/dL", "*  Hemoglobin  at least\n  9 g/dL.")
    assert _followed("Hemoglobin at least 9 g/dL", new)[0] is Fate.SAME


def test_a_sentence_that_moved_within_its_list_is_the_same() -> None:
    new = OLD.replace("* Age 18 years or older\n", "").replace(
        "* Able to walk without help\n", "* Able to walk without help\n* Age 18 years or older\n"
    )
    assert _followed("Age 18 years or older", new)[0] is Fate.SAME


def test_another_number_is_a_change_and_the_closest_sentence_is_named() -> None:
    new = OLD.replace("at least 9 g/dL", "at least 10 g/dL")
    assert _followed("Hemoglobin at least 9 g/dL", new) == (Fate.CHANGED, "Hemoglobin at least 10 g/dL")


def test_a_sentence_without_any_like_it_is_gone() -> None:
    new = OLD.replace("* Able to walk without help\n", "* Lives in Springfield\n")
    assert _followed("Able to walk without help", new) == (Fate.GONE, "")


def test_a_sentence_on_the_other_side_has_changed() -> None:
    new = OLD.replace("* Pregnant or breastfeeding\n", "").replace(
        "* Able to walk without help\n", "* Able to walk without help\n* Pregnant or breastfeeding\n"
    )
    record, newest = _read(OLD), _read(new)
    (found,) = carry([Kept("Pregnant or breastfeeding", None, record)], newest)
    assert (found.fate, found.moved) == (Fate.CHANGED, True)


def test_picked_words_have_changed_where_the_sentence_around_them_has() -> None:
    """ "Pregnant" still stands there, and means the opposite."""
    new = OLD.replace("Pregnant or breastfeeding", "Not willing to say whether Pregnant or breastfeeding")
    assert _followed("Pregnant", new)[0] is Fate.CHANGED


TWICE = """Inclusion Criteria for Part A:

* Able to read English
* Age 18 years or older

Inclusion Criteria for Part B:

* Able to read English
* Age 60 years or older
"""


def test_a_sentence_that_stands_twice_is_followed_in_its_own_place() -> None:
    new = TWICE.replace("* Able to read English\n* Age 60", "* Able to read English or Dutch\n* Age 60")
    assert _followed("Able to read English", new, old=TWICE, nth=0)[0] is Fate.SAME
    assert _followed("Able to read English", new, old=TWICE, nth=1) == (
        Fate.CHANGED, "Able to read English or Dutch"
    )  # fmt: skip


def test_two_criteria_do_not_become_the_same_sentence() -> None:
    new = OLD.replace(
        "* Age 18 years or older\n* Hemoglobin at least 9 g/dL\n", "* Hemoglobin at least 8 g/dL\n"
    )
    record = _read(OLD)
    kept = [Kept("Age 18 years or older", None, record), Kept("Hemoglobin at least 9 g/dL", None, record)]
    assert [one.fate for one in carry(kept, _read(new))] == [Fate.GONE, Fate.CHANGED]


@given(
    st.lists(st.sampled_from(["Age 18 or older", "Able to walk", "Not pregnant", "No cancer"]), max_size=6)
)
def test_the_same_record_changes_nothing(sentences: list[str]) -> None:
    record = _read("Inclusion Criteria:\n\n" + "".join(f"* {one}\n" for one in sentences))
    kept = [Kept(one.text, one.span, record) for one in record.read.criteria]
    for found, one in zip(carry(kept, record), record.read.criteria, strict=True):
        assert (found.fate, found.span) == (Fate.SAME, one.span)
