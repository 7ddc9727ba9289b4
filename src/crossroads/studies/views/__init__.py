"""Pages of the studies: records and versions, fact sheet, sites, criteria and screener, and the stop."""

from crossroads.studies.views.criteria import (
    add_criterion,
    approve_reading,
    approve_simple,
    correct_criterion,
    correct_reading,
    criteria,
    hide_criterion,
    hide_reading,
    reapprove_criterion,
    retire_criterion,
    review_criterion,
    show_criterion,
)
from crossroads.studies.views.facts import facts
from crossroads.studies.views.records import (
    compare,
    home,
    import_files,
    imported,
    study,
    study_version,
    versions,
)
from crossroads.studies.views.screening import (
    confirm_screener,
    review_screener,
    screener,
    screeners,
)
from crossroads.studies.views.sites import full_until, roster_template, sites
from crossroads.studies.views.stopping import lift, stop
from crossroads.studies.views.taking_in import take_in
from crossroads.studies.views.trying import screener_fhir, try_screener

__all__ = [
    "add_criterion",
    "approve_reading",
    "approve_simple",
    "compare",
    "confirm_screener",
    "correct_criterion",
    "correct_reading",
    "criteria",
    "facts",
    "full_until",
    "hide_criterion",
    "hide_reading",
    "home",
    "import_files",
    "imported",
    "lift",
    "reapprove_criterion",
    "retire_criterion",
    "review_criterion",
    "review_screener",
    "roster_template",
    "screener",
    "screener_fhir",
    "screeners",
    "show_criterion",
    "sites",
    "stop",
    "study",
    "study_version",
    "take_in",
    "try_screener",
    "versions",
]
