"""`./dev bench [NAME...]`: runs the measures, prints a table, and writes docs/benchmarks.md when all were run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from hjemmel.desk.machine import stay

from . import (
    access,
    assignments,
    commands,
    daily,
    due,
    erasing,
    erasure,
    free_text,
    grounds,
    ledger,
    pages,
    permission,
    planning,
    register,
    report,
    sealing,
    sheets,
    statements,
)
from .measure import Result

MEASURES: dict[str, Callable[[], Iterator[Result]]] = {
    "check": commands.check,
    "version": commands.version,
    "statement": statements.statements,
    "grounds": grounds.grounds,
    "permission": permission.permission,
    "planning": planning.planning,
    "daily": daily.daily,
    "erasing": erasing.erasing,
    "due": due.due,
    "erasure": erasure.erasure,
    "access": access.access,
    "assignments": assignments.receiving,
    "ledger": ledger.ledger,
    "pages": pages.pages,
    "sealing": sealing.sealing,
    "register": register.register,
    "sheets": sheets.sheets,
    "free_text": free_text.free_text,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        print(f"./dev bench [NAME...]\n\nNames: {', '.join(MEASURES)}")
        return 0 if unknown == ["--help"] else 2
    results: list[Result] = []
    for name in names or MEASURES:
        print(f"· {name}", file=sys.stderr)
        # As the server does: what was made before is not looked through again and again while this is measured.
        stay()
        for one in MEASURES[name]():
            # At once too: a run that is broken off has still said what it found.
            print(f"  {one.what.replace('`', '')}: {one.measured} {one.ratio} {one.verdict}", file=sys.stderr)
            results.append(one)
    print(report.shown(results))
    for one in results:
        if one.note:
            print(f"  {one.what.replace('`', '')}: {one.note}")
    if not names:
        report.write(results)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
