"""A deed that is asked for twice is done once: over answers lost on the way, at the same time, and after a kill."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from tests.api.conftest import KARI, NOW, ORIGIN, Caller, Clock, made

from hjemmel.capabilities.register.models import Person
from hjemmel.capabilities.tokens.models import KeptAnswer
from hjemmel.desk.programs import answers, entry


def test_the_same_request_with_the_same_key_is_answered_the_same_and_done_once(shop: Caller) -> None:
    first, second = (shop.post("/persons", KARI, key="a") for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content) == (201, first.content)
    assert second.headers["Idempotent-Replayed"] == "true" and "Idempotent-Replayed" not in first.headers
    assert Person.objects.count() == 1


def test_the_tag_of_a_change_is_given_again_too(shop: Caller, kari: str) -> None:
    tag = shop.get(f"/persons/{kari}?purpose=deliver").headers["ETag"]
    sent = {"purpose": "deliver", "phone": "00 00 99 99"}
    first, second = (shop.patch(f"/persons/{kari}", sent, key="p", if_match=tag) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.headers["ETag"] == second.headers["ETag"] != tag


def test_another_request_with_the_same_key_is_refused(shop: Caller) -> None:
    shop.post("/persons", KARI, key="a")
    answer = shop.post("/persons", {**KARI, "name": "Ola Bolla"}, key="a")
    assert (answer.status_code, answer.json()["type"]) == (422, "/api/v1/docs#other-request")
    assert Person.objects.count() == 1


def test_a_refused_request_is_forgotten_so_that_it_can_be_mended(shop: Caller) -> None:
    assert shop.post("/persons", {**KARI, "email": "ingen adresse"}, key="a").status_code == 422
    assert shop.post("/persons", KARI, key="a").status_code == 201


def test_keys_of_one_token_are_nothing_to_another(shop: Caller) -> None:
    shop.post("/persons", KARI, key="a")
    other = made(("deliver", "news"))
    assert "Idempotent-Replayed" not in other.post("/persons", KARI, key="a").headers
    assert Person.objects.count() == 2


def test_an_answer_is_forgotten_after_a_day(shop: Caller, time: Clock) -> None:
    shop.post("/persons", KARI, key="a")
    time.at = NOW + timedelta(hours=25)
    assert "Idempotent-Replayed" not in shop.post("/persons", KARI, key="a").headers
    assert KeptAnswer.objects.count() == 1


def test_a_question_is_answered_anew_each_time(shop: Caller, kari: str) -> None:
    asked = {"person": "kari@plantet.example", "purpose": "deliver", "channel": "email"}
    shop.post("/may", asked, key="a")
    assert "Idempotent-Replayed" not in shop.post("/may", asked, key="a").headers


def test_no_kept_answer_or_request_can_be_read_in_the_database(shop: Caller, company: Path) -> None:
    id = shop.post("/persons", KARI, key="kari@plantet.example").json()["id"]
    with sqlite3.connect(company) as own:
        rows = own.execute("SELECT key, request, answer FROM access_token_answer").fetchall()
    ((key, request, answer),) = rows
    assert "kari" not in key + request
    assert id.encode() not in answer and b"Plantet" not in answer


def test_what_was_begun_and_killed_can_be_asked_again_and_was_not_done(shop: Caller, time: Clock) -> None:
    """The deed and its kept answer are one commit: what the kill leaves is the note that it was begun."""
    (token,) = entry.tokens()
    program = entry.enter(shop.token)

    class Killed(BaseException):
        pass

    def work() -> answers.Kept:
        Person.objects.create(
            kind="contact", source="person", channel="email", purposes="deliver", received_at=NOW
        )
        raise Killed

    with pytest.raises(Killed):
        answers.once(program, "a", b"x", work)
    assert Person.objects.count() == 0
    # As a power cut leaves it: the note stands, for no `finally` ran.
    KeptAnswer.objects.create(
        token_id=token.id,
        key=answers._print(program, b"a"),
        request=answers._print(program, b"x"),
        begun_at=NOW,
    )
    with pytest.raises(answers.BeingAnswered):
        answers.once(program, "a", b"x", work)
    time.at = NOW + answers.STALE
    kept, is_again = answers.once(
        program, "a", b"x", lambda: answers.Kept(status=201, headers={}, body=b"{}")
    )
    assert (kept.status, is_again) == (201, False)


def test_of_many_at_once_with_one_key_one_is_carried_out(shop: Caller) -> None:
    def ask(_: int) -> tuple[int, bytes]:
        try:
            answer = Caller(shop.token).post("/persons", KARI, key="a")
            return answer.status_code, answer.content
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(ask, range(8)))
    assert {status for status, _ in found} <= {201, 409}
    assert len({content for status, content in found if status == 201}) == 1
    assert Person.objects.count() == 1


def test_of_two_changes_at_once_one_is_told_that_it_came_too_late(shop: Caller, kari: str) -> None:
    tag = shop.get(f"/persons/{kari}?purpose=deliver").headers["ETag"]

    def change(number: int) -> int:
        try:
            sent = {"purpose": "deliver", "address": f"Veien {number}"}
            return int(
                Caller(shop.token).patch(f"/persons/{kari}", sent, key=f"k{number}", if_match=tag).status_code
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(change, range(4)))
    assert found == [200, 412, 412, 412]


def test_a_key_of_none_or_too_many_signs_is_no_key(shop: Caller) -> None:
    for key in (None, "k" * 201):
        answer = shop.post("/persons", {**KARI, "origin": ORIGIN}, key=key)
        assert (answer.status_code, answer.json()["type"]) == (400, "/api/v1/docs#key-missing")
