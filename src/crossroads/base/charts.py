"""Charts as SVG, drawn on the server: no script, no inline style, nothing from another host.

A chart is described in Vega-Lite's words (a dict, such as ``altair.Chart.to_dict()`` gives) and drawn once
per description. Beside every chart stands its table (the ``chart-figure`` component), which is what a screen
reader gets; ``title`` and ``desc`` are for everybody who meets the drawing alone.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from django.utils.safestring import SafeString, mark_safe

INK = "#171716"
INK_SOFT = "#5d5d52"
LINE = "#e6e6e2"
BRAND = "#0f6460"
BAND = "#9bd4cf"
BAND_WIDE = "#d5efed"
MEND = "#7a591a"
"""The tokens of the style sheet that a drawing needs; told apart by lightness, not by hue alone."""

PLAN: Mapping[str, Any] = {"color": INK_SOFT, "strokeDash": [6, 5], "strokeWidth": 2.5}
ACTUAL: Mapping[str, Any] = {"color": BRAND, "strokeWidth": 2.5}
OUTCOME: Mapping[str, Any] = {"color": MEND, "strokeDash": [1.5, 4], "strokeWidth": 3.5, "strokeCap": "round"}
"""Line styles by meaning, the same on every page."""

FONT = "Public Sans Web, system-ui, sans-serif"

_CONFIG: Mapping[str, Any] = {
    "font": FONT,
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {
        "domainColor": INK_SOFT,
        "gridColor": LINE,
        "labelColor": INK_SOFT,
        "labelFontSize": 13,
        "tickColor": LINE,
        "titleColor": INK,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
    },
    "text": {"font": FONT, "fontSize": 13, "color": INK},
    "legend": {"disable": True},
}


def svg(chart: Mapping[str, Any], *, title: str, description: str) -> SafeString:
    """Draw a Vega-Lite chart. Equal descriptions are drawn once.

    title, description  plain sentences; they become the drawing's ``title`` and ``desc``
    """
    described = {**chart, "config": {**_CONFIG, **chart.get("config", {})}}
    drawn = _drawn(json.dumps(described, sort_keys=True, default=str))
    told = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return mark_safe(drawn.replace(">", f">{told}", 1))  # noqa: S308 - ours, or escaped above


@lru_cache(maxsize=256)
def _drawn(described: str) -> str:
    import vl_convert  # heavy: a page without a chart does not wait for it

    drawn: str = vl_convert.vegalite_to_svg(vl_spec=described)
    own = f"c{hashlib.sha256(described.encode()).hexdigest()[:8]}-"
    drawn = re.sub(r'\bid="', f'id="{own}', drawn)
    drawn = re.sub(r"url\(#", f"url(#{own}", drawn)
    return drawn.replace("<svg ", '<svg role="img" ', 1)
