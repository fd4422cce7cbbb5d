"""The small company's register, filled through intake as staff would: customers, what was asked, delivered and billed,
a few complaints, credit checks and papers, and those who have applied for a job.

Rows obey the declaration on the day they are made for, but for a few breaches: customers who were forgotten when the
relationship had ended. The same arguments give the same people, though not the same keys of rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto

from hjemmel.capabilities.register.new import (
    ComplaintKind,
    JobDecision,
    New,
    NewApplication,
    NewComplaint,
    NewContact,
    NewCreditCheck,
    NewDelivery,
    NewEnquiry,
    NewInvoice,
    NewMessage,
    NewOffer,
    NewOrganisation,
    NewPaper,
    NewPerson,
    NewRelation,
    Origin,
    Outcome,
    RelationKind,
)
from hjemmel.profiles.sample import Sample

PEOPLE = 300
ASKED = ("Pris på krus", "Levering til messe", "Farge på trykk", "Prøve av genser", "Faktura")
ANSWER = "Takk for henvendelsen. Vi sender et tilbud i løpet av uka."
QUIET, CARD, ENQUIRIES = timedelta(days=731), timedelta(days=60), timedelta(days=3 * 366)
"""Never shorter than 24 months, 60 days and three years."""
COMPLAINTS, CHECKS, APPLICANTS = 4, 6, 5
WORK = ("Butikkmedarbeider", "Lagerhjelp i jula", "Regnskap, deltid")
GROUND = "Ba om faktura på mer enn 20 000 kr"
NEED = "Vi leverer varene før vi får betalt"
FORGOTTEN, OLD_ENQUIRIES, JUST_ENDED, ENQUIRIES_STAND = 12, 5, 8, 15

Take = Callable[[Sequence[New], Origin], Sequence[str]]
"""Takes rows in and gives their keys, in the same order."""


class Story(Enum):
    """Where the relationship stands, and whether the register has kept up."""

    RUNNING = auto()
    JUST_ENDED = auto()
    """Within the 60 days: all still there, rightly."""
    ENQUIRIES_STAND = auto()
    """Past the 60 days, within the three years: only an enquiry and the name are left."""
    FORGOTTEN = auto()
    """A breach: past the 60 days, and everything is still there."""
    OLD_ENQUIRIES = auto()
    """A breach: past the three years, and the enquiry and the card are still there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """One customer, and the day of the last activity."""

    story: Story
    new: NewPerson
    title: str
    last: date


def fill(take: Take, people: int, today: date, seed: int) -> None:
    """Everything that the company knows on `today`, taken in with where and when it came."""
    sample = Sample(seed)
    companies = take(
        _companies(sample, people // 4), _origin(today - timedelta(days=2500), "activity", "phone")
    )
    running: list[tuple[Customer, str]] = []
    for customer in _customers(sample, people - APPLICANTS, today):
        person = _take_customer(take, sample, customer, sample.one_of(companies), today)
        if customer.story is Story.RUNNING:
            running.append((customer, person))
    _take_complaints(take, sample, running[:COMPLAINTS], today)
    traders = [(one, person) for one, person in running if one.new.kind == "sole_trader"]
    _take_checks(take, traders[:CHECKS])
    _take_applicants(take, sample, today)


def _companies(sample: Sample, number: int) -> list[New]:
    made = (sample.company() for _ in range(number))
    return [
        NewOrganisation(kind="none", name=one.name, orgnr=one.orgnr, address=sample.address()) for one in made
    ]


def _customers(sample: Sample, people: int, today: date) -> list[Customer]:
    fixed = {
        Story.FORGOTTEN: FORGOTTEN,
        Story.OLD_ENQUIRIES: OLD_ENQUIRIES,
        Story.JUST_ENDED: JUST_ENDED,
        Story.ENQUIRIES_STAND: ENQUIRIES_STAND,
    }
    stories = [story for story, number in fixed.items() for _ in range(number)]
    stories += [Story.RUNNING] * (people - len(stories))
    return [_customer(sample, story, today) for story in sample.shuffled(stories)]


def _customer(sample: Sample, story: Story, today: date) -> Customer:
    person, left = sample.person(), story is Story.ENQUIRIES_STAND
    new = NewPerson(
        kind=sample.weighted(contact=80, sole_trader=20),
        name=person.full_name,
        email=None if left else sample.email(person.full_name),
        phone=None if left or sample.chance(0.1) else sample.phone(),
        address=None if left else sample.address(),
    )
    return Customer(story=story, new=new, title=sample.role(), last=_last_activity(sample, story, today))


def _last_activity(sample: Sample, story: Story, today: date) -> date:
    """A day that makes the story true today, with a few days to spare at each end."""
    match story:
        case Story.RUNNING:
            return today - timedelta(days=sample.number(1, 690))
        case Story.JUST_ENDED:
            return today - QUIET - timedelta(days=sample.number(2, 50))
        case Story.ENQUIRIES_STAND:
            return today - QUIET - CARD - timedelta(days=sample.number(10, 800))
        case Story.FORGOTTEN:
            return today - QUIET - CARD - timedelta(days=sample.number(5, 300))
        case Story.OLD_ENQUIRIES:
            return today - QUIET - ENQUIRIES - timedelta(days=sample.number(10, 200))


def _take_customer(take: Take, sample: Sample, customer: Customer, company: str, today: date) -> str:
    first = customer.last - timedelta(days=sample.number(0, 900))
    (person,) = take([customer.new], _origin(first, "person", sample.one_of(("email", "phone", "meeting"))))
    news: list[New] = []
    if customer.story is not Story.ENQUIRIES_STAND:
        if customer.new.kind == "contact":
            news.append(NewContact(person=person, organisation=company, role="innkjøp", title=customer.title))
        news.append(NewRelation(person=person, kind=RelationKind.CUSTOMER, began_on=first))
    if customer.story in (Story.RUNNING, Story.JUST_ENDED, Story.FORGOTTEN):
        news += _sales(sample, customer, person, first, today)
    if news:
        take(news, _origin(customer.last, "activity", "email"))
    if customer.story in (Story.ENQUIRIES_STAND, Story.OLD_ENQUIRIES) or sample.chance(0.3):
        _take_enquiry(take, sample, person, customer.last)
    return person


def _sales(sample: Sample, customer: Customer, person: str, first: date, today: date) -> list[New]:
    number = sample.number(10_000, 99_999)
    offer = NewOffer(
        person=person,
        reference=f"T-{number}",
        sent_on=first,
        expires_on=first + timedelta(days=30),
        accepted=True,
    )
    delivery = NewDelivery(person=person, reference=f"L-{number}", delivered_on=customer.last)
    # Who was forgotten had the goods as samples: no invoice keeps the name.
    if customer.story is Story.FORGOTTEN:
        return [offer, delivery]
    issued = min(customer.last + timedelta(days=sample.number(1, 14)), today)
    paid = issued + timedelta(days=sample.number(3, 20))
    invoice = NewInvoice(
        person=person,
        reference=f"F-{number}",
        issued_on=issued,
        fiscal_year=issued.year,
        paid_on=paid if paid <= today else None,
    )
    return [offer, delivery, invoice]


def _take_enquiry(take: Take, sample: Sample, person: str, day: date) -> None:
    asked = _origin(day, "person", "email", "document_enquiries")
    new = NewEnquiry(person=person, topic=sample.one_of(ASKED), opened_at=asked.received_at)
    (enquiry,) = take([new], asked)
    later = asked.received_at + timedelta(hours=3)
    question = NewMessage(enquiry=enquiry, text=sample.note(), sent_at=asked.received_at)
    answer = NewMessage(enquiry=enquiry, text=ANSWER, sent_at=later, from_us=True)
    take([question, answer], asked)


def _take_complaints(
    take: Take, sample: Sample, customers: Sequence[tuple[Customer, str]], today: date
) -> None:
    """Two are settled; the other two wait. Who complains has given us a paper."""
    for number, (customer, person) in enumerate(customers):
        settled = number < COMPLAINTS // 2
        complaint = NewComplaint(
            person=person,
            kind=ComplaintKind.DISPUTE if number == 0 else ComplaintKind.COMPLAINT,
            text="Trykket på krusene er skjevt",
            opened_on=customer.last,
            settled_on=min(customer.last + timedelta(days=9), today) if settled else None,
            outcome=Outcome.UPHELD if settled else None,
        )
        paper = NewPaper(
            person=person,
            title="Signert ordrebekreftelse",
            location=f"Perm {sample.number(1, 4)}, arkivskapet",
            destroy_by=today + timedelta(days=sample.number(30, 300)),
        )
        take([complaint, paper], _origin(customer.last, "person", "email", "document_enquiries"))


def _take_checks(take: Take, customers: Sequence[tuple[Customer, str]]) -> None:
    for customer, person in customers:
        check = NewCreditCheck(
            person=person,
            reason=GROUND,
            need=NEED,
            checked_on=customer.last,
            # Long enough that none is too old on the day the demo is made for.
            expires_on=customer.last + QUIET,
        )
        take([check], _origin(customer.last, "activity", "phone", "credit"))


def _take_applicants(take: Take, sample: Sample, today: date) -> None:
    for number in range(APPLICANTS):
        applied = today - timedelta(days=sample.number(5, 60))
        answered = number % 2 == 0
        someone, origin = sample.person(), _origin(applied, "person", "email", "recruit")
        new = NewPerson(
            kind="applicant",
            name=someone.full_name,
            email=sample.email(someone.full_name),
            phone=sample.phone(),
        )
        (person,) = take([new], origin)
        application = NewApplication(
            person=person,
            position=sample.one_of(WORK),
            applied_on=applied,
            erase_on=applied + timedelta(days=180),
            decided_on=min(applied + timedelta(days=3), today) if answered else None,
            decision=JobDecision.REJECTED if answered else None,
        )
        take([application], origin)


def _origin(day: date, source: str, channel: str, purpose: str = "deliver") -> Origin:
    at = datetime.combine(day, time(9), UTC)
    return Origin(source=source, channel=channel, purposes=(purpose,), received_at=at, told_at=at)
