"""The pages: each opens for whom it is, tells what is wrong, and leads on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from crossroads.base.actor import Actor
from crossroads.content import queries, services
from crossroads.content.models import BoardDetermination, Message, MessageTemplate, Review
from crossroads.engines.terms import Network
from crossroads.studies.models import Study
from makers.content import make_approved_message, make_message, only_variant
from makers.studies import make_fact, make_study
from world import NOW, World

PNG = b"\x89PNG\r\n\x1a\n invented picture"


@pytest.fixture
def study(world: World) -> Study:
    return make_study(world)


@pytest.fixture
def as_person() -> Callable[[Actor], Client]:
    def sign_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(actor.user)  # type: ignore[arg-type]
        return client

    return sign_in


def url(name: str, **ids: object) -> str:
    return reverse(f"content:{name}", kwargs={"org": "harbour", **ids})


def words(response) -> str:  # type: ignore[no-untyped-def]
    return " ".join(response.content.decode().split())


def test_an_empty_list_says_what_to_do_next(world: World, as_person) -> None:  # type: ignore[no-untyped-def]
    assert "Write the first message" in words(as_person(world.alice).get(url("home")))
    assert "outreach lead or the community manager" in words(as_person(world.anna).get(url("home")))
    assert "Nothing waits for a decision" in words(as_person(world.bob).get(url("approval")))
    assert "Take over the starters" in words(as_person(world.alice).get(url("templates")))


def test_the_list_is_filtered_by_state_and_words(world: World, study: Study, as_person) -> None:  # type: ignore[no-untyped-def]
    make_message(world, study, title="A first draft")
    make_approved_message(world, study, title="Something approved")
    client = as_person(world.alice)
    shown = words(client.get(url("home") + "?state=approved"))
    assert "Something approved" in shown
    assert "A first draft" not in shown
    assert "A first draft" in words(client.get(url("home") + "?q=first"))
    assert "No message is like this" in words(client.get(url("home") + "?q=xyz"))


def test_a_message_begins_from_a_template_for_several_networks(world: World, study: Study, as_person) -> None:  # type: ignore[no-untyped-def]
    client = as_person(world.alice)
    client.post(url("starters"))
    template = MessageTemplate.objects.get(name="Thank you, and where we stand")
    answer = client.post(
        url("new-for", study=study.public_id),
        {
            "title": "Thanks", "template": template.public_id, "purpose": "recruit", "audience": "patient",
            "language": "en", "networks": ["mastodon", "bluesky"], "placement": "organic",
        },
    )  # fmt: skip
    message = Message.objects.get(title="Thanks")
    assert answer.headers["Location"] == url("message", message=message.public_id)
    assert {v.network for v in message.variants.all()} == {"mastodon", "bluesky"}
    page = words(client.get(answer.headers["Location"]))
    assert "invented tiredness" in page
    assert "Source: NCT99990001, record version 1" in page


def test_what_a_template_lacks_is_told_at_the_form(world: World, study: Study, as_person) -> None:  # type: ignore[no-untyped-def]
    template = services.make_template(
        name="Visits", purpose="educate", body="It asks {visits} and {duration}.", by=world.alice, at=NOW
    )
    answer = as_person(world.alice).post(
        url("new-for", study=study.public_id),
        {
            "title": "x", "template": template.public_id, "purpose": "recruit", "audience": "patient",
            "language": "en", "networks": ["local"], "placement": "organic",
        },
    )  # fmt: skip
    assert answer.status_code == 422
    assert words(answer).count("Enter it in the fact sheet") >= 2


def test_saving_checks_and_a_picture_needs_its_words(world: World, study: Study, as_person) -> None:  # type: ignore[no-untyped-def]
    message = make_message(world, study, network=Network.BLUESKY)
    client, save = as_person(world.alice), url("variant", variant=only_variant(message).public_id)
    picture = SimpleUploadedFile("x.png", PNG, "image/png")
    answer = client.post(save, {"text": "A safe new treatment.", "picture": picture})
    assert answer.status_code == 422
    assert "no words for those who cannot see it" in words(answer)
    picture = SimpleUploadedFile("x.png", PNG, "image/png")
    answer = client.post(
        save, {"text": "A safe new treatment.", "picture": picture, "alt_text": "A tablet"}, follow=True
    )
    shown = words(answer)
    assert "Critical:" in shown
    assert "cr-mark--critical" in shown
    assert "A critical finding is open" in shown, "why it cannot be sent stands beside the button"
    assert not only_variant(message).with_link


def test_a_page_is_written_by_sections(world: World, as_person) -> None:  # type: ignore[no-untyped-def]
    study = make_study(world, facts=True)
    client = as_person(world.alice)
    answer = client.post(url("new-page", study=study.public_id), follow=True)
    assert "What it asks of me" in words(answer)
    message = Message.objects.get(title="Study page")
    answer = client.post(url("variant", variant=only_variant(message).public_id), {"title": "Only a title"})
    assert answer.status_code == 422
    again = client.post(url("new-page", study=study.public_id))
    assert again.headers["Location"] == url("message", message=message.public_id), "one page a study"


def test_a_study_page_that_lacks_facts_tells_them_all(world: World, study: Study, as_person) -> None:  # type: ignore[no-untyped-def]
    answer = as_person(world.alice).post(url("new-page", study=study.public_id))
    assert answer.status_code == 422
    assert words(answer).count("cr-problems__code") > 5


def test_the_reviewer_reads_decides_and_goes_on_to_the_next(world: World, study: Study, as_person) -> None:  # type: ignore[no-untyped-def]
    first, second = (
        services.submit_message(message=make_message(world, study, title=t), by=world.alice, at=NOW)
        for t in ("First", "Second")
    )
    client, page = as_person(world.bob), url("review", review=first.public_id)
    assert "As the public sees it" in words(client.get(page))
    refused = client.post(page, {"decision": "approve", "reason": " "})
    assert refused.status_code == 422
    assert "The reason is missing" in words(refused)
    until = (date.today() + timedelta(days=30)).isoformat()
    answer = client.post(page, {"decision": "approve", "reason": "Fine.", "expires_date": until})
    assert answer.headers["Location"] == url("review", review=second.public_id)
    answer = client.post(
        answer.headers["Location"], {"decision": "ask_changes", "reason": "Say who runs it."}
    )
    assert answer.headers["Location"] == url("approval")
    assert "Say who runs it." in words(
        as_person(world.alice).get(url("message", message=second.message.public_id))
    )
    assert "Fine." in words(client.get(url("approval") + "?view=decided"))


def test_the_author_sees_why_the_decision_is_not_theirs(world: World, study: Study, as_person) -> None:  # type: ignore[no-untyped-def]
    review = services.submit_message(message=make_message(world, study), by=world.alice, at=NOW)
    shown = words(as_person(world.alice).get(url("review", review=review.public_id)))
    assert "You cannot decide this one" in shown
    assert 'name="decision"' not in shown


def test_a_redline_shows_what_changed_since_the_last_approval(world: World, study: Study, as_person) -> None:  # type: ignore[no-untyped-def]
    message = make_approved_message(world, study, text="The study asks six visits.")
    services.set_variant(
        message=message, network="local", placement="organic", text="The study asks eight visits.",
        by=world.alice, at=NOW,
    )  # fmt: skip
    review = services.submit_message(message=message, by=world.alice, at=NOW)
    shown = words(as_person(world.bob).get(url("review", review=review.public_id)))
    assert "[removed:] </span>six" in shown
    assert "[added:] </span>eight" in shown


def test_a_boards_letter_is_entered_by_one_and_confirmed_by_another(
    world: World, study: Study, as_person
) -> None:  # type: ignore[no-untyped-def]
    review = services.submit_message(message=make_message(world, study), by=world.alice, at=NOW)
    regina, bob = as_person(world.regina), as_person(world.bob)
    enter = url("enter-determination", review=review.public_id)
    assert regina.post(enter, {}).status_code == 422
    letter = SimpleUploadedFile("letter.pdf", b"%PDF-1.4 invented", "application/pdf")
    form = {
        "board": "Invented Board", "reference": "IB 1", "outcome": "approve", "words": "Acceptable.",
        "determined_date": "2026-11-01", "letter": letter,
    }  # fmt: skip
    assert regina.post(enter, form).status_code == 302
    confirm = url("determination", board_determination=BoardDetermination.objects.get().public_id)
    assert "You entered this determination" in words(regina.get(confirm))
    shown = words(bob.get(confirm))
    assert "Open the letter" in shown
    assert bob.post(confirm, {"decision": "refuse"}).status_code == 422, "a refusal needs its reason"
    assert bob.post(confirm, {"decision": "confirm"}).status_code == 302
    assert queries.approved_content(only_variant(review.message), NOW)


def test_an_overdue_fact_is_told_on_the_composer_and_mended_there(
    world: World, study: Study, as_person
) -> None:  # type: ignore[no-untyped-def]
    make_fact(world, study, "visits", "6")
    message = make_approved_message(world, study, text="It asks for {visits}.")
    make_fact(world, study, "visits", "8")
    client, page = as_person(world.alice), url("message", message=message.public_id)
    assert "The study says something else now" in words(client.get(page))
    assert "8 visits" in words(client.post(url("refill", message=message.public_id), follow=True))


@pytest.mark.parametrize("person", ["bob", "regina", "carol", "samir", "dora", "anna", "ada"])
def test_everybody_of_the_organisation_reads_and_a_stranger_finds_nothing(
    world: World,
    study: Study,
    as_person,  # type: ignore[no-untyped-def]
    person: str,
) -> None:
    message = make_approved_message(world, study)
    review = Review.objects.get(message=message)
    pages = [url("message", message=message.public_id), url("review", review=review.public_id)]
    assert {as_person(getattr(world, person)).get(page).status_code for page in pages} == {200}
    theirs = [page.replace("/o/harbour/", "/o/other/") for page in pages]
    assert {as_person(world.charlie).get(page).status_code for page in [*pages, *theirs]} == {404}


@pytest.mark.parametrize("name", ["submit", "take-back", "withdraw", "refill", "add"])
@pytest.mark.parametrize("person", ["anna", "dora", "samir"])
def test_others_change_nothing(world: World, study: Study, as_person, name: str, person: str) -> None:  # type: ignore[no-untyped-def]
    message = make_message(world, study)
    answer = as_person(getattr(world, person)).post(url(name, message=message.public_id))
    assert answer.status_code == 403


def test_a_page_takes_no_more_queries_for_more_messages(
    world: World, study: Study, as_person, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    client = as_person(world.alice)
    make_message(world, study)
    client.get(url("home"))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(url("home"))
    for number in range(6):
        make_message(world, study, title=f"Message {number}")
    with django_assert_max_num_queries(len(one)):
        client.get(url("home"))
