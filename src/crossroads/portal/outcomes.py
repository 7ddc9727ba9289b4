"""What a site may say about a call: reasons by the state that a referral comes to."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Reason:
    """code  kept with the step; words  as the desk shows it; names_criterion  whether one must be named."""

    code: str
    words: str | Promise
    names_criterion: bool = False


_CRITERION = Reason("criterion", _("A criterion is not met"), names_criterion=True)
_OTHER = Reason("other", _("Another reason"))

REASONS: dict[str, tuple[Reason, ...]] = {
    "ineligible": (_CRITERION, Reason("other_study", _("Takes part in another study")), _OTHER),
    "screen_failed": (
        _CRITERION,
        Reason("no_informed_consent", _("Did not give informed consent")),
        Reason("too_late", _("The study filled up in the meantime")),
        _OTHER,
    ),
    "lost": (
        Reason("no_answer", _("No answer after several calls")),
        Reason("wrong_number", _("The contact details do not work")),
    ),
    "withdrawn": (
        Reason("no_longer_interested", _("No longer interested")),
        Reason("too_far", _("Too far or too many visits")),
        Reason("asked_us", _("Asked not to be called again")),
        _OTHER,
    ),
}
"""A state that is not named here needs no reason."""

PERSON_WITHDREW = "person_withdrew"
"""The person took the consent back on their own page."""

TRIED = "tried"
"""A call that nobody took; the state stays."""

_WORDS = {
    **{reason.code: reason.words for reasons in REASONS.values() for reason in reasons},
    PERSON_WITHDREW: _("Took the consent to contact back"),
    TRIED: _("Called, nobody answered"),
}


def find(to: str, code: str) -> Reason | None:
    return next((reason for reason in REASONS.get(to, ()) if reason.code == code), None)


def words(code: str) -> str | Promise:
    return _WORDS.get(code, code.replace("_", " "))
