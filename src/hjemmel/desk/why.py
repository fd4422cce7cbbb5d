"""Why we hold what we hold about one person, for a reader: by system and row, each datum with its grounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hjemmel.core.datamap import After, DataMap
from hjemmel.core.declaration.data import System
from hjemmel.core.declaration.parts import Text
from hjemmel.core.grounds.explain import Answer, State
from hjemmel.core.grounds.ground import GroundNow
from hjemmel.core.grounds.holds import HoldNow
from hjemmel.core.output.clocks import Clocks
from hjemmel.core.output.language import Tongue
from hjemmel.core.selection import Scalar
from hjemmel.core.terms import LANGUAGES, NO_CATEGORY, Basis, Tri
from hjemmel.desk.who_got import Got

SeenRow = tuple[str, tuple[Scalar, ...], Sequence[Answer]]
"""(collection, key, one answer for each group of fields)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundView:
    purpose: Text
    basis: Basis | None
    law: str
    stands: Tri
    until: date | None
    waits: Text | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldView:
    title: Text
    until: date | None
    """The day it ends; None: it waits for `waits`."""
    waits: Text
    review: date | None
    """When somebody looks at it again, for a hold that was placed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatumView:
    label: Text
    columns: tuple[str, ...]
    state: State
    restricted: bool
    grounds: tuple[GroundView, ...]
    """Those that stand or may stand; for a datum that is due, those that have ended."""
    holds: tuple[HoldView, ...]
    due_since: date | None
    line: int
    values: tuple[tuple[str, str], ...] = ()
    """Column and value, when they were asked for."""
    is_kept_back: bool = False
    """Values were asked for, and the purpose that they were asked for does not use this one."""

    @property
    def is_due(self) -> bool:
        return self.state is State.DUE

    @property
    def is_unknown(self) -> bool:
        return self.state is State.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    key: str
    data: tuple[DatumView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionView:
    """The person's rows of one collection."""

    title: Text
    name: str
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemView:
    title: Text
    run_by: str
    collections: tuple[CollectionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyView:
    systems: tuple[SystemView, ...]
    unreached: tuple[Text, ...]
    """Systems that did not answer: what they hold is not known."""
    shows_values: bool = False
    got: tuple[Got, ...] = ()
    """Who got data about the person."""

    def _data(self) -> Iterator[DatumView]:
        rows = (row for system in self.systems for part in system.collections for row in part.rows)
        return (datum for row in rows for datum in row.data)

    @property
    def is_found(self) -> bool:
        return bool(self.systems)

    @property
    def count(self) -> int:
        return sum(1 for _ in self._data())

    @property
    def held(self) -> int:
        return sum(not datum.is_due and not datum.is_unknown for datum in self._data())

    @property
    def due(self) -> int:
        return sum(datum.is_due for datum in self._data())

    @property
    def unknown(self) -> int:
        return sum(datum.is_unknown for datum in self._data())

    @property
    def restricted(self) -> bool:
        return any(datum.restricted for datum in self._data())


def why_view(
    data_map: DataMap,
    rows: Iterable[SeenRow],
    unreached: Iterable[str] = (),
    values: Mapping[tuple[str, tuple[Scalar, ...]], Mapping[str, object]] | None = None,
) -> WhyView:
    """The rows found, put in the words of the declaration, in its order of systems."""
    found: dict[str, list[RowView]] = {}
    for collection, key, answers in rows:
        shown = None if values is None else values.get((collection, key), {})
        row = _row(data_map, key, answers, shown)
        if row.data:
            found.setdefault(collection, []).append(row)
    systems = data_map.declaration.systems
    recipients = data_map.declaration.recipients
    return WhyView(
        systems=tuple(
            SystemView(
                title=system.title,
                run_by=recipients[system.run_by].name if system.run_by in recipients else "",
                collections=parts,
            )
            for name, system in systems.items()
            if (parts := tuple(_collections(name, system, found)))
        ),
        unreached=tuple(systems[name].title for name in unreached if name in systems),
        shows_values=values is not None,
    )


def _collections(name: str, system: System, found: Mapping[str, list[RowView]]) -> Iterator[CollectionView]:
    for inner, declared in system.collections.items():
        rows = found.get(f"{name}.{inner}")
        if rows:
            yield CollectionView(title=declared.title, name=inner, rows=tuple(rows))


def _row(
    data_map: DataMap,
    key: tuple[Scalar, ...],
    answers: Sequence[Answer],
    values: Mapping[str, object] | None,
) -> RowView:
    return RowView(
        key=", ".join(str(part) for part in key),
        data=tuple(
            _datum(data_map, answer, values)
            for answer in answers
            if answer.group.is_personal and answer.state not in (State.BLANK, State.NOT_PERSONAL)
        ),
    )


def _datum(data_map: DataMap, answer: Answer, values: Mapping[str, object] | None) -> DatumView:
    group = answer.group
    shown = tuple(
        (column, str(values[column])) for column in group.columns if values and values.get(column) is not None
    )
    ended = answer.state is State.DUE
    grounds = [one for one in answer.grounds if ended or one.stands is not Tri.NO]
    return DatumView(
        label=_label(data_map, answer),
        columns=group.columns,
        state=answer.state,
        restricted=answer.restricted is Tri.YES,
        grounds=tuple(_ground(data_map, one) for one in grounds),
        holds=tuple(_hold(hold) for hold in answer.holds if hold.stands is not Tri.NO),
        due_since=answer.due_since,
        line=group.place.line,
        values=shown,
        is_kept_back=values is not None and not shown,
    )


def _label(data_map: DataMap, answer: Answer) -> Text:
    group = answer.group
    system, _, name = group.collection.partition(".")
    declared = data_map.declaration.systems[system].collections[name].fields[group.number]
    if declared.title:
        return declared.title
    if group.category == NO_CATEGORY:
        return Text(nb="nøkler", en="keys")
    return data_map.declaration.categories[group.category].title


def _ground(data_map: DataMap, one: GroundNow) -> GroundView:
    return GroundView(
        purpose=data_map.purposes[one.purpose].declared.title,
        basis=one.basis,
        law=one.line.law or _law(data_map, one.purpose),
        stands=one.stands,
        until=one.until if one.until != date.max else None,
        waits=_waits(data_map, one),
        line=one.line.place.line,
    )


def _law(data_map: DataMap, purpose: str) -> str:
    law = data_map.purposes[purpose].declared.law
    return law if isinstance(law, str) else law[0] if law else ""


def _waits(data_map: DataMap, one: GroundNow) -> Text | None:
    """What an open window waits for, in words."""
    if one.basis is Basis.CONSENT:
        return Text(nb="Det trekkes tilbake", en="It is withdrawn")
    if not one.waits_for:
        return None
    nb, en = (Clocks(data_map, Tongue(lang)) for lang in LANGUAGES)
    if one.waits_for in data_map.collections:
        kept = one.waits_for
        return Text(nb=f"Like lenge som {nb.collection(kept)}", en=f"As long as {en.collection(kept)}")
    window = one.line.window
    if not isinstance(window, After) or window.period is None:
        return nb.words(one.waits_for)
    periods = (window.period,)
    return Text(nb=nb.counted(periods, one.waits_for), en=en.counted(periods, one.waits_for))


def _hold(hold: HoldNow) -> HoldView:
    placed = hold.hold
    if placed:
        title = Text(nb=f"Slettesperre «{placed.title}»", en=f"Hold “{placed.title}”")
        waits = Text(nb="Slettesperren er hevet", en="The hold is lifted")
        return HoldView(title=title, until=placed.ends_on, waits=waits, review=placed.review_on)
    if hold.kind == "restriction":
        title = Text(nb="Begrenset, art.\u00a018", en="Restricted, Art.\u00a018")
        waits = Text(nb="Begrensningen er hevet", en="The restriction is lifted")
    else:
        title = Text(nb="Innsigelse som ikke er avgjort", en="Objection not yet decided")
        waits = Text(nb="Innsigelsen er avgjort", en="The objection is decided")
    return HoldView(title=title, until=None, waits=waits, review=None)
