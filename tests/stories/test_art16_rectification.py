"""Art. 16: what is wrong is put right. Neither the plan nor the facts hold a value, old or new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.engine.ports import ANE

from hjemmel.core.action import Verb
from hjemmel.core.facts import About, Change
from hjemmel.core.rights.ask import Ask
from hjemmel.core.rights.right import Right
from hjemmel.core.selection import Scalar

from .on_files import OnFiles
from .watched import by_hand, granted
from .watched import company as watched_company

TODAY = date(2026, 3, 31)
KARI = {"id": 7, "kind": "person", "email": "kari@a.example", "name": "Kari", "created_at": "2026-03-01"}
OLA = {"id": 8, "kind": "person", "email": "ola@a.example", "name": "Ola", "created_at": "2026-03-01"}
ORDER = {"id": 1, "account_id": 8, "placed_at": "2026-03-20", "total": 5}


@dataclass
class Sealed:
    """Where values lie between the person and the systems."""

    right: Mapping[str, Mapping[str, Scalar]]
    before: dict[str, list[Mapping[str, object]]] = field(default_factory=dict)

    def take(self, plan: str, action: int, collection: str, rows: Iterable[Mapping[str, object]]) -> int:
        return len(list(rows))

    def right_values(self, change: str) -> Mapping[str, Scalar]:
        return self.right[change]

    def keep_before(self, change: str, rows: Iterable[Mapping[str, object]]) -> None:
        self.before.setdefault(change, list(rows))


@pytest.fixture
def company(tmp_path: Path) -> OnFiles:
    return OnFiles(tmp_path, {"shop.accounts": [KARI, OLA], "shop.orders": [ORDER]})


def correction(*changes: Change) -> Ask:
    return Ask(
        id="C" * 16,
        right=Right.RECTIFICATION,
        about=(About(collection="shop.accounts", key=(7,)),),
        at=datetime(2026, 3, 31, 8, tzinfo=UTC),
        changes=changes,
    )


def change(collection: str, key: int, *columns: str) -> Change:
    return Change(row=About(collection=collection, key=(key,)), columns=columns)


@pytest.mark.story
def test_the_value_is_changed_and_the_one_before_is_kept_where_values_are_sealed(company: OnFiles) -> None:
    sealed = Sealed({f"{'C' * 16}/0": {"name": "Kåre"}})
    house = replace(company.house(TODAY), handover=sealed)
    plan = house.plan_request(correction(change("shop.accounts", 7, "name")), actor=ANE)
    assert "Kåre" not in repr(plan) and "Kari" not in repr(plan) + repr(company.stores.facts.read())
    house.approve(plan.digest, ANE)
    (receipt,) = house.advance(plan.digest, ANE)
    assert (receipt.touched, receipt.left) == (1, 0)
    assert company.rows("shop.accounts", "id, name") == [(7, "Kåre"), (8, "Ola")]
    assert sealed.before == {f"{'C' * 16}/0": [{"name": "Kari"}]}


@pytest.mark.story
def test_until_the_values_are_there_nothing_happens(company: OnFiles) -> None:
    house = company.house(TODAY)
    plan = house.plan_request(correction(change("shop.accounts", 7, "name")), actor=ANE)
    house.approve(plan.digest, ANE)
    assert house.advance(plan.digest, ANE) == ()
    assert company.rows("shop.accounts", "id, name") == [(7, "Kari"), (8, "Ola")]


@pytest.mark.story
@pytest.mark.parametrize(
    "refused",
    [
        change("shop.accounts", 7, "id"),
        change("shop.accounts", 7, "name", "created_at"),
        change("shop.accounts", 8, "name"),
        change("shop.orders", 1, "account_id"),
        change("shop.orders", 1, "total"),
    ],
    ids=["a key", "a clock beside a name", "somebody else's row", "a reference", "somebody else's order"],
)
def test_what_is_a_key_or_worked_out_or_somebody_elses_is_refused(company: OnFiles, refused: Change) -> None:
    plan = company.house(TODAY).preview_request(correction(refused))
    assert plan.actions == ()
    (refusal,) = plan.refusals
    assert (refusal.because.rule, refusal.because.law, refusal.rows) == ("not-theirs", "gdpr-16", 1)


@pytest.mark.story
def test_where_hjemmel_only_watches_a_person_is_asked_and_what_stood_there_is_kept(tmp_path: Path) -> None:
    company, id = watched_company(tmp_path), "C" * 16
    sealed = Sealed({f"{id}/0": {"name": "Kåre"}, f"{id}/1": {"status": "fast"}})
    wanted = correction(change("shop.accounts", 7, "name"), change("crm.contacts", 7, "status"))
    plan = granted(company, wanted, sealed)
    assert company.rows("shop.accounts", "id, name") == [(7, "Kåre"), (8, "Ola")]
    assert company.rows("crm.contacts", "id, status") == [(7, "ny"), (8, "ny")]
    assert by_hand(plan) == [(Verb.RECTIFY, "crm.contacts", 1)]
    assert sealed.before == {f"{id}/0": [{"name": "Kari"}], f"{id}/1": [{"status": "ny"}]}
