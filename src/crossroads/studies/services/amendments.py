"""A new version of the record: what people made of its criteria holds where the sentence is the same."""

from __future__ import annotations

from datetime import datetime

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.studies.carrying import Carried, Fate, ReadRecord, carry
from crossroads.studies.models import Criterion, Flag, Source, Study
from crossroads.studies.queries import record_text
from crossroads.studies.readings import read
from crossroads.studies.review import as_kept

FLAGS = {Fate.SAME: Flag.NONE, Fate.CHANGED: Flag.CHANGED, Fate.GONE: Flag.GONE}


def follow_criteria(study: Study, *, by: Actor, at: datetime) -> None:
    """Flag each kept criterion whose sentence the newest record has changed or lost; it is asked no more.

    Each is held against the record in which a person last looked at it. One whose sentence is the same keeps its
    question, its approval and its words; a flag falls where a newer record says again what was approved.
    """
    rows = list(
        Criterion.objects.filter(study=study, source=Source.REGISTRY)
        .exclude(state="retired")
        .prefetch_related("source_version")
    )
    if not rows:
        return
    newest = read(record_text(study))
    for row, where in zip(rows, carry([as_kept(row, newest) for row in rows], newest), strict=True):
        flag, words = FLAGS[where.fate], _words(where, newest)
        if (row.flag, row.changed_to) == (flag, words):
            continue
        _flag(row, flag, words)
        audit.record("studies.criterion.followed", target=row, by=by, at=at, code=row.code, flag=flag.value)


def _words(where: Carried, newest: ReadRecord) -> str:
    """The words that the kept ones have become."""
    if where.fate is not Fate.CHANGED:
        return ""
    return " ".join(newest.read.criteria[place].text for place in where.sentences)


def _flag(row: Criterion, flag: Flag, words: str) -> None:
    changes = {"flag": flag.value, "changed_to": words}
    if flag and row.state == "reviewed":
        row.move("proposed", reviewed_by=None, reviewed_at=None, **changes)
    else:
        Criterion.objects.filter(pk=row.pk).update(**changes)
