"""A worker in a process of its own, for tests that kill it: ``crash_worker.py DATABASE AT [STEP]``.

It says "ready", waits for a line, does one round of a worker's duties at the given time, and kills itself
with SIGKILL when it first comes to STEP: no ``finally`` runs, no connection is closed, no transaction is
ended.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime

os.environ["DJANGO_SETTINGS_MODULE"] = "crossroads.app.settings"


def main(database: str, at: datetime, deadly: str) -> None:
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    import django

    django.setup()
    from crossroads.channels import publisher
    from crossroads.channels.networks import installed

    def on_step(step: str) -> None:
        if step == deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    print("ready", flush=True)
    sys.stdin.readline()
    publisher.publish_due(at, channels=installed(), on_step=on_step)
    publisher.reclaim_stale(at)
    publisher.settle_unknown(at, channels=installed(), on_step=on_step)
    publisher.release_due(at, on_step=on_step)
    print("done", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], datetime.fromisoformat(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
