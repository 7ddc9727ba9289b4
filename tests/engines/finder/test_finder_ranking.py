"""Which study comes first, which never, and the reason that is given for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from finder_indexes import a_sqlite_index
from finder_studies import STUDIES
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.finder import (
    Finder,
    Found,
    Index,
    Lexicon,
    Limits,
    Profile,
    Reason,
    ReasonCode,
    StudyEntry,
    StudySite,
    read,
    read_place,
)
from crossroads.engines.terms import Sex

EVERYTHING = Limits(excluded=True, only_open=False, limit=50)


def _find(
    index: Index, text: str, limits: Limits | None = None, studies: tuple[StudyEntry, ...] = STUDIES
) -> list[Found]:
    index.build(studies)
    return Finder(index).find(read(text, Lexicon(), place=read_place), limits)


def _codes(found: Found) -> set[ReasonCode]:
    return {reason.code for reason in found.reasons}


def test_the_story_of_the_readme(index: Index) -> None:
    found = _find(index, "my mum has lung cancer that came back, she is 71, lives in Leeds")
    assert [one.id for one in found] == ["LUNG-AGAIN"]
    assert [reason.sentence for reason in found[0].reasons] == [
        "Looks for people with lung cancer.",
        "Speaks of what you told: came back.",
        "For ages 18 and over.",
        "Nearest open place: Leeds, less than 1 km.",
    ]
    assert found[0].distance_km == pytest.approx(0.4, abs=0.5)


def test_plain_words_find_medical_ones(index: Index) -> None:
    assert [one.id for one in _find(index, "heart attack")] == ["HEART"]
    assert next(one.id for one in _find(index, "sugar disease type 2 diabetes")) == "SUGAR"


def test_a_study_that_excludes_the_condition_comes_after_one_that_does_not(index: Index) -> None:
    studies = (
        StudyEntry(
            "AGAINST", title="Gout", criteria="Inclusion Criteria: gout. Exclusion Criteria: diabetes, asthma"
        ),
        StudyEntry(
            "FOR", title="Gout", criteria="Inclusion Criteria: gout. Exclusion Criteria: pregnancy, migraine"
        ),
    )
    found = _find(index, "I have gout and asthma", studies=studies)
    assert [one.id for one in found] == ["FOR", "AGAINST"]
    assert Reason(ReasonCode.MAY_EXCLUDE, {"condition": "asthma"}) in found[1].reasons


def test_what_was_denied_is_not_looked_for(index: Index) -> None:
    assert "SUGAR" not in [one.id for one in _find(index, "asthma, no diabetes")]


def test_the_main_condition_weighs_more_than_the_past(index: Index) -> None:
    studies = (
        StudyEntry("A", title="Invented migraine study"),
        StudyEntry("B", title="Invented asthma study"),
    )
    found = _find(index, "I have asthma. I was a baker. Years ago I had migraine.", studies=studies)
    assert [one.id for one in found] == ["B", "A"]


def test_the_nearer_of_two_alike_comes_first(index: Index) -> None:
    far, near = StudySite("Boston", 42.36, -71.06), StudySite("York", 53.96, -1.08)
    studies = (StudyEntry("FAR", title="Gout", sites=(far,)), StudyEntry("NEAR", title="Gout", sites=(near,)))
    found = _find(index, "gout, I live in Leeds", studies=studies)
    assert [(one.id, round(one.distance_km or 0, -1)) for one in found] == [("NEAR", 40), ("FAR", 5100)]


def test_a_closed_site_is_no_way_in(index: Index) -> None:
    """ASTHMA has one site, and it is closed: it is left out, or given last with the reason."""
    assert _find(index, "asthma, 30") == []
    last = {one.id: one.excluded_because for one in _find(index, "asthma, 30", EVERYTHING)}
    assert [reason.code for reason in last["ASTHMA"]] == [ReasonCode.NO_OPEN_PLACE]
    assert [reason.code for reason in last["SHUT"]] == [ReasonCode.CLOSED]


@pytest.mark.parametrize(
    ("text", "identity", "code"),
    [
        ("lung cancer, my son is 12", "LUNG-NEW", ReasonCode.TOO_YOUNG),
        ("lung cancer, I am 80", "LUNG-NEW", ReasonCode.TOO_OLD),
        ("ovarian cancer, a 50 year old man", "OVARY", ReasonCode.OTHER_SEX),
    ],
)
def test_excluded_studies_come_last_with_the_reason(
    index: Index, text: str, identity: str, code: ReasonCode
) -> None:
    found = _find(index, text, EVERYTHING)
    assert code in {reason.code for one in found if one.id == identity for reason in one.excluded_because}
    assert sorted(found, key=lambda one: bool(one.excluded_because)) == found
    assert identity not in [one.id for one in _find(index, text)]


def test_a_vague_age_excludes_only_as_a_whole(index: Index) -> None:
    assert "LUNG-NEW" in [one.id for one in _find(index, "lung cancer, in my sixties")]
    assert "LUNG-NEW" not in [one.id for one in _find(index, "lung cancer, in my seventies")]


def test_too_far_is_said_where_a_distance_was_asked_for(index: Index) -> None:
    text = "lung cancer, 50, I live in Leeds"
    assert {one.id for one in _find(index, text, Limits(within_km=50))} == {"LUNG-AGAIN"}
    far = next(one for one in _find(index, text, Limits(within_km=50, excluded=True)) if one.id == "LUNG-NEW")
    assert far.excluded_because[0].sentence == "The nearest open place is 5100 km away."


def test_what_speaks_against_from_elsewhere_puts_a_study_last(index: Index) -> None:
    def speaks_against(_profile: Profile, entry: StudyEntry) -> list[Reason]:
        sentence = "The study needs people who smoke."
        return [Reason(ReasonCode.FACT, {"sentence": sentence})] if entry.id == "LUNG-AGAIN" else []

    index.build(STUDIES)
    found = Finder(index, speaks_against=speaks_against).find(
        read("lung cancer that came back, 50", Lexicon()), Limits(excluded=True)
    )
    assert [one.id for one in found][:2] == ["LUNG-NEW", "LUNG-AGAIN"]
    assert found[1].excluded_because[0].sentence == "The study needs people who smoke."


def test_all_candidates_are_ranked_and_none_is_dropped(index: Index) -> None:
    index.build(STUDIES)
    ids = [study.id for study in STUDIES]
    found = Finder(index).rank(read("lung cancer, 50, man", Lexicon()), [*ids, "nobody"])
    assert sorted(one.id for one in found) == sorted(ids)
    assert found[0].id in ("LUNG-AGAIN", "LUNG-NEW")


def test_words_that_nobody_knows_are_still_searched_for(index: Index) -> None:
    found = _find(index, "invented tablets")
    assert found[0].id == "LUNG-AGAIN"
    assert ReasonCode.WORDS in _codes(found[0])


@pytest.mark.parametrize("code", ReasonCode)
def test_every_reason_has_a_sentence(code: ReasonCode) -> None:
    params = dict.fromkeys(("condition", "words", "low", "high", "people", "place", "km", "sentence"), "x")
    assert Reason(code, params).sentence.endswith(".") or code is ReasonCode.FACT


@given(
    age=st.none() | st.tuples(st.floats(0, 120)).map(lambda one: (one[0], one[0])),
    sex=st.sampled_from([None, Sex.FEMALE, Sex.MALE]),
    text=st.sampled_from(["lung cancer", "asthma", "ovarian cancer", "diabetes and asthma", "invented"]),
)
def test_nobody_is_sent_where_age_sex_or_status_forbid(
    age: tuple[float, float] | None, sex: Sex | None, text: str
) -> None:
    by_id = {study.id: study for study in STUDIES}
    with a_sqlite_index() as index:
        index.build(STUDIES)
        for one in Finder(index).find(replace(read(text, Lexicon()), age=age, sex=sex)):
            study = by_id[one.id]
            assert study.is_open and not one.excluded_because
            assert sex is None or study.sex in (Sex.ALL, sex)
            if age is not None:
                assert study.minimum_age is None or age[0] >= study.minimum_age
                assert study.age_below is None or age[0] < study.age_below
