from __future__ import annotations

from django import template

from crossroads.base.lives import words
from crossroads.engines import rules

register = template.Library()


@register.filter
def history_words(action: str) -> str:
    """The last word of an action as people read it: "channels.publication.found_again" is "found again"."""
    return words(action.rpartition(".")[2])


@register.filter
def problem_words(code: str) -> str:
    """The sentence of a code that was written down; empty for none."""
    return rules.problem_sentence(code, {}) if code else ""
