"""Answers to people: the package of what we hold, the letter, and the link by which it is fetched. The one door for pages,
commands and programs.

A package is sealed as it is made, with a key of its own, and is gone with its key when its time is over."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, cast
from uuid import uuid4
from zoneinfo import ZoneInfo

from hjemmel.capabilities.disclosures import store as disclosures
from hjemmel.capabilities.ledger.services import note
from hjemmel.capabilities.packages import services, store
from hjemmel.capabilities.packages.services import NewPackage, NotThere
from hjemmel.capabilities.packages.store import Kept
from hjemmel.capabilities.plans.ports import HJEMMEL
from hjemmel.core.answer.access_letter import declared_recipients
from hjemmel.core.answer.choices import choices
from hjemmel.core.answer.copies import WhatNow
from hjemmel.core.answer.letter import Case, Letter
from hjemmel.core.answer.letters import letter
from hjemmel.core.answer.link import LASTS, SECRET_BYTES, digest
from hjemmel.core.answer.outcome import Given, Outcome, Recipients
from hjemmel.core.answer.page import page
from hjemmel.core.answer.reading import How, Reading, TextRead, blacked, digest_of
from hjemmel.core.answer.reason import Reason, Reasons, Withheld
from hjemmel.core.answer.told import KeeperSays, told
from hjemmel.core.datamap import Collection, DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.grounds.rows import Row
from hjemmel.core.moment import local_day
from hjemmel.core.output.disclosure_text import GROUNDS
from hjemmel.core.output.statement.writer import Writer
from hjemmel.core.period import Period
from hjemmel.core.request import State
from hjemmel.core.rights.ask import Ask
from hjemmel.core.rights.others import may_name_others
from hjemmel.core.rights.portable import PORTABLE
from hjemmel.core.rights.right import Right
from hjemmel.core.same import as_text
from hjemmel.core.selection import Scalar
from hjemmel.core.tasks.task import Found, TaskKind
from hjemmel.core.tasks.words import WHY_NOT
from hjemmel.desk import access, clock, copies, requests, tasks
from hjemmel.desk.house import house
from hjemmel.desk.keys import vault
from hjemmel.desk.published import published
from hjemmel.desk.who_got import words_for
from hjemmel.engine.package import Besides, CopyGiven, Made, write_package
from hjemmel.engine.ports import Actor
from hjemmel.engine.their_rows import RowKey, TheirRows, ToldRow, row_key
from hjemmel.engine.vault.stream import Sealing, new_key, opened
from hjemmel.press.pdf import letter_pdf

__all__ = ["Kept", "NotThere"]

_APPROVED = (State.APPROVED, State.EXECUTED, State.ANSWERED, State.DELIVERED)
HANDED_OVER = (Right.ACCESS, Right.PORTABILITY)
"""The rights that are answered with a package."""
PART = 256 * 1024
"""Bytes in one piece of the stored file."""
OWNER_ONLY = 0o600


class NothingCovered(ValueError):
    """None of the words to be blacked out stands in the text."""


class NotAnswered(ValueError):
    """No package answers this right, or nobody's rows were named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """What an answer is made from: the request in the engine's words, and how it is to be written."""

    ask: Ask
    lang: str = "nb"
    to: tuple[str, ...] = field(default=(), repr=False)
    """Name and address for the letter."""
    by_hand: tuple[Text, ...] = ()
    """What a person looks through besides."""
    read: Mapping[RowKey, Reading] = field(default_factory=dict, repr=False)
    """Rows in which somebody has read what may be about others, and what they decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The files of an answer that was written to a folder."""

    package: Path
    letter: Path
    rows: int
    unreached: tuple[Text, ...]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToRead:
    """A row of whoever asks in which somebody else may be named."""

    collection: str
    key: tuple[Scalar, ...]
    texts: tuple[tuple[str, str], ...] = field(repr=False)
    """Column and what stands there."""

    @property
    def mark(self) -> str:
        """How a form speaks of it."""
        return json.dumps([self.collection, *map(str, self.key)], ensure_ascii=False)


# ---- what may be about others ------------------------------------------------------------------------------


def answering(id: str, lang: str, actor: Actor, to: tuple[str, ...] = ()) -> Answering:
    """What the answer to a request is made from, once its plan is approved. Raises NotAnswered before that."""
    view = requests.view(id)
    if view is None or view.state not in _APPROVED:
        raise NotAnswered
    return answering_of(id, lang, actor, to)


def answering_of(id: str, lang: str, actor: Actor, to: tuple[str, ...] = ()) -> Answering:
    """The same of a request that nobody has approved yet: for whoever goes through what it may give."""
    return Answering(ask=requests.ask_of(id, actor), lang=lang, to=to, read=_read(id, actor))


def to_read(id: str, actor: Actor, purpose: str, case: str = "") -> tuple[ToRead, ...]:
    """What somebody must read before it is given to whoever asks: text in which others may be named (Art. 15(4)).

    It is shown for one of the reader's purposes, and that it was shown is noted. Raises NotAllowed, NotTaken."""
    access.check(actor, purpose, case)
    found = tuple(_waiting(answering_of(id, "nb", actor), actor))
    columns = {(one.collection, column) for one in found for column, _ in one.texts}
    note("answer-read", actor, {"request": id, "rows": len(found)}, clock.now())
    access.note_shown(actor, purpose, sorted(columns), 1, case)
    return found


def unread(answering: Answering, actor: Actor) -> bool:
    """Something in the answer may be about others, or is a copy from a keeper, and nobody has decided whether it is given."""
    return copies.wait(answering.ask.id) or next(_waiting(answering, actor), None) is not None


def decide(
    id: str, decided: Mapping[RowKey, tuple[How, str]], actor: Actor, purpose: str, case: str = ""
) -> None:
    """What is done with each of these rows; with `BLACKED`, the words to cover, one a line. It holds for the text as it
    stands now. Raises NotAllowed, NothingCovered."""
    found = {(one.collection, one.key): one for one in to_read(id, actor, purpose, case)}
    readings = {
        row: _reading(found[row], how, words) for row, (how, words) in decided.items() if row in found
    }
    for (collection, key), reading in readings.items():
        written = {column: [one.digest, one.given] for column, one in reading.texts.items()}
        place = (collection, json.dumps(list(key)))
        services.read(vault(actor), id, place, reading.how.value, json.dumps(written), actor, clock.now())


def _reading(row: ToRead, how: How, words: str) -> Reading:
    given = {
        column: blacked(text, words.splitlines()) if how is How.BLACKED else None
        for column, text in row.texts
    }
    if how is How.BLACKED and all(given[column] == text for column, text in row.texts):
        raise NothingCovered
    return Reading(
        how=how,
        texts={column: TextRead(digest=digest_of(text), given=given[column]) for column, text in row.texts},
    )


def _waiting(answering: Answering, actor: Actor) -> Iterator[ToRead]:
    """Only what may be given by this answer is read."""
    opened_house, ask = house(actor), answering.ask
    reasons = Reasons(opened_house.map, only=PORTABLE if ask.right is Right.PORTABILITY else ())
    theirs = TheirRows(opened_house, ask.about, reasons, ask.role, answering.read)
    for collection in theirs.collections():
        if any(may_name_others(opened_house.map, group) for group in collection.groups):
            for batch in theirs.batches(collection):
                for row, reason in batch:
                    if any(why is Withheld.TO_BE_REVIEWED for _, why in reason.withheld):
                        yield _to_read(collection, row, reason)


def release(id: str, rows: Iterable[RowKey], actor: Actor) -> None:
    """What stands in these rows has been read, and can be given. Doing it again changes nothing."""
    keys = [(collection, json.dumps(list(key))) for collection, key in rows]
    services.release(id, keys, actor, clock.now())


def _read(id: str, actor: Actor) -> dict[RowKey, Reading]:
    found = {}
    for one in store.read(id):
        texts: dict[str, tuple[str, str | None]] = {}
        if one.texts is not None:
            (opened_row,) = vault(actor).open([one.texts])
            texts = json.loads(opened_row.values[services.READ_COLUMN] or "{}")
        found[one.collection, tuple(json.loads(one.key))] = Reading(
            how=How(one.how),
            texts={column: TextRead(digest=digest, given=given) for column, (digest, given) in texts.items()},
        )
    return found


def _to_read(collection: Collection, row: Row, reason: Reason) -> ToRead:
    _, key = row_key(collection, row)
    waiting = [group for group, why in reason.withheld if why is Withheld.TO_BE_REVIEWED]
    return ToRead(
        collection=collection.name,
        key=key,
        texts=tuple(
            (column, text)
            for group in waiting
            for column in group.columns
            if (text := as_text(row[column])) is not None
        ),
    )


# ---- making ------------------------------------------------------------------------------------------------


def make_package(answering: Answering, actor: Actor, lasts: Period = LASTS) -> str:
    """Make the package and keep it sealed; returns its random name. Nobody can fetch it before `deliver`.

    Raises NotAnswered, a VaultFault. A system that does not answer is named in the letter."""
    at, id, key = clock.now(), uuid4().hex, new_key()
    with tempfile.TemporaryFile() as file:
        sealing = Sealing(file, key, id)
        made = _write(cast("IO[bytes]", sealing), answering, actor)
        sealing.close()
        file.seek(0)
        new = NewPackage(
            id=id,
            request=answering.ask.id,
            right=answering.ask.right.value,
            lang=answering.lang,
            size=sealing.size,
            rows=made.told.rows,
            expires_at=_end_of(local_day(at, published().map.zone) + lasts),
        )
        services.keep(vault(actor), new, key.hex(), iter(lambda: file.read(PART), b""), actor, at)
    return id


def make_letter(letter: Letter, right: Right, actor: Actor, lasts: Period = LASTS) -> str:
    """The same for an answer that is a letter alone: on paper, and as a page."""
    at, id, key = clock.now(), uuid4().hex, new_key()
    with tempfile.TemporaryFile() as file:
        sealing = Sealing(file, key, id)
        with zipfile.ZipFile(cast("IO[bytes]", sealing), "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("letter.pdf", letter_pdf(letter))
            archive.writestr("index.html", page(letter).encode())
        sealing.close()
        file.seek(0)
        new = NewPackage(
            id=id,
            request=letter.reference,
            right=right.value,
            lang=letter.lang,
            size=sealing.size,
            rows=0,
            expires_at=_end_of(local_day(at, published().map.zone) + lasts),
        )
        services.keep(vault(actor), new, key.hex(), iter(lambda: file.read(PART), b""), actor, at)
    return id


def write_folder(answering: Answering, folder: Path, actor: Actor) -> Written:
    """Write the package and the letter to a folder, in clear text, for whoever delivers it by hand. That it was done is
    noted. Raises NotAnswered."""
    folder.mkdir(parents=True, exist_ok=True)
    file, paper = folder / f"{answering.ask.id}.zip", folder / f"{answering.ask.id}.pdf"
    with open(file, "wb", opener=_for_owner_only) as sink:
        made = _write(sink, answering, actor)
    with open(paper, "wb", opener=_for_owner_only) as sink:
        sink.write(letter_pdf(made.letter))
    content = {"request": answering.ask.id, "right": answering.ask.right.value, "rows": made.told.rows}
    note("answer-written", actor, content, clock.now())
    return Written(
        package=file,
        letter=paper,
        rows=made.told.rows,
        unreached=made.told.unreached,
        left_out=len(made.told.left_out),
    )


def write_letter(
    reference: str, received_on: date, outcome: Outcome, lang: str, to: tuple[str, ...] = ()
) -> Letter:
    """The letter of any outcome, of today."""
    data_map = published().map
    case = Case(reference=reference, received_on=received_on, day=_today(), lang=lang, to=to)
    return letter(data_map, case, outcome)


def recipients(ask: Ask, actor: Actor) -> Recipients:
    """Who got data about the people: by name and day where that is on record, and by what the declaration says of the
    data that we hold. Everything is read; nothing is kept."""
    opened_house = house(actor)
    theirs = TheirRows(opened_house, ask.about, Reasons(opened_house.map), ask.role)
    counts = {one.name: counted(theirs.batches(one)) for one in theirs.collections()}
    found = told(opened_house.map, counts, sorted({*theirs.unreached, *theirs.broken}))
    declared = declared_recipients(Writer(opened_house.map, "nb"), found)
    return Recipients(given=tuple(given_to(theirs)), declared=tuple(declared), unreached=found.unreached)


def counted(batches: Iterable[list[ToldRow]]) -> tuple[tuple[Reason, int], ...]:
    """How many rows have each reason."""
    reasons: dict[int, Reason] = {}
    rows: Counter[int] = Counter()
    for batch in batches:
        reasons.update((id(reason), reason) for _, reason in batch)
        rows.update(id(reason) for _, reason in batch)
    return tuple((reason, rows[number]) for number, reason in reasons.items())


def as_pdf(letter: Letter) -> bytes:
    return letter_pdf(letter)


def as_page(letter: Letter) -> str:
    return page(letter)


def _write(sink: IO[bytes], answering: Answering, actor: Actor) -> Made:
    ask = answering.ask
    if ask.right not in HANDED_OVER or not ask.about:
        raise NotAnswered
    opened_house = house(actor)
    reasons = Reasons(opened_house.map, only=PORTABLE if ask.right is Right.PORTABILITY else ())
    theirs = TheirRows(opened_house, ask.about, reasons, ask.role, answering.read)
    case = Case(
        reference=ask.id,
        received_on=local_day(ask.at, opened_house.map.zone),
        day=opened_house.today,
        lang=answering.lang,
        to=answering.to,
    )
    besides = Besides(
        given=tuple(given_to(theirs)),
        choices=choices(opened_house.map, theirs.facts, theirs.people),
        by_hand=answering.by_hand,
        keepers=tuple(_keepers(opened_house.map, ask.id)),
        copies=tuple(
            CopyGiven(system=one.system, kind=one.kind, parts=copies.parts(one.id, actor))
            for one in copies.of_request(ask.id)
            if one.how is WhatNow.GIVEN
        ),
    )
    return write_package(sink, theirs, ask.right, case, besides)


def _keepers(data_map: DataMap, request: str) -> Iterator[KeeperSays]:
    """Of systems that no program reads. Only what somebody has answered for."""
    systems = data_map.declaration.systems
    sent = Counter((one.system, one.how) for one in copies.of_request(request))
    for system, answer in tasks.vouched(request).items():
        yield KeeperSays(
            system=system,
            title=systems[system].title,
            found_something=answer.found is not Found.NOTHING,
            copies=sent[system, WhatNow.GIVEN],
            kept_back=sent[system, WhatNow.KEPT_BACK],
        )
    for view, step in tasks.impossible(request):
        if view.what.kind is TaskKind.KEEPER:
            system = view.what.system
            yield KeeperSays(system=system, title=systems[system].title, not_possible=WHY_NOT[step.why])


def given_to(theirs: TheirRows) -> list[Given]:
    """Who got data about the people, the newest first: from our own records, and from rows that tell."""
    zone = theirs.map.zone
    given = [
        Given(
            recipient=words_for(theirs.map, one.disclosure.recipient),
            ground=GROUNDS[one.disclosure.ground],
            day=local_day(one.at, zone),
        )
        for one in disclosures.given_about(theirs.people)
    ]
    given += [
        Given(
            recipient=words_for(theirs.map, case.recipient),
            ground=GROUNDS[case.ground] if case.ground else None,
            day=case.day if isinstance(case.day, date) else None,
        )
        for case in theirs.disclosures()
    ]
    return sorted(given, key=lambda one: one.day or date.min, reverse=True)


# ---- delivering --------------------------------------------------------------------------------------------


def of_request(reference: str) -> tuple[Kept, ...]:
    """The packages of a request, the newest first."""
    return store.of_request(reference)


def deliver(id: str, actor: Actor, lasts: Period = LASTS) -> str:
    """The secret of a link by which the package can be fetched, for whoever has proved who they are. It is shown once;
    a link given before stops working. Raises NotThere."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    services.deliver(id, digest(secret), _end_of(_today() + lasts), actor, clock.now())
    return secret


def take_link_back(id: str, actor: Actor) -> None:
    """The link that was made reached nobody, and is worth nothing."""
    services.take_link_back(id, actor, clock.now())


def offered(secret: str) -> Kept | None:
    """What a link leads to. Looking changes nothing; None: no such link, or its time is over."""
    found = digest(secret)
    return store.behind(found, clock.now()) if found else None


def fetch(secret: str) -> tuple[Kept, Iterator[bytes]] | None:
    """The package itself, opened as it is read. That it was fetched is noted. None as with `offered`.

    Raises a VaultFault, at once or on the way, and then it is not whole."""
    found = offered(secret)
    sealed = store.sealed_key(found.id) if found else None
    if found is None or sealed is None:
        return None
    (row,) = vault(HJEMMEL).open([sealed])
    key = bytes.fromhex(row.values[services.COLUMN] or "")
    services.open_once(found.id, HJEMMEL, clock.now())
    _note_opened(found.request)
    return found, opened(store.parts(found.id), key, found.id)


def _note_opened(request: str) -> None:
    """The request's own page tells it too. A package that went with no request has none."""
    view = requests.view(request)
    if view is not None and view.state is State.DELIVERED:
        requests.opened(request, HJEMMEL)


def let_go(id: str, actor: Actor) -> None:
    """The package goes now. Doing it again changes nothing."""
    services.let_go(vault(actor), [id], actor, clock.now())


def let_expired_go(actor: Actor) -> int:
    """Every package whose time is over goes, with its key and the copies that were put into it; returns how many. Run it every
    night."""
    copies.let_old_go(actor)
    expired = store.expired(clock.now())
    return services.let_go(vault(actor), expired, actor, clock.now()) if expired else 0


# ---- small parts -------------------------------------------------------------------------------------------


def _today() -> date:
    return local_day(clock.now(), published().map.zone)


def _end_of(day: date) -> datetime:
    """The last moment of a day where the company is: what expires on a day can be fetched all that day."""
    return datetime.combine(day, time.max, ZoneInfo(published().map.zone))


def _for_owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, OWNER_ONLY)
