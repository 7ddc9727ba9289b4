"""Finding a study in one's own words. What is typed comes by POST and goes with the answer."""

from __future__ import annotations

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
from crossroads.portal import finding
from crossroads.portal.forms import FindForm
from crossroads.portal.prescreening import Unlogged
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
        "matches": [_match(match) for match in answer.matches],
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
