"""Numbers as the pages of evaluation and lessons write them."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from crossroads.engines.forecast import Estimate
from crossroads.engines.measurement.tables import Cell
from crossroads.evaluation.pages import in_words

register = template.Library()


@register.filter
def count(value: Cell) -> str:
    """A count, or the words in its place; a dash where nothing was reported."""
    return "–" if value is None else in_words(value)


@register.filter
def interval(estimate: Estimate | None) -> str:
    """ "12 (4 to 31)": the median and the 80 % interval; a dash without a forecast."""
    if estimate is None:
        return "–"
    says = {
        "median": _number(estimate.median),
        "low": _number(estimate.low80),
        "high": _number(estimate.high80),
    }
    return _("%(median)s (%(low)s to %(high)s)") % says


def _number(value: float | None) -> str:
    return _("no limit") if value is None else f"{value:,.0f}"
