"""The tables under every room."""

from crossroads.base.models.audit import AuditEntry, AuditSeal, PersonKey
from crossroads.base.models.duties import DutyRow
from crossroads.base.models.files import StoredFile
from crossroads.base.models.people import Organisation, RoleAssignment, User

__all__ = [
    "AuditEntry",
    "AuditSeal",
    "DutyRow",
    "Organisation",
    "PersonKey",
    "RoleAssignment",
    "StoredFile",
    "User",
]
