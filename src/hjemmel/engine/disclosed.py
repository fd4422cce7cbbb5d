"""What rows of the company's own systems tell of disclosures: to whom, when, on what ground, with what number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hjemmel.core.datamap import DataMap, Trace
from hjemmel.core.declaration.traces import DisclosureTrace
from hjemmel.core.grounds.rows import Row, Rows
from hjemmel.core.moment import Day, moment_of
from hjemmel.core.selection import Scalar
from hjemmel.core.terms import DisclosureGround as Ground

Person = tuple[str, tuple[Scalar, ...]]
"""(collection, key) of the subject's own row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One disclosure as it stands on record. None: the record does not tell."""

    recipient: str | None
    """Its key; None: nobody we have declared."""
    ground: Ground | None
    reference: str | None
    approvers: frozenset[str] | None
    has_reason: bool | None
    day: Day
    at: datetime | None
    """The moment, where more than the day is known."""
    persons: frozenset[Person]


def told(data_map: DataMap, rows: Rows, trace: Trace) -> Iterator[Case]:
    """A case for each row in hand that tells of a disclosure; nothing of a trace of another kind."""
    meaning, name = trace.meaning, trace.collection
    if not isinstance(meaning, DisclosureTrace):
        return
    days, whose = rows.days(name, meaning.at), data_map.collections[name].whose
    for row in rows.of(name):
        word = _text(row[meaning.recipient]) if meaning.recipient else meaning.to
        approvers = {_text(row[column]) for column in meaning.approved_by}
        if not word and not approvers - {""}:
            # What somebody approved was given, though nobody wrote to whom.
            continue
        yield Case(
            recipient=meaning.to or _recipient(data_map, meaning, word or ""),
            ground=meaning.ground_is or _ground(meaning, row),
            reference=_text(row[meaning.reference]) if meaning.reference else None,
            approvers=frozenset(approvers - {""}) if meaning.approved_by else None,
            has_reason=None,
            day=days(row),
            at=moment_of(row[meaning.at], data_map.collections[name].shape.zone_of(meaning.at)),
            persons=frozenset(
                (whose.home, rows.key(whose.home, home)) for home in rows.parents(row, whose.path)
            ),
        )


def _recipient(data_map: DataMap, meaning: DisclosureTrace, word: str) -> str | None:
    """By the word that the declaration explains, by its key, or by its name."""
    declared = data_map.declaration.recipients
    if word in meaning.recipients:
        return meaning.recipients[word]
    if word in declared:
        return word
    return next((key for key, one in declared.items() if one.name == word), None)


def _ground(meaning: DisclosureTrace, row: Row) -> Ground | None:
    word = _text(row[meaning.ground]) if meaning.ground else ""
    if word in meaning.grounds:
        return meaning.grounds[word]
    return next((ground for ground in Ground if ground.value == word), None)


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()
