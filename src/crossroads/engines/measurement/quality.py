"""Doubts about the numbers. They are told and never mended in silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from crossroads.engines import rules
from crossroads.engines.terms import FUNNEL_STAGES, Stage


class NoteCode(StrEnum):
    """What is doubtful. The sentence stands in ``rules/<lang>/measurement.toml``."""

    LATER_STAGE_LARGER = "later_stage_larger"
    SUSPECT_LEFT_OUT = "suspect_left_out"
    SPEND_WITHOUT_COUNTS = "spend_without_counts"


@dataclass(frozen=True, slots=True)
class QualityNote:
    """One doubt, and whose numbers it is about ("search / message 4", or "all")."""

    code: NoteCode
    about: str
    params: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> str:
        """The doubt with its numbers; for people who may see small counts."""
        sentence = str(rules.load("measurement")["notes"][self.code.value])
        return sentence.format(about=self.about, **dict(self.params))

    @property
    def sentence_without_counts(self) -> str:
        """The doubt for analysts: its numbers could give a hidden count away."""
        sentence = str(rules.load("measurement")["notes_without_counts"][self.code.value])
        return sentence.format(about=self.about, **dict(self.params))


def steps(reported: Iterable[Stage]) -> list[tuple[Stage, Stage]]:
    """(earlier, later) pairs of neighbouring stages among those reported, in the order of the funnel.

    The two exits follow the stage that they leave: screen failed follows screened, withdrawn the consent.
    """
    known = set(reported)
    forward = [stage for stage in FUNNEL_STAGES if stage in known]
    pairs = list(pairwise(forward))
    exits = ((Stage.SCREENED, Stage.SCREEN_FAILED), (Stage.INFORMED_CONSENTED, Stage.WITHDRAWN))
    return pairs + [pair for pair in exits if known.issuperset(pair)]


def impossible_steps(about: str, counts: Mapping[Stage, int]) -> list[QualityNote]:
    """A note for each step where more people arrived than set out."""
    return [
        QualityNote(
            NoteCode.LATER_STAGE_LARGER,
            about,
            (
                ("earlier", earlier.value),
                ("earlier_count", str(counts[earlier])),
                ("later", later.value),
                ("later_count", str(counts[later])),
            ),
        )
        for earlier, later in steps(counts)
        if counts[later] > counts[earlier]
    ]
