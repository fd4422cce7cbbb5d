"""What a keeper sends by the page: sealed as it comes, looked at by a member of staff, in the person's package, gone with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.connectors.mail_server import Inbox
from tests.stories.test_art17_on_two_engines_and_on_paper import secret_in
from tests.web.conftest import HJEMMEL, NOW, signed_in
from tests.web.test_task_pages import EMAIL, carried_out, inbox, request_id

from hjemmel.capabilities.staff.services import actor_of
from hjemmel.core.answer.copies import LASTS, MOST_BYTES, CopyKind, WhatNow, kind_of
from hjemmel.core.rights.right import Right
from hjemmel.core.tasks.task import Found
from hjemmel.desk import answers, clock, copies, corrections, keepers
from hjemmel.engine.ports import Actor

__all__ = ["inbox", "request_id"]
PDF = b"%PDF-1.7 Kari Plantet skrev et brev"
TABLE = b"navn;brev\nKari Plantet;vannskade"
PURPOSE = "document_enquiries"


def upload(visitor: Client, address: str, *files: bytes, found: str = "copied") -> int:
    kept = [SimpleUploadedFile(f"kari-plantet-{number}.bin", one) for number, one in enumerate(files)]
    answer = visitor.post(address, {"svar": "ja", "funnet": found, "antall": "2", "kopi": kept})
    return answer.status_code


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"host": "localhost"})


def asked(right: Right, inbox: Inbox) -> tuple[str, str]:
    """A request that is carried out as far as Hjemmel does it, and the keeper's address for it."""
    keepers.send(HJEMMEL)
    id = carried_out(right)
    assert keepers.send(HJEMMEL) == 1
    return id, f"/oppgave/{secret_in(inbox)}"


def test_staff_open_a_copy_for_a_purpose_and_then_decide(
    request_id: str, inbox: Inbox, visitor: Client
) -> None:
    id, address = asked(Right.ACCESS, inbox)
    assert 'type="file"' in visitor.post(address, {"se": "ja"}).content.decode()
    assert upload(visitor, address, b"MZ a program") == 400 and not copies.of_request(id)
    assert upload(visitor, address, PDF, found="nothing") == 400 and not copies.of_request(id)
    assert upload(visitor, address, PDF) == 200
    (one,) = copies.of_request(id)
    staff, page = signed_in("operator"), f"/kontor/henvendelser/{id}"
    assert "Kopier fra den som har det" in staff.get(page).content.decode()
    decided = {"gjor": "kopi_lest", "kopi": one.id, "hvordan": "kept_back"}
    assert staff.post(page, decided).status_code == 400, "nobody has opened it"
    assert staff.post(page, {"gjor": "kopi", "kopi": one.id}).status_code == 400, "without a purpose"
    assert signed_in("reader").post(page, {"gjor": "kopi", "kopi": one.id}).status_code == 403
    seen = staff.post(page, {"gjor": "kopi", "kopi": one.id, "formal": PURPOSE})
    assert seen.headers["Content-Disposition"] == f'attachment; filename="{id}.pdf"' and seen.content == PDF
    assert staff.post(page, decided).status_code == 302
    assert [one.how for one in copies.of_request(id)] == [WhatNow.KEPT_BACK]


def test_too_much_is_turned_away_and_a_copy_that_came_to_no_answer_goes_by_itself(
    request_id: str, inbox: Inbox, visitor: Client
) -> None:
    id, address = asked(Right.PORTABILITY, inbox)
    assert upload(visitor, address, PDF.ljust(MOST_BYTES + 1)) == 400
    assert upload(visitor, address, *([PDF] * 6)) == 400
    length = str(30 * 1024 * 1024)
    assert visitor.post(address, {"se": "ja"}, headers={"content-length": length}).status_code == 413
    assert not copies.of_request(id)
    assert upload(visitor, address, TABLE) == 200, "the link still works"
    clock.use(lambda: NOW + timedelta(days=100))
    answers.let_expired_go(HJEMMEL)
    assert copies.of_request(id)
    clock.use(lambda: NOW + timedelta(days=125))
    assert NOW.date() + LASTS <= (NOW + timedelta(days=125)).date()
    answers.let_expired_go(HJEMMEL)
    assert not copies.of_request(id)


def test_no_copy_is_asked_for_elsewhere_and_the_keeper_sees_what_is_right_of_what_lies_there(
    request_id: str, inbox: Inbox, visitor: Client
) -> None:
    """The papers hold enquiries and no addresses: the new address is none of their business."""
    keepers.send(HJEMMEL)
    address = f"/oppgave/{secret_in(inbox)}"
    assert 'type="file"' not in visitor.post(address, {"se": "ja"}).content.decode()
    assert upload(visitor, address, PDF, found="destroyed") == 400
    assert not copies.of_request(request_id)

    def correct(id: str, actor: Actor) -> None:
        own = next(one for one in corrections.rows(id, actor) if one.is_own)
        column = next(one for one in own.columns if "mail" in one)
        corrections.correct(id, own.mark, {column: "kari.ny@kunde.example"}, (), actor)

    id = carried_out(Right.RECTIFICATION, correct)
    assert keepers.send(HJEMMEL) == 1
    page = visitor.post(f"/oppgave/{secret_in(inbox)}", {"se": "ja"}).content.decode()
    assert EMAIL in page and "kari.ny@kunde.example" not in page and "Vi tar kontakt om hva" in page
    ane = actor_of(get_user_model().objects.get(username="approver"))
    assert [value for _, value in corrections.right_in(id, "nyhetsbrev", ane)] == ["kari.ny@kunde.example"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, CopyKind.PDF),
        (b"\x89PNG\r\n\x1a\n....", CopyKind.PNG),
        (b"\xff\xd8\xff\xe0", CopyKind.JPEG),
        (b"PK\x03\x04 xl/workbook.xml", CopyKind.XLSX),
        (b"PK\x03\x04 word/document.xml", None),
        ("navn;sted\nÅse;Bø".encode("cp1252"), CopyKind.CSV),
        (b"\xef\xbb\xbfa,b\r\n1,2", CopyKind.CSV),
        (b"<html>no columns</html>", None),
        (b"a;b\x00c", None),
        (b"", None),
    ],
)
def test_a_file_is_known_by_what_it_holds(content: bytes, kind: CopyKind | None) -> None:
    assert kind_of(content) is kind


def test_a_lifted_restriction_is_told_to_the_keeper_too() -> None:
    assert keepers.answers_to("lifting") == (Found.NOTHING, Found.PUT_BACK)
