"""Asking the systems: what is read for one person is enough, and a list is no more than its members."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest
from tests.core.permission import company as the
from tests.engine.ports import Stores
from tests.engine.worlds import in_memory, profile, rows_of

from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import Fact, Facts
from hjemmel.core.grounds.rows import Row, Rows
from hjemmel.core.permission import May, Permission, message
from hjemmel.core.permission.reasons import CONSENT_PENDING, EXISTING_CUSTOMER, SHARED, SUPPRESSED
from hjemmel.engine.house import House
from hjemmel.engine.permission import CHUNK, ask
from hjemmel.profiles.gifts.demo import tables

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PEOPLE = 200


class FixedFacts:
    """Facts that stand."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def read(self, *kinds: type[Fact]) -> Facts:
        return Facts.gathered(fact for fact in self.facts if not kinds or isinstance(fact, kinds))

    def record(self, facts: Iterable[Fact], actor: object, at: datetime) -> None:
        raise AssertionError("asking records no facts")


def house(data_map: DataMap, rows: dict[str, list[Row]], facts: Facts, *unreached: str) -> House:
    stores = Stores()
    connectors = in_memory(data_map, rows_of(data_map, rows))
    return House(
        map=data_map,
        connectors={name: one for name, one in connectors.items() if name not in unreached},
        plans=stores.plans,
        facts=FixedFacts(facts),
        evidences=stores.evidences,
        clock=lambda: NOW,
    )


@pytest.fixture(scope="module")
def gifts() -> tuple[DataMap, dict[str, list[Row]]]:
    data_map = profile("gifts")
    systems = tables(PEOPLE, date(2026, 11, 23), 4)
    return data_map, {
        name: list(systems[one.system].table(one.shape.table).dicts())
        for name, one in data_map.collections.items()
    }


@pytest.mark.parametrize("purpose", ["market_customers", "market_others", "surveys", "bookkeeping"])
def test_what_is_read_for_each_is_enough(gifts: tuple[DataMap, dict[str, list[Row]]], purpose: str) -> None:
    """Asked with all rows of the company in hand, and with those alone that are read for them: the same answers."""
    data_map, rows = gifts
    wanted = message(data_map, purpose, "email")
    whole = Permission(Rows(data_map, rows), Facts(), NOW, the.MARKER)
    emails = sorted(
        {
            str(row["email"])
            for name in ("nettbutikk.accounts", "nyhetsbrev.subscribers")
            for row in rows[name]
            if row["email"]
        }
    )
    answers = list(ask(house(data_map, rows, Facts()), the.MARKER, wanted, emails))
    assert [answer.identity for answer in answers] == emails
    seen = Counter(decision.reason.code for answer in answers for decision in answer.decisions)
    for answer in answers:
        for decision in answer.decisions:
            alone = whole.ask(decision.person, wanted, answer.identity)
            assert (decision.reason.code, decision.person) == (alone.reason.code, decision.person)
    assert len(seen) > 1 or purpose == "surveys"


def test_a_newsletter_reaches_customers_and_readers_each_by_their_own_ground(
    gifts: tuple[DataMap, dict[str, list[Row]]],
) -> None:
    data_map, rows = gifts
    readers = [str(row["email"]) for row in rows["nyhetsbrev.subscribers"] if row["basis"] == "customer"]
    company = house(data_map, rows, Facts())
    to_customers = list(ask(company, the.MARKER, message(data_map, "market_customers", "email"), readers))
    assert sum(answer.is_allowed for answer in to_customers) > len(readers) / 2
    reasons = {d.reason for answer in to_customers if answer.is_allowed for d in answer.decisions}
    assert reasons == {EXISTING_CUSTOMER}
    to_readers = list(ask(company, the.MARKER, message(data_map, "market_others", "email"), readers))
    assert not any(answer.is_allowed for answer in to_readers)


def asked(
    who: the.Who,
    *identities: str,
    facts: Facts | None = None,
    unreached: tuple[str, ...] = (),
    to: str = "offers",
) -> list[str]:
    rows = {name: list(found) for name, found in who.tables.items()}
    company = house(the.company(), rows, facts or Facts(), *unreached)
    answers = ask(company, the.MARKER, message(the.company(), to, "email"), identities)
    return [decision.reason.code for answer in answers for decision in answer.decisions]


def test_everybody_with_the_same_address_is_read() -> None:
    other = the.CUSTOMER.beside(the.LEADS, email=the.MAIL)
    assert asked(the.CUSTOMER, the.MAIL) == [EXISTING_CUSTOMER.code]
    assert asked(other, the.MAIL) == [SHARED.code] * 2
    assert asked(other, the.PHONE) == [SHARED.code], "also when asked for by another identity"


def test_an_identity_is_found_as_people_write_it() -> None:
    assert asked(the.CUSTOMER, f" {the.MAIL.upper()} ") == [EXISTING_CUSTOMER.code]


def test_whoever_asks_about_an_address_is_not_answered_for_another() -> None:
    """Kari's consent is with her other address: a mailing to the first one may not lean on it."""
    both = the.Who(
        the.KARI, {**the.CUSTOMER.tables, the.READERS: [{**the.ROWS[the.READERS], "email": the.MAIL}]}
    )
    gone = both.but(email="gone-1@invalid.example", sale_ref=None)
    assert asked(both, the.MAIL, to="news") == ["consent"]
    assert asked(gone, the.PHONE, to="news") == ["no-address"]


def test_facts_count_and_what_is_out_of_reach_never_allows() -> None:
    facts = Facts.gathered([the.suppressed()(the.CUSTOMER)])
    assert asked(the.CUSTOMER, the.MAIL, facts=facts) == [SUPPRESSED.code]
    pending = Facts.gathered([the.asked()(the.POSSIBLE)])
    assert asked(the.POSSIBLE, "per.lund@annen.example", facts=pending, to="news") == [CONSENT_PENDING.code]
    assert asked(the.CUSTOMER, the.MAIL, unreached=("shop",)) == []
    company = house(the.company(), {n: list(r) for n, r in the.CUSTOMER.tables.items()}, Facts(), "letter")
    (answer,) = ask(company, the.MARKER, message(the.company(), "offers", "email"), [the.MAIL])
    assert not answer.is_allowed
    assert [(d.may, d.reason.code) for d in answer.decisions] == [(May.UNKNOWN, "holders-not-read")]


def test_nobody_is_an_answer_too_and_a_long_list_keeps_its_order() -> None:
    rows = {name: list(found) for name, found in the.CUSTOMER.tables.items()}
    company = house(the.company(), rows, Facts())
    names = [f"nobody{number}@firma.example" for number in range(CHUNK)] + [the.MAIL]
    answers = list(ask(company, the.MARKER, message(the.company(), "offers", "email"), names))
    assert [answer.identity for answer in answers] == names
    assert [answer.is_allowed for answer in answers] == [False] * CHUNK + [True]
    assert the.MAIL not in repr(answers)


def test_a_receipt_names_the_declaration_it_was_decided_by() -> None:
    (answer,) = ask(
        house(the.company(), {n: list(r) for n, r in the.CUSTOMER.tables.items()}, Facts()),
        the.MARKER,
        message(the.company(), "offers", "email"),
        [the.MAIL],
    )
    assert answer.decisions[0].receipt.declaration == the.company().digest
