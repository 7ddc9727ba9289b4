"""Units: reading them as they are written, naming them in UCUM, and converting between them.

Codes are those of the Unified Code for Units of Measure (ucum.org); which words mean which unit, how large it is,
and the molar mass of what is measured stand in ``rules/en/eligibility/units.toml`` and ``concepts.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from crossroads.engines import rules
from crossroads.engines.eligibility.facts.concepts import concept_named

TIME_UNITS = ("s", "min", "h", "d", "wk", "mo", "a")
_KELVIN_LIKE = {"Cel", "[degF]"}
_SLASH = r"\s?(?:/|\b(?:per|an?|each|every)\b)\s?"
_PER = re.compile(r"/|\b(?:per|an?|each|every)\b")
_GOES_ON = re.compile(r"/[^\W\d_]{1,2}(?![^\W_])")  # "mg/zL" is not milligrams
_END = r"(?![^\W_])"


@dataclass(frozen=True, slots=True)
class UnitRead:
    """A unit that was found: its UCUM code and where it ends."""

    code: str
    end: int


@cache
def _codes(table: str) -> dict[str, str]:
    """UCUM code by alias without white space."""
    entries = rules.load("eligibility/units")[table].items()
    aliases = {code: row["aliases"] if table == "atoms" else row for code, row in entries}
    return {alias.replace(" ", ""): code for code, listed in aliases.items() for alias in listed}


# "x10^9", "× 10⁹", "*10e9", "x 10 9", and the flattened superscript "x109"
_POWER = (
    r"(?:(?:[x*.]\s?)?10\s?(?:\^|\*{1,2}|e|exp|\s)?\s?\(?(?:12|[3-9]|[³⁴⁵⁶⁷⁸⁹])\)?(?![\d.])"
    r"|(?:k|thousand|million|billion)(?![^\W_]))"
)
_EXPONENT = re.compile(r"12|[3-9]|[³⁴⁵⁶⁷⁸⁹]")


def _any_of(table: str) -> str:
    entries = rules.load("eligibility/units")[table].values()
    aliases = {alias for row in entries for alias in (row["aliases"] if table == "atoms" else row)}
    return "|".join(_loosely(alias) for alias in sorted(aliases, key=lambda alias: (-len(alias), alias)))


def _loosely(alias: str) -> str:
    escaped = re.escape(alias).replace(r"\ ", r"\s?").replace("/", r"\s?/\s?")
    return escaped + _END if alias[-1].isalnum() else escaped


@cache
def _pattern() -> re.Pattern[str]:
    atom = _any_of("atoms")
    return re.compile(
        rf"(?P<whole>{_any_of('whole')})"
        rf"|(?:(?P<power>{_POWER})\s?)?(?P<over>{atom})?(?P<under>(?:{_SLASH}(?:{atom})){{1,2}})"
        rf"|(?P<only>{atom})|(?P<count>{_POWER})"
    )


def read_unit(plain: str, at: int) -> UnitRead | None:
    """The unit that stands at a place of a plain text (see ``normal.plain``), if one does."""
    match = _pattern().match(plain, at)
    if match is None or (match["only"] and _GOES_ON.match(plain, match.end())):
        return None
    return UnitRead(_code(match), match.end())


def _code(match: re.Match[str]) -> str:
    if match["whole"]:
        return _codes("whole")[_squeezed(match["whole"])]
    if match["count"]:
        return _power(match["count"])
    if match["only"]:
        return _code_of_part(match["only"])
    over = _code_of_part(match["over"]) if match["over"] else ""
    power = _power(match["power"]) if match["power"] else ""
    counted = power or ("" if over == "{cells}" else over)
    return "/".join([counted, *(_code_of_part(part) for part in _PER.split(match["under"]) if part.strip())])


def _code_of_part(words: str) -> str:
    return _codes("atoms")[_squeezed(words)]


def _power(words: str) -> str:
    """UCUM for a power of ten."""
    spelled = {"k": 3, "thousand": 3, "million": 6, "billion": 9}.get(words.strip())
    return f"10*{spelled or unicodedata.normalize('NFKC', _EXPONENT.findall(words)[-1])}"


def _squeezed(words: str) -> str:
    return re.sub(r"\s", "", words)


# -- converting ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Size:
    """How large a unit is: its factor to base units, and their dimensions with exponents."""

    factor: Decimal
    dimensions: tuple[tuple[str, int], ...]


@cache
def _size(code: str) -> _Size | None:
    """None for a code that is no unit of ours."""
    if code in {"", "1"}:
        return _Size(Decimal(1), ())
    over, *under = re.split(r"/(?![^{]*\})", code)
    factor, powers = Decimal(1), dict[str, int]()
    for sign, part in [(1, over), *((-1, part) for part in under)]:
        if part in {"", "{1.73_m2}"}:
            powers["body surface"] = powers.get("body surface", 0) + (sign if part else 0)
            continue
        atom = _atom(part)
        if atom is None:
            return None
        factor = factor * Decimal(atom["factor"]) if sign > 0 else factor / Decimal(atom["factor"])
        if atom["is"] != "count":
            powers[atom["is"]] = powers.get(atom["is"], 0) + sign
    return _Size(factor, tuple(sorted((name, power) for name, power in powers.items() if power)))


def _atom(code: str) -> dict[str, str] | None:
    if code.startswith("10*"):
        return {"is": "count", "factor": str(10 ** int(code[3:]))}
    found: dict[str, str] | None = rules.load("eligibility/units")["atoms"].get(code)
    return found


def convert(value: Decimal, concept: str, from_unit: str, to_unit: str) -> Decimal | None:
    """The same quantity in another unit; ``None`` where the two do not measure one thing.

    concept  as a fact names it; mass and amount of substance convert only where its molar mass is known,
             and "hba1c" between % (NGSP) and mmol/mol (IFCC) by the master equation of both, Hoelzel et al. 2004,
             doi:10.1373/clinchem.2003.024802
    returns  up to 12 significant digits
    """
    if from_unit == to_unit:
        return value
    special = _special(value, concept, from_unit, to_unit)
    if special is not None:
        return _rounded(special)
    start, goal = _size(from_unit), _size(to_unit)
    if start is None or goal is None:
        return None
    if start.dimensions == goal.dimensions:
        return _rounded(value * start.factor / goal.factor)
    return _by_molar_mass(value, concept, start, goal)


def _by_molar_mass(value: Decimal, concept: str, start: _Size, goal: _Size) -> Decimal | None:
    known = concept_named(concept)
    if known is None or known.molar_mass is None:
        return None
    for held, wanted, factor in (
        ("mass", "amount", 1 / known.molar_mass),
        ("amount", "mass", known.molar_mass),
    ):
        swapped = tuple(sorted((wanted if name == held else name, power) for name, power in start.dimensions))
        if (held, 1) in start.dimensions and swapped == goal.dimensions:
            return _rounded(value * start.factor * factor / goal.factor)
    return None


def _special(value: Decimal, concept: str, from_unit: str, to_unit: str) -> Decimal | None:
    if {from_unit, to_unit} == _KELVIN_LIKE:
        return value * 9 / 5 + 32 if from_unit == "Cel" else (value - 32) * 5 / 9
    if concept == "hba1c" and (from_unit, to_unit) == ("%", "mmol/mol"):
        return (value - Decimal("2.152")) / Decimal("0.09148")
    if concept == "hba1c" and (from_unit, to_unit) == ("mmol/mol", "%"):
        return value * Decimal("0.09148") + Decimal("2.152")
    return None


def _rounded(value: Decimal) -> Decimal:
    return +value.quantize(Decimal(1).scaleb(value.adjusted() - 11)) if value else value


def units_of(concept: str) -> tuple[str, ...]:
    """Units that a value of a concept may be given in, the usual one first; empty where none is known."""
    known = concept_named(concept)
    if known is None or not known.unit:
        return ()
    others = (unit for unit in _offered() if unit != known.unit)
    return (
        known.unit,
        *(unit for unit in others if convert(Decimal(1), concept, known.unit, unit) is not None),
    )


@cache
def _offered() -> tuple[str, ...]:
    return tuple(rules.load("eligibility/units")["offered"])
