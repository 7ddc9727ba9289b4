"""How the pages name stages, and which metric defines what stands in a column."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crossroads.engines.terms import Stage

STAGE_WORDS: dict[Stage, str | Promise] = {
    Stage.IMPRESSION: _("Impressions"),
    Stage.CLICK: _("Followed the link"),
    Stage.LANDING_VISIT: _("Visited the study page"),
    Stage.PRESCREEN_STARTED: _("Began the questions"),
    Stage.PRESCREEN_COMPLETED: _("Answered the questions"),
    Stage.MAY_FIT: _("May fit"),
    Stage.CONTACT_CONSENTED: _("Agreed to be contacted"),
    Stage.REFERRED: _("Referred to a site"),
    Stage.CONTACTED: _("Reached by the site"),
    Stage.SCREENED: _("Screened by the site"),
    Stage.INFORMED_CONSENTED: _("Gave informed consent"),
    Stage.ENROLLED: _("Enrolled"),
    Stage.SCREEN_FAILED: _("Screen failure"),
    Stage.WITHDRAWN: _("Withdrew"),
}

RATE_METRIC: dict[Stage, str] = {
    Stage.CLICK: "click_rate",
    Stage.LANDING_VISIT: "landing_rate",
    Stage.MAY_FIT: "may_fit_rate",
    Stage.SCREEN_FAILED: "screen_failure_rate",
}
"""The metric of the step that ends at a stage, where one is defined."""

COST_METRIC: dict[Stage, str] = {
    Stage.CLICK: "cost_per_click",
    Stage.REFERRED: "cost_per_referral",
    Stage.INFORMED_CONSENTED: "cost_per_informed_consent",
}


def stage_words(stage: Stage | str) -> str:
    return str(STAGE_WORDS[Stage(stage)])
