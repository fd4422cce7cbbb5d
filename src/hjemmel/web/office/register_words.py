"""What the register's tables, columns and deeds are called on the pages, and what is asked for when a row is made or ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

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
    NewPaper,
    NewRelation,
    Outcome,
    RelationKind,
)
from hjemmel.core.declaration.parts import Text
from hjemmel.desk import register as desk
from hjemmel.engine.ports import Actor
from hjemmel.web.office.fields import Answers, Field, Look, text

WORDS: Mapping[str, Text] = {
    "customer": text("kunde", "customer"),
    "supplier": text("leverandør", "supplier"),
    "lead": text("mulig kunde", "lead"),
    "subscriber": text("abonnent", "subscriber"),
    "owner": text("eier", "owner"),
    "user": text("bruker", "user"),
    "applicant": text("jobbsøker", "applicant"),
    "employee": text("ansatt", "employee"),
    "complaint": text("klage", "complaint"),
    "dispute": text("tvist", "dispute"),
    "upheld": text("medhold", "upheld"),
    "rejected": text("avslag", "rejected"),
    "settled": text("forlik", "settled"),
    "hired": text("ansatt", "hired"),
    "withdrawn": text("trukket", "withdrawn"),
}
"""What stands in clear in the register, for a reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    name: str
    label: Text
    is_sealed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """What brings a row to its end. `still`: the column that is empty until then."""

    still: str
    label: Text
    fields: tuple[Field, ...]
    do: Callable[[str, Answers, Actor], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A table of the register: its columns in the order they are shown, how a row is made, and how it ends."""

    table: str
    slug: str
    title: Text
    one: Text
    columns: tuple[Column, ...]
    fields: tuple[Field, ...] = ()
    make: Callable[[str, Answers, datetime], New] | None = None
    end: End | None = None

    @property
    def is_made_here(self) -> bool:
        return self.make is not None


def _clear(name: str, nb: str, en: str) -> Column:
    return Column(name=name, label=text(nb, en))


def _sealed(name: str, nb: str, en: str) -> Column:
    return Column(name=name, label=text(nb, en), is_sealed=True)


def _line(name: str, nb: str, en: str, *, required: bool = True) -> Field:
    return Field(name=name, label=text(nb, en), required=required)


def _text(name: str, nb: str, en: str) -> Field:
    return Field(name=name, label=text(nb, en), look=Look.TEXT)


def _day(name: str, nb: str, en: str, *, required: bool = True) -> Field:
    return Field(name=name, label=text(nb, en), look=Look.DAY, required=required)


def _choice(
    name: str, nb: str, en: str, values: type[RelationKind | ComplaintKind | Outcome | JobDecision]
) -> Field:
    chosen = tuple((one.value, WORDS[one.value]) for one in values)
    return Field(name=name, label=text(nb, en), look=Look.CHOICE, choices=chosen)


ORGANISATION = "organisation"
"""Asked for by its number, and told as the organisation that has it."""
HOME: tuple[Column, ...] = (
    _sealed("name", "Navn", "Name"),
    _sealed("email", "E-post", "E-mail"),
    _sealed("phone", "Telefon", "Phone"),
    _sealed("address", "Adresse", "Address"),
    _sealed("orgnr", "Organisasjonsnummer", "Organisation number"),
    _sealed("national_number", "Fødselsnummer", "National identity number"),
)
LABELS: Mapping[str, Text] = {column.name: column.label for column in HOME}
CHANGED = ("name", "email", "phone", "address", "orgnr")
"""What can be put right on the page. A national number comes with its purpose, at intake."""

KINDS: tuple[Kind, ...] = (
    Kind(
        table="register_relation",
        slug="forhold",
        title=text("Forhold", "Relations"),
        one=text("et forhold", "a relation"),
        columns=(
            _clear("kind", "Personen er", "The person is"),
            _clear("began_on", "Fra", "From"),
            _clear("ended_on", "Til", "To"),
        ),
        fields=(
            _choice("kind", "Hva personen er", "What the person is", RelationKind),
            _day("began_on", "Fra", "From"),
        ),
        make=lambda person, told, _: NewRelation(
            person=person, kind=RelationKind(told["kind"]), began_on=told["began_on"]
        ),
        end=End(
            still="ended_on",
            label=text("Avslutt", "End it"),
            fields=(_day("on", "Slutt", "Ended"),),
            do=lambda id, told, actor: desk.end_relation(id, told["on"], actor),
        ),
    ),
    Kind(
        table="register_contact",
        slug="rolle",
        title=text("Roller i firmaer", "Roles in companies"),
        one=text("en rolle i et firma", "a role in a company"),
        columns=(
            _sealed("role", "Rolle", "Role"),
            _sealed("title", "Tittel", "Title"),
            _clear("ended_on", "Til", "To"),
        ),
        fields=(
            _line(ORGANISATION, "Organisasjonsnummeret til firmaet", "The company's organisation number"),
            _line("role", "Rolle", "Role", required=False),
            _line("title", "Tittel", "Title", required=False),
        ),
        make=lambda person, told, _: NewContact(person=person, **told),
        end=End(
            still="ended_on",
            label=text("Avslutt", "End it"),
            fields=(_day("on", "Slutt", "Ended"),),
            do=lambda id, told, actor: desk.end_contact(id, told["on"], actor),
        ),
    ),
    Kind(
        table="register_enquiry",
        slug="henvendelse",
        title=text("Henvendelser", "Enquiries"),
        one=text("en henvendelse", "an enquiry"),
        columns=(
            _sealed("topic", "Emne", "Topic"),
            _clear("opened_at", "Kom", "Came"),
            _clear("closed_at", "Lukket", "Closed"),
        ),
        fields=(_line("topic", "Emne", "Topic"),),
        make=lambda person, told, at: NewEnquiry(person=person, topic=str(told["topic"]), opened_at=at),
        end=End(
            still="closed_at",
            label=text("Lukk", "Close it"),
            fields=(),
            do=lambda id, _, actor: desk.close_enquiry(id, actor),
        ),
    ),
    Kind(
        table="register_offer",
        slug="tilbud",
        title=text("Tilbud", "Offers"),
        one=text("et tilbud", "an offer"),
        columns=(
            _clear("reference", "Nummer", "Number"),
            _clear("sent_on", "Sendt", "Sent"),
            _clear("expires_on", "Gjelder til", "Valid until"),
            _clear("accepted", "Godtatt", "Accepted"),
        ),
        fields=(
            _line("reference", "Nummer", "Number"),
            _day("sent_on", "Sendt", "Sent"),
            _day("expires_on", "Gjelder til", "Valid until"),
        ),
        make=lambda person, told, _: NewOffer(person=person, **told),
        end=End(
            still="accepted",
            label=text("Svar", "Answer"),
            fields=(
                Field(
                    name="accepted",
                    label=text("Svaret", "The answer"),
                    look=Look.CHOICE,
                    choices=(("ja", text("godtatt", "accepted")), ("nei", text("takket nei", "declined"))),
                ),
            ),
            do=lambda id, told, actor: desk.answer_offer(id, told["accepted"] == "ja", actor),
        ),
    ),
    Kind(
        table="register_delivery",
        slug="leveranse",
        title=text("Leveranser", "Deliveries"),
        one=text("en leveranse", "a delivery"),
        columns=(_clear("reference", "Nummer", "Number"), _clear("delivered_on", "Levert", "Delivered")),
        fields=(_line("reference", "Nummer", "Number"), _day("delivered_on", "Levert", "Delivered")),
        make=lambda person, told, _: NewDelivery(person=person, **told),
    ),
    Kind(
        table="register_invoice",
        slug="faktura",
        title=text("Fakturaer", "Invoices"),
        one=text("en faktura", "an invoice"),
        columns=(
            _clear("reference", "Nummer", "Number"),
            _clear("issued_on", "Dato", "Date"),
            _clear("fiscal_year", "Regnskapsår", "Financial year"),
            _clear("paid_on", "Betalt", "Paid"),
        ),
        fields=(
            _line("reference", "Nummer", "Number"),
            _day("issued_on", "Dato", "Date"),
            Field(name="fiscal_year", label=text("Regnskapsår", "Financial year"), look=Look.YEAR),
        ),
        make=lambda person, told, _: NewInvoice(person=person, **told),
        end=End(
            still="paid_on",
            label=text("Betalt", "Paid"),
            fields=(_day("on", "Betalt", "Paid"),),
            do=lambda id, told, actor: desk.pay_invoice(id, told["on"], actor),
        ),
    ),
    Kind(
        table="register_complaint",
        slug="klage",
        title=text("Klager og tvister", "Complaints and disputes"),
        one=text("en klage eller tvist", "a complaint or dispute"),
        columns=(
            _clear("kind", "Hva", "What"),
            _sealed("text", "Gjelder", "About"),
            _clear("opened_on", "Kom", "Came"),
            _clear("settled_on", "Avgjort", "Settled"),
            _clear("outcome", "Utfall", "Outcome"),
        ),
        fields=(
            _choice("kind", "Hva det er", "What it is", ComplaintKind),
            _text("text", "Gjelder", "About"),
            _day("opened_on", "Kom", "Came"),
        ),
        make=lambda person, told, _: NewComplaint(
            person=person, **{**told, "kind": ComplaintKind(told["kind"])}
        ),
        end=End(
            still="settled_on",
            label=text("Avgjør", "Settle it"),
            fields=(_choice("outcome", "Utfall", "Outcome", Outcome), _day("on", "Avgjort", "Settled")),
            do=lambda id, told, actor: desk.settle_complaint(id, Outcome(told["outcome"]), told["on"], actor),
        ),
    ),
    Kind(
        table="register_application",
        slug="soknad",
        title=text("Jobbsøknader", "Job applications"),
        one=text("en jobbsøknad", "a job application"),
        columns=(
            _sealed("position", "Stilling", "Position"),
            _clear("applied_on", "Søkt", "Applied"),
            _clear("decided_on", "Avgjort", "Decided"),
            _clear("decision", "Svar", "Answer"),
            _clear("erase_on", "Slettes", "Erased on"),
        ),
        fields=(
            _line("position", "Stilling", "Position"),
            _day("applied_on", "Søkt", "Applied"),
            _day("erase_on", "Slettes", "Erased on"),
        ),
        make=lambda person, told, _: NewApplication(person=person, **told),
        end=End(
            still="decided_on",
            label=text("Avgjør", "Decide it"),
            fields=(
                _choice("decision", "Svar", "Answer", JobDecision),
                _day("on", "Avgjort", "Decided"),
                _day("erase_on", "Slettes", "Erased on"),
            ),
            do=lambda id, told, actor: desk.decide_application(
                id,
                JobDecision(told["decision"]),
                told["on"],
                told["erase_on"],
                actor,
            ),
        ),
    ),
    Kind(
        table="register_credit_check",
        slug="kredittsjekk",
        title=text("Kredittsjekker", "Credit checks"),
        one=text("en kredittsjekk", "a credit check"),
        columns=(
            _sealed("reason", "Grunn", "Reason"),
            _sealed("need", "Behov", "Need"),
            _clear("checked_on", "Sjekket", "Checked"),
            _clear("expires_on", "Gjelder til", "Valid until"),
        ),
        fields=(
            _line("reason", "Grunn: hva personen har bedt om", "Reason: what the person has asked for"),
            _line("need", "Behov: hva vi kan tape", "Need: what we may lose"),
            _day("checked_on", "Sjekket", "Checked"),
            _day("expires_on", "Gjelder til", "Valid until"),
        ),
        make=lambda person, told, _: NewCreditCheck(person=person, **told),
    ),
    Kind(
        table="register_paper",
        slug="papir",
        title=text("Dokumenter på papir", "Documents on paper"),
        one=text("et dokument på papir", "a document on paper"),
        columns=(
            _sealed("title", "Dokument", "Document"),
            _sealed("location", "Ligger", "Lies"),
            _clear("destroy_by", "Makuleres innen", "Destroy by"),
            _clear("destroyed_on", "Makulert", "Destroyed"),
        ),
        fields=(
            _line("title", "Dokument", "Document"),
            _line("location", "Hvor det ligger", "Where it lies"),
            _day("destroy_by", "Makuleres innen", "Destroy by"),
        ),
        make=lambda person, told, _: NewPaper(person=person, **told),
        end=End(
            still="destroyed_on",
            label=text("Makulert", "Destroyed"),
            fields=(_day("on", "Makulert", "Destroyed"),),
            do=lambda id, told, actor: desk.destroy_paper(id, told["on"], actor),
        ),
    ),
)
BY_SLUG: Mapping[str, Kind] = {kind.slug: kind for kind in KINDS}
BY_TABLE: Mapping[str, Kind] = {kind.table: kind for kind in KINDS}

MESSAGE_FIELDS: tuple[Field, ...] = (
    _text("text", "Melding", "Message"),
    Field(
        name="from_us",
        label=text("Hvem som skrev", "Who wrote"),
        look=Look.CHOICE,
        choices=(("nei", text("personen", "the person")), ("ja", text("vi", "we"))),
    ),
)


def message(enquiry: str, told: Answers, at: datetime) -> NewMessage:
    return NewMessage(enquiry=enquiry, text=str(told["text"]), sent_at=at, from_us=told["from_us"] == "ja")
