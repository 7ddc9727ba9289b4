"""The conversation desk, one comment, and what safety must hear."""

from crossroads.community.views.comment import comment
from crossroads.community.views.desk import again, home
from crossroads.community.views.safety import document, report, reports

__all__ = ["again", "comment", "document", "home", "report", "reports"]
