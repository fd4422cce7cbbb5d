"""A deletion certificate is read as it was written, and anything else is refused with a reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from hjemmel.core.assignments.certificate import (
    KIND,
    Certificate,
    DestroyedPaper,
    ErasedFile,
    SignedCertificate,
    is_certificate,
    read_certificate,
)
from hjemmel.core.ledger.checkpoint import Unreadable
from hjemmel.core.letters.certificate import certificate_letter
from hjemmel.engine.proofs import judge_certificate
from hjemmel.engine.vault.signing import Signer

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
SIGNER = Signer(b"s" * 32)
CERTIFICATE = Certificate(
    assignment="abc",
    processor=("Lyngmark Trykk og Utsending AS", "312045109"),
    controller=("Furulia Lag", "316228046"),
    instruction="Instruks 14",
    files=(ErasedFile(digest="a" * 64, rows=10, received_at=AT, erased_at=AT),),
    paper=(DestroyedPaper(boxes=2, destroyed_at=AT, certificate="MB-1"),),
    returned_at=None,
    completed_on=date(2026, 9, 20),
    backups_until=date(2026, 12, 28),
    ledger_line=7,
    ledger_digest="b" * 64,
    issued_at=AT,
)


def signed() -> SignedCertificate:
    return SIGNER.certify(CERTIFICATE)


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    told = json.loads(signed().written())
    change(told)
    return json.dumps(told)


def test_it_is_read_as_it_was_written_and_holds() -> None:
    found = read_certificate(signed().written())
    assert found == signed()
    assert is_certificate(signed().written())
    assert judge_certificate(found).holds
    assert judge_certificate(found, SIGNER.public).key_was_given


def test_another_key_or_another_word_does_not_hold() -> None:
    assert not judge_certificate(signed(), Signer(b"t" * 32).public).holds
    for change in (
        lambda told: told["certificate"]["controller"].update(name="Andre AS"),
        lambda told: told["certificate"]["files"][0].update(rows=11),
        lambda told: told["certificate"].update(backups_until="2026-12-29"),
    ):
        assert not judge_certificate(read_certificate(changed(change))).holds


def test_a_signature_of_the_ledgers_head_is_none_of_a_certificate() -> None:
    head = SIGNER.sign(7, b"r" * 32, AT)
    forged = SignedCertificate(certificate=CERTIFICATE, key=SIGNER.public, signature=head.signature)
    assert not judge_certificate(forged).holds


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{", "1" * 1_000_002, json.dumps({"proof": KIND}),
        changed(lambda told: told.update(more=1)),
        changed(lambda told: told["certificate"].update(note="nothing was kept")),
        changed(lambda told: told["certificate"].pop("files")),
        changed(lambda told: told["certificate"].update(files=7)),
        changed(lambda told: told["certificate"].update(issued_at="yesterday")),
        changed(lambda told: told.update(signature="AAAA")),
        changed(lambda told: told.update(signature=7)),
        changed(lambda told: told.update(key="hjemmel-ledger-0+1+2")),
        changed(lambda told: told["certificate"]["ledger"].update(line="7.0")),
    ],
)  # fmt: skip
def test_what_is_no_certificate_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_certificate(text)


def test_the_letter_says_the_same_in_both_languages() -> None:
    for lang in ("nb", "en"):
        told = certificate_letter(signed(), lang, "Europe/Oslo").text
        for word in ("a" * 64, "MB-1", "Instruks 14", SIGNER.public.written()):
            assert word in told
