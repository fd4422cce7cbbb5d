"""What Hjemmel has kept of what was done, gathered from its capabilities for the probes."""

from __future__ import annotations

from hjemmel.engine.kept import Kept


def kept() -> Kept:
    return Kept()
