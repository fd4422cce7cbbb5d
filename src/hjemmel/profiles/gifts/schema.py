"""The example company's databases as their makers made them: tables, keys, what may be empty, indexes."""

from __future__ import annotations

from dataclasses import dataclass, fields

from hjemmel.profiles.sample import DemoSystem, DemoTable, refers


@dataclass(frozen=True, slots=True, kw_only=True)
class Systems:
    """Every table, empty at first."""

    accounts: DemoTable
    orders: DemoTable
    order_lines: DemoTable
    contacts: DemoTable
    enquiries: DemoTable
    offers: DemoTable
    restrictions: DemoTable
    customers: DemoTable
    invoices: DemoTable
    collection: DemoTable
    subscribers: DemoTable
    sends: DemoTable
    segments: DemoTable

    def by_name(self) -> dict[str, DemoSystem]:
        every = {item.name: getattr(self, item.name) for item in fields(self)}
        return {
            name: DemoSystem(name=name, tables=tuple(every[table] for table in tables))
            for name, tables in _SYSTEMS.items()
        }


_SYSTEMS = {
    "nettbutikk": ("accounts", "orders", "order_lines"),
    "salgskompass": ("contacts", "enquiries", "offers", "restrictions"),
    "regnskap": ("customers", "invoices", "collection"),
    "nyhetsbrev": ("subscribers", "sends", "segments"),
}


def empty() -> Systems:
    return Systems(**_webshop(), **_crm(), **_accounts(), **_newsletter())


def _webshop() -> dict[str, DemoTable]:
    accounts = DemoTable(
        name="accounts",
        columns=_columns(
            "id INTEGER, first_name TEXT, last_name TEXT, phone TEXT, email TEXT, title TEXT, workplace TEXT,"
            " company_address TEXT, invoice_address TEXT, marketing_opt_out BOOLEAN, buyer_kind TEXT,"
            " created_at TIMESTAMP"
        ),
        key=("id",),
        unique=(("email",),),
        not_null=("first_name", "last_name", "email", "marketing_opt_out", "created_at"),
        indexes=(("phone",), ("created_at",)),
    )
    orders = DemoTable(
        name="orders",
        columns=_columns("id INTEGER, account_id INTEGER, placed_at TIMESTAMP, total INTEGER"),
        key=("id",),
        not_null=("account_id",),
        references=(refers("account_id", "accounts.id"),),
        indexes=(("account_id", "placed_at"),),
    )
    lines = DemoTable(
        name="order_lines",
        columns=_columns("id INTEGER, order_id INTEGER, article TEXT, logo_file TEXT, qty INTEGER"),
        key=("id",),
        not_null=("order_id", "article", "qty"),
        references=(refers("order_id", "orders.id"),),
        indexes=(("order_id",),),
    )
    return {"accounts": accounts, "orders": orders, "order_lines": lines}


def _crm() -> dict[str, DemoTable]:
    of_contact = (refers("contact_id", "contacts.id"),)
    contacts = DemoTable(
        name="contacts",
        columns=_columns(
            "id INTEGER, account_id INTEGER, company TEXT, status TEXT, relationship_ended_on DATE"
        ),
        key=("id",),
        not_null=("account_id",),
        indexes=(("account_id",),),
    )
    enquiries = DemoTable(
        name="enquiries",
        columns=_columns("id INTEGER, contact_id INTEGER, subject TEXT, note TEXT, at TIMESTAMP"),
        key=("id",),
        not_null=("contact_id",),
        references=of_contact,
        indexes=(("contact_id", "at"),),
    )
    offers = DemoTable(
        name="offers",
        columns=_columns(
            "id INTEGER, contact_id INTEGER, amount INTEGER, sent_on DATE, expires_on DATE, accepted BOOLEAN"
        ),
        key=("id",),
        not_null=("contact_id",),
        references=of_contact,
        indexes=(("contact_id", "sent_on"),),
    )
    restrictions = DemoTable(
        name="restrictions",
        columns=_columns("contact_id INTEGER, reason TEXT, from_at TIMESTAMP, lifted_at TIMESTAMP"),
        key=("contact_id", "from_at"),
        references=of_contact,
    )
    return {"contacts": contacts, "enquiries": enquiries, "offers": offers, "restrictions": restrictions}


def _accounts() -> dict[str, DemoTable]:
    customers = DemoTable(
        name="customers",
        columns=_columns("id INTEGER, account_id INTEGER, name TEXT, invoice_address TEXT, orgnr TEXT"),
        key=("id",),
        not_null=("account_id", "name"),
        indexes=(("account_id",),),
    )
    invoices = DemoTable(
        name="invoices",
        columns=_columns(
            "id INTEGER, customer_id INTEGER, amount INTEGER, issued_on DATE, fiscal_year INTEGER"
        ),
        key=("id",),
        not_null=("customer_id",),
        references=(refers("customer_id", "customers.id"),),
        indexes=(("customer_id", "fiscal_year"), ("fiscal_year",)),
    )
    collection = DemoTable(
        name="collection",
        columns=_columns("id INTEGER, invoice_id INTEGER, sent_on DATE, ground TEXT"),
        key=("id",),
        not_null=("invoice_id",),
        references=(refers("invoice_id", "invoices.id"),),
        indexes=(("invoice_id",),),
    )
    return {"customers": customers, "invoices": invoices, "collection": collection}


def _newsletter() -> dict[str, DemoTable]:
    subscribers = DemoTable(
        name="subscribers",
        columns=_columns(
            "id INTEGER, email TEXT, basis TEXT, sale_ref TEXT, consent_at TIMESTAMP, optout_at TIMESTAMP"
        ),
        key=("id",),
        unique=(("email",),),
        not_null=("email", "basis"),
        indexes=(("optout_at",),),
    )
    sends = DemoTable(
        name="sends",
        columns=_columns("id INTEGER, subscriber_id INTEGER, class TEXT, at TIMESTAMP, decision TEXT"),
        key=("id",),
        not_null=("subscriber_id",),
        references=(refers("subscriber_id", "subscribers.id"),),
        indexes=(("subscriber_id", "at"),),
    )
    segments = DemoTable(
        name="segments",
        columns=_columns("id INTEGER, rule TEXT, group_size INTEGER"),
        key=("id",),
    )
    return {"subscribers": subscribers, "sends": sends, "segments": segments}


def _columns(text: str) -> tuple[tuple[str, str], ...]:
    """`id INTEGER, name TEXT` as pairs."""
    pairs = (column.split() for column in text.split(","))
    return tuple((name, kind) for name, kind in pairs)
