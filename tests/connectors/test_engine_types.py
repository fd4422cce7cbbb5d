"""What a database's own types do to dates, equality and order: whoever reads a row and whoever selects it agree.

Every value is read by `find`, as the census of a promise reads it, and judged in Python; every selection of it must
choose the same rows."""

from collections.abc import Iterator
from datetime import date

import pytest
from tests.connectors.engines import Place, needs

from hjemmel.connectors.protocol import Connector, Unsupported
from hjemmel.connectors.rowtest import row_test
from hjemmel.connectors.values import KEY_MARK, as_text
from hjemmel.core.observation import ColumnType
from hjemmel.core.selection import (
    Among,
    Before,
    Blank,
    NoDate,
    NotBefore,
    NoYear,
    Null,
    OneOf,
    Predicate,
    Scalar,
    Selection,
    Within,
    YearBefore,
    YearNotBefore,
    negate,
)
from hjemmel.core.shape import Shape

ROWS = Selection("shop.things")
SHAPES = {
    "shop.things": Shape(
        collection="shop.things",
        table="Things",
        key=("id",),
        home_zone="Europe/Oslo",
        zones={"at_utc": "UTC"},
    ),
}

POSTGRES = (
    "CREATE TYPE mood AS ENUM ('glad', 'Trist', '2024-02-29')",
    "CREATE DOMAIN postal AS varchar(8) CHECK (value <> 'never')",
    "CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
    """CREATE TABLE "Things" (id int PRIMARY KEY, v varchar, padded char(12), loose text COLLATE loose,
        norsk text COLLATE "nb-x-icu", "order by Æ" text, mood mood, zip postal, guid uuid, doc jsonb, many text[],
        raw bytea, small smallint, price numeric(10, 2), wide numeric, real real, double double precision, ok boolean,
        day date, at timestamp, at_utc timestamptz, lasts interval, clock time, ip inet,
        twice int GENERATED ALWAYS AS (small * 2) STORED)""",
    """INSERT INTO "Things" (id, v, padded, loose, norsk, "order by Æ", mood, zip, guid, doc, many, raw, small, price,
        wide, real, double, ok, day, at, at_utc, lasts, clock, ip) VALUES
      (1, 'Kari', '2024-02-29', 'KARI', '2024-02-29', '2024-02-29', 'glad', '0150',
        '6f9619ff-8b86-d011-b42d-00c04fc964ff', '{"a": 1}', '{a,b}', '\\x00ff', 2024, 10.50, 0.1, 0.1, 0.1, true,
        '2024-02-29', '2024-02-29 23:30:00', '2024-02-29 23:30:00+00', '1 day', '12:00', '10.0.0.1'),
      (2, 'kari', 'Kari', 'kari', '2024-02-29 10:00:00', 'slettet 2', 'Trist', 'x', NULL, '[]', '{}', '\\x', 0, 10.00,
        12345678901234567890.5, 16777217, 1e300, false, 'infinity', '-infinity', 'infinity', '-3 hours', '00:00', '::1'),
      (3, 'kari ', 'kari  x', 'kari ', '2024-02-30', '2024-02-29T00:00:00', '2024-02-29', '2024', NULL, '"2024-02-29"',
        '{2024-02-29}', '2024-02-29', 1999, 0.10, 'NaN', 'NaN', 'infinity', NULL, '0044-03-15 BC',
        '2024-03-01 00:00:00.5', '2024-02-29 22:59:59.999999+00', NULL, NULL, NULL),
      (4, '2024-02-29 10:00:00' || chr(10), '', '', 'å', '9998-12-31', NULL, '', NULL, NULL, NULL, NULL, 9999, 2024.00,
        2024, 2024, 2024, NULL, '9999-12-31', '12024-01-01', '0001-01-01 BC', NULL, NULL, NULL),
      (5, '٢٠٢٤', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL, NULL)""",
)
MARIADB = (
    "SET SESSION time_zone = '+00:00', sql_mode = 'ALLOW_INVALID_DATES'",
    """CREATE TABLE `Things` (id int PRIMARY KEY, v varchar(60), padded char(12), sharp varchar(60) COLLATE utf8mb4_bin,
        latin varchar(60) CHARACTER SET latin1 COLLATE latin1_danish_ci, `order by Æ` text, mood enum('glad', 'Trist', '2024-02-29'),
        several set('a', 'b'), guid uuid, doc json, raw varbinary(20), small smallint, big bigint unsigned, flag tinyint(1),
        bits bit(5), born year, price decimal(10, 2), whole decimal(10, 0), wide decimal(60, 20), real_ float, twice_ double,
        day date, must date NOT NULL DEFAULT '0000-00-00', at datetime, exact datetime(6), at_utc timestamp(3) NULL,
        clock time, unseen varchar(9) INVISIBLE, doubled int AS (small * 2) PERSISTENT)
        CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci""",
    """INSERT INTO `Things` (id, v, padded, sharp, latin, `order by Æ`, mood, several, guid, doc, raw, small, big, flag, bits,
        born, price, whole, wide, real_, twice_, day, must, at, exact, at_utc, clock, unseen) VALUES
      (1, 'Kari', '2024-02-29', 'Kari', 'Kåri', '2024-02-29', 'glad', 'a,b', '6f9619ff-8b86-d011-b42d-00c04fc964ff',
        '{"a": 1}', x'00ff', 2024, 18446744073709551615, 1, 5, 2024, 10.50, 100, 0.1, 0.1, 0.1, '2024-02-29', '2024-02-29',
        '2024-02-29 23:30:00', '2024-02-29 23:30:00', '2024-02-29 23:30:00', '12:00', 'x'),
      (2, 'kari', 'Kari', 'kari', 'kåri', 'slettet 2', 'Trist', '', NULL, '[]', '', 0, 5, 0, 0, 1999, 10.00, 0,
        12345678901234567890.5, 16777217, 1e300, '0000-00-00', '0000-00-00', '0000-00-00 00:00:00', '2024-02-00 10:00:00',
        '2024-02-29 22:59:59.999', '-01:00', NULL),
      (3, 'kari ', 'kari  x', 'kari ', 'Kari', '2024-02-29T00:00:00', '2024-02-29', 'b', NULL, NULL, '2024', 1999, 2024, 7,
        31, 2155, 0.10, 2024, 2024, 2024, 2024, '2024-02-00', '2024-00-00', '2024-03-01 00:00:00', '2024-03-01 00:00:00.5',
        '2024-02-29 23:00:00', NULL, NULL),
      (4, 'kåri', '', '2024-02-29t10:00:00', '2024-02-29 10:00:00', '9998-12-31', NULL, NULL, NULL, NULL, NULL, 9999, NULL,
        NULL, NULL, NULL, 2024.00, NULL, NULL, NULL, NULL, '9999-12-31', '9999-12-31', '9999-12-31 00:00:00',
        '0000-00-00 00:00:00', '1970-01-01 00:00:01', NULL, NULL),
      (5, CONCAT('2024-02-29', CHAR(10)), '2024-02-29', '2024', '2024', '2024-02-30', NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '1000-01-01', NULL, NULL, '0000-00-00 00:00:00', NULL, NULL)""",
)
STATEMENTS = {"postgres": POSTGRES, "mariadb": MARIADB}


@pytest.fixture(params=[pytest.param(engine, marks=needs(engine)) for engine in STATEMENTS])
def shop(request: pytest.FixtureRequest) -> Iterator[Connector]:
    place: Place = request.getfixturevalue(request.param)
    place.empty()
    place.lay((), STATEMENTS[request.param])
    return place.connector(SHAPES)


def read(connector: Connector, *columns: str) -> list[tuple[Scalar, ...]]:
    return sorted(connector.find(ROWS, ("id", *columns)), key=lambda row: str(row[0]))


def columns(connector: Connector) -> dict[str, ColumnType]:
    things = connector.describe().collection("Things")
    assert things is not None
    return {column.name: column.type for column in things.columns}


def chosen(connector: Connector, where: Predicate) -> list[object]:
    return sorted(row[0] for row in connector.find(Selection("shop.things", where), ("id",)))  # type: ignore[type-var]


FLOATS = {"real", "double", "real_", "twice_"}
OTHERS: tuple[Scalar, ...] = (
    "KARI", "kari", "kari  ", "karI", "Kåri", "kari x", "1", 1, True, "true", "t", 0, "0", "2024", 2024, "2024.0", "10.5",
    "10.50", "10", "0.1", "1e300", "1e+300", "16777217", "16777216", "16777200", "nan", "NaN", "inf", "Infinity", "infinity",
    "2024-02-29", "2024-02-29 23:30:00", "2024-02-29T23:30:00", "2024-02-29 23:30:00+00:00", "0000-00-00", "0000-00-00 00:00:00",
    "glad", "Glad", "a\x00b", "\udce5", "", " ", "00ff", "{key}", "slettet {key}", "6F9619FF-8B86-D011-B42D-00C04FC964FF",
    "6f9619ff-8b86-d011-b42d-00c04fc964ff", "18446744073709551615", "é", "å",
)  # fmt: skip


def predicates(column: str, values: list[Scalar], is_text: bool) -> Iterator[Predicate]:
    yield Null(column)
    yield NoDate(column)
    yield NoYear(column)
    for day in (date(1000, 1, 1), date(1970, 1, 1), date(2024, 2, 29), date(2024, 3, 1), date(9998, 12, 31)):
        yield Before(column, day)
        yield NotBefore(column, day)
    for year in (1000, 2000, 2024, 9998):
        yield YearBefore(column, year)
        yield YearNotBefore(column, year)
    for value in dict.fromkeys((*values, *map(as_text, values))):
        yield OneOf(column, (value,))
    # In parts, so that none hides what another one finds.
    for part in range(8):
        yield OneOf(column, OTHERS[part::8])
    for value in dict.fromkeys((*values, "slettet {key}", "0000-00-00", 0)):
        if is_text or not (isinstance(value, str) and KEY_MARK in value):
            yield Blank(column, value)
    yield Among((column,), frozenset((value,) for value in (*values, *OTHERS)))
    yield Among((column,), frozenset((value,) for value in (*values, *(f"no {n}" for n in range(100)))))


def test_what_is_read_and_what_is_selected_agree(shop: Connector) -> None:
    kinds = columns(shop)
    shape = SHAPES["shop.things"]
    wrong, refused = [], set()
    for column in kinds:
        rows = [dict(zip(("id", column), row, strict=True)) for row in read(shop, column)]
        is_text = kinds[column] is ColumnType.TEXT
        for where in predicates(column, [row[column] for row in rows], is_text):
            for part in (where,) if isinstance(where, OneOf) else (where, negate(where)):
                test = row_test(part, shape, lambda _: ())
                expected = [row["id"] for row in rows if test(row)]
                try:
                    found = chosen(shop, part)
                except Unsupported:
                    refused.add(column)
                    continue
                if found != expected:
                    wrong.append((column, part, found, expected))
    assert not wrong, "\n".join(map(str, wrong[:40])) + f"\n{len(wrong)} in all"
    assert not refused


def test_references_between_columns_of_any_two_types_agree(shop: Connector) -> None:
    """A number in one place matches the same text in another; what can't be compared is refused, never guessed."""
    kinds = columns(shop)
    names = list(kinds)
    values = {column: dict(read(shop, column)) for column in names}  # type: ignore[arg-type]
    wrong, refused = [], set()
    for ours in names:
        for theirs in names:
            where = Within((ours,), ROWS, (theirs,))
            known = {as_text(value) for value in values[theirs].values()} - {None}
            expected = sorted(key for key, value in values[ours].items() if as_text(value) in known)
            try:
                found = chosen(shop, where)
            except Unsupported:
                refused |= {ours, theirs}
                continue
            if found != expected:
                wrong.append((ours, theirs, found, expected))
    assert not wrong, "\n".join(map(str, wrong[:40])) + f"\n{len(wrong)} in all"
    assert {kinds[name] for name in refused if name in FLOATS} == {ColumnType.NUMBER}
    for name in set(kinds) - FLOATS:
        assert chosen(shop, Within((name,), ROWS, (name,))) == sorted(
            key for key, value in values[name].items() if value is not None
        )
