"""Poll questions as a person types them, and back.

A question is a block of lines, blocks are parted by an empty line:

    Who must see a message before it goes out?
      The sponsor alone
    * The ethics board
    Because: it is part of what the board reviews
    Source: ICH E6(R3), 1.2.2(e)
    Link: https://...

The star marks the right choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from crossroads.engines.errors import Problems, Where
from crossroads.playbook.practices import Question

_NOTES = {"because:": "because", "source:": "source", "link:": "url"}


def read_questions(text: str) -> tuple[Question, ...]:
    """raises  InputProblem or ManyProblems "playbook.question_shape", "playbook.link", each with its line"""
    problems = Problems()
    questions = [_question(number, lines, problems) for number, lines in _blocks(text)]
    problems.raise_any()
    return tuple(question for question in questions if question is not None)


def write_questions(questions: Iterable[Question]) -> str:
    """The text from which ``read_questions`` makes the same questions."""
    return "\n\n".join(_written(question) for question in questions)


def _blocks(text: str) -> list[tuple[int, list[str]]]:
    """Blocks of lines with the number of their first line."""
    blocks: list[tuple[int, list[str]]] = []
    open_block = False
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            open_block = False
        elif open_block:
            blocks[-1][1].append(line.strip())
        else:
            blocks.append((number, [line.strip()]))
            open_block = True
    return blocks


def _question(number: int, lines: list[str], problems: Problems) -> Question | None:
    notes: dict[str, str] = {}
    choices: list[str] = []
    right: list[int] = []
    for line in lines[1:]:
        label = next((key for key in _NOTES if line.lower().startswith(key)), None)
        if label:
            notes[_NOTES[label]] = line[len(label) :].strip()
            continue
        if line.startswith("*"):
            right.append(len(choices))
        choices.append(line.removeprefix("*").strip())
    where = Where(line=number, field="questions")
    if len(choices) < 2 or len(right) != 1 or not all(choices) or len(set(choices)) != len(choices):
        problems.add("playbook.question_shape", where=where, line=number)
        return None
    if notes.get("url") and not re.fullmatch(r"https?://\S{1,290}", notes["url"]):
        problems.add("playbook.link", where=where, line=number)
        return None
    return Question(lines[0], tuple(choices), right[0], **notes)


def _written(question: Question) -> str:
    choices = [
        f"{'* ' if place == question.right else '  '}{choice}"
        for place, choice in enumerate(question.choices)
    ]
    notes = [
        f"{label.capitalize()} {value}"
        for label, name in _NOTES.items()
        if (value := getattr(question, name))
    ]
    return "\n".join([question.text, *choices, *notes])
