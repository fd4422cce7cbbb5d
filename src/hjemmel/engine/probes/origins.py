"""Where from: rows with a declared source and channel, people told in time, and lookups with their reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from hjemmel.core.datamap import Collection, DataMap, FixedKind, KindByColumn, Trace
from hjemmel.core.declaration.parts import Text
from hjemmel.core.declaration.promises import LookupsProbe, OriginsProbe
from hjemmel.core.declaration.traces import LookupTrace, OriginTrace
from hjemmel.core.grounds.rows import Rows
from hjemmel.core.moment import Day, local_day, read_day
from hjemmel.core.period import Period
from hjemmel.core.promise import Measurement
from hjemmel.core.terms import NO_PERSON

from .sight import Sight, nothing
from .words import EN, NB, in_en, in_nb

Row = Mapping[str, object]
MONTH = Period(months=1)
"""Art. 14(3)(a): the longest that the law gives, where the declaration says nothing."""
HALF = 0.5


def origins(probe: OriginsProbe, sight: Sight) -> Measurement:
    """Each row once: a breach if anything that is needed is wrong with it. What its table has no column for is unknown."""
    traces = [
        trace
        for trace in sight.traces(OriginTrace)
        if (not probe.collections or trace.collection in probe.collections) and _is_asked(trace, probe)
    ]
    if not traces:
        return nothing(
            sight,
            "Ingen tabell i deklarasjonen sier hvor opplysningene kommer fra.",
            "No table in the declaration says where the data comes from.",
        )
    seen: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for trace in traces:
        if trace.collection.partition(".")[0] in sight.observed:
            look = _Look(probe, sight, trace)
            for row in sight.read(trace.collection, look.columns):
                look.at(row, seen, told)
    rare = _rare(probe, told)
    silent = set(probe.collections) - {trace.collection for trace in traces}
    measured = Measurement(
        at=sight.now,
        cases=seen["cases"],
        breaches=seen["breaches"] + rare,
        # A table that the promise is about, and that tells nothing, is one thing we do not know.
        unknown=seen["unknown"] + len(silent),
        in_scope=frozenset(trace.collection.partition(".")[0] for trace in traces),
        observed=sight.observed,
        seen_nb=_said_nb(probe, seen, rare),
        seen_en=_said_en(probe, seen, rare),
    )
    return _with_what_no_column_tells(measured, traces, probe, sight)


def _with_what_no_column_tells(
    seen: Measurement, traces: Iterable[Trace], probe: OriginsProbe, sight: Sight
) -> Measurement:
    """Said by the names of the tables, where that is why rows can't be judged."""
    if not seen.unknown:
        return seen
    lacking: dict[str, list[str]] = {}
    for trace in traces:
        meaning = trace.meaning
        assert isinstance(meaning, OriginTrace)
        if "channel" in probe.needs and meaning.channel is None:
            lacking.setdefault("channel", []).append(trace.collection)
        if {"notice", "told"} & set(probe.needs) and meaning.told is None:
            lacking.setdefault("told", []).append(trace.collection)
    silent = set(probe.collections) - {trace.collection for trace in traces}
    if silent:
        lacking["source"] = sorted(silent)
    told = [
        (_NO_COLUMN[what], [_title(sight.map, name) for name in places]) for what, places in lacking.items()
    ]
    return replace(
        seen,
        missing_nb=" ".join(
            f"{words[0]}: {NB.listed([one.nb for one in titles])}." for words, titles in told
        ),
        missing_en=" ".join(
            f"{words[1]}: {EN.listed([one.en for one in titles])}." for words, titles in told
        ),
    )


def _title(data_map: DataMap, collection: str) -> Text:
    system, _, rest = collection.partition(".")
    return data_map.declaration.systems[system].collections[rest].title


_NO_COLUMN = {
    "source": (
        "Her står det ikke hvor opplysningene kommer fra",
        "Where the data come from is not noted here",
    ),
    "channel": (
        "Her står det ikke hvilken vei opplysningene kom",
        "Which way the data came is not noted here",
    ),
    "told": ("Her står det ikke når personen ble varslet", "When the person was told is not noted here"),
}


def _is_asked(trace: Trace, probe: OriginsProbe) -> bool:
    """Whether the promise may be about its rows: they are named, or may come from one of the sources that are, or tell
    any of what is needed."""
    meaning = trace.meaning
    assert isinstance(meaning, OriginTrace)
    if probe.sources and meaning.always:
        return meaning.always in probe.sources
    has = {
        "source": meaning.source is not None,
        "channel": meaning.channel is not None,
        "notice": meaning.told is not None,
        "told": meaning.told is not None,
    }
    named = probe.collections or probe.sources or (probe.channels and meaning.channel)
    return bool(named) or any(has[need] for need in probe.needs)


class _Look:
    """One table, and what is looked for in its rows."""

    def __init__(self, probe: OriginsProbe, sight: Sight, trace: Trace) -> None:
        assert isinstance(trace.meaning, OriginTrace)
        self.probe, self.sight, self.meaning = probe, sight, trace.meaning
        self.collection = sight.map.collections[trace.collection]
        self.columns = self.collection.columns
        self.today = local_day(sight.now, sight.map.zone)
        self.somebody = _somebody(
            sight.map, self.collection, frozenset(dict(self.meaning.columns()).values())
        )

    def at(self, row: Row, seen: Counter[str], told: Counter[str]) -> None:
        """Count the row, unless nobody is there any more or the promise is about others."""
        if not self.somebody(row):
            return
        source, channel = self._source(row), self._channel(row)
        declared = self.sight.map.declaration
        if _is_another(source, self.probe.sources, declared.sources) or _is_another(
            channel, self.probe.channels, declared.channels
        ):
            return
        if (self.probe.sources and source not in self.probe.sources) or (
            self.probe.channels and channel not in self.probe.channels
        ):
            # It may be one of those the promise is about: nobody can tell, and it matters where something lacks.
            seen["unknown"] += any(self._wrong(row, source, channel))
            return
        seen["cases"] += 1
        told[source or ""] += 1
        wrong = set(self._wrong(row, source, channel))
        for one in wrong:
            seen[one] += 1
        seen["breaches"] += bool(wrong - {"unknown"})

    def _wrong(self, row: Row, source: str | None, channel: str | None) -> Iterator[str]:
        declared = self.sight.map.declaration
        if "source" in self.probe.needs and source not in declared.sources:
            yield "no source" if source is None else "undeclared"
        elif self.probe.among and source not in self.probe.among:
            yield "undeclared"
        if "channel" in self.probe.needs and channel not in declared.channels:
            if self.meaning.channel is None:
                yield "unknown"
            else:
                yield "no channel" if channel is None else "undeclared"
        known = declared.sources.get(source or "")
        if known is None:
            # Without a source nobody knows who should have been told.
            if {"notice", "told"} & set(self.probe.needs):
                yield "unknown"
        elif known.kind == "person":
            if "told" in self.probe.needs:
                yield from self._late(row, Period())
        elif "notice" in self.probe.needs and known.kind != "generated" and not known.notice_exception:
            yield from self._late(row, known.notice_within or MONTH)

    def _late(self, row: Row, within: Period) -> Iterator[str]:
        """Told after the last day for it, or not told and the day has gone. A day to come tells nothing of what was done."""
        if self.meaning.told is None:
            yield "unknown"
            return
        received, told = self._day(row, self.meaning.received), self._day(row, self.meaning.told)
        if not isinstance(received, date) or not (told is None or isinstance(told, date)):
            yield "unknown"
        elif received > self.today or (told is not None and told > self.today):
            yield "late" if (told or received) > received + within else "unknown"
        elif (told or self.today) > received + within or (
            told is None and not (within.total_months or within.days)
        ):
            yield "late"

    def _source(self, row: Row) -> str | None:
        if self.meaning.always:
            return self.meaning.always
        return _named(row, self.meaning.source or "", self.meaning.sources)

    def _channel(self, row: Row) -> str | None:
        return _named(row, self.meaning.channel, self.meaning.channels) if self.meaning.channel else None

    def _day(self, row: Row, column: str) -> Day:
        shape = self.collection.shape
        return read_day(row[column], shape.zone_of(column), shape.home_zone)


def _is_another(found: str | None, wanted: Container[str], declared: Container[str]) -> bool:
    """Whether it is surely none of those that the promise is about: declared, and not among them."""
    return bool(wanted) and found not in wanted and found in declared


def _named(row: Row, column: str, words: Mapping[str, str]) -> str | None:
    value = row[column]
    return None if value is None or value == "" else words.get(str(value), str(value))


def _somebody(data_map: DataMap, collection: Collection, stamps: frozenset[str]) -> Callable[[Row], bool]:
    """Whether a row still tells of a person: a company is none, and a card that has been emptied is nobody's."""
    rows = Rows(data_map, {})
    told = [(group, tuple(one for one in group.columns if one not in stamps)) for group in collection.groups]
    there = [
        rows.is_there(replace(group, columns=rest)) for group, rest in told if group.is_personal and rest
    ]
    if not there:
        # Nothing but the stamps tells of anybody: then each row does.
        there = [lambda row: True]
    kind = collection.whose.kind if not collection.whose.path else None
    nobody: frozenset[object] = frozenset()
    if isinstance(kind, FixedKind) and kind.kind == NO_PERSON:
        return lambda row: False
    if isinstance(kind, KindByColumn):
        nobody = frozenset(value for value, name in kind.values if name == NO_PERSON)
        column = kind.column
        return lambda row: row[column] not in nobody and any(is_there(row) for is_there in there)
    return lambda row: any(is_there(row) for is_there in there)


def _rare(probe: OriginsProbe, told: Counter[str]) -> int:
    """1 if what should be the usual source is not that of more than half."""
    if probe.mostly is None or not told.total():
        return 0
    return int(told[probe.mostly] <= told.total() * HALF)


def _said_nb(probe: OriginsProbe, seen: Counter[str], rare: int) -> str:
    parts = [f"Rader lest: {in_nb(seen['cases'])}."]
    if "source" in probe.needs:
        parts.append(f"Uten kilde: {in_nb(seen['no source'])}.")
    if "channel" in probe.needs:
        parts.append(f"Uten kanal: {in_nb(seen['no channel'])}.")
    if {"source", "channel"} & set(probe.needs):
        parts.append(f"Kilde eller kanal som ikke er deklarert: {in_nb(seen['undeclared'])}.")
    if "notice" in probe.needs or "told" in probe.needs:
        parts.append(f"Ikke varslet i tide: {in_nb(seen['late'])}.")
    if rare:
        parts.append("Høyst halvparten kommer fra den vanlige kilden.")
    return " ".join(parts)


def _said_en(probe: OriginsProbe, seen: Counter[str], rare: int) -> str:
    parts = [f"Rows read: {in_en(seen['cases'])}."]
    if "source" in probe.needs:
        parts.append(f"Without a source: {in_en(seen['no source'])}.")
    if "channel" in probe.needs:
        parts.append(f"Without a channel: {in_en(seen['no channel'])}.")
    if {"source", "channel"} & set(probe.needs):
        parts.append(f"Source or channel not declared: {in_en(seen['undeclared'])}.")
    if "notice" in probe.needs or "told" in probe.needs:
        parts.append(f"Not told in time: {in_en(seen['late'])}.")
    if rare:
        parts.append("At most half come from the usual source.")
    return " ".join(parts)


@dataclass(slots=True)
class _Looked:
    """What was found of lookups."""

    cases: int = 0
    bare: int = 0
    too_much: int = 0


def lookups(probe: LookupsProbe, sight: Sight) -> Measurement:
    """Each lookup has its reason, who made it and what was fetched, and no more was fetched than is said."""
    traces = [
        (trace.collection, trace.meaning)
        for trace in sight.traces(LookupTrace)
        if isinstance(trace.meaning, LookupTrace) and trace.meaning.source == probe.source
    ]
    if not traces:
        return nothing(
            sight, "Ingen tabell i deklarasjonen forteller om oppslag.", "No declared table tells of lookups."
        )
    allowed, found = {word.casefold() for word in probe.fields_}, _Looked()
    for collection, meaning in traces:
        if collection.partition(".")[0] not in sight.observed:
            continue
        columns = [column for _, column in meaning.columns()]
        for row in sight.read(collection, columns):
            found.cases += 1
            fetched = _fetched(str(row[meaning.fields_] or ""))
            if not fetched or any(not str(row[column] or "").strip() for column in columns):
                found.bare += 1
            elif not fetched <= allowed:
                found.too_much += 1
    seen = Measurement(
        at=sight.now,
        cases=found.cases,
        breaches=found.bare + found.too_much,
        in_scope=frozenset(collection.partition(".")[0] for collection, _ in traces),
        observed=sight.observed,
        seen_nb=f"Oppslag lest: {in_nb(found.cases)}. Uten dag, grunn, felt eller hvem som slo opp: {in_nb(found.bare)}."
        f" Hentet mer enn vi har lovet: {in_nb(found.too_much)}.",
        seen_en=f"Lookups read: {in_en(found.cases)}. Without a day, a reason, fields or who looked:"
        f" {in_en(found.bare)}. Fetched more than we have promised: {in_en(found.too_much)}.",
    )
    return replace(seen, missing_nb=probe.needs.nb, missing_en=probe.needs.en) if probe.needs else seen


def _fetched(text: str) -> set[str]:
    return {word.strip().casefold() for word in text.replace(";", ",").split(",") if word.strip()}
