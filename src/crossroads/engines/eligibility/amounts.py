"""Numbers with their units: which units an answer may come in, and what each is worth.

All arithmetic is on exact decimals, so that the same amount in another unit gives the same verdict.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation

LARGEST_NUMBER = Decimal(10) ** 9
"""Beyond any measure that a person is asked for."""

_MOST_DIGITS = 30
_EXACT = Context(prec=4 * _MOST_DIGITS)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_AMOUNT = re.compile(r"([-+]?\d[\d.,]*(?:e[-+]?\d+)?)\s*(.*)", re.DOTALL)
_ONE_OF_SEVERAL = re.compile(r"([^\d\s]+)\s*(\d.*)", re.DOTALL)
_MARKS = str.maketrans({"'": " ft ", "’": " ft ", "′": " ft ", '"': " in ", "”": " in ", "″": " in "})


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit that an answer may come in.

    code            UCUM, such as "mmol/L" or "[lb_av]"
    text            as people read it: "pounds (lb)"; each of its words is understood in an answer
    factor, offset  the question's own unit is ``value * factor + offset``
    """

    code: str
    text: str
    factor: Decimal = Decimal(1)
    offset: Decimal = Decimal(0)

    @property
    def is_own(self) -> bool:
        """Whether it is the unit that rules compare in."""
        return self.factor == 1 and self.offset == 0

    def convert(self, value: Decimal) -> Decimal:
        """The value in the question's own unit."""
        return _EXACT.add(_EXACT.multiply(value, self.factor), self.offset)

    def is_called(self, name: str) -> bool:
        wanted = _plain_name(name)
        return wanted in (_plain_name(self.code), _plain_name(self.text)) or wanted in {
            _plain_name(word) for word in re.split(r"[\s()]+", self.text) if word
        }


def product(*factors: Decimal) -> Decimal:
    """The exact product."""
    whole = Decimal(1)
    for factor in factors:
        whole = _EXACT.multiply(whole, factor)
    return whole


class UnknownUnitError(ValueError):
    """A unit that the question does not offer."""


def read_number(given: object) -> Decimal | None:
    """A finite number of common size; "1,500" is fifteen hundred and "6,5" six and a half."""
    if isinstance(given, bool) or not isinstance(given, (str, int, float, Decimal)):
        return None
    try:
        text = str(given).strip()
    except ValueError:  # an integer too long to be written out
        return None
    text = text.replace(",", "") if _THOUSANDS.fullmatch(text) else text.replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) > LARGEST_NUMBER:
        return None
    exponent = number.as_tuple().exponent
    short = len(number.as_tuple().digits) <= _MOST_DIGITS
    return number if short and isinstance(exponent, int) and exponent >= -_MOST_DIGITS else None


def read_amount(given: object, units: Sequence[Unit]) -> Decimal | None:
    """Read "5.4 mmol/L", "5 ft 10 in", 5.4 or ``{"value": 5.4, "unit": "mmol/L"}``.

    units    what the question offers; a number without a unit is in the first of them that is its own
    returns  the value in the question's own unit; None where there is no number
    raises   UnknownUnitError
    """
    if isinstance(given, Mapping):
        number, name = read_number(given.get("value")), str(given.get("unit") or "")
        return None if number is None else _converted(number, name, units)
    if not isinstance(given, str):
        return read_number(given)
    match = _AMOUNT.fullmatch(given.strip().translate(_MARKS).strip())
    if match is None:
        return None
    number = read_number(match.group(1))
    return None if number is None else _with_rest(number, match.group(2).strip(), units)


def _with_rest(number: Decimal, rest: str, units: Sequence[Unit]) -> Decimal | None:
    """A number and what stands behind it: its unit, perhaps followed by a smaller part."""
    several = None if _called(rest, units) else _ONE_OF_SEVERAL.fullmatch(rest)
    if several is None:
        return _converted(number, rest, units)
    first = _called(several.group(1), units)
    if first is None or first.offset:
        raise UnknownUnitError
    more = read_amount(several.group(2), units)
    return None if more is None else _EXACT.add(first.convert(number), more)


def _converted(number: Decimal, name: str, units: Sequence[Unit]) -> Decimal:
    if not name.strip():
        return number
    unit = _called(name, units)
    if unit is None:
        raise UnknownUnitError
    return unit.convert(number)


def _called(name: str, units: Sequence[Unit]) -> Unit | None:
    return next((unit for unit in units if name.strip() and unit.is_called(name)), None)


def _plain_name(name: str) -> str:
    plain = re.sub(r"\s+", "", name.lower()).replace("µ", "u").replace("μ", "u").strip(".")
    return plain[:-1] if len(plain) > 2 and plain.endswith("s") else plain
