"""Asked once, done once: a request with an idempotency key is carried out the first time, and answered the same way after.

What was answered lies sealed so that nobody but the asker can open it; of the request only keyed digests are kept."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from django.db import transaction

from hjemmel.capabilities.tokens import store
from hjemmel.desk import clock
from hjemmel.desk.programs.entry import Program
from hjemmel.engine.vault.answers import open_answer, seal_answer

FAILED: Final = 400
KEPT: Final = timedelta(hours=24)
STALE: Final = timedelta(minutes=5)
"""No request is worked on for so long: whoever had it was killed."""


class OtherRequest(ValueError):
    """The key was used before, for another request."""


class BeingAnswered(RuntimeError):
    """The same request is being carried out just now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer, to be given again word for word."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


def forget() -> int:
    """Erase answers that nobody can ask for again; returns how many."""
    return store.forget_answers(clock.now() - KEPT)


def once(program: Program, key: str, request: bytes, work: Callable[[], Kept]) -> tuple[Kept, bool]:
    """The answer to this request, and whether it was given before. What the work did and its answer stand or fall
    together: killed anywhere, either both are there or neither.

    Work that comes to nothing (a status of 400 or more) is undone and forgotten. Raises OtherRequest or BeingAnswered."""
    name, asked = _print(program, key.encode()), _print(program, request)
    found = store.begin(program.token.id, name, asked, clock.now(), STALE, KEPT)
    if found is not None:
        return _given(program, key, asked, found), True
    is_kept = False
    try:
        with transaction.atomic():
            answer = work()
            if answer.status < FAILED:
                store.keep(program.token.id, name, answer.status, _sealed(program, key, answer))
                is_kept = True
            else:
                transaction.set_rollback(True)
    finally:
        if not is_kept:
            store.drop(program.token.id, name)
    return answer, False


def _given(program: Program, key: str, asked: str, found: store.Answer) -> Kept:
    if found.request != asked:
        raise OtherRequest
    if found.status is None or found.sealed is None:
        raise BeingAnswered
    kept = json.loads(open_answer(program.secret, key, found.sealed))
    return Kept(status=found.status, headers=kept["headers"], body=kept["body"].encode())


def _sealed(program: Program, key: str, answer: Kept) -> bytes:
    text = json.dumps({"headers": dict(answer.headers), "body": answer.body.decode()})
    return seal_answer(program.secret, key, text.encode())


def _print(program: Program, content: bytes) -> str:
    """Keyed by the token: the table tells nobody what was asked."""
    return hmac.new(program.secret.encode(), content, hashlib.sha256).hexdigest()
