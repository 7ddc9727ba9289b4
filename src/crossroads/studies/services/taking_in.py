"""Taking in a questionnaire of another program: chosen questions of it become proposed criteria."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.engines.errors import InputProblem, Where
from crossroads.studies import policies
from crossroads.studies.models import Criterion, Origin, Source, Study
from crossroads.studies.queries import hash_of_content
from crossroads.studies.services.keeping import hold, make_row
from crossroads.studies.taking_in import preview

MOST_AT_ONCE = 100
"""Questions of one questionnaire: a screener asks twelve."""


@service("studies.questionnaire.take_in")
def take_in_questionnaire(
    *, study: Study, data: object, chosen: Collection[str], by: Actor, at: datetime
) -> list[Criterion]:
    """Keep these questions of a FHIR R4B Questionnaire, each marked with title, version and link id.

    They wait like any other wording: somebody says which answer fits, where the questionnaire could not, and
    another person reviews them. All of them are kept, or none.

    data    as ``json.loads`` gives it
    chosen  link ids, or codes of rules, as ``taking_in.preview`` has them
    raises  as ``taking_in.preview``; InputProblem "studies.nothing_chosen", "studies.item_not_there",
            "studies.too_many_items"
    """
    policies.check_can_word(by, study)
    hold(study)
    shown = preview(study, data)
    if not chosen:
        raise InputProblem("studies.nothing_chosen", where=Where(field="item"))
    if len(chosen) > MOST_AT_ONCE:
        raise InputProblem("studies.too_many_items", where=Where(field="item"), most=MOST_AT_ONCE)
    missing = set(chosen) - {proposal.ref for proposal in shown.proposals}
    if missing:
        raise InputProblem(
            "studies.item_not_there", where=Where(field="item"), items=", ".join(sorted(missing))
        )
    made = [
        make_row(
            study, one.rule, one.questions, by=by, origin=Origin.TAKEN_IN, source=Source.QUESTIONNAIRE.value,
            document=shown.title, document_version=shown.version, section=one.ref,
        )
        for one in shown.proposals
        if one.ref in chosen
    ]  # fmt: skip
    audit.record(
        "studies.questionnaire.taken_in",
        target=study,
        by=by,
        at=at,
        title=shown.title,
        version=shown.version,
        sha256=hash_of_content({"questionnaire": data}),
        codes=[one.code for one in made],
    )
    return made
