"""Who may see what, figures without persons, and what directory enquiries get: each verdict, by planting what breaks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hjemmel.connectors.protocol import Unreachable
from hjemmel.core.entrance.access import Accessed, Accesses, Account, Grant, Review, WhyAll
from hjemmel.core.entrance.token import AccessToken, Right
from hjemmel.core.facts import About, Fact, Listing, ListingChosen
from hjemmel.core.figures.extract import Extract
from hjemmel.core.promise import Evidence
from hjemmel.core.sharing.directory import SentListing
from hjemmel.core.terms import Verdict
from hjemmel.engine.kept import Kept

from .ports import ANE
from .worlds import Table, compiled, house, in_memory, rows_of

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
KEPT, BROKEN, UNKNOWN, AT_RISK = Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN, Verdict.AT_RISK
FILE = """
hjemmel: 1
organisation: {name: Nøttelia Teleloft AS}
statement: {version: 1, valid_from: 2026-03-01}
subjects:
  subscriber: {title: {nb: abonnent, en: subscriber}}
  employee: {title: {nb: ansatt, en: employee}}
categories:
  name: {title: {nb: navn, en: name}}
  listing: {title: {nb: oppføring, en: listing}}
  access: {title: {nb: tilgang, en: access}}
  visit: {title: {nb: besøk, en: visit}}
systems:
  shop:
    title: {nb: butikken, en: the shop}
    connect: {kind: sql, url: "${SHOP_URL}"}
    collections:
      subscribers:
        title: {nb: abonnenter, en: subscribers}
        key: [id]
        about: {kind: subscriber}
        identity: {name: name}
        when_due: erase
        meaning: {listing: {choice: listing, choices: {part: partly}, ended: closed_on}}
        fields:
          - {columns: [name], category: name}
          - {columns: [listing], category: listing}
          - {columns: [closed_on], category: none, why: clock, when_null: not_yet}
          - {columns: [id], category: none, why: key}
      feed:
        title: {nb: sendte oppføringer, en: listings sent}
        key: [id]
        about: {via: subscriber_id}
        references: {subscriber_id: shop.subscribers.id}
        when_due: erase
        meaning: {feed: {of: subscriber_id, level: level, levels: {part: partly, out: secret}, sent: sent_at}}
        fields:
          - {columns: [level], category: listing}
          - {columns: [id, subscriber_id, sent_at], category: none, why: keys}
      visits:
        title: {nb: besøk, en: visits}
        key: [id]
        about: {kind: subscriber}
        when_due: erase
        meaning: {group: {person: pseudonym}}
        fields:
          - {columns: [pseudonym, page], category: visit}
          - {columns: [id, at], category: none, why: key and clock}
      segments:
        title: {nb: grupper, en: groups}
        key: [id]
        about: {kind: none}
        when_due: erase
        meaning: {group: {size: people}}
        fields:
          - {columns: [id, people], category: none, why: no person}
  staff:
    title: {nb: personellregisteret, en: the staff register}
    connect: {kind: sql, url: "${STAFF_URL}"}
    collections:
      employees:
        title: {nb: ansatte, en: employees}
        key: [id]
        about: {kind: employee}
        when_due: erase
        fields:
          - {columns: [name], category: name}
          - {columns: [id, left_on], category: none, why: key and clock}
      rights:
        title: {nb: tilganger, en: access rights}
        key: [id]
        about: {via: employee_id}
        references: {employee_id: staff.employees.id}
        when_due: erase
        meaning: {access: {who: employee_id, role: role, roles: {selger: [serve], drift: [secure]}, ends: until, left: left_on}}
        fields:
          - {columns: [role, until], category: access}
          - {columns: [id, employee_id], category: none, why: keys}
purposes:
  serve:
    title: {nb: betjene, en: serve}
    for: [subscriber]
    basis: contract
    keep:
      - {in: [shop.subscribers, shop.feed], categories: [name, listing], after: shop.subscribers.closed_on, period: 5 years}
  secure:
    title: {nb: sikre, en: secure}
    for: [subscriber]
    basis: legitimate_interests
    keep:
      - {in: [shop.visits], categories: [visit], after: shop.visits.at, period: 1 year}
  improve:
    title: {nb: forbedre, en: improve}
    for: [subscriber]
    basis: legitimate_interests
    aggregated_from: 12
    keep:
      - {in: [shop.visits], categories: [visit], after: shop.visits.at, period: 1 year}
  survey:
    title: {nb: spørre, en: ask}
    for: [subscriber]
    basis: legitimate_interests
    keep: use_only
promises:
"""
PROMISE = """  {id}:
    says: {{nb: noe, en: something}}
    part: security
    grade: measured
    rests_on: [systems]
    probe: {probe}
"""
PROBES = {
    "ACCESS": "{kind: accesses}",
    "LOG": "{kind: accesses, collections: [shop.visits], also: [ages, groups]}",
    "FIGURES": "{kind: extracts}",
    "IMPROVE": "{kind: extracts, purposes: [improve]}",
    "LISTINGS": "{kind: listings}",
}
GRANT = Grant(
    id=1,
    account="staff-2",
    purposes=frozenset({"serve", "secure"}),
    begins=date(2026, 10, 1),
    given_at=datetime(2026, 10, 1, 8, 0, tzinfo=UTC),
    given_by="staff-1",
)
LOOK = Accessed(
    at=NOON - timedelta(days=3),
    account="staff-2",
    purpose="secure",
    columns=(("shop.visits", "page"), ("shop.visits", "id")),
    people=1,
)
TOKEN = AccessToken(
    id="0123456789abcdef",
    name="nettbutikken",
    purposes=frozenset({"serve"}),
    rights=frozenset({Right.READ}),
    made_at=datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
    expires_at=datetime(2027, 11, 1, 8, 0, tzinfo=UTC),
)
EXTRACT = Extract(
    at=NOON, purpose="improve", collection="shop.visits", by=("page",), groups=3, fewest=12, rows=80
)


class Loft:
    """Everybody has what they need and no more, the groups are large, the feed is what was chosen."""

    def __init__(self) -> None:
        promises = (PROMISE.format(id=name, probe=probe) for name, probe in PROBES.items())
        self.map = compiled(FILE + "".join(promises))
        self.rows: dict[str, Table] = rows_of(
            self.map,
            {
                "shop.subscribers": [
                    {"id": 1, "name": "En", "listing": "listed"},
                    {"id": 2, "name": "To", "listing": "part"},
                    {"id": 3, "name": "Tre", "listing": "secret"},
                    {"id": 4, "name": "Fire", "listing": "secret", "closed_on": "2026-10-01"},
                ],
                "shop.feed": [
                    {"id": 1, "subscriber_id": 1, "level": "listed", "sent_at": "2026-11-01 10:00:00"},
                    {"id": 2, "subscriber_id": 2, "level": "part", "sent_at": "2026-11-01 10:00:00"},
                    {"id": 3, "subscriber_id": 4, "level": "listed", "sent_at": "2026-09-01 10:00:00"},
                ],
                "shop.visits": [{"id": 1, "pseudonym": "p1", "page": "/", "at": "2026-11-01"}],
                "shop.segments": [{"id": 1, "people": 40}, {"id": 2, "people": 10}],
                "staff.employees": [
                    {"id": 1, "name": "Ansatt", "left_on": None},
                    {"id": 2, "name": "Sluttet", "left_on": "2026-11-20"},
                ],
                "staff.rights": [
                    {"id": 1, "employee_id": 1, "role": "selger", "until": "2026-12-31"},
                    {"id": 2, "employee_id": 1, "role": "drift", "until": None},
                    {"id": 3, "employee_id": 2, "role": "selger", "until": "2026-11-20"},
                ],
            },
        )
        self.accesses = Accesses(
            accounts=(Account(id="staff-1", is_open=True), Account(id="staff-2", is_open=True)),
            grants=(GRANT,),
            seen=(LOOK,),
        )
        self.extracts: tuple[Extract, ...] = (EXTRACT,)
        self.listings: tuple[SentListing, ...] = ()
        self.facts: list[Fact] = []

    def judged(self) -> dict[str, Evidence]:
        kept = Kept(accesses=self.accesses, extracts=self.extracts, listings=self.listings)
        open_house = house(self.map, in_memory(self.map, self.rows), TODAY, None, *self.facts)
        return {one.promise: one for one in replace(open_house, kept=lambda: kept).judge(ANE)}

    def verdict(self, promise: str) -> Verdict:
        return self.judged()[promise].verdict

    def granted(self, **changed: object) -> None:
        self.accesses = replace(self.accesses, grants=(replace(GRANT, **changed),))  # type: ignore[arg-type]

    def looked(self, **changed: object) -> None:
        seen = (LOOK, replace(LOOK, **changed))  # type: ignore[arg-type]
        self.accesses = replace(self.accesses, seen=seen)

    def row(self, collection: str, **values: object) -> None:
        blank = dict.fromkeys(self.map.collections[collection].columns)
        self.rows[collection].append({**blank, "id": len(self.rows[collection]) + 1, **values})


@pytest.fixture
def loft() -> Loft:
    return Loft()


def test_a_company_in_order_keeps_every_promise(loft: Loft) -> None:
    found = loft.judged()
    assert {name: one.verdict for name, one in found.items()} == dict.fromkeys(PROBES, KEPT)


def test_what_is_out_of_reach_is_unknown(loft: Loft) -> None:
    class Silent:
        def describe(self) -> None:
            raise Unreachable("shop", "it does not answer", "try again")

    silent = dict.fromkeys(("shop", "staff"), Silent())
    told = house(loft.map, silent, TODAY)  # type: ignore[arg-type]
    assert {one.verdict for one in told.judge(ANE)} == {UNKNOWN}


def test_with_nothing_to_judge_nothing_is_kept(loft: Loft) -> None:
    for rows in loft.rows.values():
        rows.clear()
    loft.accesses, loft.extracts = Accesses(), ()
    assert {one.verdict for one in loft.judged().values()} == {UNKNOWN}


# ---- who may see what ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({"account": "staff-9"}, BROKEN),
        ({"purposes": frozenset({"serve", "a_purpose_of_old"})}, BROKEN),
        ({"purposes": frozenset({"serve", "secure", "improve", "survey"})}, BROKEN),
        ({"purposes": frozenset({"serve", "secure", "improve", "survey"}), "why_all": WhyAll.FEW}, KEPT),
        ({"given_at": datetime(2026, 8, 22, 8, 0, tzinfo=UTC)}, BROKEN),
        ({"given_at": datetime(2026, 8, 23, 8, 0, tzinfo=UTC)}, AT_RISK),
        ({"given_at": datetime(2026, 9, 7, 8, 0, tzinfo=UTC)}, AT_RISK),
        ({"given_at": datetime(2026, 9, 8, 8, 0, tzinfo=UTC)}, KEPT),
    ],
    ids=[
        "no open account", "a purpose that is no more", "everything, and no reason", "everything, with a reason",
        "a day overdue", "due today", "due in two weeks", "due in two weeks and a day",
    ],
)  # fmt: skip
def test_a_grant(loft: Loft, changed: dict[str, object], verdict: Verdict) -> None:
    loft.granted(**changed)
    assert loft.verdict("ACCESS") is verdict


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, KEPT),
        ({"purposes": frozenset({"serve", "a_purpose_of_old"})}, BROKEN),
        ({"purposes": frozenset({"serve", "secure", "improve", "survey"})}, BROKEN),
        ({"made_at": datetime(2026, 8, 22, 8, 0, tzinfo=UTC)}, BROKEN),
        ({"made_at": datetime(2026, 8, 23, 8, 0, tzinfo=UTC)}, AT_RISK),
        ({"made_at": datetime(2026, 5, 1, 8, 0, tzinfo=UTC), "reviewed_at": TOKEN.made_at}, KEPT),
        (
            {
                "made_at": datetime(2026, 5, 1, 8, 0, tzinfo=UTC),
                "reviewed_at": datetime(2026, 8, 22, 8, 0, tzinfo=UTC),
            },
            BROKEN,
        ),
        ({"made_at": datetime(2026, 8, 22, 8, 0, tzinfo=UTC), "ended_at": NOON - timedelta(hours=1)}, KEPT),
        ({"made_at": datetime(2026, 8, 22, 8, 0, tzinfo=UTC), "expires_at": NOON}, KEPT),
        ({"made_at": datetime(2026, 8, 22, 8, 0, tzinfo=UTC), "rights": frozenset({Right.WATCH})}, KEPT),
    ],
    ids=[
        "a new one", "a purpose that is no more", "every purpose", "a day past the quarter", "on its last day",
        "an old one gone through", "gone through a quarter and a day ago", "ended", "expired", "one that sees nobody",
    ],
)  # fmt: skip
def test_a_programs_access_token(loft: Loft, changed: dict[str, object], verdict: Verdict) -> None:
    loft.accesses = replace(loft.accesses, tokens=(replace(TOKEN, **changed),))  # type: ignore[arg-type]
    assert loft.verdict("ACCESS") is verdict


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, KEPT),
        ({"purpose": "secure"}, BROKEN),
        ({"account": "api-anothers"}, BROKEN),
        ({"at": TOKEN.made_at - timedelta(minutes=1)}, BROKEN),
    ],
    ids=["within its purposes", "for another purpose", "with another token", "before it was made"],
)
def test_what_a_program_read(loft: Loft, changed: dict[str, object], verdict: Verdict) -> None:
    loft.accesses = replace(loft.accesses, tokens=(TOKEN,))
    loft.looked(**{"account": TOKEN.actor, "purpose": "serve", "columns": (), **changed})
    assert loft.verdict("ACCESS") is verdict


def test_a_closed_account_has_no_grant_that_stands(loft: Loft) -> None:
    closed = (Account(id="staff-2", is_open=False),)
    loft.accesses = replace(loft.accesses, accounts=closed)
    assert loft.verdict("ACCESS") is BROKEN
    loft.granted(ended_at=NOON - timedelta(hours=1))
    assert loft.verdict("ACCESS") is KEPT


def test_a_review_that_kept_it_counts_and_one_of_other_grants_does_not(loft: Loft) -> None:
    loft.granted(given_at=datetime(2026, 6, 1, 8, 0, tzinfo=UTC), begins=date(2026, 6, 1))
    assert loft.verdict("ACCESS") is BROKEN
    looked = Review(at=NOON - timedelta(days=2), by="staff-1", kept=frozenset({7}), ended=frozenset())
    loft.accesses = replace(loft.accesses, reviews=(looked,))
    assert loft.verdict("ACCESS") is BROKEN
    loft.accesses = replace(loft.accesses, reviews=(replace(looked, kept=frozenset({1})),))
    assert loft.verdict("ACCESS") is KEPT


@pytest.mark.parametrize(
    "changed",
    [
        {"account": "staff-1"},
        {"purpose": ""},
        {"purpose": "survey"},
        {"purpose": "serve"},
        {"columns": (("shop.visits", "page"), ("shop.subscribers", "name"))},
        {"at": datetime(2026, 9, 30, 8, 0, tzinfo=UTC)},
    ],
    ids=[
        "somebody without a grant", "for no purpose", "for another's purpose", "for a purpose that does not use it",
        "one column too many", "before it was granted",
    ],
)  # fmt: skip
def test_what_was_seen_beyond_what_was_granted_breaks_it(loft: Loft, changed: dict[str, object]) -> None:
    loft.looked(**changed)
    assert loft.verdict("ACCESS") is BROKEN
    assert loft.verdict("LOG") is BROKEN


def test_a_purpose_that_only_uses_sees_who_it_is_and_no_more(loft: Loft) -> None:
    loft.granted(purposes=frozenset({"secure", "survey"}))
    loft.looked(purpose="survey", columns=(("shop.subscribers", "name"),))
    assert loft.verdict("ACCESS") is KEPT
    loft.looked(purpose="survey", columns=(("shop.subscribers", "listing"),))
    assert loft.verdict("ACCESS") is BROKEN


def test_a_table_that_is_declared_no_more_cannot_be_judged(loft: Loft) -> None:
    loft.looked(columns=(("shop.gone", "page"),))
    assert loft.verdict("ACCESS") is UNKNOWN


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ({"employee_id": 2, "role": "selger", "until": "2026-12-31"}, BROKEN),
        ({"employee_id": 2, "role": "selger", "until": None}, BROKEN),
        ({"employee_id": 2, "role": "selger", "until": "2026-11-22"}, KEPT),
        ({"employee_id": 1, "role": "sjef", "until": "2026-12-31"}, BROKEN),
        ({"employee_id": 1, "role": "selger", "until": "snart"}, UNKNOWN),
        ({"employee_id": 9, "role": "selger", "until": None}, UNKNOWN),
    ],
    ids=[
        "who has left",
        "who has left, and no end",
        "an end that has come",
        "a role without a purpose",
        "no day",
        "somebody who stands in no register of staff",
    ],
)
def test_a_row_that_gives_access(loft: Loft, values: dict[str, object], verdict: Verdict) -> None:
    loft.row("staff.rights", **values)
    assert loft.verdict("ACCESS") is verdict


def test_where_no_table_tells_who_has_access_grants_of_ours_prove_nothing(loft: Loft) -> None:
    start = FILE.index("        meaning: {access:")
    silent = FILE[:start] + FILE[FILE.index("\n", start) + 1 :]
    loft.map = compiled(silent + PROMISE.format(id="ACCESS", probe=PROBES["ACCESS"]))
    found = loft.judged()["ACCESS"]
    assert found.why_en == "No table tells who has access here: the shop and the staff register."
    loft.granted(account="staff-9")
    assert loft.verdict("ACCESS") is BROKEN


def test_a_promise_about_the_log_is_about_the_log(loft: Loft) -> None:
    loft.row("staff.rights", employee_id=2, role="selger", until=None)
    assert (loft.verdict("ACCESS"), loft.verdict("LOG")) == (BROKEN, KEPT)
    loft.row("staff.rights", employee_id=2, role="drift", until=None)
    assert loft.verdict("LOG") is BROKEN


def test_and_about_its_age_and_its_figures(loft: Loft) -> None:
    loft.extracts = (replace(EXTRACT, fewest=11),)
    assert loft.verdict("LOG") is BROKEN
    loft.extracts = ()
    assert loft.verdict("LOG") is KEPT
    loft.row("shop.visits", pseudonym="p2", page="/", at="2025-11-22")
    assert loft.verdict("LOG") is BROKEN


# ---- figures ------------------------------------------------------------------------------------------------


def test_one_segment_of_seven_people_breaks_it(loft: Loft) -> None:
    loft.row("shop.segments", people=7)
    found = loft.judged()["FIGURES"]
    assert found.verdict is BROKEN
    assert "Smaller than we have promised: 1." in found.why_en


@pytest.mark.parametrize("size", [None, "mange"])
def test_a_segment_without_a_number_cannot_be_judged(loft: Loft, size: object) -> None:
    loft.row("shop.segments", people=size)
    assert loft.verdict("FIGURES") is UNKNOWN


def test_an_extract_of_a_group_below_what_its_purpose_says_breaks_it(loft: Loft) -> None:
    loft.extracts = (EXTRACT, replace(EXTRACT, fewest=11))
    assert (loft.verdict("FIGURES"), loft.verdict("IMPROVE")) == (BROKEN, BROKEN)
    loft.extracts = (EXTRACT, replace(EXTRACT, purpose="survey", fewest=11))
    assert (loft.verdict("FIGURES"), loft.verdict("IMPROVE")) == (KEPT, KEPT)


def test_an_extract_of_which_nothing_came_out_is_small_to_nobody(loft: Loft) -> None:
    loft.extracts = (replace(EXTRACT, groups=0, fewest=0),)
    assert loft.verdict("IMPROVE") is KEPT


def test_without_any_extract_nothing_is_kept(loft: Loft) -> None:
    loft.extracts = ()
    assert loft.verdict("IMPROVE") is UNKNOWN


def test_a_pseudonym_that_is_a_name_breaks_it(loft: Loft) -> None:
    loft.row("shop.visits", pseudonym=" tre ", page="/", at="2026-11-01")
    assert (loft.verdict("FIGURES"), loft.verdict("IMPROVE")) == (BROKEN, BROKEN)


# ---- what directory enquiries get ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ({"subscriber_id": 3, "level": "listed"}, BROKEN),
        ({"subscriber_id": 3, "level": "part"}, BROKEN),
        ({"subscriber_id": 3, "level": "out"}, KEPT),
        ({"subscriber_id": 2, "level": "listed"}, BROKEN),
        ({"subscriber_id": 1, "level": "part"}, KEPT),
        ({"subscriber_id": 1, "level": "alt"}, UNKNOWN),
        ({"subscriber_id": 9, "level": "listed"}, UNKNOWN),
    ],
    ids=[
        "a secret number", "part of a secret number", "a secret number taken out", "more than a part", "less than all",
        "a word nobody knows", "a subscription nobody knows",
    ],
)  # fmt: skip
def test_what_was_sent_last(loft: Loft, values: dict[str, object], verdict: Verdict) -> None:
    loft.row("shop.feed", **values, sent_at="2026-11-20 10:00:00")
    assert loft.verdict("LISTINGS") is verdict


def test_what_was_sent_before_the_last_is_history(loft: Loft) -> None:
    loft.row("shop.feed", subscriber_id=3, level="listed", sent_at="2026-10-01 10:00:00")
    loft.row("shop.feed", subscriber_id=3, level="out", sent_at="2026-10-02 10:00:00")
    assert loft.verdict("LISTINGS") is KEPT


def test_a_choice_told_to_hjemmel_counts_where_it_tells_less(loft: Loft) -> None:
    chosen = ListingChosen(
        about=About(collection="shop.subscribers", key=(1,)), listing=Listing.SECRET, at=NOON
    )
    loft.facts = [chosen]
    assert loft.verdict("LISTINGS") is BROKEN
    loft.facts = [
        replace(chosen, about=About(collection="shop.subscribers", key=(2,)), listing=Listing.LISTED)
    ]
    assert loft.verdict("LISTINGS") is KEPT


def sent(number: int, level: Listing, days_ago: int = 1) -> tuple[SentListing, ...]:
    """A file from here, in which this listing stood."""
    about = About(collection="shop.subscribers", key=(number,))
    return (SentListing(about=about, level=level, at=NOON - timedelta(days=days_ago)),)


def test_a_secret_number_in_a_file_from_here_breaks_the_promise(loft: Loft) -> None:
    loft.listings = sent(3, Listing.PARTLY)
    assert loft.verdict("LISTINGS") is BROKEN


def test_what_a_file_from_here_has_taken_out_is_not_there_any_more(loft: Loft) -> None:
    loft.row("shop.feed", subscriber_id=3, level="listed", sent_at="2026-11-20 10:00:00")
    assert loft.verdict("LISTINGS") is BROKEN
    loft.listings = sent(3, Listing.SECRET)
    assert loft.verdict("LISTINGS") is KEPT
    loft.listings = sent(3, Listing.SECRET, days_ago=5)
    assert loft.verdict("LISTINGS") is BROKEN, "what was sent after it is there"


def test_of_several_recipients_the_one_that_has_most_counts(loft: Loft) -> None:
    loft.listings = (*sent(3, Listing.LISTED), *sent(3, Listing.SECRET))
    assert loft.verdict("LISTINGS") is BROKEN


def test_files_from_here_are_compared_where_no_table_tells_what_was_sent(loft: Loft) -> None:
    feed = "        meaning: {feed: {of: subscriber_id, level: level, levels: {part: partly, out: secret}, sent: sent_at}}\n"
    assert feed in FILE
    loft.map = compiled(FILE.replace(feed, "") + PROMISE.format(id="LISTINGS", probe=PROBES["LISTINGS"]))
    assert loft.verdict("LISTINGS") is UNKNOWN
    loft.listings = sent(1, Listing.LISTED)
    assert loft.verdict("LISTINGS") is KEPT
    loft.listings = sent(2, Listing.LISTED)
    assert loft.verdict("LISTINGS") is BROKEN


def test_a_file_about_a_subscription_that_is_gone_cannot_be_judged_until_it_is_taken_out(loft: Loft) -> None:
    loft.listings = sent(77, Listing.LISTED)
    assert loft.verdict("LISTINGS") is UNKNOWN
    loft.listings = sent(77, Listing.SECRET)
    assert loft.verdict("LISTINGS") is KEPT


def test_somebody_who_has_chosen_nothing_is_not_sent(loft: Loft) -> None:
    loft.row("shop.subscribers", name="Fem", listing=None)
    loft.row("shop.feed", subscriber_id=5, level="listed", sent_at="2026-11-20 10:00:00")
    assert loft.verdict("LISTINGS") is BROKEN


@pytest.mark.parametrize("day", ["2027-01-01", "", "snart"])
def test_a_subscription_that_is_to_end_has_not_ended(loft: Loft, day: str) -> None:
    loft.row("shop.subscribers", name="Fem", listing="secret", closed_on=day)
    loft.row("shop.feed", subscriber_id=5, level="listed", sent_at="2026-11-20 10:00:00")
    assert loft.verdict("LISTINGS") is BROKEN


@pytest.mark.parametrize("sent", [None, "snart", "2027-01-01 10:00:00"])
def test_a_sending_whose_day_cannot_be_told_hides_nothing_that_was_sent_before(
    loft: Loft, sent: object
) -> None:
    loft.row("shop.feed", subscriber_id=3, level="listed", sent_at="2026-10-01 10:00:00")
    loft.row("shop.feed", subscriber_id=3, level="out", sent_at=sent)
    assert loft.verdict("LISTINGS") is UNKNOWN


def test_what_was_told_to_hjemmel_does_not_outweigh_a_word_nobody_knows(loft: Loft) -> None:
    loft.row("shop.subscribers", name="Fem", listing="kanskje")
    loft.row("shop.feed", subscriber_id=5, level="listed", sent_at="2026-11-20 10:00:00")
    about = About(collection="shop.subscribers", key=(5,))
    loft.facts = [ListingChosen(about=about, listing=Listing.LISTED, at=NOON)]
    assert loft.verdict("LISTINGS") is UNKNOWN


def test_figures_made_elsewhere_may_stand_in_the_way(loft: Loft) -> None:
    probe = "{kind: extracts, unproved: {nb: resten, en: the rest}}"
    loft.map = compiled(FILE + PROMISE.format(id="FIGURES", probe=probe))
    assert loft.judged()["FIGURES"].why_en == "the rest"
    loft.row("shop.segments", people=7)
    assert loft.verdict("FIGURES") is BROKEN


def test_a_choice_in_a_word_nobody_knows_cannot_be_judged(loft: Loft) -> None:
    loft.row("shop.subscribers", name="Fem", listing="kanskje")
    loft.row("shop.feed", subscriber_id=5, level="listed", sent_at="2026-11-20 10:00:00")
    assert loft.verdict("LISTINGS") is UNKNOWN
