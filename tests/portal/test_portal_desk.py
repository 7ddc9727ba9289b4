"""The site's desk: who sees whom, what a call may come to, and that every look is on the record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from crossroads.base.actor import Actor
from crossroads.base.models import AuditEntry, RoleAssignment
from crossroads.base.queries import actor_for
from crossroads.base.services import NewMember, add_member, grant_role
from crossroads.base.slots import contents
from crossroads.base.waiting import waiting_for
from crossroads.engines.errors import ActionDenied, Conflict, InputProblem
from crossroads.engines.terms import Role, Stage
from crossroads.portal import services
from crossroads.portal.models import REFERRAL_LIFE, Referral
from crossroads.portal.outcomes import REASONS
from crossroads.portal.queries import counts, desk, referral_steps
from crossroads.studies.models import Study
from makers.portal import PERSON, another, make_enrolled, make_referral
from makers.studies import site_of
from world import NOW, World

DESK = "/o/harbour/referral/"


def _client(actor: Actor) -> Client:
    client = Client()
    assert actor.user is not None
    client.force_login(actor.user)
    return client


def _coordinator_of(world: World, study: Study, city: str) -> Actor:
    """Somebody who coordinates one site and nothing else."""
    member = NewMember(f"{city.lower()}@harbour.example", f"Coordinator in {city}", "a long enough password")
    user = add_member(organisation=world.ours, member=member, by=Actor.worker(world.ours), at=NOW)
    grant_role(
        user=user,
        role=Role.SITE_COORDINATOR,
        site=site_of(study, city).public_id,
        by=Actor.worker(world.ours),
        at=NOW,
    )
    return actor_for(user, "harbour")


@pytest.fixture
def referral(world: World, study: Study) -> Referral:
    return make_referral(world, study, site=site_of(study))


# --- walls


def test_the_coordinator_of_the_chosen_site_sees_the_card(
    world: World, study: Study, referral: Referral
) -> None:
    rotterdam = _client(_coordinator_of(world, study, "Rotterdam"))
    for url in (DESK, f"{DESK}{referral.public_id}/"):
        text = rotterdam.get(url).content.decode()
        for shown in (
            PERSON.name,
            "+31205550100",
            "In the evening",
            "Dutch",
            "wants an interpreter",
            "The caller",
        ):
            assert shown in text, (url, shown)


def test_the_coordinator_of_another_site_sees_nothing(world: World, study: Study, referral: Referral) -> None:
    leeds = _coordinator_of(world, study, "Leeds")
    assert not desk(leeds).exists()
    assert _client(leeds).get(f"{DESK}{referral.public_id}/").status_code == 404
    assert PERSON.name not in _client(leeds).get(DESK).content.decode()
    with pytest.raises(ActionDenied, match="another site"):
        services.view_contact(referral=referral, by=leeds, at=NOW)


def test_another_role_beside_it_widens_nothing(world: World, study: Study, referral: Referral) -> None:
    """A coordinator in Leeds who also leads outreach for all still does not see Rotterdam's."""
    leeds = _coordinator_of(world, study, "Leeds")
    assert leeds.user is not None
    grant_role(user=leeds.user, role=Role.OUTREACH_LEAD, by=Actor.worker(world.ours), at=NOW)
    both = actor_for(leeds.user, "harbour")
    assert not desk(both).exists()
    assert _client(both).get(f"{DESK}{referral.public_id}/").status_code == 404
    assert _client(both).post(f"{DESK}{referral.public_id}/", {"to": "in_contact"}).status_code == 404
    with pytest.raises(ActionDenied):
        services.move_referral(referral=referral, to="in_contact", by=both, at=NOW)


def test_a_grant_without_a_site_counts_for_all(world: World, referral: Referral) -> None:
    assert list(desk(world.dora)) == [referral]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SITE_COORDINATOR])
def test_nobody_else_gets_at_contact_data(world: World, referral: Referral, role: Role) -> None:
    actor = world.actor(role)
    client = _client(actor)
    assert client.get(f"{DESK}{referral.public_id}/").status_code == 403
    assert client.post(f"{DESK}{referral.public_id}/", {"to": "in_contact"}).status_code == 403
    text = client.get(DESK).content.decode()
    assert "How many, and no names" in text
    assert not any(value in text for value in (PERSON.name, PERSON.email, "5550100", referral.reference))
    with pytest.raises(ActionDenied):
        services.view_contact(referral=referral, by=actor, at=NOW)


def test_a_stranger_finds_nothing(world: World, referral: Referral) -> None:
    theirs = world.actor(Role.SITE_COORDINATOR, at="theirs")
    assert _client(theirs).get(f"/o/other/referral/{referral.public_id}/").status_code == 404
    assert _client(theirs).get(f"{DESK}{referral.public_id}/").status_code == 404


def test_small_numbers_are_hidden_from_analysts_and_shown_to_leads(world: World, referral: Referral) -> None:
    assert "under 5" in _client(world.anna).get(DESK).content.decode()
    assert "under 5" not in _client(world.alice).get(DESK).content.decode()


def test_each_look_at_contact_data_is_on_the_record(world: World, referral: Referral) -> None:
    _client(world.dora).get(DESK)
    _client(world.dora).get(f"{DESK}{referral.public_id}/")
    looks = AuditEntry.objects.filter(action="portal.contact.viewed", target_ref=referral.public_id)
    assert [look.by for look in looks] == [world.dora.user] * 2


def test_a_list_names_nobody_until_asked(world: World, study: Study) -> None:
    for number in (1, 2, 3):
        make_referral(world, study, person=another(number), at=NOW + timedelta(minutes=number))
    looks = AuditEntry.objects.filter(action="portal.contact.viewed")
    text = _client(world.dora).get(DESK).content.decode()
    assert "Invented Person 1" in text
    assert "Invented Person 2" not in text
    assert looks.count() == 1
    text = _client(world.dora).get(f"{DESK}?names=1").content.decode()
    assert "Invented Person 3" in text
    assert looks.count() == 4


# --- calls in their order


def test_the_first_call_is_the_one_promised_first(world: World, study: Study) -> None:
    late = make_referral(world, study, person=another(1))
    early = make_referral(world, study, person=another(2), at=NOW - timedelta(days=6))
    assert list(desk(world.dora)) == [early, late]
    text = _client(world.dora).get(DESK).content.decode()
    assert "1 overdue" in text
    assert text.index("Invented Person 2") < text.index(late.reference)


def test_a_call_waits_for_the_coordinator_without_a_name(world: World, referral: Referral) -> None:
    (waiting,) = [w for w in waiting_for(world.dora, NOW) if w.step == "referral"]
    assert waiting.due_at == referral.due_at
    assert PERSON.name not in waiting.title
    assert not [w for w in waiting_for(world.alice, NOW) if w.step == "referral"]


def test_nobody_answered_is_kept_and_due_again_a_working_day_later(world: World, referral: Referral) -> None:
    services.note_try(referral=referral, by=world.dora, at=NOW + timedelta(days=1))
    assert referral.due_at == NOW + timedelta(days=2)
    assert [step.reason_code for step in referral.steps.all()] == ["", "tried"]
    services.move_referral(referral=referral, to="in_contact", by=world.dora, at=NOW)
    with pytest.raises(Conflict):
        services.note_try(referral=referral, by=world.dora, at=NOW)


def test_the_desk_is_empty_kindly(world: World, study: Study) -> None:
    assert "Nobody waits for a call" in _client(world.dora).get(DESK).content.decode()


def test_open_points_come_first(world: World, study: Study) -> None:
    referral = make_referral(world, study, answers={"age": "41", "has_condition": "not sure", "smokes": "no"})
    text = _client(world.dora).get(f"{DESK}{referral.public_id}/").content.decode()
    assert text.index("illness this study is about? Not sure.") < text.index("criteria that fit")


# --- outcomes


def test_one_tap_brings_a_referral_on_and_the_next_follows(world: World, referral: Referral) -> None:
    answer = _client(world.dora).post(f"{DESK}{referral.public_id}/", {"to": "in_contact", "next": "desk"})
    assert (answer.status_code, answer.headers["Location"]) == (302, DESK)
    referral.refresh_from_db()
    assert referral.state == "in_contact"


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({}, "No outcome is chosen."),
        ({"to": "lost"}, "The outcome Not reached needs a reason."),
        ({"to": "lost", "reason": "made_up"}, "The outcome Not reached needs a reason."),
        ({"to": "enrolled"}, "cannot become enrolled from there"),
        ({"to": "nowhere"}, "cannot become nowhere from there"),
    ],
)
def test_an_outcome_that_cannot_be_is_told(
    world: World, referral: Referral, told: dict[str, str], sentence: str
) -> None:
    answer = _client(world.dora).post(f"{DESK}{referral.public_id}/", told)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Referral.objects.get().state == "candidate"


def test_a_screen_failure_by_a_criterion_names_it(world: World, referral: Referral) -> None:
    for state in ("in_contact", "screening"):
        services.move_referral(referral=referral, to=state, by=world.dora, at=NOW)
    with pytest.raises(InputProblem, match="none is named"):
        services.move_referral(
            referral=referral,
            to="screen_failed",
            reason_code="criterion",
            criterion="NONE",
            by=world.dora,
            at=NOW,
        )
    services.move_referral(
        referral=referral,
        to="screen_failed",
        reason_code="criterion",
        criterion="EXCL01",
        by=world.dora,
        at=NOW,
    )
    assert referral.steps.last().criterion == "EXCL01"  # type: ignore[union-attr]
    assert referral.outcome_code == "criterion"


@pytest.mark.parametrize("end", sorted(REASONS))
def test_every_end_without_enrollment_needs_a_reason(world: World, referral: Referral, end: str) -> None:
    path = {"ineligible": ["in_contact"], "screen_failed": ["in_contact", "screening"]}.get(end, [])
    for state in path:
        services.move_referral(referral=referral, to=state, by=world.dora, at=NOW)
    with pytest.raises(InputProblem, match="needs a reason"):
        services.move_referral(referral=referral, to=end, by=world.dora, at=NOW)


def test_two_coordinators_at_once_do_not_both_decide(world: World, referral: Referral) -> None:
    again = Referral.objects.get(pk=referral.pk)
    services.move_referral(referral=referral, to="in_contact", by=world.dora, at=NOW)
    with pytest.raises(Conflict):
        services.move_referral(referral=again, to="lost", reason_code="no_answer", by=world.dora, at=NOW)


def test_only_states_that_lead_nowhere_are_ends(world: World, study: Study) -> None:
    ended = make_enrolled(world, study)
    text = _client(world.dora).get(f"{DESK}{ended.public_id}/").content.decode()
    assert "Withdrew" in text
    assert REFERRAL_LIFE.steps["screen_failed"] == ()


# --- numbers for the funnel


def test_steps_are_counted_by_day_and_post_without_persons(world: World, study: Study) -> None:
    make_enrolled(world, study, person=another(1), token="tok-of-post1")
    make_enrolled(world, study, person=another(2), token="tok-of-post1", at=NOW + timedelta(days=1))
    rows = referral_steps(study)
    assert {(row.day.day, row.token, row.stage, row.count) for row in rows} == {
        (day, "tok-of-post1", stage, 1)
        for day in (24, 25)
        for stage in (Stage.CONTACTED, Stage.SCREENED, Stage.INFORMED_CONSENTED, Stage.ENROLLED)
    }
    assert referral_steps(study, tokens=["another-toke"]) == []
    assert [row.day.day for row in referral_steps(study, since=NOW.date() + timedelta(days=1))] == [25] * 4


def test_a_referral_counts_once_a_stage(world: World, study: Study, referral: Referral) -> None:
    services.move_referral(referral=referral, to="in_contact", by=world.dora, at=NOW)
    services.move_referral(referral=referral, to="lost", reason_code="no_answer", by=world.dora, at=NOW)
    services.move_referral(referral=referral, to="in_contact", by=world.dora, at=NOW + timedelta(days=3))
    assert [(row.stage, row.count) for row in referral_steps(study)] == [(Stage.CONTACTED, 1)]
    assert {row.stage for row in counts(study)} == {Stage.CONTACT_CONSENTED, Stage.REFERRED}


def test_the_stop_button_says_what_it_does_here(world: World, study: Study, referral: Referral) -> None:
    told = contents("stop.consequences", actor=world.alice, study=study, site=None, campaign_ref=None)
    (said,) = [words for words in told if "public questions" in words]
    assert "1 person who asked to be called stays with the site." in said
    told = contents("stop.consequences", actor=world.alice, study=study, site=site_of(study, "Leeds"))
    assert "Nobody can choose this site any more." in told


def test_the_screeners_page_shows_what_is_open_and_where_people_stop(world: World, study: Study) -> None:
    assert RoleAssignment.objects.exists()
    text = _client(world.anna).get("/o/harbour/prescreening/").content.decode()
    assert "Anybody may read the page and answer the questions." in text
    assert f"/s/{study.slug}/" in text
    assert "registry only" in text
