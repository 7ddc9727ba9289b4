"""Correcting and hiding: what was read, or what was kept of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.engines.errors import Conflict, InputProblem, Where
from crossroads.studies import policies
from crossroads.studies.models import Criterion, Flag, Origin, Study
from crossroads.studies.queries import hash_of_content, review_sheet
from crossroads.studies.readings import Reading
from crossroads.studies.services.keeping import (
    Wording,
    check_free,
    hold,
    line_of,
    make_row,
    material,
    next_code,
)


@service("studies.criterion.correct")
def correct_criterion(
    *, study: Study, of: Reading | Criterion, wording: Wording, by: Actor, at: datetime
) -> Criterion:
    """Word a criterion otherwise than it was read or kept. Whoever corrects proposes, and another person reviews.

    A kept criterion whose sentence the newest record has changed takes the new words. Where the category is
    corrected, the code is a new one.

    raises  Conflict "studies.reading_changed"; InputProblem "studies.question_taken", and as
            ``eligibility.Screener``
    """
    policies.check_can_word(by, study)
    hold(study)
    line = line_of(review_sheet(study), of)
    kept = line.kept
    if kept is None:
        assert line.reading is not None
        read = line.reading.rule
        rule = replace(read, category=wording.category, condition=wording.condition)
        kept = make_row(
            study, rule, wording.questions, by=by, origin=Origin.CORRECTED, left_reason=wording.left
        )
    else:
        _correct_kept(kept, line.reading if kept.flag else None, wording, by)
    sealed = hash_of_content(kept.question)
    audit.record("studies.criterion.corrected", target=kept, by=by, at=at, code=kept.code, sha256=sealed)
    return kept


def _correct_kept(kept: Criterion, become: Reading | None, wording: Wording, by: Actor) -> None:
    """``become`` is the sentence of the newest record whose words the criterion takes."""
    if kept.flag == Flag.GONE:
        raise Conflict("studies.sentence_gone", criterion=kept.code)
    check_free(kept.study, wording.questions, but=kept)
    own = kept.question["rules"][0]
    text = become.parsed.text if become else kept.verbatim
    span = become.parsed.span if become else (tuple(own["span"]) if own.get("span") else None)
    rule = wording.rule(text, span)
    code = kept.code if wording.category == kept.category else next_code(kept.study, rule)
    changes: dict[str, Any] = {
        "code": code,
        "category": wording.category.value,
        "verbatim": text,
        "question": material(wording.questions, replace(rule, code=code)),
        "left_reason": wording.left,
        "origin": (Origin.WORDED if kept.origin == Origin.WORDED else Origin.CORRECTED).value,
        "proposed_by": by.user,
        "flag": Flag.NONE.value,
        "changed_to": "",
    }
    if become is not None:
        changes["source_version"] = kept.study.current_version
    if kept.state == "reviewed":
        kept.move("proposed", reviewed_by=None, reviewed_at=None, **changes)
        return
    moved = Criterion.objects.filter(pk=kept.pk, state=kept.state).update(**changes)
    if not moved:
        raise Conflict("life.moved_on", thing="criterion")
    kept.refresh_from_db()


@service("studies.criterion.hide")
def hide_criterion(
    *, study: Study, of: Reading | Criterion, reason: str, by: Actor, at: datetime
) -> Criterion:
    """Keep a criterion out of the screener, with the reason; ``show_criterion`` brings it back.

    raises  InputProblem "studies.hide_reason", Conflict "studies.reading_changed", "studies.already_hidden"
    """
    policies.check_can_word(by, study)
    if not reason.strip():
        raise InputProblem("studies.hide_reason", where=Where(field="reason"))
    hold(study)
    line = line_of(review_sheet(study), of)
    kept, hidden = line.kept, {"hidden_reason": reason.strip(), "hidden_by": by.user, "hidden_at": at}
    if kept is None:
        assert line.reading is not None
        kept = make_row(
            study, line.reading.rule, line.reading.questions, by=None, origin=Origin.READ,
            left_reason=line.reading.left, **hidden,
        )  # fmt: skip
    else:
        changed = Criterion.objects.filter(pk=kept.pk, hidden_at__isnull=True).update(**hidden)
        if not changed:
            raise Conflict("studies.already_hidden", criterion=kept.code)
        kept.refresh_from_db()
    audit.record(
        "studies.criterion.hidden", target=kept, by=by, at=at, code=kept.code, reason=kept.hidden_reason
    )
    return kept


@service("studies.criterion.show")
def show_criterion(*, criterion: Criterion, by: Actor, at: datetime) -> Criterion:
    """Bring a hidden criterion back, in the state in which it was hidden.

    raises  Conflict "studies.not_hidden"
    """
    policies.check_can_word(by, criterion.study)
    changed = Criterion.objects.filter(pk=criterion.pk, hidden_at__isnull=False).update(
        hidden_reason="", hidden_by=None, hidden_at=None
    )
    if not changed:
        raise Conflict("studies.not_hidden", criterion=criterion.code)
    criterion.refresh_from_db()
    audit.record("studies.criterion.shown", target=criterion, by=by, at=at, code=criterion.code)
    return criterion
