"""`may(person, purpose, channel)`: one person or a list, from rows in hand and facts. No I/O and no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ..datamap import Event, FieldGroup, SaleMark
from ..facts import About, AddressGiven, ConsentAsked, Facts, Objection, ObjectionMade, Origin
from ..grounds.children import is_younger
from ..grounds.question import NO, UNKNOWN, YES, Question, all_agree, once, unknown
from ..grounds.rows import Related, Row, Rows
from ..moment import local_day
from ..statutes import MARKETING_CONSENT_AGE
from ..terms import Tri
from . import reasons
from .address import CHANGED_WITHIN, Marker, is_persons_own, normalised
from .consents import NOTHING as NO_CONSENT
from .consents import Found, best
from .decision import Decision, Decisions
from .known import Known, Told
from .message import Message, Sort, message
from .people import People, Person, Reach, Subject
from .reasons import May, Reason
from .rules import decide
from .standing import ANY_RELATION, Consent, Identifies, Relation, Standing
from .use import Use, Using

# Members by names of this module: to look one up on its class takes longer than what is done with it.
ALLOW, SALE, SERVICE = May.ALLOW, Origin.SALE, Sort.SERVICE
NONE, VALID, CONSENT_UNKNOWN = Consent.NONE, Consent.VALID, Consent.UNKNOWN
ONE, SHARED, CHANGED, ONE_OR_MORE = Identifies.ONE, Identifies.SHARED, Identifies.CHANGED, Identifies.UNKNOWN


Answer = tuple[Reason, Standing]


class _Address(NamedTuple):
    """One address of one person, and what is so of it whatever is sent: looked up once for all messages."""

    reach: Reach
    told: Told
    is_persons: bool
    suppressed: Tri
    identifies: Identifies
    is_child: bool
    sale: tuple[bool, bool]
    wash: tuple[date | None, bool]


class _Answers(dict[Standing, Answer]):
    """What decides about one message: worked out once for all of whom the same is known."""

    def __init__(self, wanted: Message) -> None:
        super().__init__()
        self.wanted = wanted

    def __missing__(self, standing: Standing) -> Answer:
        answer = self[standing] = decide(self.wanted, standing), standing
        return answer


class Permission:
    """Answers for one moment. What it is told is all it knows: rows not in hand are not there.

    `at` is an aware moment; `marker` makes the marks by which facts know addresses."""

    def __init__(self, rows: Rows, facts: Facts, at: datetime, marker: Marker) -> None:
        if at.tzinfo is None:
            raise ValueError("permission is asked for at a moment with a zone")
        self.map = rows.map
        self.rows = rows
        self.at = at.astimezone(ZoneInfo(self.map.zone))
        self.use = Use(rows, facts, self.at.date())
        self.known = Known.of(facts, marker.made)
        self.marker = marker
        self._sales: dict[str, SaleMark] = {sale.collection: sale for sale in self.map.sales}
        self._people: dict[str, People] = {}
        self._addresses: dict[int, tuple[Person, tuple[_Address, ...]]] = {}
        """By person, who is kept with them: else another could come to have the same number."""
        self._answers: _Answers | None = None
        self._customers: dict[int, tuple[Question, Question]] = {}
        """By group: whether its subject has become a customer, and whether that has ended."""

    def may(self, person: About, purpose: str, channel: str) -> Decision:
        """Whether this person may get messages for the purpose through the channel. Raises NotDeclared."""
        return self.ask(person, message(self.map, purpose, channel))

    def may_each(self, persons: Iterable[About], purpose: str, channel: str) -> Decisions:
        """The same for each of a list, in its order. Raises NotDeclared."""
        wanted = message(self.map, purpose, channel)
        return Decisions(tuple([self.ask(person, wanted) for person in persons]))

    def ask(self, person: About, wanted: Message, address: str | None = None) -> Decision:
        """Whether this person may get this message: the first of their addresses that may be used decides.

        With `address` only that one is asked about: whoever sends to it, must not be answered for another."""
        people, answers = self._people_of(wanted), self._answers_to(wanted)
        found = people.of(person)
        addresses = self._addresses_of(found, people)
        if address is not None:
            compared = normalised(people.kind, address)
            addresses = tuple(one for one in addresses if one.reach.address == compared)
        if not addresses:
            missing = reasons.NO_ADDRESS if people.is_whole else reasons.NOT_READ
            return Decision(person, wanted, missing, self.at, self.map.digest, None)
        told: list[Answer] = []
        for one in addresses:
            answer = answers[self._standing(one, wanted, people, found.places)]
            if answer[0].may is ALLOW or len(addresses) == 1:
                return Decision(person, wanted, answer[0], self.at, self.map.digest, answer[1])
            told.append(answer)
        reason, standing = min(told, key=_least_telling)
        return Decision(person, wanted, reason, self.at, self.map.digest, standing)

    def reach(self, person: About, wanted: Message) -> tuple[Decision, str | None]:
        """The decision, and the address that it lets be used, as it is written where it stands."""
        people = self._people_of(wanted)
        for address in people.written(people.of(person)):
            decision = self.ask(person, wanted, address)
            if decision.is_allowed:
                return decision, address
        return self.ask(person, wanted), None

    def subject(self, person: About, wanted: Message) -> Subject:
        """Whose row it is: the same for all rows of one person that hold an address."""
        found = self._people_of(wanted).of(person)
        return found.places[0] if found.places else (person.collection, person.key)

    def has_address(self, person: About, wanted: Message, address: str) -> bool:
        people = self._people_of(wanted)
        compared = normalised(people.kind, address)
        return any(reach.address == compared for reach in people.of(person).reaches)

    def _answers_to(self, wanted: Message) -> _Answers:
        """Of the message that was asked about last: a list is asked about with one."""
        if self._answers is None or self._answers.wanted is not wanted:
            self._answers = _Answers(wanted)
        return self._answers

    def _people_of(self, wanted: Message) -> People:
        name = wanted.channel.name
        if name not in self._people:
            self._people[name] = People(self.rows, wanted.channel)
        return self._people[name]

    # -- what is known of one address of one person

    def _addresses_of(self, person: Person, people: People) -> tuple[_Address, ...]:
        known = self._addresses.get(id(person))
        if known is None:
            told, wash = self.known.of_person(person.places), self._wash(people, person.places)
            addresses = tuple([self._address(reach, people, told, wash) for reach in person.reaches])
            known = self._addresses[id(person)] = person, addresses
        return known[1]

    def _address(self, reach: Reach, people: People, told: Told, wash: tuple[date | None, bool]) -> _Address:
        given = [one for one in told.addresses if one.kind is people.kind]
        mark = people.mark(reach.address, self.marker) if self.known.has_marks else ""
        born_on = told.born_on
        return _Address(
            reach=reach,
            told=told,
            is_persons=not people.is_by_email
            or is_persons_own(reach.address, self.map.marketing.role_addresses),
            suppressed=self._suppressed(people, mark),
            identifies=_identifies(people, reach.address, given, mark, self.at),
            is_child=born_on is not None and is_younger(born_on, MARKETING_CONSENT_AGE, self.at.date()),
            sale=self._sale(reach, given, mark),
            wash=wash,
        )

    def _standing(
        self, address: _Address, wanted: Message, people: People, places: tuple[Subject, ...]
    ) -> Standing:
        reach, told, is_persons, suppressed, identifies, is_child, sale, wash = address
        using, made = self.use.of(wanted.purpose, reach.group), told.objections
        consent = self._consent(reach, wanted, told, using)
        ground = using.ground(reach.row)
        objected = self._objected(reach, wanted, made, consent, using)
        if not is_persons and objected is not YES and people.several_have(reach.address):
            objected = objected | self._others_objected(reach, wanted, people, places)
        # What opens a way is told only where no bar is sure: most refusals need not know more.
        is_barred = ground is NO or objected is YES or suppressed is YES
        from_sale, offered = (False, False) if is_barred else sale
        washed_on, reserved = (None, False) if is_barred else wash
        return Standing(
            self.at,
            is_persons,
            ground,
            _restricted(reach, wanted, made, using),
            objected,
            self._declined(wanted, told, consent),
            suppressed,
            identifies,
            is_child,
            consent.state,
            ANY_RELATION if is_barred else self._relations(reach, from_sale),
            from_sale,
            offered,
            reserved,
            washed_on,
            consent.consent.given_at if consent.consent else None,
        )

    def _consent(self, reach: Reach, wanted: Message, told: Told, using: Using) -> Found:
        found = best(told.consents, wanted, self.at, told.born_on) if told.consents else NO_CONSENT
        if found.state not in _ROWS_COUNT:
            return found
        name, by_column = wanted.purpose.name, using.consented(reach.row)
        if found.state is VALID:
            return _unless_undone(found, by_column)
        if by_column is YES and (found.consent is None or found.state is not NONE):
            # A column says that there is a consent, and not by whom: for a child that is not enough.
            return Found(Consent.BY_A_CHILD if told.born_on is not None else VALID)
        if found.state is not NONE:
            return found
        if by_column is UNKNOWN:
            return Found(CONSENT_UNKNOWN)
        is_asked = told.asked and any(self._waits(one, name) for one in told.asked)
        return PENDING if is_asked else NO_CONSENT

    def _waits(self, asked: ConsentAsked, purpose: str) -> bool:
        """The question can still be answered. After its day the link is dead, and nothing waits."""
        today = self.at.date()
        return asked.purpose == purpose and (asked.expires_on is None or asked.expires_on >= today)

    def _objected(
        self, reach: Reach, wanted: Message, made: Sequence[ObjectionMade], consent: Found, using: Using
    ) -> Tri:
        """Art. 21(2)-(3): a no to one kind of offers is a no to all, through all channels, until a newer yes; unless they
        were asked about each kind by itself."""
        if made and any(self._ends(one, wanted, consent) for one in made):
            return YES
        found = using.said_no(reach.row) if wanted.sort is not SERVICE else NO
        return found if self.known.is_whole else found | UNKNOWN

    def _declined(self, wanted: Message, told: Told, consent: Found) -> bool:
        """A no to this channel, until it is taken back or a newer yes names the channel."""
        yes = consent.consent.given_at if consent.state is VALID and consent.consent else None
        return any(
            one.purpose == wanted.purpose.name
            and one.channel == wanted.channel.name
            and one.at <= self.at
            and (one.lifted_at is None or one.lifted_at > self.at)
            and (yes is None or yes <= one.at)
            for one in told.declined
        )

    def _others_objected(
        self, reach: Reach, wanted: Message, people: People, places: tuple[Subject, ...]
    ) -> Tri:
        """A firm's own mailbox is read by all who have it: a no from one of them is a no from the mailbox."""
        found = NO
        for other in people.with_address(reach.address):
            if not set(other.subjects).isdisjoint(places):
                continue
            told = self.known.of_person((*other.subjects, other.own))
            using = self.use.of(wanted.purpose, other.group)
            consent = self._consent(other, wanted, told, using)
            found = found | self._objected(other, wanted, told.objections, consent, using)
        return found

    def _ends(self, objection: ObjectionMade, wanted: Message, consent: Found) -> bool:
        if objection.state is Objection.LIFTED:
            return False
        if wanted.sort is SERVICE:
            return objection.purpose == wanted.purpose.name and objection.state is Objection.UPHELD
        if objection.is_narrow and objection.purpose != wanted.purpose.name:
            return False
        if not self._is_about_offers(objection.purpose, objection.state):
            return False
        is_newer = (
            consent.state is VALID and consent.consent is not None and consent.consent.given_at > objection.at
        )
        return objection.purpose == wanted.purpose.name or not is_newer

    def _is_about_offers(self, name: str, state: Objection) -> bool:
        purpose = self.map.purposes.get(name)
        if purpose is None or purpose.direct_marketing:
            # A purpose that is no longer declared may have been marketing.
            return True
        return purpose.declared.message == "survey" and state is not Objection.REJECTED

    def _suppressed(self, people: People, mark: str) -> Tri:
        if (people.kind, mark) in self.known.suppressed:
            return YES
        return NO if self.known.marks_are_readable else UNKNOWN

    def _sale(self, reach: Reach, given: Sequence[AddressGiven], mark: str) -> tuple[bool, bool]:
        """Whether this very address was received in a sale, and whether a no was offered then."""
        sales = [one for one in given if one.origin is SALE and one.mark == mark]
        if sales:
            return True, any(one.opt_out_offered for one in sales)
        told = self._sales.get(reach.group.collection)
        if told is None or not reach.row[told.meaning.column]:
            return False, False
        offered = told.meaning.opt_out_offered
        return True, bool(reach.row[offered]) if isinstance(offered, str) else offered is True

    def _relations(self, reach: Reach, from_sale: bool) -> frozenset[Relation]:
        """All that the person may be, by what the declaration says makes and ends a customer."""
        begun, ended = self._customer(reach.group)
        has_begun = YES if from_sale else begun(reach.row)
        return _OTHER if has_begun is NO else _RELATIONS[has_begun, ended(reach.row)]

    def _customer(self, group: FieldGroup) -> tuple[Question, Question]:
        known = self._customers.get(id(group))
        if known is None:
            marketing = self.map.marketing
            known = self._customers[id(group)] = (
                self._happened(marketing.customer_from, group, if_no_row=NO),
                self._happened(marketing.customer_until, group, if_no_row=UNKNOWN),
            )
        return known

    def _happened(self, event: Event | None, group: FieldGroup, if_no_row: Tri) -> Question:
        """Whether the event has happened to the group's subject. What is not declared is not known."""
        related = self._rows_of(event.of, group) if event else None
        if event is None or related is None:
            return unknown
        happened = self.use.happened(event.node, event.of)

        def asked(row: Row) -> Tri:
            found = related(row)
            return all_agree(happened(one) for one in found) if found else if_no_row

        return once(asked)

    def _rows_of(self, collection: str, group: FieldGroup) -> Related | None:
        """From an address's row to the person's rows in a collection that it, or its subject's, leads to.

        None if they are out of sight."""
        here, whose = group.collection, group.whose
        if here == collection:
            return lambda row: (row,)
        path = self.map.paths.get((here, collection))
        if path is None and whose.home == collection:
            path = whose.path
        if path is None:
            return lambda _: ()
        return self.rows.upward(path) if self.rows.sees(path) else None

    def _wash(self, people: People, places: tuple[Subject, ...]) -> tuple[date | None, bool]:
        """The newest register that the person was compared with, and whether they stood in it."""
        for wash in self.known.washes:
            if wash.kind is not people.kind or wash.register_of > self.at.date():
                continue
            keys = [key for home, key in places if home == wash.home and key in wash.checked]
            if keys:
                return wash.register_of, any(key in wash.reserved for key in keys)
        return None, False


def _restricted(reach: Reach, wanted: Message, made: Sequence[ObjectionMade], using: Using) -> Tri:
    for one in made:
        if one.state is Objection.RAISED and one.purpose == wanted.purpose.name:
            return YES
    return using.restricted(reach.row)


def _unless_undone(found: Found, stands: Tri) -> Found:
    """A consent that facts tell of, after what the company's own rows told later (grounds know both)."""
    if stands is YES:
        return found
    return Found(Consent.WITHDRAWN, found.consent) if stands is NO else Found(CONSENT_UNKNOWN)


_ROWS_COUNT = (NONE, VALID, Consent.WITHDRAWN, Consent.EXPIRED)
"""The company's own rows may tell of a later yes, or a later no."""


def _identifies(
    people: People, address: str, given: Sequence[AddressGiven], mark: str, at: datetime
) -> Identifies:
    if people.several_have(address):
        return SHARED
    if given and _was_changed(given, mark, at):
        return CHANGED
    return ONE if people.is_whole else ONE_OR_MORE


def _was_changed(given: Sequence[AddressGiven], mark: str, at: datetime) -> bool:
    """The address took another's place lately, or another has taken its place."""
    if all(one.mark == mark for one in given):
        return False
    known = [one for one in given if one.at <= at]
    others = [one.at for one in known if one.mark != mark]
    if not others:
        return False
    mine = [one.at for one in known if one.mark == mark]
    if not mine or max(mine) < max(others):
        return True
    zone = str(at.tzinfo)
    first = min(moment for moment in mine if moment >= max(others))
    return at.date() < local_day(first, zone) + CHANGED_WITHIN


def _least_telling(answer: tuple[Reason, Standing]) -> tuple[bool, bool]:
    """Of several addresses, none of which may be used, the reason that tells most: not just that it has no ground."""
    reason, _ = answer
    return reason is reasons.NO_GROUND, reason.may is not May.UNKNOWN


PENDING = Found(Consent.PENDING)
_OTHER = frozenset((Relation.OTHER,))
_RELATIONS: dict[tuple[Tri, Tri], frozenset[Relation]] = {
    (YES, NO): frozenset((Relation.CUSTOMER,)),
    (YES, YES): frozenset((Relation.FORMER_CUSTOMER,)),
    (YES, UNKNOWN): frozenset((Relation.CUSTOMER, Relation.FORMER_CUSTOMER)),
    (UNKNOWN, NO): frozenset((Relation.CUSTOMER, Relation.OTHER)),
    (UNKNOWN, YES): frozenset((Relation.FORMER_CUSTOMER, Relation.OTHER)),
    (UNKNOWN, UNKNOWN): ANY_RELATION,
}
