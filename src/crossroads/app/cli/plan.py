"""A plan from a record and a budget; no database."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer
from rich.console import Console
from rich.table import Table

from crossroads.app.cli import cli
from crossroads.base import clock
from crossroads.engines.errors import InputProblem
from crossroads.engines.terms import Network, Stage

if TYPE_CHECKING:
    from crossroads.engines.forecast import AllocationLine, FitAnswer, FitFacts, Forecast
    from crossroads.engines.registry import Study

Record = Annotated[str, typer.Argument(help="A registry record (JSON or XML), or - for standard input.")]
Budget = Annotated[float, typer.Option(help="Money for paid social media.")]
Currency = Annotated[str, typer.Option(help="Its currency, such as USD or EUR.")]
Rate = Annotated[
    float | None, typer.Option(help="US dollars for one unit of the currency; needed unless it is USD.")
]
Weeks = Annotated[int, typer.Option(help="How long the budget is spent.")]
Start = Annotated[str, typer.Option(help="First day, YYYY-MM-DD; today if not given.")]
Networks = Annotated[
    list[str], typer.Option("--network", help="A network to pay for; may be given several times.")
]
Target = Annotated[
    int | None, typer.Option(help="People the campaign should bring; else the record's number.")
]
Seed = Annotated[int, typer.Option(help="Of the random numbers; the same gives the same forecast.")]
Format = Annotated[str, typer.Option("--format", help="text or json.")]


@cli.command()
def plan(
    record: Record,
    budget: Budget,
    weeks: Weeks,
    currency: Currency = "USD",
    usd_per_unit: Rate = None,
    start: Start = "",
    network: Networks = [Network.FACEBOOK.value, Network.INSTAGRAM.value],  # noqa: B006 - typer copies it
    target: Target = None,
    seed: Seed = 1,
    format: Format = "text",
) -> None:
    """Should this trial use social media, what may a budget bring, and how would the evidence divide it?

    Ends with 1 where the answer is "not recommended".
    """
    import numpy as np

    from crossroads.engines import forecast as engine

    if format not in ("text", "json"):
        raise InputProblem("input.invalid", field="--format", reason="it is neither text nor json")
    first = _day(start)
    study = _study(record)
    evidence = engine.load_evidence()
    rate = {} if usd_per_unit is None else {"usd_per_unit": usd_per_unit}
    facts = _facts(study, budget=budget, currency=currency, weeks=weeks, target=target, rate=usd_per_unit)
    fit = engine.assess_fit(facts, evidence)
    planned = engine.PlanInput(
        design=facts.assumed_design,
        budget=budget,
        weeks=weeks,
        start_date=first,
        currency=currency,
        network=network[0] if len(network) == 1 else "",
        target_enrollment=facts.target_enrollment,
        overrides=rate,
    )
    note = f"numpy.random.default_rng({seed})"
    forecast = engine.forecast(planned, evidence, rng=np.random.default_rng(seed), seed_note=note)
    lines = engine.allocate(Decimal(str(budget)).quantize(Decimal("0.01")), network, evidence)
    if format == "json":
        print(json.dumps(_as_json(study, fit, forecast, lines), indent=2, default=str))
    else:
        _print(study, fit, forecast, lines)
    raise typer.Exit(1 if fit.recommendation is engine.Recommendation.NOT_RECOMMENDED else 0)


def _day(text: str) -> date:
    if not text:
        return clock.now().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputProblem(
            "input.invalid", field="--start", reason="it is not a day written as 2027-01-31"
        ) from None


def _study(record: str) -> Study:
    """The first study of the file or of standard input."""
    from crossroads.engines.registry import read_studies

    source: Path | BinaryIO = sys.stdin.buffer if record == "-" else Path(record)
    for found in read_studies(source):
        if isinstance(found, InputProblem):
            raise found
        return found.study
    raise InputProblem("registry.empty")


def _facts(
    study: Study, *, budget: float, currency: str, weeks: int, target: int | None, rate: float | None
) -> FitFacts:
    from crossroads.engines.forecast import FitFacts

    recorded = study.enrollment.count if study.enrollment and study.enrollment.count else None
    return FitFacts(
        conditions=study.conditions,
        open_sites=sum((site.status or study.overall_status) == "RECRUITING" for site in study.sites),
        minimum_age_years=study.minimum_age.years if study.minimum_age else None,
        maximum_age_years=study.maximum_age.years if study.maximum_age else None,
        phase=study.phases[0] if study.phases else "",
        target_enrollment=target or recorded,
        budget=budget,
        currency=currency,
        weeks=weeks,
        healthy_volunteers=study.healthy_volunteers,
        usd_per_unit=rate,
    )


def _as_json(
    study: Study, fit: FitAnswer, forecast: Forecast, lines: tuple[AllocationLine, ...]
) -> dict[str, Any]:
    return {
        "study": {"registry_id": str(study.registry_id), "title": study.brief_title},
        "fit": {
            "recommendation": fit.recommendation.value,
            "arguments": [{**asdict(one), "sentence": one.sentence} for one in fit.arguments],
            "alternatives": [{**asdict(one), "sentence": one.sentence} for one in fit.alternatives],
            "evidence_version": fit.evidence_version,
        },
        "forecast": forecast.to_dict(),
        "allocation": [
            {"channel": one.channel, "amount": str(one.amount), "reason": one.reason} for one in lines
        ],
    }


def _print(study: Study, fit: FitAnswer, forecast: Forecast, lines: tuple[AllocationLine, ...]) -> None:
    from crossroads.engines.forecast import Side

    console, money = Console(highlight=False), forecast.plan.currency
    enrolled, cost = forecast.stage(Stage.ENROLLED), forecast.cost_per_enrolled
    console.print(f"[bold]{study.registry_id}[/bold] {study.brief_title}\n", soft_wrap=True)
    console.print(f"Should it use social media? [bold]{fit.recommendation.value}[/bold]")
    for side in Side:
        for one in fit.side(side):
            console.print(f"  {side.value}: {one.sentence} ({one.source})", soft_wrap=True)
    console.print(
        f"\nEnrolled: {_between(enrolled.count.low80, enrolled.count.high80)} (80 %), middle "
        f"{_number(enrolled.count.median)}, for {forecast.plan.budget:,.0f} {money} "
        f"over {forecast.plan.weeks} weeks. "
        f"{enrolled.note}\nCost for each: {_between(cost.low80, cost.high80)} {money} (80 %), middle "
        f"{_number(cost.median)} {money}.\n",
        soft_wrap=True,
    )
    funnel = Table("Stage", "Middle", "50 %", "80 %", "Studies", title="From money to people")
    for stage in forecast.stages:
        count = stage.count
        thin = " thin" if stage.thin else ""
        funnel.add_row(
            stage.stage.value.replace("_", " "),
            _number(count.median),
            _between(count.low50, count.high50),
            _between(count.low80, count.high80),
            f"{stage.n_studies}{thin}",
        )
    console.print(funnel)
    split = Table("Channel", "Amount", "Why", title="How the evidence would divide it")
    for line in lines:
        split.add_row(line.channel.replace("_", " "), f"{line.amount:,} {money}", line.reason)
    console.print(split)
    console.print("\nAssumed:")
    for assumed in forecast.assumptions:
        console.print(f"  {assumed.sentence} ({assumed.source})", soft_wrap=True)
    for caveat in forecast.caveat_sentences:
        console.print(f"  {caveat}", soft_wrap=True)


def _number(value: float | None) -> str:
    return "no limit" if value is None else f"{value:,.0f}"


def _between(low: float | None, high: float | None) -> str:
    return f"{_number(low)} to {_number(high)}"
