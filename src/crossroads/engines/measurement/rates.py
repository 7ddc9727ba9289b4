"""Rates that name their numerator and denominator and carry an interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from crossroads.engines.errors import InputProblem
from crossroads.engines.terms import Stage

_Z95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Rate:
    """The share of ``denominator`` that reached ``numerator``, with a 95 % interval, from 0 to 1."""

    numerator: Stage
    denominator: Stage
    numerator_count: int
    denominator_count: int
    value: float
    low: float
    high: float


def wilson_interval(part: int, whole: int) -> tuple[float, float]:
    """The 95 % score interval of a share.

    part, whole   0 <= part <= whole, whole > 0
    raises        InputProblem "measurement.share"
    source        Wilson 1927, J Am Stat Assoc 22(158):209-212, doi 10.1080/01621459.1927.10502953;
                  recommended by Brown, Cai & DasGupta 2001, Stat Sci 16(2), doi 10.1214/ss/1009213286
    """
    if whole <= 0 or not 0 <= part <= whole:
        raise InputProblem("measurement.share", part=part, whole=whole)
    share, square = part / whole, _Z95 * _Z95
    spread = 1 + square / whole
    middle = (share + square / (2 * whole)) / spread
    half = _Z95 * sqrt(share * (1 - share) / whole + square / (4 * whole * whole)) / spread
    low = 0.0 if part == 0 else max(0.0, middle - half)
    high = 1.0 if part == whole else min(1.0, middle + half)
    return low, high


def step_rate(numerator: Stage, part: int, denominator: Stage, whole: int) -> Rate | None:
    """The rate of a step; None without meaning: nobody set out, or more arrived than did."""
    if whole <= 0 or part > whole:
        return None
    low, high = wilson_interval(part, whole)
    return Rate(numerator, denominator, part, whole, part / whole, low, high)
