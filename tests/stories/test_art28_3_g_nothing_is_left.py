"""The mail house: agreement, instruction, file, job, erasure, and a certificate that the controller verifies without us."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.assignments import ADDRESSES, AGREEMENT, EVERY_CLAUSE, ORGNR, WHOLE, Time, mail_house, ready

from hjemmel.capabilities.assignments.models import StoredAddressFile, StoredAddressFilePart
from hjemmel.capabilities.keys.models import StoredKey
from hjemmel.capabilities.ledger.models import LedgerEntry
from hjemmel.connectors.sheets import Unreadable
from hjemmel.core.assignments.assignment import (
    AtEnd,
    Channel,
    FileRefused,
    HeldBy,
    Matter,
    State,
    Use,
    UseRefused,
    WhyFileRefused,
    WhyLonger,
    WhyUseRefused,
)
from hjemmel.core.tasks.task import TaskKind
from hjemmel.desk import assignments, ledger, tasks, ticking
from hjemmel.desk.assignments import AssignmentView, NotNow, Refused
from hjemmel.desk.tasks import NotNow as TaskNotNow
from hjemmel.engine.ports import Actor

UPLOAD = Channel.UPLOAD


@pytest.fixture
def house() -> Iterator[tuple[Actor, Time]]:
    yield from mail_house()


def seen(id: str) -> AssignmentView:
    found = assignments.view(id)
    assert found is not None
    return found


def received(actor: Actor, **changed: object) -> str:
    id = ready(actor, replace(WHOLE, **changed))  # type: ignore[arg-type]
    assignments.receive(id, [ADDRESSES], UPLOAD, actor)
    return id


def verified(file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """With the file alone, in its own folder, by a process that knows neither our database nor our keys."""
    alone = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HJEMMEL", "DATABASE", "DJANGO"))
    }
    return subprocess.run(
        [sys.executable, "-m", "hjemmel", "verify", file.name, *options],
        cwd=file.parent, env=alone, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_from_agreement_to_a_certificate_that_is_verified_without_us(
    house: tuple[Actor, Time], tmp_path: Path
) -> None:
    actor, time = house
    id = ready(actor)
    step = assignments.receive(id, [ADDRESSES[:20], ADDRESSES[20:]], UPLOAD, actor)
    assert (step.rows, step.spoiled, step.kind) == (2, 0, "csv")
    assert b"".join(assignments.take_out(id, step.file, Use.PRINT, actor)) == ADDRESSES
    for use in (Use.WASH, Use.PRINT, Use.POST):
        assignments.work(id, use, 2, actor)
    assignments.store_paper(id, "lager 1, reol 4", 3, actor)
    assignments.complete(id, actor)
    time.pass_days(60)  # 22 January: the day before it is due
    assert assignments.erase_due(actor) == 0
    time.pass_days(1)
    assert seen(id).due_on == date(2027, 1, 23)
    assert assignments.erase_due(actor) == 1
    assert seen(id).state is State.PAPER
    (task,) = tasks.views()
    assert task.what.kind is TaskKind.PAPER
    with pytest.raises(TaskNotNow):
        ticking.tick(task.id, actor)
    assert assignments.certificate(id) is None, "paper is data too"
    assignments.destroy_paper(id, 1, "MB-2027-0001", actor)
    assert not tasks.views(), "its certificate ends the task"
    assert assignments.erase_due(actor) == 0
    assert not StoredAddressFile.objects.exists()
    assert not StoredAddressFilePart.objects.exists()
    assert not StoredKey.objects.filter(subject=id).exists()

    signed = assignments.certificate(id)
    assert signed is not None
    file = tmp_path / "slettebevis.json"
    file.write_text(signed.written())
    done = verified(file, "--key", ledger.key().written())
    assert done.returncode == 0, done.stderr
    assert "HOLDS: Lyngmark" in done.stdout
    assert step.digest in done.stdout

    told = json.loads(file.read_text())
    told["certificate"]["files"][0]["rows"] = 3
    file.write_text(json.dumps(told))
    assert verified(file).returncode == 1, "a changed certificate was believed"
    assert assignments.certificate_pdf(signed, "nb").startswith(b"%PDF")


def test_nothing_is_received_before_agreement_and_instruction_are_whole(house: tuple[Actor, Time]) -> None:
    actor, time = house
    controller = assignments.add_controller(ORGNR, "Furulia Lag", "post@furulia.example", actor)
    id = assignments.open_assignment(controller, "Medlemspost", actor)

    def refused() -> int:
        with pytest.raises(Refused) as no:
            assignments.receive(id, [ADDRESSES], UPLOAD, actor)
        return len(no.value.reasons)

    assert refused() == 2
    assignments.keep_agreement(controller, AGREEMENT, None, EVERY_CLAUSE[:-1], actor)
    assignments.instruct(id, replace(WHOLE, informed=False, special=True), actor)
    assert refused() == 3, "a clause, that people are informed, and the condition of Art. 9(2)"
    assignments.keep_agreement(controller, AGREEMENT, date(2026, 11, 23), EVERY_CLAUSE, actor)
    assignments.instruct(id, replace(WHOLE, special=True, condition="d"), actor)
    assert not seen(id).lacking
    time.pass_days(1)
    assert refused() == 1, "the agreement ended yesterday"
    why = [step.why for step in seen(id).assignment.all(FileRefused)]
    assert why == [WhyFileRefused.NOT_READY] * 3
    assert not StoredAddressFile.objects.exists()


def test_a_file_that_comes_by_mail_or_holds_no_addresses_is_refused_on_record(
    house: tuple[Actor, Time],
) -> None:
    actor, _ = house
    id = ready(actor)
    with pytest.raises(Refused):
        assignments.receive(id, [ADDRESSES], Channel.EMAIL, actor)
    with pytest.raises(Refused):
        assignments.receive(id, [b"Vare;Pris\nPlakat;12\n"], UPLOAD, actor)
    with pytest.raises(Unreadable):
        assignments.receive(id, [b"%PDF-1.7 not a table"], UPLOAD, actor)
    assert [step.why for step in seen(id).assignment.all(FileRefused)] == [
        WhyFileRefused.BY_EMAIL,
        WhyFileRefused.NO_ADDRESSES,
        WhyFileRefused.UNREADABLE,
    ]


def test_a_use_outside_the_instruction_is_refused_and_recorded(house: tuple[Actor, Time]) -> None:
    actor, _ = house
    id = received(actor, uses=frozenset((Use.PRINT,)))
    file = seen(id).assignment.files[0].file
    stranger = Actor(id="staff-999", name="Somebody")
    with pytest.raises(Refused):
        assignments.take_out(id, file, Use.WASH, actor)
    with pytest.raises(Refused):
        assignments.take_out(id, file, Use.PRINT, stranger)
    with pytest.raises(Refused):
        assignments.work(id, Use.POST, 1, actor)
    assignments.work(id, Use.PRINT, 2, actor)
    assignments.complete(id, actor)
    with pytest.raises(Refused):
        assignments.take_out(id, file, Use.PRINT, actor)
    assert [step.why for step in seen(id).assignment.all(UseRefused)] == [
        WhyUseRefused.NOT_INSTRUCTED,
        WhyUseRefused.NO_ACCESS,
        WhyUseRefused.NOT_INSTRUCTED,
        WhyUseRefused.CLOSED,
    ]
    assert LedgerEntry.objects.filter(kind="assignment-use-refused").count() == 4


def test_one_extension_with_a_reason_and_never_past_the_hard_stop_with_backups_counted_in(
    house: tuple[Actor, Time],
) -> None:
    actor, time = house
    id = received(actor, uses=frozenset((Use.PRINT, Use.QUALITY)))
    file = seen(id).assignment.files[0].file
    assignments.complete(id, actor)
    last = date(2027, 5, 23) - timedelta(days=35)
    with pytest.raises(Refused):
        assignments.extend(id, last + timedelta(days=1), WhyLonger.QUALITY, actor)
    assignments.extend(id, last, WhyLonger.QUALITY, actor)
    assert seen(id).due_on == last
    assert b"".join(assignments.take_out(id, file, Use.QUALITY, actor)) == ADDRESSES
    with pytest.raises(Refused):
        assignments.extend(id, last, WhyLonger.DISPUTE, actor)
    time.pass_days((last - date(2026, 11, 23)).days)
    assert assignments.erase_due(actor) == 1


def test_a_hold_keeps_it_and_what_the_controller_wants_back_waits_for_it_but_not_for_ever(
    house: tuple[Actor, Time],
) -> None:
    actor, time = house
    id = received(actor, at_end=AtEnd.RETURN)
    assignments.complete(id, actor)
    assignments.hold(id, HeldBy.INSTRUCTION, "Brev 7", date(2027, 3, 1), actor)
    time.pass_days(100)
    assert seen(id).state is State.HELD
    assert assignments.erase_due(actor) == 0
    with pytest.raises(Refused):
        assignments.erase(id, actor)
    assignments.release(id, actor)
    assert seen(id).is_overdue
    assert assignments.erase_due(actor) == 0, "it has not been fetched"
    secret = assignments.link(id, actor)
    file = seen(id).assignment.files[0].file
    assert b"".join(assignments.give_back(secret, file)) == ADDRESSES
    assert assignments.erase_due(actor) == 1
    signed = assignments.certificate(id)
    assert signed is not None
    assert signed.certificate.returned_at is not None
    with pytest.raises(NotNow):
        assignments.give_back(secret, file)


def test_what_nobody_fetches_goes_at_the_hard_stop(house: tuple[Actor, Time]) -> None:
    actor, time = house
    id = received(actor, at_end=AtEnd.RETURN)
    assignments.complete(id, actor)
    last = seen(id).last_day
    assert last is not None
    time.pass_days((last - date(2026, 11, 23)).days - 1)
    assert assignments.erase_due(actor) == 0
    time.pass_days(1)
    assert assignments.erase_due(actor) == 1


def test_requests_and_incidents_are_passed_on_with_a_clock(house: tuple[Actor, Time]) -> None:
    actor, time = house
    id = received(actor)
    request, incident = (assignments.case(id, one, actor) for one in (Matter.REQUEST, Matter.INCIDENT))
    by = {one.number: one.due_at for one in seen(id).assignment.cases}
    assert by[incident] - time.now == timedelta(hours=24)
    assert by[request].date() == date(2026, 11, 24), "one working day: to the end of Tuesday"
    assignments.pass_on(id, request, actor)
    time.pass_days(2)
    assert seen(id).late_cases == 1
    with pytest.raises(NotNow):
        assignments.pass_on(id, request, actor)


def test_the_ledger_tells_no_address_and_nothing_lies_in_clear_text(house: tuple[Actor, Time]) -> None:
    actor, _ = house
    received(actor)
    told = "".join(LedgerEntry.objects.values_list("content", flat=True))
    parts = b"".join(bytes(one) for one in StoredAddressFilePart.objects.values_list("content", flat=True))
    assert "Lund" not in told
    assert b"Bekkeveien" not in parts
    assert len(parts) > len(ADDRESSES)
