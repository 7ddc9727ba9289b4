"""Finding a study in one's own words. What is typed comes by POST and goes with the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from crossroads.base import clock
from crossroads.engines.errors import CrossroadsError
from crossroads.engines.finder import Profile, Reason, ReasonCode
from crossroads.engines.terms import Sex
from crossroads.portal import finding, prescreening
from crossroads.portal.fitting import value_name
from crossroads.portal.forms import FindForm
from crossroads.portal.prescreening import Unlogged
from crossroads.portal.statements import Plain
from crossroads.portal.views.open_page import open_page, show

MEND = 422
PLACES_NAMED = 3


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@open_page
def find(request: HttpRequest) -> HttpResponse:
    """The box, and under it what was found."""
    if request.method != "POST":
        return show(request, "portal/find.html", {"form": FindForm()})
    form = FindForm(request.POST)
    if not form.is_valid():
        return show(request, "portal/find.html", {"form": form}, status=MEND)
    try:
        answer = finding.find(form.told(), clock.now())
    except CrossroadsError as problem:
        form.tell(problem)
        return show(request, "portal/find.html", {"form": form}, status=MEND)
    return show(request, "portal/find.html", {"form": form, **_shown(answer)})


def _shown(answer: finding.Answer) -> dict[str, Any]:
    return {
        "answered": True,
        "understood": Unlogged(understood(answer.profile)),
        "also_read": Unlogged(also_read(answer.profile, answer.plain)),
        "matches": [_match(match) for match in answer.matches],
        "apart": [_apart(match) for match in answer.apart],
        "more_apart": answer.more_apart,
        "open_here": answer.open_here,
    }


def _match(match: finding.Match) -> dict[str, Any]:
    named, more = match.places[:PLACES_NAMED], len(match.places) - PLACES_NAMED
    places = ", ".join(named) + (_(" and %(more)d more") % {"more": more} if more > 0 else "")
    return {
        "title": match.title,
        "places": places,
        "reasons": [Unlogged(reason.sentence) for reason in match.found.reasons if _is_told(reason)],
        "url": reverse("portal:study", kwargs={"slug": match.slug}),
        "check_url": reverse("portal:check", kwargs={"slug": match.slug}),
    }


def _is_told(reason: Reason) -> bool:
    """A distance that nobody can tell is no reason to show to a person."""
    return reason.code is not ReasonCode.PLACE_UNKNOWN


_OF_RECORD = frozenset(
    {ReasonCode.AGES, ReasonCode.AGES_FROM, ReasonCode.AGES_UP_TO, ReasonCode.SEX, ReasonCode.MAY_EXCLUDE}
)


def _apart(match: finding.Match) -> dict[str, Any]:
    """A study that something speaks against: that first, and of the rest what does not say it over again."""
    kept = [one for one in match.found.reasons if _is_told(one) and one.code not in _OF_RECORD]
    return {
        **_match(match),
        "reasons": [Unlogged(reason.sentence) for reason in kept],
        "against": [_against(reason) for reason in _each_once(match.found.excluded_because)],
    }


def _against(reason: Reason) -> prescreening.Reason:
    """What speaks against it, and the study's own words for that where it has a rule."""
    return prescreening.Reason(Unlogged(reason.sentence), str(reason.params.get("quote", "")))


_BY_RECORD = {ReasonCode.TOO_YOUNG: "age", ReasonCode.TOO_OLD: "age", ReasonCode.OTHER_SEX: "sex"}


def _each_once(reasons: Sequence[Reason]) -> list[Reason]:
    """Age and sex once: where a rule of the study says it, with its words, the record need not say it too."""
    by_rule = {reason.params["about"] for reason in reasons if reason.code is ReasonCode.FACT}
    return [
        reason
        for reason in reasons
        if reason.code not in _BY_RECORD or _BY_RECORD[reason.code] not in by_rule
    ]


def also_read(profile: Profile, plain: Plain) -> str:
    """What was held against the rules beside what was looked for: "no diabetes; weight 150 kg"."""
    states = {
        "pregnant": (_("pregnant"), _("not pregnant")),
        "breastfeeding": (_("breastfeeding"), _("not breastfeeding")),
        "smokes": (_("smokes"), _("does not smoke")),
    }
    parts = []
    for one in plain.statements:
        yes, no = states.get(one.name, (one.name, _("no %(thing)s") % {"thing": one.name}))
        parts.append(yes if one.holds else no)
    parts += [f"{value_name(concept)} {written}" for concept, written in plain.amounts.items()]
    return "; ".join(part for part in dict.fromkeys(parts) if part not in profile.conditions)


def understood(profile: Profile) -> str:
    """What was read from a person's words, in words: "lung cancer; age 71; female; near Leeds"."""
    parts = [", ".join(profile.conditions) or _("the words as you wrote them")]
    if profile.age is not None:
        low, high = profile.age
        words = _("age %(low)g") if low == high else _("age %(low)g to %(high)g")
        parts.append(words % {"low": low, "high": high})
    if profile.sex is not None:
        parts.append(_("female") if profile.sex is Sex.FEMALE else _("male"))
    if profile.place is not None:
        parts.append(_("near %(place)s") % {"place": profile.place.name})
    return "; ".join(parts)
