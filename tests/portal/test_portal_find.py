"""Finding a study in one's own words: only what is open, why it is there, and nothing of the person kept."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crossroads.base import guards
from crossroads.engines.finder import Profile, read_place
from crossroads.engines.terms import Sex
from crossroads.portal import finding
from crossroads.portal.finding import Told
from crossroads.portal.views.find import understood
from crossroads.studies import services as studies
from crossroads.studies.models import Site, Study
from makers.content import make_approved_page
from makers.studies import make_criterion, make_number_criterion, make_screener, make_study, record_with
from portal.conftest import Visitor
from world import NOW, World

FIND = "/find/"


def _slugs(told: Told | str) -> list[str]:
    told = Told(told) if isinstance(told, str) else told
    return [match.slug for match in finding.find(told, NOW).matches]


def test_the_box_stands_alone_at_first(visitor: Visitor) -> None:
    page = visitor.get(FIND)
    assert page.status_code == 200
    assert visitor.heading == "Find a study"
    assert "We do not keep what you write." in visitor.text


def test_an_open_study_is_found_by_its_condition_with_reasons_and_the_way_on(
    visitor: Visitor, study: Study
) -> None:
    page = visitor.post(FIND, words="I have tiredness")
    assert page.status_code == 200
    assert "1 study" in visitor.text
    assert "Looks for people with tiredness." in visitor.text
    assert reverse("portal:check", kwargs={"slug": study.slug}) in visitor.text
    assert "See if this study may fit you" in visitor.text


def test_what_was_understood_is_shown_and_fields_go_over_words(visitor: Visitor, study: Study) -> None:
    visitor.post(FIND, words="my mum has tiredness, she is 50", age="41", sex="", place="Leeds")
    assert re.search(r"We looked for:\s*<strong>[^<]*; age 41; female; near Leeds</strong>", visitor.text)


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        (Profile(), "the words as you wrote them"),
        (Profile(age=(50, 59), sex=Sex.MALE), "the words as you wrote them; age 50 to 59; male"),
        (
            Profile(age=(0.5, 0.5), place=read_place("in Leeds")),
            "the words as you wrote them; age 0.5; near Leeds",
        ),
    ],
)
def test_a_profile_in_words(profile: Profile, words: str) -> None:
    assert understood(profile) == words


def test_nothing_that_fits_says_what_to_do_next(visitor: Visitor, study: Study) -> None:
    page = visitor.post(FIND, words="grumbletoe")
    assert page.status_code == 200
    assert "No study here fits these words right now" in visitor.text
    assert "We looked through 1 study" in visitor.text
    assert "Ask your doctor" in visitor.text


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "This field is required."),
        ({"words": "   "}, "This field is required."),
        ({"words": "the of and"}, "Nothing in these words says what to look for."),
        ({"words": "asthma", "age": "old"}, "Enter a whole number."),
        ({"words": "asthma", "age": "140"}, "120"),
        ({"words": "asthma", "sex": "x"}, "Choose one of these."),
        ({"words": "asthma", "place": "Upper Grumbletoe"}, "We do not know this place."),
        ({"words": "a" * 2001}, "2000"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(visitor: Visitor, told: dict[str, str], said: str) -> None:
    page = visitor.post(FIND, **told)
    assert page.status_code == 422
    assert said in visitor.text


def test_a_study_for_other_ages_stands_apart_and_says_so_once(visitor: Visitor, study: Study) -> None:
    assert _slugs(Told("tiredness", age=41)) == [study.slug]
    assert _slugs(Told("tiredness", age=5)) == []
    visitor.post(FIND, words="tiredness", age="5")
    assert "No study here fits all that you wrote" in visitor.text
    assert "1 study that may not fit" in visitor.text
    assert (
        visitor.text.count("from age 18 years up") == 1
        and "Takes people from the age of 18." not in visitor.text
    )
    assert "Minimum Age: 18 Years" in visitor.text


# --- the study's own rules


def test_what_was_told_against_a_rule_sets_a_study_apart_with_the_studys_own_words(
    visitor: Visitor, study: Study
) -> None:
    visitor.post(FIND, words="I have tiredness and I smoke")
    assert "1 study that may not fit" in visitor.text
    assert "You wrote of smoking. This study may not take people who smoke." in visitor.text
    assert "Smokes tobacco at present" in visitor.text
    assert reverse("portal:check", kwargs={"slug": study.slug}) in visitor.text
    assert re.search(r"We also read:\s*<strong>smokes</strong>", visitor.text)


def test_what_fits_a_rule_or_is_not_sure_changes_nothing(study: Study) -> None:
    for words in (
        "I have tiredness and don't smoke",
        "I have tiredness, my dad smokes",
        "tiredness, might smoke",
    ):
        assert _slugs(words) == [study.slug]


def test_a_study_that_fits_stands_before_one_that_does_not(world: World, study: Study) -> None:
    record = record_with(
        identificationModule__nctId="NCT99990002",
        eligibilityModule__eligibilityCriteria="Inclusion Criteria:\n\n* Tiredness, tiredness, tiredness\n",
    )
    record["protocolSection"]["identificationModule"] |= {
        "briefTitle": "Second Invented Tablet", "officialTitle": "Second Invented Tablet"
    }  # fmt: skip
    other = make_study(world, record=record, facts=True)
    make_screener(world, other)
    make_approved_page(world, other)
    answer = finding.find(Told("I have tiredness and smoke"), NOW)
    assert [one.slug for one in answer.matches] == [other.slug]
    assert [one.slug for one in answer.apart] == [study.slug]


def test_rules_count_as_they_are_reviewed(world: World, study: Study) -> None:
    """A criterion that no screener in use asks speaks against nothing."""
    make_number_criterion(world, study)
    assert _slugs("I have tiredness and weigh 150 kg") == [study.slug]
    study.criteria.get(code="EXCL02").move("reviewed", reviewed_by=world.bob.user, reviewed_at=NOW)
    make_screener(world, study)
    assert _slugs("I have tiredness and weigh 150 kg") == []
    assert _slugs("I have tiredness and weigh 120 kg") == [study.slug]


def test_more_studies_cost_no_more_queries(world: World, visitor: Visitor, study: Study) -> None:
    words = "I have tiredness and I smoke"
    visitor.post(FIND, words=words)
    with CaptureQueriesContext(connection) as few:
        visitor.post(FIND, words=words)
    for number in range(3, 6):
        record = record_with(identificationModule__nctId=f"NCT9999000{number}")
        record["protocolSection"]["identificationModule"] |= {
            "briefTitle": "Tiredness",
            "officialTitle": "Tired",
        }
        other = make_study(world, record=record, facts=True)
        make_criterion(world, other)
        make_screener(world, other)
        make_approved_page(world, other)
    visitor.post(FIND, words=words)
    with CaptureQueriesContext(connection) as many:
        visitor.post(FIND, words=words)
    assert "4 studies that may not fit" in visitor.text
    assert len(many) <= len(few)


def test_the_nearest_open_place_is_told(study: Study) -> None:
    site = next(site for site in study.sites.all() if site.is_open(NOW.date()))
    Site.objects.filter(pk=site.pk).update(latitude=53.80, longitude=-1.55, city="Leeds")
    match = finding.find(Told("tiredness, I live in York"), NOW).matches[0]
    assert match.found.distance_km == pytest.approx(36, abs=5)
    assert any("Leeds, 3" in reason.sentence for reason in match.found.reasons)


# --- what is not open is not found, from the moment on


def test_a_study_without_an_approved_page_is_not_found(world: World) -> None:
    make_screener(world, make_study(world, facts=True))
    assert _slugs("tiredness") == []


def test_a_stop_takes_a_study_out_at_once_and_lifting_brings_it_back(world: World, study: Study) -> None:
    assert _slugs("tiredness") == [study.slug]
    order = studies.stop(study=study, reason="A finding.", by=world.regina, at=NOW)
    assert _slugs("tiredness") == []
    studies.lift_stop(stop_order=order, reason="Settled.", by=world.regina, at=NOW)
    assert _slugs("tiredness") == [study.slug]


def test_a_withdrawn_approval_takes_a_study_out_at_once(study: Study) -> None:
    assert _slugs("tiredness") == [study.slug]
    study.messages.get().approved_contents.update(ended_at=NOW, end_reason="edited")
    assert _slugs("tiredness") == []


def test_an_approval_that_lapses_takes_a_study_out_at_that_moment(study: Study) -> None:
    lapse = NOW + timedelta(hours=1)
    with guards.lifted():
        study.messages.get().approved_contents.update(expires_at=lapse)
    assert len(finding.find(Told("tiredness"), NOW).matches) == 1
    assert len(finding.find(Told("tiredness"), lapse).matches) == 0


def test_a_full_site_is_no_place_until_its_day_is_over(study: Study) -> None:
    assert _slugs("tiredness") == [study.slug]
    study.sites.update(full_until=NOW.date())
    assert _slugs("tiredness") == []
    assert len(finding.find(Told("tiredness"), NOW + timedelta(days=1)).matches) == 1


def test_the_index_is_built_once_and_again_only_after_a_change(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Any] = []
    really = finding.public.open_to_public
    monkeypatch.setattr(finding.public, "open_to_public", lambda at: built.append(at) or really(at))
    _slugs("tiredness")
    _slugs("tiredness")
    assert len(built) == 1
    study.sites.update(capacity=3)
    _slugs("tiredness")
    assert len(built) == 2


# --- nothing is kept


def test_an_answer_costs_few_queries_and_one_transaction(visitor: Visitor, study: Study) -> None:
    words = "I have tiredness, 41, Leeds"
    visitor.post(FIND, words=words)
    with CaptureQueriesContext(connection) as queries:
        visitor.post(FIND, words=words)
    assert len(queries) <= 15


def test_what_was_typed_stands_in_no_table_no_log_no_address_and_no_cookie(
    visitor: Visitor, study: Study, caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, logger=name)
    secret = "zwirbelkrampf"
    told = "I have tiredness and I weigh 4321.987 kg and I smoke"
    with CaptureQueriesContext(connection) as queries:
        pages = [
            visitor.post(FIND, words=f"I have {secret} and tiredness", place="Leeds", age="41"),
            visitor.post(FIND, words=f"{secret} in my fifties", place=secret),
            visitor.post(FIND, words=secret, age=secret),
            visitor.post(FIND, words=told),
        ]
    said = caplog.text + str([record.__dict__ for record in caplog.records]) + str(queries.captured_queries)
    assert secret not in said and "4321.987" not in said
    for page in pages:
        assert not page.cookies and "Set-Cookie" not in page.headers
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "csrfmiddlewaretoken" not in page.content.decode()
    assert set(visitor.urls) == {FIND}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert secret not in str(cursor.fetchall()), table


def test_an_address_takes_no_words(visitor: Visitor, study: Study) -> None:
    page = visitor.get(f"{FIND}?words=tiredness")
    assert page.status_code == 200
    assert visitor.heading == "Find a study"


def test_the_front_page_leads_here(world: World, study: Study) -> None:
    assert f'href="{FIND}"' in Client().get("/").content.decode()
