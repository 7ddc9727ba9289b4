"""How accurate and how fast the compliance engine is.

    python benchmarks/compliance.py            prints accuracy and speed
    python benchmarks/compliance.py --write    writes docs/reference/rules.md first

The baseline is what a first attempt would be: per rule one alternation of its plain words, no context, on
the same messages in the same run. It says what the context costs in time and what it saves in false
findings.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from crossroads.engines.compliance import MessageInContext, check, rulebook  # noqa: E402
from crossroads.engines.compliance.reference import Measured, rules_page  # noqa: E402
from engines.compliance.labelled import SETS, Case, case_files, cases_of, measurements  # noqa: E402

PAGE = ROOT / "docs" / "reference" / "rules.md"
COMMAND = "python benchmarks/compliance.py"
NAIVE_WORDS = {
    "R001": "safe|effective|works?|proven|breakthrough|no side effects|no risk|amazing results|recommend",
    "R002": "better|superior|best|as good as|as effective as|next generation|outperforms?|safer|unlike",
    "R006": "cure[sd]?|guarantee[sd]?|relief|goodbye|you will|you'll|life back|no more",
    "R010": "waive|act now|last chance|hurry|liable|must|miss|today|too late|left",
    "R011": "future|meet|ask your doctor|first to|breakthrough|promising|game changer|safe|love",
    "R013": "pre-order|buy|own|available|price|first to|launch|painless|works",
    "R049": "lumivarin|orvexa|calmirex|lmv|orx|cmx|velmorixab",
    "R056": "do you|are you|your|you have|living with",
}


def page() -> str:
    return rules_page(rulebook("en"), measurements(), command=COMMAND)


def all_cases() -> list[Case]:
    return [case for prefix in SETS for path in case_files(prefix) for case in cases_of(path)]


def naive_checker() -> Callable[[MessageInContext], list[str]]:
    patterns = {rule: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for rule, words in NAIVE_WORDS.items()}

    def find(message: MessageInContext) -> list[str]:
        return [
            rule for rule, pattern in patterns.items() if any(True for _ in pattern.finditer(message.text))
        ]

    return find


def accuracy(
    cases: Iterable[Case], rules_that_speak: Callable[[MessageInContext], Iterable[str]]
) -> Measured:
    results = [(case.violating, case.rule_id in set(rules_that_speak(case.message))) for case in cases]
    counted = [results.count(key) for key in ((True, True), (True, False), (False, True), (False, False))]
    return Measured(*counted)


def messages_per_second(messages: list[MessageInContext], run: Callable[[MessageInContext], object]) -> float:
    best = 0.0
    for _ in range(3):
        started = time.perf_counter()
        for message in messages:
            run(message)
        best = max(best, len(messages) / (time.perf_counter() - started))
    return best


def whole_messages(cases: list[Case], sentences: int = 4) -> list[MessageInContext]:
    """Messages of the length of real ones: four labelled sentences each, in the first one's context."""
    groups = [cases[i : i + sentences] for i in range(0, len(cases), sentences)]
    return [
        MessageInContext(
            " ".join(case.message.text for case in group),
            network=group[0].message.network,
            placement=group[0].message.placement,
            product_names=group[0].message.product_names,
            conditions=group[0].message.conditions,
        )
        for group in groups
    ]


def main() -> None:
    if "--write" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
        print(f"wrote {PAGE.relative_to(ROOT)}")
    cases = all_cases()
    messages = whole_messages(cases) * 5
    characters = sum(len(m.text) for m in messages) / len(messages)
    naive = naive_checker()
    started = time.perf_counter()
    rulebook.cache_clear()
    rulebook("en")
    print(f"reading the rulebook: {time.perf_counter() - started:.2f} s, once")
    print(f"{len(messages)} messages of {characters:.0f} characters, every rule in force")
    for name, run, speaks in (
        ("engine", check, lambda m: [f.rule_id for f in check(m)]),
        ("naive words", naive, naive),
    ):
        speed, found = messages_per_second(messages, run), accuracy(cases, speaks)
        print(
            f"{name:12} {speed:9.0f} messages/s   precision {found.precision:.2f}   recall {found.recall:.2f}"
            f"   ({len(cases)} labelled sentences, seen ones)"
        )


if __name__ == "__main__":
    main()
