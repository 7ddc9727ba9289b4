"""The first question: should this trial use social media at all? The evidence answers, the team decides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crossroads.engines.errors import ActionDenied, Conflict, InputProblem
from crossroads.engines.forecast import Design, Rarity
from crossroads.planning import queries, services
from crossroads.planning.models import FitAssessment
from crossroads.studies import services as studies_services
from makers.planning import make_campaign, make_fit
from makers.studies import make_fact, make_study, raw_record, record_with
from world import NOW, World


def test_record_and_fact_sheet_answer_what_they_can(world: World) -> None:
    study = make_study(world)
    make_fact(world, study, "visits", "6 visits in 24 weeks")
    facts = queries.fit_facts(study, NOW.date(), budget=9000.0, weeks=8, rarity=Rarity.RARE)
    assert facts.conditions == ("Invented Tiredness",)
    assert (facts.minimum_age_years, facts.maximum_age_years) == (18, 70)
    assert (facts.open_sites, facts.countries) == (2, ("CH", "GB", "NL"))
    assert (facts.phase, facts.visits, facts.target_enrollment) == ("PHASE2", 6, 120)
    assert facts.rarity is Rarity.RARE and facts.acute_or_inpatient is None


def test_the_answer_is_kept_with_its_sentences_and_sources(world: World) -> None:
    answer = make_fit(world, make_study(world), go_on=None).answer
    assert {argument["side"] for argument in answer["arguments"]} == {"for", "against"}
    assert all(argument["sentence"] and argument["source"] for argument in answer["arguments"])
    assert (answer["comparison"]["best"], answer["comparison"]["of"]) == (12, 30)
    assert {"clinic", "mail", "registry"} <= {one["channel"] for one in answer["alternatives"]}


def test_the_answer_may_be_no(world: World) -> None:
    """No site is open: there is nowhere to send the people who answer."""
    closed = record_with(statusModule__overallStatus="COMPLETED", contactsLocationsModule__locations=[])
    assert make_fit(world, make_study(world, record=closed), go_on=None).recommendation == "not recommended"


def test_the_team_may_go_on_against_advice_and_says_why(world: World) -> None:
    assessment = make_fit(world, make_study(world), go_on=None)
    with pytest.raises(InputProblem, match="reason is missing"):
        services.decide_fit(assessment=assessment, go_on=True, reason=" ", by=world.alice, at=NOW)
    decided = services.decide_fit(
        assessment=assessment, go_on=True, reason="The clinics have run dry.", by=world.alice, at=NOW
    )
    assert decided.go_on and decided.decided_by == world.alice.user


def test_a_decision_is_made_once_and_asking_anew_keeps_the_earlier_one(world: World) -> None:
    study = make_study(world)
    first = make_fit(world, study, go_on=False)
    with pytest.raises(Conflict, match="already"):
        services.decide_fit(assessment=first, go_on=True, reason="Changed our minds.", by=world.alice, at=NOW)
    second = make_fit(world, study, at=NOW + timedelta(days=1))
    assert queries.latest_fit(study) == second
    assert FitAssessment.objects.filter(study=study).count() == 2


def test_no_campaign_starts_before_the_team_has_decided_to_go_on(world: World) -> None:
    study = make_study(world)
    campaign = make_campaign(world, study)
    with pytest.raises(ActionDenied, match="not decided yet"):
        services.start_campaign(campaign=campaign, by=world.alice, at=NOW)
    make_fit(world, study, go_on=False)
    with pytest.raises(ActionDenied, match="not to use"):
        services.start_campaign(campaign=campaign, by=world.alice, at=NOW)
    make_fit(world, study, at=NOW + timedelta(days=1))
    assert services.start_campaign(campaign=campaign, by=world.alice, at=NOW).state == "running"


def test_a_reviewer_neither_asks_nor_decides(world: World) -> None:
    study = make_study(world)
    with pytest.raises(ActionDenied):
        services.ask_fit(study=study, facts=queries.fit_facts(study, NOW.date()), by=world.bob, at=NOW)
    with pytest.raises(ActionDenied):
        services.decide_fit(
            assessment=make_fit(world, study, go_on=None), go_on=True, reason="Yes.", by=world.bob, at=NOW
        )


def test_another_currency_needs_its_rate(world: World) -> None:
    study = make_study(world)
    facts = queries.fit_facts(study, NOW.date(), budget=9000.0, currency="EUR", design=Design.CLINIC_TRIAL)
    with pytest.raises(InputProblem) as told:
        services.ask_fit(study=study, facts=facts, by=world.alice, at=NOW)
    assert told.value.code == "forecast.no_rate"


def test_a_changed_record_gives_other_facts(world: World) -> None:
    study = make_study(world)
    changed = record_with(eligibilityModule__minimumAge="65 Years", eligibilityModule__maximumAge="80 Years")
    study = studies_services.import_record(raw=raw_record(changed), by=world.alice, at=NOW).study
    assert queries.fit_facts(study, NOW.date()).minimum_age_years == 65
