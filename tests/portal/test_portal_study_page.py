"""The public study page: approved words, facts with their source, and the truth about who is taken where."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.channels.models import Publication
from crossroads.content import services as content
from crossroads.engines.terms import Stage
from crossroads.portal.queries import counts
from crossroads.portal.study_page import Line, placebo_in_ten, written_lines
from crossroads.studies import services as studies
from crossroads.studies.models import Study
from makers.content import PAGE
from makers.studies import make_fact, make_study, site_of
from portal.conftest import CONTACT, Visitor
from world import NOW, World


def test_the_page_answers_what_people_ask(visitor: Visitor, study: Study) -> None:
    visitor.get(f"/s/{study.slug}/")
    for words in (
        *PAGE.values(),
        "See if this study may fit you",
        "2 minutes, no name needed",
        "NCT99990001",
    ):
        assert words in visitor.text
    for heading in ("What happens to me", "Risks and burdens", "Can I stop?", "My data", "All places"):
        assert heading in visitor.text


def test_three_facts_stand_on_top_and_places_say_in_words_if_they_are_open(
    visitor: Visitor, study: Study
) -> None:
    visitor.get(f"/s/{study.slug}/")
    assert "Leeds and Rotterdam" in visitor.text
    assert "Harbour Clinic</strong>, Rotterdam, Netherlands: open" in visitor.text
    assert "Lake Clinic</strong>, Zurich, Switzerland: not open now" in visitor.text


def test_a_full_site_says_until_when(world: World, visitor: Visitor, study: Study) -> None:
    until = (NOW + timedelta(days=9)).date()
    studies.set_full_until(site=site_of(study), full_until=until, by=world.dora, at=NOW)
    visitor.get(f"/s/{study.slug}/")
    assert "full until 3 Dec 2026" in visitor.text


def test_facts_carry_their_document_and_page(visitor: Visitor, study: Study) -> None:
    visitor.get(f"/s/{study.slug}/")
    assert "Protocol 2.1, page 14" in visitor.text
    assert "5 get a placebo" in visitor.text


def test_a_fact_that_the_approved_words_say_is_not_said_twice(
    world: World, visitor: Visitor, study: Study
) -> None:
    visitor.get(f"/s/{study.slug}/")
    asked = visitor.text.split("What it asks of me")[1].split("</section>")[0]
    assert asked.count("Six visits") == 1


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "Visits: 6, of an hour each\n\nPayment: none",
            (Line("Visits", "6, of an hour each"), Line("Payment", "none")),
        ),
        ("You come six times.\n\nPayment: none", ()),
        ("This sentence goes on and on before it comes to its point: there.", ()),
        ("", ()),
    ],
)
def test_approved_paragraphs_that_name_their_subject_are_shown_as_a_list(
    text: str, lines: tuple[Line, ...]
) -> None:
    assert written_lines(text) == lines


def test_a_fact_that_changed_after_the_approval_waits_for_the_next(
    world: World, visitor: Visitor, study: Study
) -> None:
    """Nothing stands on the page that its reviewers could not have seen; the line for questions apart."""
    later = NOW + timedelta(minutes=5)
    make_fact(world, study, "compensation", "Get rich quick", at=later)
    make_fact(world, study, "contact", "A new line, +31 10 555 0111", at=later)
    visitor.get(f"/s/{study.slug}/")
    assert "Get rich quick" not in visitor.text
    assert "A new line, +31 10 555 0111" in visitor.text


def test_without_an_approved_page_the_address_tells_nothing(world: World) -> None:
    bare = make_study(world)
    visitor = Visitor(bare.slug)
    assert visitor.get(f"/s/{bare.slug}/").status_code == 404
    assert "not open to the public yet" in visitor.text
    assert bare.brief_title not in visitor.text


def test_an_edit_takes_the_page_off_at_once(world: World, visitor: Visitor, study: Study) -> None:
    message = study.messages.get(title="Study page")
    content.withdraw_message(message=message, reason="Not true any more.", by=world.bob, at=NOW)
    assert visitor.get(f"/s/{study.slug}/").status_code == 404


def test_a_stopped_study_says_so_and_asks_nobody(world: World, visitor: Visitor, study: Study) -> None:
    studies.stop(study=study, reason="A signal.", by=world.samir, at=NOW)
    assert visitor.get(f"/s/{study.slug}/").status_code == 200
    assert "This study is not looking for people now" in visitor.text
    assert "See if this study may fit you" not in visitor.text
    assert ": open" not in visitor.text


def test_a_study_without_an_open_place_asks_nobody(world: World, visitor: Visitor, study: Study) -> None:
    for site in study.sites.all():
        studies.stop(study=study, site=site, reason="Full.", by=world.alice, at=NOW)
    visitor.get(f"/s/{study.slug}/")
    assert "No place has room right now" in visitor.text
    assert "See if this study may fit you" not in visitor.text


# --- from a post


def test_a_post_s_link_keeps_which_post_it_was_and_drops_all_else(
    visitor: Visitor, study: Study, post: Publication
) -> None:
    page = visitor.get(f"/go/{post.token}/?fbclid=1&gclid=2&ttclid=3&utm_campaign=x&m=other-token1")
    assert page.status_code == 302
    assert page.headers["Location"] == f"/s/{study.slug}/?m={post.token}"
    assert [(row.stage, row.token, row.count) for row in counts(study)] == [(Stage.CLICK, post.token, 1)]


def test_a_study_address_is_cleaned_of_click_identifiers(
    visitor: Visitor, study: Study, post: Publication
) -> None:
    page = visitor.get(f"/s/{study.slug}/?m={post.token}&fbclid=abc&utm_source=b")
    assert page.headers["Location"] == f"/s/{study.slug}/?m={post.token}"
    visitor.get(page.headers["Location"])
    assert [(row.stage, row.token, row.count) for row in counts(study)] == [
        (Stage.LANDING_VISIT, post.token, 1)
    ]


@pytest.mark.parametrize(
    "agent", ["facebookexternalhit/1.1", "Twitterbot/1.0", "WhatsApp/2.2", "LinkPreview"]
)
def test_machines_that_say_so_are_not_counted(
    visitor: Visitor, study: Study, post: Publication, agent: str
) -> None:
    visitor.get(f"/go/{post.token}/", **{"User-Agent": agent})
    visitor.get(f"/s/{study.slug}/", **{"Sec-Purpose": "prefetch;prerender"})
    assert counts(study) == []


def test_an_unknown_link_leads_to_the_studies_that_are_open(visitor: Visitor, study: Study) -> None:
    assert visitor.get("/go/made-up-code/").status_code == 404
    assert PAGE["title"] in visitor.text


def test_after_a_stop_the_link_says_that_it_ended_and_whom_to_ask(
    world: World, visitor: Visitor, study: Study, post: Publication
) -> None:
    studies.stop(
        study=study, campaign_ref=post.campaign.public_id, reason="A complaint.", by=world.alice, at=NOW
    )
    assert visitor.get(f"/go/{post.token}/").status_code == 410
    assert "This study no longer looks for people here" in visitor.text
    assert CONTACT in visitor.text
    visitor.get(f"/s/{study.slug}/?m={post.token}")
    assert "See if this study may fit you" not in visitor.text
    visitor.get(f"/s/{study.slug}/")
    assert "See if this study may fit you" in visitor.text


def test_the_front_page_lists_what_is_open(world: World, visitor: Visitor, study: Study) -> None:
    visitor.get("/")
    assert PAGE["title"] in visitor.text
    studies.stop(study=study, reason="A signal.", by=world.samir, at=NOW)
    visitor.get("/")
    assert PAGE["title"] not in visitor.text


def test_no_address_names_the_condition(visitor: Visitor, study: Study) -> None:
    visitor.get(f"/s/{study.slug}/")
    assert not [
        url for url in re.findall(r'(?:href|action)="([^"]+)"', visitor.text) if "tired" in url.lower()
    ]


# --- the picture of ten people


@pytest.mark.parametrize(
    ("value", "people"),
    [
        ("1 in 2", 5),
        ("5 of 10", 5),
        ("1:3", 10 / 3),
        ("50 %", 5),
        ("33.3 percent", 3.33),
        ("none", 0),
        ("Nobody.", 0),
        ("a coin decides", None),
        ("3 in 2", None),
        ("120 %", None),
    ],
)
def test_a_chance_becomes_people_in_ten(value: str, people: float | None) -> None:
    assert placebo_in_ten(value) == (pytest.approx(people) if people is not None else None)


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_chance_is_never_more_than_ten_people(count: int, whole: int) -> None:
    people = placebo_in_ten(f"{count} in {whole}")
    assert people is None or 0 <= people <= 10
    assert (people is None) == (count > whole)
