"""Stage, grade and class: "stage IIIB or IV", "NYHA III-IV", "grade ≥ 2", "Child-Pugh B", "T1-2 N0 M0"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import pairwise

from crossroads.engines import rules
from crossroads.engines.eligibility.facts.line import Line
from crossroads.engines.eligibility.facts.phrases import WordList
from crossroads.engines.eligibility.facts.quantities import operator_words, read_operator
from crossroads.engines.eligibility.parsed import Fact, FactKind, FactOperator

_LEAD = 30  # characters of words that bind
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_VALUE = r"(?:(?:iii|ii|iv|vi|v|i)|[0-6])(?:\s?-?[a-d][1-3]?(?![\w]))?"
_LETTER = r"[abc]"
_KEYWORD = (
    r"(?:stages?|staging|grades?|grading|class(?:es|ification|ifications|ified)?"
    r"|functional class(?:es)?|degrees?)"
)
_JOIN = r"\s?(?:-|~|/|,|&|to|or|and|and/or|through|, or|, and|, &)\s?"
_AGAIN = rf"(?:(?:{_KEYWORD}\s|(?:asa|nyha)\s?))?"
_ENDS = r"(?![\w%]|\.\w)"
_BODY = rf"(?P<first>{_VALUE}|{_LETTER}){_ENDS}(?P<rest>(?:{_JOIN}{_AGAIN}(?:{_VALUE}|{_LETTER}){_ENDS})*)"
_ONE = re.compile(rf"(?:{_VALUE}|{_LETTER}){_ENDS}")
_TNM = re.compile(
    r"(?<![^\W_])[cpyr]{0,2}(?P<letter>t|n|m)(?P<value>[0-4x](?:[a-d])?|is)"
    r"(?:\s?-\s?(?P<to>(?:t|n|m)?[0-4][a-d]?))?(?![^\W_])"
)
_CANCER = re.compile(
    r"stag|tumou?r|cancer|carcinoma|tnm|nod(?:e|al)|metasta|neoplas|melanoma|sarcoma|ajcc|disease"
)


@cache
def _stage() -> re.Pattern[str]:
    table = rules.load("eligibility/words")["stage"]
    between, scales = "|".join(table["between"]), "|".join(table["scales"])
    return re.compile(
        rf"(?<![^\W_])(?:(?P<name>{scales})(?:\)|\()?[\s,:-]{{0,2}}(?:\([^)]*\)\s?)?"
        rf"(?:(?:{between})\s)*)?"
        rf"(?P<keyword>{_KEYWORD}|(?<=\s)(?:of|is)|)(?:[\s-]|(?<=[\s)]))?\s?(?:of\s|is\s|was\s|score\s|:\s?)?"
        rf"(?P<operator>(?:[≥≤<>=]|greater|more|less|at|higher|lower|worse|no|not|up|above|below|over)(?:(?!{_KEYWORD}|(?<=\s)(?:{scales})\b)[^\d.;]){{0,28}}?)?\s?"
        rf"{_BODY}(?P<after>\s?(?:or (?:higher|greater|more|above|worse|lower|less|below)|\+))?"
    )


@cache
def _scale_words() -> WordList:
    """The first words of the scales; "who" needs a keyword beside it."""
    scales = rules.load("eligibility/words")["stage"]["scales"]
    found = {match[0] for scale in scales if (match := re.match(r"[a-z]+", scale))}
    glued = {f"{scale}{numeral}" for scale in ("asa", "nyha") for numeral in _ROMAN}
    return WordList((found - {"who"}) | glued)


def _may_have_stage(plain: str) -> bool:
    named = "stag" in plain or "grad" in plain or "class" in plain or "degree" in plain
    return named or bool(_scale_words().places(plain))


def stage_facts(line: Line) -> Iterator[Fact]:
    """Stages with a word that says so, or of a scale that is always one."""
    for match in _stage().finditer(line.plain) if _may_have_stage(line.plain) else ():
        if not match["name"] and match["keyword"] in {"", "of", "is"}:
            continue
        if match["keyword"].startswith("degree") and match["first"] in "abc":
            continue  # "38 degrees C"
        if not match["keyword"] and (
            match["name"] == "who" or (match["first"] in "abc" and "pugh" not in match["name"])
        ):
            continue
        yield from _facts_of(line, match)
    yield from _tnm(line)


@cache
def _ahead() -> re.Pattern[str]:
    """ "At least grade 2"."""
    return re.compile(rf"(?P<operator>{operator_words('before')})\s?$")


def _facts_of(line: Line, match: re.Match[str]) -> Iterator[Fact]:
    concept = _concept(line, match)
    start = (
        match.start("keyword")
        if match["keyword"] not in {"", "of", "is"}
        else match.start("operator" if match["operator"] else "first")
    )
    ahead = (
        None
        if match["operator"]
        else _ahead().search(line.plain, max(0, match.start() - _LEAD), match.start())
    )
    said = (match["operator"] or (ahead["operator"] if ahead else "")).strip()
    operator = read_operator(said, before=True) if said else None
    if said and operator is None:
        return
    if ahead:
        start = ahead.start()
    if match["after"]:
        operator = read_operator(match["after"].strip(), before=False)
    rest = list(_ONE.finditer(_without_keywords(match["rest"])))
    values = [match["first"], *(found.group() for found in rest)]
    spans = [(start, match.end("first") if rest else match.end())]
    spans += [(match.start("rest") + found.start(), match.start("rest") + found.end()) for found in rest]
    numbers = [_number(value) for value in values]
    if len(values) > 1 and all(number is not None for number in numbers) and _is_run(numbers, match["rest"]):
        yield Fact(
            FactKind.STAGE, concept, FactOperator.BETWEEN, numbers[0], start, match.end(), high=numbers[-1]
        )
        return
    for value, number, span in zip(values, numbers, spans, strict=True):
        said = number if number is not None else re.sub(r"[\s-]", "", value).upper()
        yield Fact(FactKind.STAGE, concept, operator or FactOperator.EQUAL, said, *span)


def _without_keywords(words: str) -> str:
    """The same length, so that places still hold."""
    return re.sub(
        rf"{_KEYWORD}|\basa|\bnyha|\b(?:to|or|and|through)\b", lambda match: " " * len(match.group()), words
    )


def _is_run(numbers: list[Decimal | None], rest: str) -> bool:
    """Whether a list is a range: it says "to", or each is one more than the one before."""
    read = [number for number in numbers if number is not None]
    ranged = len(read) == 2 and re.match(r"\s?(?:-|~|to|through)", rest) is not None and read[0] < read[1]
    return ranged or all(later - earlier == 1 for earlier, later in pairwise(read))


def _number(value: str) -> Decimal | None:
    plain_value = value.strip()
    return (
        Decimal(_ROMAN[plain_value])
        if plain_value in _ROMAN
        else Decimal(plain_value)
        if plain_value.isdigit()
        else None
    )


def _concept(line: Line, match: re.Match[str]) -> str:
    name = {
        "new york heart association": "nyha",
        "american society of anesthesiologists": "asa",
        "american society of anesthesiologists physical status": "asa",
        "american society of anaesthesiologists": "asa",
        "american society of anaesthesiologists physical status": "asa",
    }.get(match["name"] or "", match["name"] or "")
    keyword = {
        "stages": "stage",
        "staging": "stage",
        "grades": "grade",
        "grading": "grade",
        "classes": "class",
        "degrees": "degree",
    }.get(match["keyword"], match["keyword"])
    keyword = "" if keyword in {"of", "is"} else "class" if keyword.startswith("classif") else keyword
    return " ".join(part for part in (re.sub(r"\s+", " ", name), keyword) if part)


def _may_have_tnm(line: Line) -> bool:
    return line.has_digits or any(letters in line.plain for letters in ("tis", "tx", "nx", "mx"))


def _tnm(line: Line) -> Iterator[Fact]:
    found = list(_TNM.finditer(line.plain)) if _may_have_tnm(line) else ()
    if not found or not _CANCER.search(line.plain):
        return
    for match in found:
        value = line.text[match.start("letter") : match.end()].upper().replace(" ", "")
        if line.text[match.start("letter")].isupper():
            yield Fact(
                FactKind.STAGE,
                f"tnm {match['letter']}",
                FactOperator.EQUAL,
                value,
                match.start(),
                match.end(),
            )
