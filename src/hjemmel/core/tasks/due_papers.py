"""What whoever keeps papers is asked of what is due there: the rule of each collection, and the day that it means just now.

Nobody is named, for no program knows what lies there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..datamap import After, DataMap
from ..declaration.parts import Text
from ..output.clocks import Clocks
from ..output.language import Tongue
from ..period import Period, cutoff
from ..reasons import waited_for


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDay:
    """The rule is over for what this had happened to by this day."""

    event: Text
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRule:
    """How long what lies in one collection is kept."""

    title: Text
    kept: Text
    """«60 dager etter at kundeforholdet er slutt»."""
    days: tuple[LastDay, ...]


def rules(data_map: DataMap, system: str, today: date) -> tuple[PaperRule, ...]:
    """The rules of a system's collections. One that nothing is kept for has none: the declaration is then at fault."""
    return tuple(_rules(data_map, system, today))


def _rules(data_map: DataMap, system: str, today: date) -> Iterator[PaperRule]:
    for collection in data_map.collections.values():
        lines = [
            line
            for purpose in data_map.purposes.values()
            for line in purpose.lines
            if line.collection == collection.name
        ]
        if collection.system != system or not lines:
            continue
        nb, en = waited_for(data_map, lines)
        windows = dict.fromkeys(
            (line.window.event, line.window.period or Period())
            for line in lines
            if isinstance(line.window, After)
        )
        yield PaperRule(
            title=data_map.declaration.systems[system].collections[collection.name.partition(".")[2]].title,
            kept=Text(nb=nb, en=en),
            days=tuple(
                LastDay(
                    event=Text(
                        nb=Tongue("nb").text(Clocks(data_map, Tongue("nb")).words(event)),
                        en=Tongue("en").text(Clocks(data_map, Tongue("en")).words(event)),
                    ),
                    day=cutoff(period, today),
                )
                for event, period in windows
            ),
        )
