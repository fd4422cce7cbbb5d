"""What a map says of a thing, read so that two maps can be compared: who gets, who tells, what is held."""

from __future__ import annotations

from collections.abc import Iterator

from ..datamap import DataMap, FixedKind, KindByColumn, Line, Purpose
from ..declaration.parts import Text
from ..declaration.purposes import FactLine, KeepLine
from ..period import Period
from ..terms import NO_PERSON

RIGHTS = {
    "access": Text(nb="innsyn", en="access"),
    "rectification": Text(nb="retting", en="rectification"),
    "erasure": Text(nb="sletting", en="erasure"),
    "restriction": Text(nb="begrensning", en="restriction"),
    "portability": Text(nb="dataportabilitet", en="portability"),
    "objection": Text(nb="innsigelse", en="objection"),
    "withdrawal": Text(nb="å trekke samtykket", en="withdrawing consent"),
    "human_review": Text(nb="ny vurdering av et menneske", en="human review"),
}
ANSWER = Text(nb="svar på henvendelser", en="answers to requests")
LOG = Text(nb="loggen på nettserveren", en="the log of the web server")
FREE = Text(nb="gratis svar", en="answers free of charge")


def named(name: str) -> Text:
    return Text(nb=name, en=name)


def given_to(data_map: DataMap, recipient: str) -> frozenset[str]:
    return frozenset(
        kind
        for purpose in data_map.purposes.values()
        if recipient in purpose.declared.recipients
        for kind in purpose.kinds
        if kind != NO_PERSON
    )


def keep_lines(purpose: Purpose) -> Iterator[tuple[int, KeepLine]]:
    for number, keep in enumerate(purpose.declared.keep if purpose.declared.keep != "use_only" else ()):
        if isinstance(keep, KeepLine):
            yield number, keep


def fact_lines(purpose: Purpose) -> Iterator[tuple[int, FactLine]]:
    for number, keep in enumerate(purpose.declared.keep if purpose.declared.keep != "use_only" else ()):
        if isinstance(keep, FactLine):
            yield number, keep


def by_datum(purpose: Purpose) -> dict[tuple[str, str], list[Line]]:
    found: dict[tuple[str, str], list[Line]] = {}
    for line in purpose.lines:
        for category in line.categories:
            found.setdefault((line.collection, category), []).append(line)
    return found


def kept_title(data_map: DataMap, keep: KeepLine) -> Text:
    if keep.title:
        return keep.title
    titles = [
        data_map.declaration.systems[system].collections[name].title
        for system, _, name in (collection.partition(".") for collection in keep.in_)
    ]
    return Text(nb=", ".join(title.nb for title in titles), en=", ".join(title.en for title in titles))


def old_period(before: Purpose, keep: KeepLine) -> Period | None:
    for _, old in keep_lines(before):
        if (
            set(old.in_) & set(keep.in_)
            and set(old.categories) & set(keep.categories)
            and old.where == keep.where
        ):
            return old.period
    return None


def held(data_map: DataMap) -> dict[str, frozenset[str]]:
    """Category -> the kinds of people about whom it is held."""
    found: dict[str, frozenset[str]] = {}
    for collection in data_map.collections.values():
        for group in collection.groups:
            if group.is_personal:
                found[group.category] = found.get(group.category, frozenset()) | kinds_of(group.whose.kind)
    return found


def told_by(data_map: DataMap) -> dict[str, frozenset[str]]:
    """Source -> the kinds of people about whom it tells."""
    found: dict[str, frozenset[str]] = {}
    for collection in data_map.collections.values():
        for group in collection.groups:
            for source in group.sources:
                found[source] = found.get(source, frozenset()) | kinds_of(group.whose.kind)
    for purpose in data_map.purposes.values():
        for source in purpose.declared.sources:
            found[source] = found.get(source, frozenset()) | purpose.kinds
    return found


def kinds_of(kind: FixedKind | KindByColumn) -> frozenset[str]:
    if isinstance(kind, FixedKind):
        return frozenset((kind.kind,)) - {NO_PERSON}
    return frozenset((*(name for _, name in kind.values), kind.otherwise)) - {NO_PERSON, "unknown"}


def texts(data_map: DataMap) -> Iterator[tuple[tuple[str | int, ...], Text]]:
    """Every text in both languages that a reader meets, with its place; not controls and probes."""
    yield from texts_in(data_map.declaration.model_dump(), ())


def texts_in(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Text]]:
    if isinstance(value, dict):
        if {"nb", "en"} <= value.keys() and all(isinstance(value[lang], str) for lang in ("nb", "en")):
            yield path, Text(nb=value["nb"], en=value["en"])
            return
        for key, inner in value.items():
            if key not in ("control", "probe"):
                yield from texts_in(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from texts_in(inner, (*path, number))
