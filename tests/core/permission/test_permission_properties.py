"""What holds of every answer: a no wins, missing evidence never allows, and a list is no more than its members."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjemmel.core.facts import AddressKind, Fact, Facts, Objection, Origin
from hjemmel.core.grounds.rows import Rows
from hjemmel.core.ledger.chain import canonical
from hjemmel.core.permission import Marker, May, Message, Permission, message
from hjemmel.core.permission.address import normalised
from hjemmel.core.permission.rules import BARS, decide
from hjemmel.core.permission.standing import Consent, Identifies, Relation, Standing
from hjemmel.core.plan import plain
from hjemmel.core.terms import Tri

from . import company as the
from .company import ACCOUNTS, CUSTOMER, LEADS, MARKER, MONDAY, READERS, Known, Who, company, permission

pytestmark = pytest.mark.property

PURPOSES = [("offers", "email"), ("news", "email"), ("news", "sms"), ("letters", "post"), ("letters", "phone"),
            ("ask", "email"), ("deliver", "email"), ("tailored", "email")]  # fmt: skip
MOMENTS = st.integers(0, 900).map(lambda hours: MONDAY + timedelta(hours=hours - 450))


def messages() -> st.SearchStrategy[Message]:
    def made(pair: tuple[str, str], own: bool | None, out: bool) -> Message:
        return message(company(), *pair, own_similar_goods=own, has_opt_out=out)

    return st.builds(made, st.sampled_from(PURPOSES), st.sampled_from([None, True, False]), st.booleans())


def standings() -> st.SearchStrategy[Standing]:
    """Any mixture of what can be known of somebody."""
    return st.builds(
        Standing,
        at=MOMENTS,
        is_persons=st.booleans(),
        ground=st.sampled_from(Tri),
        restricted=st.sampled_from(Tri),
        objected=st.sampled_from(Tri),
        declined=st.booleans(),
        suppressed=st.sampled_from(Tri),
        identifies=st.sampled_from(Identifies),
        is_child=st.booleans(),
        consent=st.sampled_from(Consent),
        relations=st.sets(st.sampled_from(Relation), min_size=1).map(frozenset),
        from_sale=st.booleans(),
        opt_out_offered=st.booleans(),
        reserved=st.booleans(),
        washed_on=st.none() | st.integers(0, 60).map(lambda days: MONDAY.date() - timedelta(days=days)),
        consented_at=st.none(),
    )


@given(messages(), standings())
def test_a_bar_that_denies_denies_whatever_else_is_so(wanted: Message, standing: Standing) -> None:
    denies = any(
        found is not None and found.may is May.DENY
        for bar in BARS[wanted.sort]
        for found in [bar(wanted, standing)]
    )
    answer = decide(wanted, standing)
    assert not denies or answer.may is May.DENY


LESS_KNOWN: dict[str, list[Any]] = {
    "ground": [Tri.UNKNOWN, Tri.NO],
    "restricted": [Tri.UNKNOWN, Tri.YES],
    "objected": [Tri.UNKNOWN, Tri.YES],
    "declined": [True],
    "suppressed": [Tri.UNKNOWN, Tri.YES],
    "identifies": [Identifies.UNKNOWN, Identifies.SHARED, Identifies.CHANGED],
    "is_child": [True],
    "is_persons": [True],
    "consent": [one for one in Consent if one is not Consent.VALID],
    "from_sale": [False],
    "opt_out_offered": [False],
    "reserved": [True],
    "washed_on": [None, date(2020, 1, 1)],
}
"""For each part: what it is when the evidence is missing, or is worse."""


def test_each_part_of_a_standing_has_its_worse_values() -> None:
    assert set(Standing._fields) - LESS_KNOWN.keys() == {"at", "relations", "consented_at"}


@given(messages(), standings(), st.data())
def test_taking_evidence_away_never_turns_a_no_into_a_yes(
    wanted: Message, standing: Standing, data: st.DataObject
) -> None:
    part = data.draw(st.sampled_from(sorted(LESS_KNOWN)))
    # Of two people of whom all else is the same, the one of whom less speaks for it is not allowed more.
    worse = standing._replace(**{part: data.draw(st.sampled_from(LESS_KNOWN[part]))})
    if decide(wanted, standing).may is not May.ALLOW:
        assert decide(wanted, worse).may is not May.ALLOW


@given(messages(), standings(), st.sampled_from(Relation))
def test_what_is_allowed_to_somebody_unknown_is_allowed_to_all_that_they_may_be(
    wanted: Message, standing: Standing, relation: Relation
) -> None:
    if decide(wanted, standing).may is May.ALLOW and relation in standing.relations:
        assert decide(wanted, standing._replace(relations=frozenset((relation,)))).may is May.ALLOW


@given(messages(), standings())
def test_no_person_gets_electronic_offers_without_consent_or_the_exception(
    wanted: Message, standing: Standing
) -> None:
    """mfl. § 15, told once more and independently of the rules."""
    if wanted.sort.value != "marketing" or not wanted.is_electronic or not standing.is_persons:
        return
    if decide(wanted, standing).may is May.ALLOW and standing.consent is not Consent.VALID:
        assert standing.relations == {Relation.CUSTOMER}
        assert standing.from_sale and standing.opt_out_offered and wanted.has_opt_out
        assert wanted.own_similar_goods is Tri.YES


# ---- through rows and facts --------------------------------------------------------------------------------

WHO = st.sampled_from([the.CUSTOMER, the.FORMER, the.VISITOR, the.POSSIBLE, the.SUBSCRIBER])
KNOWN: st.SearchStrategy[Known] = st.one_of(
    st.builds(the.yes, st.sampled_from(["news", "offers", "letters"]), st.integers(-2, 400)),
    st.builds(the.no, st.sampled_from(["news", "offers", "letters", "ask", "deliver"]),
              st.integers(0, 400), st.sampled_from(Objection)),
    st.builds(the.restricted, st.booleans()),
    st.builds(the.got, st.sampled_from(Origin), st.integers(0, 400), st.booleans()),
    st.builds(the.washed, st.integers(-3, 60), st.sampled_from(AddressKind), st.booleans()),
    st.builds(the.born, st.integers(2005, 2020)),
    st.builds(the.suppressed),
    st.builds(the.declined, st.sampled_from(["email", "sms", "post"]),
              st.sampled_from(["news", "offers", "letters"]), st.integers(0, 400), st.booleans()),
)  # fmt: skip


@given(WHO, st.lists(KNOWN, max_size=4), st.sampled_from(PURPOSES), st.integers(0, 400), st.integers(0, 400))
def test_a_no_beats_every_yes_that_is_older(
    who: Who, known: list[Known], to: tuple[str, str], said_no: int, before: int
) -> None:
    facts = [
        the.yes("news", said_no + before),
        the.no("letters", said_no, Objection.REJECTED),
        *(one for one in known if not _is_newer_yes(one(who), said_no)),
    ]
    answer = permission(who, facts).may(who.person, *to)
    assert not answer.is_allowed or answer.message.sort.value == "service"


def _is_newer_yes(fact: Fact, days: int) -> bool:
    given_at = getattr(fact, "given_at", None)
    return given_at is not None and given_at > the.days_ago(days)


@given(WHO, st.lists(KNOWN, max_size=4), st.sampled_from(PURPOSES))
def test_without_any_facts_and_with_a_system_out_of_reach_nothing_more_is_allowed(
    who: Who, known: list[Known], to: tuple[str, str]
) -> None:
    unreached = frozenset(("shop", "letter"))
    assert not permission(who, known, unreached=unreached).may(who.person, *to).is_allowed


@given(st.lists(st.tuples(WHO, st.lists(KNOWN, max_size=3)), max_size=12), st.sampled_from(PURPOSES))
def test_a_list_is_answered_as_its_members_are(
    people: list[tuple[Who, list[Known]]], to: tuple[str, str]
) -> None:
    tables: dict[str, list[Any]] = {ACCOUNTS: [], "shop.orders": [], LEADS: [], READERS: []}
    facts: list[Fact] = []
    persons = []
    for number, (who, known) in enumerate(people, 10):
        person = replace(who.person, key=(number,))
        persons.append(person)
        for collection, rows in who.tables.items():
            for row in rows:
                owner = {"account_id": number} if "account_id" in row else {}
                address = {"email": f"person{number}@firma.example"} if "email" in row else {}
                tables[collection].append({**row, "id": number, **owner, **address})
        facts += [fact(replace(who, person=person)) for fact in known]
    rows, known_of_all = Rows(company(), tables), Facts.gathered(facts)
    together = Permission(rows, known_of_all, MONDAY, MARKER).may_each(persons, *to)
    for person, answer in zip(persons, together.all, strict=True):
        alone = Permission(rows, known_of_all, MONDAY, MARKER).may(person, *to)
        assert (alone.reason, alone.receipt) == (answer.reason, answer.receipt)
    assert together.permitted == tuple(one.person for one in together.all if one.is_allowed)
    assert sum(together.reasons.values()) == len(persons)


# ---- receipts and marks ------------------------------------------------------------------------------------


@given(WHO, st.lists(KNOWN, max_size=4), st.sampled_from(PURPOSES))
def test_no_receipt_holds_an_address_or_a_name(who: Who, known: list[Known], to: tuple[str, str]) -> None:
    receipt = canonical(plain(permission(who, known).may(who.person, *to).receipt)).casefold()
    personal = [row[column] for rows in who.tables.values() for row in rows
                for column in ("email", "phone", "street", "name") if row.get(column)]  # fmt: skip
    assert not [value for value in personal if str(value).casefold() in receipt]


def test_a_receipt_is_sealed_over_all_of_it() -> None:
    receipt = permission(CUSTOMER).may(CUSTOMER.person, "offers", "email").receipt
    later = (
        permission(CUSTOMER, at=MONDAY + timedelta(seconds=1)).may(CUSTOMER.person, "offers", "email").receipt
    )
    assert len(receipt.digest) == 64 and receipt.digest != later.digest
    assert dict(receipt.evidence)["address from a sale"] == "no offered"
    assert receipt.line == company().purposes["offers"].place.line


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (AddressKind.EMAIL, "Kari.Nordmann@Firma.example", " kari.nordmann@firma.example "),
        (AddressKind.EMAIL, "kari+klubb@firma.example", "kari@firma.example"),
        (AddressKind.EMAIL, "kari@blåbær.example", "kari@xn--blbr-roah.example"),
        (AddressKind.PHONE, "40 00 00 01", "+4740000001"),
        (AddressKind.PHONE, "0047 400 00 001", "40000001"),
        (AddressKind.POST, "Storgata 1, 0155 Oslo", "STORGATA 1 0155 OSLO"),
    ],
)
def test_one_address_has_one_mark_however_it_is_written(kind: AddressKind, one: str, other: str) -> None:
    assert MARKER.mark(kind, one) == MARKER.mark(kind, other)


@given(st.sampled_from(AddressKind), st.text(max_size=40))
def test_writing_an_address_again_changes_nothing(kind: AddressKind, text: str) -> None:
    once = normalised(kind, text)
    assert kind is AddressKind.PHONE or normalised(kind, once) == once


@given(st.text(min_size=6, max_size=40), st.binary(min_size=32, max_size=32))
def test_a_mark_tells_nothing_of_the_address_and_depends_on_the_key(text: str, key: bytes) -> None:
    mark = Marker(key).mark(AddressKind.EMAIL, text)
    assert text not in mark
    assert Marker(key).made(mark) and (key == MARKER.key or not MARKER.made(mark))
