"""The example company's databases as their makers made them: tables, keys, what may be empty, indexes."""

from __future__ import annotations

from hjemmel.profiles.sample import DemoSystem, DemoTable, refers
from hjemmel.profiles.table import table


def empty() -> dict[str, DemoSystem]:
    """The four systems, without rows. Parents stand before the tables that refer to them."""
    found = {"nettbutikk": _webshop(), "salg": _sales(), "samtykke": _consents(), "analyse": _analysis()}
    return {name: DemoSystem(name=name, tables=tables) for name, tables in found.items()}


def _webshop() -> tuple[DemoTable, ...]:
    return (
        table(
            "customers",
            "id INTEGER, orgnr TEXT, legal_name TEXT, address TEXT, email TEXT, phone TEXT,"
            " is_sole_trader BOOLEAN, created_at TIMESTAMP, source TEXT, told_at TIMESTAMP",
            not_null=("legal_name", "created_at"),
            indexes=(("email",), ("phone",), ("created_at",)),
        ),
        table(
            "contacts",
            "id INTEGER, customer_id INTEGER, role TEXT, name TEXT, title TEXT, email TEXT, phone TEXT,"
            " source TEXT, channel TEXT, received_at TIMESTAMP, told_at TIMESTAMP, confirmed_at TIMESTAMP",
            not_null=("customer_id", "name"),
            references=(refers("customer_id", "customers.id"),),
            indexes=(("customer_id",), ("email",), ("phone",)),
        ),
        table(
            "orders",
            "id INTEGER, customer_id INTEGER, contact_id INTEGER, placed_at TIMESTAMP, addon_supplier TEXT,"
            " guarantee BOOLEAN, guaranteed_until DATE",
            not_null=("customer_id", "contact_id"),
            references=(refers("customer_id", "customers.id"), refers("contact_id", "contacts.id")),
            indexes=(("customer_id", "placed_at"), ("contact_id",)),
        ),
        table(
            "deliveries",
            "id INTEGER, order_id INTEGER, delivered_on DATE",
            not_null=("order_id",),
            references=(refers("order_id", "orders.id"),),
            indexes=(("order_id", "delivered_on"),),
        ),
        table(
            "invoices",
            "id INTEGER, order_id INTEGER, amount INTEGER, issued_on DATE, fiscal_year INTEGER",
            not_null=("order_id",),
            references=(refers("order_id", "orders.id"),),
            indexes=(("order_id",), ("fiscal_year",)),
        ),
        table(
            "payments",
            "id INTEGER, invoice_id INTEGER, psp_token TEXT, card_last4 TEXT",
            not_null=("invoice_id",),
            references=(refers("invoice_id", "invoices.id"),),
            indexes=(("invoice_id",),),
        ),
        table(
            "payouts",
            "id INTEGER, customer_id INTEGER, kontonr TEXT, paid_on DATE",
            not_null=("customer_id",),
            references=(refers("customer_id", "customers.id"),),
            indexes=(("customer_id",), ("paid_on",)),
        ),
        table(
            "login_events",
            "id INTEGER, contact_id INTEGER, ip TEXT, at TIMESTAMP",
            not_null=("contact_id",),
            references=(refers("contact_id", "contacts.id"),),
            indexes=(("contact_id",), ("at",)),
        ),
    )


def _sales() -> tuple[DemoTable, ...]:
    return (
        table(
            "interactions",
            # `mood` came with an update of the sales system, and nobody has declared it.
            "id INTEGER, contact_id INTEGER, kind TEXT, note TEXT, mood TEXT, at TIMESTAMP",
            not_null=("contact_id",),
            indexes=(("contact_id", "at"), ("at",)),
        ),
        table(
            "complaints",
            "id INTEGER, order_id INTEGER, text TEXT, opened_on DATE, closed_on DATE",
            not_null=("order_id",),
            indexes=(("order_id", "opened_on"),),
        ),
        table(
            "credit_checks",
            "id INTEGER, customer_id INTEGER, reason TEXT, bureau TEXT, report TEXT, received_on DATE,"
            " told_on DATE, decided_on DATE, outcome TEXT",
            not_null=("customer_id", "received_on"),
            indexes=(("customer_id",), ("decided_on",), ("received_on",)),
        ),
        table(
            "lists",
            "id INTEGER, vendor TEXT, washed_at TIMESTAMP, rows_in INTEGER, rows_out INTEGER",
            not_null=("vendor", "washed_at"),
        ),
        table(
            "prospects",
            "id INTEGER, list_id INTEGER, name TEXT, title TEXT, company TEXT, phone TEXT,"
            " imported_on DATE, notice_sent_at TIMESTAMP",
            not_null=("list_id", "name", "imported_on"),
            references=(refers("list_id", "lists.id"),),
            indexes=(("list_id",), ("phone",), ("imported_on",)),
        ),
        table(
            "supplier_contacts",
            "id INTEGER, relation TEXT, company TEXT, name TEXT, title TEXT, email TEXT,"
            " created_at TIMESTAMP, last_delivery_on DATE, contract_ends_on DATE",
            not_null=("name", "created_at"),
            indexes=(("email",), ("last_delivery_on",), ("contract_ends_on",)),
        ),
    )


def _consents() -> tuple[DemoTable, ...]:
    return (
        table(
            "consents",
            "id INTEGER, contact_id INTEGER, purpose TEXT, channel TEXT, given_at TIMESTAMP,"
            " withdrawn_at TIMESTAMP, text_version INTEGER",
            not_null=("contact_id",),
            indexes=(("contact_id",), ("withdrawn_at",)),
        ),
        table(
            "suppression",
            "hash TEXT, channel TEXT, since DATE, lifted_on DATE",
            key=("hash", "channel"),
            indexes=(("lifted_on",),),
        ),
        table(
            "sends",
            "id INTEGER, contact_id INTEGER, class TEXT, channel TEXT, decision TEXT, reason TEXT,"
            " at TIMESTAMP",
            not_null=("contact_id",),
            indexes=(("contact_id",), ("at",)),
        ),
    )


def _analysis() -> tuple[DemoTable, ...]:
    columns = "id INTEGER, pseudonym TEXT, product_group TEXT, event TEXT, at TIMESTAMP"
    return (table("usage", columns, indexes=(("at",),)),)
