"""Pages of the playbook: lessons, roundtables for staff, the table behind a link, the toolkit."""

from crossroads.playbook.views import lessons, roundtables, table, toolkit

__all__ = ["lessons", "roundtables", "table", "toolkit"]
