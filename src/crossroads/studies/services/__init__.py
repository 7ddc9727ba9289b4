"""All writing about studies: records, facts, sites, criteria, screeners, and the stop."""

from crossroads.studies.services.correcting import correct_criterion, hide_criterion, show_criterion
from crossroads.studies.services.criteria import (
    add_protocol_criterion,
    approve_reading,
    approve_simple,
    propose_criterion,
    reapprove_criterion,
    retire_criterion,
    review_criterion,
)
from crossroads.studies.services.fact_sheet import set_fact
from crossroads.studies.services.keeping import Wording
from crossroads.studies.services.records import (
    ImportedStudy,
    ImportReport,
    Outcome,
    import_record,
    import_records,
)
from crossroads.studies.services.screeners import confirm_screener, make_screener, review_screener
from crossroads.studies.services.sites import RosterReport, read_roster, set_full_until
from crossroads.studies.services.stopping import lift_stop, stop
from crossroads.studies.services.taking_in import take_in_questionnaire

__all__ = [
    "ImportReport",
    "ImportedStudy",
    "Outcome",
    "RosterReport",
    "Wording",
    "add_protocol_criterion",
    "approve_reading",
    "approve_simple",
    "confirm_screener",
    "correct_criterion",
    "hide_criterion",
    "import_record",
    "import_records",
    "lift_stop",
    "make_screener",
    "propose_criterion",
    "read_roster",
    "reapprove_criterion",
    "retire_criterion",
    "review_criterion",
    "review_screener",
    "set_fact",
    "set_full_until",
    "show_criterion",
    "stop",
    "take_in_questionnaire",
]
