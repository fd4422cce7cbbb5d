"""Selections over sealed columns in terms of what the database can answer: what is blank, and which rows have a value.

A value is looked up by its token; what has the token is opened, and what really counts as the same is kept by its key.
So the answer is exact both ways: the rows that have the value, and all the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from hjemmel.connectors.protocol import Unsupported
from hjemmel.connectors.values import as_text
from hjemmel.core.selection import (
    All,
    Among,
    AnyOf,
    Before,
    Blank,
    NoDate,
    NotBefore,
    NoYear,
    OneOf,
    Predicate,
    Scalar,
    Selection,
    Within,
    YearBefore,
    YearNotBefore,
)
from hjemmel.core.shape import Shape

from .layout import SealedTable

Keys = frozenset[tuple[Scalar, ...]]
KeysWith = Callable[[str, str, Sequence[str]], Keys]
"""The keys of the rows of a collection whose sealed column has one of these texts."""


class Answerable:
    """Turns selections over the register into such as need no value opened."""

    def __init__(
        self, shapes: Mapping[str, Shape], table_of: Callable[[str], SealedTable], keys_with: KeysWith
    ) -> None:
        self._shapes, self._table_of, self._keys_with = shapes, table_of, keys_with

    def of(self, rows: Selection) -> Selection:
        """The same rows. Raises Unsupported for what is asked of a sealed column and can't be told."""
        return Selection(rows.collection, self._predicate(rows.where, rows.collection))

    def _predicate(self, predicate: Predicate, collection: str) -> Predicate:
        sealed = self._table_of(collection).sealed
        match predicate:
            case All(parts):
                return All(tuple(self._predicate(part, collection) for part in parts))
            case AnyOf(parts):
                return AnyOf(tuple(self._predicate(part, collection) for part in parts))
            case OneOf(column, values, yes) if column in sealed:
                return self._with_value(collection, column, values, yes)
            case Among((column,), keys, yes) if column in sealed:
                return self._with_value(collection, column, tuple(key for (key,) in keys), yes)
            case Within(columns, rows, theirs, yes, single) if rows.collection in self._shapes:
                _refuse(collection, columns, sealed)
                _refuse(rows.collection, theirs, self._table_of(rows.collection).sealed)
                return Within(columns, self.of(rows), theirs, yes, single)
            case Among(columns):
                _refuse(collection, columns, sealed)
            case Blank(column, blank) if blank is not None:
                _refuse(collection, (column,), sealed)
            case Before(column) | NotBefore(column) | NoDate(column):
                _refuse(collection, (column,), sealed)
            case YearBefore(column) | YearNotBefore(column) | NoYear(column):
                _refuse(collection, (column,), sealed)
            case _:
                pass
        return predicate

    def _with_value(self, collection: str, column: str, values: Sequence[Scalar], yes: bool) -> Predicate:
        texts = [text for text in map(as_text, values) if text is not None]
        key = self._shapes[collection].key
        return Among(key, self._keys_with(collection, column, texts), yes)


def _refuse(collection: str, columns: Sequence[str], sealed: Sequence[str]) -> None:
    for column in columns:
        if column in sealed:
            raise Unsupported(
                collection,
                f"{column} is sealed: only its blank (NULL) and its value are known",
                "ask by another column",
            )
