"""Everything that changes a message: writing it, deciding about it, taking it out of use."""

from crossroads.content.services.beginning import (
    fill_template,
    make_page,
    make_starters,
    make_template,
    write_message,
)
from crossroads.content.services.deciding import (
    confirm_determination,
    decide,
    enter_determination,
    refuse_determination,
    submit_message,
    take_back,
)
from crossroads.content.services.ending import (
    expire_approvals,
    put_back_changed_facts,
    suspend_message,
    withdraw_message,
)
from crossroads.content.services.findings import justify_finding
from crossroads.content.services.writing import drop_variant, make_message, refill_message, set_variant

__all__ = [
    "confirm_determination",
    "decide",
    "drop_variant",
    "enter_determination",
    "expire_approvals",
    "fill_template",
    "justify_finding",
    "make_message",
    "make_page",
    "make_starters",
    "make_template",
    "put_back_changed_facts",
    "refill_message",
    "refuse_determination",
    "set_variant",
    "submit_message",
    "suspend_message",
    "take_back",
    "withdraw_message",
    "write_message",
]
