"""What was sent, judged again: each message by the consents, the noes and the relationship as they were on that day.

Nothing here asks permission or reads its receipts. Days are compared with days, and moments with moments where both are
known; a message on the very day of a no, of which the hour is not known, is no breach."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

from hjemmel.core.datamap import Event, Trace, Whose
from hjemmel.core.declaration.data import ConsentMeaning
from hjemmel.core.declaration.parts import Text
from hjemmel.core.declaration.promises import MailingsProbe
from hjemmel.core.declaration.sent import MailingTrace, PurposesByColumn
from hjemmel.core.facts import About, Objection
from hjemmel.core.grounds.links import Links
from hjemmel.core.grounds.rows import Row, Rows
from hjemmel.core.grounds.when import Calendar
from hjemmel.core.moment import NotADay, local_day, moment_of
from hjemmel.core.promise import Measurement
from hjemmel.core.terms import Basis, Tri

from .sight import Sight
from .words import in_en, in_nb

Person = tuple[str, tuple[object, ...]]
"""The subject's own row."""


KNOWN_NOW = Text(
    nb="Om noen var kunde da meldingen ble sendt, regnes ut fra det vi vet nå. Den som var borte en stund, vises ikke.",
    en="Whether somebody was a customer when the message was sent is worked out from what we know now. Whoever was away"
    " for a while does not show.",
)
"""A later purchase moves the end of the relationship, and hides that it had ended: that much is never proved here."""


@dataclass(frozen=True, slots=True)
class When:
    """A day, and the moment if that is known as well."""

    day: date
    moment: datetime | None = None

    def is_after(self, other: When) -> bool:
        if self.moment is not None and other.moment is not None:
            return self.moment > other.moment
        return self.day > other.day


@dataclass(frozen=True, slots=True)
class Message:
    """One message that was sent. `purposes`: one of them must carry it; each of them, where it is not known which it was for."""

    person: Person | None
    purposes: tuple[str, ...]
    at: When | None
    is_told: bool = True
    """The row tells what it was for."""
    mark: str = ""
    """Of the address it went to, where that was kept."""
    channel: str = ""
    """Through which it went, where that was kept."""


@dataclass(frozen=True, slots=True)
class Said:
    """A yes with its end, or a no without."""

    begins: When
    ends: When | None = None


def mailings(probe: MailingsProbe, sight: Sight) -> Measurement:
    needed = _needed(sight)
    systems = frozenset(name.partition(".")[0] for name in needed)
    if systems - sight.observed:
        # Who had said what is not known: nobody is judged by half of it.
        return Measurement(at=sight.now, cases=0, breaches=0, in_scope=systems, observed=sight.observed)
    judge = _Judge(sight, needed)
    breaches = unknown = cases = 0
    for message in judge.messages():
        if message.is_told and not set(message.purposes) & set(probe.purposes):
            continue
        cases += 1
        answers = [_TESTS[need](judge, message) for need in probe.needs]
        if message.at and message.at.day > judge.today:
            # A day to come is no day that it was sent on.
            answers.append(Tri.UNKNOWN)
        breaches += Tri.NO in answers
        unknown += Tri.NO not in answers and Tri.UNKNOWN in answers
    unproved = probe.unproved or (KNOWN_NOW if judge.rests_on_now else None)
    return Measurement(
        at=sight.now,
        cases=cases,
        breaches=breaches,
        unknown=unknown,
        in_scope=systems,
        observed=sight.observed,
        missing_nb=unproved.nb if unproved else "",
        missing_en=unproved.en if unproved else "",
        seen_nb=f"Meldinger prøvd, hver for seg: {in_nb(cases)}. Skulle ikke vært sendt: {in_nb(breaches)}.",
        seen_en=f"Messages judged, one by one: {in_en(cases)}. Should not have been sent: {in_en(breaches)}.",
    )


def _needed(sight: Sight) -> frozenset[str]:
    """The collections that tell what was sent and what people had said and bought."""
    found: set[str] = set()
    data_map = sight.map
    for trace in sight.traces(MailingTrace):
        found |= _with_path(trace.collection, data_map.collections[trace.collection].whose)
    for proof in data_map.consents:
        found |= _with_path(proof.collection, proof.whose)
    for mark in data_map.objections:
        found |= _with_path(mark.collection, mark.whose)
    for sale in data_map.sales:
        found |= _with_path(sale.collection, data_map.collections[sale.collection].whose)
    for event in (data_map.marketing.customer_from, data_map.marketing.customer_until):
        found |= event.rests_on | {event.of} if event else set()
    ways = [path for (start, _), path in data_map.paths.items() if start in found]
    return frozenset(found | {hop.parent for path in ways for hop in path})


def _with_path(collection: str, whose: Whose) -> set[str]:
    return {collection, *(hop.parent for hop in whose.path)}


class _Judge:
    """Everything people had said, by person, and whether a message was right."""

    def __init__(self, sight: Sight, needed: Iterable[str]) -> None:
        self.sight, self.map = sight, sight.map
        self.zone = ZoneInfo(sight.map.zone)
        self.today = local_day(sight.now, sight.map.zone)
        tables = {name: list(sight.read(name, self.map.collections[name].columns)) for name in needed}
        self.rows = Rows(self.map, tables, frozenset(), Links(sight.facts.linked))
        remembered = {
            (one.event, one.about.collection, tuple(one.about.key)): one.day for one in sight.facts.remembered
        }
        self.calendar = Calendar(self.rows, remembered)
        self._homes: dict[str, Mapping[tuple[object, ...], Row]] = {}
        self.yes: dict[tuple[Person, str], list[Said]] = {}
        self.no: dict[tuple[Person, str], list[Said]] = {}
        self.taken_back: dict[tuple[Person, str], list[When]] = {}
        """When a no ended. When it began is not told any more."""
        self.declined: dict[tuple[Person, str], list[tuple[str, Said]]] = {}
        """Noes to one channel, by person and purpose."""
        self.unread: set[tuple[Person, str]] = set()
        """Something was said here, and when cannot be read."""
        self.sales: set[Person] = set()
        self.rests_on_now = False
        """Some message was right because the relationship, as it is known now, had not ended."""
        self.mailbox_no: dict[str, list[Said]] = {}
        """When somebody said no for the address itself, by its mark."""
        self.sharers: dict[str, set[Person]] = {}
        """Who is known to have, or to have had, the address of a mark."""
        self._hear()

    # ---- what was said

    def _hear(self) -> None:
        for proof in self.map.consents:
            for row, person in self._of(proof.collection, proof.whose):
                self._hear_yes(proof.collection, proof.meaning, row, person)
        for mark in self.map.objections:
            for row, person in self._of(mark.collection, mark.whose):
                self._hear_no(
                    mark.collection, mark.meaning.column, mark.meaning.when, mark.meaning.to, row, person
                )
        for sale in self.map.sales:
            for row, person in self._of(sale.collection, self.map.collections[sale.collection].whose):
                if row[sale.meaning.column]:
                    self.sales.add(person)
        for fact in self.sight.facts.consents:
            ends = self._moment(fact.withdrawn_at) or (When(fact.expires_on) if fact.expires_on else None)
            begins = self._moment(fact.given_at)
            if begins:
                self.yes.setdefault((_person(fact.about), fact.purpose), []).append(Said(begins, ends))
        for made in self.sight.facts.objections:
            begins = self._moment(made.at)
            about = (_person(made.about), made.purpose)
            if begins and made.state in (Objection.RAISED, Objection.UPHELD):
                self.no.setdefault(about, []).append(Said(begins))
            elif begins:
                self.taken_back.setdefault(about, []).append(begins)

        for one in self.sight.facts.declined:
            if begins := self._moment(one.at):
                said = Said(begins, self._moment(one.lifted_at))
                self.declined.setdefault((_person(one.about), one.purpose), []).append((one.channel, said))
        self._hear_mailboxes()

    def _hear_mailboxes(self) -> None:
        """Several may have one mailbox, as at a firm: a no from one of them is a no from the mailbox."""
        for one in self.sight.facts.suppressions:
            if begins := self._moment(one.at):
                self.mailbox_no.setdefault(one.mark, []).append(Said(begins, self._moment(one.lifted_at)))
        for given in self.sight.facts.addresses:
            self.sharers.setdefault(given.mark, set()).add(_person(given.about))
        for sent in self.sight.kept.mailings:
            if sent.mark:
                self.sharers.setdefault(sent.mark, set()).add(_person(sent.about))

    def _hear_yes(self, collection: str, meaning: ConsentMeaning, row: Row, person: Person) -> None:
        if any(row[column] not in _several(value) for column, value in meaning.only_if.items()):
            return
        to = meaning.to if isinstance(meaning.to, str) else meaning.to.values.get(str(row[meaning.to.column]))
        if to is None or row[meaning.given] is None:
            return
        begins = self._when(collection, meaning.given, row)
        ends = [
            self._when(collection, column, row)
            for column in (meaning.withdrawn, meaning.expires)
            if column and row[column] is not None
        ]
        if begins is None or None in ends:
            self.unread.add((person, to))
            return
        known = sorted((end for end in ends if end), key=lambda end: end.day)
        self.yes.setdefault((person, to), []).append(Said(begins, known[0] if known else None))

    def _hear_no(
        self, collection: str, column: str, word: object, to: Iterable[str], row: Row, person: Person
    ) -> None:
        says_no = row[column] is not None if word is None else row[column] == word
        when = self._when(collection, column, row) if says_no else None
        for purpose in to if says_no else ():
            if when is None:
                # A tick says no, and not since when.
                self.unread.add((person, purpose))
            else:
                self.no.setdefault((person, purpose), []).append(Said(when))

    # ---- what was sent

    def messages(self) -> Iterator[Message]:
        for trace in self.sight.traces(MailingTrace):
            yield from self._traced(trace)
        for sent in self.sight.kept.mailings:
            at = self._moment(sent.at)
            yield Message(_person(sent.about), (sent.purpose,), at, mark=sent.mark, channel=sent.channel)

    def _traced(self, trace: Trace) -> Iterator[Message]:
        meaning = trace.meaning
        assert isinstance(meaning, MailingTrace)
        column = meaning.purpose.column if isinstance(meaning.purpose, PurposesByColumn) else None
        whose = self.map.collections[trace.collection].whose
        for row in self.rows.of(trace.collection):
            decided = row[meaning.decision] if meaning.decision and meaning.sent else None
            if decided not in (None, "") and decided not in meaning.sent:
                continue
            purposes = meaning.purposes(row[column] if column else None)
            is_told = purposes is not None
            if purposes is None:
                # What it was for is not known: it may have been anything that is marketed.
                purposes = tuple(name for name, one in self.map.purposes.items() if one.direct_marketing)
            people = self._people(whose, row)
            # Whether it was sent at all is not told where nothing was decided.
            was_sent = not (meaning.decision and meaning.sent) or decided in meaning.sent
            yield Message(
                people[0] if len(people) == 1 and was_sent else None,
                purposes,
                self._when(trace.collection, meaning.at, row),
                is_told,
            )

    # ---- the tests

    def ground(self, message: Message) -> Tri:
        """One of its purposes had a consent in force, or an existing customer."""
        return self._said(
            message, lambda person, purpose, at: self._carried(person, purpose, at, alone=False)
        )

    def consent(self, message: Message) -> Tri:
        return self._said(message, lambda person, purpose, at: self._carried(person, purpose, at, alone=True))

    def no_after(self, message: Message) -> Tri:
        """Nothing was sent after a no: an objection, or the end of every consent that there had been."""
        return self._said(message, self._unsaid)

    def relationship(self, message: Message) -> Tri:
        """The customer relationship had not ended. Counted by what is known now: later activity can only move its end."""
        until = self.map.marketing.customer_until
        if until is None:
            return Tri.UNKNOWN
        self.rests_on_now = True
        return self._any(message, lambda person, _, at: ~self._happened(until, person, at.day, Tri.UNKNOWN))

    def _said(self, message: Message, asked: Callable[[Person, str, When], Tri]) -> Tri:
        if self._mailbox_said_no(message):
            return Tri.NO
        return self._any(
            message, lambda person, purpose, at: asked(person, purpose, at) & self._through(message, purpose)
        )

    def _through(self, message: Message, purpose: str) -> Tri:
        """No to the channel stood for nobody, or not for this message. Through which it went is not always kept."""
        assert message.person is not None and message.at is not None
        stood = {
            channel
            for channel, said in self.declined.get((message.person, purpose), ())
            if message.at.is_after(said.begins) and _in_force(said, message.at)
            if not any(
                yes.begins.is_after(said.begins) and _in_force(yes, message.at)
                for yes in self.yes.get((message.person, purpose), ())
            )
        }
        if not stood:
            return Tri.YES
        return Tri.of(message.channel not in stood) if message.channel else Tri.UNKNOWN

    def _mailbox_said_no(self, message: Message) -> bool:
        """A no for the address stood, or somebody else who has it had said no, and whoever got it no yes since."""
        at = message.at
        marketed = [one for one in message.purposes if self.map.purposes[one].direct_marketing]
        if not message.mark or at is None or message.person is None or not marketed:
            return False
        if any(
            _in_force(one, at) and at.is_after(one.begins) for one in self.mailbox_no.get(message.mark, ())
        ):
            return True
        others = self.sharers.get(message.mark, set()) - {message.person}
        noes = [
            one
            for other in others
            for purpose in marketed
            for one in self.no.get((other, purpose), ())
            if at.is_after(one.begins)
        ]
        since = [
            yes.begins
            for purpose in marketed
            for yes in self.yes.get((message.person, purpose), ())
            if _in_force(yes, at)
        ]
        return any(not any(yes.is_after(no.begins) for yes in since) for no in noes)

    def _any(self, message: Message, asked: Callable[[Person, str, When], Tri]) -> Tri:
        if message.person is None or message.at is None:
            return Tri.UNKNOWN
        found = [asked(message.person, purpose, message.at) for purpose in message.purposes]
        if not message.is_told:
            # Right whatever it was for, wrong whatever it was for, or nobody can tell.
            return found[0] if len(set(found)) == 1 else Tri.UNKNOWN
        return reduce(or_, found, Tri.NO)

    def _carried(self, person: Person, purpose: str, at: When, *, alone: bool) -> Tri:
        unsaid = self._unsaid(person, purpose, at)
        if unsaid is Tri.NO:
            return Tri.NO
        if any(_in_force(one, at) for one in self.yes.get((person, purpose), ())):
            return unsaid
        if (person, purpose) in self.unread:
            return Tri.UNKNOWN
        declared = self.map.purposes[purpose]
        if alone or Basis.CONSENT in declared.basis.values():
            return Tri.NO
        return unsaid & self._is_customer(person, purpose, at)

    def _is_customer(self, person: Person, purpose: str, at: When) -> Tri:
        """An existing customer, whose address came from a sale where the exception of mfl. § 15 is used."""
        marketing = self.map.marketing
        from_sale = Tri.of(person in self.sales)
        bought = (
            self._happened(marketing.customer_from, person, at.day, Tri.NO)
            if marketing.customer_from
            else from_sale
        )
        until = marketing.customer_until
        lasts = ~self._happened(until, person, at.day, Tri.UNKNOWN) if until else Tri.UNKNOWN
        needs_sale = bool(self.map.purposes[purpose].direct_marketing) and bool(self.map.sales)
        found = bought & lasts & (from_sale if needs_sale else Tri.YES)
        self.rests_on_now = self.rests_on_now or found is Tri.YES
        return found

    def _unsaid(self, person: Person, purpose: str, at: When) -> Tri:
        if any(at.is_after(one.begins) for one in self.no.get((person, purpose), ())):
            return Tri.NO
        given = [one for one in self.yes.get((person, purpose), ()) if not one.begins.is_after(at)]
        if given and all(one.ends is not None and at.is_after(one.ends) for one in given):
            return Tri.NO
        ended = self.taken_back.get((person, purpose), ())
        # Before a no was taken back it stood for a while, and that while may have begun before the message.
        is_known = (person, purpose) not in self.unread and not any(one.is_after(at) for one in ended)
        return Tri.YES if is_known else Tri.UNKNOWN

    def _happened(self, event: Event, person: Person, day: date, if_nobody: Tri) -> Tri:
        row = self._home_rows(person[0]).get(person[1])
        path = () if person[0] == event.of else self.map.paths.get((person[0], event.of))
        if row is None or path is None:
            return if_nobody
        answers = set()
        for one in self.rows.parents(row, path) if path else (row,):
            found = self.calendar.of(event.node, event.of)(one)
            answers.add(Tri.NO if found.present is Tri.NO else found.over(day))
        if len(answers) > 1:
            return Tri.UNKNOWN
        return answers.pop() if answers else if_nobody

    def _home_rows(self, collection: str) -> Mapping[tuple[object, ...], Row]:
        if collection not in self._homes:
            self._homes[collection] = {
                self.rows.key(collection, row): row for row in self.rows.of(collection)
            }
        return self._homes[collection]

    # ---- small parts

    def _of(self, collection: str, whose: Whose) -> Iterator[tuple[Row, Person]]:
        for row in self.rows.of(collection):
            for person in self._people(whose, row):
                yield row, person

    def _people(self, whose: Whose, row: Row) -> list[Person]:
        above = self.rows.parents(row, whose.path) if whose.path else (row,)
        homes = [(whose.home, self.rows.key(whose.home, one)) for one in above]
        if homes or not whose.or_own:
            return list(dict.fromkeys(homes))
        place, path = whose.own
        found = self.rows.parents(row, path) if path else (row,)
        return list(dict.fromkeys((place, self.rows.key(place, one)) for one in found))

    def _when(self, collection: str, column: str, row: Row) -> When | None:
        day = self.rows.days(collection, column)(row)
        if day is None or isinstance(day, NotADay):
            return None
        return When(day, moment_of(row[column], self.map.collections[collection].shape.zone_of(column)))

    def _moment(self, at: datetime | None) -> When | None:
        return When(local_day(at, self.map.zone), at) if at else None


def _in_force(said: Said, at: When) -> bool:
    return not said.begins.is_after(at) and (said.ends is None or not at.is_after(said.ends))


def _person(about: About) -> Person:
    return about.collection, tuple(about.key)


def _several(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


_TESTS: Mapping[str, Callable[[_Judge, Message], Tri]] = {
    "ground": _Judge.ground,
    "consent": _Judge.consent,
    "no_after": _Judge.no_after,
    "relationship": _Judge.relationship,
}
