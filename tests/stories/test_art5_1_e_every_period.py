"""Art. 5(1)(e): every period that the five companies promise, on the day before, on the day, and on the day after.

The table says each rule with its period in the company's words, and the least that must be in the systems for the rule
to keep something; the days on which each period is over are written by hand, month ends and leap days among them.
Both evaluations of grounds are asked: row by row in Python, and by selections over the collection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import pytest
from tests.engine.worlds import World, profile

from hjemmel.core.datamap import After, FieldGroup, Line
from hjemmel.core.facts import Hold, HoldKind
from hjemmel.core.grounds.explain import State
from hjemmel.core.selection import Selection
from hjemmel.core.terms import Tri

DAY, YEAR = "the day of the event", "its year"
LONG_AGO = "2001-01-01"
Rows = Mapping[str, Mapping[str, object]]
A_DAY = timedelta(days=1)

OVER: dict[str, list[tuple[date, date]]] = {
    "that day": [(date(2025, 12, 31), date(2025, 12, 31)), (date(2024, 2, 29), date(2024, 2, 29))],
    "7 days": [(date(2026, 11, 16), date(2026, 11, 23)), (date(2024, 2, 22), date(2024, 2, 29))],
    "21 days": [(date(2025, 12, 20), date(2026, 1, 10)), (date(2024, 2, 8), date(2024, 2, 29))],
    "30 days": [(date(2025, 1, 31), date(2025, 3, 2)), (date(2024, 1, 31), date(2024, 3, 1))],
    "90 days": [(date(2025, 11, 30), date(2026, 2, 28)), (date(2023, 12, 1), date(2024, 2, 29))],
    "2 months": [(date(2025, 12, 31), date(2026, 2, 28)), (date(2023, 12, 31), date(2024, 2, 29)), (date(2026, 6, 30), date(2026, 8, 30))],
    "3 months": [(date(2025, 11, 30), date(2026, 2, 28)), (date(2026, 5, 31), date(2026, 8, 31))],
    "5 months": [(date(2025, 9, 30), date(2026, 2, 28)), (date(2025, 8, 31), date(2026, 1, 31))],
    "6 months": [(date(2025, 8, 31), date(2026, 2, 28)), (date(2023, 8, 31), date(2024, 2, 29)), (date(2025, 6, 30), date(2025, 12, 30))],
    "12 months": [(date(2024, 2, 29), date(2025, 2, 28)), (date(2025, 10, 31), date(2026, 10, 31))],
    "12 months, then 2 months": [(date(2024, 2, 29), date(2025, 4, 28)), (date(2024, 12, 31), date(2026, 2, 28))],
    "24 months": [(date(2024, 2, 29), date(2026, 2, 28)), (date(2023, 10, 31), date(2025, 10, 31))],
    "24 months, then 60 days": [(date(2024, 2, 29), date(2026, 4, 29)), (date(2022, 12, 31), date(2025, 3, 1))],
    "24 months, then 3 years": [(date(2020, 2, 29), date(2025, 2, 28)), (date(2020, 12, 31), date(2025, 12, 31))],
    "2 years": [(date(2024, 2, 29), date(2026, 2, 28)), (date(2023, 6, 30), date(2025, 6, 30))],
    "3 years": [(date(2020, 2, 29), date(2023, 2, 28)), (date(2022, 12, 31), date(2025, 12, 31))],
    "3 years, then 60 days": [(date(2020, 2, 29), date(2023, 4, 29)), (date(2021, 12, 31), date(2025, 3, 1))],
    "5 years": [(date(2020, 2, 29), date(2025, 2, 28)), (date(2019, 10, 31), date(2024, 10, 31))],
    # Of a financial year: the first and the last day of the year come to the same end.
    "3 years 6 months after the year": [(date(2021, 1, 1), date(2025, 7, 1)), (date(2021, 12, 31), date(2025, 7, 1))],
    "5 years after the year": [(date(2020, 1, 1), date(2026, 1, 1)), (date(2020, 12, 31), date(2026, 1, 1))],
    "10 years after the year": [(date(2015, 1, 1), date(2026, 1, 1)), (date(2015, 12, 31), date(2026, 1, 1))],
}  # fmt: skip
"""Each period: days on which the event was, and the first day on which the rule keeps nothing any more."""


@dataclass(frozen=True)
class Rule:
    """One line of a purpose's `keep`, as it applies to one collection; the row that is asked about comes first."""

    company: str
    purpose: str
    number: int
    column: str
    period: str
    rows: Rows

    def __str__(self) -> str:
        return f"{self.company}-{self.purpose}-{self.number}-{self.collection}"

    @property
    def collection(self) -> str:
        return next(iter(self.rows))

    @property
    def is_personal(self) -> bool:
        group = profile(self.company).collections[self.collection].group_of(self.column)
        return group is not None and group.is_personal

    @property
    def line(self) -> Line:
        lines = profile(self.company).purposes[self.purpose].lines
        return next(one for one in lines if (one.number, one.collection) == (self.number, self.collection))

    def world(self, event: date, on: date) -> World:
        told = {DAY: event.isoformat(), YEAR: event.year}
        rows = {
            name: [{column: told.get(str(value), value) for column, value in row.items()}]
            for name, row in self.rows.items()
        }
        return World(profile(self.company), on, rows)

    def group(self, world: World) -> FieldGroup:
        return world.group(self.collection, self.column)

    def row(self, world: World) -> Mapping[str, object]:
        (row,) = world.tables[self.collection]
        return row

    def key(self, world: World) -> tuple[object, ...]:
        return tuple(self.row(world)[name] for name in world.map.collections[self.collection].shape.key)

    def state(self, world: World) -> State:
        return world.grounds.state(self.group(world), self.row(world))

    def stands(self, world: World) -> Tri:
        """Whether this line keeps the row's data; both evaluations say the same."""
        group, purpose = self.group(world), world.map.purposes[self.purpose]
        in_python = world.grounds.ground(purpose, self.line, group, self.row(world))
        claim = world.claims.ground(purpose, group, self.line)
        for said, where in ((Tri.YES, claim.yes), (Tri.NO, claim.no)):
            found = world.resolver.count(Selection(self.collection, where))
            assert (found == 1) is (in_python is said), (said, world.day)
        return in_python


# ---- the electricians ---------------------------------------------------------------------------------------------

trades = partial(Rule, "trades")
PERSON = {"id": 1, "name": "Kari", "relation": "prospect", "private_customer": False, "created_at": LONG_AGO}
CUSTOMER = {**PERSON, "relation": "customer"}
PRIVATE = {**CUSTOMER, "private_customer": True}
TALK = {"id": 1, "person_id": 1, "note": "om lys", "at": DAY}
OLD_TALK = {**TALK, "at": LONG_AGO}
CONTRACT = {"id": 1, "person_id": 1, "start_on": LONG_AGO, "end_on": DAY}
PROJECT = {"id": 1, "person_id": 1, "work": "lys", "completed_on": DAY, "fiscal_year": YEAR}
BUILDING = {**PROJECT, "is_construction": True}
PAPER = {"id": 1, "project_id": 1, "file": "1.pdf"}
BILL = {"id": 1, "project_id": 1, "person_name": "Kari", "fiscal_year": YEAR, "issued_on": LONG_AGO}
COMPANY = {
    "id": 1,
    "name": "Kari Lys",
    "kind": "sole_trader",
    "last_activity_on": DAY,
    "created_at": LONG_AGO,
}
APPLICANT = {"id": 1, "name": "Ola", "received_on": DAY, "decided_on": DAY}
LEAVER = {
    "id": 1,
    "name": "Ola",
    "title": "montør",
    "fnr": "01810112345",
    "hired_on": LONG_AGO,
    "left_on": DAY,
}
OF_LEAVER = {"id": 1, "employee_id": 1}
NO = {"id": 1, "person_id": 1, "given_at": LONG_AGO, "withdrawn_at": DAY}

TRADES = [
    trades("site_security", 0, "ip_token", "21 days", {"weblogg.access_log": {"id": 1, "ip_token": "k", "at": DAY}}),
    trades("site_security", 2, "address", "21 days", {"nettserver.access_log": {"file": "access.log", "line": 1, "address": "k", "at": DAY}}),
    trades("site_security", 1, "ip", "90 days", {"weblogg.blokkliste": {"id": 1, "ip": "192.0.2.1", "blocked_at": DAY}}),
    trades("site_security", 1, "ip", "90 days", {"weblogg.blokkliste": {"id": 1, "ip": "192.0.2.1", "blocked_at": LONG_AGO, "last_incident_at": DAY}}),
    trades("answer_enquiries", 0, "body", "12 months", {"postkasse.cases": {"id": 1, "body": "hei", "received_at": DAY, "closed_at": DAY}}),
    trades("register", 0, "name", "12 months", {"crm.persons": PERSON, "crm.interactions": TALK}),
    trades("register", 1, "note", "12 months", {"crm.interactions": TALK, "crm.persons": PERSON}),
    trades("register", 2, "name", "12 months", {"crm.companies": COMPANY}),
    trades("register", 3, "name", "3 years", {"crm.companies": {**COMPANY, "relation": "supplier"}}),
    trades("relationship", 0, "name", "3 years", {"crm.persons": CUSTOMER, "crm.contracts": CONTRACT}),
    trades("relationship", 1, "note", "3 years", {"crm.interactions": OLD_TALK, "crm.persons": CUSTOMER, "crm.contracts": CONTRACT}),
    trades("relationship", 2, "start_on", "3 years", {"crm.contracts": CONTRACT, "crm.persons": CUSTOMER}),
    trades("deliver_work", 0, "work", "5 years", {"prosjekt.projects": PROJECT, "crm.persons": PRIVATE}),
    trades("deliver_work", 0, "file", "5 years", {"prosjekt.documents": PAPER, "prosjekt.projects": PROJECT, "crm.persons": PRIVATE}),
    trades("deliver_work", 1, "work", "3 years", {"prosjekt.projects": PROJECT, "crm.persons": CUSTOMER}),
    trades("deliver_work", 1, "file", "3 years", {"prosjekt.documents": PAPER, "prosjekt.projects": PROJECT, "crm.persons": CUSTOMER}),
    trades("deliver_work", 2, "name", "5 years", {"crm.persons": PRIVATE, "prosjekt.projects": PROJECT}),
    trades("bookkeeping", 0, "person_name", "5 years after the year", {"prosjekt.invoices": BILL, "prosjekt.projects": PROJECT, "crm.persons": CUSTOMER}),
    trades("bookkeeping", 1, "person_name", "10 years after the year", {"prosjekt.invoices": BILL, "prosjekt.projects": BUILDING, "crm.persons": CUSTOMER}),
    trades("bookkeeping", 2, "work", "10 years after the year", {"prosjekt.projects": BUILDING, "crm.persons": CUSTOMER}),
    trades("bookkeeping", 3, "file", "10 years after the year", {"prosjekt.documents": {**PAPER, "type": "project_account"}, "prosjekt.projects": BUILDING, "crm.persons": CUSTOMER}),
    trades("bookkeeping", 4, "file", "3 years 6 months after the year", {"prosjekt.documents": {**PAPER, "type": "delivery_note"}, "prosjekt.projects": PROJECT, "crm.persons": CUSTOMER}),
    trades("bookkeeping", 5, "start_on", "3 years 6 months after the year", {"crm.contracts": CONTRACT, "crm.persons": CUSTOMER}),
    trades("recruitment", 0, "cv_file", "6 months", {"hr.applicants": {**APPLICANT, "cv_file": "cv.pdf"}}),
    trades("candidate_pool", 0, "cv_file", "12 months", {"hr.applicants": {**APPLICANT, "cv_file": "cv.pdf", "pool_consent": True, "pool_consent_at": DAY}}),
    trades("employment", 0, "title", "6 months", {"hr.employees": LEAVER}),
    trades("employment", 1, "file", "6 months", {"hr.documents": {**OF_LEAVER, "file": "1.pdf", "type": "course"}, "hr.employees": LEAVER}),
    trades("employment", 2, "address", "6 months", {"hr.mailboxes": {**OF_LEAVER, "address": "ola@lys.example"}, "hr.employees": LEAVER}),
    trades("identify_employees", 0, "fnr", "6 months", {"hr.employees": LEAVER}),
    trades("sick_leave", 0, "kind", "6 months", {"hr.absence": {**OF_LEAVER, "kind": "egenmelding"}, "hr.employees": LEAVER}),
    trades("payroll", 0, "gross", "5 years after the year", {"hr.payroll": {**OF_LEAVER, "gross": 1, "fiscal_year": YEAR}, "hr.employees": LEAVER}),
    trades("payroll", 1, "name", "5 years after the year", {"hr.employees": LEAVER, "hr.payroll": {**OF_LEAVER, "gross": 1, "fiscal_year": YEAR}}),
    trades("employment_claims", 0, "file", "3 years", {"hr.documents": {**OF_LEAVER, "file": "1.pdf", "type": "warning"}, "hr.employees": LEAVER}),
    trades("employment_claims", 1, "name", "3 years", {"hr.employees": LEAVER}),
    trades("newsletter", 0, "name", "that day", {"crm.persons": PERSON, "crm.consents": {**NO, "purpose": "newsletter"}}),
    trades("reference_photos", 0, "photo_file", "that day", {"prosjekt.documents": {**PAPER, "photo_file": "1.jpg", "type": "reference_photo"}, "prosjekt.projects": PROJECT, "crm.persons": CUSTOMER, "crm.consents": {**NO, "purpose": "reference_photos"}}),
    trades("accountability", 0, "purpose", "3 years", {"crm.consents": {**NO, "purpose": "newsletter"}, "crm.persons": PERSON}),
    trades("accountability", 1, "recipient", "3 years", {"prosjekt.disclosures": {"id": 1, "person_id": 1, "recipient": "tilsynet", "at": DAY}, "crm.persons": PERSON}),
]  # fmt: skip

# ---- supplies for foot care ---------------------------------------------------------------------------------------

footcare = partial(Rule, "footcare")
BUYER = {"id": 1, "is_sole_trader": True, "legal_name": "Kari Fot", "created_at": LONG_AGO}
CONTACT = {"id": 1, "customer_id": 1, "name": "Kari", "role": "employee"}
ORDER = {"id": 1, "customer_id": 1, "contact_id": 1, "placed_at": LONG_AGO}
DELIVERY = {"id": 1, "order_id": 1, "delivered_on": DAY}
SHOP = {"nettbutikk.orders": ORDER, "nettbutikk.contacts": CONTACT, "nettbutikk.customers": BUYER}
DELIVERED = {"nettbutikk.deliveries": DELIVERY, **SHOP}
COMPLAINT = {"id": 1, "order_id": 1, "text": "feil"}
MEETING = {"id": 1, "contact_id": 1, "note": "om krem", "kind": "meeting", "at": LONG_AGO}
VOUCHER = {"id": 1, "order_id": 1, "amount": 1, "fiscal_year": YEAR}
PAYOUT = {"id": 1, "customer_id": 1, "kontonr": "1", "paid_on": DAY}
CHECK = {"id": 1, "customer_id": 1, "report": "r", "reason": "kreditt", "received_on": DAY, "decided_on": DAY}
OF_CONTACT = {"id": 1, "contact_id": 1}
THEIRS = {"nettbutikk.contacts": CONTACT, "nettbutikk.customers": BUYER}

FOOTCARE = [
    footcare("run_relationship", 0, "name", "3 years, then 60 days", {"nettbutikk.contacts": CONTACT, **DELIVERED}),
    footcare("run_relationship", 0, "address", "3 years, then 60 days", {"nettbutikk.customers": {**BUYER, "address": "Veien 1"}, "nettbutikk.deliveries": DELIVERY, "nettbutikk.orders": ORDER, "nettbutikk.contacts": CONTACT}),
    footcare("run_relationship", 1, "placed_at", "3 years, then 60 days", {"nettbutikk.orders": {**ORDER, "placed_at": DAY}, **THEIRS}),
    footcare("run_relationship", 1, "delivered_on", "3 years, then 60 days", DELIVERED),
    footcare("run_relationship", 2, "note", "3 years, then 60 days", {"salg.interactions": {**MEETING, "at": DAY}, **THEIRS}),
    footcare("run_relationship", 2, "letter", "3 years, then 60 days", {"arkiv.letters": {"id": 1, "contact_id": 1, "letter": "brev"}, **DELIVERED}),
    footcare("handle_complaints", 0, "text", "2 years", {"salg.complaints": COMPLAINT, **DELIVERED}),
    footcare("handle_complaints", 1, "text", "that day", {"salg.complaints": COMPLAINT, **THEIRS, "nettbutikk.orders": {**ORDER, "guarantee": True, "guaranteed_until": DAY}}),
    footcare("bookkeeping", 0, "amount", "5 years after the year", {"nettbutikk.invoices": VOUCHER, **SHOP}),
    footcare("bookkeeping", 1, "card_last4", "5 years after the year", {"nettbutikk.payments": {"id": 1, "invoice_id": 1, "card_last4": "1"}, "nettbutikk.invoices": VOUCHER, **SHOP}),
    footcare("bookkeeping", 2, "paid_on", "5 years after the year", {"nettbutikk.payouts": PAYOUT, "nettbutikk.customers": BUYER}),
    footcare("bookkeeping", 5, "delivered_on", "3 years 6 months after the year", DELIVERED),
    footcare("bookkeeping", 6, "note", "3 years 6 months after the year", {"salg.interactions": {**MEETING, "kind": "agreement", "at": DAY}, **THEIRS}),
    footcare("pay_out", 0, "kontonr", "30 days", {"nettbutikk.payouts": PAYOUT, "nettbutikk.customers": BUYER}),
    footcare("credit_assessment", 0, "report", "7 days", {"salg.credit_checks": CHECK, "nettbutikk.customers": BUYER}),
    footcare("credit_assessment", 0, "report", "30 days", {"salg.credit_checks": {**CHECK, "decided_on": None}, "nettbutikk.customers": BUYER}),
    footcare("credit_assessment", 1, "reason", "12 months", {"salg.credit_checks": CHECK, "nettbutikk.customers": BUYER}),
    footcare("secure", 0, "ip", "12 months", {"nettbutikk.login_events": {**OF_CONTACT, "ip": "192.0.2.1", "at": DAY}, **THEIRS}),
    footcare("improve", 0, "event", "12 months", {"analyse.usage": {"id": 1, "event": "sett", "at": DAY}}),
    footcare("find_customers", 0, "name", "6 months", {"salg.prospects": {"id": 1, "name": "Ola", "imported_on": DAY}}),
    footcare("cooperate", 0, "name", "3 years, then 60 days", {"salg.supplier_contacts": {"id": 1, "name": "Ola", "relation": "supplier", "last_delivery_on": DAY, "created_at": LONG_AGO}}),
    footcare("prove_choices", 0, "channel", "3 years", {"samtykke.consents": {**OF_CONTACT, "channel": "email", "given_at": LONG_AGO, "withdrawn_at": DAY}, **THEIRS, "nettbutikk.orders": {**ORDER, "placed_at": DAY}}),
    footcare("prove_choices", 1, "channel", "3 years", {"samtykke.sends": {**OF_CONTACT, "channel": "email", "at": DAY}, **THEIRS}),
    footcare("prove_choices", 2, "since", "that day", {"samtykke.suppression": {"hash": "h", "channel": "email", "since": LONG_AGO, "lifted_on": DAY}}),
]  # fmt: skip

# ---- mobile telephony ---------------------------------------------------------------------------------------------

mobile = partial(Rule, "mobile")
OWNER = {
    "id": 1, "name": "Kari", "fnr_enc": "x", "relation": "owner", "marketing_opt_out": True, "created_at": LONG_AGO,
}  # fmt: skip
CLOSED = {
    "id": 1, "owner_id": 1, "user_id": 1, "buyer_id": 1, "plan": "liten", "msisdn": "1", "closed_on": DAY,
}  # fmt: skip
OF_OWNER = {"id": 1, "person_id": 1}
INVOICE = {"id": 1, "owner_id": 1, "amount": 1, "fiscal_year": YEAR, "due_on": DAY, "paid_on": DAY}
CALL = {"id": 1, "user_id": 1, "invoice_id": 1, "kind": "tale", "billed": True, "started_at": LONG_AGO}
REPORT = {**OF_OWNER, "report": "r", "outcome": "ja", "received_on": DAY, "decided_on": DAY}
PEOPLE = {"abonnement.persons": OWNER}
LEFT = {**PEOPLE, "abonnement.subscriptions": CLOSED}
LOOKUP = {
    "abonnement.freg_lookups": {**OF_OWNER, "reason": "nytt kort", "operator": "ane", "at": DAY},
    **PEOPLE,
}
TO_POLICE = {
    "kundeservice.disclosures": {**OF_OWNER, "recipient": "politiet", "approved_by": "ane", "at": DAY},
    **PEOPLE,
}

MOBILE = [
    mobile("deliver", 0, "name", "12 months", LEFT),
    mobile("deliver", 1, "plan", "12 months", {"abonnement.subscriptions": CLOSED, **PEOPLE}),
    mobile("identify", 0, "fnr_enc", "that day", LEFT),
    mobile("identify", 1, "reason", "24 months", LOOKUP),
    mobile("credit_assessment", 0, "report", "7 days", {"abonnement.credit_checks": REPORT, **PEOPLE}),
    mobile("credit_assessment", 0, "report", "30 days", {"abonnement.credit_checks": {**REPORT, "decided_on": None}, **PEOPLE}),
    mobile("credit_assessment", 1, "outcome", "12 months", {"abonnement.credit_checks": REPORT, **PEOPLE}),
    mobile("bill", 0, "kind", "3 months", {"taksering.cdr": CALL, "faktura.invoices": {**INVOICE, "period": "monthly"}, **PEOPLE}),
    mobile("bill", 1, "kind", "5 months", {"taksering.cdr": CALL, "faktura.invoices": {**INVOICE, "period": "quarterly"}, **PEOPLE}),
    mobile("bill", 2, "kind", "5 months", {"taksering.cdr": {**CALL, "billed": False, "invoice_id": None, "started_at": DAY}, **PEOPLE}),
    mobile("bookkeeping", 0, "amount", "5 years after the year", {"faktura.invoices": INVOICE, **PEOPLE}),
    mobile("bookkeeping", 0, "text", "5 years after the year", {"faktura.lines": {"id": 1, "invoice_id": 1, "text": "tale"}, "faktura.invoices": INVOICE, **PEOPLE}),
    mobile("bookkeeping", 0, "status", "5 years after the year", {"faktura.claims": {"id": 1, "invoice_id": 1, "status": "betalt"}, "faktura.invoices": INVOICE, **PEOPLE}),
    mobile("ip_retention", 0, "ip", "12 months", {"taksering.ip_assignments": {"id": 1, "user_id": 1, "ip": "192.0.2.1", "to_at": DAY}, **PEOPLE}),
    mobile("lawful_orders", 0, "recipient", "3 years", TO_POLICE),
    mobile("show_who_acted", 0, "operator", "24 months", LOOKUP),
    mobile("show_who_acted", 1, "approved_by", "3 years", TO_POLICE),
    mobile("list_in_directory", 0, "name", "that day", LEFT),
    mobile("list_in_directory", 1, "msisdn", "that day", {"abonnement.subscriptions": CLOSED, **PEOPLE}),
    mobile("answer", 0, "body", "24 months", {"kundeservice.cases": {**OF_OWNER, "body": "hei", "opened_at": LONG_AGO, "closed_at": DAY}, **PEOPLE}),
    mobile("show_statement", 0, "shown_at", "12 months", {"abonnement.notices": {"person_id": 1, "version": "1", "shown_at": LONG_AGO}, **LEFT}),
    mobile("prove_choices", 0, "given_at", "3 years", {"abonnement.consents": {**OF_OWNER, "purpose": "offers", "given_at": LONG_AGO, "withdrawn_at": DAY}, **LEFT}),
    mobile("prove_choices", 1, "marketing_opt_out", "12 months", LEFT),
]  # fmt: skip

# ---- gifts for companies ------------------------------------------------------------------------------------------

gifts = partial(Rule, "gifts")
ACCOUNT = {
    "id": 1, "buyer_kind": "person", "first_name": "Kari", "email": "kari@gave.example", "marketing_opt_out": True,
    "created_at": LONG_AGO,
}  # fmt: skip
LAST_ORDER = {"id": 1, "account_id": 1, "total": 1, "placed_at": DAY}
LINK = {"id": 1, "account_id": 1, "company": "Gaver AS"}
OFFER = {"id": 1, "contact_id": 1, "amount": 1, "accepted": True}
ENQUIRY = {"id": 1, "contact_id": 1, "note": "krus", "at": DAY}
ACCOUNTS = {"nettbutikk.accounts": ACCOUNT}
LINKED = {"salgskompass.contacts": LINK, **ACCOUNTS}
ORDERED = {"nettbutikk.orders": LAST_ORDER, **ACCOUNTS}
BOOKED = {"id": 1, "customer_id": 1, "amount": 1, "fiscal_year": YEAR}
DEBTOR = {"id": 1, "account_id": 1, "name": "Kari"}
READER = {"id": 1, "email": "kari@gave.example", "basis": "customer"}

GIFTS = [
    gifts("deliver", 0, "first_name", "24 months, then 60 days", {"nettbutikk.accounts": ACCOUNT, **ORDERED}),
    gifts("deliver", 1, "total", "24 months, then 60 days", ORDERED),
    gifts("deliver", 1, "article", "24 months, then 60 days", {"nettbutikk.order_lines": {"id": 1, "order_id": 1, "article": "krus"}, **ORDERED}),
    gifts("deliver", 1, "company", "24 months, then 60 days", {**LINKED, **ORDERED}),
    gifts("deliver", 1, "amount", "24 months, then 60 days", {"salgskompass.offers": OFFER, **LINKED, **ORDERED}),
    gifts("follow_up_offers", 0, "amount", "12 months", {"salgskompass.offers": {**OFFER, "accepted": False, "expires_on": DAY}, **LINKED}),
    gifts("document_enquiries", 0, "note", "24 months, then 3 years", {"salgskompass.enquiries": ENQUIRY, **LINKED}),
    gifts("honour_restrictions", 0, "reason", "12 months", {"salgskompass.restrictions": {"contact_id": 1, "from_at": LONG_AGO, "reason": "uenig", "lifted_at": DAY}, **LINKED}),
    gifts("bookkeeping", 0, "amount", "5 years after the year", {"regnskap.invoices": BOOKED, "regnskap.customers": DEBTOR, **ACCOUNTS}),
    gifts("bookkeeping", 1, "name", "5 years after the year", {"regnskap.customers": DEBTOR, "regnskap.invoices": BOOKED, **ACCOUNTS}),
    gifts("bookkeeping", 2, "ground", "5 years after the year", {"regnskap.collection": {"id": 1, "invoice_id": 1, "ground": "purret"}, "regnskap.invoices": BOOKED, "regnskap.customers": DEBTOR, **ACCOUNTS}),
    gifts("market_customers", 0, "email", "24 months", {"nyhetsbrev.subscribers": READER, "nettbutikk.orders": LAST_ORDER, "nettbutikk.accounts": {**ACCOUNT, "marketing_opt_out": None}}),
    gifts("market_others", 0, "email", "24 months", {"nyhetsbrev.subscribers": {**READER, "basis": "consent", "consent_at": LONG_AGO}, "nyhetsbrev.sends": {"id": 1, "subscriber_id": 1, "class": "nyheter", "at": DAY}}),
    gifts("prove_choices", 0, "marketing_opt_out", "24 months, then 60 days", {"nettbutikk.accounts": ACCOUNT, **ORDERED}),
    gifts("prove_choices", 1, "basis", "3 years", {"nyhetsbrev.subscribers": {**READER, "optout_at": DAY}}),
]  # fmt: skip

# ---- the mail house -----------------------------------------------------------------------------------------------

mailhouse = partial(Rule, "mailhouse")
JOB = {"id": 1, "instruction_id": 1, "approved_by": "ane", "received_on": LONG_AGO, "completed_at": DAY}
MANDATE = {
    "jobbarkiv.instructions": {
        "id": 1, "controller_id": 1, "received_at": LONG_AGO, "basis_declared": "contract", "notice_confirmed": True,
    },
    "jobbarkiv.agreements": {"id": 1, "controller_id": 1, "signed_on": LONG_AGO, "valid_to": "2099-01-01"},
    "jobbarkiv.controllers": {"id": 1, "orgnr": "1", "name": "Bladet AS"},
}  # fmt: skip
ORDERED_JOB = {"jobbarkiv.jobs": JOB, **MANDATE}
OF_JOB = {"id": 1, "job_id": 1}
ADDRESSEE = {"jobbarkiv.addressees": {**OF_JOB, "full_name": "Kari"}, **ORDERED_JOB}
MEMBER = {
    "id": 1, "customer_id": 1, "relation": "customer", "name": "Ola", "title": "sjef", "no_offers": True,
    "last_interaction_at": DAY, "created_at": LONG_AGO,
}  # fmt: skip
FIRM = {"id": 1, "kind": "sole_trader", "name": "Ola Blad", "created_at": LONG_AGO}
CONTACTS = {"ordre.contacts": MEMBER, "ordre.customers": FIRM}
FIRMS = {"ordre.customers": FIRM, "ordre.contacts": MEMBER}
PRINT_ORDER = {
    "ordre.orders": {"id": 1, "customer_id": 1, "contact_id": 1, "title": "blad", "placed_at": LONG_AGO},
    **CONTACTS,
}
ACCOUNTED = {"id": 1, "customer_id": 1, "contact_id": 1, "contact_name": "Ola", "fiscal_year": YEAR}
PACKER = {"id": 1, "name": "Per", "role": "pakker", "hired_on": LONG_AGO, "left_on": DAY}
AT_END = "12 months, then 2 months"

MAILHOUSE = [
    mailhouse("print_on_instruction", 0, "full_name", "2 months", ADDRESSEE),
    mailhouse("print_on_instruction", 0, "navn", "2 months", {"utsending.addresses": {**OF_JOB, "navn": "Kari"}, **ORDERED_JOB}),
    mailhouse("print_on_instruction", 1, "file", "2 months", {"utsending.print_files": {**OF_JOB, "file": "1.pdf"}, **ORDERED_JOB}),
    mailhouse("print_on_instruction", 2, "location", "2 months", {"utsending.papirbatch": {**OF_JOB, "location": "bur 4"}, **ORDERED_JOB}),
    mailhouse("sales", 0, "title", AT_END, CONTACTS),
    mailhouse("sales", 1, "body", AT_END, {"ordre.messages": {"id": 1, "contact_id": 1, "body": "hei", "at": LONG_AGO}, **CONTACTS}),
    mailhouse("deliver", 0, "title", AT_END, PRINT_ORDER),
    mailhouse("deliver", 1, "name", AT_END, CONTACTS),
    mailhouse("orders", 0, "name", AT_END, FIRMS),
    mailhouse("orders", 1, "title", AT_END, PRINT_ORDER),
    mailhouse("invoicing", 0, "contact_name", "5 years after the year", {"ordre.invoices": ACCOUNTED, **CONTACTS}),
    mailhouse("invoicing", 1, "name", "5 years after the year", {**FIRMS, "ordre.invoices": ACCOUNTED}),
    mailhouse("answer_enquiries", 0, "body", "2 months", {"ordre.enquiries": {"id": 1, "body": "hei", "received_at": LONG_AGO, "last_message_at": DAY}}),
    mailhouse("secure", 0, "ip", "30 days", {"nettsted.server_log": {"id": 1, "ip": "192.0.2.1", "at": DAY}}),
    mailhouse("training_and_access", 0, "name", "2 months", {"personell.employees": PACKER}),
    mailhouse("training_and_access", 1, "course", "2 months", {"personell.training": {**OF_LEAVER, "course": "personvern"}, "personell.employees": PACKER}),
    mailhouse("training_and_access", 1, "role", "2 months", {"personell.access": {**OF_LEAVER, "role": "trykk"}, "personell.employees": PACKER}),
    mailhouse("prove_shredding", 0, "destroyed_at", "3 years", {"utsending.papirbatch": {**OF_JOB, "destroyed_at": DAY}, **ORDERED_JOB}),
    mailhouse("accountability", 0, "no_offers", AT_END, CONTACTS),
    mailhouse("accountability", 1, "approved_by", "3 years", ORDERED_JOB),
]  # fmt: skip

RULES = [*TRADES, *FOOTCARE, *MOBILE, *GIFTS, *MAILHOUSE]
COMPANIES = ("trades", "footcare", "mobile", "gifts", "mailhouse")


def test_every_rule_with_a_period_stands_in_the_table() -> None:
    def periods() -> Iterator[tuple[str, str, int, str]]:
        for company in COMPANIES:
            for purpose in profile(company).purposes.values():
                for line in purpose.lines:
                    if isinstance(line.window, After):
                        yield company, purpose.name, line.number, line.collection

    assert {(one.company, one.purpose, one.number, one.collection) for one in RULES} == set(periods())


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_it_keeps_until_the_day_before_and_never_on_the_day(rule: Rule) -> None:
    for event, over in OVER[rule.period]:
        told = [rule.stands(rule.world(event, over + step)) for step in (-A_DAY, timedelta(0), A_DAY)]
        assert told == [Tri.YES, Tri.NO, Tri.NO], (event, over)


def dispute(world: World, rule: Rule, ends_on: date | None = None) -> Hold:
    return Hold(
        id="h1",
        title="dispute",
        kind=HoldKind.STATUTORY,
        home=rule.collection,
        keys=frozenset({rule.key(world)}),  # type: ignore[arg-type]
        reason="dispute",
        law="gdpr-17-3-e",
        approver="Ane",
        begins_on=date(2002, 1, 1),
        ends_on=ends_on,
        review_on=date(2099, 1, 1),
    )


@pytest.mark.parametrize("rule", [one for one in RULES if one.is_personal], ids=str)
def test_a_hold_keeps_it_past_the_day_and_lets_it_go_when_it_ends(rule: Rule) -> None:
    event, over = OVER[rule.period][0]
    world = rule.world(event, over)
    held, ended = world.told(dispute(world, rule)), world.told(dispute(world, rule, ends_on=over))
    assert held.grounds.held_by(rule.group(held), rule.row(held))
    assert rule.state(held) is held.by_selection(rule.group(held), *rule.key(held)) is State.HELD
    assert not ended.grounds.held_by(rule.group(ended), rule.row(ended))
    assert rule.state(ended) is rule.state(world)


@pytest.mark.parametrize(
    ("told", "first_day"),
    [
        ({}, date(2026, 3, 15)),
        ({"extended_to": "2026-04-30", "extension_reason": "quality"}, date(2026, 4, 30)),
        ({"extended_to": "2026-04-30"}, date(2026, 3, 15)),
        ({"extended_to": "2026-04-30", "extension_reason": "quality", "approved_by": None}, date(2026, 3, 15)),
        ({"extended_to": "2026-02-01", "extension_reason": "quality"}, date(2026, 3, 15)),
        # Six months, less the 35 days that backups live: 15 July, and 10 June before it.
        ({"extended_to": "2026-12-31", "extension_reason": "quality"}, date(2026, 6, 10)),
    ],
    ids=["none", "with all", "no reason", "no approver", "too short", "too long"],
)  # fmt: skip
def test_an_address_file_is_kept_longer_with_a_reason_and_an_approver_and_never_past_the_stop(
    told: dict[str, object], first_day: date
) -> None:
    rule = mailhouse(
        "print_on_instruction", 0, "full_name", "2 months",
        {**ADDRESSEE, "jobbarkiv.jobs": {**JOB, **told}},
    )  # fmt: skip
    for step, state in ((-A_DAY, State.HELD), (timedelta(0), State.DUE), (A_DAY, State.DUE)):
        world = rule.world(date(2026, 1, 15), first_day + step)
        assert world.state("jobbarkiv.addressees", "full_name", 1) is state, world.day


@pytest.mark.parametrize(
    ("told", "first_day"),
    [
        ({}, date(2025, 4, 15)),
        ({"renewed_to": "2025-07-14", "renewal_reason": "again", "renewed_by_role": "drift"}, date(2025, 7, 14)),
        ({"renewed_to": "2025-07-14", "renewed_by_role": "drift"}, date(2025, 4, 15)),
        # Twelve months, less the seven days that backups live.
        ({"renewed_to": "2027-01-01", "renewal_reason": "again", "renewed_by_role": "drift"}, date(2026, 1, 8)),
    ],
    ids=["none", "renewed", "no reason", "too long"],
)  # fmt: skip
def test_a_block_is_renewed_with_a_reason_and_never_past_twelve_months(
    told: dict[str, object], first_day: date
) -> None:
    block = {"id": 1, "ip": "192.0.2.1", "blocked_at": DAY, **told}
    rule = trades("site_security", 1, "ip", "90 days", {"weblogg.blokkliste": block})
    for step, state in ((-A_DAY, State.HELD), (timedelta(0), State.DUE), (A_DAY, State.DUE)):
        world = rule.world(date(2025, 1, 15), first_day + step)
        assert world.state("weblogg.blokkliste", "ip", 1) is state, world.day
