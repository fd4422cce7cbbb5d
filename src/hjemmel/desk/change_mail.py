"""Telling people of a major change of the statement before it applies (Art. 13(3), 14(4)): by e-mail, each address once, gone on
with after a break; those without one that works stand on a list for letters.

Nobody is asked here whether somebody may be written to, for the law orders it; the words are those of the statement's own
history, so that nothing else can be said. Everybody is told who is there before the last day for it; whoever comes later reads
the new statement when they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from hjemmel.capabilities.declarations.store import Version
from hjemmel.capabilities.ledger.services import note
from hjemmel.capabilities.mailings import change_notices as store
from hjemmel.capabilities.mailings import services
from hjemmel.connectors.mail import Folder, Smtp, as_message
from hjemmel.connectors.protocol import Failure
from hjemmel.core.changes import Changes
from hjemmel.core.declaration.parts import Text
from hjemmel.core.facts import About
from hjemmel.core.letters.change import LANGUAGES, change_letter, change_paper, points
from hjemmel.core.letters.letter import Letter
from hjemmel.core.letters.notice import print_of
from hjemmel.core.mail.change_run import ChangeToTell
from hjemmel.core.mail.delivery import Delivery, Outcome
from hjemmel.core.moment import begins_at, local_day
from hjemmel.core.output.csv_text import BYTE_ORDER_MARK, csv_lines
from hjemmel.core.selection import OneOf, Selection, any_of, every
from hjemmel.desk import access, clock, post
from hjemmel.desk.changes_to_tell import majors
from hjemmel.desk.house import house
from hjemmel.desk.marks import marker
from hjemmel.desk.published import compiled, published
from hjemmel.engine.concerned import Concerned, concerned
from hjemmel.engine.house import House
from hjemmel.engine.ports import Actor
from hjemmel.press.pdf import letter_pdf

BATCH: Final = 200
"""So many letters are listed at once, and so many e-mails go from one press of a button."""
AT_ONCE: Final = 200
"""So many are told of in the ledger together."""
LONGEST_BATCH: Final = timedelta(seconds=20)
GONE_AFTER: Final = timedelta(minutes=5)
"""A sender who has not said how an e-mail ended for so long is gone."""
BEGIN_WITHIN: Final = timedelta(days=14)
"""So long after a version was published its telling begins by itself: not for those from before Hjemmel told anybody."""
GIVE_UP_AFTER: Final = timedelta(days=180)
"""So long after a version has begun to apply nobody is looked for any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one pass came to."""

    sent: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """The telling of one version, for the office."""

    tells: ChangeToTell
    is_open: bool
    """Somebody may still have to be told."""
    points: Mapping[str, list[str]]
    """What changes, in each language."""
    kinds: tuple[Text, ...]
    outcomes: Mapping[str, int] = field(default_factory=dict)
    bounced: int = 0

    @property
    def by_mail(self) -> int:
        return self.outcomes.get(store.ACCEPTED, 0) - self.bounced

    @property
    def by_letter(self) -> int:
        return self.outcomes.get(store.LETTER, 0)

    @property
    def unreachable(self) -> int:
        return self.outcomes.get(store.UNREACHABLE, 0)

    @property
    def uncertain(self) -> int:
        return self.outcomes.get(store.UNCERTAIN, 0) + self.outcomes.get("", 0)

    @property
    def listed(self) -> int:
        return self.outcomes.get(store.LISTED, 0)


def views() -> tuple[ChangeView, ...]:
    """The same for the office, the newest first."""
    return tuple(
        ChangeView(
            tells=tells,
            is_open=_is_open(version, tells),
            points={lang: points(found, lang) for lang in LANGUAGES},
            kinds=tuple(compiled(version.content).declaration.subjects[kind].title for kind in tells.kinds),
            outcomes=store.outcomes(version.number),
            bounced=store.bounced(version.number),
        )
        for version, found, tells in reversed(majors())
    )


def tell(actor: Actor) -> int:
    """Everybody who must be told and can be by e-mail; returns how many were. For the job: it asks again and again, and does no
    more than is left. A version that was published long before anybody looked is left to a person. Raises a Failure where a system, or the mail server, is away: then who was not told still waits."""
    begun = clock.now() - BEGIN_WITHIN
    return sum(
        _pass(version, found, tells, actor).sent
        for version, found, tells in _open()
        if tells.run or version.published_at > begun
    )


def send(number: int, actor: Actor) -> Told:
    """The next of them, for as long as somebody can wait. Raises LookupError for a version that nobody has to be told of, a Failure,
    or a VaultFault."""
    version, found, tells = _open_one(number)
    return _pass(version, found, tells, actor, most=BATCH, within=LONGEST_BATCH)


def letter_list(number: int, actor: Actor, purpose: str, case: str = "") -> str:
    """The next who get a letter, as CSV: what the purpose uses of them on their own row. They stand on the list from now on, until
    somebody says that the letters have gone. That it was made, and for what, is noted; of whom is not.

    Raises access.NotAllowed for a purpose that is not the actor's or shows nothing of them, LookupError where nobody gets one,
    a Failure, or a VaultFault."""
    access.check(actor, purpose, case)
    version, found, tells = _open_one(number)
    opened, at = house(actor), clock.now()
    told = store.told(number, at)
    closed = post.closed() | told.closed
    people = concerned(opened, marker(actor), tells.kinds)
    waiting = [one.about for one in people if _gets_letter(one, closed) and one.about not in told.settled]
    if not waiting:
        raise LookupError(number)
    seen = _seen(opened, {one.collection for one in waiting}, actor, purpose)
    first = [*(one for one in told.listed if one in waiting), *waiting]
    # Who stands on the list stands in it: nobody gets a letter of whom the purpose shows nothing.
    wanted = list(dict.fromkeys(one for one in first if one.collection in seen))[:BATCH]
    if not wanted:
        raise access.NotAllowed
    rows = _rows(opened, wanted, seen)
    columns = [(name, column) for name in {one.collection for one in wanted} for column in seen[name]]
    letter = _letter(version, found, tells)
    store.keep_without_mail(number, wanted, print_of(letter), store.LISTED, at)
    note("change-letters-listed", actor, {"version": number, "persons": len(wanted)}, at)
    access.note_shown(actor, purpose, columns, len(wanted), case)
    names = list(dict.fromkeys(column for name in seen for column in seen[name]))
    lines = [[row.get(name, "") for name in names] for row in rows]
    return BYTE_ORDER_MARK + "".join(csv_lines([names, *lines]))


def letter_on_paper(number: int, lang: str) -> bytes:
    """The letter itself, as PDF. Raises LookupError where the version is none that people are told of."""
    for version, found, tells in majors():
        if version.number == number:
            data_map = compiled(version.content)
            today = local_day(clock.now(), data_map.zone)
            return letter_pdf(change_paper(data_map, found, tells.applies_on, today, lang))
    raise LookupError(number)


def letters_sent(number: int, actor: Actor) -> int:
    """Those on the list have got their letter; returns how many. Raises as `send` does."""
    version, found, tells = _open_one(number)
    letters = services.letters_sent(number, actor, clock.now())
    _look(_Sending(number, _letter(version, found, tells), actor), _people(tells, actor))
    return letters


def unreachable(number: int, actor: Actor) -> int:
    """Of those who wait for a letter and stand on no list there is no address: what is impossible is not asked for
    (Art. 14(5)(b)). Returns how many. Raises as `send` does."""
    version, found, tells = _open_one(number)
    sender, people = _Sending(number, _letter(version, found, tells), actor), _people(tells, actor)
    listed = frozenset(store.told(number, clock.now()).listed)
    persons = [one for one in sender.by_letter(people) if one not in listed]
    if persons:
        services.unreachable(number, persons, actor, clock.now())
    _look(sender, people)
    return len(persons)


# ---- one pass ----------------------------------------------------------------------------------------------


def _pass(
    version: Version,
    found: Changes,
    tells: ChangeToTell,
    actor: Actor,
    most: int | None = None,
    within: timedelta | None = None,
) -> Told:
    letter = _letter(version, found, tells)
    store.break_off(clock.now() - GONE_AFTER)
    people = _people(tells, actor)
    sender = _Sending(version.number, letter, actor)
    try:
        # Where nobody waits for an e-mail, no server is needed.
        if sender.waiting(people):
            with post.server(published().map) as server:
                sender.send(people, server, most, within)
    finally:
        services.bind_change_notices(version.number, actor, clock.now())
        left = _look(sender, people)
    return Told(sent=sender.sent, left=left)


def _people(tells: ChangeToTell, actor: Actor) -> tuple[Concerned, ...]:
    return tuple(concerned(house(actor), marker(actor), tells.kinds))


def _look(sender: _Sending, people: Sequence[Concerned]) -> int:
    """Keep how far it has come; returns how many addresses are left."""
    waiting, letters = sender.waiting(people), sum(1 for _ in sender.by_letter(people))
    store.looked(sender.version, clock.now(), concerned=len(people), waiting=waiting, by_letter=letters)
    return waiting


class _Sending:
    """One sender at work."""

    def __init__(self, version: int, letter: Letter, actor: Actor) -> None:
        self.version, self.letter, self.actor = version, letter, actor
        self.receipt = print_of(letter)
        self.sent = 0

    def waiting(self, people: Iterable[Concerned]) -> int:
        """How many addresses have not been told. An address of several is told once."""
        told, closed = self._told()
        return len({one.mark for one in people if one.mark} - told.marks - closed)

    def by_letter(self, people: Iterable[Concerned]) -> Iterator[About]:
        told, closed = self._told()
        return (one.about for one in people if _gets_letter(one, closed) and one.about not in told.settled)

    def send(
        self, people: Sequence[Concerned], server: Smtp | Folder, most: int | None, within: timedelta | None
    ) -> None:
        told, closed = self._told()
        until, begun = clock.now() + within if within else None, 0
        done = {"", *told.marks, *told.later, *closed}
        for one in people:
            if (most is not None and begun >= most) or (until and begun and clock.now() >= until):
                return
            if one.mark in done:
                continue
            done.add(one.mark)
            begun += self._one(one, server)
            if begun and begun % AT_ONCE == 0:
                services.bind_change_notices(self.version, self.actor, clock.now())

    def _one(self, one: Concerned, server: Smtp | Folder) -> bool:
        """Whether an e-mail was begun: it leaves once, whoever else is at it."""
        reference = store.begin(self.version, one.about, one.mark, self.receipt, clock.now())
        if reference is None:
            return False
        try:
            message = as_message(self.letter, one.address, reference, clock.now())
        except ValueError:
            # No e-mail can be sent to what stands there: a letter, then.
            store.end(reference, Outcome(delivery=Delivery.REFUSED, code=0, status=""), clock.now())
            return True
        try:
            outcome = server.send(message)
        except Failure:
            store.not_begun(reference)
            raise
        store.end(reference, outcome, clock.now())
        self.sent += outcome.delivery is Delivery.ACCEPTED
        return True

    def _told(self) -> tuple[store.Told, frozenset[str]]:
        """Who has been told; and the marks of the addresses that messages have come back from."""
        told = store.told(self.version, clock.now())
        return told, told.closed | post.closed()


def _gets_letter(one: Concerned, closed: frozenset[str]) -> bool:
    return not one.mark or one.mark in closed


def _letter(version: Version, found: Changes, tells: ChangeToTell) -> Letter:
    data_map = compiled(version.content)
    return change_letter(data_map, found, tells.applies_on, local_day(clock.now(), data_map.zone))


# ---- the versions ------------------------------------------------------------------------------------------


def _open() -> Iterator[tuple[Version, Changes, ChangeToTell]]:
    """Those whose people are looked for: until the last day for telling them, and then until nobody is left."""
    return (one for one in majors() if _is_open(one[0], one[2]))


def _open_one(number: int) -> tuple[Version, Changes, ChangeToTell]:
    for one in _open():
        if one[0].number == number:
            return one
    raise LookupError(number)


def _is_open(version: Version, tells: ChangeToTell) -> bool:
    now = clock.now()
    if version.applies_at + GIVE_UP_AFTER <= now:
        return False
    is_past = begins_at(tells.tell_by + timedelta(days=1), compiled(version.content).zone) <= now
    is_done = tells.run is not None and tells.run.complete_at is not None
    # What comes back after the last day makes a letter of it all the same.
    return not (is_past and is_done) or store.bounced(version.number) > 0


# ---- letters -----------------------------------------------------------------------------------------------


def _seen(opened: House, names: Iterable[str], actor: Actor, purpose: str) -> dict[str, list[str]]:
    """By collection, the personal columns that the purpose lets the actor see; without those that show nothing."""
    found = {}
    for name in sorted(names):
        groups = opened.map.collections[name].groups
        personal = [column for group in groups if group.is_personal for column in group.columns]
        seen = access.sees(actor, name, personal, purpose=purpose)
        if columns := [one for one in personal if one in seen]:
            found[name] = columns
    return found


def _rows(opened: House, persons: Sequence[About], seen: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """What may be seen of each person's own row."""
    by_collection: dict[str, list[About]] = {}
    for person in persons:
        by_collection.setdefault(person.collection, []).append(person)
    rows: list[dict[str, str]] = []
    for name, theirs in by_collection.items():
        declared = opened.map.collections[name]
        key = declared.shape.key
        where = any_of(
            *(
                every(*(OneOf(part, (value,)) for part, value in zip(key, person.key, strict=True)))
                for person in theirs
            )
        )
        for row in opened.connectors[declared.system].export(Selection(name, where), seen[name]):
            rows.append({column: "" if row[column] is None else str(row[column]) for column in seen[name]})
    return rows
