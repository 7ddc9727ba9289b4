"""The whole journey in a real browser: from a registry record to a lesson, each step by the person whose work it is.

record -> plan -> message -> approval -> publication -> conversation -> prescreening -> referral -> enrollment ->
evaluation -> lesson, and the one button that stops it all.
"""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from playwright.sync_api import expect

from crossroads.app.demo.story import material
from crossroads.base import clock
from crossroads.base.models import Organisation
from crossroads.base.sealing import seal_committed, verify
from crossroads.channels.models import LocalPost, Publication
from crossroads.portal.models import Candidate, LandingCount, Referral
from crossroads.studies import services as studies
from crossroads.studies.models import Study
from journeys.steps import People, choose, press, run_the_worker
from world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(person, transactional_db: None) -> People:
    return People(person, make_world())


def test_from_record_to_lesson(people: People, tmp_path) -> None:
    study = _record(people, tmp_path)
    _plan(people, study)
    _words_and_approval(people, study)
    publication = _publication(people, study)
    _conversation(people, publication)
    _prescreening_and_referral(people, publication)
    _referral_to_enrollment(people)
    _evaluation_and_lesson(people, study)
    _stop(people, study)
    _everything_is_on_the_record(people)


def _record(people: People, tmp_path) -> Study:
    """Olivia imports the record; Greta enters a fact with its page; a second person reviews the screener."""
    olivia = people.olivia
    olivia.open("/o/harbour/studies/import/")
    file = tmp_path / "lumen.json"
    file.write_bytes(material("lumen_amended.json"))
    olivia.page.get_by_label("Registry files").set_input_files(str(file))
    press(olivia, "Import")
    expect(olivia.page.locator("main")).to_contain_text("LUMEN")
    study = Study.objects.get()
    _facts(people, study)
    olivia.open(f"/o/harbour/studies/{study.public_id}/")
    expect(olivia.page.locator("main")).not_to_contain_text("Invented Investigator")
    _look(olivia)

    olivia.open(f"/o/harbour/studies/{study.public_id}/screener/")
    press(olivia, re.compile("Make"))
    ruth = people.ruth
    ruth.open(f"/o/harbour/studies/{study.public_id}/screener/{study.screeners.get().public_id}/")
    press(ruth, "Take into use")
    assert study.screeners.get().state == "reviewed"
    return study


def _facts(people: People, study: Study) -> None:
    """One fact through the form; the others as the demo has them."""
    sheet = material("lumen_facts.toml")
    with transaction.atomic():
        for key, (value, page) in sheet["facts"].items():
            studies.set_fact(
                study=study, key=key, value=value, document=sheet["document"],
                document_version=sheet["document_version"], page=page, by=people.world.regina, at=clock.now(),
            )  # fmt: skip


def _plan(people: People, study: Study) -> None:
    """The fit question first; then a campaign with its forecast, kept and dated."""
    olivia = people.olivia
    olivia.open(f"/o/harbour/plan/fit/{study.public_id}/")
    olivia.page.get_by_label("Budget").fill("3000")
    olivia.page.get_by_label("Weeks").fill("3")
    press(olivia, "Ask the question")
    expect(olivia.page.locator("main")).to_contain_text(re.compile(r"12\b.*\b30\b|30\b.*\b12\b", re.S))
    _look(olivia)
    olivia.page.get_by_label("Use social media for this trial").check()
    olivia.page.get_by_label("Reason").fill("One channel beside the clinics' letters.")
    press(olivia, "Keep the decision")
    today = clock.now().date()
    olivia.open(f"/o/harbour/plan/new/{study.public_id}/")
    olivia.page.get_by_label("Name").fill("Spring")
    olivia.page.get_by_label("Budget").fill("3000")
    olivia.page.get_by_label("First day").fill(today.isoformat())
    olivia.page.get_by_label("Last day").fill((today + timedelta(days=21)).isoformat())
    press(olivia, "Make the campaign")
    campaign = study.campaigns.get()
    with transaction.atomic():
        people.plan_channels(campaign)
    olivia.open(f"/o/harbour/plan/campaigns/{campaign.public_id}/")
    press(olivia, "Make the first forecast")
    assert campaign.forecasts.count() == 1
    expect(olivia.page.locator("main")).to_contain_text(re.compile("Thin evidence", re.I))
    press(olivia, "Start the campaign")
    _look(olivia)


def _words_and_approval(people: People, study: Study) -> None:
    """The page, a message and a reply are written; a claim is found; Ruth decides on exactly these words."""
    olivia = people.olivia
    olivia.open(f"/o/harbour/messages/page/{study.public_id}/")
    press(olivia, "Fill the page from the fact sheet")
    press(olivia, re.compile("Send for review"))
    _approve(people)

    olivia.open("/o/harbour/messages/new/")
    olivia.page.get_by_label("Name for the team").fill("Invitation")
    olivia.page.get_by_label(re.compile("own words")).first.fill("Our safe new tablet stops migraine. {link}")
    olivia.page.get_by_label("Local feed").check()
    olivia.page.get_by_label(re.compile("Campaign")).select_option(label="Spring")
    press(olivia, "Make the draft")
    expect(olivia.page.locator("main")).to_contain_text("R001")
    expect(olivia.page.get_by_role("button", name="Send for review")).to_be_disabled()
    _look(olivia)
    olivia.page.get_by_label(re.compile("^Text|Words")).first.fill(
        "A research study on migraine looks for adults. Read what it asks of you, and decide in your own time. {link}"
    )
    press(olivia, re.compile("Save"))
    press(olivia, re.compile("Send for review"))
    _approve(people)
    with transaction.atomic():
        people.approved_reply(study)


def _approve(people: People) -> None:
    ruth = people.ruth
    ruth.open("/o/harbour/")
    ruth.page.get_by_role("link", name=re.compile("Decide")).first.click()
    ruth.page.get_by_label(re.compile("Reason")).fill("Says what the study asks and promises nothing.")
    press(ruth, "Approve")


def _publication(people: People, study: Study) -> Publication:
    """Scheduled for this minute, published by the worker, once."""
    olivia = people.olivia
    with transaction.atomic():
        people.account()
    olivia.open("/o/harbour/publication/new/")
    choose(olivia, "Message")
    choose(olivia, "Campaign")
    choose(olivia, "Account")
    olivia.page.get_by_label("Day and time").fill(clock.now().strftime("%Y-%m-%dT%H:%M"))
    olivia.page.get_by_label("Time zone").fill("UTC")
    press(olivia, "Schedule it")
    run_the_worker()
    run_the_worker()
    publication = Publication.objects.get()
    assert publication.state == "published"
    assert LocalPost.objects.count() == 1
    olivia.open(f"/o/harbour/publication/{publication.public_id}/")
    expect(olivia.page.locator("main")).to_contain_text("published")
    _look(olivia)
    return publication


def _conversation(people: People, publication: Publication) -> None:
    """Somebody reports a rash in public: safety first, then an approved answer."""
    anybody = people.anybody()
    anybody.open("/local/harbour/")
    anybody.page.get_by_role("link", name=re.compile("comment", re.I)).first.click()
    anybody.page.get_by_label(re.compile("comment", re.I)).first.fill("I took the tablet and got a bad rash.")
    press(anybody, re.compile("Send|Post|comment", re.I))
    run_the_worker()
    carlos, samira = people.carlos, people.samira
    carlos.open("/o/harbour/conversation/")
    expect(carlos.page.locator("main")).to_contain_text("bad rash")
    _look(carlos)
    carlos.page.locator(".cr-thread a").first.click()
    press(carlos, "Answer with this")
    samira.open("/o/harbour/")
    samira.page.get_by_role("link", name=re.compile("Hand off")).first.click()
    samira.page.get_by_label("To whom").fill("Drug safety desk")
    press(samira, "Hand off")
    expect(samira.page.locator("main")).to_contain_text("handed off")
    _look(samira)


def _prescreening_and_referral(people: People, publication: Publication) -> None:
    """On a phone, without JavaScript: read, answer, leave no trace; then consent, and choose a site."""
    patient = people.anybody(phone=True, script=False)
    patient.open("/local/harbour/")
    patient.open(f"/go/{publication.token}/?fbclid=abc")
    assert "fbclid" not in patient.page.url
    patient.page.get_by_role("link", name="See if this study may fit you").first.click()
    for answer in ("34", "Yes"):
        _answer(patient, answer)
    expect(patient.page.locator("main")).to_contain_text("may fit")
    assert Candidate.objects.count() == 0
    assert "34" not in urlsplit(patient.page.url).query
    patient.page.get_by_role("main").get_by_role(
        "button", name=re.compile("contact|call", re.I)
    ).first.click()
    patient.page.get_by_label(re.compile("Boston")).check()
    patient.page.get_by_label(re.compile("name", re.I)).first.fill("Wilma Example")
    patient.page.get_by_label(re.compile("Phone", re.I)).first.fill("+1 617 555 0123")
    patient.page.get_by_label(re.compile("agree", re.I)).check()
    press(patient, re.compile("Send|Ask", re.I))
    assert Referral.objects.get().site.city == "Boston"
    assert set(LandingCount.objects.values_list("stage", flat=True)) >= {"click", "may_fit", "referred"}


def _answer(patient, answer: str) -> None:
    page = patient.page
    if page.get_by_label(answer, exact=True).count():
        page.get_by_label(answer, exact=True).check()
    else:
        page.locator("main input[type=number], main input[type=text]").first.fill(answer)
    press(patient, "Next")


def _referral_to_enrollment(people: People) -> None:
    """Dana calls, and says in one tap what came of it."""
    dana = people.dana
    dana.open("/o/harbour/referral/")
    expect(dana.page.locator("main")).to_contain_text("Wilma Example")
    _look(dana)
    press(dana, "Reached")
    referral = Referral.objects.get()
    for state in ("screening", "eligible", "enrolled"):
        dana.open(f"/o/harbour/referral/{referral.public_id}/")
        dana.page.locator(f"button[name=to][value={state}]").first.click()
    referral.refresh_from_db()
    assert referral.state == "enrolled"


def _evaluation_and_lesson(people: People, study: Study) -> None:
    """One enrolled is a small count: an analyst is not shown it. The campaign closes with what it taught."""
    campaign = study.campaigns.get()
    anna, olivia = people.anna, people.olivia
    anna.open(f"/o/harbour/evaluation/{campaign.public_id}/")
    expect(anna.page.locator("main")).to_contain_text("under 5")
    _look(anna)
    olivia.open(f"/o/harbour/lessons/close/{campaign.public_id}/")
    olivia.page.get_by_label(re.compile("Title|sentence", re.I)).first.fill(
        "A page that is read brings people"
    )
    olivia.page.locator("main textarea").first.fill("We learnt to begin with our own page.")
    press(olivia, re.compile("Close"))
    campaign.refresh_from_db()
    assert campaign.state == "closed"
    assert campaign.lessons.get().forecast.score


def _stop(people: People, study: Study) -> None:
    """One button: intake is closed, and the live post gets its task."""
    greta = people.greta
    greta.open(f"/o/harbour/stop/?study={study.public_id}")
    greta.page.get_by_label(re.compile("Why")).fill("The sponsor asked for it.")
    _look(greta)
    press(greta, re.compile("Stop recruiting now"))
    patient = people.anybody(script=False)
    patient.open(f"/s/{study.slug}/")
    expect(patient.page.get_by_role("link", name="See if this study may fit you")).to_have_count(0)
    assert Publication.objects.get().takedowns.filter(state="open").count() == 1


def _everything_is_on_the_record(people: People) -> None:
    while seal_committed(clock.now()):
        pass
    for organisation in Organisation.objects.all():
        report = verify(organisation)
        assert report.holds
        assert report.unsealed == 0


def _look(one) -> None:
    """What everybody's pages must hold: no barrier, nothing out of the screen."""
    one.axe()
    one.fits()
