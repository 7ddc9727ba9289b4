"""Findings as JSON and as text for a terminal. Both are pure: they return strings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from crossroads.engines.compliance.limits import display_width
from crossroads.engines.compliance.model import Finding

NO_FINDINGS = "No findings. That is not an approval: a person decides."


def to_json(findings: Sequence[Finding]) -> str:
    """A JSON array of objects with the fields of Finding, in the order given."""
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2)


def to_terminal(text: str, findings: Sequence[Finding]) -> str:
    """Each finding with its line of the text, the words underlined with carets, and what to do.

    line 1, critical, R001
      Our safe new therapy
          ^^^^^^^^^^^^^^^^
      “safe new therapy” says ...
      Try: Say what the study wants to find out ...
      Source: FDA ... (guidance)
    """
    if not findings:
        return NO_FINDINGS
    return "\n\n".join(_shown(text, finding) for finding in findings)


def _shown(text: str, finding: Finding) -> str:
    line_number = text.count("\n", 0, finding.start) + 1
    parts = [f"line {line_number}, {finding.severity}, {finding.rule_id}"]
    if finding.words:
        parts += _underlined(text, finding)
    parts += [finding.message, f"Try: {finding.suggestion}"]
    if finding.citation:
        parts.append(f"Source: {finding.citation} ({finding.authority})")
    return "\n  ".join(parts)


def _underlined(text: str, finding: Finding) -> list[str]:
    """The first line that the finding touches, and carets below its words there."""
    line_start = text.rfind("\n", 0, finding.start) + 1
    line_end = text.find("\n", finding.start)
    line_end = len(text) if line_end < 0 else line_end
    line = text[line_start:line_end].replace("\t", " ")
    before = line[: finding.start - line_start]
    words = line[finding.start - line_start : finding.end - line_start]
    return [line, " " * display_width(before) + "^" * max(1, display_width(words))]
