"""Consent to contact, and a person's own page after it."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from crossroads.base.actor import Actor
from crossroads.base.models import AuditEntry, Organisation
from crossroads.channels.models import Publication
from crossroads.engines.errors import ActionDenied, Conflict, InputProblem, ManyProblems
from crossroads.engines.terms import Stage
from crossroads.portal import services
from crossroads.portal.models import Candidate, Consent, Referral, ReferralStep
from crossroads.portal.queries import counts
from crossroads.portal.services import Person
from crossroads.portal.wording import Wording, contact_wording
from crossroads.studies import services as studies
from crossroads.studies.models import Study
from makers.portal import PERSON, another, make_referral
from makers.studies import site_of
from portal.conftest import FITTING, Visitor
from world import NOW, World


@pytest.fixture
def told(study: Study) -> dict[str, str]:
    """All that the form needs."""
    return {
        "site": str(site_of(study).public_id),
        "name": "Wilhelmina",
        "phone": "020 555 0177",
        "email": "",
        "best_time": "morning",
        "language": "Dutch",
        "interpreter": "on",
        "called_for": "child",
        "consent": "on",
    }


@pytest.fixture
def ready(visitor: Visitor) -> Visitor:
    """Somebody who may fit and opened the form."""
    visitor.answer_all(FITTING)
    visitor.open_contact()
    return visitor


# --- the form


def test_the_form_comes_after_the_questions_alone(visitor: Visitor, study: Study) -> None:
    for page in (visitor.get(f"/s/{study.slug}/contact/"), visitor.post(f"/s/{study.slug}/contact/")):
        assert page.status_code == 303
        assert page.headers["Location"] == f"/s/{study.slug}/check/"


def test_only_open_places_are_offered_and_none_is_chosen_for_the_person(
    world: World, visitor: Visitor, study: Study, ready: Visitor
) -> None:
    offered = re.findall(r'name="site" value="([^"]+)"([^>]*)>', ready.text)
    assert {ref for ref, _ in offered} == {str(site_of(study, c).public_id) for c in ("Rotterdam", "Leeds")}
    assert not any("checked" in rest for _, rest in offered)


def test_a_single_open_place_is_chosen_already(world: World, visitor: Visitor, study: Study) -> None:
    studies.stop(study=study, site=site_of(study, "Leeds"), reason="Full.", by=world.alice, at=NOW)
    visitor.answer_all(FITTING)
    visitor.open_contact()
    assert re.search(rf'value="{site_of(study).public_id}"[^>]*checked', visitor.text)


def test_the_exact_words_are_shown_and_kept(ready: Visitor, study: Study, told: dict[str, str]) -> None:
    wording = contact_wording(study)
    assert wording.text in ready.text
    ready.send(**told)
    consent = Consent.objects.get()
    assert (consent.wording, consent.wording_hash, consent.given_at) == (wording.text, wording.hash, NOW)


def test_words_that_changed_in_the_meantime_are_read_again(
    ready: Visitor, study: Study, told: dict[str, str]
) -> None:
    Organisation.objects.filter(slug="harbour").update(name="Harbour and Sons")
    assert ready.send(**told).status_code == 422
    assert "The text that you agree to has changed" in ready.text
    assert "Harbour and Sons" in ready.text
    assert not Candidate.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": " "}, "We need a name"),
        ({"phone": ""}, "The site needs a way to reach you."),
        ({"phone": "12"}, "This does not look like a phone number."),
        ({"phone": "call me"}, "This does not look like a phone number."),
        ({"phone": "", "email": "me at home"}, "This does not look like an e-mail address."),
        ({"consent": ""}, "We can only pass on your details if you agree."),
        ({"site": ""}, "No place is chosen yet."),
        ({"site": "0b7e9e0e-5d5e-4f6e-9a53-1f8fd6a0e001"}, "This place does not take new people any more."),
        ({"called_for": "my neighbour's dog"}, "Select a valid choice"),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_kept(
    ready: Visitor, told: dict[str, str], change: dict[str, str], sentence: str
) -> None:
    assert ready.send(**{**told, **change}).status_code == 422
    assert sentence in ready.text
    assert not Candidate.objects.exists()


def test_a_place_that_filled_up_in_the_meantime_is_not_used(
    world: World, ready: Visitor, study: Study, told: dict[str, str]
) -> None:
    studies.stop(study=study, site=site_of(study), reason="Full.", by=world.alice, at=NOW)
    assert ready.send(**told).status_code == 422
    assert "This place does not take new people any more." in ready.text
    assert not Referral.objects.exists()


def test_a_stop_closes_the_form_at_once(
    world: World, ready: Visitor, study: Study, told: dict[str, str]
) -> None:
    studies.stop(study=study, reason="A signal.", by=world.samir, at=NOW)
    assert ready.send(**told).status_code == 409
    assert not Candidate.objects.exists()


def test_a_machine_that_fills_in_every_field_changes_nothing(ready: Visitor, told: dict[str, str]) -> None:
    assert ready.send(**told, website="https://spam.invented.example").status_code == 303
    assert not Candidate.objects.exists()


def test_a_sent_form_makes_one_person_one_consent_one_referral(
    visitor: Visitor, study: Study, post: Publication, told: dict[str, str]
) -> None:
    visitor.answer_all(FITTING, token=post.token)
    visitor.open_contact()
    page = visitor.send(**told)
    assert page.status_code == 303
    referral = Referral.objects.get()
    assert (referral.state, referral.token, referral.site.city) == ("candidate", post.token, "Rotterdam")
    assert referral.due_at == NOW + timedelta(days=2)
    assert [step.to_state for step in ReferralStep.objects.all()] == ["candidate"]
    assert services.contact_of(referral) == Person(
        "Wilhelmina", "0205550177", "", "child", "morning", "Dutch", True
    )
    criteria = json.loads(referral.answers)["criteria"]
    assert [c["asked"] for c in criteria if c["code"] == "EXCL01"] == [
        [{"question": "Do you smoke now?", "answer": "no"}]
    ]
    stages = {row.stage: row.count for row in counts(study) if row.token == post.token}
    assert stages[Stage.CONTACT_CONSENTED] == stages[Stage.REFERRED] == 1


@pytest.mark.parametrize(
    "again",
    [
        {"phone": "+31 (0)20-5550100", "email": ""},
        {"phone": "", "email": "Wilhelmina@Invented.example "},
        {"phone": "020 111 2222", "email": "wilhelmina@invented.example"},
    ],
)
def test_the_same_person_again_is_told_kindly_and_nothing_is_doubled(
    world: World, ready: Visitor, study: Study, told: dict[str, str], again: dict[str, str]
) -> None:
    make_referral(world, study)
    assert ready.send(**{**told, **again}).status_code == 409
    assert "There is a request already" in ready.text
    assert Candidate.objects.count() == Referral.objects.count() == 1
    assert PERSON.name not in ready.text


def test_who_took_the_request_back_may_ask_again(world: World, study: Study) -> None:
    first = make_referral(world, study)
    services.withdraw(referral=first, by=Actor.worker(world.ours), at=NOW)
    assert make_referral(world, study).state == "candidate"


def test_all_problems_of_a_person_s_details_are_told_in_one_pass(world: World, study: Study) -> None:
    with pytest.raises(ManyProblems) as told:
        make_referral(world, study, person=Person(name="", phone="12", email="nobody"))
    codes = {problem.code for problem in told.value.problems}
    assert codes == {"portal.name_missing", "portal.phone", "portal.email"}
    assert "12" not in str(told.value)


def test_other_words_than_ours_are_no_consent(world: World, study: Study) -> None:
    with pytest.raises(Conflict, match="changed"):
        services.submit_referral(
            study=study,
            site=site_of(study),
            person=PERSON,
            answers={},
            wording=Wording("Whatever.", "1", "en"),
            code="x",
            by=Actor.worker(world.ours),
            at=NOW,
        )


def test_answers_to_questions_that_were_not_asked_are_refused(world: World, study: Study) -> None:
    with pytest.raises(InputProblem):
        make_referral(world, study, answers={"shoe_size": "44"})
    assert not Candidate.objects.exists()


# --- a person's own page


@pytest.fixture
def mine(world: World, study: Study) -> Visitor:
    """The private page of somebody who asked."""
    code = services.new_code()
    make_referral(world, study, code=code)
    visitor = Visitor(study.slug)
    visitor.urls = [f"/my/{code}/"]
    visitor.get(visitor.urls[0])
    return visitor


def _do(mine: Visitor, what: str) -> int:
    return mine.post(mine.urls[0], do=what).status_code


def test_the_private_page_says_who_calls_by_when_and_what_is_kept(mine: Visitor) -> None:
    assert "Harbour Clinic calls or writes to you by 26 Nov 2026, 10:00 CET." in mine.text
    for kept in (PERSON.name, "+31205550100", PERSON.email):
        assert kept in mine.text
    assert mine.page is not None
    assert mine.page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("code", ["x", "a" * 32, "%00", "é"])
def test_any_other_code_finds_nothing(mine: Visitor, code: str) -> None:
    assert mine.get(f"/my/{code}/").status_code == 404


def test_everything_that_is_kept_can_be_taken_along(mine: Visitor) -> None:
    assert _do(mine, "export") == 200
    assert mine.page is not None
    kept = json.loads(mine.page.content)
    assert kept["contact"]["name"] == PERSON.name
    assert kept["consent"]["words"].startswith("I agree that Harbour Trials")
    assert [step["state"] for step in kept["steps"]] == ["candidate"]
    assert "attachment" in mine.page.headers["Content-Disposition"]


def test_a_request_can_be_taken_back(world: World, mine: Visitor) -> None:
    assert _do(mine, "withdraw") == 303
    referral = Referral.objects.get()
    assert (referral.state, referral.outcome_code) == ("withdrawn", "person_withdrew")
    with pytest.raises(ActionDenied, match="took the consent back"):
        services.view_contact(referral=referral, by=world.dora, at=NOW)
    mine.get(mine.urls[0])
    assert "You took your request back" in mine.text


def test_once_enrolled_leaving_the_study_is_said_to_the_site(world: World, mine: Visitor) -> None:
    referral = Referral.objects.get()
    for state in ("in_contact", "screening", "eligible", "enrolled"):
        services.move_referral(referral=referral, to=state, by=world.dora, at=NOW)
    assert _do(mine, "withdraw") == 403
    assert "To leave a study that you take part in, talk to the study site." in mine.text
    assert Referral.objects.get().state == "enrolled"


def test_erasing_ends_the_request_and_the_link(mine: Visitor) -> None:
    assert _do(mine, "erase") == 200
    assert "Everything about you is erased" in mine.text
    referral = Referral.objects.get()
    assert (referral.state, referral.answers, referral.withdrawal_code_hash) == ("withdrawn", "", "")
    assert mine.get(mine.urls[0]).status_code == 404


def test_each_wish_is_on_the_record_without_a_name(mine: Visitor) -> None:
    for wish in ("export", "withdraw", "erase"):
        _do(mine, wish)
    actions = AuditEntry.objects.filter(action__startswith="portal.").order_by("id")
    assert [entry.action for entry in actions] == [
        "portal.referral.submitted",
        "portal.candidate.exported",
        "portal.referral.withdrawn",
        "portal.candidate.erased",
    ]
    assert {entry.by for entry in actions} == {None}


@pytest.mark.parametrize("wish", ["", "eat"])
def test_an_empty_wish_is_told(mine: Visitor, wish: str) -> None:
    assert _do(mine, wish) == 422
    assert Referral.objects.get().state == "candidate"


def test_two_people_at_one_site_are_two_referrals(world: World, study: Study) -> None:
    for number in (1, 2):
        make_referral(world, study, person=another(number))
    assert Referral.objects.count() == 2


def test_a_program_that_buries_a_site_in_made_up_calls_is_stopped(
    ready: Visitor, told: dict[str, str]
) -> None:
    """Ten requests an hour from one address: enough for a family or a clinic."""
    page = ready.page
    for number in range(11):
        ready.page = page
        ready.send(**{**told, "phone": f"020 555 01{number:02}"})
    assert ready.page is not None
    assert ready.page.status_code == 422
    assert "Many requests came from here" in ready.text
    assert Candidate.objects.count() == 10


def test_a_private_link_begins_with_the_site_s_own_address(ready: Visitor, told: dict[str, str]) -> None:
    """Behind a proxy the request's host and scheme may be those of the inside."""
    ready.send(**told)
    assert ready.page is not None
    page = ready.client.get(ready.page.headers["Location"], headers={"host": "127.0.0.1"})
    assert "http://localhost:8000/my/" in page.content.decode()
