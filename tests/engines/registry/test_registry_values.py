"""The small values of a record refuse what the registry would not write."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.errors import InputProblem
from crossroads.engines.registry import Age, AgeUnit, DateKind, IdKind, NctId, PartialDate, RegistryId
from crossroads.engines.registry.words import Vocabulary, canonical, phases_in


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(st.dates(min_value=date(1900, 1, 1)))
    parts = draw(st.sampled_from([1, 2, 3]))
    kind = draw(st.sampled_from([None, *DateKind]))
    return PartialDate(day.year, *(day.month, day.day)[: parts - 1], kind=kind)


ages = st.builds(Age, st.integers(0, 999_999), st.sampled_from(AgeUnit))


@given(partial_dates())
def test_a_date_reads_as_it_is_written(value: PartialDate) -> None:
    """Year, month and day survive; nothing is added that the registry did not say."""
    assert PartialDate.parse(str(value), value.kind) == value
    assert value.earliest <= value.latest


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2021", "2021"),
        ("2021-03", "2021-03"),
        ("2021-03-04", "2021-03-04"),
        ("March 2021", "2021-03"),
        ("March 4, 2021", "2021-03-04"),
        (" December 31, 1999 ", "1999-12-31"),
    ],
)
def test_both_wordings_of_a_date_are_read(text: str, written: str) -> None:
    assert str(PartialDate.parse(text)) == written


@pytest.mark.parametrize(
    "text", ["", "Smarch 2021", "2021-13", "2021-02-30", "20210304", "2021-3", "0000-01"]
)
def test_a_date_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputProblem) as problem:
        PartialDate.parse(text)
    assert problem.value.code == "registry.bad_date"


@pytest.mark.parametrize(("month", "day"), [(0, None), (1, 0), (None, 4), (2, 30)])
def test_a_date_cannot_be_made_of_parts_that_do_not_fit(month: int | None, day: int | None) -> None:
    with pytest.raises(InputProblem):
        PartialDate(2021, month, day)


def test_a_month_lasts_from_its_first_day_to_its_last() -> None:
    assert PartialDate(2024, 2).earliest == date(2024, 2, 1)
    assert PartialDate(2024, 2).latest == date(2024, 2, 29)


@given(ages)
def test_an_age_reads_as_it_is_written(age: Age) -> None:
    assert Age.parse(str(age)) == age


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("18 Years", 18),
        ("1 Year", 1),
        ("6 Months", 0.5),
        ("52 Weeks", 0.9966),
        ("1461 Days", 4),
        ("0 Minutes", 0),
    ],
)
def test_an_age_in_years(text: str, years: float) -> None:
    assert Age.parse(text).years == pytest.approx(years, abs=1e-4)


@pytest.mark.parametrize("text", ["18", "eighteen Years", "18 Moons", "-1 Years", "1.5 Years", "N/A"])
def test_an_age_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputProblem) as problem:
        Age.parse(text)
    assert problem.value.code == "registry.bad_age"


@pytest.mark.parametrize(
    "text", ["", "NCT1234567", "NCT123456789", "nct12345678", "NCT1234567８", " NCT12345678"]
)
def test_an_identifier_is_nct_and_eight_digits(text: str) -> None:
    with pytest.raises(InputProblem) as problem:
        NctId(text)
    assert problem.value.code == "registry.bad_nct_id"


@pytest.mark.parametrize(
    ("vocabulary", "word", "known"),
    [
        (Vocabulary.STATUS, "Active, not recruiting", "ACTIVE_NOT_RECRUITING"),
        (Vocabulary.STATUS, "No longer available", "NO_LONGER_AVAILABLE"),
        (Vocabulary.STATUS, "Temporarily not available", "TEMPORARILY_NOT_AVAILABLE"),
        (Vocabulary.STATUS, "Approved for marketing", "APPROVED_FOR_MARKETING"),
        (Vocabulary.STATUS, "Withheld", "WITHHELD"),
        (Vocabulary.STATUS, "Unknown status", "UNKNOWN"),
        (Vocabulary.STATUS, "RECRUITING", "RECRUITING"),
        (Vocabulary.STATUS, "Hibernating", None),
        (Vocabulary.PHASE, "Early Phase 1", "EARLY_PHASE1"),
        (Vocabulary.PHASE, "Phase 0", "EARLY_PHASE1"),
        (Vocabulary.PHASE, "N/A", "NA"),
        (Vocabulary.MASKING, "None (Open Label)", "NONE"),
        (Vocabulary.MASKING, "Double-Blind", "DOUBLE"),
        (Vocabulary.ORGANISATION, "U.S. Fed", "FED"),
        (Vocabulary.PRIMARY_PURPOSE, "Educational/Counseling/Training", "ECT"),
        (Vocabulary.DATE_KIND, "Anticipated", "ESTIMATED"),
    ],
)
def test_every_wording_of_a_coded_word_is_one_word(
    vocabulary: Vocabulary, word: str, known: str | None
) -> None:
    assert canonical(vocabulary, word) == known


# --- numbers of a study


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("NCT99900001", IdKind.NCT),
        ("2029-500001-01-00", IdKind.EU_CT),
        ("2029-000001-20", IdKind.EUDRACT),
        ("2029-000001-20-ES", IdKind.EUDRACT),
        ("2029-000001-20-3RD", IdKind.EUDRACT),
        ("ISRCTN99900001", IdKind.ISRCTN),
        ("NOWHERE-7", IdKind.SPONSOR),
        ("40/2006", IdKind.SPONSOR),
        ("NCT999", IdKind.SPONSOR),
    ],
)
def test_a_number_tells_by_its_form_who_gave_it(number: str, kind: IdKind) -> None:
    assert RegistryId(number).kind is kind
    assert RegistryId(number) == number


@pytest.mark.parametrize("number", ["", " ", " A1", "A\n1", "A\x001", "x" * 41])
def test_what_cannot_be_a_number_is_refused(number: str) -> None:
    with pytest.raises(InputProblem) as problem:
        RegistryId(number)
    assert problem.value.code == "registry.bad_id"


@pytest.mark.parametrize(
    ("wording", "phases"),
    [
        ("Phase II/III Trial", ["PHASE2", "PHASE3"]),
        ("Phase IIb Trial", ["PHASE2"]),
        ("Human pharmacology (Phase I)- First administration to humans", ["PHASE1"]),
        ("Therapeutic use (Phase IV)", ["PHASE4"]),
        ("Phase 0 Trial", ["EARLY_PHASE1"]),
        ("Not Applicable", ["NA"]),
        ("Not Specified", []),
        ("", []),
    ],
)
def test_roman_phases_are_told_in_words_of_v2(wording: str, phases: list[str]) -> None:
    assert phases_in(wording) == phases
