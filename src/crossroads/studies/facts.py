"""The fact sheet: what registries lack and people ask, each from the protocol, with its page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class FactKind:
    """One line of the fact sheet.

    key     stable; messages name it as "sheet.<key>"
    needed  without it the public page of an open study has a gap
    lines   height of the form's field
    """

    key: str
    label: str
    hint: str
    needed: bool = False
    lines: int = 2


def _kind(key: str, label: object, hint: object, *, needed: bool = False, lines: int = 2) -> FactKind:
    return FactKind(key, label, hint, needed, lines)  # type: ignore[arg-type]  # lazy texts are texts to a template


FACT_KINDS: tuple[FactKind, ...] = (
    _kind(
        "short_title",
        _("Title in everyday words"),
        _("As you would say it at the kitchen table."),
        needed=True,
    ),
    _kind("purpose", _("What the study wants to learn"), _("One sentence."), needed=True),
    _kind("who", _("Who it looks for"), _("One sentence, without the criteria in full.")),
    _kind(
        "what_happens", _("What happens to me"), _("Step by step, in short sentences."), needed=True, lines=5
    ),
    _kind("visits", _("Visits"), _("How many, where, and how long one takes."), needed=True),
    _kind("duration", _("How long it takes"), _("From the first visit to the last."), needed=True, lines=1),
    _kind("travel", _("Travel"), _("What is paid or arranged for the way to the site."), needed=True),
    _kind(
        "compensation",
        _("Compensation"),
        _("What people receive for their time, in the consent form's words."),
        needed=True,
    ),
    _kind("cost", _("What it costs me"), _("What people or their insurance pay themselves.")),
    _kind(
        "placebo_chance",
        _("Chance of a placebo"),
        _("A count of people, such as 5 of 10; write none where nobody gets a placebo."),
        needed=True,
        lines=1,
    ),
    _kind(
        "risks",
        _("Risks and burdens"),
        _("The known ones first, as the consent form words them."),
        needed=True,
        lines=5,
    ),
    _kind(
        "own_doctor", _("My doctor and medicines"), _("Whether people keep their doctor and their medicines.")
    ),
    _kind("stopping", _("Can I stop"), _("What happens when somebody stops early.")),
    _kind("after", _("After the study"), _("Care, results and access to the treatment afterwards.")),
    _kind("who_runs", _("Who runs it"), _("Sponsor and funder, in plain words.")),
    _kind("board", _("Who approved it"), _("The ethics board and its reference.")),
    _kind("data", _("My data"), _("Who sees it, where it is kept, and for how long.")),
    _kind(
        "contact",
        _("Contact for questions"),
        _("A line or mailbox of the study that anybody may use; not a person's own."),
        needed=True,
    ),
    _kind("protocol", _("Protocol"), _("Its version and date."), lines=1),
)

BY_KEY: dict[str, FactKind] = {kind.key: kind for kind in FACT_KINDS}
NEEDED: tuple[str, ...] = tuple(kind.key for kind in FACT_KINDS if kind.needed)
