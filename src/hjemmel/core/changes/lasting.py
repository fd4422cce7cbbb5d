"""Whether something is kept longer or shorter than before: windows and clocks, by their structure."""

from __future__ import annotations

from collections.abc import Sequence

from ..datamap import After, Earliest, Later, Latest, Line, Node, OfChildren, OfParent
from ..period import Period
from .values import ChangeKind


def days(period: Period | None) -> float:
    return period.about_days if period else 0.0


def shift(old: list[Line], new: Line) -> float | None:
    """By how many days it is kept longer; None where that cannot be told."""
    if not old:
        return float("inf")
    same = [line for line in old if line.where == new.where] or old
    shifts = [_window_shift(line, new) for line in same]
    if same is old and all(line.where != new.where for line in old):
        return None
    return min((shift for shift in shifts if shift is not None), key=abs, default=None)


def _window_shift(old: Line, new: Line) -> float | None:
    before, after = old.window, new.window
    if not isinstance(before, After) or not isinstance(after, After):
        return 0.0 if before == after else None
    moved = node_shift(before.node, after.node)
    if moved is None:
        return None
    most = days(after.stop.period if after.stop else None) - days(before.stop.period if before.stop else None)
    length = days(after.period) - days(before.period)
    return moved + (length or (most if (before.stop is None) == (after.stop is None) else length))


def node_shift(old: Node, new: Node) -> float | None:
    """By how many days the new clock is later, where the two differ in periods alone."""
    if old == new:
        return 0.0
    match old, new:
        case Later(), Later():
            inner = node_shift(old.node, new.node)
            return None if inner is None else inner + days(new.period) - days(old.period)
        case OfParent(), OfParent():
            return node_shift(old.node, new.node) if old.path == new.path else None
        case OfChildren(), OfChildren():
            same = (old.path, old.where, old.null) == (new.path, new.where, new.null)
            return node_shift(old.node, new.node) if same else None
        case Latest(), Latest():
            return _several_shift(old, new)
        case Earliest(), Earliest():
            return _several_shift(old, new)
        case _:
            return None


def _several_shift(old: Latest | Earliest, new: Latest | Earliest) -> float | None:
    if len(old.nodes) != len(new.nodes) or (old.fallback is None) != (new.fallback is None):
        return None
    shifts = [node_shift(one, other) for one, other in zip(old.nodes, new.nodes, strict=True)]
    if old.fallback is not None and new.fallback is not None:
        shifts.append(node_shift(old.fallback, new.fallback))
    known = [shift for shift in shifts if shift is not None]
    if len(known) != len(shifts) or (min(known) < 0 < max(known)):
        return None
    return max(known, key=abs)


def direction(shifts: Sequence[float | None]) -> ChangeKind | None:
    known = [shift for shift in shifts if shift is not None]
    if any(shift > 0 for shift in known):
        return ChangeKind.LONGER_RETENTION
    if len(known) < len(shifts):
        return ChangeKind.CHANGED_RETENTION
    return ChangeKind.SHORTER_RETENTION if any(shift < 0 for shift in known) else None
