"""Possible adverse events: a bad effect that a person has had, with or without the product named.

Made for recall: a comment on a study's page is about the study even when it does not say so, so an effect
without a product is still flagged, as unsure. Left out on purpose: negated effects ("no side effects"), and
questions and suppositions about what might happen ("does it cause nausea?").
"""

from __future__ import annotations

from dataclasses import dataclass, field

from crossroads.engines.terms import CommentClass
from crossroads.engines.triage.lexicon import Hit
from crossroads.engines.triage.reading import Reading, Sentence
from crossroads.engines.triage.values import Finding, Reason, Seriousness, SeriousnessHint

_OUTCOMES = tuple(f"serious.{kind.value}" for kind in Seriousness if kind is not Seriousness.PREGNANCY)
_SURE = frozenset({Reason.EFFECT_AND_PRODUCT, Reason.EFFECT_AND_TIME, Reason.OUTCOME_AND_PRODUCT})


@dataclass
class _Collected:
    """Reasons and deciding hits gathered over the sentences."""

    reasons: list[Reason] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)

    def add(self, reason: Reason, hits: list[Hit]) -> None:
        if reason not in self.reasons:
            self.reasons.append(reason)
        self.hits.extend(hits)


def find_adverse_event(reading: Reading) -> Finding | None:
    """A finding where some sentence tells of a bad effect; sure where product or time tie it down."""
    collected = _Collected()
    comment_has_product = bool(reading.labelled("product"))
    for sentence in reading.sentences:
        effects = asserted(reading, sentence, "effect", "effect_mild", "crisis")
        outcomes = asserted(reading, sentence, *_OUTCOMES)
        if effects:
            _judge_effects(reading, sentence, effects, collected, comment_has_product)
        elif bodies := _bodies_beside_treatment(reading, sentence):
            collected.add(Reason.BODY_AND_TREATMENT, bodies)
        if outcomes and comment_has_product:
            collected.add(Reason.OUTCOME_AND_PRODUCT, outcomes + reading.within(sentence, "product"))
        elif outcomes:
            collected.add(Reason.EFFECT_OF_A_PERSON, outcomes)
    if not collected.reasons:
        return None
    return Finding(
        CommentClass.ADVERSE_EVENT,
        sure=not _SURE.isdisjoint(collected.reasons),
        reasons=tuple(collected.reasons),
        evidence=reading.evidence(collected.hits),
    )


def _judge_effects(
    reading: Reading, sentence: Sentence, effects: list[Hit], collected: _Collected, comment_has_product: bool
) -> None:
    products = reading.within(sentence, "product")
    times = reading.within(sentence, "since")
    strong = [hit for hit in effects if hit.label == "effect"]
    if products:
        collected.add(Reason.EFFECT_AND_PRODUCT, effects + products)
    elif times and strong:
        collected.add(Reason.EFFECT_AND_TIME, effects + times)
    elif strong or comment_has_product:
        has_person = bool(reading.within(sentence, "person", "experience"))
        reason = Reason.EFFECT_OF_A_PERSON if has_person else Reason.EFFECT_ALONE
        collected.add(reason, effects)
    elif times or reading.within(sentence, "experience"):
        collected.add(Reason.EFFECT_OF_A_PERSON, effects)


def _bodies_beside_treatment(reading: Reading, sentence: Sentence) -> list[Hit]:
    """Words for the body in a sentence that also has a time or somebody's treatment."""
    tied = reading.within(sentence, "since") or (
        reading.within(sentence, "product") and reading.within(sentence, "person")
    )
    return asserted(reading, sentence, "body") if tied else []


def asserted(reading: Reading, sentence: Sentence, *labels: str) -> list[Hit]:
    """Hits said to have happened: not negated, not merely asked or supposed, not the condition itself."""
    candidates = reading.within(sentence, *labels)
    if not candidates or _only_supposed(reading, sentence):
        return []
    condition = {at for hit in reading.within(sentence, "condition") for at in range(hit.first, hit.last)}
    tied_in_time = bool(reading.within(sentence, "since", "worse"))
    return [
        hit
        for hit in candidates
        if not reading.negated(hit, sentence)
        and (tied_in_time or condition.isdisjoint(range(hit.first, hit.last)))
    ]


def _only_supposed(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence asks or supposes, and nobody in it has had anything yet.

    "Does it cause nausea?" is only a question; "is it normal that I feel sick since the first dose?" is not.
    """
    supposing = reading.within(sentence, "suppose")
    if not sentence.asks and not supposing:
        return False
    opened = {hit.first for hit in supposing}  # "I am" in "I am worried about" is nothing had
    had = [hit for hit in reading.within(sentence, "experience") if hit.last not in opened]
    return not had and not reading.within(sentence, "since")


def find_seriousness(reading: Reading) -> tuple[SeriousnessHint, ...]:
    """Hints in the order of ICH E2A, wherever the words are asserted."""
    hints = []
    for kind in Seriousness:
        label = f"serious.{kind.value}"
        if not reading.labelled(label):
            continue
        hits = [hit for sentence in reading.sentences for hit in asserted(reading, sentence, label)]
        if hits:
            hints.append(SeriousnessHint(kind, reading.evidence(hits)))
    return tuple(hints)
