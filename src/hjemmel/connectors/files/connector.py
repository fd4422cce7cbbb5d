"""A folder of tables as a connector: every file is read as a stream, and changed by being replaced whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from hjemmel.core.declaration.layouts import FileLayout
from hjemmel.core.observation import CollectionSeen, Observation, ReferenceSeen
from hjemmel.core.selection import Scalar, Selection
from hjemmel.core.shape import Shape

from ..protocol import Drifted, Failure, Mark, Partial, Unreachable, mark_of
from ..rowtest import Row
from ..rowwise import COLUMN_TYPES, New, Rowwise, collection_seen, seen_columns
from ..schema import schema_digest
from ..values import scalar
from .folder import Folder, Signature, changed, remove, replace, signature
from .table import Fate, Table, look, standing_columns

_AS_IT_STANDS = FileLayout(name="*")


class FilesConnector:
    """One folder. `layouts` tells by collection where its rows lie; `references` by table what its rows refer to."""

    def __init__(
        self,
        system: str,
        url: str,
        shapes: Mapping[str, Shape],
        layouts: Mapping[str, FileLayout],
        *,
        clock: Callable[[], datetime],
        references: Mapping[str, Sequence[ReferenceSeen]] | None = None,
        marks: Mapping[str, Mark] | None = None,
        read_only: bool = False,
    ) -> None:
        self._system, self._shapes, self._clock, self._marks = system, dict(shapes), clock, marks or {}
        self._folder = Folder(system, url)
        self._tables = _Tables(self._folder, layouts, references or {})
        self._rowwise = Rowwise(self._shapes, self._tables, read_only=read_only)

    def describe(self) -> Observation:
        """Every row is read: a file in which one can't be is no system about which anything may be decided."""
        seen = [
            self._tables.read_through(shape) for shape in self._shapes.values() if self._tables.has(shape)
        ]
        spoken_for = {
            table.path for shape in self._shapes.values() for table in self._tables.of(shape, gone_is=())
        }
        seen += [self._tables.undeclared(path) for path in self._folder.others(spoken_for)]
        seen.sort(key=lambda one: one.name)
        return Observation(
            system=self._system,
            at=self._clock(),
            target=str(self._folder.path),
            collections=tuple(seen),
            digest=schema_digest(seen),
        )

    def count(self, rows: Selection) -> int:
        return sum(1 for _ in self._rowwise.matching(rows))

    def counts(self, several: Sequence[Selection]) -> Sequence[int]:
        return [self.count(rows) for rows in several]

    def find(self, rows: Selection, fields: Sequence[str]) -> Iterator[tuple[Scalar, ...]]:
        self._rowwise.require(rows, fields)
        for row in self._rowwise.matching(rows):
            yield tuple(scalar(row[field]) for field in fields)

    def export(self, rows: Selection, fields: Sequence[str]) -> Iterator[Mapping[str, object]]:
        self._rowwise.require(rows, fields)
        for row in self._rowwise.matching(rows):
            yield {field: row[field] for field in fields}

    def erase(self, rows: Selection, *, at_most: int) -> int:
        with self._folder.held():
            tables = self._tables.of(self._rowwise.shape(rows))
            if not self._rowwise.erasable(rows, at_most):
                return 0
            test = self._rowwise.test(rows)
            return self._change(rows, tables, lambda row: None if test(row) else {})

    def overwrite(self, rows: Selection, values: Mapping[str, Scalar], *, at_most: int) -> int:
        return self._put(rows, values, self._rowwise.overwriting(rows, values), at_most)

    def restrict(self, rows: Selection, on: bool) -> int:
        unmarked, values = mark_of(self._marks, rows).change(rows, on)
        return self.rectify(unmarked, values, at_most=self.count(unmarked))

    def rectify(self, rows: Selection, values: Mapping[str, Scalar], *, at_most: int) -> int:
        return self._put(rows, values, lambda row: values, at_most)

    def _put(self, rows: Selection, values: Mapping[str, Scalar], new: New, at_most: int) -> int:
        with self._folder.held():
            tables = self._tables.of(self._rowwise.shape(rows))

            def odd(value: Scalar) -> str | None:
                return next((found for table in tables if (found := table.odd(value))), None)

            if not self._rowwise.changeable(rows, values, new, at_most, odd):
                return 0
            test = self._rowwise.test(rows)
            return self._change(rows, tables, lambda row: new(row) if test(row) else {})

    def _change(self, rows: Selection, tables: Sequence[Table], fate: Fate) -> int:
        """File after file, each at once, and none that is another than when all was checked. What broke after the
        first is Partial."""
        done, waiting = 0, False
        for table in tables:
            if not any(put is None or put for put in map(fate, table.rows())):
                continue
            if table.is_live:
                waiting = True
                continue
            try:
                with self._folder.failing(rows.collection):
                    if table.goes_when_empty and all(put is None for put in map(fate, table.rows())):
                        done += remove(table.path, table.place, table.known, sum(1 for _ in table.rows()))
                    else:
                        done += replace(table.path, table.place, table.known, _writing(table, fate))
            except Unreachable as failure:
                if not done:
                    raise
                raise Partial(failure.place, failure.what, "do it again for the rest", done) from None
            except Failure as failure:
                failure.done = done
                raise
        if waiting and not done:
            raise Unreachable(
                rows.collection, "the server writes to the file", "the rows go when it is rotated"
            )
        return done


def _writing(table: Table, fate: Fate) -> Callable[..., int]:
    return lambda old, new: table.rewrite(old, new, fate)


class _Tables:
    """The files of the folder by collection. What was found out of a file is remembered until the file changes."""

    def __init__(
        self,
        folder: Folder,
        layouts: Mapping[str, FileLayout],
        references: Mapping[str, Sequence[ReferenceSeen]],
    ) -> None:
        self._folder, self._layouts, self._references = folder, layouts, references
        self._known: dict[tuple[Path, str], Table] = {}
        self._read: dict[Path, Signature] = {}

    def seen(self, shape: Shape) -> CollectionSeen:
        layout = self._layouts[shape.collection]
        tables = self.of(shape)
        found = tables[0].columns if tables else standing_columns(layout)
        columns = seen_columns(found, layout.columns, shape.key)
        return collection_seen(shape, columns, layout.columns, self._references.get(shape.table, ()))

    def rows(self, rows: Selection, shape: Shape) -> Iterator[Row]:
        for table in self.of(shape):
            with self._folder.failing(shape.collection):
                yield from table.rows()

    def has(self, shape: Shape) -> bool:
        layout = self._layouts.get(shape.collection)
        return bool(self._paths(shape)) or (layout is not None and bool(standing_columns(layout)))

    def of(self, shape: Shape, gone_is: Sequence[Table] | None = None) -> Sequence[Table]:
        """The collection's files, all with the same headings. Raises Drifted if there is none."""
        tables = [self._table(path, shape) for path in self._paths(shape)]
        if not tables:
            if gone_is is not None:
                return gone_is
            if standing_columns(self._layouts[shape.collection]):
                # No log has been written yet, or every file has gone as it should.
                return ()
            raise Drifted(shape.collection, "there is no such file", "plan again")
        if any(set(table.columns) != set(tables[0].columns) for table in tables):
            raise Drifted(
                shape.collection,
                "its files have different headings",
                "give them the same, or declare them apart",
            )
        return tables

    def read_through(self, shape: Shape) -> CollectionSeen:
        for table in self.of(shape):
            if self._read.get(table.path) != table.known:
                for _ in table.rows():
                    pass
                self._read[table.path] = table.known
        return self.seen(shape)

    def undeclared(self, path: Path) -> CollectionSeen:
        """A file that no collection speaks of, with its headings as they stand; none if it is no table."""
        name = self._folder.name(path)
        try:
            columns = look(path, name, name, _AS_IT_STANDS, {}).columns
        except Drifted:
            columns = ()
        return CollectionSeen(name=name, columns=seen_columns(columns, {}, ()))

    def _paths(self, shape: Shape) -> list[Path]:
        layout = self._layouts.get(shape.collection)
        return self._folder.files(layout.name) if layout else []

    def _table(self, path: Path, shape: Shape) -> Table:
        with self._folder.failing(shape.collection):
            now = signature(path.stat())
            known = self._known.get((path, shape.collection))
            if known is None or known.known != now or known.is_live:
                layout = self._layouts[shape.collection]
                types = {name: COLUMN_TYPES[one.type] for name, one in layout.columns.items() if one.type}
                known = look(path, shape.collection, self._folder.name(path), layout, types)
                self._known[path, shape.collection] = known
        if known.known != now and not known.is_live:
            raise changed(shape.collection)
        return known
