"""What probes look at, and what they have in common."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from hjemmel.core.datamap import DataMap, FieldGroup, Trace
from hjemmel.core.declaration.parts import Text
from hjemmel.core.declaration.traces import TraceMeaning
from hjemmel.core.drift import Drift
from hjemmel.core.facts import About, Facts
from hjemmel.core.output.statement import Statement, statement
from hjemmel.core.promise import Evidence, Measurement
from hjemmel.core.selection import Scalar
from hjemmel.core.terms import LANGUAGES

from ..census import Census
from ..kept import Kept


@dataclass(frozen=True)
class Sight:
    """Everything probes may look at, read once. `published` is the map whose statement the public reads."""

    map: DataMap
    published: DataMap | None
    drift: Drift
    facts: Facts
    earlier: Mapping[str, Evidence]
    now: datetime
    out_of_sight: frozenset[str]
    """Systems that were not reached, or are not as declared: nothing about them is known."""
    take_census: Callable[[], Census]
    read: Callable[[str, Sequence[str]], Iterable[Mapping[str, object]]]
    """These columns of every row of a collection that is in sight."""
    theirs: Callable[[About, Collection[str]], Iterable[tuple[str, tuple[Scalar, ...]]]]
    """The keys of the rows in these collections that somebody is given who asks for access."""
    kept: Kept
    """What Hjemmel itself has kept of what was done."""

    @cached_property
    def census(self) -> Census:
        return self.take_census()

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(statement(self.published, lang) for lang in LANGUAGES) if self.published else ()

    @cached_property
    def wording(self) -> Mapping[str, str]:
        """By language: all that the statement says, to find words in whatever their spaces and capitals. It takes longer to
        put together than most probes take, and several ask."""
        return {one.lang: _text_of(one) for one in self.statements}

    def traces(self, *kinds: type[TraceMeaning]) -> tuple[Trace, ...]:
        """The collections whose rows tell of such acts, in sight or not."""
        return tuple(trace for trace in self.map.traces if isinstance(trace.meaning, kinds))

    @property
    def observed(self) -> frozenset[str]:
        return self.drift.systems - self.out_of_sight


def found_by(words: str) -> str:
    """The words as they are looked for in `Sight.wording`."""
    return "".join(words.split()).casefold()


def _text_of(one: Statement) -> str:
    # A mark between two pieces: no word is found half in one and half in the next.
    return "\0".join(map(found_by, one.words()))


def nothing(sight: Sight, nb: str, en: str) -> Measurement:
    return Measurement(at=sight.now, cases=0, breaches=0, missing_nb=nb, missing_en=en)


def unproved(seen: Measurement, lacking: Text | None) -> Measurement:
    """As long as something is lacking the promise can turn BROKEN, and is never KEPT."""
    return replace(seen, missing_nb=lacking.nb, missing_en=lacking.en) if lacking else seen


def covered(data_map: DataMap, purposes: Iterable[str], collections: Iterable[str]) -> list[FieldGroup]:
    """The groups of fields that these purposes keep, or that stand in these collections; all, if none is named."""
    wanted, places = set(purposes), set(collections)
    return [
        group
        for collection in data_map.collections.values()
        for group in collection.groups
        if group.is_personal
        and (not places or group.collection in places)
        and (not wanted or wanted & purposes_of(data_map, group))
    ]


def purposes_of(data_map: DataMap, group: FieldGroup) -> set[str]:
    return {line.purpose for line in data_map.lines_of(group.collection) if group.category in line.categories}


def systems_of(groups: Iterable[FieldGroup]) -> frozenset[str]:
    return frozenset(group.collection.partition(".")[0] for group in groups)
