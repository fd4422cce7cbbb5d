"""Rows that belonged together by equal values until a value was blanked: found again by their keys, either way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..facts import About, Linked
from ..selection import Scalar

Key = tuple[Scalar, ...]


class Links:
    """What facts remember of matches. Between two collections there is at most one match, so names are enough."""

    def __init__(self, linked: Iterable[Linked] = ()) -> None:
        self._beside: dict[tuple[str, Key, str], list[Key]] = {}
        self._between: set[tuple[str, str]] = set()
        for link in linked:
            self._add(link.about, link.to)
            self._add(link.to, link.about)

    def between(self, here: str, there: str) -> bool:
        """Whether any row of the one is linked with a row of the other."""
        return (here, there) in self._between

    def beside(self, collection: str, key: Key, other: str) -> Sequence[Key]:
        """The keys of the rows of `other` that this row is linked with."""
        return self._beside.get((collection, key, other), ())

    def _add(self, here: About, there: About) -> None:
        self._between.add((here.collection, there.collection))
        self._beside.setdefault((here.collection, here.key, there.collection), []).append(there.key)
