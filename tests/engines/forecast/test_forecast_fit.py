"""Should this trial use social media at all? The answer, its reasons, the ways beside it."""

from __future__ import annotations

import dataclasses
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossroads.engines import rules
from crossroads.engines.errors import InputProblem, ManyProblems
from crossroads.engines.forecast import (
    Channel,
    FitFacts,
    Rarity,
    Recommendation,
    Side,
    assess_fit,
    load_evidence,
)
from crossroads.engines.forecast.fit import CHECKS

FIT = rules.load("forecast")["fit"]


def assess(**facts):
    plain = {"conditions": ("eczema",), "open_sites": 5}
    return assess_fit(FitFacts(**{**plain, **facts}), load_evidence())


def codes(answer) -> set[str]:
    return {argument.code for argument in answer.arguments}


class TestNotRecommended:
    @pytest.mark.parametrize(
        ("facts", "reason"),
        [
            ({"open_sites": 0}, "fit.no_open_site"),
            ({"acute_or_inpatient": True}, "fit.acute_or_inpatient"),
            ({"maximum_age_years": 0.05}, "fit.newborns_only"),
            ({"budget": 10.0, "visits": 6}, "fit.budget_enrolls_nobody"),
        ],
    )
    def test_one_such_reason_is_enough(self, facts, reason):
        """However much else speaks for it."""
        answer = assess(**{"healthy_volunteers": True, "visits": 0, **facts})
        assert answer.recommendation is Recommendation.NOT_RECOMMENDED
        assert reason in codes(answer)
        assert answer.side(Side.AGAINST)[0].stop

    def test_many_small_reasons_are_enough_together(self):
        answer = assess(
            open_sites=1, visits=14, procedures=10, minimum_age_years=70, budget=500.0, target_enrollment=300
        )
        assert answer.recommendation is Recommendation.NOT_RECOMMENDED
        assert not any(argument.stop for argument in answer.arguments)


class TestRecommended:
    def test_for_an_easy_study_with_money(self):
        answer = assess(visits=0, healthy_volunteers=True, budget=20_000.0, target_enrollment=100)
        assert answer.recommendation is Recommendation.RECOMMENDED

    def test_with_other_channels_where_little_is_known(self):
        answer = assess()
        assert answer.recommendation is Recommendation.WITH_OTHER_CHANNELS
        assert codes(answer) == {"fit.per_dollar", "fit.one_channel_of_several"}


class TestEveryAnswer:
    @settings(max_examples=60, deadline=None)
    @given(
        st.builds(
            FitFacts,
            conditions=st.just(("eczema",)),
            open_sites=st.integers(0, 40),
            rarity=st.sampled_from(Rarity),
            minimum_age_years=st.none() | st.floats(0, 18),
            maximum_age_years=st.none() | st.floats(18, 120),
            phase=st.sampled_from(["", "PHASE1", "PHASE3"]),
            target_enrollment=st.none() | st.integers(1, 1000),
            budget=st.none() | st.floats(1, 1e6),
            weeks=st.none() | st.integers(1, 100),
            visits=st.none() | st.integers(0, 30),
            healthy_volunteers=st.none() | st.booleans(),
            sensitive_condition=st.none() | st.booleans(),
        )
    )
    def test_has_two_sides_sources_and_readable_sentences(self, facts):
        answer = assess_fit(facts, load_evidence())
        assert answer == assess_fit(facts, load_evidence())
        assert answer.side(Side.FOR) and answer.side(Side.AGAINST)
        for argument in answer.arguments:
            assert argument.source
            assert "{" not in argument.sentence
        assert (answer.comparison.best, answer.comparison.not_best, answer.comparison.equal) == (12, 15, 3)
        assert {a.channel for a in answer.alternatives} >= {Channel.CLINIC, Channel.MAIL, Channel.REGISTRY}

    def test_names_first_the_other_way_that_suits_the_trial(self):
        assert assess(rarity=Rarity.RARE).alternatives[0].channel is Channel.COMMUNITY
        assert assess(minimum_age_years=65).alternatives[0].channel is Channel.MAIL
        assert assess(acute_or_inpatient=True).alternatives[0].channel is Channel.CLINIC

    def test_is_silent_on_what_is_not_known(self):
        assert not codes(assess(visits=None)) & {"fit.no_visits", "fit.single_site", "fit.heavy_burden"}


class TestPublishedCampaigns:
    def test_for_a_similar_condition_are_counted_and_named(self):
        answer = assess(conditions=("Type 2 Diabetes", "Hypertension"))
        rows = {row.id: row for row in load_evidence().rows}
        assert {rows[i].condition for i in answer.similar_rows} == {"type 1 diabetes", "hypertension"}
        assert "fit.similar_condition" in codes(answer)

    def test_share_more_than_a_word_that_any_condition_may_have(self):
        assert assess(conditions=("Graves disease", "chronic pain syndrome")).similar_rows == ()

    def test_in_none_of_the_countries_speak_against(self):
        assert "fit.no_study_in_country" in codes(assess(countries=("FJ",)))
        assert "fit.no_study_in_country" not in codes(assess(countries=("FJ", "US")))
        assert "fit.no_study_in_country" not in codes(assess(countries=()))


class TestBadFacts:
    def test_are_told_all_at_once(self):
        with pytest.raises(ManyProblems) as told:
            FitFacts(("eczema",), open_sites=-1, weeks=0, minimum_age_years=70, maximum_age_years=60)
        assert [p.where.field for p in told.value.problems] == ["open_sites", "weeks", "minimum_age_years"]

    def test_a_country_is_named_by_its_code(self):
        with pytest.raises(InputProblem, match="countries cannot be Denmark"):
            FitFacts(("eczema",), open_sites=1, countries=("Denmark",))

    def test_a_budget_in_another_currency_needs_a_rate(self):
        with pytest.raises(InputProblem) as told:
            assess(budget=1000.0, currency="EUR")
        assert told.value.code == "forecast.no_rate"
        assert assess(budget=1000.0, currency="EUR", usd_per_unit=1.1).arguments


class TestTheRulesThemselves:
    KNOWN = frozenset(
        {field.name for field in dataclasses.fields(FitFacts)}
        | {"burden", "enrolled_low", "enrolled_median", "enrolled_high", "share_of_target", "similar_studies"}
        | {"same_country_studies"}
    )

    @pytest.mark.parametrize("rule", FIT["rules"], ids=lambda rule: rule["code"])
    def test_each_asks_only_for_facts_that_exist_and_weighs_something(self, rule):
        for condition in rule["when"]:
            assert condition["fact"] in self.KNOWN
            assert set(condition) - {"fact"} <= set(CHECKS)
        assert rule.get("stop") or rule["points"] > 0
        named = {name for _, name, _, _ in string.Formatter().parse(rule["sentence"]) if name}
        assert named <= self.KNOWN

    @pytest.mark.parametrize("rule", [*FIT["rules"], *FIT["alternatives"]], ids=lambda rule: rule["code"])
    def test_each_names_its_source(self, rule):
        assert rule["source"].startswith(("10.", "https://")) or rule["source"] in {
            "evidence",
            "assumption of ours",
        }

    def test_codes_are_used_once(self):
        found = [entry["code"] for entry in (*FIT["rules"], *FIT["alternatives"])]
        assert len(found) == len(set(found))
