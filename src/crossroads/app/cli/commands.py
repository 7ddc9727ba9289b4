"""Imports every file of commands, so that each registers itself."""

from crossroads.app.cli import (
    check,
    demo,
    documentation,
    eligibility,
    funnel,
    operations,
    plan,
    study,
    toolkit,
    triage,
    trust,
)

__all__ = [
    "check",
    "demo",
    "documentation",
    "eligibility",
    "funnel",
    "operations",
    "plan",
    "study",
    "toolkit",
    "triage",
    "trust",
]
