"""Pages of the documentation that are drawn from the product itself, so that they cannot drift.

``pages()`` gives each page's path and text; ``crossroads docs write`` writes them, and a test compares them.
"""

from __future__ import annotations

from crossroads.app.reference import commands, house, lives, permissions, problems, settings


def pages() -> dict[str, str]:
    """Every generated page: its path below ``docs/`` and its whole text."""
    return {
        "reference/permissions.md": permissions.page(),
        "reference/lives.md": lives.page(),
        "reference/settings.md": settings.page(),
        "reference/commands.md": commands.page(),
        "reference/problems.md": problems.page(),
        "explanation/house.md": house.page(),
    }
