"""One criterion as a rule with its questions, or left to the site with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crossroads.engines import rules
from crossroads.engines.eligibility.asking.leaving import LeftReason, tells
from crossroads.engines.eligibility.asking.names import Named, read_names
from crossroads.engines.eligibility.asking.sentences import read_sentence
from crossroads.engines.eligibility.asking.values import read_facts
from crossroads.engines.eligibility.asking.wording import Ask, word
from crossroads.engines.eligibility.conditions import Compare, Condition, Operator, comparisons
from crossroads.engines.eligibility.logic import Not
from crossroads.engines.eligibility.parsed import ParsedCriterion
from crossroads.engines.eligibility.reading.words import ALLOWED
from crossroads.engines.eligibility.screener import CriterionRule, Question
from crossroads.engines.terms import CriterionCategory

_SHORTEST_VERBATIM, _LONGEST_VERBATIM = 2, 12  # words of a criterion that is asked as it stands
_PLAIN_SENTENCE = re.compile(r"[A-Z][A-Za-z' -]*[a-z]\.?")
_PEOPLE = re.compile(
    r"^(?:patients?|subjects?|participants?|volunteers?|persons?|people)(?: who| that)? (?=\w)", re.I
)
_FOR_SOME = re.compile(
    r"^(?:(?:for|in|among) (?!all\b)(?:[\w-]+ ){0,2}(?:patients|subjects|participants|individuals|persons|people|those"
    r"|wom[ae]n|men|females?|males?|adults|children|infants|adolescents|volunteers|controls|cases)\b|if\b|when\b"
    r"|(?:group|cohort|arm|part|phase|stratum|step) [A-Z0-9]{1,3}\b|(?:healthy|controls?|cases)\b[^:]{0,40}:)",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\b(?:and|or|except|unless|other than|not|no)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Draft:
    """What one criterion comes to.

    criterion  as it was read
    condition  when the criterion as worded holds, over answers; None where it is left to the site
    asks       the questions that the condition looks at
    left       why it is left to the site; None where it is asked
    """

    criterion: ParsedCriterion
    condition: Condition | None = None
    asks: tuple[Ask, ...] = ()
    left: LeftReason | None = None

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(ask.question for ask in self.asks)

    @property
    def rule(self) -> CriterionRule:
        """The criterion as a rule of a screener, under the code that it was read with."""
        one = self.criterion
        return CriterionRule(one.code, one.category, one.text, self.condition, one.span)


def draft(criterion: ParsedCriterion) -> Draft:
    """Word one criterion as questions.

    A whole sentence that most studies have comes first, then what its facts tell, then names of illnesses,
    medicines and treatments, and last its own words, where they are few and plain. Nothing is asked that was
    read in part only.
    """
    read = _read(criterion)
    if isinstance(read, LeftReason):
        return Draft(criterion, left=read)
    return Draft(criterion, read.condition, read.asks)


def _read(criterion: ParsedCriterion) -> Named | LeftReason:
    text = criterion.text
    if criterion.group:
        return LeftReason.ALLOWED if ALLOWED.fullmatch(criterion.group) else LeftReason.ONE_GROUP
    if tells(LeftReason.CONSENT, text):
        return LeftReason.CONSENT
    if tells(LeftReason.TOO_INTIMATE, text):
        return LeftReason.TOO_INTIMATE
    sentence = read_sentence(text, criterion.category)
    if sentence is not None:
        return sentence
    if _FOR_SOME.match(text):
        return LeftReason.ONE_GROUP
    facts = read_facts(criterion.logic, criterion.category) if criterion.logic else LeftReason.NOT_READ
    names = None if isinstance(facts, Named) else read_names(text, criterion.entities)
    read = names or facts
    if isinstance(read, Named):
        return LeftReason.NOT_READ if _denies_what_is_excluded(criterion, read) else read
    if names is not None:
        return names
    if facts is not LeftReason.NOT_READ:
        return facts
    return _why_not(text) or _verbatim(text) or _last_reason(criterion)


def _denies_what_is_excluded(criterion: ParsedCriterion, read: Named) -> bool:
    """ "No history of stroke" among the exclusion criteria: the writer may have meant the opposite of the words."""
    denies = isinstance(read.condition, Not) and all(one.value is True for one in comparisons(read.condition))
    return denies and criterion.category is CriterionCategory.EXCLUSION


def _why_not(text: str) -> LeftReason | None:
    reasons = (LeftReason.NEEDS_DOCTOR, LeftReason.NEEDS_TEST)
    return next((reason for reason in reasons if tells(reason, text)), None)


def _verbatim(text: str) -> Named | None:
    """The criterion in its own words, where they are few, plain, and one idea."""
    words = _PEOPLE.sub("", " ".join(text.split()).strip(" .;*-"))
    words = words[:1].upper() + words[1:]
    count = len(words.split())
    if not _SHORTEST_VERBATIM <= count <= _LONGEST_VERBATIM or not _PLAIN_SENTENCE.fullmatch(words):
        return None
    if _SEVERAL.search(words) or not _is_common(words):
        return None
    question = word("true_for_you", words)
    if question is None:
        return None
    return Named(Compare(question.key, Operator.EQUAL, True), (Ask(question),))


def _is_common(words: str) -> bool:
    """Whether every word is one that people use about themselves."""
    common = rules.load("questions/common")["words"]
    return all(word.lower() in common for word in re.findall(r"[A-Za-z']+", words))


def _last_reason(criterion: ParsedCriterion) -> LeftReason:
    ideas = len(re.findall(r"[,;]|\band\b|\bor\b", criterion.text))
    if ideas > 1:
        return LeftReason.SEVERAL_IDEAS
    return LeftReason.NOT_PLAIN if criterion.facts or criterion.entities else LeftReason.NOT_READ
