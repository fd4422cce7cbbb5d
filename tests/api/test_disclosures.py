"""Programs that give data to others: asked first, told of approvals that are lacking, and noted when it was done."""

import pytest
from tests.api.conftest import HJEMMEL, NOW, Caller, Clock, disclosure, made

from hjemmel.capabilities.disclosures import store
from hjemmel.capabilities.facts.services import record
from hjemmel.capabilities.ledger.store import lines
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.facts import About, Restricted
from hjemmel.desk import disclosures
from hjemmel.engine.ports import Actor

CLAIM = disclosure(ground="debt_collection", proof="ab" * 32)


def test_what_is_in_order_is_kept_and_noted_when_it_is_given(shop: Caller, kari: str) -> None:
    asked = shop.post("/disclosures", disclosure())
    assert asked.status_code == 201
    answer = asked.json()
    assert (answer["state"], answer["approvals_lacking"], answer["reasons"]) == ("allowed", 0, [])
    assert store.given() == (), "asking gives nothing"
    assert shop.post(f"/disclosures/{answer['id']}/given").json()["state"] == "given"
    (given,) = store.given()
    assert (given.disclosure.recipient, given.disclosure.about.key) == ("postferd", (kari,))
    assert shop.get(f"/disclosures/{answer['id']}").json()["state"] == "given"


def test_given_again_with_another_key_stands_once(shop: Caller, kari: str) -> None:
    id = shop.post("/disclosures", disclosure()).json()["id"]
    first, second = (shop.post(f"/disclosures/{id}/given") for _ in range(2))
    assert first.json() == second.json() and second.status_code == 200
    assert len([line for line in lines(20) if line.kind == "disclosure-given"]) == 1


def test_asked_again_with_the_same_key_it_is_kept_once(shop: Caller, kari: str) -> None:
    first, again = (shop.post("/disclosures", disclosure(), key="ordre-120") for _ in range(2))
    assert first.json() == again.json() and again.headers["Idempotent-Replayed"] == "true"
    assert len(store.waiting()) == 1


def test_a_refusal_tells_every_reason_and_keeps_a_line_of_the_ledger_alone(shop: Caller, kari: str) -> None:
    asked = shop.post("/disclosures", disclosure(reference="", categories=["name", "voucher"]))
    assert asked.status_code == 200
    answer = asked.json()
    assert (answer["id"], answer["state"]) == (None, "refused")
    assert {one["reason"] for one in answer["reasons"]} == {"not-needed", "no-reference"}
    assert all(one["says"]["nb"] and one["says"]["en"] and one["law"] for one in answer["reasons"])
    assert store.waiting() == ()
    (line,) = [line for line in lines(5) if line.kind == "disclosure-refused"]
    assert line.actor.startswith("api-") and kari not in str(line.content)


def test_what_needs_an_approval_waits_for_a_person_and_says_so(shop: Caller, kari: str) -> None:
    answer = shop.post("/disclosures", CLAIM).json()
    assert (answer["state"], answer["approvals_lacking"]) == ("waits", 1)
    assert shop.post(f"/disclosures/{answer['id']}/given").json()["state"] == "waits"
    assert store.given() == (), "nobody has approved"
    disclosures.approve(answer["id"], approver())
    assert shop.get(f"/disclosures/{answer['id']}").json()["state"] == "allowed"
    assert shop.post(f"/disclosures/{answer['id']}/given").json()["state"] == "given"


def test_what_has_come_to_stand_against_it_since_is_not_noted_as_given(
    shop: Caller, kari: str, time: Clock
) -> None:
    id = shop.post("/disclosures", disclosure()).json()["id"]
    whom = About(collection="register.people", key=(kari,))
    record((Restricted(about=whom, at=NOW),), HJEMMEL, NOW)
    answer = shop.post(f"/disclosures/{id}/given").json()
    assert answer["state"] == "refused"
    assert [one["reason"] for one in answer["reasons"]] == ["restricted"]
    assert store.given() == ()


def test_a_dropped_one_is_not_given(shop: Caller, kari: str) -> None:
    id = shop.post("/disclosures", disclosure()).json()["id"]
    disclosures.drop(id, HJEMMEL)
    assert shop.get(f"/disclosures/{id}").json()["state"] == "dropped"
    assert shop.post(f"/disclosures/{id}/given").status_code == 409


def test_a_program_sees_what_it_asked_for_itself_and_nothing_else(shop: Caller, kari: str) -> None:
    id = shop.post("/disclosures", disclosure()).json()["id"]
    other = made(("deliver",), ("disclose",))
    assert other.get(f"/disclosures/{id}").status_code == 404
    assert other.post(f"/disclosures/{id}/given").status_code == 404
    assert other.get("/disclosures/9007199254740992").status_code == 404


@pytest.mark.parametrize(
    ("purposes", "rights"), [(("deliver",), ("ask", "read")), (("news",), ("disclose",))]
)
def test_a_token_for_another_deed_or_another_purpose_may_not_ask(
    shop: Caller, kari: str, purposes: tuple[str, ...], rights: tuple[str, ...]
) -> None:
    assert made(purposes, rights).post("/disclosures", disclosure()).status_code == 403
    assert store.waiting() == ()


def test_nobody_and_several_are_told_apart_and_nobody_is_repeated(shop: Caller, kari: str) -> None:
    nobody = shop.post("/disclosures", disclosure(person="ingen@ukjent.example"))
    assert nobody.status_code == 422
    assert nobody.json()["reasons"][0]["en"] == "nobody has this identity"
    assert b"ukjent.example" not in nobody.content


@pytest.mark.parametrize(
    "wrong", [{"ground": "fordi"}, {"proof": "krav.pdf"}, {"purposes": []}, {"categories": []}, {"note": "x"}]
)
def test_what_has_not_the_right_shape_is_refused(shop: Caller, kari: str, wrong: dict[str, object]) -> None:
    assert shop.post("/disclosures", disclosure(**wrong)).status_code == 422


def approver() -> Actor:
    """Somebody of the office who may say yes."""
    return create_staff("ane", "Ane Furuseth", "en lang setning 42", Role.APPROVER, HJEMMEL, NOW)
