"""Two versions of a record are compared in words; what stayed the same is not mentioned."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registry_invented_records import v2_bytes

from crossroads.engines.registry import (
    Age,
    ChangeKind,
    Importance,
    NctId,
    SegmentKind,
    Site,
    Study,
    diff,
    keyed_sites,
    parse,
    record_from_bytes,
    redline,
    site_key,
)
from crossroads.engines.registry.study import Arm, Enrollment
from crossroads.engines.registry.values import DateKind
from crossroads.engines.terms import OverallStatus

STUDY = parse(record_from_bytes(v2_bytes()))

words = st.text(alphabet="ab é\n", max_size=30)
sites = st.builds(
    Site,
    facility=st.sampled_from(["Knee House", "Research Site"]),
    city=st.sampled_from(["Springfield", "Shelbyville"]),
    status=st.sampled_from([None, OverallStatus.RECRUITING, OverallStatus.COMPLETED]),
)
studies = st.builds(
    Study,
    registry_id=st.just(NctId("NCT99900001")),
    brief_title=words,
    eligibility_criteria=words,
    minimum_age=st.none() | st.builds(Age, st.integers(0, 99)),
    healthy_volunteers=st.sampled_from([None, True, False]),
    conditions=st.lists(words.filter(str.strip), max_size=3).map(tuple),
    arms=st.lists(st.builds(Arm, st.sampled_from("AB"), st.just("OTHER"), words), max_size=3).map(tuple),
    sites=st.lists(sites, max_size=5).map(tuple),
)


@given(studies)
def test_the_same_record_has_no_changes(study: Study) -> None:
    assert diff(study, study) == ()


@given(studies, st.randoms(use_true_random=False))
def test_the_order_of_sites_is_no_change(study: Study, rng: random.Random) -> None:
    shuffled = list(study.sites)
    rng.shuffle(shuffled)
    assert diff(study, replace(study, sites=tuple(shuffled))) == ()


@given(studies, studies)
def test_changes_are_sorted_and_turn_around(old: Study, new: Study) -> None:
    """Looked at from the other side, what was added is removed, and nothing else differs."""
    forth, back = diff(old, new), diff(new, old)
    assert [change.importance for change in forth] == sorted(change.importance for change in forth)
    turned = {ChangeKind.ADDED: ChangeKind.REMOVED, ChangeKind.REMOVED: ChangeKind.ADDED}
    assert sorted((change.field, change.old, change.new, change.kind) for change in forth) == sorted(
        (change.field, change.new, change.old, turned.get(change.kind, change.kind)) for change in back
    )


@given(studies, studies)
def test_sites_added_and_removed_account_for_all_sites(old: Study, new: Study) -> None:
    changes = [change for change in diff(old, new) if change.label == "Location"]
    added = sum(change.kind is ChangeKind.ADDED for change in changes)
    removed = sum(change.kind is ChangeKind.REMOVED for change in changes)
    assert len(old.sites) + added - removed == len(new.sites)


@given(words, words)
def test_a_redline_holds_both_texts(old: str, new: str) -> None:
    segments = redline(old, new)
    after = "".join(part.text for part in segments if part.kind is not SegmentKind.DELETED)
    before = [part.text for part in segments if part.kind is not SegmentKind.INSERTED]
    assert after == new.strip()
    assert "".join("".join(before).split()) == "".join(old.split())


def test_a_text_that_only_breaks_elsewhere_has_not_changed() -> None:
    assert diff(STUDY, replace(STUDY, brief_summary=STUDY.brief_summary.replace(" ", "\n"))) == ()


@pytest.mark.parametrize(
    ("change", "label", "old", "new", "importance"),
    [
        ({"overall_status": OverallStatus.COMPLETED}, "Overall Recruitment Status",
         "ACTIVE_NOT_RECRUITING", "COMPLETED", Importance.WHO_MAY_JOIN),
        ({"minimum_age": Age(21)}, "Minimum Age", "18 Years", "21 Years", Importance.WHO_MAY_JOIN),
        ({"maximum_age": Age(1)}, "Maximum Age", "", "1 Year", Importance.WHO_MAY_JOIN),
        ({"healthy_volunteers": True}, "Accepts Healthy Volunteers", "No", "Yes", Importance.WHO_MAY_JOIN),
        ({"conditions": ()}, "Conditions or Focus of Study", "Creaking Knee", "", Importance.WHAT),
        ({"enrollment": Enrollment(99, DateKind.ACTUAL)}, "Enrollment",
         "120 (ESTIMATED)", "99 (ACTUAL)", Importance.WHEN),
        ({"start_date": None}, "Study Start Date", "2023-03 (ACTUAL)", "", Importance.WHEN),
        ({"arms": (STUDY.arms[0], Arm("Usual", "OTHER"))}, "Arms",
         "Usual (NO_INTERVENTION)", "Usual (OTHER)", Importance.WHAT),
    ],
)  # fmt: skip
def test_a_field_is_told_in_the_registrys_words(
    change: dict[str, Any], label: str, old: str, new: str, importance: Importance
) -> None:
    (found,) = diff(STUDY, replace(STUDY, **change))
    assert (found.label, found.old, found.new, found.importance) == (label, old, new, importance)


def test_a_text_comes_with_its_redline() -> None:
    new = STUDY.eligibility_criteria.replace("Age < 80", "Age < 75")
    (found,) = diff(STUDY, replace(STUDY, eligibility_criteria=new))
    changed = [
        (part.kind, part.text.strip()) for part in found.segments if part.kind is not SegmentKind.EQUAL
    ]
    assert changed == [(SegmentKind.DELETED, "80"), (SegmentKind.INSERTED, "75")]


def test_sites_come_go_and_change_their_status() -> None:
    house, ghost = STUDY.sites
    closed = replace(house, status=OverallStatus.COMPLETED)
    barn = Site("Knee Barn", "Springfield", country="United States", status=OverallStatus.RECRUITING)
    changes = diff(STUDY, replace(STUDY, sites=(barn, closed)))
    assert [(change.kind, change.site) for change in changes] == [
        (ChangeKind.REMOVED, site_key(ghost)),
        (ChangeKind.ADDED, site_key(barn)),
        (ChangeKind.CHANGED, site_key(house)),
    ]
    assert (changes[2].old, changes[2].new) == ("RECRUITING", "COMPLETED")


# --- which site is which


@pytest.mark.parametrize(
    "same",
    [
        {"status": OverallStatus.SUSPENDED},
        {"lat": 1.0, "lon": 2.0},
        {"state": "NW"},
        {"facility": "KNEE  HOUSE."},
        {"zip": "99999-1234"},
    ],
)
def test_a_site_keeps_its_key_through_what_versions_change(same: dict[str, Any]) -> None:
    assert site_key(replace(STUDY.sites[0], **same)) == site_key(STUDY.sites[0])


def test_a_country_that_changed_its_name_is_the_same_country() -> None:
    assert site_key(Site("A", "Izmir", country="Turkey")) == site_key(
        Site("A", "İzmir", country="Turkey (Türkiye)")
    )


@pytest.mark.parametrize(
    "other", [{"facility": "Elbow House"}, {"city": "X"}, {"country": "X"}, {"zip": "11111"}]
)
def test_another_place_has_another_key(other: dict[str, Any]) -> None:
    assert site_key(replace(STUDY.sites[0], **other)) != site_key(STUDY.sites[0])


@given(st.lists(sites, max_size=6), st.randoms(use_true_random=False))
def test_sites_that_are_worded_alike_are_numbered_whatever_their_order(
    found: list[Site], rng: random.Random
) -> None:
    shuffled = list(found)
    rng.shuffle(shuffled)
    keyed = keyed_sites(found)
    assert len(keyed) == len(found)
    assert keyed == keyed_sites(shuffled)
