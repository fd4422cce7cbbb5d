"""Assignments for pages and commands: controllers and their agreements, instructions, files, work, what is due, what is proven.

Nothing is received before agreement and instruction are in force. Each use is bound to one assignment and its instruction;
what is outside them is refused and put on record."""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import uuid4

from hjemmel.capabilities.assignments import services, store
from hjemmel.capabilities.assignments.services import NotNow, NotTaken
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.connectors.sheets import Limits, Unreadable, open_sheet
from hjemmel.connectors.sheets.faults import Reason
from hjemmel.core.answer.link import SECRET_BYTES, digest
from hjemmel.core.assignments.assignment import (
    Accessed,
    Assignment,
    AssignmentStep,
    Came,
    Certified,
    Channel,
    Completed,
    Controller,
    Erased,
    Extended,
    FileReceived,
    FileRefused,
    Held,
    HeldBy,
    Instructed,
    Instruction,
    Linked,
    Matter,
    PaperDestroyed,
    PaperStored,
    PassedOn,
    Released,
    Returned,
    State,
    Terms,
    Use,
    UseRefused,
    WhyFileRefused,
    WhyLonger,
    WhyUseRefused,
    Worked,
    lacking,
    pass_on_by,
    why_not_extended,
    why_not_used,
)
from hjemmel.core.assignments.certificate import (
    Certificate,
    DestroyedPaper,
    ErasedFile,
    SignedCertificate,
    read_certificate,
)
from hjemmel.core.datamap import After, DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.identifiers.business import is_orgnr
from hjemmel.core.intake.columns import NAMED_BY, Holds, guessed
from hjemmel.core.letters.certificate import certificate_letter
from hjemmel.core.moment import local_day
from hjemmel.core.period import Period
from hjemmel.core.sharing.agreement import KeptAgreement, SignedDocument, Ticked
from hjemmel.core.tasks.task import TaskKind, What
from hjemmel.core.terms import Basis
from hjemmel.desk import access, clock, tasks
from hjemmel.desk.keys import vault
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor
from hjemmel.engine.vault.spool import Spool
from hjemmel.engine.vault.stream import opened
from hjemmel.press.pdf import letter_pdf

__all__ = ["NotNow", "NotTaken"]

CONTROLLER: Final = Actor(id="controller", name="controller")
"""Whoever has the link of an assignment."""
LINK_LASTS: Final = Period(days=60)
ASKED_BEFORE: Final = Period(days=14)
"""How long before its last day somebody is asked to shred paper."""
MOST_ROWS: Final = 5_000_000
ONE_WORKING_DAY: Final = Period(days=1)
HOURS: Final = 24
"""Within which the controller is told of an incident, where the declaration does not say (Art. 33(2))."""
_PLACES = frozenset((Holds.ADDRESS, Holds.POSTCODE, Holds.PLACE))


class NoProcessor(LookupError):
    """The declaration has no purpose that rests on a controller's instruction: there are no assignments."""


class Refused(ValueError):
    """It may not be done. `reasons` say why, in both languages; that it was asked for is on record where data was wanted."""

    def __init__(self, *reasons: Text) -> None:
        super().__init__(" ".join(one.en for one in reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentView:
    """One assignment as it stands now."""

    assignment: Assignment
    controller: Controller
    terms: Terms
    today: date
    now: datetime

    @property
    def id(self) -> str:
        return self.assignment.id

    @property
    def title(self) -> str:
        return self.assignment.opened.title

    @property
    def state(self) -> State:
        return self.assignment.state(self.terms, self.today)

    @property
    def due_on(self) -> date | None:
        return self.assignment.due_on(self.terms)

    @property
    def last_day(self) -> date | None:
        """The last day that anything but a law or the controller's own instruction can keep it to."""
        completed = self.assignment.completed_on(self.terms)
        return self.terms.last_day(completed) if completed else None

    @property
    def days_left(self) -> int | None:
        return (self.due_on - self.today).days if self.due_on else None

    @property
    def is_overdue(self) -> bool:
        return self.assignment.is_overdue(self.terms, self.today)

    @property
    def lacking(self) -> tuple[Text, ...]:
        """What stands in the way of receiving a file."""
        return lacking(self.controller, self.assignment, self.today)

    @property
    def waits_for_files(self) -> bool:
        """The job is not done: a file that comes may be for it."""
        return self.state in (State.OPEN, State.WORKING)

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.assignment.files)

    @property
    def late_cases(self) -> int:
        return sum(one.is_late(self.now) for one in self.assignment.cases)

    @property
    def is_certified(self) -> bool:
        return self.assignment.last(Certified) is not None


# ---- seeing ---------------------------------------------------------------------------------------------------


def purpose_of(data_map: DataMap) -> str:
    """The purpose that assignments are for. Raises NoProcessor."""
    for name, purpose in data_map.purposes.items():
        if Basis.INSTRUCTION in purpose.basis.values():
            return name
    raise NoProcessor


def terms() -> Terms:
    """How long the published declaration lets their data be kept. Raises NothingPublished, NoProcessor."""
    data_map = published().map
    windows = [
        line.window
        for line in data_map.purposes[purpose_of(data_map)].lines
        if isinstance(line.window, After) and line.window.period
    ]
    if not windows:
        raise NoProcessor
    # Several lines may say how long: what is promised of any of them binds them all here.
    keep = min((one.period for one in windows if one.period), key=lambda period: period.about_days)
    stops = [one.stop for one in windows if one.stop]
    work = data_map.declaration.sub_processing
    return Terms(
        keep=keep,
        stop=min((one.period for one in stops), key=lambda period: period.about_days, default=keep),
        backups=max((one.backups for one in stops), key=lambda period: period.about_days, default=Period()),
        zone=data_map.zone,
        forward_within=(work.forward_requests_within if work else None) or ONE_WORKING_DAY,
        incident_hours=(work.incident_notice_within_hours if work else None) or HOURS,
    )


def is_processor() -> bool:
    """Whether there can be assignments at all."""
    try:
        purpose_of(published().map)
    except NoProcessor:
        return False
    return True


def today() -> date:
    return local_day(clock.now(), published().map.zone)


def views() -> tuple[AssignmentView, ...]:
    """All of them: what is overdue first, then by the days that are left, what has ended last."""
    known, rules = {one.id: one for one in store.controllers()}, terms()
    found = [_view(one, known[one.opened.controller], rules) for one in store.assignments()]
    return tuple(sorted(found, key=_order))


def view(id: str) -> AssignmentView | None:
    one = store.assignment(id)
    controller = store.controller(one.opened.controller) if one else None
    return _view(one, controller, terms()) if one and controller else None


def behind(secret: str) -> AssignmentView | None:
    """The assignment that a controller's link leads to; None where it leads nowhere any more."""
    one = store.behind(digest(secret), today())
    return view(one.id) if one else None


def controllers() -> tuple[Controller, ...]:
    return store.controllers()


def controller(id: str) -> Controller | None:
    return store.controller(id)


def _order(one: AssignmentView) -> tuple[bool, bool, date, str]:
    return one.state is State.ENDED, not one.is_overdue, one.due_on or date.max, one.id


def _view(one: Assignment, controller: Controller, rules: Terms) -> AssignmentView:
    now = clock.now()
    return AssignmentView(
        assignment=one, controller=controller, terms=rules, today=local_day(now, rules.zone), now=now
    )


def _seen(id: str) -> AssignmentView:
    found = view(id)
    if found is None:
        raise NotNow(id)
    return found


# ---- agreement and instruction ---------------------------------------------------------------------------------


def add_controller(orgnr: str, name: str, email: str, actor: Actor) -> str:
    """A company we work for. Raises Refused for a number that is none."""
    number = "".join(orgnr.split())
    if not is_orgnr(number):
        raise Refused(Text(nb="Organisasjonsnummeret er feil.", en="The organisation number is wrong."))
    return services.add_controller(number, name.strip(), email.strip(), actor, clock.now())


def keep_agreement(
    controller: str, document: SignedDocument, valid_to: date | None, clauses: Sequence[Ticked], actor: Actor
) -> None:
    """Put the signed processor agreement with a controller in: where each clause of Art. 28(3) stands. Raises NotTaken."""
    known = store.controller(controller)
    if known is None:
        raise NotNow(controller)
    agreement = KeptAgreement(
        recipient=known.orgnr, document=document, valid_to=valid_to, ticked=tuple(clauses)
    )
    services.keep_agreement(controller, agreement, actor, clock.now())


def open_assignment(controller: str, title: str, actor: Actor) -> str:
    """Raises NoProcessor where we process for nobody, NotNow for a controller that is not there."""
    terms()
    if store.controller(controller) is None:
        raise NotNow(controller)
    return services.open_assignment(controller, title.strip(), actor, clock.now())


def instruct(id: str, instruction: Instruction, actor: Actor) -> None:
    """Put the controller's instruction in, in the place of any before. Raises NotNow."""
    _add(id, Instructed(at=clock.now(), by=actor.id, instruction=instruction), actor)


def link(id: str, actor: Actor) -> str:
    """A new secret for the controller's page, in the place of any before. It is kept nowhere."""
    secret, until = secrets.token_urlsafe(SECRET_BYTES), today() + LINK_LASTS
    services.add(id, Linked(at=clock.now(), by=actor.id, until=until), actor, link=digest(secret))
    return secret


# ---- files ----------------------------------------------------------------------------------------------------


def receive(id: str, parts: Iterable[bytes], channel: Channel, actor: Actor) -> FileReceived:
    """Take an address file. It is sealed as it comes: no part of it lies on a disk in clear text.

    Raises Refused with all that stands in the way, Unreadable for what is no table; both are on record."""
    one = _seen(id)
    if one.lacking:
        _refuse(id, WhyFileRefused.NOT_READY, channel, actor)
        raise Refused(*one.lacking)
    if channel is Channel.EMAIL:
        refuse_by_email(id, actor)
        raise Refused(BY_EMAIL)
    name = uuid4().hex
    with closing(Spool.of(parts, name)) as spool:
        try:
            kind, rows, spoiled = _looked_through(spool)
        except Unreadable:
            _refuse(id, WhyFileRefused.UNREADABLE, channel, actor)
            raise
        except Refused:
            _refuse(id, WhyFileRefused.NO_ADDRESSES, channel, actor)
            raise
        agreement = one.controller.agreement
        step = FileReceived(
            at=clock.now(),
            by=actor.id,
            file=name,
            rows=rows,
            spoiled=spoiled,
            size=spool.size,
            digest=spool.digest,
            kind=kind,
            channel=channel,
            agreement=agreement.document.digest if agreement else "",
        )
        key = b64encode(spool.key).decode()
        services.take_file(id, step, key, spool.sealed(), vault(actor), actor)
    return step


def refuse_by_email(id: str, actor: Actor) -> None:
    """An address file came by e-mail: it is not taken, and that it came is on record."""
    _refuse(id, WhyFileRefused.BY_EMAIL, Channel.EMAIL, actor)


def take_out(id: str, file: str, use: Use, actor: Actor) -> Iterator[bytes]:
    """The file in clear text, for this use alone; that it was taken out is on record before the first byte.

    Raises Refused, on record too, for a use outside the instruction, a job that is closed, or an account without access."""
    one = _seen(id).assignment
    if all(received.file != file for received in one.files):
        _refuse_use(id, use, WhyUseRefused.NOTHING_HERE, actor)
    why = why_not_used(one, use)
    if why:
        _refuse_use(id, use, why, actor)
    try:
        access.check(actor, purpose_of(published().map))
    except access.NotAllowed:
        _refuse_use(id, use, WhyUseRefused.NO_ACCESS, actor)
    _add(id, Accessed(at=clock.now(), by=actor.id, use=use, file=file), actor)
    return _clear(file, actor)


def give_back(secret: str, file: str) -> Iterator[bytes]:
    """The file to whoever has the controller's link; that it was fetched is on record. Raises NotNow."""
    one = behind(secret)
    if one is None or all(received.file != file for received in one.assignment.files):
        raise NotNow(file)
    _add(one.id, Returned(at=clock.now(), by=CONTROLLER.id, file=file), CONTROLLER)
    return _clear(file, CONTROLLER)


def _looked_through(spool: Spool) -> tuple[str, int, int]:
    """Its kind, how many rows it has, and how many of them are spoiled. Raises Unreadable, Refused."""
    rows = spoiled = 0
    with spool.opened() as file:
        sheet = open_sheet(file, limits=Limits())
        holds = set(guessed(sheet.headers).values())
        if not holds & NAMED_BY or not holds & _PLACES:
            raise Refused(NO_ADDRESSES)
        for row in sheet.rows():
            rows += 1
            if row.findings:
                spoiled += row.is_spoiled
        if rows > MOST_ROWS:
            raise Unreadable(Reason.TOO_LARGE)
        return sheet.kind, rows, spoiled


def _clear(file: str, actor: Actor) -> Iterator[bytes]:
    sealed = store.sealed_key(file)
    if sealed is None:
        raise NotNow(file)
    (row,) = vault(actor).open([sealed])
    key = b64decode(row.values["key"] or "")
    return opened(store.parts(file), key, file)


def _refuse(id: str, why: WhyFileRefused, channel: Channel, actor: Actor) -> None:
    _add(id, FileRefused(at=clock.now(), by=actor.id, why=why, channel=channel), actor)


def _refuse_use(id: str, use: Use, why: WhyUseRefused, actor: Actor) -> None:
    _add(id, UseRefused(at=clock.now(), by=actor.id, use=use, why=why), actor)
    raise Refused(WHY_NOT_USED[why])


# ---- the work -------------------------------------------------------------------------------------------------


def work(id: str, use: Use, pieces: int, actor: Actor, faults: int = 0) -> None:
    """Note that a step of the work was done. Raises Refused, on record, where the instruction does not cover it."""
    why = why_not_used(_seen(id).assignment, use)
    if why:
        _refuse_use(id, use, why, actor)
    _add(id, Worked(at=clock.now(), by=actor.id, use=use, pieces=pieces, faults=faults), actor)


def store_paper(id: str, place: str, boxes: int, actor: Actor) -> None:
    """Paper with addresses was put somewhere: a person is asked to shred it by the day on which its data is due."""
    batch = len(_seen(id).assignment.paper) + 1
    _add(id, PaperStored(at=clock.now(), by=actor.id, batch=batch, place=place, boxes=boxes), actor)


def destroy_paper(id: str, batch: int, certificate: str, actor: Actor) -> None:
    """Note that a batch was shredded, with the number of its certificate. Where that was the last, all is certified."""
    _add(id, PaperDestroyed(at=clock.now(), by=actor.id, batch=batch, certificate=certificate), actor)
    task = tasks.asked_by(_paper(id, batch))
    if task is not None and task.is_open:
        tasks.tick(task.id, actor)
    _certify(id, actor)


def complete(id: str, actor: Actor) -> None:
    """The last piece was handed to the carrier: from now on nobody works with the data, and its time runs."""
    _add(id, Completed(at=clock.now(), by=actor.id), actor)


def extend(id: str, until: date, why: WhyLonger, actor: Actor) -> None:
    """Keep it longer, once. Whoever does it is its approver. Raises Refused."""
    one = _seen(id)
    against = why_not_extended(one.assignment, until, one.terms)
    if against:
        raise Refused(against)
    _add(id, Extended(at=clock.now(), by=actor.id, until=until, why=why, approver=actor.id), actor)


def hold(id: str, held_by: HeldBy, reference: str, review_on: date, actor: Actor) -> None:
    """A law or the controller's written instruction keeps it, past the hard stop if need be."""
    step = Held(
        at=clock.now(),
        by=actor.id,
        held_by=held_by,
        reference=reference,
        approver=actor.id,
        review_on=review_on,
    )
    _add(id, step, actor)


def release(id: str, actor: Actor) -> None:
    _add(id, Released(at=clock.now(), by=actor.id), actor)


def case(id: str, matter: Matter, actor: Actor) -> int:
    """A request or an incident about this data came: the controller is to have it in time. Returns its number."""
    one, at = _seen(id), clock.now()
    number = len(one.assignment.cases) + 1
    by = pass_on_by(matter, at, one.terms)
    _add(id, Came(at=at, by=actor.id, case=number, matter=matter, due_at=by), actor)
    return number


def pass_on(id: str, number: int, actor: Actor) -> None:
    """The controller has been given it."""
    _add(id, PassedOn(at=clock.now(), by=actor.id, case=number), actor)


def _add(id: str, step: AssignmentStep, actor: Actor) -> None:
    services.add(id, step, actor)


# ---- the end --------------------------------------------------------------------------------------------------


def erase_due(actor: Actor) -> int:
    """Erase every assignment that is due, certify what has ended, and ask people to shred paper that soon is due; returns how
    many were erased.

    Done again after a break, it goes on where it stopped."""
    if not is_processor():
        return 0
    erased = 0
    for one in views():
        if one.assignment.may_be_erased(one.terms, one.today):
            erase(one.id, actor)
            erased += 1
        elif one.state is State.ENDED and not one.is_certified:
            _certify(one.id, actor)
        _ask_for_shredding(one, actor)
    return erased


def _ask_for_shredding(one: AssignmentView, actor: Actor) -> None:
    """A task for each batch of paper whose day is near. Asked again, it is the same task."""
    if one.due_on is None or one.assignment.hold or one.due_on > one.today + ASKED_BEFORE:
        return
    for batch in one.assignment.paper_left:
        what = What(
            kind=TaskKind.PAPER,
            of=_paper(one.id, batch.number),
            day=one.due_on,
            law="gdpr-28-3",
            why_nb=f"makuler papiret fra «{one.title}» på {batch.place}",
            why_en=f"shred the paper of “{one.title}” at {batch.place}",
        )
        tasks.ask_for(what, actor)


def _paper(id: str, batch: int) -> str:
    """What asks for the shredding of a batch."""
    return f"paper:{id}:{batch}"


def erase(id: str, actor: Actor) -> None:
    """Files and key go, now. Also before it is due, where the controller asks; never while something holds it. Raises Refused."""
    one = _seen(id).assignment
    if one.hold:
        raise Refused(HELD)
    step = Erased(
        at=clock.now(), by=actor.id, files=len(one.files), rows=sum(file.rows for file in one.files)
    )
    services.add(id, step, actor, vault=vault(actor))
    _certify(id, actor)


def certificate(id: str) -> SignedCertificate | None:
    """The deletion certificate; None as long as something is left."""
    one = store.assignment(id)
    step = one.last(Certified) if one else None
    return read_certificate(step.document) if step else None


def certificate_pdf(signed: SignedCertificate, lang: str) -> bytes:
    """The same for a person's eye."""
    return letter_pdf(certificate_letter(signed, lang, published().map.zone))


def _certify(id: str, actor: Actor) -> None:
    one = _seen(id)
    if one.state is not State.ENDED or one.is_certified:
        return
    signed = vault(actor).signer().certify(_certificate(one))
    _add(id, Certified(at=clock.now(), by=actor.id, document=signed.written()), actor)


def _certificate(one: AssignmentView) -> Certificate:
    company = published().map.declaration.organisation
    done, instruction = one.assignment, one.assignment.instruction
    (gone,) = done.all(Erased)
    last = max([gone.at, *(batch.destroyed_at for batch in done.paper if batch.destroyed_at)])
    line = store.line_of(one.id, gone)
    entry = ledger.entry(line)
    returned = done.last(Returned)
    backups = timedelta(days=round(one.terms.backups.about_days))
    return Certificate(
        assignment=one.id,
        processor=(company.name, company.orgnr or ""),
        controller=(one.controller.name, one.controller.orgnr),
        instruction=instruction.reference if instruction else "",
        files=tuple(
            ErasedFile(digest=file.digest, rows=file.rows, received_at=file.at, erased_at=gone.at)
            for file in done.all(FileReceived)
        ),
        paper=tuple(
            DestroyedPaper(boxes=one.boxes, destroyed_at=one.destroyed_at, certificate=one.certificate)
            for one in done.paper
            if one.destroyed_at
        ),
        returned_at=returned.at if returned and done.is_returned else None,
        completed_on=done.completed_on(one.terms),
        backups_until=local_day(last, one.terms.zone) + backups,
        ledger_line=line,
        ledger_digest=entry.digest if entry else "",
        issued_at=clock.now(),
    )


BY_EMAIL = Text(
    nb="Adressefiler på e-post tas ikke imot. Bruk opplastingssiden.",
    en="Address files by e-mail are not taken. Use the upload page.",
)
NO_ADDRESSES = Text(
    nb="Fila har ingen kolonne med navn, eller ingen med adresse, postnummer eller poststed.",
    en="The file has no column with names, or none with an address, postcode or place.",
)
HELD = Text(nb="Noe holder på den.", en="Something holds it.")
WHY_NOT_USED: Mapping[WhyUseRefused, Text] = {
    WhyUseRefused.NOT_INSTRUCTED: Text(
        nb="Instruksen dekker ikke det. Avslaget er ført.",
        en="The instruction does not cover that. The refusal is on record.",
    ),
    WhyUseRefused.CLOSED: Text(
        nb="Jobben er avsluttet, og da faller tilgangen bort. Avslaget er ført.",
        en="The job has ended, and the access with it. The refusal is on record.",
    ),
    WhyUseRefused.NOTHING_HERE: Text(
        nb="Det er ingen fil her. Avslaget er ført.", en="There is no file here. The refusal is on record."
    ),
    WhyUseRefused.NO_ACCESS: Text(
        nb="Kontoen din arbeider ikke med dette formålet. Avslaget er ført.",
        en="Your account does not work with this purpose. The refusal is on record.",
    ),
}
