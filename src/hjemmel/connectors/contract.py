"""The contract that every connector passes, ours and yours: subclass `ConnectorContract`, and run pytest.

    class TestMyConnector(ConnectorContract):
        def make(self, tables, shapes):
            ...lay the tables down in the system, and return the connector

The rows are small and awkward on purpose. No method may be overridden to make it pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from hjemmel.core.observation import CollectionSeen, ColumnSeen, ColumnType, ReferenceSeen
from hjemmel.core.selection import (
    EVERY,
    NONE,
    All,
    Among,
    AnyOf,
    Before,
    Blank,
    Listed,
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

from .protocol import Connector, Drifted, Failure, Unsupported

OSLO = "Europe/Oslo"
PEOPLE, ORDERS, LINES = "shop.people", "shop.orders", "shop.lines"
MANY = 1200


@dataclass(frozen=True, slots=True)
class Table:
    """A table to lay down: its schema, and its rows with values in the order of the columns."""

    seen: CollectionSeen
    rows: tuple[tuple[Scalar, ...], ...]

    @property
    def dicts(self) -> list[dict[str, Scalar]]:
        names = [column.name for column in self.seen.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]


def _column(name: str, kind: ColumnType, *, nullable: bool = True, length: int | None = None) -> ColumnSeen:
    return ColumnSeen(name=name, type=kind, nullable=nullable, length=length)


_PEOPLE = CollectionSeen(
    name="people",
    columns=(
        _column("id", ColumnType.INTEGER, nullable=False),
        _column("email", ColumnType.TEXT, nullable=False, length=40),
        _column("name", ColumnType.TEXT),
        _column("city", ColumnType.TEXT, length=8),
        _column("points", ColumnType.INTEGER),
        _column("sponsor_id", ColumnType.INTEGER),
    ),
    key=("id",),
    unique=(("email",),),
    references=(ReferenceSeen(columns=("sponsor_id",), target="people", target_columns=("id",)),),
)
_ORDERS = CollectionSeen(
    name="orders",
    columns=(
        _column("shop", ColumnType.TEXT, nullable=False),
        _column("number", ColumnType.INTEGER, nullable=False),
        _column("person_id", ColumnType.INTEGER),
        _column("placed", ColumnType.TEXT),
        _column("seen_utc", ColumnType.TEXT),
        _column("year", ColumnType.TEXT),
        _column("fiscal", ColumnType.INTEGER),
        _column("note", ColumnType.TEXT),
    ),
    key=("shop", "number"),
    references=(ReferenceSeen(columns=("person_id",), target="people", target_columns=("id",)),),
)
_LINES = CollectionSeen(
    name="lines",
    columns=(
        _column("id", ColumnType.INTEGER, nullable=False),
        _column("shop", ColumnType.TEXT),
        _column("number", ColumnType.INTEGER),
        _column("text", ColumnType.TEXT),
    ),
    key=("id",),
)
SHAPES = {
    PEOPLE: Shape(collection=PEOPLE, table="people", key=("id",), home_zone=OSLO),
    ORDERS: Shape(
        collection=ORDERS, table="orders", key=("shop", "number"), home_zone=OSLO, zones={"seen_utc": "UTC"}
    ),
    LINES: Shape(collection=LINES, table="lines", key=("id",), home_zone=OSLO),
}
TABLES = (
    Table(
        _PEOPLE,
        (
            (1, "kari@example.no", "Kari", "Oslo", 10, None),
            (2, "ola@example.no", "Ola", None, 0, 1),
            (3, "slettet-3@x.example", "slettet", "", None, None),
            (4, "slettet-9@x.example", None, "Bergen", -5, 4),
        ),
    ),
    Table(
        _ORDERS,
        (
            ("a", 1, 1, "2024-02-29", "2024-02-28 23:00:00", "2024", 2024, "-a-1-"),
            ("a", 2, 1, "2024-02-29 23:59:59.999", "2024-02-28T22:59:59", "1999", 1999, None),
            ("a", 3, 2, "2024-03-01T00:00:00", "2024-03-30 23:00:00", "0999", 999, "slettet a-3"),
            ("b", 1, 2, "2023-02-29", "2024-03-31 22:00:00", " 2024", 10000, "slettet b-2"),
            ("b", 2, None, "2024-02-30 10:00:00", "2024-02-29", "20245", None, "slettet b-2"),
            ("b", 3, 3, None, None, None, 2025, ""),
            ("b", 4, 3, "", "yesterday", "", 0, "x"),
            ("c", 1, None, "2024-02-29 24:00:00", "2024-10-26 22:30:00.5", "MMXX", -2024, "{key}"),
            ("c", 2, None, "2024-02-29T12:00:00Z", "2024-10-27 23:00:00", "2025", 2000, "slettet c-2"),
            ("c", 3, 4, "9999-12-31", "9998-12-31 23:30:00", "9999", 9999, "slettet-c-3"),
            ("c", 4, 4, "1000-01-01", "0999-12-31 23:59:59", "1000", 1000, "slettet c"),
            ("d", 1, 4, "2024-2-29", "2024-02-28 23:00:00.", "2024.0", 9998, "Slettet d-1"),
        ),
    ),
    Table(_LINES, ((1, "a", 1, "x"), (2, "a", None, "y"), (3, None, 1, "z"), (4, "b", 3, None))),
)
_DAYS = (
    date(1000, 1, 1),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2024, 3, 31),
    date(2024, 10, 27),
    date.max,
)
_ORDER_PARTS: tuple[Predicate, ...] = (
    EVERY,
    *(
        kind(column, day)
        for kind in (Before, NotBefore)
        for column in ("placed", "seen_utc")
        for day in _DAYS
    ),
    *(NoDate(column) for column in ("placed", "seen_utc", "note", "number")),
    *(kind(column, 2024) for kind in (YearBefore, YearNotBefore) for column in ("year", "fiscal", "note")),
    *(NoYear(column) for column in ("year", "fiscal", "note")),
    *(Null(column) for column in ("placed", "person_id")),
    *(Blank("note", blank) for blank in (None, "", "slettet {key}", "-{key}-", "x")),
    *(OneOf("person_id", values) for values in ((), (1, 2), ("3",), (None, 4), ("x",))),
    Among(("shop", "number"), frozenset({("a", 1), ("b", 2), ("z", 1), ("c", None)})),
    Among(("person_id",), frozenset()),
    Within(("person_id",), Selection(PEOPLE, Null("city")), ("id",)),
    Within(("person_id",), Selection(PEOPLE, NONE), ("id",)),
    Within(("shop", "number"), Selection(LINES), ("shop", "number")),
)
"""One of each predicate, and its awkward cases."""


def _kept(row: Mapping[str, object], *names: str) -> tuple[object, ...]:
    return tuple(row[name] for name in names)


def _of_many_levels(levels: int, references: int) -> Predicate:
    """Ands and ors in turn, inside each reference and outside of them."""
    part: Predicate = NotBefore("placed", date(2024, 2, 29))
    for reference in range(references + 1):
        if reference:
            orders = Within(("id",), Selection(ORDERS, part), ("person_id",), yes=reference != 2)
            part = Within(("person_id",), Selection(PEOPLE, orders), ("id",))
        for level in range(levels):
            kind, other = (All, Null("shop", yes=False)) if level % 2 else (AnyOf, OneOf("number", (level,)))
            part = kind((part, other, OneOf("shop", ("a", f"level {level}"))))
    return part


class ConnectorContract:
    """Each method that begins with `test_` is a promise of `protocol.Connector`."""

    def make(self, tables: Sequence[Table], shapes: Mapping[str, Shape]) -> Connector:
        """A connector to a system that holds these tables and nothing else."""
        raise NotImplementedError

    def stored(self, connector: Connector, collection: str) -> list[tuple[object, ...]]:
        """Every row of a collection. Override it to look past the connector, if you can."""
        names = [column.name for column in _seen(collection).columns]
        return sorted(
            (_kept(row, *names) for row in connector.export(Selection(collection), names)), key=repr
        )

    def shop(self) -> Connector:
        return self.make(TABLES, SHAPES)

    # ---- selections -----------------------------------------------------------------------------------

    def test_each_predicate_and_its_complement_part_the_rows(self) -> None:
        shop = self.shop()
        everything = keys(shop, ORDERS, EVERY)
        for part in _ORDER_PARTS:
            chosen, rest = keys(shop, ORDERS, part), keys(shop, ORDERS, negate(part))
            assert sorted(chosen + rest) == everything, f"{part}: rows are lost, or found twice"
            assert shop.count(Selection(ORDERS, part)) == len(chosen), part

    def test_and_or_and_their_complements_part_the_rows(self) -> None:
        shop = self.shop()
        everything = keys(shop, ORDERS, EVERY)
        for one, other in zip(_ORDER_PARTS, reversed(_ORDER_PARTS), strict=True):
            both, either = keys(shop, ORDERS, All((one, other))), keys(shop, ORDERS, AnyOf((one, other)))
            first, second = keys(shop, ORDERS, one), keys(shop, ORDERS, other)
            assert both == sorted(set(first) & set(second)), (one, other)
            assert either == sorted(set(first) | set(second)), (one, other)
            assert sorted(both + keys(shop, ORDERS, negate(All((one, other))))) == everything, (one, other)

    def test_a_test_of_many_levels_is_read_however_they_stand_inside_each_other(self) -> None:
        shop = self.shop()
        everything = keys(shop, ORDERS, EVERY)
        for levels in (1, 6, 12):
            for references in (0, 1, 2, 3):
                part = _of_many_levels(levels, references)
                chosen, rest = keys(shop, ORDERS, part), keys(shop, ORDERS, negate(part))
                assert sorted(chosen + rest) == everything, (levels, references)

    def test_several_counts_at_once_are_those_of_each(self) -> None:
        shop = self.shop()
        asked = [Selection(collection, EVERY) for collection in (ORDERS, PEOPLE, LINES, ORDERS)]
        for part in _ORDER_PARTS:
            asked += [Selection(ORDERS, part), Selection(ORDERS, negate(part))]
        assert list(shop.counts(asked)) == [shop.count(rows) for rows in asked]
        assert list(shop.counts([])) == []

    def test_a_date_is_read_as_the_house_reads_it(self) -> None:
        shop = self.shop()
        assert keys(shop, ORDERS, Before("placed", date(2024, 3, 1))) == ["a-1", "a-2", "c-4"]
        assert keys(shop, ORDERS, NotBefore("placed", date(2024, 3, 1))) == ["a-3"]
        assert keys(shop, ORDERS, NotBefore("placed", date(2024, 2, 29))) == ["a-1", "a-2", "a-3"]

    def test_what_is_no_date_is_neither_before_nor_after(self) -> None:
        shop = self.shop()
        assert keys(shop, ORDERS, NoDate("placed")) == ["b-1", "b-2", "b-4", "c-1", "c-2", "c-3", "d-1"]

    def test_a_day_begins_in_the_zone_of_the_organisation(self) -> None:
        shop = self.shop()
        winter = All((NotBefore("seen_utc", date(2024, 2, 29)), Before("seen_utc", date(2024, 3, 1))))
        assert keys(shop, ORDERS, winter) == ["a-1", "b-2"], "a day without a clock is that day itself"
        spring = All((NotBefore("seen_utc", date(2024, 3, 31)), Before("seen_utc", date(2024, 4, 1))))
        assert keys(shop, ORDERS, spring) == ["a-3"], "31 March 2024 has 23 hours in Oslo"
        autumn = All((NotBefore("seen_utc", date(2024, 10, 27)), Before("seen_utc", date(2024, 10, 28))))
        assert keys(shop, ORDERS, autumn) == ["c-1"], "27 October 2024 has 25 hours in Oslo"

    def test_a_year_is_four_digits_or_a_whole_number(self) -> None:
        shop = self.shop()
        assert keys(shop, ORDERS, YearBefore("year", 2024)) == ["a-2", "c-4"]
        assert keys(shop, ORDERS, YearNotBefore("year", 2024)) == ["a-1", "c-2"]
        assert keys(shop, ORDERS, YearBefore("fiscal", 2024)) == ["a-2", "c-2", "c-4"]
        assert keys(shop, ORDERS, YearNotBefore("fiscal", 2024)) == ["a-1", "b-3", "d-1"]
        assert keys(shop, ORDERS, NoYear("year")) == ["a-3", "b-1", "b-2", "b-4", "c-1", "c-3", "d-1"]

    def test_a_blank_may_hold_the_key_of_its_row(self) -> None:
        shop = self.shop()
        assert keys(shop, ORDERS, Blank("note", "slettet {key}")) == ["a-2", "a-3", "b-2", "c-2"]
        assert keys(shop, PEOPLE, Blank("email", "slettet-{key}@x.example")) == ["3"]

    def test_keys_of_two_types_are_equal_when_their_texts_are(self) -> None:
        shop = self.shop()
        assert keys(shop, PEOPLE, OneOf("id", ("1", 2, "03", " 4"))) == ["1", "2"]
        assert keys(shop, ORDERS, OneOf("year", (2024, 999))) == ["a-1"]
        assert keys(shop, ORDERS, Among(("shop", "number"), frozenset({("a", "2")}))) == ["a-2"]

    def test_a_reference_reaches_parents_children_and_the_same_table(self) -> None:
        shop = self.shop()
        of_kari = Within(("person_id",), Selection(PEOPLE, OneOf("name", ("Kari",))), ("id",))
        assert keys(shop, ORDERS, of_kari) == ["a-1", "a-2"]
        assert keys(shop, ORDERS, negate(of_kari)) == [
            k for k in keys(shop, ORDERS, EVERY) if k not in ("a-1", "a-2")
        ]
        late = Selection(ORDERS, NotBefore("placed", date(2024, 2, 29)))
        assert keys(shop, PEOPLE, Within(("id",), late, ("person_id",))) == ["1", "2"]
        assert keys(shop, PEOPLE, Within(("id",), late, ("person_id",), yes=False)) == ["3", "4"]
        sponsors = Within(("id",), Selection(PEOPLE, Null("city", yes=True)), ("sponsor_id",))
        assert keys(shop, PEOPLE, sponsors) == ["1"]
        lined = Selection(ORDERS, Within(("shop", "number"), Selection(LINES), ("shop", "number")))
        deep = Within(("id",), lined, ("person_id",), yes=False)
        assert keys(shop, PEOPLE, deep) == ["2", "4"]

    def test_a_null_in_a_reference_matches_nothing(self) -> None:
        shop = self.shop()
        lined = Within(("shop", "number"), Selection(LINES), ("shop", "number"))
        assert keys(shop, ORDERS, lined) == ["a-1", "b-3"]
        assert keys(
            shop, LINES, Within(("shop", "number"), Selection(ORDERS), ("shop", "number"), yes=False)
        ) == [
            "2",
            "3",
        ]

    def test_many_keys_are_as_good_as_few(self) -> None:
        shop = self.many()
        chosen = Among(("id",), frozenset((number,) for number in range(0, 2 * MANY, 2)))
        assert shop.count(Selection(PEOPLE, chosen)) == MANY // 2
        assert shop.count(Selection(PEOPLE, negate(chosen))) == MANY // 2
        pairs = Among(("email", "points"), frozenset((f"{n}@x.example", n % 7) for n in range(MANY)))
        assert shop.count(Selection(PEOPLE, pairs)) == MANY

    def test_what_the_engine_must_resolve_is_refused(self) -> None:
        shop = self.shop()
        listed = Listed(("id",), "hold", "2026-14")
        elsewhere = Within(("id",), Selection("crm.contacts"), ("id",))
        for part in (
            listed,
            elsewhere,
            Within(("id",), Selection(ORDERS, Listed(("shop",), "hold", "1")), ("number",)),
        ):
            expect(Unsupported, partial(shop.count, Selection(PEOPLE, part)))

    # ---- reading --------------------------------------------------------------------------------------

    def test_find_gives_the_columns_asked_for(self) -> None:
        shop = self.shop()
        found = shop.find(Selection(ORDERS, OneOf("shop", ("a",))), ("number", "shop"))
        assert sorted(found) == [(1, "a"), (2, "a"), (3, "a")]

    def test_export_gives_values_as_they_are(self) -> None:
        shop = self.shop()
        rows = shop.export(Selection(ORDERS, OneOf("person_id", (3,))), ("shop", "number", "placed", "note"))
        assert sorted((dict(row) for row in rows), key=str) == [
            {"shop": "b", "number": 3, "placed": None, "note": ""},
            {"shop": "b", "number": 4, "placed": "", "note": "x"},
        ]

    def test_reading_is_a_stream_that_may_be_left(self) -> None:
        shop = self.many()
        stream = shop.find(Selection(PEOPLE), ("id",))
        assert len(next(stream)) == 1
        stream.close()  # type: ignore[attr-defined]
        assert sum(1 for _ in shop.export(Selection(PEOPLE), ("id", "email"))) == MANY

    def test_describe_tells_tables_columns_and_keys(self) -> None:
        shop = self.shop()
        seen = shop.describe()
        assert seen.system == "shop"
        assert seen.target
        assert {collection.name for collection in seen.collections} == {"people", "orders", "lines"}
        orders, people = seen.collection("orders"), seen.collection("people")
        assert orders is not None
        assert people is not None
        assert orders.key == ("shop", "number")
        assert ("email",) in people.unique
        email = people.column("email")
        assert email is not None
        assert (email.type, email.nullable, email.length) == (ColumnType.TEXT, False, 40)
        assert shop.describe().digest == seen.digest

    def test_the_digest_of_a_schema_follows_the_schema(self) -> None:
        people = replace(_PEOPLE, columns=(*_PEOPLE.columns, _column("more", ColumnType.TEXT)))
        rest = (replace(table, rows=()) for table in TABLES[1:])
        wider = self.make((Table(people, ()), *rest), SHAPES)
        assert wider.describe().digest != self.shop().describe().digest

    def test_a_collection_or_column_that_is_gone_is_drift(self) -> None:
        shop = self.make(TABLES[:1], SHAPES)
        expect(Drifted, lambda: shop.count(Selection(ORDERS)))
        expect(Drifted, lambda: shop.count(Selection(PEOPLE, Null("shoe_size"))))
        expect(Drifted, lambda: list(shop.find(Selection(PEOPLE), ("shoe_size",))))
        expect(Drifted, lambda: shop.overwrite(Selection(PEOPLE), {"shoe_size": None}, at_most=9))

    # ---- erasing --------------------------------------------------------------------------------------

    def test_erasing_takes_the_selection_and_nothing_else(self) -> None:
        for part in _ORDER_PARTS:
            shop = self.shop()
            left = self.stored(shop, PEOPLE), self.stored(shop, LINES), keys(shop, ORDERS, negate(part))
            expected = shop.count(Selection(ORDERS, part))
            assert shop.erase(Selection(ORDERS, part), at_most=expected) == expected, part
            assert (self.stored(shop, PEOPLE), self.stored(shop, LINES), keys(shop, ORDERS, EVERY)) == left, (
                part
            )

    def test_erasing_twice_is_erasing_once(self) -> None:
        shop = self.shop()
        due = Selection(ORDERS, Before("placed", date(2024, 3, 1)))
        assert shop.erase(due, at_most=3) == 3
        after = self.stored(shop, ORDERS)
        assert shop.erase(due, at_most=3) == 0
        assert self.stored(shop, ORDERS) == after

    def test_more_rows_than_approved_stop_it_before_anything_is_touched(self) -> None:
        shop = self.shop()
        before = self.stored(shop, ORDERS)
        expect(Drifted, lambda: shop.erase(Selection(ORDERS), at_most=11))
        expect(Drifted, lambda: shop.overwrite(Selection(ORDERS), {"note": None}, at_most=0))
        expect(Drifted, lambda: shop.rectify(Selection(ORDERS), {"note": "x"}, at_most=11))
        assert self.stored(shop, ORDERS) == before
        assert shop.erase(Selection(ORDERS), at_most=12) == 12

    def test_the_whole_key_is_bound(self) -> None:
        shop = self.shop()
        assert shop.erase(Selection(ORDERS, Among(("shop", "number"), frozenset({("b", 1)}))), at_most=1) == 1
        assert "b-1" not in keys(shop, ORDERS, EVERY)
        assert {"a-1", "c-1", "d-1", "b-2"} <= set(keys(shop, ORDERS, EVERY))

    def test_a_row_that_others_refer_to_is_refused(self) -> None:
        shop = self.shop()
        before = self.stored(shop, PEOPLE)
        expect(Unsupported, lambda: shop.erase(Selection(PEOPLE), at_most=9))
        expect(Unsupported, lambda: shop.erase(Selection(PEOPLE, OneOf("id", (1,))), at_most=9))
        assert self.stored(shop, PEOPLE) == before
        shop.erase(Selection(ORDERS), at_most=99)
        assert shop.erase(Selection(PEOPLE), at_most=9) == 4, "rows of one table may go together"

    def test_many_rows_are_erased_too(self) -> None:
        shop = self.many()
        some = Among(("id",), frozenset((number,) for number in range(MANY - 1)))
        assert shop.erase(Selection(PEOPLE, some), at_most=MANY) == MANY - 1
        assert keys(shop, PEOPLE, EVERY) == [str(MANY - 1)]

    # ---- overwriting ----------------------------------------------------------------------------------

    def test_overwriting_converges(self) -> None:
        shop = self.shop()
        blanks: dict[str, Scalar] = {"email": "slettet-{key}@x.example", "name": "slettet", "city": None}
        there = AnyOf(tuple(Blank(column, blank, yes=False) for column, blank in blanks.items()))
        assert shop.overwrite(Selection(PEOPLE, there), blanks, at_most=4) == 4
        assert shop.count(Selection(PEOPLE, there)) == 0
        assert shop.overwrite(Selection(PEOPLE, there), blanks, at_most=4) == 0
        people = {row[0]: row for row in self.stored(shop, PEOPLE)}
        assert people[2] == (2, "slettet-2@x.example", "slettet", None, 0, 1)

    def test_overwriting_touches_no_other_row_and_no_other_column(self) -> None:
        shop = self.shop()
        before = {row[:2]: row for row in self.stored(shop, ORDERS)}
        assert (
            shop.overwrite(Selection(ORDERS, OneOf("shop", ("c",))), {"note": "k{key}k{key}"}, at_most=4) == 4
        )
        for row in self.stored(shop, ORDERS):
            changed = f"k{row[0]}-{row[1]}k{row[0]}-{row[1]}"
            expected = (*before[row[:2]][:-1], changed) if row[0] == "c" else before[row[:2]]
            assert row == expected

    def test_a_value_that_does_not_fit_is_refused_before_anything_is_touched(self) -> None:
        shop = self.shop()
        before = self.stored(shop, PEOPLE)
        refused: tuple[dict[str, Scalar], ...] = (
            {"email": None},
            {"email": "same@x.example"},
            {"email": "x" * 41},
            {"email": "a-very-long-blank-with-a-key-in-it-{key}@x.example"},
            {"city": "Trondheim"},
            {"city": None, "points": "none"},
            {"id": 7},
        )
        for values in refused:
            expect(Unsupported, partial(shop.overwrite, Selection(PEOPLE), values, at_most=9))
            assert self.stored(shop, PEOPLE) == before, values

    def test_a_unique_value_that_another_row_has_is_refused(self) -> None:
        shop = self.shop()
        ola = Selection(PEOPLE, OneOf("id", (2,)))
        expect(Unsupported, lambda: shop.rectify(ola, {"email": "kari@example.no"}, at_most=1))
        assert shop.rectify(ola, {"email": "ola@example.no"}, at_most=1) == 1, "its own value is no clash"

    def test_rectifying_takes_values_as_they_stand(self) -> None:
        shop = self.shop()
        kari = Selection(PEOPLE, OneOf("id", (1,)))
        assert shop.rectify(kari, {"name": "Kari {key} Nordmann", "points": "7"}, at_most=1) == 1
        assert list(shop.find(kari, ("name", "points"))) == [("Kari {key} Nordmann", 7)]

    def test_restricting_is_refused_where_nothing_says_how(self) -> None:
        shop = self.shop()
        expect(Unsupported, lambda: shop.restrict(Selection(PEOPLE), on=True))

    def test_a_failure_names_the_place_and_no_person(self) -> None:
        shop = self.shop()
        ola = Selection(PEOPLE, OneOf("email", ("ola@example.no",)))
        failure = expect(Unsupported, lambda: shop.rectify(ola, {"email": "kari@example.no"}, at_most=1))
        assert "shop.people" in str(failure)
        assert "@" not in str(failure)
        assert failure.remedy

    def many(self) -> Connector:
        """A table of `MANY` rows."""
        rows = tuple((n, f"{n}@x.example", None, None, n % 7, None) for n in range(MANY))
        return self.make((Table(_PEOPLE, rows), *(replace(table, rows=()) for table in TABLES[1:])), SHAPES)


class WholeRowsContract(ConnectorContract):
    """For systems whose rows come and go whole, as messages do: what would change a value is refused instead, and
    nothing is touched."""

    def test_overwriting_converges(self) -> None:
        self._is_refused(Selection(PEOPLE), {"email": "slettet-{key}@x.example", "name": "slettet"})

    def test_overwriting_touches_no_other_row_and_no_other_column(self) -> None:
        self._is_refused(Selection(ORDERS, OneOf("shop", ("c",))), {"note": None})

    def test_a_unique_value_that_another_row_has_is_refused(self) -> None:
        self._is_refused(Selection(PEOPLE, OneOf("id", (2,))), {"email": "kari@example.no"})

    def test_rectifying_takes_values_as_they_stand(self) -> None:
        self._is_refused(Selection(PEOPLE, OneOf("id", (1,))), {"name": "Kari", "points": "7"})

    def _is_refused(self, rows: Selection, values: dict[str, Scalar]) -> None:
        shop = self.shop()
        before = self.stored(shop, rows.collection)
        for change in (shop.overwrite, shop.rectify):
            expect(Unsupported, partial(change, rows, values, at_most=99))
            assert change(Selection(rows.collection, NONE), values, at_most=99) == 0
        assert self.stored(shop, rows.collection) == before


def keys(connector: Connector, collection: str, where: Predicate) -> list[str]:
    """The keys of the chosen rows as text, in order; a row found twice is there twice."""
    found = connector.find(Selection(collection, where), SHAPES[collection].key)
    return sorted("-".join(map(str, key)) for key in found)


def expect(kind: type[Failure], deed: Callable[[], object]) -> Failure:
    """The failure that the deed must end in."""
    try:
        deed()
    except kind as failure:
        return failure
    raise AssertionError(f"{kind.__name__} was expected")


def _seen(collection: str) -> CollectionSeen:
    table = SHAPES[collection].table
    return next(one.seen for one in TABLES if one.seen.name == table)
