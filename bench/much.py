"""One person with very much: the shape in which access is measured in the field (specs of benchmarks, part E), on PostgreSQL.

Forty tables; the person has rows in nine of them: N orders, 5 N order items, N logins, N service requests, N visits, N/10 cards,
and one row each of customer, address and product. Everybody else has a little."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import sqlalchemy as sa
from tests.connectors.servers import server

from hjemmel.connectors.sql import SqlConnector
from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import About

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
BIG = About(collection="shop.customer", key=(1000,))
TABLES = 40
OTHERS = 500
"""Other customers, with ten orders each."""

_HEAD = """
hjemmel: 1
organisation: {name: Prøvebutikken AS, orgnr: "312045109"}
statement: {version: 1, valid_from: 2026-01-01}
subjects:
  customer: {title: {nb: kunde, en: customer}}
categories:
  contact: {title: {nb: kontaktopplysninger, en: contact details}}
  sale: {title: {nb: kjøp, en: purchases}}
  use: {title: {nb: bruk, en: use}}
sources:
  person: {title: {nb: deg selv, en: you}, kind: person}
  activity: {title: {nb: det du gjør, en: what you do}, kind: generated}
systems:
  shop:
    title: {nb: butikken, en: the shop}
    connect: {kind: sql, url: "${SHOP_URL}"}
    mode: act
    backup: {kept: 35 days, taken_before_act: 2026-01-01}
    collections:
"""
_TAIL = """
events:
  active: {of: shop.customer, latest: [shop.orders.placed_at, shop.login.time], if_none: shop.customer.created, null_child: ignored}
  booked: {of: shop.orders, first_day_after_financial_year: placed_at}
purposes:
  serve:
    title: {nb: levere og følge opp, en: deliver and look after}
    for: [customer]
    basis: contract
    keep:
      - {in: [shop.customer], categories: [contact], after: active, period: 3 years}
      - {in: [shop.payment_card, SPARE], categories: [contact], with: shop.customer}
  answer:
    title: {nb: svare på spørsmål, en: answer questions}
    for: [customer]
    basis: legitimate_interests
    keep:
      - {in: [shop.service_request], categories: [use], after: shop.service_request.opened, period: 5 years}
  safe:
    title: {nb: holde det trygt, en: keep it safe}
    for: [customer]
    basis: legitimate_interests
    keep:
      - {in: [shop.login], categories: [use], after: shop.login.time, period: 5 years}
      - {in: [shop.visit], categories: [use], after: shop.visit.last_visit, period: 5 years}
  books:
    title: {nb: regnskap, en: books}
    for: [customer]
    basis: legal_obligation
    law: bokforingsloven-13-primary
    keep:
      - {in: [shop.orders], categories: [sale], after: booked, period: 5 years}
      - {in: [shop.order_item], categories: [sale], with: shop.orders}
      - {in: [shop.address], categories: [contact], with: shop.customer}
"""


def _collection(
    name: str,
    key: str,
    fields: str,
    via: str = "",
    to: str = "shop.customer.id",
    identity: str = "",
) -> str:
    about = f"{{via: {via}}}" if via else "{kind: customer}"
    lines = [
        f"      {name}:",
        f"        title: {{nb: {name}, en: {name}}}",
        f"        key: [{key}]",
        f"        about: {about}",
        *([f"        references: {{{via}: {to}}}"] if via else []),
        *([f"        identity: {{email: {identity}}}"] if identity else []),
        "        when_due: erase",
        "        fields:",
        *(f"          - {one}" for one in fields.split("\n")),
    ]
    return "\n".join(lines) + "\n"


def _spare() -> list[str]:
    return [f"spare_{number}" for number in range(TABLES - 8)]


def data_map() -> DataMap:
    """The declaration of all forty tables but the one of products, which is about nobody."""
    keys = "{columns: [%s], category: none, why: keys and clocks}"
    parts = [
        _collection("customer", "id", "{columns: [email, name], category: contact, source: [person]}\n" + keys % "id, created, address_id", identity="email"),
        _collection("address", "id", "{columns: [street, city], category: contact, source: [person]}\n" + keys % "id, customer_id", "customer_id"),
        _collection("payment_card", "id", "{columns: [name, ccn, code, preferred], category: contact, source: [person]}\n" + keys % "id, customer_id", "customer_id"),
        _collection("orders", "id", "{columns: [total, payment_card_id], category: sale, source: [activity]}\n" + keys % "id, customer_id, placed_at", "customer_id"),
        _collection("order_item", "order_id, item_no", "{columns: [product_id, quantity], category: sale, source: [activity]}\n" + keys % "order_id, item_no", "order_id", "shop.orders.id"),
        _collection("login", "id", "{columns: [device], category: use, source: [activity]}\n" + keys % "id, customer_id, time", "customer_id"),
        _collection("service_request", "id", "{columns: [alt_email, text], category: use, source: [person]}\n" + keys % "id, email, opened", "email", "shop.customer.email"),
        _collection("visit", "email, last_visit", "{columns: [page], category: use, source: [activity]}\n" + keys % "email, last_visit", "email", "shop.customer.email"),
        *(_collection(name, "id", "{columns: [value], category: contact, source: [person]}\n" + keys % "id, customer_id", "customer_id") for name in _spare()),
    ]  # fmt: skip
    text = _HEAD + "".join(parts) + _TAIL.replace("SPARE", ", ".join(f"shop.{name}" for name in _spare()))
    found = load(text.encode())
    assert found.map is not None, [str(finding) for finding in found.findings]
    return found.map


_MAKE = """
CREATE TABLE product (id int PRIMARY KEY, name text);
CREATE TABLE customer (id int PRIMARY KEY, email text UNIQUE, name text, created timestamp, address_id int);
CREATE TABLE address (id int PRIMARY KEY, customer_id int REFERENCES customer, street text, city text);
CREATE TABLE payment_card (id text PRIMARY KEY, customer_id int REFERENCES customer, name text, ccn bigint, code int, preferred boolean);
CREATE TABLE orders (id text PRIMARY KEY, customer_id int REFERENCES customer, payment_card_id text, total numeric(10,2), placed_at timestamp);
CREATE TABLE order_item (order_id text REFERENCES orders, item_no int, product_id int, quantity int, PRIMARY KEY (order_id, item_no));
CREATE TABLE login (id int PRIMARY KEY, customer_id int REFERENCES customer, time timestamp, device text);
CREATE TABLE service_request (id text PRIMARY KEY, email text, alt_email text, text text, opened timestamp);
CREATE TABLE visit (email text, last_visit timestamp, page text, PRIMARY KEY (email, last_visit));
"""
_FILL = """
INSERT INTO product VALUES (1, 'kopp');
INSERT INTO customer SELECT i, 'k'||i||'@post.example', 'Kunde '||i, '2020-01-01', i FROM generate_series(1, :others) i WHERE i <> 1000;
INSERT INTO customer VALUES (1000, 'big@post.example', 'Stor', '2020-01-01', 1000);
INSERT INTO address SELECT id, id, 'Storgata '||id, 'Stord' FROM customer;
INSERT INTO payment_card SELECT 'p'||id, id, 'n', 4111111111111111, 123, true FROM customer WHERE id <> 1000;
INSERT INTO payment_card SELECT 'bp'||i, 1000, 'n', 4111111111111111, 123, true FROM generate_series(1, :n/10) i;
INSERT INTO orders SELECT 'o'||c.id||'-'||i, c.id, 'p'||c.id, 100, timestamp '2026-01-01' - i * interval '30 days' FROM customer c, generate_series(1, 10) i WHERE c.id <> 1000;
INSERT INTO orders SELECT 'bo'||i, 1000, 'bp'||(1 + mod(i, :n/10)), i, timestamp '2026-11-01' - i * interval '3 hours' FROM generate_series(1, :n) i;
INSERT INTO order_item SELECT id, j, 1, 1 FROM orders, generate_series(1, 5) j;
INSERT INTO login SELECT 100000 + i, 1000, timestamp '2026-11-20' - i * interval '1 hour', 'pc' FROM generate_series(1, :n) i;
INSERT INTO service_request SELECT 'bs'||i, 'big@post.example', null, 'spørsmål '||i, timestamp '2026-11-20' - i * interval '2 hours' FROM generate_series(1, :n) i;
INSERT INTO visit SELECT 'big@post.example', timestamp '2026-11-20' - i * interval '1 minute', '/kopper' FROM generate_series(1, :n) i;
CREATE INDEX ON address (customer_id);
CREATE INDEX ON orders (customer_id);
CREATE INDEX ON login (customer_id);
CREATE INDEX ON service_request (email);
CREATE INDEX ON payment_card (customer_id);
"""

BY_HAND = (
    "SELECT id, email, name, created, address_id FROM customer WHERE id = 1000",
    "SELECT id, customer_id, street, city FROM address WHERE customer_id = 1000",
    "SELECT id, customer_id, name, ccn, code, preferred FROM payment_card WHERE customer_id = 1000",
    "SELECT id, customer_id, payment_card_id, total, placed_at FROM orders WHERE customer_id = 1000",
    "SELECT i.order_id, i.item_no, i.product_id, i.quantity FROM order_item i JOIN orders o ON o.id = i.order_id WHERE o.customer_id = 1000",
    "SELECT id, customer_id, time, device FROM login WHERE customer_id = 1000",
    "SELECT id, email, alt_email, text, opened FROM service_request WHERE email = 'big@post.example'",
    "SELECT email, last_visit, page FROM visit WHERE email = 'big@post.example'",
)  # fmt: skip
"""What somebody who knows the schema would write: one statement a table, those that hold nothing of the person included."""


def by_hand() -> tuple[str, ...]:
    return (
        *BY_HAND,
        *(f"SELECT id, customer_id, value FROM {name} WHERE customer_id = 1000" for name in _spare()),
    )


@contextmanager
def shop(n: int) -> Iterator[str]:
    """A database with a person of 9.1 n + 2 rows (the product is nobody's); its address."""
    with server("postgres") as found:
        address = sa.make_url(found.url).set(drivername="postgresql+psycopg")
        engine = sa.create_engine(address, poolclass=sa.NullPool)
        spare = "".join(
            f"CREATE TABLE {name} (id int PRIMARY KEY, customer_id int REFERENCES customer, value text);"
            f"CREATE INDEX ON {name} (customer_id);"
            for name in _spare()
        )
        with engine.begin() as connection:
            for statement in (_MAKE + spare + _FILL).split(";"):
                if statement.strip():
                    written = statement.replace(":others", str(OTHERS)).replace(":n", str(n))
                    connection.exec_driver_sql(written)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
        yield found.url


def connector(url: str, declared: DataMap) -> SqlConnector:
    shapes = {one.name: one.shape for one in declared.in_system("shop")}
    return SqlConnector("shop", url, shapes, clock=lambda: NOW)
