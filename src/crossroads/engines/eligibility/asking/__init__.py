"""Asking: criteria as read from a text become plain questions, and a screener of at most twelve of them.

``draft`` words one criterion, or says why it is left to the site; ``build_screener`` puts core and drafts together.
"""

from crossroads.engines.eligibility.asking.building import MOST_QUESTIONS, BuiltScreener, build_screener
from crossroads.engines.eligibility.asking.drafting import Draft, draft
from crossroads.engines.eligibility.asking.leaving import LeftReason, LeftToSite
from crossroads.engines.eligibility.asking.plain import grade, lay_name
from crossroads.engines.eligibility.asking.wording import Ask

__all__ = [
    "MOST_QUESTIONS",
    "Ask",
    "BuiltScreener",
    "Draft",
    "LeftReason",
    "LeftToSite",
    "build_screener",
    "draft",
    "grade",
    "lay_name",
]
