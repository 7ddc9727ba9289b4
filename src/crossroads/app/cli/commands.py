"""Imports every file of commands, so that each registers itself."""

from crossroads.app.cli import documentation, operations, trust

__all__ = ["documentation", "operations", "trust"]
