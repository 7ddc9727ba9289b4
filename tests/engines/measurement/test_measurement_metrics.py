"""Every metric says what it is, what is divided by what, and where it was read."""

from __future__ import annotations

from crossroads.engines.measurement import load_metrics
from crossroads.engines.measurement.metrics import Confidence


def test_all_metrics_are_there_and_complete() -> None:
    metrics = load_metrics()
    assert len(metrics) == 47
    for metric in metrics.values():
        assert metric.id.replace("_", "").isalnum()
        assert metric.family
        assert metric.definition.endswith(".")
        assert metric.formula
        assert bool(metric.numerator) == bool(metric.denominator)


def test_what_was_read_names_its_source() -> None:
    for metric in load_metrics().values():
        assert bool(metric.source) == (metric.confidence is not Confidence.PROPOSED), metric.id


def test_a_ratio_spells_its_formula_out() -> None:
    metric = load_metrics()["fraud_rate"]
    assert metric.formula == "fraudulent attempts / all attempts"


def test_our_own_words_are_used() -> None:
    """ "Lead", "user" and "subject" are no words for people here."""
    for metric in load_metrics().values():
        words = f" {metric.definition} {metric.formula} ".lower()
        assert not any(f" {word}" in words for word in ("a lead ", "leads ", "user", "subject")), metric.id
