"""From a plain name to a question: fills the templates of ``rules/<lang>/questions`` and keeps them plain."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from crossroads.engines import rules
from crossroads.engines.eligibility.amounts import Unit
from crossroads.engines.eligibility.asking.plain import is_plain
from crossroads.engines.eligibility.elapsed import Period, PeriodUnit
from crossroads.engines.eligibility.screener import Choice, Effort, Intimacy, Question, QuestionKind

_LONGEST_KEY = 40
_FORMS = ("text", "short", "called")


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that a criterion needs.

    event, within  for a question whether something happened within a time: what, and the time, as ``ask_of``
                   reads them; several such questions about one event become one that asks how long ago it was
    """

    question: Question
    event: str = ""
    within: Period | None = None


def word(
    template: str,
    what: str,
    *,
    within: Period | None = None,
    kind: QuestionKind = QuestionKind.YES_NO,
    intimacy: Intimacy = Intimacy.HEALTH,
    effort: Effort = Effort.KNOWN,
) -> Question | None:
    """Fill a template of ``words.toml``; None where none of its forms would read plainly.

    what  the name with its article: "a heart attack"
    """
    table = rules.load("questions/words")[template]
    time = "" if within is None else period_words(within)
    parts = {"what": what, "name": what.removeprefix("any "), "time": time}
    text = next((text for text in _forms(table, parts) if is_plain(text)), None)
    if text is None:
        return None
    named = [template, what] if within is None else [template, parts["time"], what]
    return Question(
        key=key_of(*named),
        text=text,
        kind=kind,
        help=table["help"].format(**parts),
        why_we_ask=table["why_we_ask"],
        intimacy=intimacy,
        effort=effort,
    )


def ask_of(question: Question) -> Ask:
    """The question with its event and time, where it asks whether something happened within a time."""
    for template in ("had_lately", "took_lately"):
        for pattern in _patterns(template):
            match = pattern.fullmatch(question.text)
            if match is not None:
                return Ask(question, match["what"], _period(match["time"]))
    return Ask(question)


@cache
def _patterns(template: str) -> tuple[re.Pattern[str], ...]:
    table = rules.load("questions/words")[template]
    worded = (re.escape(table[form]) for form in reversed(_FORMS) if form in table)
    return tuple(
        re.compile(
            text.replace(r"\{time\}", "(?P<time>[0-9a-z .]+)")
            .replace(r"\{what\}", "(?P<what>.+)")
            .replace(r"\{name\}", "(?P<what>.+)")
        )
        for text in worded
    )


def _period(words: str) -> Period | None:
    """What ``period_words`` has written."""
    if words == "24 hours":
        return Period(Decimal(1), PeriodUnit.DAY)
    number, _, name = words.rpartition(" ")
    unit = PeriodUnit.__members__.get(name.removesuffix("s").upper())
    return None if unit is None else Period(Decimal(number or 1), unit)


def _forms(table: dict[str, str], parts: dict[str, str]) -> list[str]:
    return [table[form].format(**parts) for form in _FORMS if form in table]


def set_question(
    name: str,
    *,
    what: str = "",
    within: Period | None = None,
    kind: QuestionKind = QuestionKind.YES_NO,
    intimacy: Intimacy = Intimacy.HEALTH,
    effort: Effort = Effort.KNOWN,
) -> Question:
    """A single question of ``choices.toml``; its kind is CHOICE where it has choices."""
    table = rules.load("questions/choices")[name]
    parts = {"what": what, "time": "" if within is None else period_words(within)}
    choices = tuple(Choice(one["value"], one["text"]) for one in table.get("choices", ()))
    return Question(
        key=key_of(table["key"], *(part for part in parts.values() if part)),
        text=table["text"].format(**parts),
        kind=QuestionKind.CHOICE if choices else kind,
        help=table["help"],
        why_we_ask=table["why_we_ask"],
        choices=choices,
        intimacy=intimacy,
        effort=effort,
    )


@cache
def value_question(concept: str) -> Question | None:
    """The question for a value such as "hba1c"; None where people cannot be expected to know it."""
    table = rules.load("questions/values").get(concept)
    if table is None:
        return None
    units = tuple(_unit(one) for one in table["units"])
    return Question(
        key=table["key"],
        text=table["text"],
        kind=QuestionKind.NUMBER,
        help=table["help"],
        why_we_ask=table["why_we_ask"],
        unit=next(unit.text for unit in units if unit.is_own),
        intimacy=Intimacy(table["intimacy"]),
        effort=Effort(table["effort"]),
        units=units,
    )


def _unit(row: dict[str, Any]) -> Unit:
    factor, offset = Decimal(row.get("factor", "1")), Decimal(row.get("offset", "0"))
    return Unit(row["code"], row["text"], factor, offset)


def in_own_unit(concept: str, value: Decimal, unit: str) -> Decimal | None:
    """A criterion's value in the unit of its question; None where the unit is not one of it.

    unit  UCUM; "" is taken for the question's own unit where it has only one
    """
    question = value_question(concept)
    if question is None:
        return None
    also = rules.load("questions/values")[concept].get("also", ())
    if unit in also or (not unit and len(question.units) == 1):
        return value
    return next((one.convert(value) for one in question.units if one.code == unit), None)


def period_words(period: Period) -> str:
    """As it stands behind "in the last": "6 months", "year", and "24 hours" for a day."""
    if period.unit is PeriodUnit.DAY and period.count == 1:
        return "24 hours"
    number = f"{period.count.normalize():f}"
    name = period.unit.name.lower()
    return name if number == "1" else f"{number} {name}s"


def key_of(*parts: str) -> str:
    """A key for a question by what it asks, so that the same question has the same key in every criterion."""
    slug = re.sub(r"[^a-z0-9]+", "_", "_".join(parts).lower()).strip("_") or "q"
    slug = slug if slug[0].isalpha() else f"q_{slug}"
    if len(slug) <= _LONGEST_KEY:
        return slug
    digest = hashlib.sha256(slug.encode()).hexdigest()[:6]
    return f"{slug[: _LONGEST_KEY - 7].rstrip('_')}_{digest}"
