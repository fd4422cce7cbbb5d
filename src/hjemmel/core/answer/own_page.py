"""What somebody sees on their own page of what we hold: kinds of data, why, and until when. Shorter than the letter, and in
the same words. No I/O."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..output.language import capital
from ..output.statement.writer import Writer
from .access_letter import ends, kinds_told_alike
from .told import CollectionTold, KindOfData, Told
from .wording import rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Kinds of data of which the same is said."""

    what: str
    why: str
    until: str
    is_due: bool
    """There is no ground left for some of it, and it goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What one collection holds of somebody."""

    title: str
    rows: str
    lines: tuple[Line, ...]


def held(w: Writer, told: Told) -> tuple[Held, ...]:
    return tuple(
        Held(title=capital(w.text(one.title)), rows=rows_of(w, one.rows), lines=tuple(_lines(w, one)))
        for one in told.collections
        if one.rows
    )


def _lines(w: Writer, collection: CollectionTold) -> Iterator[Line]:
    """What differs only in where it comes from, or in the columns it stands in, is one line here."""
    found: dict[tuple[str, str, bool], dict[str, None]] = {}
    for alike in kinds_told_alike(collection.kinds):
        said = (_why(w, alike[0]), ends(w, alike[0]), alike[0].due > 0)
        found.setdefault(said, {}).update(dict.fromkeys(w.text(one.label) for one in alike))
    for (why, until, is_due), what in found.items():
        yield Line(what=capital(w.tongue.listed(list(what))), why=why, until=until, is_due=is_due)


def _why(w: Writer, kind: KindOfData) -> str:
    """The purposes by name, with the law where one obliges us; the holds; and that there is no reason left."""
    parts = []
    for span in kind.spans:
        law = w.cite(span.law) if span.law and not span.law.startswith("gdpr") else ""
        title = capital(w.text(span.title))
        parts.append(f"{title} ({law})" if law else title)
    parts += [capital(w.text(hold.title)) for hold in kind.holds]
    if kind.due:
        parts.append(
            w.pick("Ingen grunn lenger", "No reason any more")
            if kind.due == kind.rows
            else w.pick("For noe av det ingen grunn lenger", "For some of it no reason any more")
        )
    if kind.unknown:
        parts.append(w.pick("For noe av det vet vi det ikke ennå", "For some of it we do not know yet"))
    return ". ".join(dict.fromkeys(parts))
