"""What resolution needs to know of the whole declaration: collections, columns, references, and paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..datamap import Condition, FixedKind, Hop, KindByColumn, Path, Whose
from ..declaration.data import AboutWhom, Collection, Fields
from ..declaration.purposes import Where
from ..declaration.whole import Declaration
from ..terms import NO_PERSON
from .paths import columns_of, declared_collections, find_path, resolve_hops, split
from .report import Report

if TYPE_CHECKING:  # The language of connectors is not needed to read a file.
    from ..selection import Scalar

FilePath = tuple[str | int, ...]


class Scope:
    """Looks names up; reports those that are not there, once, at the place that uses them."""

    def __init__(self, declaration: Declaration, report: Report) -> None:
        self.declaration = declaration
        self.report = report
        self.collections: dict[str, Collection] = {}
        self.at: dict[str, FilePath] = {}
        for full, system, name, collection in declared_collections(declaration):
            self.collections[full] = collection
            self.at[full] = ("systems", system, "collections", name)
        self.columns = {full: columns_of(collection) for full, collection in self.collections.items()}
        self.hops: dict[str, tuple[Hop, ...]] = resolve_hops(declaration, report)
        self.about = {full: collection.about for full, collection in self.collections.items()}
        self.used_paths: dict[tuple[str, str], Path] = {}

    def has_collection(self, name: str, path: FilePath) -> bool:
        if name in self.collections:
            return True
        self.report.unknown(path, "collection", name, self.collections)
        return False

    def has_column(self, collection: str, column: str, path: FilePath) -> bool:
        if not self.has_collection(collection, path):
            return False
        if column in self.columns[collection]:
            return True
        self.report.unknown(path, f"column of {collection}", column, self.columns[collection])
        return False

    def group(self, collection: str, column: str) -> Fields:
        return self.collections[collection].fields[self.columns[collection][column]]

    def kinds(self) -> set[str]:
        return {*self.declaration.subjects, NO_PERSON}

    def has_kind(self, kind: str, path: FilePath) -> bool:
        if kind in self.kinds():
            return True
        self.report.unknown(path, "kind of subject", kind, self.kinds())
        return False

    def path(self, start: str, goal: str, where: FilePath, via: str | None = None) -> Path | None:
        """The path upward, or a finding: there is none, or there are several."""
        path, ambiguous = find_path(self.hops, self.about, start, goal, via)
        if ambiguous:
            self.report.error(
                "HJ205", where, f"{start} reaches {goal} by more than one reference", "say which with via:"
            )
            return None
        if path is not None:
            self.used_paths.setdefault((start, goal), path)
        return path

    def needed_path(self, start: str, goal: str, where: FilePath, via: str | None = None) -> Path | None:
        before = len(self.report.findings)
        path = self.path(start, goal, where, via)
        if path is None and len(self.report.findings) == before:
            self.report.error(
                "HJ204",
                where,
                f"nothing refers from {start} to {goal}",
                "declare the reference, in references:",
            )
        return path

    def whose(self, full: str, about: AboutWhom, where: FilePath, depth: int = 0) -> Whose | None:
        """Whom the row is about, followed through references to the subject's own row."""
        if about.column is not None:
            return self._by_column(full, about, where)
        if about.kind is not None:
            return self._fixed(full, about, where)
        via = (about.via,) if isinstance(about.via, str) else about.via or ()
        hop = next((hop for hop in self.hops[full] if hop.columns == via and not hop.match), None)
        if hop is None:
            self.report.unknown(
                (*where, "via"), "reference", ", ".join(via), {h.columns[0] for h in self.hops[full]}
            )
            return None
        if depth > len(self.collections):
            self.report.error(
                "HJ206", where, "whom this is about goes in a circle", "let one collection say it"
            )
            return None
        beyond = self.whose(hop.parent, self.about[hop.parent], (*self.at[hop.parent], "about"), depth + 1)
        if beyond is None:
            return None
        return Whose(beyond.home, (hop, *beyond.path), beyond.kind, beyond.or_own)

    def conditions(self, collection: str, where: Where, at: FilePath) -> tuple[Condition, ...]:
        found = []
        for name, value in where.items():
            there, column = split(name) if "." in name else (collection, name)
            if not self.has_column(there, column, (*at, name)):
                continue
            path = self.needed_path(collection, there, (*at, name))
            if path is not None:
                values: tuple[Scalar, ...] = value if isinstance(value, tuple) else (value,)
                found.append(Condition(path, column, values))
        return tuple(found)

    def _by_column(self, full: str, about: AboutWhom, where: FilePath) -> Whose | None:
        column, values = about.column or "", about.values or {}
        if not self.has_column(full, column, (*where, "column")):
            return None
        kinds = [(key, kind) for key, kind in values.items() if self.has_kind(kind, (*where, "values", key))]
        if about.otherwise != "unknown" and not self.has_kind(about.otherwise, (*where, "otherwise")):
            return None
        pairs: list[tuple[Scalar, str]] = [(_value(key), kind) for key, kind in kinds]
        return Whose(full, (), KindByColumn(column, tuple(pairs), about.otherwise))

    def _fixed(self, full: str, about: AboutWhom, where: FilePath) -> Whose | None:
        kind = about.kind or ""
        if not self.has_kind(kind, (*where, "kind")):
            return None
        if about.match is None:
            return Whose(full, (), FixedKind(kind))
        columns = tuple(about.match)
        hop = next((hop for hop in self.hops[full] if hop.match and hop.columns == columns), None)
        return Whose(hop.parent, (hop,), FixedKind(kind), or_own=True) if hop else None


def _value(key: str) -> Scalar:
    """Keys of a mapping are text in the file; a truth value or number in the column is written as one."""
    if key in ("true", "false"):
        return key == "true"
    return int(key) if key.lstrip("-").isdigit() else key
