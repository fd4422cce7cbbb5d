"""The mail house's own business: customers, contact persons, orders, invoices and enquiries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from hjemmel.profiles.mailhouse.jobs import Keys
from hjemmel.profiles.mailhouse.schema import Systems
from hjemmel.profiles.sample import Company, Person, Sample, Value

HISTORY = 2500
VOUCHER_YEARS = 5
MOST_ORDERS, MOST_MESSAGES = 5, 3
FORGOTTEN_ENQUIRIES = 4
NO_SUCH_DAY = "02-30"
ORDERED = ("adressert utsendelse", "trykk av brosjyre", "konvoluttering", "plakater", "returhåndtering")
WRITTEN = (
    "Spør om pris på 5 000 brev.", "Ønsker tilbud på konvoluttering.", "Bekrefter opplaget.",
    "Vil endre datoen for utsendelsen.", "Spør om papirkvalitet.", "Ber om prøvetrykk.",
)  # fmt: skip


class Tie(Enum):
    """How a contact person stands to us today, and whether the order system has kept up."""

    RUNNING = auto()
    JUST_LEFT = auto()
    """Told of the departure within the two months: all still there, rightly."""
    ON_VOUCHERS = auto()
    """Erased long ago; invoices still refer to the empty card."""
    FORGOTTEN = auto()
    """A breach: nothing for twelve months and two more, and everything is still there."""
    LEFT_AND_FORGOTTEN = auto()
    """A breach: we were told of the departure more than two months ago."""
    KIND_NOT_TOLD = auto()
    NO_SUCH_DAY = auto()
    """The last contact is on a day that does not exist."""


BREACHES = (Tie.FORGOTTEN, Tie.LEFT_AND_FORGOTTEN)
ODD = (Tie.KIND_NOT_TOLD, Tie.NO_SUCH_DAY)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One contact person, as it was."""

    tie: Tie
    relation: str
    person: Person
    company: Company
    customer: int | None
    created: date
    last: date
    left: date | None = None


@dataclass(kw_only=True)
class OrderSystem:
    """Fills the order system."""

    today: date
    sample: Sample
    systems: Systems
    due: Keys

    def fill(self, contacts: int, enquiries: int) -> None:
        fixed = [Tie.FORGOTTEN] * 3 + [Tie.LEFT_AND_FORGOTTEN, *ODD] + [Tie.JUST_LEFT] * 4
        ties = fixed + [Tie.ON_VOUCHERS] * (contacts // 9)
        for tie in self.sample.shuffled([*ties, *[Tie.RUNNING] * (contacts - len(ties))]):
            self._put(self._contact(tie))
        ages = [self.sample.number(0, 54) for _ in range(enquiries - FORGOTTEN_ENQUIRIES)]
        for age in [*ages, *(self.sample.number(70, 120) for _ in range(FORGOTTEN_ENQUIRIES))]:
            self._enquiry(age)

    # ---- who ----

    def _contact(self, tie: Tie) -> Contact:
        relation = self._relation(tie)
        last = self._last(tie)
        created = self.sample.day(self.today - timedelta(days=HISTORY), last)
        company = self.sample.company("AS" if relation != "sole_trader" else "")
        person = self.sample.person()
        buys = relation in ("customer", "sole_trader")
        return Contact(
            tie=tie,
            relation=relation,
            person=person,
            company=company,
            customer=self._customer(company, person, relation, created) if buys else None,
            created=created,
            last=last,
            left=self._left(tie),
        )

    def _relation(self, tie: Tie) -> str:
        match tie:
            case Tie.RUNNING:
                return self.sample.weighted(customer=60, sole_trader=12, prospect=16, supplier=12)
            case Tie.ON_VOUCHERS:
                return self.sample.weighted(customer=85, sole_trader=15)
            case Tie.KIND_NOT_TOLD:
                return "annet"
            case _:
                return "customer"

    def _last(self, tie: Tie) -> date:
        match tie:
            case Tie.FORGOTTEN:
                return self.today - timedelta(days=self.sample.number(440, 520))
            case Tie.ON_VOUCHERS:
                return self.today - timedelta(days=self.sample.number(440, 1400))
            case Tie.LEFT_AND_FORGOTTEN:
                return self.today - timedelta(days=self.sample.number(100, 150))
            case Tie.NO_SUCH_DAY:
                return self.today - timedelta(days=600)
            case _:
                return self.today - timedelta(days=self.sample.number(1, 400))

    def _left(self, tie: Tie) -> date | None:
        match tie:
            case Tie.JUST_LEFT:
                return self.today - timedelta(days=self.sample.number(1, 50))
            case Tie.LEFT_AND_FORGOTTEN:
                return self.today - timedelta(days=self.sample.number(70, 95))
            case _:
                return None

    def _customer(self, company: Company, person: Person, relation: str, created: date) -> int:
        number = len(self.systems.customers.rows) + 1
        is_sole = relation == "sole_trader"
        self.systems.customers.add(
            id=number,
            orgnr=company.orgnr,
            name=f"{company.name} {person.full_name}" if is_sole else company.name,
            address=self.sample.address(),
            kind="sole_trader" if is_sole else "company",
            created_at=self.sample.at(created),
        )
        return number

    # ---- what there is of them ----

    def _put(self, contact: Contact) -> None:
        number = len(self.systems.contacts.rows) + 1
        card = self._card(contact) if contact.tie is not Tie.ON_VOUCHERS else _blank_card(number)
        no_day = f"{contact.last.year}-{NO_SUCH_DAY} 10:00:00"
        self.systems.contacts.add(
            id=number,
            customer_id=contact.customer,
            relation=contact.relation,
            last_interaction_at=no_day if contact.tie is Tie.NO_SUCH_DAY else self.sample.at(contact.last),
            left_on=str(contact.left) if contact.left else None,
            created_at=self.sample.at(contact.created),
            **card,
        )
        self._forgotten("ordre.contacts", number, contact)
        if contact.tie in ODD:
            return
        days = [
            self.sample.day(contact.created, contact.last) for _ in range(self.sample.number(1, MOST_ORDERS))
        ]
        if contact.tie is Tie.ON_VOUCHERS:
            days.append(contact.last - timedelta(days=20))
        for day in sorted(days if contact.customer else []):
            self._order(number, day, contact)
            self._invoice(number, day + timedelta(days=self.sample.number(1, 12)), contact)
        if contact.tie is not Tie.ON_VOUCHERS:
            for _ in range(self.sample.number(0, MOST_MESSAGES)):
                self._message(number, self.sample.day(contact.created, contact.last), contact)

    def _card(self, contact: Contact) -> dict[str, Value]:
        sample, name = self.sample, contact.person.full_name
        source = sample.weighted(selv=70, leder=12, kollega=12, partner=6)
        told = min(contact.created + timedelta(days=sample.number(1, 25)), self.today)
        asked = contact.relation == "prospect" and sample.chance(0.5)
        agreed = sample.day(contact.created, contact.last) if asked else None
        withdrawn = sample.day(agreed, self.today) if agreed and sample.chance(0.2) else None
        return {
            "name": name,
            "email": sample.email(name, contact.company.domain),
            "phone": None if sample.chance(0.15) else sample.phone(),
            "title": None if sample.chance(0.1) else sample.role(),
            "employer": contact.company.name,
            "source": source,
            "notice_sent_at": None if source == "selv" else sample.at(told),
            "no_offers": sample.chance(0.1),
            "offers_consent_at": sample.at(agreed) if agreed else None,
            "offers_withdrawn_at": sample.at(withdrawn) if withdrawn else None,
        }

    def _order(self, contact_id: int, day: date, contact: Contact) -> None:
        if contact.tie is Tie.ON_VOUCHERS:
            return
        number = len(self.systems.orders.rows) + 1
        self.systems.orders.add(
            id=number,
            customer_id=contact.customer,
            contact_id=contact_id,
            title=self.sample.one_of(ORDERED),
            total=self.sample.number(2_000, 180_000),
            placed_at=self.sample.at(day),
        )
        self._forgotten("ordre.orders", number, contact)

    def _invoice(self, contact_id: int, day: date, contact: Contact) -> None:
        """None of a financial year that ended five years ago or more, and none of tomorrow."""
        if day > self.today or day.year < self.today.year - VOUCHER_YEARS:
            return
        number = 20_001 + len(self.systems.invoices.rows)
        paid = day + timedelta(days=self.sample.number(3, 30))
        self.systems.invoices.add(
            id=number,
            customer_id=contact.customer,
            contact_id=contact_id,
            contact_name=contact.person.full_name,
            amount=self.sample.number(2_500, 225_000),
            issued_on=str(day),
            paid_on=str(paid) if paid <= self.today else None,
            fiscal_year=day.year,
        )

    def _message(self, contact_id: int, day: date, contact: Contact) -> None:
        number = len(self.systems.messages.rows) + 1
        self.systems.messages.add(
            id=number,
            contact_id=contact_id,
            channel=self.sample.one_of(("e-post", "telefon", "brev")),
            body=self.sample.note(WRITTEN),
            at=self.sample.at(day),
        )
        self._forgotten("ordre.messages", number, contact)

    def _enquiry(self, age: int) -> None:
        """One that led to nothing. Now and then the day of the last message was never noted."""
        number, name = len(self.systems.enquiries.rows) + 1, self.sample.person().full_name
        last = self.today - timedelta(days=age)
        unnoted = self.sample.chance(0.1)
        received = last if unnoted else last - timedelta(days=self.sample.number(0, 9))
        self.systems.enquiries.add(
            id=number,
            channel=self.sample.one_of(("skjema", "e-post", "telefon")),
            name=name,
            email=self.sample.email(name),
            body=self.sample.note(WRITTEN),
            received_at=self.sample.at(received),
            last_message_at=None if unnoted else self.sample.at(last),
        )
        if age > 62:
            self.due["ordre.enquiries"].add((number,))

    def _forgotten(self, collection: str, key: int, contact: Contact) -> None:
        if contact.tie in BREACHES:
            self.due[collection].add((key,))


def _blank_card(contact: int) -> dict[str, Value]:
    emptied: dict[str, Value] = dict.fromkeys(
        ("phone", "title", "employer", "source", "notice_sent_at", "offers_consent_at", "offers_withdrawn_at")
    )
    return {**emptied, "name": "slettet", "email": f"slettet-{contact}@invalid.example", "no_offers": False}
