"""Who got data about a person: the answer to "who got my data" (Art. 15(1)(c), 19)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from hjemmel.capabilities.disclosures import store
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.declaration.traces import DisclosureTrace
from hjemmel.core.facts import About
from hjemmel.core.grounds.rows import Rows
from hjemmel.core.moment import local_day
from hjemmel.core.output.disclosure_text import GROUNDS
from hjemmel.core.terms import DisclosureGround
from hjemmel.engine.disclosed import told
from hjemmel.engine.lookup import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """Somebody got data about a person."""

    recipient: Text
    ground: Text | None
    """None: what is on record does not tell."""
    reference: str
    day: date | None
    whence: Text
    """Where it is on record: Hjemmel, or one of the company's own systems."""
    key: str | None
    """The recipient's name in the declaration; None where what is on record names none of those."""
    is_inquiry: bool = False
    """An authority got it for a case of its own: the law does not call that a recipient (Art. 4(9))."""


def who_got(data_map: DataMap, found: Found) -> tuple[Got, ...]:
    """Who got data about the person whose rows were found, from Hjemmel's own records and from rows that tell, the
    newest first. Whoever asks has been put on record when the person was looked up."""
    got = [
        *_from_hjemmel(data_map, found),
        *_from_feeds(data_map, found),
        *_from_rows(data_map, found),
    ]
    return tuple(sorted(got, key=lambda one: one.day or date.min, reverse=True))


def recipients_of(data_map: DataMap, found: Found) -> tuple[str | None, ...]:
    """The recipients of a person's data whom the law calls so, each once; None: somebody whom nobody has named."""
    return tuple(dict.fromkeys(one.key for one in who_got(data_map, found) if not one.is_inquiry))


def words_for(data_map: DataMap, key: str | None) -> Text:
    """What a reader is told that the recipient is called."""
    declared = data_map.declaration.recipients.get(key or "")
    if declared is None:
        return Text(nb=key or "en mottaker vi ikke kjenner", en=key or "a recipient that we do not know")
    return declared.title or Text(nb=declared.name, en=declared.name)


def _from_hjemmel(data_map: DataMap, found: Found) -> Iterator[Got]:
    persons = _persons(data_map, found)
    for given in store.given_about(persons):
        yield Got(
            recipient=words_for(data_map, given.disclosure.recipient),
            ground=GROUNDS[given.disclosure.ground],
            reference=given.disclosure.reference,
            day=local_day(given.at, data_map.zone),
            whence=Text(nb="Hjemmel", en="Hjemmel"),
            key=given.disclosure.recipient,
            is_inquiry=given.disclosure.ground is DisclosureGround.ORDER,
        )


def _from_feeds(data_map: DataMap, found: Found) -> Iterator[Got]:
    """Files for directory enquiries in which the person was listed."""
    for given in store.feeds_about(_persons(data_map, found)):
        yield Got(
            recipient=words_for(data_map, given.feed.recipient),
            ground=GROUNDS[given.feed.ground],
            reference=f"fil {given.number}",
            day=local_day(given.at, data_map.zone),
            whence=Text(nb="Hjemmel", en="Hjemmel"),
            key=given.feed.recipient,
        )


def _persons(data_map: DataMap, found: Found) -> Iterable[About]:
    """The own rows of people among the rows found."""
    for name, key, _ in found.rows:
        whose = data_map.collections[name].whose
        if whose.home == name or whose.or_own:
            yield About(collection=name, key=key)


def _from_rows(data_map: DataMap, found: Found) -> Iterator[Got]:
    mine = {(name, key) for name, key, _ in found.rows}
    for trace in data_map.traces:
        name = trace.collection
        if not isinstance(trace.meaning, DisclosureTrace):
            continue
        theirs = [row for row in found.in_hand.of(name) if (name, found.in_hand.key(name, row)) in mine]
        rows = Rows(data_map, {**found.in_hand.tables, name: theirs}, found.in_hand.unreached)
        for case in told(data_map, rows, trace):
            yield Got(
                recipient=words_for(data_map, case.recipient),
                ground=GROUNDS[case.ground] if case.ground else None,
                reference=case.reference or "",
                day=case.day if isinstance(case.day, date) else None,
                whence=data_map.declaration.systems[name.partition(".")[0]].title,
                key=case.recipient if case.recipient in data_map.declaration.recipients else None,
                is_inquiry=case.ground is DisclosureGround.ORDER,
            )
