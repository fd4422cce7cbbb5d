"""What is done for controllers, judged by steps and by rows: right ones are KEPT, each planted wrong one is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.engine.worlds import changed as text_with
from tests.engine.worlds import compiled, house, in_memory, profile, rows_of

from hjemmel.core.assignments.assignment import (
    Accessed,
    Assignment,
    AssignmentStep,
    AtEnd,
    Came,
    Channel,
    Completed,
    Controller,
    Erased,
    Extended,
    FileReceived,
    Held,
    HeldBy,
    Host,
    Instructed,
    Instruction,
    Matter,
    Opened,
    PaperDestroyed,
    PaperStored,
    PassedOn,
    Use,
    WhyLonger,
    Worked,
)
from hjemmel.core.assignments.assignment import Kept as KeptAssignment
from hjemmel.core.entrance.access import Accesses, Account, Grant
from hjemmel.core.promise import Evidence, Measurement, interval_of, judge
from hjemmel.core.sharing.agreement import Clause, KeptAgreement, SignedDocument, Ticked
from hjemmel.core.terms import Verdict
from hjemmel.engine.kept import Kept
from hjemmel.engine.probes import measure

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ORGNR = "316228046"
AGREEMENT = KeptAgreement(
    recipient=ORGNR,
    document=SignedDocument(digest="a" * 64, title="Avtale", signed=date(2026, 1, 5)),
    ticked=tuple(Ticked(clause=one, place="2") for one in Clause),
)
INSTRUCTION = Instruction(
    reference="14",
    digest="b" * 64,
    received_on=date(2026, 10, 1),
    uses=frozenset((Use.PRINT, Use.POST)),
    at_end=AtEnd.ERASE,
    basis="f",
    informed=True,
)
ACCOUNT = Account(id="staff-1", is_open=True)
GRANT = Grant(
    id=1,
    account="staff-1",
    purposes=frozenset(("print_on_instruction",)),
    begins=date(2026, 10, 1),
    given_at=datetime(2026, 10, 1, tzinfo=UTC),
    given_by="staff-1",
)
ROWS: Mapping[str, list[dict[str, object]]] = {
    "jobbarkiv.controllers": [{"id": 1, "orgnr": ORGNR, "name": "Furulia Lag"}],
    "jobbarkiv.agreements": [
        {"id": 1, "controller_id": 1, "version": 1, "signed_on": "2026-01-05", "valid_to": "2027-01-05"}
    ],
    "jobbarkiv.instructions": [
        {"id": 1, "controller_id": 1, "basis_declared": "avtale", "notice_confirmed": True, "received_at": "2026-10-01 08:00:00"}
    ],
    "jobbarkiv.jobs": [{"id": 1, "instruction_id": 1, "received_on": "2026-10-02"}],
}  # fmt: skip


def ago(days: int) -> dict[str, Any]:
    return {"at": NOW - days * DAY, "by": "staff-1"}


def received(days: int, channel: Channel = Channel.UPLOAD) -> FileReceived:
    return FileReceived(
        **ago(days), file="f1", rows=10, spoiled=0, size=99, digest="c" * 64, kind="csv", channel=channel, agreement="a" * 64
    )  # fmt: skip


def begun(instruction: Instruction = INSTRUCTION, days: int = 30) -> tuple[AssignmentStep, ...]:
    return (
        Opened(**ago(days + 2), controller="c1", title="Medlemspost"),
        Instructed(**ago(days + 1), instruction=instruction),
        received(days),
    )


def kept(*steps: AssignmentStep, agreements: tuple[KeptAgreement, ...] = (AGREEMENT,)) -> Kept:
    controller = Controller(id="c1", name="Furulia", orgnr=ORGNR, email="p@f.example", agreements=agreements)
    one = KeptAssignment(assignment=Assignment(id="a1", steps=steps), controller=controller)
    return Kept(
        assignments=(one,), controllers=(controller,), accesses=Accesses(accounts=(ACCOUNT,), grants=(GRANT,))
    )


def judged(
    promise: str,
    what: Kept,
    rows: Mapping[str, list[dict[str, object]]] = ROWS,
    unreached: str = "",
) -> Evidence:
    data_map = profile("mailhouse")
    connectors = in_memory(data_map, rows_of(data_map, rows))
    if unreached:
        connectors.pop(unreached)
    opened = replace(house(data_map, connectors, NOW.date()), kept=lambda: what, clock=lambda: NOW)
    declared = data_map.declaration.promises[promise]
    seen = measure(promise, declared, opened.sight())
    return judge(promise, 1, declared.grade, seen, NOW, interval_of(declared))


def verdict(promise: str, what: Kept, rows: Mapping[str, list[dict[str, object]]] = ROWS) -> Verdict:
    return judged(promise, what, rows).verdict


def changed(collection: str, **values: object) -> Mapping[str, list[dict[str, object]]]:
    return {**ROWS, collection: [{**ROWS[collection][0], **values}]}


WHOLE = (*begun(), Accessed(**ago(20), use=Use.PRINT, file="f1"), Worked(**ago(19), use=Use.PRINT, pieces=10))


@pytest.mark.parametrize("promise", ["P000-02", "P000-04", "P000-17"])
def test_what_had_all_it_needs_is_kept(promise: str) -> None:
    assert verdict(promise, kept(*WHOLE)) is Verdict.KEPT


@pytest.mark.parametrize("promise", ["P000-02", "P000-04", "P000-17", "P000-18"])
def test_with_no_case_it_is_unknown(promise: str) -> None:
    assert verdict(promise, Kept(), {}) is Verdict.UNKNOWN


@pytest.mark.parametrize("promise", ["P000-02", "P000-04", "P000-17"])
def test_out_of_sight_it_is_unknown(promise: str) -> None:
    assert judged(promise, kept(*WHOLE), unreached="jobbarkiv").verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("promise", ["P000-03", "P000-30", "P000-27"])
def test_what_says_only_or_never_is_not_kept_by_records_alone(promise: str) -> None:
    assert verdict(promise, kept(*WHOLE)) is Verdict.UNKNOWN


def test_a_file_before_its_instruction_breaks_it() -> None:
    opened, instructed, _ = begun()
    assert verdict("P000-02", kept(opened, received(40), instructed)) is Verdict.BROKEN


def test_a_job_before_its_instruction_breaks_it() -> None:
    assert verdict("P000-02", Kept(), changed("jobbarkiv.jobs", received_on="2026-09-30")) is Verdict.BROKEN
    assert verdict("P000-02", Kept(), changed("jobbarkiv.jobs", instruction_id=7)) is Verdict.BROKEN
    assert verdict("P000-02", Kept(), changed("jobbarkiv.jobs", received_on="x")) is Verdict.UNKNOWN


def test_a_use_outside_the_instruction_breaks_it() -> None:
    steps = (*begun(), Worked(**ago(10), use=Use.WASH, pieces=3))
    assert verdict("P000-02", kept(*steps)) is Verdict.BROKEN
    assert verdict("P000-03", kept(*steps)) is Verdict.BROKEN


def test_a_file_without_an_agreement_in_force_that_day_breaks_it() -> None:
    late = replace(AGREEMENT, document=replace(AGREEMENT.document, signed=date(2026, 11, 20)))
    over = replace(AGREEMENT, valid_to=date(2026, 9, 1))
    assert verdict("P000-04", kept(*WHOLE, agreements=())) is Verdict.BROKEN
    assert verdict("P000-04", kept(*WHOLE, agreements=(late,))) is Verdict.BROKEN
    assert verdict("P000-04", kept(*WHOLE, agreements=(over,))) is Verdict.BROKEN
    assert verdict("P000-04", kept(*WHOLE, agreements=(AGREEMENT, late))) is Verdict.KEPT, (
        "the one of that day"
    )


def test_a_clause_that_nobody_found_breaks_it_and_one_that_nobody_looked_for_in_the_archive_is_unknown() -> (
    None
):
    short = replace(AGREEMENT, ticked=AGREEMENT.ticked[:-1])
    assert verdict("P000-04", kept(*WHOLE, agreements=(short,))) is Verdict.BROKEN
    assert verdict("P000-04", Kept()) is Verdict.UNKNOWN


def test_a_job_under_no_agreement_breaks_it() -> None:
    assert (
        verdict("P000-04", Kept(), changed("jobbarkiv.agreements", valid_to="2026-10-01")) is Verdict.BROKEN
    )


def test_only_what_came_through_a_partner_is_a_case_of_that_promise() -> None:
    through = replace(INSTRUCTION, partner="Fellesinnkjøp AS")
    assert judged("P000-08", kept(*WHOLE)).measurement.cases == 0
    assert judged("P000-08", kept(*begun(through))).measurement.cases == 1
    assert verdict("P000-08", kept(*begun(through), agreements=())) is Verdict.BROKEN


@pytest.mark.parametrize("lacking", [{"basis": ""}, {"informed": False}, {"special": True}])
def test_an_instruction_that_lacks_what_the_controller_must_say_breaks_it(lacking: dict[str, Any]) -> None:
    assert verdict("P000-17", kept(*begun(replace(INSTRUCTION, **lacking)))) is Verdict.BROKEN


@pytest.mark.parametrize("lacking", [{"basis_declared": " "}, {"notice_confirmed": False}])
def test_so_does_one_in_the_archive(lacking: dict[str, Any]) -> None:
    assert verdict("P000-17", Kept(), changed("jobbarkiv.instructions", **lacking)) is Verdict.BROKEN


def test_access_after_the_job_or_without_the_purpose_breaks_it() -> None:
    out = Accessed(**ago(5), use=Use.PRINT, file="f1")
    done = Completed(**ago(10))
    longer = Extended(**ago(9), until=date(2027, 2, 1), why=WhyLonger.QUALITY, approver="staff-1")
    check = replace(out, use=Use.QUALITY)
    assert verdict("P000-30", kept(*begun(), done, out)) is Verdict.BROKEN
    assert verdict("P000-30", kept(*begun(), done, longer, out)) is Verdict.BROKEN
    assert verdict("P000-30", kept(*begun(), done, longer, check)) is Verdict.UNKNOWN
    assert verdict("P000-30", kept(*begun(), replace(out, by="staff-2"))) is Verdict.BROKEN


def test_a_request_that_reached_the_controller_late_breaks_it_and_one_that_waits_is_no_case_yet() -> None:
    came = Came(**ago(5), case=1, matter=Matter.REQUEST, due_at=NOW - 3 * DAY)
    assert verdict("P000-18", kept(*begun(), came, PassedOn(**ago(4), case=1))) is Verdict.KEPT
    assert verdict("P000-18", kept(*begun(), came, PassedOn(**ago(1), case=1))) is Verdict.BROKEN
    assert verdict("P000-18", kept(*begun(), came)) is Verdict.BROKEN
    assert verdict("P000-18", kept(*begun(), replace(came, due_at=NOW + DAY))) is Verdict.UNKNOWN


def test_paper_needs_a_certificate_and_no_batch_is_older_than_its_file() -> None:
    batch = PaperStored(**ago(100), batch=1, place="lager 1", boxes=2)
    done = Completed(**ago(99))
    gone = PaperDestroyed(**ago(50), batch=1, certificate="MB-1")
    assert verdict("P000-11", kept(*begun(days=110), batch, done, gone)) is Verdict.KEPT
    assert verdict("P000-11", kept(*begun(days=110), batch, done)) is Verdict.BROKEN
    assert (
        verdict("P000-11", kept(*begun(days=110), batch, done, replace(gone, certificate=" ")))
        is Verdict.BROKEN
    )
    shredded = {"id": 1, "job_id": 1, "destroyed_at": "2026-11-01 10:00:00", "certificate": None}
    assert verdict("P000-11", Kept(), {**ROWS, "utsending.papirbatch": [shredded]}) is Verdict.BROKEN


def test_where_no_column_holds_certificates_nobody_can_say_that_there_is_none() -> None:
    meaning = "meaning: {paper: {place: location, destroyed: destroyed_at, certificate: certificate}}"
    without = meaning.replace(", certificate: certificate", "")
    batch = {"id": 1, "job_id": 1, "destroyed_at": "2026-11-01 10:00:00", "certificate": None}
    data_map = compiled(text_with("mailhouse", (meaning, without)))

    def seen(**values: object) -> Measurement:
        rows = {**ROWS, "utsending.papirbatch": [{**batch, **values}]}
        opened = house(data_map, in_memory(data_map, rows_of(data_map, rows)), NOW.date())
        opened = replace(opened, kept=Kept, clock=lambda: NOW)
        return measure("P000-11", data_map.declaration.promises["P000-11"], opened.sight())

    shredded, nowhere = seen(), seen(destroyed_at=None, location=None)
    assert (shredded.breaches, shredded.unknown) == (0, 1)
    assert nowhere.breaches >= 1, "a batch of which nobody knows where it stands"


def test_a_certificate_without_the_day_of_shredding_proves_nothing_yet() -> None:
    batch = {"id": 1, "job_id": 1, "location": None, "destroyed_at": None, "certificate": "MB-7"}

    def seen(**values: object) -> Measurement:
        return judged("P000-11", Kept(), {**ROWS, "utsending.papirbatch": [{**batch, **values}]}).measurement

    assert (seen().breaches, seen().unknown) == (0, 1)
    assert (seen(certificate=" ").breaches, seen(certificate=" ").unknown) == (1, 0)
    whole = seen(destroyed_at="2026-11-01 10:00:00")
    assert (whole.breaches, whole.unknown) == (0, 0)


def test_what_is_past_its_day_or_held_past_the_stop_on_an_unnamed_ground_breaks_it() -> None:
    def seen(*steps: AssignmentStep) -> tuple[int, int]:
        measured = judged("P000-34", kept(*begun(days=250), *steps), {}).measurement
        return measured.cases, measured.breaches

    held = Held(
        **ago(100), held_by=HeldBy.INSTRUCTION, reference="7", approver="staff-1", review_on=date(2027, 1, 1)
    )
    assert seen() == (0, 0)
    assert seen(Completed(**ago(61))) == (1, 0)
    assert seen(Completed(**ago(62))) == (1, 1)
    assert seen(Completed(**ago(62)), Erased(**ago(1), files=1, rows=10)) == (1, 0)
    assert seen(Completed(**ago(120)), held) == (1, 0), "within the six months"
    assert seen(Completed(**ago(240)), held) == (1, 1), "the statement tells of no such exception"
    assert seen(Completed(**ago(240)), replace(held, held_by=HeldBy.STATUTE)) == (1, 0)


def test_a_processor_among_the_recipients_or_a_file_by_mail_breaks_the_promise_of_no_sub_processor() -> None:
    opened, instructed, _ = begun()
    assert verdict("P000-27", kept(opened, instructed, received(5, Channel.EMAIL))) is Verdict.BROKEN
    hosts = (Host(system="jobbarkiv", name="db.sky.example"),)
    told = judged("P000-27", replace(kept(*begun()), hosts=hosts))
    assert told.verdict is Verdict.UNKNOWN
    assert "jobbarkiv" in told.why_en
    within = judged("P000-27", replace(kept(*begun()), hosts=(Host(system="jobbarkiv", name="10.0.0.4"),)))
    assert "jobbarkiv" not in within.why_en
