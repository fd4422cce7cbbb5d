"""Where data came from, who was told, what was looked up, what was bought: each verdict, by planting what breaks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from hjemmel.connectors.protocol import Unreachable
from hjemmel.core.intake.bought_list import Bought, ListTaken
from hjemmel.core.intake.triage import Decision, Triaged
from hjemmel.core.promise import Evidence
from hjemmel.core.terms import Verdict
from hjemmel.engine.kept import Kept

from .ports import ANE
from .worlds import Table, compiled, house, in_memory, rows_of

TODAY = date(2026, 11, 23)
KEPT, BROKEN, UNKNOWN = Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN
FILE = """
hjemmel: 1
organisation: {name: Nøttelia Bakeri AS}
statement: {version: 1, valid_from: 2026-03-01}
subjects:
  guest: {title: {nb: gjest, en: guest}}
  lead: {title: {nb: mulig kunde, en: possible customer}}
categories:
  name: {title: {nb: navn, en: name}}
  lookup: {title: {nb: oppslag, en: lookup}}
sources:
  person: {title: {nb: deg selv, en: you}, kind: person}
  open: {title: {nb: åpne kilder, en: open sources}, kind: public, public: true, notice_within: 1 month}
  sender: {title: {nb: avsenderen, en: the sender}, kind: others, notice_exception: {nb: Avsenderen sier fra., en: The sender tells.}}
  list: {title: {nb: en kjøpt liste, en: a bought list}, kind: bought, notice_within: 1 month, checked_against_reservations: true}
  registry: {title: {nb: Folkeregisteret, en: the population register}, kind: authority, notice_within: 1 month}
channels:
  phone: {title: {nb: telefon, en: phone}}
  fair: {title: {nb: messer, en: fairs}}
systems:
  shop:
    title: {nb: butikken, en: the shop}
    connect: {kind: sql, url: "${SHOP_URL}"}
    collections:
      guests:
        title: {nb: gjester, en: guests}
        key: [id]
        about: {column: kind, values: {guest: guest, company: none}, otherwise: unknown}
        when_due: erase
        meaning:
          origin: {source: source, sources: {selv: person}, channel: channel, channels: {telefon: phone}, received: came_on, told: told_on}
        fields:
          - {columns: [name], category: name, blank: slettet}
          - {columns: [source, channel, came_on, told_on], category: none, why: where from}
          - {columns: [id, kind], category: none, why: key}
      talks:
        title: {nb: samtaler, en: talks}
        key: [id]
        about: {via: guest_id}
        references: {guest_id: shop.guests.id}
        when_due: erase
        meaning: {origin: {always: person, channel: way, received: held_on}}
        fields:
          - {columns: [way, note, held_on], category: lookup}
          - {columns: [id, guest_id], category: none, why: keys}
      lookups:
        title: {nb: oppslag, en: lookups}
        key: [id]
        about: {via: guest_id}
        references: {guest_id: shop.guests.id}
        when_due: erase
        meaning: {lookup: {source: registry, at: at, reason: reason, operator: who, fields: what}}
        fields:
          - {columns: [at, reason, who, what], category: lookup}
          - {columns: [id, guest_id], category: none, why: keys}
      lists:
        title: {nb: lister, en: lists}
        key: [id]
        about: {kind: none}
        when_due: erase
        meaning: {wash: {vendor: vendor, washed: washed_on, rows_in: got, rows_out: left}}
        fields:
          - {columns: [id, vendor, washed_on, got, left], category: none, why: proof of the wash}
      leads:
        title: {nb: mulige kunder, en: possible customers}
        key: [id]
        about: {kind: lead}
        references: {list_id: shop.lists.id}
        when_due: erase
        meaning: {origin: {always: list, received: came_on, told: told_on}}
        fields:
          - {columns: [name], category: name}
          - {columns: [came_on, told_on], category: none, why: clock and proof}
          - {columns: [id, list_id], category: none, why: keys}
purposes:
  serve:
    title: {nb: servere, en: serve}
    for: [guest]
    basis: contract
    keep:
      - {in: [shop.guests], categories: [name], after: shop.guests.came_on, period: 50 years}
      - {in: [shop.talks], categories: [lookup], after: shop.talks.held_on, period: 50 years}
      - {in: [shop.lookups], categories: [lookup], after: shop.lookups.at, period: 50 years}
  find:
    title: {nb: finne kunder, en: find customers}
    for: [lead]
    basis: legitimate_interests
    keep:
      - {in: [shop.leads], categories: [name], after: shop.leads.came_on, period: 6 months}
promises:
"""
PROMISE = """  {id}:
    says: {{nb: noe, en: something}}
    part: sources
    grade: measured
    rests_on: [sources]
    probe: {probe}
"""
PROBES = {
    "SOURCE": "{kind: origins, needs: [source, channel], collections: [shop.guests]}",
    "TALKS": "{kind: origins, needs: [channel], collections: [shop.talks]}",
    "NOTICE": "{kind: origins, needs: [notice], collections: [shop.guests]}",
    "OPEN": "{kind: origins, needs: [notice], sources: [open]}",
    "TOLD": "{kind: origins, needs: [told], collections: [shop.guests], channels: [phone, fair]}",
    "AMONG": "{kind: origins, needs: [source], collections: [shop.guests], among: [person, open]}",
    "USUAL": "{kind: origins, needs: [source], collections: [shop.guests], mostly: person}",
    "LOOKUPS": "{kind: lookups, source: registry, fields: [name, address]}",
    "MORE": "{kind: lookups, source: registry, fields: [name, address], needs: {nb: tallene, en: their figures}}",
    "LISTS": "{kind: bought_lists, purposes: [find]}",
    "WASHED": "{kind: bought_lists}",
    "TRIAGE": "{kind: triage, working_days: 5}",
}
GUEST = {
    "kind": "guest", "name": "Gjest", "source": "selv", "channel": "telefon", "came_on": "2026-10-01",
    "told_on": "2026-10-01",
}  # fmt: skip
FOUND = {**GUEST, "source": "open", "channel": "fair", "told_on": "2026-10-31"}
LOOKUP = {"guest_id": 1, "at": "2026-10-02", "reason": "nytt kort", "who": "ks-1", "what": "name, Address"}
LIST = {"vendor": "Navnebua Lister AS", "washed_on": "2026-10-01", "got": 30, "left": 2}
LEAD = {"list_id": 1, "name": "Mulig", "came_on": "2026-10-02", "told_on": "2026-10-20"}
BOUGHT = Bought(
    vendor="Navnebua Lister AS",
    basis="Art. 6(1)(f)",
    bought_on=date(2026, 10, 1),
    register_of=date(2026, 10, 1),
)
TAKEN = ListTaken(
    bought=BOUGHT, taken_on=date(2026, 10, 2), rows_in=10, reserved=3, own_no=1, left_out=1, taken=5
)
# Received on Monday 2 November: the fifth working day is Monday 9.
ON_TIME = Triaged(received_on=date(2026, 11, 2), decision=Decision.ERASED, decided_on=date(2026, 11, 9))


class Bakery:
    """Guests of both sources, a lookup, a list with a name, and something decided on: all as promised."""

    def __init__(self) -> None:
        promises = (PROMISE.format(id=name, probe=probe) for name, probe in PROBES.items())
        self.map = compiled(FILE + "".join(promises))
        self.rows: dict[str, Table] = rows_of(
            self.map,
            {
                "shop.guests": [{"id": 1, **GUEST}, {"id": 2, **GUEST}, {"id": 3, **FOUND}],
                "shop.talks": [
                    {"id": 1, "guest_id": 1, "way": "fair", "note": "hei", "held_on": "2026-10-02"}
                ],
                "shop.lookups": [{"id": 1, **LOOKUP}],
                "shop.lists": [{"id": 1, **LIST}],
                "shop.leads": [{"id": 1, **LEAD}],
            },
        )
        self.kept = Kept(lists=(TAKEN,), triaged=(ON_TIME,))

    def judged(self) -> dict[str, Evidence]:
        told = replace(house(self.map, in_memory(self.map, self.rows), TODAY), kept=lambda: self.kept)
        return {one.promise: one for one in told.judge(ANE)}

    def verdict(self, promise: str) -> Verdict:
        return self.judged()[promise].verdict

    def guest(self, **values: object) -> None:
        self.rows["shop.guests"].append({"id": len(self.rows["shop.guests"]) + 1, **GUEST, **values})

    def change(self, collection: str, **values: object) -> None:
        self.rows[collection][-1].update(values)


@pytest.fixture
def bakery() -> Bakery:
    return Bakery()


def test_a_bakery_in_order_keeps_every_promise_but_the_one_with_something_to_prove(bakery: Bakery) -> None:
    found = bakery.judged()
    assert {name: one.verdict for name, one in found.items()} == dict.fromkeys(PROBES, KEPT) | {
        "MORE": UNKNOWN
    }
    assert found["MORE"].why_en == "their figures"


def test_what_is_out_of_reach_is_unknown(bakery: Bakery) -> None:
    class Silent:
        def describe(self) -> None:
            raise Unreachable("shop", "it does not answer", "try again")

    told = house(bakery.map, {"shop": Silent()}, TODAY)  # type: ignore[dict-item]
    assert {one.verdict for one in told.judge(ANE) if one.promise != "TRIAGE"} == {UNKNOWN}


def test_with_nothing_to_judge_nothing_is_kept(bakery: Bakery) -> None:
    for rows in bakery.rows.values():
        rows.clear()
    bakery.kept = Kept()
    assert {one.verdict for one in bakery.judged().values()} == {UNKNOWN}


@pytest.mark.parametrize(
    ("values", "broken"),
    [
        ({"source": None}, "SOURCE"),
        ({"source": ""}, "SOURCE"),
        ({"source": "nabo"}, "SOURCE"),
        ({"channel": None}, "SOURCE"),
        ({"channel": "faks"}, "SOURCE"),
        ({"source": "open", "told_on": None}, "NOTICE"),
        ({"source": "open", "told_on": "2026-11-02"}, "NOTICE"),
        ({"source": "open", "told_on": None}, "OPEN"),
        ({"told_on": None}, "TOLD"),
        ({"told_on": "2026-10-02"}, "TOLD"),
        ({"channel": "fair", "came_on": "2026-11-23", "told_on": None}, "TOLD"),
    ],
)
def test_one_row_breaks_it(bakery: Bakery, values: dict[str, object], broken: str) -> None:
    bakery.guest(**values)
    assert bakery.verdict(broken) is BROKEN


@pytest.mark.parametrize(
    ("values", "promise"),
    [
        ({"source": "open", "told_on": "2026-11-01"}, "NOTICE"),
        ({"source": "open", "came_on": "2026-10-23", "told_on": None}, "NOTICE"),
        ({"source": "sender", "told_on": None}, "NOTICE"),
        ({"told_on": None}, "NOTICE"),
        ({"source": "open", "told_on": None}, "TOLD"),
        ({"name": "slettet", "source": None, "channel": None}, "SOURCE"),
        ({"kind": "company", "source": None, "channel": None}, "SOURCE"),
    ],
    ids=[
        "the last day of the month", "the day itself is not over", "an exception with its reason",
        "who gave it needs no notice of it", "who did not give it is told by the month", "an emptied card", "a company",
    ],
)  # fmt: skip
def test_and_these_do_not(bakery: Bakery, values: dict[str, object], promise: str) -> None:
    bakery.guest(**values)
    assert bakery.verdict(promise) is KEPT


@pytest.mark.parametrize(
    "values",
    [
        {"source": "open", "came_on": None},
        {"source": "open", "came_on": "2026-02-30"},
        {"source": "open", "told_on": "snart"},
        {"source": None},
    ],
)
def test_what_cannot_be_told_of_a_row_is_unknown(bakery: Bakery, values: dict[str, object]) -> None:
    bakery.guest(**values)
    assert bakery.verdict("NOTICE") is UNKNOWN


@pytest.mark.parametrize(("way", "verdict"), [("faks", BROKEN), (None, BROKEN), ("phone", KEPT)])
def test_a_channel_that_stands_among_the_persons_own_data_counts_too(
    bakery: Bakery, way: str | None, verdict: Verdict
) -> None:
    bakery.change("shop.talks", way=way)
    assert bakery.verdict("TALKS") is verdict


def test_a_talk_whose_words_are_gone_is_nobodys(bakery: Bakery) -> None:
    bakery.change("shop.talks", way=None, note=None)
    assert bakery.verdict("TALKS") is UNKNOWN


def test_the_usual_source_is_that_of_more_than_half(bakery: Bakery) -> None:
    bakery.guest(source="open")
    assert bakery.verdict("USUAL") is BROKEN


def test_a_promise_about_some_sources_says_nothing_of_the_others(bakery: Bakery) -> None:
    bakery.rows["shop.guests"].pop()
    assert bakery.verdict("OPEN") is UNKNOWN
    assert bakery.verdict("NOTICE") is KEPT


@pytest.mark.parametrize(
    ("promise", "values"),
    [
        ("OPEN", {"source": None}),
        ("OPEN", {"source": "nabo"}),
        ("TOLD", {"channel": None, "told_on": None}),
        ("TOLD", {"channel": "faks", "told_on": None}),
        ("NOTICE", {"source": "open", "came_on": "2027-01-10", "told_on": None}),
        ("NOTICE", {"source": "open", "came_on": "2026-11-10", "told_on": "2026-12-05"}),
    ],
    ids=[
        "no source", "a source nobody knows", "no channel", "a channel nobody knows", "it came on a day to come",
        "told on a day to come",
    ],
)  # fmt: skip
def test_a_row_that_may_be_one_the_promise_is_about_is_not_passed_over(
    bakery: Bakery, promise: str, values: dict[str, object]
) -> None:
    bakery.guest(**values)
    assert bakery.verdict(promise) is UNKNOWN


def test_a_source_that_the_sentence_does_not_name_breaks_it(bakery: Bakery) -> None:
    bakery.guest(source="sender")
    assert (bakery.verdict("SOURCE"), bakery.verdict("AMONG")) == (KEPT, BROKEN)


@pytest.mark.parametrize(
    ("probe", "why"),
    [
        (
            "{kind: origins, needs: [channel], collections: [shop.talks, shop.leads]}",
            "Which way the data came",
        ),
        ("{kind: origins, needs: [told], collections: [shop.talks]}", "When the person was told"),
        ("{kind: origins, needs: [told], channels: [phone, fair]}", "When the person was told"),
        (
            "{kind: origins, needs: [source], collections: [shop.guests, shop.lookups]}",
            "Where the data come from",
        ),
    ],
    ids=[
        "no column for the channel",
        "none for the day",
        "one of several tables",
        "a table that tells nothing",
    ],
)
def test_what_a_table_has_no_column_for_is_unknown_and_the_table_is_named(
    bakery: Bakery, probe: str, why: str
) -> None:
    bakery.map = compiled(FILE + PROMISE.format(id="HALF", probe=probe))
    found = bakery.judged()["HALF"]
    assert (found.verdict, why in found.why_en) == (UNKNOWN, True), found.why_en


def test_triage_that_cannot_see_what_nobody_put_there_is_never_kept(bakery: Bakery) -> None:
    probe = "{kind: triage, working_days: 5, unproved: {nb: resten, en: the rest}}"
    bakery.map = compiled(FILE + PROMISE.format(id="TRIAGE", probe=probe))
    assert bakery.judged()["TRIAGE"].why_en == "the rest"
    bakery.kept = replace(bakery.kept, triaged=(replace(ON_TIME, decided_on=date(2026, 11, 10)),))
    assert bakery.verdict("TRIAGE") is BROKEN


@pytest.mark.parametrize(
    "values",
    [
        {"reason": None},
        {"what": " , ;"},
        {"reason": " "},
        {"who": None},
        {"what": None},
        {"at": None},
        {"what": "name, income"},
    ],
)
def test_a_lookup_without_its_reason_or_of_more_than_is_said_breaks_it(
    bakery: Bakery, values: dict[str, object]
) -> None:
    bakery.change("shop.lookups", **values)
    assert bakery.verdict("LOOKUPS") is BROKEN
    assert bakery.verdict("MORE") is BROKEN


@pytest.mark.parametrize(
    ("collection", "values"),
    [
        ("shop.lists", {"vendor": " "}),
        ("shop.lists", {"washed_on": None}),
        ("shop.lists", {"left": 31}),
        ("shop.leads", {"list_id": 9}),
        ("shop.leads", {"came_on": "2026-09-30"}),
        ("shop.leads", {"told_on": None}),
        ("shop.leads", {"told_on": "2026-11-03"}),
    ],
)
def test_a_list_that_was_not_washed_first_or_not_told_of_breaks_it(
    bakery: Bakery, collection: str, values: dict[str, object]
) -> None:
    bakery.change(collection, **values)
    assert bakery.verdict("LISTS") is BROKEN


def test_a_name_past_its_six_months_breaks_it(bakery: Bakery) -> None:
    bakery.change("shop.lists", washed_on="2026-05-01")
    bakery.change("shop.leads", came_on="2026-05-02", told_on="2026-05-03")
    assert bakery.verdict("LISTS") is BROKEN
    assert bakery.verdict("WASHED") is KEPT, "that one says nothing of how long"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: replace(one, bought=replace(BOUGHT, vendor="")),
        lambda one: replace(one, bought=replace(BOUGHT, basis=" ")),
        lambda one: replace(one, bought=replace(BOUGHT, register_of=None)),
        lambda one: replace(one, bought=replace(BOUGHT, register_of=date(2026, 10, 3))),
        lambda one: replace(one, taken=6),
    ],
)
def test_so_does_a_receipt_of_an_import_that_lacks_something(
    bakery: Bakery, spoil: Callable[[ListTaken], ListTaken]
) -> None:
    bakery.kept = replace(bakery.kept, lists=(TAKEN, spoil(TAKEN)))
    assert bakery.verdict("LISTS") is bakery.verdict("WASHED") is BROKEN


@pytest.mark.parametrize(
    ("one", "verdict"),
    [
        (replace(ON_TIME, decided_on=date(2026, 11, 10)), BROKEN),
        (replace(ON_TIME, decision=None, decided_on=None), BROKEN),
        (Triaged(received_on=date(2026, 11, 16)), KEPT),
        (Triaged(received_on=date(2026, 11, 13)), BROKEN),
        (replace(ON_TIME, decision=Decision.KEPT_BY_LAW), BROKEN),
        (replace(ON_TIME, decision=Decision.KEPT_BY_LAW, law="bokføringsloven § 13"), KEPT),
    ],
    ids=["a day late", "never decided", "waits on its last day", "waits a day too long", "no law", "a law"],
)
def test_triage_counts_working_days(bakery: Bakery, one: Triaged, verdict: Verdict) -> None:
    bakery.kept = replace(bakery.kept, triaged=(ON_TIME, one))
    assert bakery.verdict("TRIAGE") is verdict
