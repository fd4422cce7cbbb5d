"""What there is: columns with a place in the declaration, a source, and people of the declared kinds."""

from __future__ import annotations

from dataclasses import replace

from hjemmel.core.declaration.promises import DriftProbe, GroupsProbe, SourcesProbe
from hjemmel.core.drift import Difference
from hjemmel.core.promise import Measurement
from hjemmel.core.terms import LANGUAGES

from .sight import Sight, covered
from .statements import is_said, published

_NOT_OF_COLUMNS = (Difference.DENIED_COLUMN, Difference.NO_ROOM_FOR_BLANK, Difference.UNDECLARED_REFERENCE)


def drift(probe: DriftProbe, sight: Sight) -> Measurement:
    """Every column that is there has a place. A column without one is not a breach: it is not known."""
    collections = set(probe.collections) or {
        group.collection for group in covered(sight.map, probe.purposes, ())
    }
    tables = {
        (collection.system, collection.shape.table)
        for name, collection in sight.map.collections.items()
        if name in collections
    }
    in_scope = frozenset(system for system, _ in tables)
    everything = not probe.collections and not probe.purposes
    found = [one for one in sight.drift.differences if everything or (one.system, one.table) in tables]
    denied = [one for one in found if one.kind is Difference.DENIED_COLUMN]
    open_still = [one for one in found if one.kind not in _NOT_OF_COLUMNS]
    columns = sum(len(sight.map.collections[name].columns) for name in collections)
    names = ", ".join(one.name for one in (denied or open_still)[:5])
    seen = Measurement(
        at=sight.now,
        cases=columns,
        breaches=len(denied),
        in_scope=frozenset(sight.map.declaration.systems) if everything else in_scope,
        observed=sight.observed,
        seen_nb=f"{columns} av {columns} kolonner har kategori, formål og sikkerhetsklasse."
        if not denied
        else f"Kolonner som ikke skal finnes: {names}.",
        seen_en=f"{columns} of {columns} columns have category, purpose and security class."
        if not denied
        else f"Columns that must not exist: {names}.",
    )
    if not open_still:
        return seen
    return replace(
        seen, missing_nb=f"Uten plass i deklarasjonen: {names}.", missing_en=f"Undeclared: {names}."
    )


def sources(probe: SourcesProbe, sight: Sight) -> Measurement:
    groups = [group for group in covered(sight.map, (), probe.collections) if group.is_personal]
    lacking = [group for group in groups if not group.sources]
    columns = sum(len(group.columns) for group in groups)
    seen = drift(DriftProbe(kind="drift", collections=probe.collections), sight)
    return replace(
        seen,
        cases=columns,
        breaches=seen.breaches + len(lacking),
        seen_nb=f"{len(groups) - len(lacking)} av {len(groups)} felt har kilde.",
        seen_en=f"{len(groups) - len(lacking)} of {len(groups)} fields have a source.",
    )


def groups(probe: GroupsProbe, sight: Sight) -> Measurement:
    """Each group is in the published statement, has purposes, and is met in the data."""
    titles = {name: sight.map.declaration.subjects[name].title for name in probe.subjects}
    unsaid = [name for name in probe.subjects if not is_said(sight, titles[name].nb, titles[name].en)]
    idle = [name for name in probe.subjects if not any(name in p.kinds for p in sight.map.purposes.values())]
    met = {kind for tally in sight.census.tallies.values() for kind in tally.kinds}
    unmet = [name for name in probe.subjects if name not in met]
    cases = len(probe.subjects)
    good = cases - len({*unsaid, *idle})
    seen = published(
        Measurement(
            at=sight.now,
            cases=cases,
            breaches=len({*unsaid, *idle}) if sight.statements else 0,
            in_scope=frozenset(sight.map.declaration.systems),
            observed=sight.observed,
            seen_nb=f"{good} av {cases} grupper har sin del av erklæringen og finnes i dataene.",
            seen_en=f"{good} of {cases} groups have their part of the statement and are found in the data.",
        ),
        sight,
    )
    if not unmet or seen.missing_nb:
        return seen
    nb, en = (", ".join(getattr(titles[name], lang) for name in unmet) for lang in LANGUAGES)
    return replace(
        seen, missing_nb=f"Ikke sett i noe system: {nb}.", missing_en=f"Not seen in any system: {en}."
    )
