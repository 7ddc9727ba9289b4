"""What is counted and what is spent, a row per day, channel and message; never a row per person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crossroads.engines.errors import InputProblem
from crossroads.engines.terms import Stage

_CURRENCY = re.compile(r"[A-Z]{3}")  # ISO 4217


@dataclass(frozen=True, slots=True)
class CountRow:
    """How many reached a stage on a day.

    suspect  suspected fraud: gated out of the funnel and reported beside it
    raises   InputProblem "measurement.negative_count"
    """

    day: date
    channel: str
    message: str
    stage: Stage
    count: int
    suspect: bool = False

    def __post_init__(self) -> None:
        if self.count < 0:
            raise InputProblem("measurement.negative_count", count=self.count)


@dataclass(frozen=True, slots=True)
class SpendRow:
    """What a message cost on a day.

    currency  ISO 4217, such as "EUR"
    raises    InputProblem "measurement.negative_amount" or "measurement.currency"
    """

    day: date
    channel: str
    message: str
    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not self.amount.is_finite() or self.amount < 0:
            raise InputProblem("measurement.negative_amount", amount=str(self.amount))
        if not _CURRENCY.fullmatch(self.currency):
            raise InputProblem("measurement.currency", currency=self.currency)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency, to the cent."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
