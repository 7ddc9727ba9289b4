"""A kept forecast and a kept fit answer as pages and the command line tell them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crossroads.engines import forecast as engine
from crossroads.engines.terms import Stage


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """One stage in words: the middle, both intervals, and what they rest on."""

    stage: str
    median: str
    half: str
    most: str
    evidence: str
    thin: bool


@dataclass(frozen=True, slots=True)
class AssumptionLine:
    """One assumed value, whose it is, and how to say another."""

    code: str
    value: str
    sentence: str
    source: str
    url: str
    ours: bool


def answer(forecast: engine.Forecast) -> str:
    """The forecast in one sentence."""
    enrolled = forecast.stage(Stage.ENROLLED)
    given = {
        "low": number(enrolled.count.low80),
        "high": number(enrolled.count.high80),
        "median": number(enrolled.count.median),
        "money": f"{forecast.plan.budget:,.0f} {forecast.plan.currency}",
        "weeks": forecast.plan.weeks,
    }
    said = _(
        "Paid social media may enroll %(low)s to %(high)s people for %(money)s over %(weeks)s weeks: "
        "8 of 10 such campaigns end between the two, and half end at %(median)s or below."
    )
    return f"{said % given} {enrolled.note}".strip()


def chance(forecast: engine.Forecast) -> str:
    """How likely the wanted number is; empty where none is wanted."""
    if forecast.target_chance is None:
        return ""
    given = {"chance": f"{forecast.target_chance:.0%}", "target": forecast.plan.target_enrollment}
    return _("%(chance)s chance of the %(target)s people wanted") % given


def funnel(forecast: engine.Forecast) -> list[FunnelRow]:
    return [
        FunnelRow(
            stage=str(one.stage).replace("_", " ").capitalize(),
            median=number(one.count.median),
            half=between(one.count.low50, one.count.high50),
            most=between(one.count.low80, one.count.high80),
            evidence=one.note
            or ngettext("%(n)s study", "%(n)s studies", one.n_studies) % {"n": one.n_studies},
            thin=one.thin,
        )
        for one in forecast.stages
    ]


def weeks(forecast: engine.Forecast) -> list[tuple[int, str, str, str, str]]:
    """The fan as a table: week, its last day, the middle, both intervals."""
    return [
        (
            one.week,
            f"{one.ends_on:%-d %b %Y}",
            number(one.enrolled.median),
            between(one.enrolled.low50, one.enrolled.high50),
            between(one.enrolled.low80, one.enrolled.high80),
        )
        for one in forecast.weeks
    ]


def drivers(forecast: engine.Forecast) -> list[tuple[str, str, str]]:
    """What makes the interval wide: step, its part of the width, the studies behind it; the widest first."""
    used = sorted(
        (step for step in forecast.steps if step.share_of_width > 0), key=lambda s: -s.share_of_width
    )
    return [
        (
            str(step.step).replace("_", " ").capitalize(),
            f"{step.share_of_width:.0%}",
            _("%(own)s of this kind, %(all)s in all") % {"own": step.n_studies, "all": step.n_all},
        )
        for step in used
    ]


def assumptions(forecast: engine.Forecast) -> list[AssumptionLine]:
    return [
        AssumptionLine(
            code=one.code,
            value=f"{one.value:g}",
            sentence=one.sentence,
            source=one.source,
            url=source_url(one.source),
            ours=one.code in forecast.plan.overrides,
        )
        for one in forecast.assumptions
    ]


def source_url(source: str) -> str:
    """The address of a DOI; empty for other sources."""
    return f"https://doi.org/{source}" if source.startswith("10.") else ""


def number(value: float | None) -> str:
    """A count with thousands parted; "no limit" where there is none."""
    return _("no limit") if value is None else f"{value:,.0f}"


def between(low: float | None, high: float | None) -> str:
    return _("%(low)s to %(high)s") % {"low": number(low), "high": number(high)}
