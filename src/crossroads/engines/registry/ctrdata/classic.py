"""A ClinicalTrials.gov record of the classic format, which ctrdata turned from XML into JSON.

It is turned back into elements and read as the XML is. Attributes were lost on the way, so that dates and
enrollment do not say whether they are estimated; entities of texts were written twice.
"""

from __future__ import annotations

import html
import re
from typing import Any

from lxml import etree

from crossroads.engines.registry import ctgov_classic
from crossroads.engines.registry.fields import Fields, clean
from crossroads.engines.registry.shaped import Shaped

_NAME = re.compile(r"[A-Za-z_][\w.\-]*", re.ASCII)


def shaped(record: Fields) -> Shaped:
    data = dict(record.data)
    if "clinical_results" in data:
        data["clinical_results"] = ""  # the greater part of a record, of which only its presence is read
    document = ctgov_classic.as_v2(_element("clinical_study", data))
    return Shaped(document, registry_id=record.part("id_info").text("nct_id").upper())


def _element(name: str, value: Any) -> etree._Element:
    element = etree.Element(name)
    if not isinstance(value, dict):
        element.text = clean(html.unescape(str(value))).replace("\N{NULL}", "")
        return element
    for key, item in value.items():
        if _NAME.fullmatch(key):  # "@attributes" is none
            element.extend(_element(key, one) for one in (item if isinstance(item, list) else [item]))
    return element
