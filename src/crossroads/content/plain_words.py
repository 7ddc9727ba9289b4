"""Facts in plain words, as a message says them. Pure; English.

A registry writes for registries ("Diabetes Mellitus, Type 2", "18 Years"); a message speaks to people.
"""

from __future__ import annotations

import re

from crossroads.engines import rules

_EPONYMS = frozenset(rules.load("content")["eponyms"])

_AGE = re.compile(r"(\d+)\s+(year|month|week|day|hour|minute)s?", re.IGNORECASE)
_INVERTED = re.compile(r"^([^,]+),\s+([^,]+)$")
_RATIO = re.compile(r"^\s*(\d+)\s*(?:in|of|out of|:|/)\s*(\d+)\s*$")
_PERCENT = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(?:%|percent)\s*$")


def phrase(value: str) -> str:
    """A value inside a sentence: no line breaks, no braces, no closing full stop of its own."""
    return re.sub(r"\s+", " ", re.sub(r"[{}]", "", value)).strip().rstrip(".")


def condition(value: str) -> str:
    """The first condition as people write it: "Diabetes Mellitus, Type 2" is "type 2 diabetes mellitus"."""
    first = phrase(re.split(r"[;|\n]", value)[0])
    inverted = _INVERTED.match(first)
    if inverted:
        first = f"{inverted[2]} {inverted[1]}"
    return " ".join(_lower(word) for word in first.split())


def _lower(word: str) -> str:
    """Acronyms (COPD, HIV-1) and names of people keep their capitals."""
    letters = re.sub(r"['’]s$", "", word.strip("()"))
    is_acronym = sum(letter.isupper() for letter in letters) > 1 or (len(letters) == 1 and letters.isupper())
    is_name = any(part.lower() in _EPONYMS for part in re.split(r"[-\u2013]", letters))
    return word if is_acronym or is_name else word.lower()


def ages(minimum: str, maximum: str) -> str:
    """Two limits as the registry words them, either may be empty: "18 to 65", "18 or older", "any age"."""
    low, high = _age(minimum), _age(maximum)
    if low and high:
        if low[1] == high[1]:
            return f"{low[0]} to {high[0]}" + ("" if low[1] == "year" else f" {low[1]}s")
        return f"{_with_unit(low)} to {_with_unit(high)}"
    if low:
        return f"{_bare_years(low)} or older"
    if high:
        return f"{_bare_years(high)} or younger"
    return "any age"


def _age(value: str) -> tuple[int, str] | None:
    found = _AGE.search(value)
    return (int(found[1]), found[2].lower()) if found else None


def _with_unit(age: tuple[int, str]) -> str:
    return f"{age[0]} {age[1]}{'' if age[0] == 1 else 's'}"


def _bare_years(age: tuple[int, str]) -> str:
    return str(age[0]) if age[1] == "year" else _with_unit(age)


def sex(value: str, minimum: str) -> str:
    """Who is meant: "people", "women", "girls and women" where children may take part."""
    low = _age(minimum)
    adults = low is not None and low[1] == "year" and low[0] >= 18
    match value.upper():
        case "FEMALE":
            return "women" if adults else "girls and women"
        case "MALE":
            return "men" if adults else "boys and men"
        case _:
            return "people"


def visits(value: str) -> str:
    """A bare number becomes "6 visits"; words stay as they are."""
    bare = value.strip()
    if bare.isdecimal():
        return f"{bare} visit{'' if bare == '1' else 's'}"
    return phrase(value)


def chance(value: str) -> str:
    """A chance as people count it: "5 of 10", "1 in 2" and "50 %" are so many of so many people."""
    if ratio := _RATIO.match(value):
        return f"{ratio[1]} of {ratio[2]} people"
    if percent := _PERCENT.match(value):
        return f"{percent[1]} of 100 people"
    return "nobody" if value.strip().lower().rstrip(".") in ("none", "no", "0") else phrase(value)


def paragraphs(value: str) -> str:
    """Prose as it was entered, without braces, which would be taken for slots."""
    return re.sub(r"[{}]", "", value).strip()
