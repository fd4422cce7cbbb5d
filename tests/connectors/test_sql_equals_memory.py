"""SQLite and Python agree on every row, for generated tables and predicates, and for their complements."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.connectors.tables import memory_connector, sqlite_connector, sqlite_file
from tests.examples import examples

from hjemmel.connectors.contract import Table
from hjemmel.connectors.protocol import Connector
from hjemmel.connectors.sql import looks
from hjemmel.connectors.sql import tables as sql_tables
from hjemmel.connectors.sql.dates import first_moment
from hjemmel.connectors.sql.tables import LOOKED_UP
from hjemmel.core.moment import read_day
from hjemmel.core.observation import CollectionSeen, ColumnSeen, ColumnType
from hjemmel.core.selection import (
    All,
    Always,
    Among,
    AnyOf,
    Before,
    Blank,
    NoDate,
    NotBefore,
    NoYear,
    Null,
    OneOf,
    Predicate,
    Selection,
    Within,
    YearBefore,
    YearNotBefore,
    negate,
)
from hjemmel.core.shape import Shape

OSLO = "Europe/Oslo"


@pytest.fixture(autouse=True, scope="module")
def _no_table_is_small() -> Iterator[None]:
    """Tables of a few rows are looked into as those of a million are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(looks, "SMALL", -1)
        yield


ZONES = (OSLO, "UTC", "America/New_York", "Asia/Amman", "Pacific/Auckland", "Asia/Kathmandu")
DATE_TYPES = (ColumnType.TEXT, ColumnType.DATE, ColumnType.TIMESTAMP, ColumnType.OTHER)

days = st.one_of(
    st.dates(date(2024, 1, 1), date(2024, 12, 31)),
    st.sampled_from(
        [date(2024, 3, 31), date(2024, 10, 27), date(1000, 1, 1), date(9998, 12, 31), date.min, date.max]
    ),
    st.dates(),
)
near_midnight = st.sampled_from(
    ["21:59:59", "22:00:00", "22:59:59", "23:00:00", "00:00:00", "23:59:59", "24:00:00"]
)
clocks = st.one_of(near_midnight, st.times().map(lambda t: t.isoformat("seconds")))
ends = st.sampled_from(
    ["", "", "", ".5", ".999999999", ".", "Z", "+02:00", ".1234567890", " ", "\x00", "\x00x"]
)
day_texts = st.one_of(
    days.map(str),
    st.sampled_from(["2023-02-29", "2024-02-30", "2024-13-01", "2024-00-10", "2024-1-1", "0000-00-00"]),
)
stamps = st.builds(
    lambda day, between, clock, end: f"{day}{between}{clock}{end}",
    day_texts,
    st.sampled_from([" ", "T", "T", "t", "  ", "\t"]),
    clocks,
    ends,
)
odd = st.text("0123456789-: T.é\x00", max_size=12)
date_values = st.one_of(
    st.none(), day_texts, day_texts, stamps, stamps, odd, st.builds(str.__add__, day_texts, ends)
)
year_values = st.one_of(st.none(), st.integers(990, 1010), st.integers(9990, 10001), st.integers(-5, 5))
year_texts = st.one_of(
    st.none(), year_values.map(str), st.sampled_from(["", "2024", " 2024", "2024\x00", "20a4", "٢٠٢٤"])
)
words = st.sampled_from(
    [None, "", "x", "a", "b", "X", "1", "1-a", "k1-ak", "slettet 2-b", "slettet", "{key}", "æ"]
)
small = st.one_of(st.none(), st.integers(0, 3))


@st.composite
def rows(draw: st.DrawFn) -> list[tuple[object, ...]]:
    keys = draw(st.lists(st.tuples(st.integers(0, 3), st.sampled_from("abc")), unique=True, max_size=8))
    cells = st.tuples(small, words, date_values, date_values, year_values, year_texts)
    return [(*key, *draw(cells)) for key in keys]


columns = ("d", "u", "y", "t", "w", "n", "parent")
years = st.one_of(st.integers(-1, 10002), st.just(2024))


def leaves() -> st.SearchStrategy[Predicate]:
    dated, any_column = st.sampled_from(("d", "u", "d", "u", "t")), st.sampled_from(columns)
    scalars = st.one_of(words, st.integers(0, 3), st.sampled_from(["2", "02"]))
    yes = st.booleans()
    return st.one_of(
        st.builds(Always, yes),
        st.builds(Before, dated, days),
        st.builds(NotBefore, dated, days),
        st.builds(NoDate, dated),
        st.builds(YearBefore, st.sampled_from("yt"), years),
        st.builds(YearNotBefore, st.sampled_from("yt"), years),
        st.builds(NoYear, st.sampled_from("yt")),
        st.builds(Null, any_column, yes),
        st.builds(Blank, st.just("w"), st.one_of(words, st.sampled_from(["k{key}k", "slettet {key}"])), yes),
        st.builds(
            OneOf, st.sampled_from(("w", "parent", "n")), st.lists(scalars, max_size=3).map(tuple), yes
        ),
        st.builds(Among, st.just(("n", "k")), st.frozensets(st.tuples(scalars, scalars), max_size=4), yes),
    )


def deeper(inner: st.SearchStrategy[Predicate]) -> st.SearchStrategy[Predicate]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    selections = st.builds(Selection, st.sampled_from(("shop.one", "shop.other")), inner)
    pairs = st.sampled_from(
        [
            (("parent",), ("n",)),
            (("n",), ("parent",)),
            (("n", "k"), ("parent", "w")),
            (("parent", "w"), ("n", "k")),
            (("w",), ("k",)),
        ]
    )
    within = st.builds(
        lambda rows, pair, yes: Within(pair[0], rows, pair[1], yes), selections, pairs, st.booleans()
    )
    return st.one_of(st.builds(All, several), st.builds(AnyOf, several), within, within, inner.map(negate))


predicates = st.recursive(leaves(), deeper, max_leaves=8)


def table(name: str, kind: ColumnType, rows: list[tuple[object, ...]]) -> Table:
    types = {
        "n": ColumnType.INTEGER,
        "k": ColumnType.TEXT,
        "parent": ColumnType.INTEGER,
        "w": ColumnType.TEXT,
        "d": kind,
        "u": kind,
        "y": ColumnType.INTEGER,
        "t": ColumnType.TEXT,
    }
    seen = tuple(ColumnSeen(name=name, type=kind, nullable=True) for name, kind in types.items())
    return Table(CollectionSeen(name=name, columns=seen, key=("n", "k")), tuple(rows))  # type: ignore[arg-type]


def found(connector: Connector, where: Predicate) -> list[tuple[object, ...]]:
    return sorted(connector.find(Selection("shop.one", where), ("n", "k")))  # type: ignore[type-var]


@contextmanager
def both(
    kind: ColumnType, zone: str, one: list, other: list, indexed: bool
) -> Iterator[tuple[Connector, Connector]]:
    tables = [table("one", kind, one), table("other", kind, other)]
    shapes = {
        f"shop.{name}": Shape(
            collection=f"shop.{name}", table=name, key=("n", "k"), home_zone=OSLO, zones={"u": zone}
        )
        for name in ("one", "other")
    }
    indexes = [
        f"CREATE INDEX {name}_{c} ON {name} ({c})" for name in ("one", "other") for c in (*columns, "k")
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = sqlite_file(Path(folder) / "shop.db", tables, indexes if indexed else ())
        yield sqlite_connector(path, shapes), memory_connector(tables, shapes)


@pytest.mark.property
@pytest.mark.slow
@settings(max_examples=examples(200))
@given(st.sampled_from(DATE_TYPES), st.sampled_from(ZONES), rows(), rows(), st.booleans(), predicates)
def test_sql_and_memory_choose_the_same_rows(
    kind: ColumnType, zone: str, one: list, other: list, indexed: bool, where: Predicate
) -> None:
    with both(kind, zone, one, other, indexed) as (sql, memory):
        chosen = found(memory, where)
        assert found(sql, where) == chosen
        assert found(sql, negate(where)) == found(memory, negate(where))
        assert sorted(chosen + found(sql, negate(where))) == found(memory, Always())


several = st.lists(
    st.builds(Selection, st.sampled_from(("shop.one", "shop.one", "shop.other")), predicates),
    min_size=2,
    max_size=5,
)


@pytest.mark.property
@pytest.mark.slow
@settings(max_examples=examples(200))
@given(
    st.sampled_from(DATE_TYPES),
    st.sampled_from(ZONES),
    rows(),
    rows(),
    st.booleans(),
    several,
    st.sampled_from((0, LOOKED_UP)),
)
def test_several_counts_at_once_are_those_of_each(
    kind: ColumnType,
    zone: str,
    one: list,
    other: list,
    indexed: bool,
    asked: list[Selection],
    looked_up: int,
) -> None:
    """Whichever way statements go through tables so small: by lists, or by looking up (`looked_up` 0)."""
    with pytest.MonkeyPatch.context() as patch, both(kind, zone, one, other, indexed) as (sql, memory):
        patch.setattr(sql_tables, "LOOKED_UP", looked_up)
        told = [(rows, Selection(rows.collection, negate(rows.where))) for rows in asked]
        whole = [rows for pair in told for rows in pair]
        assert list(sql.counts(whole)) == [memory.count(rows) for rows in whole]


@pytest.mark.property
@pytest.mark.slow
@settings(max_examples=examples(120))
@given(
    st.sampled_from(DATE_TYPES),
    st.sampled_from(ZONES),
    st.lists(date_values, max_size=12),
    st.booleans(),
    days,
)
def test_every_text_is_the_same_day_to_both(
    kind: ColumnType, zone: str, values: list, indexed: bool, day: date
) -> None:
    one = [(n, "a", None, None, value, value, None, None) for n, value in enumerate(values)]
    with both(kind, zone, one, [], indexed) as (sql, memory):
        for where in [part for c in "du" for part in (Before(c, day), NotBefore(c, day), NoDate(c))]:
            assert found(sql, where) == found(memory, where), where
            assert found(sql, negate(where)) == found(memory, negate(where)), where


@pytest.mark.property
@given(st.sampled_from(ZONES), st.dates(date(1900, 1, 2), date(2100, 1, 1)), st.integers(-10_000, 10_000))
@example("Asia/Amman", date(2013, 10, 26), 0)
@example("Asia/Amman", date(2012, 10, 26), 30)
@example("Asia/Amman", date(1987, 4, 3), -1)
def test_a_stored_clock_is_before_a_day_when_it_is_before_its_first_moment(
    zone: str, day: date, off: int
) -> None:
    first = first_moment(day, zone, OSLO)
    moment = first + timedelta(seconds=off)
    read = read_day(moment, zone, OSLO)
    assert isinstance(read, date)
    assert (read < day) == (moment < first)


def test_columns_of_one_name_in_two_tables_are_each_their_own() -> None:
    first, other = table("one", ColumnType.TEXT, []), table("other", ColumnType.TEXT, [])
    shapes = {
        f"shop.{name}": Shape(
            collection=f"shop.{name}", table=name, key=key, home_zone=OSLO, zones={"d": zone}
        )
        for name, key, zone in (("one", ("n", "k"), OSLO), ("other", ("n",), "UTC"))
    }
    at = "2024-02-29 23:30:00"
    cells = (1, "a", 1, "k1-ak", at, None, None, None), (2, "a", 2, "k2k", at, None, None, None)
    late = NotBefore("d", date(2024, 3, 1))
    with tempfile.TemporaryDirectory() as folder:
        tables = [Table(first.seen, cells), Table(other.seen, cells)]  # type: ignore[arg-type]
        path = sqlite_file(Path(folder) / "shop.db", tables)
        connectors = sqlite_connector(path, shapes), memory_connector(tables, shapes)
        for part in (late, Blank("w", "k{key}k")):
            both_ways = [
                Within(("n",), Selection(f"shop.{name}", part), ("parent",)) for name in ("one", "other")
            ]
            for where in (AnyOf(tuple(both_ways)), All(tuple(both_ways)), *both_ways):
                sql, memory = (found(connector, where) for connector in connectors)
                assert sql == memory, where
