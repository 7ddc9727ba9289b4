"""What a study that nobody has run yet may show, given the studies that were run.

A predictive distribution, not the interval of a mean: a new campaign differs from the average campaign as the
published ones differ from each other, and the average itself is known only from a few of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crossroads.engines.forecast.evidence import Design
from crossroads.engines.forecast.steps import StudyValues

SMOOTHING = 0.5
"""Kernel width, in standard deviations, around each published residual: a new study repeats none exactly."""

LONE_STUDY_SCALE = 1.5
"""Spread on the log scale where a step rests on one study alone; close to what the larger steps show."""

TINY = 1e-9
"""Below this, studies agree to the last digit, and a ratio of their spread would mean nothing."""

MIN_DEGREES = 3
"""Fewer degrees of freedom would give draws without a finite variance."""


@dataclass(frozen=True, slots=True)
class Predictive:
    """The distribution of one step for a new study of one design, on the step's own scale.

    centre, scale       shrunk mean of the design group; standard deviation of a new value about it
    degrees             degrees of freedom of the spread: few studies give heavy tails
    residuals, weights  the published residuals, of variance 1, and the chance with which each is drawn
    """

    centre: float
    scale: float
    degrees: int
    residuals: NDArray[np.float64]
    weights: NDArray[np.float64]

    def draw(self, rng: np.random.Generator, draws: int) -> NDArray[np.float64]:
        """(draws,) values for a new study: a study drawn with replacement, one row within it, made smooth."""
        picked = self.residuals[_draw_rows(rng, self.weights, draws)]
        noise = rng.standard_normal(draws)
        shape = (picked + SMOOTHING * noise) / math.sqrt(1 + SMOOTHING**2)
        tails = np.sqrt(self.degrees / rng.chisquare(self.degrees, draws))
        return self.centre + self.scale * shape * tails


def _draw_rows(rng: np.random.Generator, weights: NDArray[np.float64], draws: int) -> NDArray[np.intp]:
    """Row numbers, each by its weight; a search of the running sum is many times faster than ``choice``."""
    running = np.cumsum(weights)
    rows = np.searchsorted(running, rng.random(draws) * running[-1], side="right")
    return np.asarray(np.minimum(rows, len(weights) - 1), dtype=np.intp)  # rounding may lift one past the end


def fit_predictive(studies: Sequence[StudyValues], design: Design) -> Predictive:
    """Fit a new study of ``design`` from studies of every design.

    Design groups share one spread, since no group alone has enough studies to tell its own. The group's
    mean is drawn towards the mean of all by how little the groups differ (method of moments for a one-way
    random effect; Searle, Casella, McCulloch 1992, Variance Components, ISBN 978-0-471-62162-1). Each study
    counts once, whatever its number of rows.

    studies  one or more
    """
    groups = {d: [s for s in studies if s.design is d] for d in Design}
    means = {d: _mean([_mean(s.values) for s in found]) for d, found in groups.items() if found}
    n, k = len(studies), len(means)
    grand = _mean([_mean(s.values) for s in studies])
    within = _within_variance(studies, means, n, k)
    between = _between_variance(groups, means, grand, within)
    own = len(groups[design])
    if own:
        trust = between / (between + within / own) if between > 0 else 0.0
        centre = trust * means[design] + (1 - trust) * grand
        uncertainty = trust * within / own + (1 - trust) ** 2 * (within / n + between / k)
    else:
        centre, uncertainty = grand, between + within / n + between / k
    residuals, weights = _standard_residuals(studies, means)
    return Predictive(centre, math.sqrt(within + uncertainty), max(n - k, MIN_DEGREES), residuals, weights)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _within_variance(studies: Sequence[StudyValues], means: dict[Design, float], n: int, k: int) -> float:
    """Variance of a value about its design group's mean, over studies and the rows within them."""
    if n <= k:
        return LONE_STUDY_SCALE**2
    squares = (_mean([(v - means[s.design]) ** 2 for v in s.values]) for s in studies)
    return max(sum(squares) / (n - k), TINY)


def _between_variance(
    groups: dict[Design, list[StudyValues]], means: dict[Design, float], grand: float, within: float
) -> float:
    """Variance between design groups beyond what chance within them would give; zero for a single group."""
    sizes = [len(groups[d]) for d in means]
    n, k = sum(sizes), len(sizes)
    if k < 2:
        return 0.0
    squares = sum(len(groups[d]) * (means[d] - grand) ** 2 for d in means)
    return max(0.0, (squares - (k - 1) * within) / (n - sum(size**2 for size in sizes) / n))


def _standard_residuals(
    studies: Sequence[StudyValues], means: dict[Design, float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Residuals about the group means with mean 0 and variance 1 under their weights; each study weighs
    the same."""
    residuals = np.array([v - means[s.design] for s in studies for v in s.values])
    weights = np.array([1 / len(s.values) for s in studies for _ in s.values]) / len(studies)
    residuals = residuals - np.sum(weights * residuals)
    deviation = math.sqrt(float(np.sum(weights * residuals**2)))
    if deviation < TINY:  # every study alone in its group: a symmetric pair stands in for residuals
        return np.array([-1.0, 1.0]), np.array([0.5, 0.5])
    return residuals / deviation, weights
