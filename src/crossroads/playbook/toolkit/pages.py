"""The pages of the toolkit and what each shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crossroads.engines.compliance import rulebook
from crossroads.engines.forecast import load_evidence
from crossroads.engines.measurement import load_metrics
from crossroads.engines.terms import Authority
from crossroads.playbook.practices import GRADES, Practice, practices, starter

Links = Mapping[str, str]
"""Where each page is, by its slug."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    slug     of its address and file
    short    in the row of pages
    lede     what it is for, in one sentence; the index shows it too
    context  what its template ``playbook/toolkit/<slug>.html`` shows, beside the links
    """

    slug: str
    short: str | Promise
    title: str | Promise
    lede: str | Promise
    context: Callable[[], dict[str, Any]]


def article(page: Page, links: Links) -> str:
    """The page's text as HTML, without what stands around it."""
    context = {"page": page, "pages": PAGES, "links": links, **page.context()}
    return render_to_string(f"playbook/toolkit/{page.slug}.html", context)


def served_links() -> dict[str, str]:
    """Addresses on this site."""
    return {
        page.slug: reverse("playbook:toolkit")
        if page is INDEX
        else reverse("playbook:toolkit-page", kwargs={"page": page.slug})
        for page in PAGES
    }


def _by_grade(chosen: tuple[Practice, ...]) -> list[dict[str, Any]]:
    ordered = sorted(chosen, key=lambda practice: practice.grade)
    return [
        {"grade": grade, "means": GRADES[grade], "practices": list(found)}
        for grade, found in groupby(ordered, key=lambda practice: practice.grade)
    ]


def _for(audience: str) -> Callable[[], dict[str, Any]]:
    return lambda: {"grades": _by_grade(tuple(p for p in practices() if audience in p.audience))}


def _strategies() -> dict[str, Any]:
    return {"grades": _by_grade(practices()), "count": len(practices())}


def _rules() -> dict[str, Any]:
    found = sorted(rulebook("en").rules, key=lambda rule: (list(Authority).index(rule.authority), rule.id))
    grouped = groupby(found, key=lambda rule: rule.authority)
    return {
        "authorities": [{"authority": authority.value, "rules": list(rules)} for authority, rules in grouped]
    }


def _metrics() -> dict[str, Any]:
    families: dict[str, list[Any]] = {}
    for metric in load_metrics().values():
        families.setdefault(metric.family, []).append(metric)
    return {"families": families.items()}


def _resources() -> dict[str, Any]:
    """Each study of the evidence once, with where it can be read and how many results are of it."""
    rows = load_evidence().rows
    results = Counter(row.study for row in rows)
    first = {row.study: row for row in reversed(rows)}
    studies = [
        {
            "name": name,
            "year": first[name].year,
            "condition": first[name].condition,
            "country": first[name].country,
            "url": first[name].url or (f"https://doi.org/{first[name].doi}" if first[name].doi else ""),
            "rows": count,
        }
        for name, count in sorted(results.items())
    ]
    return {"studies": studies, "rows": len(rows)}


def _roundtable() -> dict[str, Any]:
    return {"starter": starter()}


def _nothing() -> dict[str, Any]:
    return {}


INDEX = Page(
    "index",
    _("Toolkit"),
    _("Social media and clinical trials: a toolkit"),
    _(
        "What is known about recruiting for trials through social media, what the rules ask, "
        "and how to count honestly."
    ),
    _nothing,
)
PAGES: tuple[Page, ...] = (
    INDEX,
    Page(
        "strategies",
        _("Strategies"),
        _("Strategies"),
        _("Practices, each with how well it is shown and by whom."),
        _strategies,
    ),
    Page(
        "patients",
        _("Patients"),
        _("With patients and their communities"),
        _("What patients, carers and their groups can ask for and do."),
        _for("patient"),
    ),
    Page(
        "clinicians",
        _("Clinicians"),
        _("With clinicians"),
        _("What helps doctors and nurses to speak about trials."),
        _for("clinician"),
    ),
    Page(
        "metrics",
        _("Metrics"),
        _("Evaluation metrics"),
        _("What to count, what to divide by what, and where the definition comes from."),
        _metrics,
    ),
    Page(
        "rules",
        _("Rules"),
        _("Rules"),
        _("What may be said, on whose authority, and what to write instead."),
        _rules,
    ),
    Page(
        "roundtable",
        _("Roundtable"),
        _("How to run a roundtable"),
        _(
            "Bring people together who see a trial from different sides, "
            "and see whether it changes what they believe."
        ),
        _roundtable,
    ),
    Page(
        "resources",
        _("Resources"),
        _("Resources"),
        _("Tools that are ready, and the published results behind the numbers."),
        _resources,
    ),
)
