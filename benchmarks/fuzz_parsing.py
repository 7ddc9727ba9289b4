"""Looks for texts that break the parse: crash it, lose a letter, or put a span where it does not belong.

    python benchmarks/fuzz_parsing.py [--minutes 10] [--seed 1]

With atheris installed (it is no dependency of the project) the search follows the lines of code that a text
reaches; without it, texts are put together at random. What broke once belongs into
tests/engines/eligibility/reading/test_reading_bad_input.py.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

FRAGMENTS = (
    *("Inclusion Criteria:\n", "Exclusion Criteria for part B:\n", "Key Inclusion Criteria\n\n"),
    *("INCLUSION", ":", "\n", "\n\n", "- ", "* ", "\u2022 ", "o ", "1. ", "2) ", "(3) ", "a. ", "(b) "),
    *("ii. ", "IV. ", "1.2 ", "\\- ", "    ", "\t", "\r\n", "; ", ". ", "PATIENT CHARACTERISTICS: "),
    *("Age: ", "Hepatic: Not specified ", "Cohort 2:\n", "For all patients:\n", "None", "N/A"),
    *("at least one of the following:", " or ", "and/or", " unless ", "except for ", "other than "),
    *("no history of ", "without ", "age 18 to 65 years", ">= 70 kg", "\\>3 x ULN", "<1.5", "10^9/L"),
    *("between 5 and 3", "ECOG 0-2", "stage IIIB", "NYHA III", "hemoglobin ", "creatinine ", "HbA1c "),
    *("BMI ", "blood pressure 140/90 mmHg", "1,500/mm^3", "2·5", "½", "٣", "18½ years"),
    *("within 4 weeks before randomization", "for 6 months", "last dose", "(", ")", "[", "]", "{", "}"),
    *("%", "±", "\u2013", "≥", "&gt;", "stroke", "metformin", "pregnant or lactating women"),
    *("written consent", "English", "Einschlusskriterien", "年龄", "גיל", "\x00", "\x1b", "\u200f", "\u2028"),
    *("\ufeff", "\ud800", "e\u0301", "🤒", "ﬁ", "İ", "ß", "9" * 40, "1e999", "0.0000001"),
)

LONGEST = 4_000


def check(text: str) -> None:
    """Everything that holds for the parse of any text."""
    from crossroads.engines.eligibility.parsing import parse

    parsed = parse(text)
    spans = sorted([one.span for one in parsed.criteria] + [one.span for one in parsed.headings])
    below = 0
    for start, end in spans:
        assert below <= start < end <= len(text), f"span {start}-{end} after {below}"
        below = end
    codes = [one.code for one in parsed.criteria]
    assert len(set(codes)) == len(codes), "codes differ"
    assert all(len(code) <= 8 for code in codes), "codes are short"
    for one in parsed.criteria:
        assert text[slice(*one.span)] == one.text, "criteria are verbatim"
        for found in (*one.facts, *one.entities):
            assert one.span[0] <= found.start < found.end <= one.span[1], f"{found} lies in its criterion"
        assert all(text[each.start : each.end] == each.text for each in one.entities), "entities are verbatim"
    assert all(problem.message and problem.message != problem.code for problem in parsed.problems), (
        "problems are told"
    )
    parsed.to_dict()


def text_from(data: bytes) -> str:
    """Bytes read as a list of fragments, with letters between them."""
    pieces: list[str] = []
    for byte in data[:LONGEST]:
        pieces.append(FRAGMENTS[byte] if byte < len(FRAGMENTS) else chr(32 + byte % 95))
    return "".join(pieces)[:LONGEST]


def at_random(seconds: float, seed: int) -> int:
    """Tries texts until the time is over; prints the first that breaks, and how many were tried."""
    chance = random.Random(seed)
    ends, tried = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        text = text_from(chance.randbytes(chance.randint(1, 80)))
        try:
            check(text)
        except Exception as error:  # noqa: BLE001 - whatever breaks is what we look for
            print(f"broke after {tried} texts: {error!r}\n{text!r}")
            return 1
        tried += 1
    print(f"{tried:,} texts in {seconds:.0f} s, none broke")
    return 0


def guided(seconds: float, seed: int, corpus: Path) -> None:
    """The same with atheris; it ends the program itself."""
    import atheris

    with atheris.instrument_imports(include=["crossroads.engines.eligibility"]):
        import crossroads.engines.eligibility.parsing  # noqa: F401 - loaded here to be watched

    corpus.mkdir(parents=True, exist_ok=True)
    options = [f"-max_total_time={seconds:.0f}", "-max_len=120", f"-seed={seed}", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], str(corpus), *options], lambda data: check(text_from(data)))
    atheris.Fuzz()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--corpus", type=Path, default=Path("fuzz-corpus"), help="where atheris keeps its texts"
    )
    given = parser.parse_args()
    try:
        guided(given.minutes * 60, given.seed, given.corpus)
    except ImportError:
        print("atheris is not installed: texts are put together at random")
        sys.exit(at_random(given.minutes * 60, given.seed))


if __name__ == "__main__":
    main()
