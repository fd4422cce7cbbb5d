"""A small shop with every sort of person that a message can be meant for, and the facts one can know of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import (
    About,
    AddressGiven,
    AddressKind,
    ChannelDeclined,
    Child,
    ConsentAsked,
    ConsentGiven,
    Fact,
    Facts,
    Objection,
    ObjectionMade,
    Origin,
    Restricted,
    Suppressed,
    Washed,
)
from hjemmel.core.grounds.rows import Rows
from hjemmel.core.permission import Marker, Permission

DECLARATION = """
hjemmel: 1
organisation: {name: Prøve AS, orgnr: "312045109"}
statement: {version: 1, valid_from: 2026-01-01}
subjects:
  contact: {title: {nb: kontakt, en: contact}}
  reader: {title: {nb: leser, en: reader}}
  lead: {title: {nb: mulig kunde, en: possible customer}}
categories:
  name: {title: {nb: navn, en: name}}
  mail: {title: {nb: adresse, en: address}}
  sales: {title: {nb: salg, en: sales}}
systems:
  shop:
    title: {nb: butikk, en: shop}
    connect: {kind: sql, url: "${SHOP_URL}"}
    collections:
      accounts:
        title: {nb: kort, en: cards}
        key: [id]
        about: {column: kind, values: {person: contact, firm: none}, otherwise: unknown}
        identity: {email: email, phone: phone}
        when_due: overwrite
        meaning:
          objection: {to: [offers, letters], column: no_offers, when: true}
          sale: {column: sale_ref, opt_out_offered: could_refuse}
        fields:
          - {columns: [name], category: name, blank: gone}
          - {columns: [email], category: mail, blank: "gone-{key}@invalid.example"}
          - {columns: [phone, street], category: mail}
          - {columns: [no_offers, sale_ref, could_refuse], category: none, why: choices}
          - {columns: [created_at], category: none, why: clock}
          - {columns: [id, kind], category: none, why: key}
      orders:
        title: {nb: ordrer, en: orders}
        key: [id]
        about: {via: account_id}
        references: {account_id: shop.accounts.id}
        when_due: erase
        fields:
          - {columns: [placed_at], category: sales}
          - {columns: [id, account_id], category: none, why: keys}
      leads:
        title: {nb: mulige kunder, en: possible customers}
        key: [id]
        about: {kind: lead}
        identity: {email: email, phone: phone}
        when_due: erase
        fields:
          - {columns: [email, phone, street], category: mail}
          - {columns: [id], category: none, why: key}
  letter:
    title: {nb: brev, en: letter}
    connect: {kind: sql, url: "${LETTER_URL}"}
    collections:
      readers:
        title: {nb: lesere, en: readers}
        key: [id]
        about: {kind: reader, match: {email: shop.accounts.email}, unmatched: own_subject}
        identity: {email: email}
        when_due: erase
        meaning: {consent: {to: news, given: given_at, withdrawn: left_at}}
        fields:
          - {columns: [email], category: mail}
          - {columns: [given_at, left_at], category: none, why: clock}
          - {columns: [id], category: none, why: key}
events:
  last_order: {of: shop.accounts, latest: [shop.orders.placed_at], if_none: shop.accounts.created_at}
  ended: {of: shop.accounts, after: last_order, period: 24 months}
purposes:
  offers:
    title: {nb: tilbud, en: offers}
    for: [contact]
    basis: legitimate_interests
    direct_marketing: {channels: [email, sms], exception: mfl-15-3}
    keep: use_only
  news:
    title: {nb: nyheter, en: news}
    for: [contact, reader, lead]
    basis: consent
    direct_marketing: {channels: [email, sms]}
    keep: use_only
  tailored:
    title: {nb: tilbud ut fra det du kjøper, en: offers from what you buy}
    for: [contact]
    basis: legitimate_interests
    direct_marketing: {channels: [email], exception: mfl-15-3}
    automated: {kind: profiling, logic: {nb: kjøp, en: purchases}, consequence: {nb: tid, en: time}}
    keep: use_only
  letters:
    title: {nb: brev og telefon, en: letters and calls}
    for: [contact, lead]
    basis: legitimate_interests
    direct_marketing: {channels: [post, phone], exception: mfl-15-3}
    keep: use_only
  ask:
    title: {nb: spørre hva du synes, en: ask what you think}
    for: [contact, lead]
    basis: legitimate_interests
    message: survey
    keep: use_only
  deliver:
    title: {nb: levere, en: deliver}
    for: [contact]
    basis: contract
    keep: [{in: [shop.accounts], categories: [name, mail], until: ended}]
marketing:
  channels:
    email: {title: {nb: e-post, en: e-mail}, kind: email, customers: existing_customer, others: consent}
    sms: {title: {nb: SMS, en: text}, kind: sms, customers: consent, others: never, former_customers: never}
    post:
      title: {nb: post, en: post}
      kind: post
      customers: opt_out
      others: reservation_register
      former_customers: reservation_register
      washed_within: 1 month
      addresses: [shop.accounts.street, shop.leads.street]
    phone:
      {title: {nb: telefon, en: phone}, kind: telephone, customers: opt_out, others: reservation_register,
       former_customers: consent, washed_within: 14 days}
  existing_customer_from: shop.orders.placed_at
  existing_customer_until: ended
  role_addresses: [verkstedet]
"""

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Oslo"))
MARKER = Marker(bytes(range(32)))
ACCOUNTS, LEADS, READERS = "shop.accounts", "shop.leads", "letter.readers"
KARI, LEAD, READER = (About(collection=name, key=(1,)) for name in (ACCOUNTS, LEADS, READERS))
MAIL, PHONE, STREET = "kari.nordmann@firma.example", "+47 40 00 00 01", "Storgata 1, 0155 Oslo"
Row = Mapping[str, Any]
Tables = Mapping[str, list[Row]]


@cache
def company() -> DataMap:
    compiled = load(DECLARATION.encode())
    assert compiled.map is not None, [str(finding) for finding in compiled.findings]
    return compiled.map


# ---- who ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Who:
    """Whom it is about, and the rows that stand of them."""

    person: About
    tables: Tables

    def but(self, collection: str | None = None, **columns: object) -> Who:
        name = collection or self.person.collection
        first, *rest = self.tables[name]
        return replace(self, tables={**self.tables, name: [{**first, **columns}, *rest]})

    def beside(self, collection: str, **columns: object) -> Who:
        """Somebody else stands there too."""
        row = {**ROWS[collection], "id": 2, **columns}
        return replace(self, tables={**self.tables, collection: [*self.tables.get(collection, []), row]})


ROWS: dict[str, Row] = {
    ACCOUNTS: {
        "id": 1, "kind": "person", "name": "Kari", "email": MAIL, "phone": PHONE, "street": STREET,
        "no_offers": False, "sale_ref": "A-1", "could_refuse": True, "created_at": date(2024, 1, 1),
    },
    "shop.orders": {"id": 1, "account_id": 1, "placed_at": date(2026, 9, 1)},
    LEADS: {"id": 1, "email": "per.lund@annen.example", "phone": "40000002", "street": "Lia 2, 2618 Lillehammer"},
    READERS: {"id": 1, "email": "eva.dahl@annen.example", "given_at": date(2026, 3, 1), "left_at": None},
}  # fmt: skip

CUSTOMER = Who(KARI, {ACCOUNTS: [ROWS[ACCOUNTS]], "shop.orders": [ROWS["shop.orders"]]})
FORMER = CUSTOMER.but("shop.orders", placed_at=date(2024, 5, 1))
VISITOR = Who(KARI, {ACCOUNTS: [{**ROWS[ACCOUNTS], "sale_ref": None}], "shop.orders": []})
"""Has made an account and bought nothing."""
POSSIBLE = Who(LEAD, {LEADS: [ROWS[LEADS]]})
SUBSCRIBER = Who(READER, {READERS: [ROWS[READERS]]})

# ---- what is known of them ---------------------------------------------------------------------------------

Known = Callable[[Who], Fact]


def days_ago(days: float) -> datetime:
    return (MONDAY - timedelta(days=days)).astimezone(UTC)


def yes(purpose: str = "news", days: float = 100, **more: Any) -> Known:
    return lambda who: ConsentGiven(about=who.person, purpose=purpose, given_at=days_ago(days), **more)


def asked(purpose: str = "news", until: int | None = None) -> Known:
    """`until` so many days from now it can be answered."""
    last = None if until is None else days_ago(-until).date()
    return lambda who: ConsentAsked(about=who.person, purpose=purpose, asked_at=days_ago(9), expires_on=last)


def no(
    purpose: str = "offers",
    days: float = 10,
    state: Objection = Objection.RAISED,
    is_narrow: bool = False,
) -> Known:
    return lambda who: ObjectionMade(
        about=who.person, purpose=purpose, state=state, at=days_ago(days), is_narrow=is_narrow
    )


def declined(
    channel: str = "email", purpose: str = "offers", days: float = 10, lifted: bool = False
) -> Known:
    return lambda who: ChannelDeclined(
        about=who.person,
        purpose=purpose,
        channel=channel,
        at=days_ago(days),
        lifted_at=days_ago(1) if lifted else None,
    )


def colleagues_no(state: Objection = Objection.UPHELD) -> Known:
    """Of the account beside."""
    return lambda who: ObjectionMade(
        about=About(collection=ACCOUNTS, key=(2,)), purpose="offers", state=state, at=days_ago(10)
    )


def restricted(lifted: bool = False) -> Known:
    return lambda who: Restricted(about=who.person, at=days_ago(9), lifted_at=days_ago(2) if lifted else None)


def suppressed(address: str = MAIL, kind: AddressKind = AddressKind.EMAIL, lifted: bool = False) -> Known:
    return lambda who: Suppressed(
        kind=kind,
        mark=MARKER.mark(kind, address),
        at=days_ago(900),
        lifted_at=days_ago(1) if lifted else None,
    )


def under_another_key() -> Known:
    other = Marker(bytes(32))
    return lambda who: Suppressed(
        kind=AddressKind.EMAIL, mark=other.mark(AddressKind.EMAIL, MAIL), at=days_ago(900)
    )


def got(origin: Origin, days: float = 200, offered: bool = True, address: str = MAIL) -> Known:
    return lambda who: AddressGiven(
        about=who.person,
        kind=AddressKind.EMAIL,
        mark=MARKER.mark(AddressKind.EMAIL, address),
        origin=origin,
        at=days_ago(days),
        opt_out_offered=offered,
    )


def washed(days: int, kind: AddressKind = AddressKind.POST, reserved: bool = False) -> Known:
    return lambda who: Washed(
        list="høst",
        home=who.person.collection,
        kind=kind,
        register_of=MONDAY.date() - timedelta(days=days),
        checked=frozenset({who.person.key}),
        reserved=frozenset({who.person.key}) if reserved else frozenset(),
    )


def born(year: int, month: int = 11, day: int = 23) -> Known:
    return lambda who: Child(about=who.person, born_on=date(year, month, day))


# ---- asking ------------------------------------------------------------------------------------------------


def permission(
    who: Who, known: Iterable[Known] = (), at: datetime = MONDAY, unreached: frozenset[str] = frozenset()
) -> Permission:
    facts = Facts.gathered(fact(who) for fact in known)
    return Permission(Rows(company(), who.tables, unreached), facts, at, MARKER)
