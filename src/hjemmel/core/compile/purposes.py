"""Purposes and their keep lines, resolved per collection."""

from __future__ import annotations

from collections.abc import Iterator

from ..datamap import After, ColumnAt, Line, Purpose, Stop, Window, With
from ..declaration.purposes import Extension, KeepLine
from ..declaration.purposes import Purpose as Declared
from ..period import Period
from ..terms import NO_CATEGORY, Basis
from .events import Events
from .paths import split
from .scope import FilePath, Scope


class Purposes:
    def __init__(self, scope: Scope, events: Events) -> None:
        self.scope = scope
        self.events = events

    def all(self) -> dict[str, Purpose]:
        return {
            name: self._purpose(name, declared) for name, declared in self.scope.declaration.purposes.items()
        }

    def _purpose(self, name: str, declared: Declared) -> Purpose:
        at: FilePath = ("purposes", name)
        for number, kind in enumerate(declared.for_):
            self.scope.has_kind(kind, (*at, "for", number))
        lines = [
            line
            for number, keep in enumerate(declared.keep if declared.keep != "use_only" else ())
            if isinstance(keep, KeepLine)
            for line in self._lines(name, number, keep, (*at, "keep", number))
        ]
        return Purpose(
            name=name,
            kinds=frozenset(declared.for_),
            basis=self._basis(declared, at),
            use_only=declared.keep == "use_only",
            direct_marketing=declared.direct_marketing is not None,
            lines=tuple(lines),
            declared=declared,
            place=self.scope.report.parsed.place(*at),
        )

    def _basis(self, declared: Declared, at: FilePath) -> dict[str, Basis]:
        if isinstance(declared.basis, Basis):
            return dict.fromkeys(declared.for_, declared.basis)
        for kind in declared.basis:
            self.scope.has_kind(kind, (*at, "basis", kind))
        for number, kind in enumerate(declared.for_):
            if kind not in declared.basis:
                self.scope.report.error(
                    "HJ209",
                    (*at, "for", number),
                    f'no basis is given for "{kind}"',
                    "add it to basis:",
                    "gdpr-13",
                )
        return dict(declared.basis)

    def _lines(self, purpose: str, number: int, keep: KeepLine, at: FilePath) -> Iterator[Line]:
        for index, category in enumerate(keep.categories):
            if category != NO_CATEGORY and category not in self.scope.declaration.categories:
                self.scope.report.unknown(
                    (*at, "categories", index), "category", category, self.scope.declaration.categories
                )
        for index, collection in enumerate(keep.in_):
            if not self.scope.has_collection(collection, (*at, "in", index)):
                continue
            window = self._window(collection, keep, at)
            if window is None:
                continue
            restricted = keep.restricted_from
            yield Line(
                purpose=purpose,
                number=number,
                collection=collection,
                categories=frozenset(keep.categories),
                where=self.scope.conditions(collection, keep.where, (*at, "where")),
                window=window,
                restricted_from=self.events.on(collection, restricted, (*at, "restricted_from"))
                if restricted
                else None,
                began=self.events.on(collection, keep.began, (*at, "began")) if keep.began else None,
                law=keep.law or "",
                place=self.scope.report.parsed.place(*at),
            )

    def _window(self, collection: str, keep: KeepLine, at: FilePath) -> Window | None:
        if keep.with_:
            if not self.scope.has_collection(keep.with_, (*at, "with")):
                return None
            up = self.scope.path(collection, keep.with_, (*at, "with"))
            if up:
                return With(keep.with_, up, upward=True)
            path = self.scope.needed_path(keep.with_, collection, (*at, "with"))
            return With(keep.with_, path) if path else None
        reference = keep.after or keep.until or ""
        node = self.events.on(collection, reference, (*at, "after" if keep.after else "until"))
        if node is None:
            return None
        return After(node, keep.period, reference, self._stop(collection, keep, at))

    def _stop(self, collection: str, keep: KeepLine, at: FilePath) -> Stop | None:
        if keep.extendable_to is None:
            return None
        system = self.scope.declaration.systems[collection.partition(".")[0]]
        backups = system.backup.kept if system.backup else Period()
        if keep.extension is None:
            return Stop(keep.extendable_to, backups)
        parts = [
            self._column_at(collection, name, keep.extension, (*at, "extension"))
            for name in ("until", "reason", "approver")
        ]
        return Stop(keep.extendable_to, backups, *parts)

    def _column_at(self, collection: str, part: str, extension: Extension, at: FilePath) -> ColumnAt | None:
        there, column = split(getattr(extension, part))
        if not self.scope.has_column(there, column, (*at, part)):
            return None
        path = self.scope.needed_path(collection, there, (*at, part))
        return ColumnAt(path, column) if path is not None else None
