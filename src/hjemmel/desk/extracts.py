"""Figures without persons, for the office and the terminal: made, put on record, and written as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

from hjemmel.capabilities.ledger.services import note
from hjemmel.core.figures.extract import Wanted
from hjemmel.core.figures.groups import Figures, Group
from hjemmel.core.output.csv_text import csv_lines
from hjemmel.desk import clock
from hjemmel.desk.house import house
from hjemmel.engine import extracts
from hjemmel.engine.ports import Actor, Plain

REST = "(øvrige)"
"""What stands for the groups that were folded together."""


def make(wanted: Wanted, actor: Actor) -> Figures:
    """The figures. That they were made is noted, also where nothing came out. Raises NotMade, Unreachable."""
    found, rows = extracts.make(house(actor), wanted)
    told: dict[str, Plain] = {
        "purpose": wanted.purpose,
        "collection": wanted.collection,
        "by": list(wanted.by),
        "sums": list(wanted.sums),
        "groups": len(found.told),
        "folded": found.folded,
        "fewest": found.fewest,
        "smallest": found.smallest,
        "rows": rows,
    }
    note("figures-made", actor, told, clock.now())
    return found


def as_csv(wanted: Wanted, found: Figures) -> Iterator[str]:
    """One line a group. No cell is taken for a formula."""
    sums = [f"{kind}({column})" for column in wanted.sums for kind in ("sum", "mean")]
    rows = [[*wanted.by, "people", *sums]]
    for group in found.told:
        key = list(group.key) if group is not found.rest else [REST] * len(wanted.by)
        numbers = [_written(number) for one in group.sums for number in (one.total, one.mean)]
        rows.append([*key, str(group.people), *numbers])
    return csv_lines(rows)


def as_json(wanted: Wanted, found: Figures) -> str:
    def told(group: Group) -> dict[str, object]:
        return {
            "group": dict(zip(wanted.by, group.key, strict=True)) if group is not found.rest else None,
            "people": group.people,
            "sums": {
                column: {"sum": _written(one.total), "mean": _written(one.mean)}
                for column, one in zip(wanted.sums, group.sums, strict=True)
            },
        }

    content = {
        "collection": wanted.collection,
        "purpose": wanted.purpose,
        "smallest_group": found.smallest,
        "groups_folded": found.folded,
        "groups": [told(group) for group in found.told],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _written(number: Decimal) -> str:
    return f"{number.quantize(Decimal('0.01')):f}" if number != number.to_integral() else f"{number:f}"
