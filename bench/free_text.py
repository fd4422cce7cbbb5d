"""Looking through free texts: how fast, how much of what is planted is found, and how often ordinary notes are disturbed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from tests.core.notes import ordinary, planted

from hjemmel.core.texts.free_text import Hit, hits

from .measure import Result, median, timed

RUNS, NOTES = 5, 20_000
LIMIT = 20_000
TODAY = date(2026, 11, 22)


def free_text() -> Iterator[Result]:
    """Half ordinary notes, full of numbers and double meanings; half with something planted."""
    plain = list(ordinary(NOTES // 2, seed=1))
    with_something = list(planted(NOTES // 2, seed=2))
    notes = plain + [note for note, _, _ in with_something]
    took = median([timed(lambda: _all(notes))[0] for _ in range(RUNS)])
    speed, by_cpu = NOTES / took.wall, NOTES / took.cpu
    disturbed = Counter(hit.kind.value for note in plain for hit in hits(note, TODAY))
    found = sum(kind in [hit.kind for hit in hits(note, TODAY)] for note, kind, _ in with_something)
    told = ", ".join(f"{name} {number}" for name, number in sorted(disturbed.items())) or "none"
    yield Result(
        name="free_text",
        what=f"looking through {NOTES:,} notes of {sum(map(len, notes)) / NOTES:.0f} characters",
        budget=f">= {LIMIT:,} notes/s",
        measured=f"{speed:,.0f} /s ({by_cpu:,.0f})",
        took=took,
        is_met=speed >= LIMIT,
        is_met_by_cpu=by_cpu >= LIMIT,
        note=f"found {found:,} of {len(with_something):,} planted; false hits in {len(plain):,} ordinary notes: {told}"
        " (the notes and the rules are by one hand: an upper bound)",
    )


def _all(notes: list[str]) -> list[tuple[Hit, ...]]:
    return [hits(note, TODAY) for note in notes]
