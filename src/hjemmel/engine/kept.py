"""What Hjemmel itself has kept of what was done: the part of the evidence that lies in its own database."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Read by probes beside the traces in the company's own systems. No personal data."""
