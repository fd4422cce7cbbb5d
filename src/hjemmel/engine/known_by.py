"""Finds rows by what a person is known by. What counts as the same is declared for each column.

A column that is compared letter by letter, or has its normal form stored beside it, is asked by the index it has; so is
a sealed one. Of any other, the database does not know the normal form: the column is read, and compared here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from hjemmel.core.datamap import Collection, DataMap, KnownBy, Whose
from hjemmel.core.declaration.data import REGISTER
from hjemmel.core.lineage import Identity
from hjemmel.core.normal import normal
from hjemmel.core.selection import Null, OneOf, Predicate, Scalar, Selection, any_of

from .resolve import Resolver

Key = tuple[Scalar, ...]


class KnownRows:
    """The rows in which somebody's identities stand."""

    def __init__(self, data_map: DataMap, resolver: Resolver) -> None:
        self.map, self.resolver = data_map, resolver

    def of(self, collection: Collection, identities: Sequence[Identity]) -> Iterator[tuple[Whose, list[Key]]]:
        """Their keys, by whom the columns in which they were found are about."""
        asked = [known for known in collection.known_by if any(one.is_of(known) for one in identities)]
        whose_of = {known: _whose(collection, known) for known in asked}
        for _, alike in groupby(
            sorted(asked, key=lambda known: repr(whose_of[known])), key=whose_of.__getitem__
        ):
            columns = list(alike)
            keys = dict.fromkeys(self._keys(collection, columns, identities))
            if keys:
                yield whose_of[columns[0]], list(keys)

    def _keys(
        self, collection: Collection, columns: Sequence[KnownBy], identities: Sequence[Identity]
    ) -> Iterator[Key]:
        asked: list[Predicate] = []
        for known in columns:
            values = [one.value for one in identities if one.is_of(known)]
            if self._knows_normal_form(collection, known):
                asked.append(OneOf(known.stored or known.column, _told(known, values)))
            else:
                yield from self._read(collection, known, values)
        if asked:
            yield from self.resolver.find(Selection(collection.name, any_of(*asked)), collection.shape.key)

    def _knows_normal_form(self, collection: Collection, known: KnownBy) -> bool:
        is_sealed = self.map.declaration.systems[collection.system].connect.kind == REGISTER
        return known.normal is None or known.stored is not None or is_sealed

    def _read(self, collection: Collection, known: KnownBy, values: Iterable[str]) -> Iterator[Key]:
        assert known.normal is not None
        wanted = {normal(known.normal, value) for value in values} - {""}
        if not wanted:
            return
        filled = Selection(collection.name, Null(known.column, yes=False))
        for value, *key in self.resolver.find(filled, (known.column, *collection.shape.key)):
            if normal(known.normal, str(value)) in wanted:
                yield tuple(key)


def _told(known: KnownBy, values: Sequence[str]) -> tuple[str, ...]:
    if known.stored is None or known.normal is None:
        return tuple(dict.fromkeys(values))
    return tuple(dict.fromkeys(form for value in values if (form := normal(known.normal, value))))


def _whose(collection: Collection, known: KnownBy) -> Whose:
    group = collection.group_of(known.column)
    return group.whose if group else collection.whose
