"""What a table leaves behind: whether understanding changed, what was supported, what to make of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from crossroads.base.charts import ACTUAL, PLAN
from crossroads.evaluation.charts import Figure, figure
from crossroads.playbook.models import Roundtable
from crossroads.playbook.queries import (
    SMALL,
    TopicPage,
    Understanding,
    public_perspectives,
    topics,
    understanding,
)


def understanding_figure(found: Sequence[Understanding]) -> Figure | None:
    """Right answers before (hollow) and after (filled), question by question. None with too few people."""
    told = [one for one in found if one.before is not None and one.after is not None]
    if not told:
        return None
    rows = [
        {
            "question": _("Question %(n)s") % {"n": one.question.position},
            "before": one.before,
            "after": one.after,
            "whole": one.n,
        }
        for one in told
    ]
    most = max(one.n for one in told)
    x = {"type": "quantitative", "scale": {"domain": [0, most]}, "axis": {"tickMinStep": 1, "format": "d"}}
    y = {
        "field": "question",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"domain": False, "ticks": False, "labelPadding": 8},
    }
    title = _("People who answered rightly, of %(n)s who answered both times") % {"n": most}
    point = {"type": "point", "size": 110, "opacity": 1}
    spec: dict[str, Any] = {
        "width": 460,
        "height": {"step": 44},
        "data": {"values": rows},
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "rule", "color": PLAN["color"]},
                "encoding": {"x": {**x, "field": "before", "title": title}, "x2": {"field": "after"}},
            },
            {
                "mark": {**point, "color": PLAN["color"], "strokeWidth": 2},
                "encoding": {"x": {**x, "field": "before"}},
            },
            {
                "mark": {**point, "filled": True, "color": ACTUAL["color"]},
                "encoding": {"x": {**x, "field": "after"}},
            },
            _named(rows, "before", _("before"), x),
            _named(rows, "after", _("after"), x),
        ],
    }
    return figure(_("Did talking change what we believe?"), _answer(told), spec)


def _named(rows: list[dict[str, Any]], field: str, says: str, x: dict[str, Any]) -> dict[str, Any]:
    """The points that lie furthest apart carry their names."""
    widest = max(rows, key=lambda row: abs(row["after"] - row["before"]))
    mark = {"type": "text", "dy": -14}
    return {
        "data": {"values": [{**widest, "says": says}]},
        "mark": mark,
        "encoding": {"x": {**x, "field": field}, "text": {"field": "says"}},
    }


def _answer(told: Sequence[Understanding]) -> str:
    more = sum((one.after or 0) > (one.before or 0) for one in told)
    fewer = sum((one.after or 0) < (one.before or 0) for one in told)
    return _("More right answers afterwards at %(more)s of %(all)s questions, fewer at %(fewer)s.") % {
        "more": more,
        "fewer": fewer,
        "all": len(told),
    }


def as_markdown(roundtable: Roundtable) -> str:
    """The synthesis as Markdown: perspectives and counts, no names."""
    parts = [
        f"# {plain(roundtable.title)}",
        plain(roundtable.purpose),
        "## " + _("Who sat at the table"),
        _who(roundtable),
        "## " + _("Did talking change what we believe?"),
        *_understanding_lines(understanding(roundtable)),
        "## " + _("What was supported most"),
        *_topic_lines(topics(roundtable)),
        "## " + _("What the moderator makes of it"),
        plain(roundtable.synthesis) or _("Not written yet."),
    ]
    if roundtable.organisation.invented:
        parts.insert(1, "*" + _("This roundtable and all who speak in it are invented.") + "*")
    return "\n\n".join(parts) + "\n"


def _who(roundtable: Roundtable) -> str:
    lines = [f"- {plain(name)}: {count or _('under 5')}" for name, count in public_perspectives(roundtable)]
    return "\n".join(lines) or _("Nobody.")


def _understanding_lines(found: Iterable[Understanding]) -> list[str]:
    lines = []
    for one in found:
        if one.before is None or one.after is None:
            told = _("Fewer than %(n)s people answered both times, so nothing is told.") % {"n": SMALL}
        else:
            told = _("Right before: %(before)s of %(n)s. Right after: %(after)s of %(n)s.") % {
                "before": one.before,
                "after": one.after,
                "n": one.n,
            }
        source = f" ({plain(one.question.source)} <{one.question.url}>)" if one.question.url else ""
        lines.append(
            f"{one.question.position}. {plain(one.question.text)}\n   "
            + _("Right is: %(choice)s.") % {"choice": plain(one.right_choice)}
            + f" {plain(one.question.because)}{source}\n   {told}"
        )
    return lines or [_("No question was asked.")]


def _topic_lines(pages: Iterable[TopicPage]) -> list[str]:
    lines = []
    for page in pages:
        said = [
            f"- {plain(one.contribution.text)} ({one.contribution.participant.perspective}, {one.votes})"
            for one in page.most_supported
        ]
        lines.append("\n".join([f"### {plain(page.title)}\n", *(said or [_("Nothing was supported.")])]))
    return lines


def plain(text: str) -> str:
    """Text in which no sign has a meaning in Markdown or HTML, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>#+!|~-])", r"\\\1", " ".join(text.split()))
