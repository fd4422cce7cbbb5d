"""Where the data about a person is: asked in all systems, put in the words of the declaration, and noted in the ledger
without a word of whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hjemmel.capabilities.ledger import services as ledger_services
from hjemmel.core.datamap import DataMap, Path
from hjemmel.core.declaration.parts import Text
from hjemmel.core.facts import About
from hjemmel.core.lineage import Hanging, Trace, Traced
from hjemmel.core.selection import Scalar
from hjemmel.desk.clock import now
from hjemmel.desk.house import house
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor

KEYS = 5
"""Keys shown of each way."""
KNOWN_BY = {
    "email": Text(nb="e-postadresse", en="e-mail address"),
    "phone": Text(nb="telefonnummer", en="phone number"),
    "customer_number": Text(nb="kundenummer", en="customer number"),
    "national_number": Text(nb="fødselsnummer", en="national identity number"),
    "name": Text(nb="navn og fødselsdag", en="name and day of birth"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One reference on the way up from a row."""

    columns: str
    to: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class WayView:
    """Rows of one collection, and the way by which they are the person's. No steps: the rows are the person's own."""

    title: Text
    name: str
    steps: tuple[StepView, ...]
    rows: int
    keys: tuple[str, ...] = ()

    @property
    def more(self) -> bool:
        return self.rows > len(self.keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedSystem:
    title: Text
    ways: tuple[WayView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikeView:
    """Somebody who may be the same person."""

    title: Text
    key: str
    by: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceView:
    systems: tuple[TracedSystem, ...]
    shared: tuple[WayView, ...]
    hanging: tuple[Hanging, ...]
    alike: tuple[AlikeView, ...]
    unreached: tuple[Text, ...]

    @property
    def collections(self) -> int:
        return len({way.name for system in self.systems for way in system.ways})


def trace(identities: Iterable[str], actor: Actor) -> Trace:
    """The way to every row about whoever is known by one of these. That it was asked is noted; of whom is not."""
    return _noted(house(actor).trace(*(text for one in identities if (text := one.strip()))), actor)


def trace_about(about: About, actor: Actor) -> Trace:
    """The same of the person whose own row this is."""
    return _noted(house(actor).trace_about(about), actor)


def view(found: Trace) -> TraceView:
    """What was found, in the words of the declaration and in its order of systems."""
    data_map = published().map
    systems = data_map.declaration.systems
    return TraceView(
        systems=tuple(
            TracedSystem(title=systems[name].title, ways=ways)
            for name in systems
            if (ways := tuple(_ways(data_map, name, found.found)))
        ),
        shared=tuple(
            WayView(
                title=_title(data_map, one.collection),
                name=one.collection,
                steps=_steps(data_map, one.path),
                rows=one.rows,
            )
            for one in found.shared
        ),
        hanging=found.hanging,
        alike=tuple(
            AlikeView(
                title=_title(data_map, one.about.collection),
                key=_key(one.about.key),
                by=tuple(KNOWN_BY[kind] for kind in one.by),
            )
            for one in found.alike
        ),
        unreached=tuple(systems[name].title for name in found.unreached),
    )


def _ways(data_map: DataMap, system: str, found: Iterable[Traced]) -> Iterator[WayView]:
    for one in found:
        if one.way.collection.partition(".")[0] == system:
            yield WayView(
                title=_title(data_map, one.way.collection),
                name=one.way.collection,
                steps=_steps(data_map, one.way.path),
                rows=one.rows,
                keys=tuple(_key(key) for key in one.keys[:KEYS]),
            )


def _steps(data_map: DataMap, path: Path) -> tuple[StepView, ...]:
    return tuple(StepView(columns=", ".join(hop.columns), to=_title(data_map, hop.parent)) for hop in path)


def _title(data_map: DataMap, collection: str) -> Text:
    system, _, name = collection.partition(".")
    return data_map.declaration.systems[system].collections[name].title


def _key(key: tuple[Scalar, ...]) -> str:
    return ", ".join(str(part) for part in key)


def _noted(found: Trace, actor: Actor) -> Trace:
    rows = sum(one.rows for one in found.found)
    ledger_services.note("person-traced", actor, {"found": bool(found.people), "rows": rows}, now())
    return found
