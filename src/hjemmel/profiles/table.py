"""One table of an example database, from a line of SQL words. No profile's own rules belong here."""

from __future__ import annotations

from hjemmel.profiles.sample import DemoReference, DemoTable


def table(
    name: str,
    columns: str,
    *,
    key: tuple[str, ...] = ("id",),
    not_null: tuple[str, ...] = (),
    references: tuple[DemoReference, ...] = (),
    indexes: tuple[tuple[str, ...], ...] = (),
) -> DemoTable:
    """`table("lines", "id INTEGER, text TEXT")`: an empty one, with its columns in that order."""
    pairs = [part.split() for part in columns.split(",")]
    return DemoTable(
        name=name,
        columns=tuple((column, kind) for column, kind in pairs),
        key=key,
        not_null=not_null,
        references=references,
        indexes=indexes,
    )
