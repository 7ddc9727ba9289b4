"""The sections of a public study page, in the order in which a person asks."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Section:
    """key  in ``Variant.page``; heading  as the public reads it; ask  what the author is to answer."""

    key: str
    heading: str | Promise
    ask: str | Promise
    needed: bool = True


SECTIONS: tuple[Section, ...] = (
    Section("title", _("Title"), _("What everyday words would a neighbour use for this study?")),
    Section("aim", _("What the study wants to learn"), _("One or two sentences. What is not known yet?")),
    Section(
        "happens", _("What happens to me"), _("What is done, in order, from the first visit to the last.")
    ),
    Section("asks", _("What it asks of me"), _("Visits, time, travel, costs and payment.")),
    Section("risks", _("Risks and burdens"), _("Side effects, discomforts, and what is not known.")),
    Section(
        "doctor",
        _("Can I keep my doctor and my medicines?"),
        _("What changes, and who decides it."),
        needed=False,
    ),
    Section("stop", _("Can I stop?"), _("Yes: say how, and that nothing else in the person's care changes.")),
    Section("runs", _("Who runs this study?"), _("Sponsor, place, who approved it, whom to call.")),
    Section("data", _("My data"), _("What is kept, who sees it, for how long.")),
)
KEYS = tuple(section.key for section in SECTIONS)
