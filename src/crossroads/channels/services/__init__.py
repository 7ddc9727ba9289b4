"""Every change that a person or another room asks for; the publisher's own steps are in ``publisher``."""

from crossroads.channels.services.accounts import add_account, change_account
from crossroads.channels.services.inbox import Arrived, Received, receive_items
from crossroads.channels.services.publications import cancel, release_held, say_found, schedule
from crossroads.channels.services.replies import post_reply
from crossroads.channels.services.reports import ReportImport, import_report, record_snapshot
from crossroads.channels.services.takedowns import Stopped, open_takedown, prove_takedown, stop_publications

__all__ = [
    "Arrived",
    "Received",
    "ReportImport",
    "Stopped",
    "add_account",
    "cancel",
    "change_account",
    "import_report",
    "open_takedown",
    "post_reply",
    "prove_takedown",
    "receive_items",
    "record_snapshot",
    "release_held",
    "say_found",
    "schedule",
    "stop_publications",
]
