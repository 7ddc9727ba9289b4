"""Networks, placements, purposes and states as the team reads them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crossroads.engines.terms import Network, Placement, Purpose, Severity

NETWORKS: dict[str, str | Promise] = {
    Network.LOCAL: _("Local feed"),
    Network.MASTODON: "Mastodon",
    Network.BLUESKY: "Bluesky",
    Network.FACEBOOK: "Facebook",
    Network.INSTAGRAM: "Instagram",
    Network.X: "X",
    Network.LINKEDIN: "LinkedIn",
    Network.REDDIT: "Reddit",
    Network.YOUTUBE: "YouTube",
    Network.TIKTOK: "TikTok",
    Network.GOOGLE: _("Google search and display"),
    Network.EMAIL: _("E-mail"),
    Network.PATIENT_COMMUNITY: _("Patient community"),
    Network.CLINICIAN_COMMUNITY: _("Clinician community"),
    Network.PRINT: _("Print"),
}
PLACEMENTS: dict[str, str | Promise] = {
    Placement.ORGANIC: _("organic"),
    Placement.BOOSTED: _("boosted"),
    Placement.PAID: _("paid"),
    Placement.MESSAGE: _("reply or direct message"),
    Placement.PAGE: _("study page"),
}
PURPOSES: dict[str, str | Promise] = {
    Purpose.RECRUIT: _("Recruit: tell people that the study is looking"),
    Purpose.EDUCATE: _("Educate: explain the condition or what a study is"),
    Purpose.UPDATE: _("Update: say where the study stands"),
    Purpose.CORRECT: _("Correct: put something right"),
    Purpose.RESULTS: _("Results: say what was found"),
}
AUDIENCES: dict[str, str | Promise] = {
    "patient": _("People who may take part"),
    "caregiver": _("People who care for somebody"),
    "clinician": _("Health professionals only"),
}
LANGUAGES: dict[str, str] = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "it": "Italiano",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
}
OUTCOMES: dict[str, str | Promise] = {
    "approve": _("Approved"),
    "ask_changes": _("Changes asked"),
    "reject": _("Rejected"),
}
STATE_TONES = {
    "in_review": "waiting",
    "changes_asked": "waiting",
    "approved": "good",
    "expired": "waiting",
    "rejected": "neutral",
    "withdrawn": "neutral",
}
"""Tones of the pill; a draft is neutral."""

FINDING_TONES = {
    Severity.CRITICAL: "critical",
    Severity.HIGH: "warning",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
}

ACTIONS: dict[str, tuple[str | Promise, str]] = {
    "content.message.made": (_("Begun"), "neutral"),
    "content.variant.set": (_("Words changed"), "neutral"),
    "content.variant.dropped": (_("A form taken away"), "neutral"),
    "content.finding.justified": (_("A finding justified"), "neutral"),
    "content.message.submitted": (_("Sent for review"), "waiting"),
    "content.message.taken_back": (_("Taken back"), "neutral"),
    "content.message.approved": (_("Approved"), "good"),
    "content.message.changes_asked": (_("Changes asked"), "waiting"),
    "content.message.rejected": (_("Rejected"), "neutral"),
    "content.message.put_back": (_("Put back: must be decided again"), "waiting"),
    "content.message.suspended": (_("Suspended"), "stopped"),
    "content.message.withdrawn": (_("Withdrawn"), "neutral"),
    "content.message.expired": (_("Approval lapsed"), "waiting"),
    "content.determination.entered": (_("Board's determination entered"), "waiting"),
    "content.determination.refused": (_("Board's determination refused"), "waiting"),
}
"""Entries of the trail as the history words them, with a tone."""


def form_name(network: str, placement: str) -> str:
    """A variant's name: "Bluesky, organic"."""
    if placement == Placement.PAGE:
        return str(_("Study page"))
    return f"{NETWORKS[network]}, {PLACEMENTS[placement]}"
