"""Sites: the roster over the registry's word, and "full until"."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.studies import policies, roster
from crossroads.studies.models import Site, Study


@dataclass(frozen=True, slots=True)
class RosterReport:
    """How many sites the roster gave something new, and how many it left as they were."""

    changed: int
    unchanged: int


@service("studies.roster.read")
def read_roster(*, study: Study, csv: bytes, by: Actor, at: datetime) -> RosterReport:
    """Read a roster whole or not at all. An empty cell clears what stood there.

    csv     UTF-8, comma or semicolon, columns as in ``roster.COLUMNS``
    raises  InputProblem or ManyProblems, every problem with its line and column
    """
    policies.check_can_keep_roster(by, study)
    rows = roster.read(csv, list(Site.objects.filter(study=study)))
    changed = [row for row in rows if row.differs]
    for row in changed:
        for name, value in row.values.items():
            setattr(row.site, name, value)
        row.site.roster_at = at
        row.site.save(update_fields=[*row.values, "roster_at"])
    if changed:
        digest = hashlib.sha256(csv).hexdigest()
        audit.record("studies.roster.read", target=study, by=by, at=at, sites=len(changed), sha256=digest)
    else:
        audit.nothing_changed()
    return RosterReport(len(changed), len(rows) - len(changed))


@service("studies.site.set_full_until")
def set_full_until(*, site: Site, full_until: date | None, by: Actor, at: datetime) -> Site:
    """Say until which day (inclusive) a site takes nobody, over the registry's word; None opens it again."""
    policies.check_can_set_full(by, site)
    if site.full_until == full_until:
        audit.nothing_changed()
        return site
    site.full_until = full_until
    site.save(update_fields=["full_until"])
    until = full_until.isoformat() if full_until else ""
    audit.record("studies.site.full_until_set", target=site, by=by, at=at, full_until=until)
    return site
