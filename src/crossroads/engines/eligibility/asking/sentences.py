"""Reads whole sentences that recur in most studies: pregnancy, other studies, smoking, languages, birth control.

A sentence counts only where all of its words are known for its subject, so that nothing else is said in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from crossroads.engines import rules
from crossroads.engines.eligibility.asking.names import Named
from crossroads.engines.eligibility.asking.plain import any_of
from crossroads.engines.eligibility.asking.times import take_time_back
from crossroads.engines.eligibility.asking.wording import Ask, set_question
from crossroads.engines.eligibility.conditions import Compare, Condition, Operator
from crossroads.engines.eligibility.logic import All, AnyOf, Not
from crossroads.engines.eligibility.screener import Intimacy, Question, QuestionKind
from crossroads.engines.terms import CriterionCategory, Sex

_CHILDBEARING = ("pregnant", "breastfeeding", "plans_pregnancy")
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z]+)*|[/&]")
_LONGEST_ON_BIRTH_CONTROL = 60  # words
_MORE_THAN_BIRTH_CONTROL = re.compile(
    r"\b(?:unless|except|other than|until|lactat\w*|nursing|breast\S*|negative|test|no|not(?! using| willing)"
    r"|(?<!become )(?<!becoming )(?<!get )pregnant)\b"
)
_EXCLUDES_MORE = re.compile(
    r"\bpregnanc(?:y|ies)\s*(?:,|;|/|or\b|and\b)|\b(?:plan|intend|intention|wish|try)\w*\b"
)
_BEFORE_THE_STUDY = re.compile(
    r"\b(?:prior to|before) (?:the )?(?:first|study|screening|enrol|random|inclusion|vaccin|start|entry|dos|baseline)"
)
"""Birth control that must have been used already is another question than the one that is asked."""


def read_sentence(text: str, category: CriterionCategory) -> Named | None:
    """Read a sentence whose subject has a question of its own; None where it is none of them."""
    lowered = " ".join(text.lower().replace("’", "'").split()).strip(" .;:,*-")
    return next((read for reader in _READERS if (read := reader(lowered, category)) is not None), None)


def _childbearing(text: str, category: CriterionCategory) -> Named | None:
    """ "Pregnant or nursing", "women who are not pregnant", "planning to become pregnant"."""
    sets = rules.load("questions/words")["sets"]
    words = _WORD.findall(text.replace("breast feeding", "breastfeeding").replace("non-", "non "))
    signs = {topic: set(sets[topic]["signs"]) for topic in _CHILDBEARING}
    topics = [topic for topic in _CHILDBEARING if signs[topic] & set(words)]
    allowed = set(sets["words"]["childbearing"]).union(*signs.values())
    negated = _negation(words, set().union(*signs.values()), sets["words"])
    if not topics or topics == ["plans_pregnancy"] or not set(words) <= allowed or negated is None:
        return None
    if negated and category is CriterionCategory.EXCLUSION:
        return None
    if "plans_pregnancy" in topics and sum(word in signs["pregnant"] for word in words) == 1:
        place = next(place for place, word in enumerate(words) if word in signs["plans_pregnancy"])
        if not signs["pregnant"] & set(words[:place]):
            topics.remove("pregnant")  # it is named only as what is planned
    asks = [childbearing_ask(topic) for topic in topics]
    whole = _any(childbearing(ask) for ask in asks)
    return _named(whole, [sex_ask(), *asks], negated=negated)


def _negation(words: list[str], signs: set[str], sets: dict[str, list[str]]) -> bool | None:
    """Whether "not" stands before everything that is named; ``None`` where it stands before a part of it."""
    places = [place for place, word in enumerate(words) if word in signs]
    negative = [place for place, word in enumerate(words) if word in sets["negative"]]
    if not negative or not places:
        return False
    between = set(words[places[0] + 1 : places[-1]]) - signs
    return True if negative[0] < places[0] and between <= set(sets["between"]) else None


def childbearing_ask(topic: str) -> Ask:
    return Ask(set_question(topic, intimacy=Intimacy.INTIMATE))


def childbearing(ask: Ask) -> Condition:
    """Holds of nobody who has said to be a man, so that he is not asked."""
    return All(
        (Not(Compare("sex", Operator.EQUAL, Sex.MALE.value)), Compare(ask.question.key, Operator.EQUAL, True))
    )


def sex_ask() -> Ask:
    words = rules.load("eligibility")["core"]["sex_for_others"]
    kind, intimacy = QuestionKind.SEX, Intimacy.EVERYDAY
    return Ask(Question("sex", words["text"], kind, words["help"], words["why_we_ask"], intimacy=intimacy))


def _other_study(text: str, category: CriterionCategory) -> Named | None:
    table = rules.load("questions/words")["other_study"]
    rest, within = take_time_back(text)
    negated = _is_negated(_WORD.findall(rest), ("no", "not"))
    if negated and category is CriterionCategory.EXCLUSION:
        return None  # "may not be in another study": excluded, the words would mean the opposite
    if not _is_about(rest, table) or not ("another" in rest or "other" in rest or "investigational" in rest):
        return None
    name = "other_study" if within is None else "other_study_lately"
    question = set_question(name, within=within)
    return _named(_yes(question), [Ask(question)], negated=negated)


def _smoking(text: str, category: CriterionCategory) -> Named | None:
    table = rules.load("questions/words")["smoking"]
    if not _is_about(text, table):
        return None
    if category is CriterionCategory.EXCLUSION and re.search(r"\bno(?:t)?\b", text):
        return None
    question = set_question("smokes")
    return _named(
        _yes(question), [Ask(question)], negated=_is_negated(_WORD.findall(text), table["negative"])
    )


def _swallowing(text: str, category: CriterionCategory) -> Named | None:
    table = rules.load("questions/words")["swallow"]
    if not _is_about(text, table):
        return None
    question = set_question("swallow")
    return _named(
        _yes(question), [Ask(question)], negated=_is_negated(_WORD.findall(text), table["negative"])
    )


def _language(text: str, category: CriterionCategory) -> Named | None:
    table = rules.load("questions/words")["languages"]
    words = _WORD.findall(text.replace("non-", "non "))
    named = [word for word in dict.fromkeys(words) if word in table["names"]]
    if not 1 <= len(named) <= 2 or not set(words) <= {*named, *table["words"]}:
        return None
    questions = [set_question("speaks", what=name.title(), intimacy=Intimacy.EVERYDAY) for name in named]
    parts = tuple(_yes(question) for question in questions)
    whole: Condition = All(parts) if " and ".join(named) in text else _any(parts)
    return _named(whole, [Ask(one) for one in questions], negated=_is_negated(words, table["negative"]))


def _birth_control(text: str, category: CriterionCategory) -> Named | None:
    """Long sentences name the methods; all of them ask for birth control, and the site goes into the methods."""
    table = rules.load("questions/words")["contraception"]
    about = any(sign in text for sign in table["signs"])
    refuses = any_of(table["refusing"]).search(text) is not None
    if not about or len(text.split()) > _LONGEST_ON_BIRTH_CONTROL or _MORE_THAN_BIRTH_CONTROL.search(text):
        return None
    if refuses is not (category is CriterionCategory.EXCLUSION) or _BEFORE_THE_STUDY.search(text):
        return None
    if refuses and _EXCLUDES_MORE.search(text):
        return None
    question = set_question("birth_control", intimacy=Intimacy.INTIMATE)
    uses = AnyOf(tuple(Compare(question.key, Operator.EQUAL, value) for value in ("yes", "not_needed")))
    return _named(uses, [Ask(question)], negated=refuses)


_READERS: tuple[Callable[[str, CriterionCategory], Named | None], ...] = (
    _childbearing,
    _birth_control,
    _other_study,
    _smoking,
    _swallowing,
    _language,
)


def _is_about(text: str, table: dict[str, Any]) -> bool:
    """Whether some sign of the subject stands in a sentence and nothing but known words."""
    words = set(_WORD.findall(text))
    signs = {word for sign in table["signs"] for word in sign.split()}
    return bool(words) and bool(words & signs) and words <= signs | set(table["words"]) | {"/", "&"}


def _is_negated(words: list[str], negative: Iterable[str]) -> bool:
    return bool(set(words) & set(negative))


def _yes(question: Question) -> Compare:
    return Compare(question.key, Operator.EQUAL, True)


def _any(conditions: Iterable[Condition]) -> Condition:
    parts = tuple(conditions)
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def _named(condition: Condition, asks: list[Ask], *, negated: bool) -> Named:
    return Named(Not(condition) if negated else condition, tuple(asks))
