"""``crossroads``: one entry point, a thin face over services and engines."""

from __future__ import annotations

from crossroads.app.cli import main

if __name__ == "__main__":
    main()
