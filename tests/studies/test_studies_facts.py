"""The fact sheet, and facts as messages state them."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from crossroads.base import events
from crossroads.engines.errors import ActionDenied, InputProblem, ManyProblems
from crossroads.studies import queries, services
from crossroads.studies.events import FactChanged
from crossroads.studies.models import Fact
from makers.studies import make_fact, make_study, raw_record, record_with, site_of
from world import NOW, World


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[FactChanged]:
    told: list[FactChanged] = []
    monkeypatch.setitem(events._handlers, FactChanged, [told.append])
    return told


def test_a_fact_says_where_it_stands(world: World) -> None:
    study = make_study(world)
    make_fact(world, study, "visits", "6 in 24 weeks")
    value = queries.fact_value(study, "sheet.visits")
    assert (value.value, value.version, value.source) == ("6 in 24 weeks", "1", "Protocol 2.1, page 14")


def test_a_changed_fact_is_a_new_version_and_is_announced(world: World, heard: list[FactChanged]) -> None:
    study = make_study(world)
    make_fact(world, study, "visits", "6 in 24 weeks")
    make_fact(world, study, "visits", "7 in 24 weeks")
    assert [(event.key, event.version) for event in heard] == [("visits", 1), ("visits", 2)]
    assert queries.study_facts(study)["visits"].version == 2
    assert Fact.objects.filter(study=study, key="visits").count() == 2


def test_the_same_fact_again_changes_nothing(world: World, heard: list[FactChanged]) -> None:
    study = make_study(world)
    make_fact(world, study, "visits")
    make_fact(world, study, "visits")
    assert len(heard) == 1


def test_every_missing_part_of_a_fact_is_told_at_once(world: World) -> None:
    with pytest.raises(ManyProblems) as told:
        services.set_fact(
            study=make_study(world), key="visits", value=" ", document="", document_version="2", page="",
            by=world.alice, at=NOW,
        )  # fmt: skip
    assert [problem.where.field for problem in told.value.problems] == ["value", "document", "page"]


def test_the_database_refuses_to_rewrite_a_fact(world: World) -> None:
    study = make_study(world)
    make_fact(world, study, "visits")
    with pytest.raises(DatabaseError), transaction.atomic():
        Fact.objects.filter(study=study).update(value="something else")


def test_an_analyst_reads_facts_and_sets_none(world: World) -> None:
    study = make_study(world)
    with pytest.raises(ActionDenied):
        services.set_fact(
            study=study,
            key="visits",
            value="6",
            document="P",
            document_version="1",
            page="1",
            by=world.anna,
            at=NOW,
        )


def test_the_version_of_a_record_fact_changes_exactly_with_its_value(world: World) -> None:
    """An unrelated change of the record must not put messages back into review."""
    study = make_study(world)
    before = queries.fact_value(study, "record.minimum_age")
    changed = record_with(eligibilityModule__maximumAge="75 Years")
    study = services.import_record(raw=raw_record(changed), by=world.alice, at=NOW).study
    assert queries.fact_value(study, "record.minimum_age").version == before.version
    assert queries.fact_value(study, "record.maximum_age").value == "75 Years"


def test_a_sites_place_is_a_fact_too(world: World) -> None:
    study = make_study(world)
    path = f"site.{site_of(study).public_id}.city"
    assert queries.fact_value(study, path).value == "Rotterdam"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("sheet.visits", "studies.fact_missing"),
        ("record.why_stopped", "studies.fact_missing"),
        ("record.sha256", "studies.unknown_path"),
        ("sheet.horoscope", "studies.unknown_path"),
        ("site.not-an-id.city", "studies.unknown_path"),
        ("site.00000000-0000-4000-8000-000000000000.city", "studies.unknown_path"),
        ("nothing", "studies.unknown_path"),
    ],
)
def test_a_path_that_says_nothing_is_told(world: World, path: str, code: str) -> None:
    with pytest.raises(InputProblem) as told:
        queries.fact_value(make_study(world), path)
    assert told.value.code == code
