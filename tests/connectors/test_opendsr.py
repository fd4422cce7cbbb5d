"""A processor that speaks OpenDSR: what it is given, and which of its answers are believed."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from tests.connectors import opendsr_server
from tests.connectors.opendsr_server import DOMAIN, Handler, authority, broken, curve, key, pem, served

from hjemmel.connectors.http.client import Client
from hjemmel.connectors.opendsr import Processor, Refused
from hjemmel.connectors.protocol import Drifted, Unreachable, Unsupported
from hjemmel.core.declaration.company import OpenDsr
from hjemmel.core.sharing.opendsr import Erasure, NotOpenDsr, Status, emails_among, read
from hjemmel.engine.vault.certificates import CertificateRefused, SignatureRefused, believe
from hjemmel.engine.wiring import processor

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KARI = "Kari@Example.no"
# The request in the specification itself, with its comma too many.
SPECIFIED = b"""{
  "subject_request_id": "a7551968-d5d6-44b2-9831-815ac9017798",
  "extensions": {"example-processor.com": {"foo-processor-custom-id":123456, "property_id": "123456",}}
}"""


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[opendsr_server.Processor]:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with served(tmp_path) as found:
        yield found


def opened(there: opendsr_server.Processor, **settings: str) -> Processor:
    """As the company's declaration has it, without its patience."""
    told = OpenDsr(url=f"{there.base}/v2", **settings)
    found = processor("brevdue", told, {}, lambda: NOW)
    found.client = Client("brevdue", f"{there.base}/v2", timeout=0.5, wait=lambda seconds: None)
    return found


def erasure(*emails: str) -> Erasure:
    return Erasure(id=str(uuid4()), submitted=NOW, emails=emails or (KARI,), callback="https://us.example/cb")


def test_a_request_is_created_followed_and_taken_back(there: opendsr_server.Processor) -> None:
    processor, wanted = opened(there), erasure()
    assert processor.create(wanted).status is Status.PENDING
    sent = there.requests[wanted.id]
    assert sent["subject_request_type"] == "erasure" and sent["submitted_time"] == "2026-11-23T09:00:00Z"
    assert sent["status_callback_urls"] == ["https://us.example/cb"] and "extensions" not in sent
    assert sent["subject_identities"] == [
        {"identity_type": "email", "identity_value": "kari@example.no", "identity_format": "raw"}
    ]
    there.states[wanted.id] = there.said(wanted.id, "in_progress")
    assert processor.status(wanted.id).status is Status.IN_PROGRESS
    with pytest.raises(Refused):
        processor.cancel(wanted.id)
    there.states[wanted.id] = there.said(wanted.id, "completed", results_count=3)
    assert processor.status(wanted.id).results == 3

    another = erasure()
    processor.create(another)
    processor.cancel(another.id)
    assert processor.status(another.id).status is Status.CANCELLED


def test_given_twice_it_is_one_request(there: opendsr_server.Processor) -> None:
    processor, wanted = opened(there), erasure()
    processor.create(wanted)
    there.states[wanted.id] = there.said(wanted.id, "in_progress")
    assert processor.create(wanted).status is Status.IN_PROGRESS
    assert len(there.requests) == 1


def test_an_address_is_hashed_only_for_who_takes_no_other(there: opendsr_server.Processor) -> None:
    there.formats = ["md5", "sha256"]
    wanted = erasure()
    opened(there).create(wanted)
    sent = there.requests[wanted.id]["subject_identities"]
    assert sent[0]["identity_format"] == "sha256" and len(sent[0]["identity_value"]) == 64
    there.formats = []
    with pytest.raises(Refused):
        opened(there).create(erasure())
    there.formats, there.rights = ["raw"], ["access"]
    with pytest.raises(Refused):
        opened(there).create(erasure())
    assert len(there.requests) == 1


def test_only_addresses_are_given_never_a_number() -> None:
    assert emails_among(["17858012345", " kari@example.no ", "kunde 1042", "99 88 77 66", "@"]) == (
        "kari@example.no",
    )


def spoilt(there: opendsr_server.Processor) -> None:
    there.spoil = lambda body: body.replace(b"pending", b"completed")


def by_a_stranger(there: opendsr_server.Processor) -> None:
    there.sign_key = key(2)


def for_another_name(there: opendsr_server.Processor) -> None:
    there.certificate = pem(there.root.issue(key(0), "opendsr.stranger.example"))


def expired(there: opendsr_server.Processor) -> None:
    there.certificate = pem(there.root.issue(key(0), DOMAIN, until=NOW - timedelta(days=1)))


def of_a_strange_authority(there: opendsr_server.Processor) -> None:
    there.certificate = pem(authority(3).issue(key(0), DOMAIN))


def signed_by_itself(there: opendsr_server.Processor) -> None:
    there.certificate = there.root.pem


def of_another_kind(there: opendsr_server.Processor) -> None:
    there.certificate = pem(there.root.issue(curve(), DOMAIN))


def no_certificate(there: opendsr_server.Processor) -> None:
    there.certificate = b"<html>not found</html>"


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (spoilt, SignatureRefused),
        (by_a_stranger, SignatureRefused),
        (for_another_name, CertificateRefused),
        (expired, CertificateRefused),
        (of_a_strange_authority, CertificateRefused),
        (signed_by_itself, CertificateRefused),
        (of_another_kind, CertificateRefused),
        (no_certificate, CertificateRefused),
    ],
)
def test_what_they_have_not_signed_is_not_believed(
    there: opendsr_server.Processor,
    spoil: Callable[[opendsr_server.Processor], None],
    why: type[Exception],
) -> None:
    wanted = erasure()
    opened(there).create(wanted)
    spoil(there)
    with pytest.raises(why) as found:
        opened(there).status(wanted.id)
    assert "kari" not in str(found.value).casefold()


def test_the_bytes_are_checked_before_anything_reads_them(there: opendsr_server.Processor) -> None:
    wanted = erasure()
    opened(there).create(wanted)
    there.spoil = lambda body: SPECIFIED
    with pytest.raises(SignatureRefused):
        opened(there).status(wanted.id)


def test_the_example_of_the_specification_with_its_comma_too_many_is_refused() -> None:
    with pytest.raises(NotOpenDsr, match="no JSON"):
        read(SPECIFIED)


def test_a_certificate_at_another_host_is_not_asked_for(there: opendsr_server.Processor) -> None:
    there.certificate_at = "https://stranger.example/cert.pem"
    with pytest.raises(Drifted):
        opened(there).create(erasure())


def test_who_says_that_it_is_another_is_not_believed(there: opendsr_server.Processor) -> None:
    there.domain = "stranger.example"
    with pytest.raises(Drifted, match="another"):
        opened(there).create(erasure())


def test_who_answers_of_another_request_is_not_believed(there: opendsr_server.Processor) -> None:
    processor, one, other = opened(there), erasure(), erasure()
    processor.create(one)
    processor.create(other)
    there.states[one.id] = there.states[other.id]
    with pytest.raises(Drifted, match="another request"):
        processor.status(one.id)


def test_old_names_of_paths_and_headers_are_settings(there: opendsr_server.Processor) -> None:
    there.prefix = "OpenGDPR"
    with pytest.raises(Drifted):
        opened(there).create(erasure())
    opened(there, headers="OpenGDPR", requests="/api/gdpr/requests").create(erasure())
    assert ("POST", "/v2/api/gdpr/requests") in there.asked


def test_busy_and_slow_are_asked_again_and_broken_is_left_for_later(there: opendsr_server.Processor) -> None:
    def slow(handler: Handler) -> bool:
        time.sleep(0.8)
        return True

    there.script = [broken(503), slow, None, broken(502), None]
    wanted = erasure()
    opened(there).create(wanted)
    assert [path for _, path in there.asked].count("/v2/discovery") == 3, "busy, slow, and then as it should"
    assert wanted.id in there.requests
    processor = opened(there)
    there.script = [broken(501)]
    with pytest.raises(Unreachable):
        processor.status(wanted.id)
    there.script = [broken(503)] * 5
    with pytest.raises(Unreachable):
        processor.status(wanted.id)


def test_an_answer_that_was_lost_is_asked_for_again(there: opendsr_server.Processor) -> None:
    def lost(handler: Handler) -> bool:
        """It has taken the request; nobody hears of it."""
        handler.there.requests[wanted.id] = {}
        handler.there.states[wanted.id] = handler.there.said(wanted.id, "pending")
        handler.close_connection = True
        handler.connection.close()
        return True

    wanted = erasure()
    there.script = [None, lost]
    assert opened(there).create(wanted).status is Status.PENDING
    assert len(there.requests) == 1


def test_a_door_with_a_strangers_certificate_is_not_entered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with served(tmp_path, tls=authority(3).issue(key(0), DOMAIN)) as there:
        with pytest.raises(Unreachable):
            opened(there).create(erasure())
        assert there.asked == []


def test_without_tls_and_without_an_address_nobody_is_asked() -> None:
    for url in ("http://opendsr.brevdue.example/v2", "${NOT_SET}"):
        with pytest.raises(Unsupported):
            processor("brevdue", OpenDsr(url=url), {}, lambda: NOW)


def test_the_other_way_to_sign_is_a_setting(there: opendsr_server.Processor) -> None:
    def told(scheme: padding.AsymmetricPadding) -> str:
        return base64.b64encode(key(0).sign(b"{}", scheme, hashes.SHA256())).decode()

    pss = told(padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32))
    believe(b"{}", pss, there.certificate, DOMAIN, NOW, "pss")
    with pytest.raises(SignatureRefused):
        believe(b"{}", pss, there.certificate, DOMAIN, NOW)
    with pytest.raises(SignatureRefused):
        believe(b"{}", "not base64!", there.certificate, DOMAIN, NOW)


def test_nothing_of_whom_it_is_about_is_shown() -> None:
    assert KARI not in repr(replace(erasure()))
