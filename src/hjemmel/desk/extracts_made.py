"""The figures that were made, read back from the ledger: the probes ask for them."""

from __future__ import annotations

from hjemmel.capabilities.ledger import store as ledger
from hjemmel.core.figures.extract import Extract

MADE = "figures-made"
LINES = 10_000


def made() -> tuple[Extract, ...]:
    """Every extract on record, the newest first."""
    return tuple(
        Extract(
            at=line.at,
            purpose=str(line.content["purpose"]),
            collection=str(line.content["collection"]),
            by=tuple(line.content["by"]),
            groups=int(line.content["groups"]),
            fewest=int(line.content["fewest"]),
            rows=int(line.content["rows"]),
        )
        for line in ledger.lines_of(MADE, LINES)
    )
