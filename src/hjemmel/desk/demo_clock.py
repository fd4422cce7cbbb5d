"""The demo's clock: the machine's time, moved. It lies in the demo's folder; nothing else knows it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

CLOCK_FILE = "clock"
"""Seconds between the machine's time and the demo's, as text."""


def demo_time() -> datetime:
    return datetime.now(UTC) + moved_by(folder())


def folder() -> Path:
    """What is the demo's alone. Its own database may be on a server, its master keys are always here."""
    return Path(settings.HJEMMEL_MASTER_KEY_FILE).parent


def moved_by(there: Path) -> timedelta:
    """How far the clock in this folder is moved; not at all where there is none."""
    try:
        return timedelta(seconds=float((there / CLOCK_FILE).read_text()))
    except (OSError, ValueError):
        return timedelta()


def move(there: Path, to: datetime) -> None:
    """From now on it is this time in the demo that lies in the folder."""
    (there / CLOCK_FILE).write_text(str((to - datetime.now(UTC)).total_seconds()))
