"""From drafts to a screener: questions merged, gated, ordered, and no more of them than a person will answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from crossroads.engines.eligibility.asking import plain
from crossroads.engines.eligibility.asking.ages import with_ages_aligned
from crossroads.engines.eligibility.asking.drafting import Draft
from crossroads.engines.eligibility.asking.leaving import LeftReason, LeftToSite
from crossroads.engines.eligibility.asking.wording import Ask, ask_of, key_of, set_question, word
from crossroads.engines.eligibility.conditions import Compare, Condition, Operator
from crossroads.engines.eligibility.core import CORE_CODES
from crossroads.engines.eligibility.elapsed import Period
from crossroads.engines.eligibility.logic import All, Not, mapped
from crossroads.engines.eligibility.screener import CriterionRule, Question, QuestionKind, Screener
from crossroads.engines.terms import CriterionCategory

MOST_QUESTIONS = 12

_CHILDBEARING_YEARS = (Decimal(9), Decimal(60))
"""Outside of these ages nobody is asked about pregnancy. A house number, wider than any birth without treatment."""
_STUDYS_ILLNESS = "has_condition"
_CHILDBEARING_KEYS = frozenset({"pregnant", "breastfeeding", "plans_baby"})


@dataclass(frozen=True, slots=True)
class BuiltScreener:
    """A screener, and which criteria it leaves to the site, and why."""

    screener: Screener
    left: tuple[LeftToSite, ...]


def build_screener(
    core: Screener, drafts: Iterable[Draft], *, limit: int = MOST_QUESTIONS, conditions: Sequence[str] = ()
) -> BuiltScreener:
    """Put the core of a screener and the drafts of its criteria together.

    core        from ``build_core``; its questions are always asked, and its codes INCL01 to INCL10 stay its own:
                "INCL01" of the text becomes "INCL11", as in the studies' room
    limit       how many questions at most; those stay that settle most, are easiest and least intimate
    conditions  what the study is about, as its record names it: a draft that asks for one of them lends its
                words to the core's question for "the illness this study is about"
    """
    coded = [_coded(draft) for draft in with_ages_aligned(core, _with_times_merged(list(drafts)))]
    coded = _with_one_scale(coded)
    core, coded = _with_condition_named(core, coded, conditions)
    kept = _within_limit(core, coded, limit)
    questions = {question.key: question for question in core.questions}
    for draft in coded:
        if draft.criterion.code in kept:
            questions |= {q.key: q for q in draft.questions if q.key not in questions}
    criteria = [*core.rules, *(_rule(draft, draft.criterion.code in kept) for draft in coded)]
    gated = [_gated(rule, questions) for rule in criteria]
    left = tuple(
        LeftToSite(draft.criterion.code, draft.left or LeftReason.BEYOND_LIMIT)
        for draft in coded
        if draft.criterion.code not in kept
    )
    return BuiltScreener(Screener(_ordered(questions, gated), tuple(gated)), left)


def _coded(draft: Draft) -> Draft:
    """With its code moved behind the core's."""
    one = draft.criterion
    if one.category is CriterionCategory.EXCLUSION:
        return draft
    number = f"{int(one.code.lstrip('INCL')) + CORE_CODES:02}"
    return replace(draft, criterion=replace(one, code="INCL"[: 8 - len(number)] + number))


def _rule(draft: Draft, kept: bool) -> CriterionRule:
    return draft.rule if kept else replace(draft.rule, condition=None)


# -- merging -------------------------------------------------------------------------------------------------------


def _with_times_merged(drafts: list[Draft]) -> list[Draft]:
    """Several questions whether one thing happened, within different times, become one: how long ago it was."""
    times = defaultdict[str, set[Period]](set)
    drafts = [replace(draft, asks=tuple(ask_of(ask.question) for ask in draft.asks)) for draft in drafts]
    for draft in drafts:
        for ask in draft.asks:
            if ask.event and ask.within is not None:
                times[ask.event].add(ask.within)
    merged = {event for event, periods in times.items() if len(periods) > 1}
    return [_asked_by_time(draft, merged) for draft in drafts] if merged else drafts


def _asked_by_time(draft: Draft, events: set[str]) -> Draft:
    changed = {ask.question.key: ask for ask in draft.asks if ask.event in events}
    asked = {key: _how_long_ago(ask) for key, ask in changed.items()}
    if draft.condition is None or not asked or None in asked.values():
        return draft

    def change(compare: Compare) -> Condition:
        ask, question = changed.get(compare.question), asked.get(compare.question)
        if ask is None or question is None or ask.within is None:
            return compare
        return Compare(question.key, Operator.AT_MOST, ask.within)

    asks = tuple(Ask(question) if (question := asked.get(ask.question.key)) else ask for ask in draft.asks)
    return replace(draft, condition=mapped(draft.condition, change), asks=asks)


def _how_long_ago(ask: Ask) -> Question | None:
    took = ask.question.key.startswith("took_lately")
    return word(
        "took_ago" if took else "had_ago", ask.event, kind=QuestionKind.AGO, intimacy=ask.question.intimacy
    )


def _with_one_scale(drafts: list[Draft]) -> list[Draft]:
    """Daily strength is asked on one scale: the grades, where any criterion takes them."""
    grades, tens = set_question("ecog").key, set_question("karnofsky").key
    if not any(grades == question.key for draft in drafts for question in draft.questions):
        return drafts
    return [
        replace(draft, condition=None, asks=(), left=LeftReason.NEEDS_DOCTOR)
        if tens in {question.key for question in draft.questions}
        else draft
        for draft in drafts
    ]


def _with_condition_named(
    core: Screener, drafts: list[Draft], conditions: Sequence[str]
) -> tuple[Screener, list[Draft]]:
    """Where a draft asks for the study's illness by name, the core asks so too, under its own key."""
    names = {plain.lay_name(name) or name.lower() for name in conditions}
    keys = {key_of("has", plain.with_article(name)) for name in names}
    wanted = (draft for draft in drafts if draft.criterion.category is CriterionCategory.INCLUSION)
    named = next((one for draft in wanted for one in draft.questions if one.key in keys), None)
    if named is None or core.question(_STUDYS_ILLNESS) is None:
        return core, drafts
    own = replace(named, key=_STUDYS_ILLNESS)
    questions = tuple(own if one.key == _STUDYS_ILLNESS else one for one in core.questions)
    return replace(core, questions=questions), [_renamed(draft, named.key, own) for draft in drafts]


def _renamed(draft: Draft, key: str, question: Question) -> Draft:
    if draft.condition is None or key not in {one.key for one in draft.questions}:
        return draft

    def change(compare: Compare) -> Condition:
        return replace(compare, question=question.key) if compare.question == key else compare

    asks = tuple(Ask(question) if ask.question.key == key else ask for ask in draft.asks)
    return replace(draft, condition=mapped(draft.condition, change), asks=asks)


# -- the limit -----------------------------------------------------------------------------------------------------


def _within_limit(core: Screener, drafts: list[Draft], limit: int) -> set[str]:
    """Codes of the criteria that are asked: again and again the one that costs least for what it settles."""
    asked = {question.key for question in core.questions}
    waiting = [draft for draft in drafts if draft.condition is not None]
    uses = Counter(question.key for draft in waiting for question in draft.questions)
    kept = set[str]()

    def cost(draft: Draft) -> tuple[float, int]:
        new = [question for question in draft.questions if question.key not in asked]
        shared = (_burden(question) / uses[question.key] for question in new)
        return sum(shared), draft.criterion.span[0]

    while waiting:
        best = min(waiting, key=cost)
        waiting.remove(best)
        keys = asked | {question.key for question in best.questions}
        if len(keys) <= max(limit, len(core.questions)):
            asked = keys
            kept.add(best.criterion.code)
    return kept


def _burden(question: Question) -> float:
    """One for a question, half as much again for each grade of effort and of intimacy. House numbers."""
    return 1 + (question.effort + question.intimacy) / 2


# -- gates and order -----------------------------------------------------------------------------------------------


def _gated(rule: CriterionRule, questions: dict[str, Question]) -> CriterionRule:
    """Pregnancy holds of nobody outside the ages of childbearing, where the age is asked anyway."""
    age = questions.get("age")
    if rule.condition is None or age is None or age.unit != "years":
        return rule
    youngest, oldest = _CHILDBEARING_YEARS

    def change(compare: Compare) -> Condition:
        if compare.question not in _CHILDBEARING_KEYS:
            return compare
        old_enough = Not(Compare("age", Operator.LESS, youngest))
        young_enough = Not(Compare("age", Operator.MORE, oldest))
        return All((old_enough, young_enough, compare))

    return replace(rule, condition=mapped(rule.condition, change))


def _ordered(questions: dict[str, Question], criteria: list[CriterionRule]) -> tuple[Question, ...]:
    """The order of ``next_question`` for somebody who has answered nothing."""
    uses = Counter(key for rule in criteria for key in rule.question_keys)
    ranked = sorted(questions.values(), key=lambda one: (one.intimacy, one.effort, -uses[one.key]))
    return tuple(ranked)
