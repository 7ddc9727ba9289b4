"""What is taken of a criterion where the note is silent.

Whoever writes a note tells what would keep a person out of a trial: what excludes and is not told is taken as
absent, and so is what an inclusion denies of the past. What else includes must be told. Some things no note can
be taken to tell: bare values, opinions of others, everyday matters.
"""

from __future__ import annotations

from crossroads.engines.eligibility.logic import Truth
from crossroads.engines.eligibility.notes.criterion import Criterion
from crossroads.engines.eligibility.notes.values import Answer, Reason
from crossroads.engines.eligibility.notes.words import is_mark, phrase_list


def judge_silence(criterion: Criterion) -> Answer:
    return Answer(usual(criterion), (), Reason.DEFAULT)


def usual(criterion: Criterion) -> Truth:
    if criterion.excludes and _says_nothing(criterion):
        return False
    if _leaves_open(criterion):
        return None
    if criterion.turned:
        return True if not criterion.excludes and _denies_history(criterion) else None
    return False if criterion.excludes else None


def _denies_history(criterion: Criterion) -> bool:
    """ "No history of stroke" asks, among what includes, for the same silence as "stroke" among what excludes."""
    return phrase_list("silent", "denied_history").any_in(criterion.plain)


def _leaves_open(criterion: Criterion) -> bool:
    said = (phrase_list("silent", key).any_in(criterion.plain) for key in ("opinion", "everyday"))
    return any(said) or criterion.opens_with_value


def _says_nothing(criterion: Criterion) -> bool:
    """Whether a criterion is no more than "none"."""
    if not criterion.plain:
        return True
    hit = phrase_list("silent", "nothing").at(criterion.plain, 0)
    return hit is not None and hit[0] == len([word for word in criterion.plain if not is_mark(word)])
