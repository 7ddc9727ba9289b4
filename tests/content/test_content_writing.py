"""Writing: slots are filled from facts, all that is wrong is told in one pass, the rules read along."""

from __future__ import annotations

import pytest

from crossroads.base.models import AuditEntry
from crossroads.base.store import keep_file
from crossroads.content import measures, queries, services
from crossroads.content.models import Message, MessageTemplate, Variant
from crossroads.content.starters import STARTERS
from crossroads.engines.errors import ActionDenied, Conflict, CrossroadsError, InputProblem, each_problem
from crossroads.engines.terms import Network, Placement, Purpose
from crossroads.studies.models import Study
from makers.content import PAGE, make_message, only_variant
from makers.studies import make_fact, make_study, site_of
from world import NOW, World

PNG = b"\x89PNG\r\n\x1a\n invented picture"


@pytest.fixture
def study(world: World) -> Study:
    return make_study(world)


def template(world: World, body: str) -> MessageTemplate:
    return services.make_template(name="Ours", purpose=Purpose.RECRUIT, body=body, by=world.alice, at=NOW)


def fill(world: World, study: Study, body: str, *networks: Network, **more) -> Message:  # type: ignore[no-untyped-def]
    return services.fill_template(
        template=template(world, body), study=study, campaign=None, by=world.alice, at=NOW,
        networks=[(network, Placement.ORGANIC) for network in networks or (Network.LOCAL,)], **more,
    )  # fmt: skip


def codes(error: CrossroadsError) -> list[str]:
    return [problem.code for problem in each_problem(error)]


# --- slots


def test_slots_are_filled_from_record_fact_sheet_and_site_and_say_where_from(
    world: World, study: Study
) -> None:
    make_fact(world, study, "visits", "6")
    body = "On {condition}: {sex} aged {ages} in {city}, {visits}."
    variant = only_variant(fill(world, study, body, site=site_of(study)))
    assert variant.text == "On invented tiredness: people aged 18 to 70 in Rotterdam, 6 visits."
    told = {(slot["name"], slot["path"].split(".")[0]): slot for slot in variant.slots}
    assert told["visits", "sheet"] == {
        "name": "visits", "label": "Visits", "path": "sheet.visits", "value": "6", "version": "1",
        "source": "Protocol 2.1, page 14", "words": "6 visits",
    }  # fmt: skip
    assert told["city", "site"]["path"] == f"site.{site_of(study).public_id}.city"
    assert {slot["path"] for slot in variant.slots if slot["name"] == "ages"} == {
        "record.minimum_age", "record.maximum_age",
    }  # fmt: skip
    assert variant.written["text"] == body


def test_everything_that_is_missing_is_told_at_once(world: World, study: Study) -> None:
    with pytest.raises(InputProblem) as told:
        make_message(world, study, text="{visits} {duration} {city} {sponser} {")
    assert codes(told.value) == [
        "content.fact_missing", "content.fact_missing", "content.site_missing", "content.slot_unknown",
        "content.stray_brace",
    ]  # fmt: skip
    assert all(problem.message != problem.code and problem.advice for problem in each_problem(told.value))


def test_missing_facts_name_the_fact_sheet(world: World, study: Study) -> None:
    with pytest.raises(InputProblem) as told:
        fill(world, study, "{visits} and {duration}")
    assert [p.advice.split(",")[0] for p in each_problem(told.value)] == ["Enter it in the fact sheet"] * 2
    assert not Message.objects.exists(), "nothing half-written"


def test_a_template_with_an_unknown_slot_is_refused_with_the_nearest_name(world: World) -> None:
    with pytest.raises(InputProblem) as told:
        template(world, "Run by {sponser} {")
    first, second = each_problem(told.value)
    assert "{sponsor}" in first.advice
    assert second.code == "content.stray_brace"


def test_a_changed_template_is_a_new_number_and_messages_keep_theirs(world: World, study: Study) -> None:
    message = fill(world, study, "First words.")
    assert template(world, "Other words.").number == 2
    message.refresh_from_db()
    assert message.template is not None
    assert (message.template.number, message.template.body) == (1, "First words.")


def test_the_starters_are_taken_over_once(world: World) -> None:
    assert len(services.make_starters(by=world.alice, at=NOW)) == len(STARTERS)
    assert services.make_starters(by=world.alice, at=NOW) == []


# --- what is wrong is told


def test_a_picture_needs_words_and_must_be_a_picture(world: World, study: Study) -> None:
    letter = keep_file(content=b"%PDF-1.4", name="letter.pdf", by=world.alice, at=NOW)
    with pytest.raises(InputProblem) as told:
        make_message(world, study, media=letter)
    assert codes(told.value) == ["content.not_a_picture", "content.alt_text"]


def test_a_picture_of_another_organisation_is_refused(world: World, study: Study) -> None:
    theirs = keep_file(content=PNG, name="x.png", by=world.charlie, at=NOW)
    with pytest.raises(InputProblem) as told:
        make_message(world, study, media=theirs, alt_text="A tablet")
    assert codes(told.value) == ["content.not_a_picture"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": " "}, "content.needed"),
        ({"text": "See {link}", "with_link": False}, "content.link_without_link"),
        ({"text": "A brace } alone"}, "content.stray_brace"),
        ({"text": "x" * 20_001}, "content.too_much"),
        ({"text": "a\0b"}, "content.too_much"),
        ({"network": Network.BLUESKY, "placement": Placement.PAGE, "page": PAGE}, "content.page_network"),
        ({"placement": Placement.PAGE, "page": {**PAGE, "hope": "x"}}, "content.section_unknown"),
        ({"placement": Placement.PAGE, "page": {**PAGE, "risks": ""}}, "content.needed"),
    ],
)
def test_words_that_cannot_go_out_are_refused(world: World, study: Study, change: dict, code: str) -> None:
    with pytest.raises(InputProblem) as told:
        make_message(world, study, **change)
    assert codes(told.value) == [code]
    assert told.value.message != code


def test_a_message_needs_a_name_a_known_audience_and_a_campaign_of_its_study(
    world: World, study: Study
) -> None:
    with pytest.raises(InputProblem) as told:
        services.make_message(
            study=study,
            campaign=None,
            title=" ",
            purpose="recruit",
            audience="everybody",
            by=world.alice,
            at=NOW,
        )
    assert codes(told.value) == ["content.needed", "content.audience"]


def test_a_study_page_begins_from_the_fact_sheet_or_tells_all_that_is_missing(
    world: World, study: Study
) -> None:
    with pytest.raises(InputProblem) as told:
        services.make_page(study=study, title="Study page", by=world.alice, at=NOW)
    assert len(each_problem(told.value)) > 5
    full = make_study(world, facts=True)
    page = only_variant(services.make_page(study=full, title="Study page", by=world.alice, at=NOW))
    assert page.page["aim"] == "Invented purpose"
    assert not page.with_link


# --- who writes


@pytest.mark.parametrize("person", ["bob", "regina", "samir", "dora", "anna", "ada"])
def test_only_authors_write(world: World, study: Study, person: str) -> None:
    with pytest.raises(ActionDenied, match="outreach lead"):
        services.make_message(
            study=study, campaign=None, title="x", purpose="recruit", by=getattr(world, person), at=NOW
        )


def test_what_is_in_review_is_not_edited_but_taken_back_first(world: World, study: Study) -> None:
    message = make_message(world, study)
    services.submit_message(message=message, by=world.alice, at=NOW)
    with pytest.raises(Conflict) as told:
        edit(world, message, "Other words.")
    assert told.value.code == "content.in_review"
    services.take_back(message=message, by=world.alice, at=NOW)
    assert edit(world, message, "Other words.").text == "Other words."


def test_the_same_words_again_change_nothing_and_leave_no_entry(world: World, study: Study) -> None:
    message = make_message(world, study)
    before = AuditEntry.objects.count()
    edit(world, message, only_variant(message).text)
    assert AuditEntry.objects.count() == before


# --- findings


BAD = "This safe new treatment works."


def edit(world: World, message: Message, text: str, **more) -> Variant:  # type: ignore[no-untyped-def]
    variant = only_variant(message)
    return services.set_variant(
        message=message,
        network=variant.network,
        placement=variant.placement,
        text=text,
        by=world.alice,
        at=NOW,
        **more,
    )


def open_rules(message: Message) -> set[str]:
    return set(only_variant(message).findings.filter(state="open").values_list("rule_id", flat=True))


def test_a_critical_finding_keeps_a_message_from_its_reviewers(world: World, study: Study) -> None:
    message = make_message(world, study, text=BAD)
    assert open_rules(message)
    with pytest.raises(ActionDenied) as told:
        services.submit_message(message=message, by=world.alice, at=NOW)
    assert told.value.code == "content.critical_open"
    edit(world, message, "This study will find out whether a tablet helps.")
    assert open_rules(message) == set()
    services.submit_message(message=message, by=world.alice, at=NOW)


def test_an_author_does_not_justify_a_critical_finding_and_a_reviewer_may(world: World, study: Study) -> None:
    message = make_message(world, study, text=BAD)
    findings = list(only_variant(message).findings.all())
    with pytest.raises(ActionDenied):
        services.justify_finding(finding=findings[0], justification="I like it", by=world.alice, at=NOW)
    with pytest.raises(InputProblem):
        services.justify_finding(finding=findings[0], justification=" ", by=world.bob, at=NOW)
    for finding in findings:
        services.justify_finding(finding=finding, justification="Quoted from a paper.", by=world.bob, at=NOW)
    assert services.submit_message(message=message, by=world.alice, at=NOW).state == "waiting"


def test_a_justification_holds_only_while_the_words_are_the_same(world: World, study: Study) -> None:
    message = make_message(world, study, text=BAD)
    for finding in only_variant(message).findings.all():
        services.justify_finding(finding=finding, justification="Quoted.", by=world.bob, at=NOW)
    edit(world, message, BAD)
    assert open_rules(message) == set(), "the same words keep it"
    edit(world, message, f"{BAD} Ask us.")
    assert open_rules(message), "other words end it, even where the sentence is still there"
    assert not only_variant(message).findings.exclude(justification="").exists()


def test_places_of_findings_are_places_in_the_checked_text(world: World, study: Study) -> None:
    picture = keep_file(content=PNG, name="x.png", by=world.alice, at=NOW)
    message = make_message(
        world, study, text="Read about the study. {link}", media=picture, alt_text=f"A banner: {BAD}"
    )
    variant = only_variant(message)
    text = measures.checked_text(variant)
    assert variant.findings.exists(), "the words for a picture are read too"
    for finding in variant.findings.all():
        assert text[finding.start : finding.end] == finding.words


def test_a_language_without_rules_is_never_silently_clean(world: World, study: Study) -> None:
    message = services.make_message(
        study=study, campaign=None, title="x", purpose="recruit", language="nl", by=world.alice, at=NOW
    )
    services.set_variant(
        message=message, network="local", placement="organic", text="Een onderzoek.", by=world.alice, at=NOW
    )
    assert open_rules(message) == {"not_checked"}


def test_what_is_too_long_for_its_network_is_not_sent_for_review(world: World, study: Study) -> None:
    message = make_message(world, study, network=Network.BLUESKY, text="a study word " * 22)
    with pytest.raises(ActionDenied, match="too long for Bluesky"):
        services.submit_message(message=message, by=world.alice, at=NOW)


def test_lengths_count_the_link_with_its_token(world: World, study: Study) -> None:
    linked = only_variant(make_message(world, study, text="Words"))
    counted = measures.count_of(linked)
    sent = queries.text_to_send(linked, "t" * 12, "http://localhost:8000")
    assert counted is not None
    assert counted.used == len(sent)
