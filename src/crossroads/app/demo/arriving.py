"""Chapter 5: people come, most leave again without a trace, some ask to be called; the sites call."""

from __future__ import annotations

from typing import Any

from crossroads.app.demo.story import Story, material
from crossroads.base.actor import Actor
from crossroads.engines.eligibility import QuestionKind
from crossroads.engines.terms import Role, Stage
from crossroads.portal import services
from crossroads.portal.counting import count, count_completed
from crossroads.portal.models import Referral
from crossroads.portal.wording import contact_wording
from crossroads.studies.models import Study
from crossroads.studies.queries import questions_of, screener_in_use


def pass_by(story: Story, part: str) -> None:
    """Counters without persons, by day and post."""
    study = story.studies["lumen"]
    for visit in material("visits.toml")[part]:
        token = story.publications[visit["post"]].token
        at = story.day(visit["day"], "20:00")
        for stage, times in (
            (Stage.CLICK, visit["visits"]),
            (Stage.LANDING_VISIT, visit["visits"]),
            (Stage.PRESCREEN_STARTED, visit["started"]),
        ):
            count(study=study, stage=stage, at=at, token=token, times=times)
        for _ in range(visit["may_fit"]):
            count_completed(study=study, at=at, token=token, may_fit=True, not_met=())
        for code in visit["not_met"]:
            count_completed(study=study, at=at, token=token, may_fit=False, not_met=[code])


def ask_to_be_called(story: Story, part: str) -> None:
    """People who consented to contact, and what came of each."""
    for entry in material("candidates.toml")[part]:
        referral = _submit(story, entry)
        for step in entry.get("steps", []):
            _follow(story, referral, step)


def _submit(story: Story, entry: dict[str, Any]) -> Referral:
    study = story.studies["lumen"]
    post = entry.get("post")
    return services.submit_referral(
        study=study,
        site=study.sites.get(city=entry["site"]),
        person=services.Person(**entry["person"]),
        answers=_answers(study, entry["answers"]),
        wording=contact_wording(study),
        code=services.new_code(),
        token=story.publications[post].token if post else "",
        by=Actor.worker(story.ours),
        at=story.day(entry["day"], entry["clock"]),
    )


def _answers(study: Study, told: dict[str, Any]) -> dict[str, Any]:
    """What the material tells; to a question that it does not mention, whose answer is yes or no, "no"."""
    in_use = screener_in_use(study)
    assert in_use is not None
    asked = (one for one in questions_of(in_use).questions if one.kind is QuestionKind.YES_NO)
    return {**{question.key: "no" for question in asked}, **told}


def _follow(story: Story, referral: Referral, step: dict[str, Any]) -> None:
    coordinator, at = story.by(Role.SITE_COORDINATOR), story.day(step["day"], step.get("clock", "11:00"))
    worker = Actor.worker(story.ours)
    match step["what"]:
        case "look":
            services.view_contact(referral=referral, by=coordinator, at=at)
        case "try":
            services.note_try(referral=referral, by=coordinator, at=at)
        case "withdraw":
            services.withdraw(referral=referral, by=worker, at=at)
        case "export":
            services.export(referral=referral, by=worker, at=at)
        case "erase":
            services.erase(referral=referral, by=worker, at=at)
        case state:
            services.move_referral(
                referral=referral, to=state, reason_code=step.get("reason", ""), criterion=step.get("criterion", ""),
                by=coordinator, at=at,
            )  # fmt: skip
