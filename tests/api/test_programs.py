"""What programs may do with an access token, from end to end: people, consents, permission, promises."""

import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from tests.api.conftest import HJEMMEL, KARI, NOW, ORIGIN, Caller, Clock, consent, made

from hjemmel.capabilities.facts.services import record
from hjemmel.capabilities.ledger.store import lines
from hjemmel.core.facts import About, Restricted
from hjemmel.desk.programs import entry

MAY = {"person": "kari@plantet.example", "purpose": "news", "channel": "email"}


# ---- may ---------------------------------------------------------------------------------------------------


def test_somebody_may_be_sent_a_newsletter_after_a_consent_and_not_before(shop: Caller, kari: str) -> None:
    before = shop.post("/may", MAY, key=None).json()
    assert before["may"] == "deny"
    assert before["says"]["nb"] and before["law"]
    assert shop.post("/consents", consent(kari)).status_code == 201
    after = shop.post("/may", MAY, key=None).json()
    assert (after["may"], after["receipts"][0]["key"]) == ("allow", [kari])


def test_a_withdrawal_counts_at_once(shop: Caller, kari: str) -> None:
    given = shop.post("/consents", consent(kari)).json()
    shop.post(f"/consents/{given['id']}/withdraw", {})
    assert shop.post("/may", MAY, key=None).json()["may"] == "deny"


def test_a_list_gives_the_permitted_part_and_the_reasons(shop: Caller, kari: str) -> None:
    shop.post("/consents", consent(kari))
    asked = {"persons": ["ingen@ukjent.example", MAY["person"]], "purpose": "news", "channel": "email"}
    answer = shop.post("/may/list", asked, key=None).json()
    assert (answer["asked"], answer["permitted"]) == (2, [MAY["person"]])
    (refused,) = answer["refused"]
    assert refused["at"] == 0 and refused["reason"] in answer["reasons"]


def test_a_list_has_a_longest_length_and_the_error_says_so(shop: Caller) -> None:
    asked = {"persons": ["a@b.example"] * 5001, "purpose": "news", "channel": "email"}
    answer = shop.post("/may/list", asked, key=None)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["pointer"] == "/persons" and "5000" in error["says"]


def test_asking_is_a_line_in_the_ledger_by_the_token(shop: Caller, kari: str) -> None:
    shop.post("/may", MAY, key=None)
    (line,) = [line for line in lines(5) if line.kind == "permission-asked"]
    assert line.actor.startswith("api-")


# ---- people ------------------------------------------------------------------------------------------------


def test_a_person_is_taken_in_found_and_read(shop: Caller, kari: str) -> None:
    found = shop.post(
        "/persons/find", {"by": "email", "value": "KARI@plantet.example", "purpose": "deliver"}, key=None
    )
    assert found.json() == {"items": [{"id": kari, "kind": "contact"}]}
    shown = shop.get(f"/persons/{kari}?purpose=deliver").json()
    assert shown["values"]["name"] == "Kari Plantet"
    assert shown["origin"]["source"] == "person"


def test_a_purpose_sees_the_fields_that_it_uses_and_no_others(shop: Caller, kari: str) -> None:
    shown = shop.get(f"/persons/{kari}?purpose=news").json()
    assert set(shown["values"]) == {"email", "phone"}


def test_what_was_read_and_for_what_stands_in_the_ledger_and_of_whom_does_not(
    shop: Caller, kari: str
) -> None:
    shop.get(f"/persons/{kari}?purpose=deliver")
    (line,) = [line for line in lines(3) if line.kind == "person-read"]
    assert line.content["purpose"] == "deliver"
    assert kari not in json.dumps(line.content)


def test_somebody_taken_in_for_another_purpose_is_not_there(shop: Caller, kari: str) -> None:
    assert shop.get(f"/persons/{kari}?purpose=document_enquiries").status_code == 404
    found = {"by": "email", "value": "kari@plantet.example", "purpose": "document_enquiries"}
    assert shop.post("/persons/find", found, key=None).json() == {"items": []}


def test_of_somebody_restricted_no_value_is_shown(shop: Caller, kari: str) -> None:
    about = About(collection="register.people", key=(kari,))
    record((Restricted(about=about, at=NOW),), HJEMMEL, NOW)
    shown = shop.get(f"/persons/{kari}?purpose=deliver").json()
    assert (shown["restricted"], shown["values"]) == (True, {})


def test_an_undeclared_source_is_refused_with_the_reason(shop: Caller) -> None:
    answer = shop.post("/persons", {**KARI, "origin": {**ORIGIN, "source": "bought"}})
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "activity, list_vendor, person" in answer.json()["reasons"][0]["en"]


def test_no_error_repeats_what_was_sent(shop: Caller) -> None:
    for sent in (
        {**KARI, "name": 7, "phone": "00 11\u0000 22"},
        {**KARI, "Kari Plantet": "kari@plantet.example"},
        {**KARI, "address": "kortet er 4111 1111 1111 1111"},
        {**KARI, "email": "kari-plantet"},
    ):
        answer = shop.post("/persons", sent)
        assert answer.status_code == 422, sent
        for secret in ("Plantet", "plantet", "4111", "00 11"):
            assert secret not in answer.content.decode()


def test_a_change_needs_the_tag_of_what_was_read(shop: Caller, kari: str) -> None:
    tag = shop.get(f"/persons/{kari}?purpose=deliver").headers["ETag"]
    sent = {"purpose": "deliver", "address": "Nyveien 2"}
    assert shop.patch(f"/persons/{kari}", sent).status_code == 428
    first = shop.patch(f"/persons/{kari}", sent, if_match=tag)
    assert first.status_code == 200, first.content
    assert shop.patch(f"/persons/{kari}", {**sent, "address": "Eldre 3"}, if_match=tag).status_code == 412
    again = shop.get(f"/persons/{kari}?purpose=deliver")
    assert again.json()["values"]["address"] == "Nyveien 2"
    assert again.headers["ETag"] == first.headers["ETag"]


def test_a_field_that_the_purpose_does_not_use_cannot_be_changed_for_it(shop: Caller, kari: str) -> None:
    tag = shop.get(f"/persons/{kari}?purpose=news").headers["ETag"]
    answer = shop.patch(f"/persons/{kari}", {"purpose": "news", "address": "Nyveien 2"}, if_match=tag)
    assert answer.status_code == 422


def test_relations_begin_and_end_once(shop: Caller, kari: str) -> None:
    begun = {"kind": "customer", "began_on": "2026-11-01", "origin": ORIGIN}
    id = shop.post(f"/persons/{kari}/relations", begun).json()["id"]
    (row,) = shop.get(f"/persons/{kari}/relations?purpose=deliver").json()["items"]
    assert row == {"id": id, "values": {"kind": "customer", "began_on": "2026-11-01", "ended_on": None}}
    assert shop.post(f"/relations/{id}/end", {"ended_on": "2026-11-20"}).status_code == 200
    assert shop.post(f"/relations/{id}/end", {"ended_on": "2026-11-21"}).status_code == 409


def test_an_enquiry_has_messages_and_is_closed(shop: Caller, kari: str) -> None:
    origin = {**ORIGIN, "purposes": ["document_enquiries", "deliver"]}
    assert shop.get(f"/persons/{kari}/enquiries?purpose=deliver").json() == {"items": []}
    id = shop.post(f"/persons/{kari}/enquiries", {"topic": "Pris på kopper", "origin": origin}).json()["id"]
    answer = shop.post(f"/enquiries/{id}/messages", {"text": "Hva koster 50?", "origin": origin})
    assert answer.status_code == 201, answer.content
    assert shop.post(f"/enquiries/{id}/close").json() == {"id": id}


def test_everybody_of_a_purpose_comes_a_page_at_a_time(shop: Caller) -> None:
    ids = {shop.post("/persons", {**KARI, "email": f"p{n}@plantet.example"}).json()["id"] for n in range(5)}
    seen: list[str] = []
    page = shop.get("/persons?purpose=news&limit=2").json()
    while True:
        seen += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        page = shop.get(f"/persons?purpose=news&limit=2&after={page['next']}").json()
    assert len(seen) == 5 and set(seen) == ids


def test_a_person_is_told_once(shop: Caller, kari: str, time: Clock) -> None:
    time.at = NOW + timedelta(days=1)
    assert shop.post(f"/persons/{kari}/told").json()["told_at"] == NOW.isoformat()


# ---- choices -----------------------------------------------------------------------------------------------


def test_a_consent_is_listed_and_has_a_receipt(shop: Caller, kari: str) -> None:
    given = shop.post("/consents", consent(kari)).json()
    listed = shop.post("/consents/find", given["about"], key=None).json()
    assert listed == {"items": [given]}
    receipt = shop.get(f"/consents/{given['id']}/receipt?lang=en").json()
    assert receipt["schema_version"] == "ISO/IEC TS 27560:2023"


def test_a_consent_told_twice_stands_once_and_a_withdrawn_one_does_not_rise_again(
    shop: Caller, kari: str
) -> None:
    first, second = (shop.post("/consents", consent(kari)).json() for _ in range(2))
    assert first == second
    shop.post(f"/consents/{first['id']}/withdraw", {})
    assert shop.post("/consents", consent(kari)).status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"purpose": "deliver"},
        {"channel": "smoke"},
        {"proof": "Kari Plantet sa ja"},
        {"given_at": (NOW + timedelta(days=1)).isoformat()},
        {"given_at": "2026-11-22T06:00:00"},
        {"about": {"collection": "register.people", "key": ["0" * 32]}},
        {"about": {"collection": "register.invoices", "key": ["0" * 32]}},
    ],
)
def test_a_consent_that_proves_nothing_is_refused(shop: Caller, kari: str, wrong: dict[str, object]) -> None:
    answer = shop.post("/consents", consent(kari, **wrong))
    assert answer.status_code == 422
    assert "Kari" not in answer.content.decode()


def test_an_objection_to_marketing_counts_at_once_and_another_is_raised(shop: Caller, kari: str) -> None:
    about = {"collection": "register.people", "key": [kari]}
    states = {
        purpose: shop.post("/objections", {"about": about, "purpose": purpose}).json()["state"]
        for purpose in ("news", "deliver")
    }
    assert states == {"news": "upheld", "deliver": "raised"}
    assert len(shop.post("/objections/find", about, key=None).json()["items"]) == 2


# ---- watching ----------------------------------------------------------------------------------------------


def test_the_statement_that_stands_is_read_in_both_languages(shop: Caller) -> None:
    for lang in ("nb", "en"):
        told = shop.get(f"/statement?lang={lang}").json()
        assert (told["lang"], told["version"]) == (lang, 1)


def test_promises_are_told_with_their_verdicts(shop: Caller) -> None:
    told = shop.get("/promises").json()
    assert {one["verdict"] for one in told["items"]} == {"UNKNOWN"}
    assert told["counts"]["UNKNOWN"] == len(told["items"])


# ---- tokens ------------------------------------------------------------------------------------------------


def test_a_token_is_held_to_its_deeds(company: Path) -> None:
    asker = made(("news",), ("ask",))
    assert asker.post("/may", MAY, key=None).status_code == 200
    for answer in (
        asker.get("/persons?purpose=news"),
        asker.post("/persons", {**KARI, "origin": {**ORIGIN, "purposes": ["news"]}}),
        asker.post("/consents", consent("0" * 32)),
        asker.get("/promises"),
    ):
        assert answer.status_code == 403
        assert answer.json()["reasons"][0]["nb"]


def test_a_token_is_held_to_its_purposes(company: Path) -> None:
    other = made(("bookkeeping",))
    assert other.post("/may", MAY, key=None).status_code == 403
    assert other.post("/persons", KARI).status_code == 403
    assert other.get("/persons?purpose=deliver").status_code == 403


def test_a_token_lets_nobody_in_when_it_has_ended_or_expired(shop: Caller, time: Clock) -> None:
    (token,) = entry.tokens()
    time.at = NOW + timedelta(days=31)
    assert shop.get("/statement").status_code == 401
    time.at = NOW
    assert shop.get("/statement").status_code == 200
    entry.end(token.id, HJEMMEL)
    answer = shop.get("/statement")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_says_when_it_was_used_last(shop: Caller) -> None:
    assert entry.tokens()[0].used_on is None
    shop.get("/statement")
    assert entry.tokens()[0].used_on == NOW.date()


def test_no_token_stands_in_the_database_or_the_ledger(shop: Caller, company: Path) -> None:
    shop.get("/statement")
    secret = shop.token.rpartition("_")[2] if "_" not in shop.token[20:] else shop.token[21:]
    with sqlite3.connect(company) as own:
        dump = "\n".join(own.iterdump())
    assert secret not in dump and shop.token not in dump
    assert [line.kind for line in lines(9)].count("token-made") == 1


@pytest.mark.parametrize(
    "said", ["", "Bearer", "Bearer x", "Basic YTpi", "Bearer hjt_0000000000000000_" + "a" * 43]
)
def test_nobody_comes_in_with_anything_else(company: Path, said: str) -> None:
    answer = Caller("").client.get("/api/v1/statement", headers={"authorization": said})
    assert answer.status_code == 401


def test_a_token_that_is_asked_for_wrongly_is_not_made(company: Path) -> None:
    with pytest.raises(entry.NotMade) as refused:
        entry.make(" ", ["newsleter"], ["rule"], timedelta(days=4000), HJEMMEL)
    assert len(refused.value.reasons) == 4


# ---- the gate ----------------------------------------------------------------------------------------------


def test_every_no_has_the_one_shape(shop: Caller) -> None:
    for status, answer in (
        (404, shop.get("/nowhere")),
        (404, shop.get("/persons/" + "0" * 32 + "?purpose=deliver")),
        (
            405,
            shop.client.delete(
                "/api/v1/may", headers={"authorization": f"Bearer {shop.token}", "idempotency-key": "d"}
            ),
        ),
        (400, shop.post("/persons", KARI, key=None)),
        (
            415,
            shop.client.post(
                "/api/v1/may",
                data="x=1",
                content_type="text/plain",
                headers={"authorization": f"Bearer {shop.token}"},
            ),
        ),
        (422, shop.get("/persons?purpose=deliver&limit=9999")),
    ):
        assert answer.status_code == status, answer.content
        told = answer.json()
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert (told["status"], bool(told["title"])) == (status, True)
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_body_that_is_no_json_is_told_so_without_being_repeated(shop: Caller) -> None:
    headers = {"authorization": f"Bearer {shop.token}", "idempotency-key": "j"}
    answer = shop.client.post(
        "/api/v1/persons", data=b'{"name": "Kari Plantet', content_type="application/json", headers=headers
    )
    assert answer.status_code == 400
    assert "Kari" not in answer.content.decode()


def test_a_body_of_three_megabytes_is_too_large(shop: Caller) -> None:
    assert shop.post("/may", {"person": "a" * 3_000_000}, key=None).status_code == 413


def test_asking_too_often_is_answered_with_when_to_ask_again(shop: Caller, time: Clock) -> None:
    for _ in range(entry.MOST):
        shop.get("/nowhere")
    refused = shop.get("/statement")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    time.at = NOW + timedelta(seconds=int(refused.headers["Retry-After"]))
    assert shop.get("/statement").status_code == 200
