"""What the suite ran on each database, and what it did not run, with the reason. Not-run fails where CI=true."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree


def main(folder: Path) -> int:
    not_run: Counter[str] = Counter()
    passed = failed = 0
    print("\nSummary")
    for report in sorted(folder.glob("*.xml")):
        cases = list(ElementTree.parse(report).iter("testcase"))
        bad = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
        skipped = [case for case in cases if case.find("skipped") is not None]
        for case in skipped:
            not_run[str(case.find("skipped").get("message"))] += 1
        good = len(cases) - len(bad) - len(skipped)
        passed, failed = passed + good, failed + len(bad)
        print(f"  {report.stem:9} {good} passed, {len(bad)} failed, {len(skipped)} not run")
    for reason, count in not_run.most_common():
        print(f"  not run ({count}): {reason}")
    print(f"\n{passed} passed, {failed} failed, {sum(not_run.values())} skipped")
    return int(bool(failed) or not passed or (bool(not_run) and os.environ.get("CI") == "true"))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
