"""A table that people join by link: a poll before and after, contributions, votes, a synthesis."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from crossroads.base.actor import Actor
from crossroads.base.models import AuditEntry
from crossroads.base.waiting import waiting_for
from crossroads.engines.errors import ActionDenied, CrossroadsError, NotFound, each_problem
from crossroads.engines.terms import Role
from crossroads.playbook import services
from crossroads.playbook.models import Contribution, Participant, Roundtable, Vote
from crossroads.playbook.practices import Question
from crossroads.playbook.queries import topics, understanding
from crossroads.playbook.synthesis import as_markdown, plain, understanding_figure
from makers.playbook import make_table, take_seat
from world import NOW, World


def _answer(table: Roundtable, person: Participant, phase: str, *, right: bool) -> None:
    table.refresh_from_db()
    person.roundtable.refresh_from_db()
    choices = {q.pk: q.right if right else (q.right + 1) % len(q.choices) for q in table.poll_questions.all()}
    services.answer_poll(
        participant=person, phase=phase, choices=choices, by=Actor.worker(table.organisation), at=NOW
    )


def _say(
    table: Roundtable, person: Participant, text: str = "Ask patients first.", topic: int = 0
) -> Contribution:
    return services.contribute(
        participant=person,
        topic=list(table.topics.all())[topic],
        text=text,
        by=Actor.worker(table.organisation),
        at=NOW,
    )


def test_a_table_needs_a_title_a_purpose_and_a_topic_all_told_at_once(world: World) -> None:
    with pytest.raises(CrossroadsError) as told:
        services.make_roundtable(
            title="",
            purpose=" ",
            topics=["  "],
            questions=[Question("?", ("only one",), 0)],
            by=world.alice,
            at=NOW,
        )
    assert [p.where.field for p in each_problem(told.value)] == ["title", "purpose", "topics", "questions"]
    assert not Roundtable.objects.exists()


def test_only_some_roles_lead_a_table(world: World) -> None:
    with pytest.raises(ActionDenied):
        services.make_roundtable(title="x", purpose="y", topics=["z"], by=world.anna, at=NOW)


def test_people_talk_only_while_it_is_open(world: World) -> None:
    table = make_table(world)
    person = take_seat(table)
    _say(table, person)
    services.move_roundtable(roundtable=table, to="closing", by=world.alice, at=NOW)
    person = Participant.objects.get(pk=person.pk)
    with pytest.raises(ActionDenied):
        _say(table, person)
    with pytest.raises(ActionDenied):
        take_seat(table)


def test_a_table_closes_with_a_synthesis(world: World) -> None:
    table = make_table(world, state="closing")
    with pytest.raises(ActionDenied):
        services.move_roundtable(roundtable=table, to="closed", by=world.alice, at=NOW)


def test_a_contribution_is_supported_once_and_never_by_its_author(world: World) -> None:
    table = make_table(world)
    author, other = take_seat(table), take_seat(table, "Other")
    said, by = _say(table, author), Actor.worker(world.ours)
    assert services.vote(participant=other, contribution=said, by=by, at=NOW) == 1
    assert services.vote(participant=other, contribution=said, by=by, at=NOW) == 1
    assert Vote.objects.count() == 1
    with pytest.raises(ActionDenied):
        services.vote(participant=author, contribution=said, by=by, at=NOW)


def test_nobody_speaks_or_votes_at_another_table(world: World) -> None:
    here, there = make_table(world), make_table(world)
    guest, said = take_seat(here), _say(there, take_seat(there))
    with pytest.raises(NotFound):
        services.vote(participant=guest, contribution=said, by=Actor.worker(world.ours), at=NOW)
    with pytest.raises(NotFound):
        services.contribute(
            participant=guest, topic=said.topic, text="Hello", by=Actor.worker(world.ours), at=NOW
        )


def test_an_answer_stays_as_it_was_given(world: World) -> None:
    table = make_table(world)
    person = take_seat(table)
    _answer(table, person, "before", right=False)
    _answer(table, person, "before", right=True)
    assert not any(
        answer.choice == answer.question.right for answer in person.poll_answers.select_related("question")
    )


def test_understanding_compares_those_who_answered_both_times(world: World) -> None:
    """Six people; all wrong before, four right after; a seventh answered only before."""
    table = make_table(world)
    people = [take_seat(table, f"Guest {n}") for n in range(7)]
    for person in people:
        _answer(table, person, "before", right=False)
    services.move_roundtable(roundtable=table, to="closing", by=world.alice, at=NOW)
    for place, person in enumerate(people[:6]):
        _answer(table, person, "after", right=place < 4)
    first = understanding(table)[0]
    assert (first.n, first.before, first.after, first.before_n, first.after_n) == (6, 0, 4, 7, 6)
    figure = understanding_figure(understanding(table))
    assert figure is not None
    assert figure.answer == "More right answers afterwards at 5 of 5 questions, fewer at 0."


def test_fewer_than_five_people_are_not_counted_out(world: World) -> None:
    table = make_table(world)
    people = [take_seat(table, f"Guest {n}") for n in range(4)]
    for person in people:
        _answer(table, person, "before", right=True)
    services.move_roundtable(roundtable=table, to="closing", by=world.alice, at=NOW)
    for person in people:
        _answer(table, person, "after", right=True)
    assert {one.before for one in understanding(table)} == {None}
    assert understanding_figure(understanding(table)) is None
    assert "Fewer than 5 people" in as_markdown(table)


def test_hiding_needs_a_reason_and_is_on_the_record(world: World) -> None:
    table = make_table(world)
    said = _say(table, take_seat(table), "Buy at my shop")
    with pytest.raises(CrossroadsError):
        services.hide_contribution(contribution=said, reason=" ", by=world.carol, at=NOW)
    services.hide_contribution(contribution=said, reason="An advertisement.", by=world.carol, at=NOW)
    assert topics(table)[0].said == ()
    entry = AuditEntry.objects.get(action="playbook.contribution.hidden")
    assert (entry.reason, entry.by) == ("An advertisement.", world.carol.user)


def test_the_trail_holds_neither_names_nor_words_of_guests(world: World) -> None:
    table = make_table(world)
    person = take_seat(table, "Quirina Unwahrscheinlich")
    _say(table, person, "Secretword")
    told = " ".join(f"{entry.data} {entry.reason} {entry.actor_name}" for entry in AuditEntry.objects.all())
    assert "Quirina" not in told
    assert "Secretword" not in told


def test_unread_contributions_wait_for_those_who_lead(world: World) -> None:
    table = make_table(world)
    _say(table, take_seat(table))
    (waiting,) = [w for w in waiting_for(world.carol, NOW) if w.step == "lesson"]
    assert waiting.title == table.title
    assert services.mark_read(roundtable=table, by=world.carol, at=NOW + timedelta(minutes=1)) == 1
    assert not [w for w in waiting_for(world.carol, NOW) if w.step == "lesson"]


def test_the_export_names_nobody_and_takes_signs_as_signs(world: World) -> None:
    table = make_table(world)
    author, other = take_seat(table, "Quirina"), take_seat(table, "Other")
    said = _say(table, author, "<script>*Hello*</script> [x](javascript:1)")
    services.vote(participant=other, contribution=said, by=Actor.worker(world.ours), at=NOW)
    text = as_markdown(table)
    assert "Quirina" not in text
    assert plain("<script>*Hello*</script>") in text
    assert "<script>" not in text.replace("\\<", "")


# --- at the table, in a browser without an account


def _url(table: Roundtable, part: str = "") -> str:
    return f"/table/{table.join_token}/{part}"


def _seat(table: Roundtable, name: str = "Guest") -> Client:
    client = Client()
    answer = client.post(_url(table), {"shown_name": name, "perspective": "patient"})
    assert answer.status_code == 302, answer.content
    return client


def test_one_cookie_out_of_reach_of_scripts_for_this_table_alone(world: World) -> None:
    table = make_table(world)
    client = Client()
    assert client.get(_url(table)).status_code == 200
    assert not client.cookies
    client = _seat(table)
    client.get(_url(table))
    (cookie,) = client.cookies.values()
    assert (cookie.key, cookie["path"], cookie["httponly"], cookie["samesite"]) == (
        "table",
        _url(table),
        True,
        "Lax",
    )


def test_a_whole_evening_at_the_table(world: World) -> None:
    table = make_table(world)
    ann, ben = _seat(table, "Ann"), _seat(table, "Ben")
    assert "First a few questions" in ann.get(_url(table)).content.decode()
    assert ann.post(_url(table, "poll/"), {"question_1": "2", "question_2": "0"}).status_code == 302
    topic = table.topics.first()
    assert topic is not None
    assert (
        ann.post(_url(table, "contribute/"), {"topic": str(topic.public_id), "text": "Ask us."}).status_code
        == 302
    )
    said = Contribution.objects.get()
    assert ben.post(_url(table, "vote/"), {"contribution": str(said.public_id)}).status_code == 302
    page = ben.get(_url(table) + "?later=1").content.decode()
    assert "Ask us." in page
    assert "You support it" in page
    assert "right" not in re.findall(r"<legend.*?</legend>", page)
    services.move_roundtable(roundtable=table, to="closing", by=world.alice, at=NOW)
    assert "The same questions once more" in ann.get(_url(table)).content.decode()
    assert ann.post(_url(table, "poll/"), {"question_1": "2"}).status_code == 302
    services.write_synthesis(roundtable=table, text="We would ask patients first.", by=world.alice, at=NOW)
    services.move_roundtable(roundtable=table, to="closed", by=world.alice, at=NOW)
    page = Client().get(_url(table)).content.decode()
    assert "We would ask patients first." in page
    assert "Ask us." in page
    assert "Ann" not in page
    assert "Patient: under 5" in page


def test_what_is_wrong_at_the_table_is_told_in_plain_words(world: World) -> None:
    table = make_table(world)
    assert Client().post(_url(table)).status_code == 422
    client = _seat(table)
    assert "No question was answered" in client.post(_url(table, "poll/")).content.decode()
    assert client.post(_url(table, "contribute/")).status_code == 404
    assert client.post(_url(table, "vote/")).status_code == 404
    topic = table.topics.first()
    assert topic is not None
    assert client.post(_url(table, "contribute/"), {"topic": str(topic.public_id)}).status_code == 422
    assert Client().post(_url(table, "vote/")).status_code == 403
    assert (
        client.post(_url(table), {"shown_name": "x"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code
        == 403
    )


def test_a_table_that_is_not_open_yet_is_like_none(world: World) -> None:
    assert Client().get(_url(make_table(world, state="preparing"))).status_code == 404
    assert Client().get("/table/nobody-gave-this-out/").status_code == 404


def test_a_key_of_one_table_opens_no_other(world: World) -> None:
    here, there = make_table(world), make_table(world)
    client = _seat(here)
    client.cookies["table"]["path"] = "/"
    assert "Take a seat" in client.get(_url(there)).content.decode()


# --- the moderator's pages


def _client(world: World, role: Role, at: str = "ours") -> Client:
    client = Client()
    client.force_login(world.actor(role, at=at).user)
    return client


def test_staff_lead_a_table_from_its_page(world: World) -> None:
    lead = _client(world, Role.COMMUNITY_MANAGER)
    form = lead.get("/o/harbour/lessons/roundtables/new/?starter=1").content.decode()
    assert "* The ethics board, as part of what it approves" in form
    assert lead.post("/o/harbour/lessons/roundtables/new/").status_code == 422
    made = lead.post(
        "/o/harbour/lessons/roundtables/new/",
        {"title": "Evening", "purpose": "To talk", "topics": "One\nTwo", "questions": "Who?\n* A\n  B"},
    )
    assert made.status_code == 302
    base = made.url
    assert lead.post(f"{base}move/", {"to": "open"}).status_code == 302
    assert lead.post(f"{base}move/").status_code == 422
    assert lead.post(f"{base}move/", {"to": "closed"}).status_code == 403
    assert lead.post(f"{base}synthesis/").status_code == 422
    assert lead.post(f"{base}synthesis/", {"synthesis": "Good."}).status_code == 302
    assert lead.post(f"{base}read/").status_code == 302
    assert lead.get(f"{base}synthesis.md")["Content-Type"].startswith("text/markdown")
    assert _client(world, Role.ANALYST).get(base).status_code == 200
    assert _client(world, Role.ANALYST).post(f"{base}read/").status_code == 403
    stranger = _client(world, Role.ADMIN, at="theirs")
    for part in ("", "synthesis.md"):
        assert stranger.get(base + part).status_code == 404


def test_a_wrong_poll_question_is_told_with_its_line(world: World) -> None:
    answer = _client(world, Role.OUTREACH_LEAD).post(
        "/o/harbour/lessons/roundtables/new/",
        {"title": "Evening", "purpose": "To talk", "topics": "One", "questions": "Who?\n  A\n  B"},
    )
    assert answer.status_code == 422
    assert "in line 1" in answer.content.decode()


def test_the_newest_table_stands_first(world: World) -> None:
    make_table(world, state="preparing", at=NOW - timedelta(days=9))
    make_table(world, at=NOW)
    page = _client(world, Role.ANALYST).get("/o/harbour/lessons/roundtables/").content.decode()
    assert page.index(">open<") < page.index(">preparing<")
