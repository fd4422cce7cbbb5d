"""An API as a connector: lists are read and tested here, and rows are changed one by one, each looked at once more."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final
from urllib.parse import quote

from hjemmel.core.declaration.layouts import ApiLayout
from hjemmel.core.observation import CollectionSeen, ColumnType, Observation, ReferenceSeen
from hjemmel.core.selection import All, Among, OneOf, Predicate, Scalar, Selection
from hjemmel.core.shape import Shape

from ..protocol import Drifted, Failure, Mark, Partial, Unreachable, Unsupported, mark_of
from ..rowtest import Row, Test
from ..rowwise import New, Rowwise, collection_seen, seen_columns
from ..schema import schema_digest
from ..values import as_text, scalar
from .answers import Gone, Json, at, changed, is_there, pages, path_of, value_of
from .client import Answer, Client, strange

ASKED_FOR: Final = 50
"""So many values are asked for one by one; for more, the whole list is read."""
TRIES: Final = 3
"""How often a list is read that changes between its pages."""

Fate = Callable[[Row], Mapping[str, Scalar] | None]
"""What becomes of a row: new values, or None if it goes."""


class HttpConnector:
    """One API. `layouts` and `columns` are by collection, `references` by table. Safe to share between threads."""

    def __init__(
        self,
        system: str,
        client: Client,
        shapes: Mapping[str, Shape],
        layouts: Mapping[str, ApiLayout],
        columns: Mapping[str, Sequence[str]],
        *,
        clock: Callable[[], datetime],
        references: Mapping[str, Sequence[ReferenceSeen]] | None = None,
        marks: Mapping[str, Mark] | None = None,
        at_once: int = 1,
        read_only: bool = False,
    ) -> None:
        self._system, self._client, self._shapes, self._clock = system, client, dict(shapes), clock
        self._layouts, self._columns, self._references = layouts, columns, references or {}
        self._marks, self._at_once, self._read_only = marks or {}, at_once, read_only

    def describe(self) -> Observation:
        look = self._look()
        there = (look.described(shape) for shape in self._shapes.values())
        seen = tuple(sorted((one for one in there if one), key=lambda one: one.name))
        return Observation(
            system=self._system,
            at=self._clock(),
            target=self._client.base,
            collections=seen,
            digest=schema_digest(seen),
        )

    def count(self, rows: Selection) -> int:
        return self.counts([rows])[0]

    def counts(self, several: Sequence[Selection]) -> Sequence[int]:
        """Each list is read once for all of them."""
        rowwise = self._rowwise()
        return [sum(1 for _ in rowwise.matching(rows)) for rows in several]

    def find(self, rows: Selection, fields: Sequence[str]) -> Iterator[tuple[Scalar, ...]]:
        for row in self._matching(rows, fields):
            yield tuple(scalar(row[field]) for field in fields)

    def export(self, rows: Selection, fields: Sequence[str]) -> Iterator[Mapping[str, object]]:
        for row in self._matching(rows, fields):
            yield {field: row[field] for field in fields}

    def erase(self, rows: Selection, *, at_most: int) -> int:
        rowwise = self._rowwise()
        if not rowwise.erasable(rows, at_most):
            return 0
        if self._layout(rows).erase is None:
            raise Unsupported(
                rows.collection, "nothing says how a row is erased", "declare api: {erase: DELETE}"
            )
        return self._each(rows, rowwise, lambda row: None)

    def overwrite(self, rows: Selection, values: Mapping[str, Scalar], *, at_most: int) -> int:
        rowwise = self._rowwise()
        return self._put(rows, values, rowwise.overwriting(rows, values), at_most, rowwise)

    def restrict(self, rows: Selection, on: bool) -> int:
        unmarked, values = mark_of(self._marks, rows).change(rows, on)
        return self.rectify(unmarked, values, at_most=self.count(unmarked))

    def rectify(self, rows: Selection, values: Mapping[str, Scalar], *, at_most: int) -> int:
        return self._put(rows, values, lambda row: values, at_most, self._rowwise())

    def _put(
        self, rows: Selection, values: Mapping[str, Scalar], new: New, at_most: int, rowwise: Rowwise
    ) -> int:
        if not rowwise.changeable(rows, values, new, at_most):
            return 0
        if self._layout(rows).change is None:
            raise Unsupported(
                rows.collection, "nothing says how a row is changed", "declare api: {change: PATCH}"
            )
        typed = rowwise.typed(rows, new)
        return self._each(rows, rowwise, typed)

    def _each(self, rows: Selection, rowwise: Rowwise, new: Fate) -> int:
        """Change the rows one by one, several at a time. The first failure stops those that have not begun."""
        test, chosen = rowwise.test(rows), list(rowwise.matching(rows))
        stop, failures = threading.Event(), list[Failure]()

        def one(row: Row) -> int:
            if stop.is_set():
                return 0
            try:
                return self._changed(rows, row, test, new)
            except Failure as failure:
                stop.set()
                failures.append(failure)
                return 0

        with ThreadPoolExecutor(self._at_once) as pool:
            done = sum(pool.map(one, chosen))
        if not failures:
            return done
        first = failures[0]
        first.done = done
        if done and isinstance(first, Unreachable):
            raise Partial(first.place, first.what, "do it again for the rest", done)
        raise first

    def _changed(
        self,
        rows: Selection,
        row: Row,
        test: Test,
        new: Fate,
    ) -> int:
        """1 if the row was changed; 0 if it is no longer there, or no longer one of those that are meant."""
        shape, layout = self._shapes[rows.collection], self._layout(rows)
        address = self._client.base + self._item(shape, layout, row)
        now = self._client.ask("GET", address, rows.collection)
        if now.is_gone:
            return 0
        item = at(self._client.json(now, rows.collection), layout.row)
        if not isinstance(item, dict):
            raise strange(rows.collection, "there is no row where it should be")
        again = self._row(shape, item)
        if any(as_text(again[part]) != as_text(row[part]) for part in shape.key):
            raise strange(rows.collection, "it is about another row")
        if not test(again):
            return 0
        values = new(again)
        if values is None:
            answer = self._send("DELETE", address, rows, row, {}, None, now)
        else:
            columns = layout.columns
            by_path = {path_of(name, columns.get(name)): value for name, value in values.items()}
            body = changed(item if layout.change == "PUT" else {}, by_path)
            answer = self._send(layout.change or "PATCH", address, rows, row, values, body, now)
        return self._judged(answer, rows, is_erasure=values is None)

    def _send(
        self,
        method: str,
        address: str,
        rows: Selection,
        row: Row,
        values: Mapping[str, Scalar],
        body: object,
        now: Answer,
    ) -> Answer:
        key = self._idempotency_key(method, rows.collection, row, values)
        headers = {"Idempotency-Key": key}
        if tag := now.headers.get("ETag"):
            headers["If-Match"] = tag
        return self._client.ask(method, address, rows.collection, body=body, headers=headers)

    def _idempotency_key(self, method: str, collection: str, row: Row, values: Mapping[str, Scalar]) -> str:
        """The same for the same change of the same row on one day, in whatever process: said twice, it is done once.

        The day takes part so that the same change, made again after it was undone, is not taken for the first one."""
        key = [as_text(row[part]) for part in self._shapes[collection].key]
        told = [self._system, collection, method, key, values, self._clock().date().isoformat()]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def _judged(self, answer: Answer, rows: Selection, *, is_erasure: bool) -> int:
        if answer.is_good:
            return 1
        if answer.is_gone:
            # Of an erasure: gone is what was asked for, by an attempt whose answer was lost or by somebody else.
            return int(is_erasure)
        if answer.status == 412:
            raise Drifted(rows.collection, "a row was changed meanwhile", "plan again")
        raise Unsupported(rows.collection, f"it refuses ({answer.status})", "look at what the API allows")

    def _item(self, shape: Shape, layout: ApiLayout, row: Row) -> str:
        if layout.item is None:
            raise Unsupported(
                shape.collection, "nothing says where a single row is reached", "declare api: {item: ...}"
            )
        parts = {name: as_text(row[name]) for name in shape.key}
        if any(not part or part in (".", "..") for part in parts.values()):
            # The path would be another one: that of the list, perhaps.
            raise Unsupported(shape.collection, "a row has no key to reach it by", "let a person do it")
        path = layout.item
        for name, part in parts.items():
            path = path.replace("{" + name + "}", quote(part or "", safe=""))
        return path

    def _matching(self, rows: Selection, fields: Iterable[str]) -> Iterator[Row]:
        rowwise = self._rowwise()
        rowwise.require(rows, fields)
        return rowwise.matching(rows)

    def _layout(self, rows: Selection) -> ApiLayout:
        return self._layouts[rows.collection]

    def _row(self, shape: Shape, item: Json) -> dict[str, object]:
        layouts = self._layouts[shape.collection].columns
        return {name: value_of(item, name, layouts.get(name)) for name in self._columns[shape.collection]}

    def _look(self) -> _Look:
        return _Look(self._client, self._layouts, self._columns, self._references, self._row)

    def _rowwise(self) -> Rowwise:
        return Rowwise(self._shapes, self._look(), read_only=self._read_only)


class _Look:
    """The lists as they are during one call: each is read once."""

    def __init__(
        self,
        client: Client,
        layouts: Mapping[str, ApiLayout],
        columns: Mapping[str, Sequence[str]],
        references: Mapping[str, Sequence[ReferenceSeen]],
        row: Callable[[Shape, Json], Row],
    ) -> None:
        self._client, self._layouts, self._columns = client, layouts, columns
        self._references, self._row = references, row
        self._lists: dict[tuple[str, str], list[Row]] = {}

    def seen(self, shape: Shape) -> CollectionSeen:
        """As declared; whether it is so is seen when the list is read."""
        if shape.collection not in self._layouts:
            raise Drifted(shape.collection, "there is no such collection", "plan again")
        return self._seen(shape, self._columns[shape.collection])

    def rows(self, rows: Selection, shape: Shape) -> Iterator[Row]:
        layout = self._layouts[shape.collection]
        filtered = _filter(rows.where, layout.filters)
        if filtered is None or (shape.collection, "") in self._lists:
            return iter(self._list(shape, {}))
        name, values = filtered
        found: dict[tuple[str | None, ...], Row] = {}
        for value in values:
            for row in self._list(shape, {name: value}):
                found[tuple(as_text(row[part]) for part in shape.key)] = row
        return iter(found.values())

    def described(self, shape: Shape) -> CollectionSeen | None:
        """The declared columns that are there, and the undeclared ones of the first page; None if there is no list."""
        layout = self._layouts.get(shape.collection)
        if layout is None:
            return None
        layouts, names = layout.columns, self._columns[shape.collection]
        others: dict[str, None] = {}
        optional = {name for name, one in layouts.items() if one.optional}
        missing = dict.fromkeys(name for name in names if name not in optional)
        known = {path_of(name, layouts.get(name)).partition(".")[0] for name in names}
        count = 0
        try:
            for page, (rows, _) in enumerate(pages(self._client, layout, {}, shape.collection)):
                count += len(rows)
                for row in rows:
                    for name in [name for name in missing if is_there(row, name, layouts.get(name))]:
                        del missing[name]
                    if not page:
                        others.update(dict.fromkeys(key for key in row if key not in known))
                if not missing:
                    break
        except Gone:
            return None
        gone = missing if count else {}
        return self._seen(shape, (*(name for name in names if name not in gone), *others))

    def _seen(self, shape: Shape, names: Iterable[str]) -> CollectionSeen:
        layouts = self._layouts[shape.collection].columns
        columns = seen_columns(names, layouts, shape.key, untold=ColumnType.OTHER)
        return collection_seen(shape, columns, layouts, self._references.get(shape.table, ()))

    def _list(self, shape: Shape, asked: Mapping[str, str]) -> list[Row]:
        wanted = (shape.collection, json.dumps(asked) if asked else "")
        if wanted not in self._lists:
            self._lists[wanted] = self._whole(shape, asked)
        return self._lists[wanted]

    def _whole(self, shape: Shape, asked: Mapping[str, str]) -> list[Row]:
        """Every row once. A list that changes between its pages loses rows or gives them twice: it is read again."""
        for _ in range(TRIES):
            found, is_steady = self._attempt(shape, asked)
            if is_steady:
                return found
        raise Drifted(shape.collection, "the list changes faster than it can be read", "try again later")

    def _attempt(self, shape: Shape, asked: Mapping[str, str]) -> tuple[list[Row], bool]:
        rows: dict[tuple[str | None, ...], Row] = {}
        totals: set[int] = set()
        read = 0
        try:
            for page, total in pages(self._client, self._layouts[shape.collection], asked, shape.collection):
                read += len(page)
                totals.update(() if total is None else (total,))
                for item in page:
                    row = self._row(shape, item)
                    key = tuple(as_text(row[part]) for part in shape.key)
                    if None in key:
                        raise strange(shape.collection, "a row has no key")
                    rows[key] = row
        except Gone:
            raise Drifted(shape.collection, "there is no such list", "plan again") from None
        is_steady = len(rows) == read and totals in (set(), {read})
        return list(rows.values()), is_steady


def _filter(where: Predicate, filters: Mapping[str, str]) -> tuple[str, tuple[str, ...]] | None:
    """The shortest question that gives every row of the selection, and perhaps more; None: ask for the whole list."""
    asked = []
    for part in where.parts if isinstance(where, All) else (where,):
        match part:
            case OneOf(column, values, True) if column in filters:
                asked.append((filters[column], _texts(values)))
            case Among((column,), keys, True) if column in filters:
                asked.append((filters[column], _texts(key[0] for key in keys)))
    few = [one for one in asked if len(one[1]) <= ASKED_FOR]
    return min(few, key=lambda one: len(one[1]), default=None)


def _texts(values: Iterable[Scalar]) -> tuple[str, ...]:
    """NULL equals nothing, so it is not asked for."""
    return tuple(sorted({text for value in values if (text := as_text(value)) is not None}))
