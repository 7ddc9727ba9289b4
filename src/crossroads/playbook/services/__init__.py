"""All writing about lessons and roundtables."""

from crossroads.playbook.services.lessons import close_with_lesson
from crossroads.playbook.services.roundtables import (
    hide_contribution,
    make_roundtable,
    mark_read,
    move_roundtable,
    write_synthesis,
)
from crossroads.playbook.services.table import answer_poll, contribute, join_table, vote

__all__ = [
    "answer_poll",
    "close_with_lesson",
    "contribute",
    "hide_contribution",
    "join_table",
    "make_roundtable",
    "mark_read",
    "move_roundtable",
    "vote",
    "write_synthesis",
]
