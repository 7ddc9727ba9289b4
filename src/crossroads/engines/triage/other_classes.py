"""Crisis, and the classes that need an answer rather than a report."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crossroads.engines.terms import CommentClass
from crossroads.engines.triage.lexicon import Hit
from crossroads.engines.triage.reading import Reading
from crossroads.engines.triage.values import Evidence, Finding, Reason

_LINK = re.compile(
    r"https?://\S+|www\.\S+|\b[\w-]{2,63}\.(?:com|net|org|co|ly|me|tv|biz|info)(?:/\S*)?\b", re.I
)
_WORDS_OF_TALK = 12  # a link with fewer words around it says nothing but "look here"


def find_crisis(reading: Reading) -> Finding | None:
    """Talk of suicide or self-harm. No negation weakens it: a person reads "I am not suicidal" too."""
    plain, despair = reading.labelled("crisis"), reading.labelled("despair")
    if not plain and not despair:
        return None
    reasons = [
        reason for reason, hits in ((Reason.CRISIS_WORDS, plain), (Reason.DESPAIR_WORDS, despair)) if hits
    ]
    return Finding(CommentClass.CRISIS, bool(plain), tuple(reasons), reading.evidence(plain + despair))


def find_question(reading: Reading) -> Finding | None:
    asking = [sentence for sentence in reading.sentences if sentence.asks]
    if not asking:
        return None
    whole = [Hit("question", sentence.first, sentence.last) for sentence in asking]
    return Finding(CommentClass.QUESTION, True, (Reason.ASKS,), reading.evidence(whole))


@dataclass(frozen=True, slots=True)
class _PhraseRule:
    """A class that its phrases alone decide."""

    comment_class: CommentClass
    label: str
    reason: Reason
    sure: bool = True
    negatable: bool = False


# Misinformation is never sure: whether a claim is false is a person's judgement, with sources.
_PHRASE_RULES = (
    _PhraseRule(CommentClass.INTEREST, "interest", Reason.WANTS_TO_JOIN, negatable=True),
    _PhraseRule(CommentClass.COMPLAINT, "complaint", Reason.COMPLAINS, negatable=True),
    _PhraseRule(CommentClass.COMPLAINT, "distrust", Reason.DISTRUSTS, sure=False),
    _PhraseRule(CommentClass.MISINFORMATION, "doubtful_claim", Reason.DOUBTFUL_CLAIM, sure=False),
    _PhraseRule(CommentClass.ABUSE, "insult", Reason.INSULTS),
    _PhraseRule(CommentClass.ABUSE, "threat", Reason.THREATENS),
    _PhraseRule(CommentClass.SPAM, "advert", Reason.ADVERTISES),
    _PhraseRule(CommentClass.SUPPORT, "support", Reason.SUPPORTS, negatable=True),
)


def find_by_phrases(reading: Reading) -> list[Finding]:
    """One finding per rule whose phrases occur."""
    found = []
    for rule in _PHRASE_RULES:
        hits = reading.labelled(rule.label)
        if hits and rule.negatable:
            hits = [
                hit
                for sentence in reading.sentences
                for hit in reading.within(sentence, rule.label)
                if not reading.negated(hit, sentence)
            ]
        if hits:
            found.append(Finding(rule.comment_class, rule.sure, (rule.reason,), reading.evidence(hits)))
    return found


def find_bare_link(reading: Reading) -> Finding | None:
    """A link with hardly any words around it; unsure, since a person may be sharing the study."""
    links = list(_LINK.finditer(reading.text)) if "." in reading.text else []
    if not links or len(reading.tokens) > _WORDS_OF_TALK:
        return None
    evidence = tuple(Evidence(link.start(), link.end(), link.group()) for link in links)
    return Finding(CommentClass.SPAM, False, (Reason.LINK_WITHOUT_TALK,), evidence)
