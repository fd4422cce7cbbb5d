"""The example company's databases as their makers made them: tables, keys, what may be empty, indexes."""

from __future__ import annotations

from hjemmel.profiles.sample import DemoSystem, DemoTable, refers
from hjemmel.profiles.table import table


def empty() -> dict[str, DemoSystem]:
    """The four systems, without rows. Parents stand before the tables that refer to them."""
    found = {
        "abonnement": _subscriptions(),
        "taksering": _rating(),
        "faktura": _billing(),
        "kundeservice": _service(),
    }
    return {name: DemoSystem(name=name, tables=tables) for name, tables in found.items()}


def _subscriptions() -> tuple[DemoTable, ...]:
    of_person = (refers("person_id", "persons.id"),)
    return (
        table(
            "persons",
            "id INTEGER, relation TEXT, name TEXT, birth_date DATE, fnr_enc TEXT, address TEXT, email TEXT,"
            " phone TEXT, marketing_opt_out BOOLEAN, created_at TIMESTAMP",
            not_null=("name", "marketing_opt_out", "created_at"),
            indexes=(("email",), ("phone",), ("created_at",)),
        ),
        table(
            "subscriptions",
            "id INTEGER, msisdn TEXT, buyer_id INTEGER, owner_id INTEGER, user_id INTEGER, plan TEXT,"
            " listing TEXT, opened_on DATE, closed_on DATE",
            not_null=("buyer_id", "owner_id", "user_id"),
            references=(
                refers("buyer_id", "persons.id"),
                refers("owner_id", "persons.id"),
                refers("user_id", "persons.id"),
            ),
            indexes=(("buyer_id", "closed_on"), ("owner_id", "closed_on"), ("user_id", "closed_on")),
        ),
        table(
            "freg_lookups",
            "id INTEGER, person_id INTEGER, reason TEXT, operator TEXT, fields TEXT, at TIMESTAMP",
            not_null=("person_id",),
            references=of_person,
            indexes=(("person_id",), ("at",)),
        ),
        table(
            "notices",
            "person_id INTEGER, version INTEGER, shown_at TIMESTAMP",
            key=("person_id", "version"),
            references=of_person,
        ),
        table(
            "credit_checks",
            "id INTEGER, person_id INTEGER, report TEXT, received_on DATE, decided_on DATE, outcome TEXT",
            not_null=("person_id", "received_on"),
            references=of_person,
            indexes=(("person_id",), ("decided_on",), ("received_on",)),
        ),
        table(
            "consents",
            "id INTEGER, person_id INTEGER, purpose TEXT, given_at TIMESTAMP, withdrawn_at TIMESTAMP",
            not_null=("person_id",),
            references=of_person,
            indexes=(("person_id",), ("withdrawn_at",)),
        ),
    )


def _rating() -> tuple[DemoTable, ...]:
    return (
        table(
            "cdr",
            "id INTEGER, subscription_id INTEGER, user_id INTEGER, kind TEXT, b_number TEXT,"
            " started_at TIMESTAMP, seconds INTEGER, bytes INTEGER, cell_id TEXT, invoice_id INTEGER,"
            " billed BOOLEAN",
            not_null=("subscription_id", "user_id", "billed"),
            indexes=(("subscription_id",), ("user_id",), ("invoice_id",), ("billed", "started_at")),
        ),
        table(
            "ip_assignments",
            "id INTEGER, subscription_id INTEGER, user_id INTEGER, ip TEXT, port_from INTEGER,"
            " port_to INTEGER, from_at TIMESTAMP, to_at TIMESTAMP",
            not_null=("subscription_id", "user_id"),
            indexes=(("subscription_id",), ("user_id",), ("to_at",)),
        ),
    )


def _billing() -> tuple[DemoTable, ...]:
    of_invoice = (refers("invoice_id", "invoices.id"),)
    return (
        table(
            "invoices",
            "id INTEGER, owner_id INTEGER, period TEXT, amount INTEGER, due_on DATE, paid_on DATE,"
            " fiscal_year INTEGER",
            not_null=("owner_id", "period"),
            indexes=(("owner_id", "paid_on"), ("period", "due_on"), ("fiscal_year",)),
        ),
        table(
            "lines",
            "id INTEGER, invoice_id INTEGER, text TEXT, amount INTEGER",
            not_null=("invoice_id",),
            references=of_invoice,
            indexes=(("invoice_id",),),
        ),
        table(
            "claims",
            "id INTEGER, invoice_id INTEGER, status TEXT, opened_on DATE, settled_on DATE",
            not_null=("invoice_id",),
            references=of_invoice,
            indexes=(("invoice_id", "settled_on"),),
        ),
    )


def _service() -> tuple[DemoTable, ...]:
    return (
        table(
            "cases",
            "id INTEGER, person_id INTEGER, channel TEXT, subject TEXT, body TEXT, opened_at TIMESTAMP,"
            " closed_at TIMESTAMP",
            indexes=(("person_id",), ("closed_at",)),
        ),
        table(
            "disclosures",
            "id INTEGER, person_id INTEGER, recipient TEXT, ground TEXT, reference TEXT, approved_by TEXT,"
            " approved_by_2 TEXT, at TIMESTAMP",
            not_null=("person_id",),
            indexes=(("person_id",), ("at",)),
        ),
        table(
            "directory_feed",
            "subscription_id INTEGER, level TEXT, sent_at TIMESTAMP",
            key=("subscription_id", "sent_at"),
        ),
    )
