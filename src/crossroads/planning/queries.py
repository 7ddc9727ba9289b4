"""Reading plans."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from babel import Locale
from django.db.models import QuerySet

from crossroads.base.actor import Actor
from crossroads.engines import forecast as engine
from crossroads.engines.errors import NotFound
from crossroads.engines.registry import Age
from crossroads.planning.models import Audience, Campaign, FitAssessment, Forecast
from crossroads.studies import queries as studies_queries
from crossroads.studies import record
from crossroads.studies.models import Study

DAYS_A_WEEK = 7


def campaigns(actor: Actor, study: Study | None = None) -> QuerySet[Campaign]:
    """The campaigns that the actor may know of, of one study or of all, newest first."""
    rows = Campaign.visible_to(actor).select_related("study", "study__organisation", "study__current_version")
    return rows.filter(study=study) if study is not None else rows


def campaign_for(actor: Actor, public_id: UUID) -> Campaign:
    """One campaign with its study. Raises NotFound for another organisation's as for none."""
    found = campaigns(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("thing.not_found", thing="campaign")
    return found


def campaign_is_running(campaign: Campaign) -> bool:
    """Asked of the database each time: whether it runs, and no stop of study or campaign is in force."""
    state = type(campaign)._default_manager.values_list("state", flat=True).get(pk=campaign.pk)
    return state == "running" and not studies_queries.is_stopped(
        campaign.study, campaign_ref=campaign.public_id
    )


def latest_forecast(campaign: Campaign) -> Forecast | None:
    return campaign.forecasts.select_related("made_by").order_by("-made_at", "-id").first()


def result_of(row: Forecast) -> engine.Forecast:
    """A kept forecast as the engine's value."""
    return engine.Forecast.from_dict(row.result)


def audience(campaign: Campaign) -> Audience | None:
    return campaign.audiences.order_by("id").first()


def latest_fit(study: Study) -> FitAssessment | None:
    """The newest answer to the fit question, decided or not."""
    return study.fit_assessments.select_related("decided_by").order_by("-asked_at", "-id").first()


def weeks_of(campaign: Campaign) -> int:
    """Weeks from the first day to the last, begun ones included."""
    days = (campaign.end_date - campaign.start_date).days + 1
    return -(-days // DAYS_A_WEEK)


def fit_facts(study: Study, today: date, **known: Any) -> engine.FitFacts:
    """What record and fact sheet say to the fit question; ``known`` is what the team adds or knows better.

    raises  InputProblem or ManyProblems "forecast.fit_facts"
    """
    read = studies_queries.parsed(study)
    visits = study.facts.filter(key="visits").order_by("-version").first()
    from_record = engine.FitFacts(
        conditions=read.conditions,
        open_sites=len(studies_queries.open_sites(study, today)),
        countries=_country_codes(read.location_countries or tuple(site.country for site in read.sites)),
        minimum_age_years=_years(read.minimum_age),
        maximum_age_years=_years(read.maximum_age),
        phase=read.phases[0] if read.phases else "",
        target_enrollment=read.enrollment.count if read.enrollment and read.enrollment.count else None,
        visits=_first_number(visits.value) if visits else None,
        healthy_volunteers=read.healthy_volunteers,
    )
    return replace(from_record, **{name: value for name, value in known.items() if value is not None})


def audience_from_record(study: Study) -> dict[str, str]:
    """Whom the record looks for, in its own words, by label."""
    read = studies_queries.parsed(study)
    fields = ("conditions", "minimum_age", "maximum_age", "sex", "healthy_volunteers")
    found = {str(record.LABELS[name]): record.shown(read, name) for name in fields}
    found["Countries"] = ", ".join(dict.fromkeys(site.country for site in read.sites if site.country))
    return {label: value for label, value in found.items() if value}


def _years(age: Age | None) -> float | None:
    return round(age.years, 4) if age else None


def _first_number(text: str) -> int | None:
    found = re.search(r"\d{1,3}", text)
    return int(found[0]) if found else None


def _country_codes(names: tuple[str, ...]) -> tuple[str, ...]:
    """ISO 3166-1 codes of the registry's country names; a name that is not found is left out."""
    codes = (_codes_by_name().get(name.casefold()) for name in names)
    return tuple(sorted({code for code in codes if code}))


@cache
def _codes_by_name() -> dict[str, str]:
    territories = Locale("en").territories
    named = {name.casefold(): code for code, name in territories.items() if re.fullmatch("[A-Z]{2}", code)}
    registry_names = {"turkey": "TR", "turkey (türkiye)": "TR", "hong kong": "HK", "czech republic": "CZ"}
    return named | registry_names | {"korea, republic of": "KR", "russian federation": "RU", "viet nam": "VN"}
