"""Imports every file of commands, so that each registers itself."""

from crossroads.app.cli import (
    check,
    demo,
    documentation,
    eligibility,
    find,
    funnel,
    operations,
    plan,
    questionnaire,
    reading,
    study,
    toolkit,
    triage,
    trust,
    verdict,
)

__all__ = [
    "check",
    "demo",
    "documentation",
    "eligibility",
    "find",
    "funnel",
    "operations",
    "plan",
    "questionnaire",
    "reading",
    "study",
    "toolkit",
    "triage",
    "trust",
    "verdict",
]
