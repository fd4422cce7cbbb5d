"""Art. 20: what a person may take along is what they gave themselves, held on consent or for a contract with them, and no
more: table by table, on a company with every basis."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.core.grounds.company import DECLARATION
from tests.engine.worlds import World, compiled

from hjemmel.core.facts import About, Asked
from hjemmel.core.grounds.asker import Asker
from hjemmel.core.grounds.claims import Claims
from hjemmel.core.rights.portable import portable
from hjemmel.core.selection import Selection

TODAY = date(2026, 3, 31)
SOURCED = DECLARATION.replace(
    "categories:\n",
    "sources:\n"
    "  you: {title: {nb: deg, en: you}, kind: person}\n"
    "  us: {title: {nb: oss, en: us}, kind: generated}\n"
    "categories:\n",
    1,
)
FROM_YOU, FROM_US = "category: name, blank: gone, source: [you]", "category: name, blank: gone, source: [us]"
NAME = "category: name, blank: gone"
TRADER = {"id": 7, "kind": "enk", "name": "Kari", "email": "kari@a.example", "created_at": "2026-03-01"}
PERSON = {**TRADER, "kind": "person"}
OLA = {**TRADER, "id": 8, "name": "Ola", "email": "ola@a.example"}


def given(source: str, account: dict[str, object]) -> set[tuple[object, ...]]:
    """The accounts whose name whoever asks, number 7, may take along."""
    data_map = compiled(SOURCED.replace(NAME, source, 1))
    asked = Asked(
        id="P" * 16,
        batch="P" * 16,
        about=About(collection="shop.accounts", key=(7,)),
        right="portability",
        at=datetime(2026, 3, 31, tzinfo=UTC),
    )
    world = World(data_map, TODAY, {"shop.accounts": [account, OLA]}, asked)
    claims = Claims(data_map, TODAY, world.facts, frozenset(), Asker("P" * 16))
    where = portable(claims, world.group("shop.accounts", "name"))
    return set(world.resolver.find(Selection("shop.accounts", where), ("id",)))


@pytest.mark.parametrize(
    ("source", "account", "expected"),
    [
        (FROM_YOU, TRADER, {(7,)}),
        (FROM_US, TRADER, set()),
        (NAME, TRADER, set()),
        (FROM_YOU, PERSON, set()),
        (FROM_YOU, {**TRADER, "created_at": "2020-01-01"}, set()),
    ],
    ids=[
        "given by the person for a contract",
        "worked out by the company",
        "from nobody knows where",
        "held for legitimate interests",
        "the contract is over",
    ],
)
def test_only_what_the_person_gave_for_a_contract_that_needs_it(
    source: str, account: dict[str, object], expected: set[tuple[object, ...]]
) -> None:
    assert given(source, account) == expected


READERS = '      - {columns: [email], category: mail, blank: "gone-{key}@invalid.example"}\n          - {columns: [basis]'


@pytest.mark.parametrize(("basis", "expected"), [("consent", {(1,)}), ("customer", set())])
def test_what_rests_on_consent_goes_along_and_what_rests_on_being_a_customer_does_not(
    basis: str, expected: set[tuple[object, ...]]
) -> None:
    assert READERS in SOURCED
    sourced = READERS.replace('.example"}', '.example", source: [you]}', 1)
    data_map = compiled(SOURCED.replace(READERS, sourced, 1))
    reader = {"id": 1, "email": "kari@a.example", "basis": basis, "given_at": "2026-03-01"}
    asked = Asked(
        id="P" * 16,
        batch="P" * 16,
        about=About(collection="letter.readers", key=(1,)),
        right="portability",
        at=datetime(2026, 3, 31, tzinfo=UTC),
    )
    world = World(data_map, TODAY, {"letter.readers": [reader]}, asked)
    claims = Claims(data_map, TODAY, world.facts, frozenset(), Asker("P" * 16))
    where = portable(claims, world.group("letter.readers", "email"))
    assert set(world.resolver.find(Selection("letter.readers", where), ("id",))) == expected
