"""Pages of the studies: records and versions, fact sheet, sites, criteria and screener, and the stop."""

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
    criteria,
    retire_criterion,
    review_criterion,
    review_screener,
    screener,
    screeners,
)
from crossroads.studies.views.sites import full_until, roster_template, sites
from crossroads.studies.views.stopping import lift, stop

__all__ = [
    "compare",
    "confirm_screener",
    "criteria",
    "facts",
    "full_until",
    "home",
    "import_files",
    "imported",
    "lift",
    "retire_criterion",
    "review_criterion",
    "review_screener",
    "roster_template",
    "screener",
    "screeners",
    "sites",
    "stop",
    "study",
    "study_version",
    "versions",
]
