"""Address files that come by e-mail to a mailbox of ours: put aside, refused with an answer that says how to deliver, and gone
on their day.

They are never opened for use, and nothing of them is kept here: the message itself lies in a folder of the mailbox until the
sweep takes it by the folder's own keep line. Every step can be broken off and done again; an answer goes once."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Final

from hjemmel.capabilities.mailboxes import services, store
from hjemmel.connectors.imap import Letter, Mailbox, Session, attached, is_ours, letter
from hjemmel.connectors.imap.narrowing import day_text
from hjemmel.connectors.mail import as_message
from hjemmel.connectors.protocol import Failure
from hjemmel.connectors.sheets import Limits, Unreadable, open_sheet
from hjemmel.connectors.sheets.faults import Reason
from hjemmel.core.datamap import After, DataMap
from hjemmel.core.declaration.layouts import MailboxLayout
from hjemmel.core.declaration.parts import Text
from hjemmel.core.facts import AddressKind
from hjemmel.core.intake.columns import NAMED_BY, Holds, guessed
from hjemmel.core.letters.letter import Letter as LetterOut
from hjemmel.core.letters.letter import Links, Words, composed
from hjemmel.core.mail.address_file import NO_ADDRESS, NOT_TAKEN, PERHAPS, MailedFile
from hjemmel.core.mail.delivery import Delivery
from hjemmel.core.mail.words import is_automatic
from hjemmel.core.moment import local_day
from hjemmel.core.normal import Normal, normal
from hjemmel.core.output.language import Tongue
from hjemmel.core.permission import Marker
from hjemmel.core.terms import Mode
from hjemmel.desk import assignments, clock, marks, post
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor

MOST: Final = 25 << 20
"""As much of a message as is read to find such a file in it: few mail servers take more."""
_HEAD: Final = 64 << 10
_TABLES: Final = (".csv", ".tsv", ".txt", ".xls", ".xlsx", ".xlsb", ".ods")
_PLACES: Final = frozenset((Holds.ADDRESS, Holds.POSTCODE, Holds.PLACE))
_LOCKED: Final = frozenset((Reason.PROTECTED, Reason.OLD_XLS))
_IDS: Final = ("MESSAGE-ID",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Where such a message comes, and where it is put."""

    system: str
    inbox: str
    layout: MailboxLayout
    aside: str
    aside_layout: MailboxLayout
    may_move: bool
    """The system may be changed. Else a person moves it, and the office says so."""


def folders(data_map: DataMap, collection: str) -> Folders | None:
    """Of a mailbox's collection; None where nothing is said of address files."""
    system, _, name = collection.partition(".")
    declared = data_map.declaration.systems[system]
    layout = declared.collections[name].mailbox
    aside = layout.address_files_to if layout else None
    to = declared.collections[aside].mailbox if aside and aside in declared.collections else None
    if layout is None or to is None:
        return None
    return Folders(
        system=system,
        inbox=collection,
        layout=layout,
        aside=f"{system}.{aside}",
        aside_layout=to,
        may_move=declared.mode is Mode.ACT,
    )


# ---- what is one ---------------------------------------------------------------------------------------------


def holds_addresses(raw: bytes) -> bool:
    """A table of names and addresses is attached to the message, or a workbook that is locked, or is too old to be read: then
    it is refused unread. What lies in a zip is looked at as well, one deep."""
    return any(_is_table(one.content) for one in attached(raw))


def _is_table(content: bytes, *, in_zip: bool = False) -> bool:
    try:
        sheet = open_sheet(io.BytesIO(content), limits=Limits())
    except Unreadable as fault:
        return fault.reason in _LOCKED or (not in_zip and _in_zip(content))
    holds = set(guessed(sheet.headers).values())
    return bool(holds & NAMED_BY and holds & _PLACES)


def _in_zip(content: bytes) -> bool:
    with (
        suppress(zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError),
        zipfile.ZipFile(io.BytesIO(content)) as packed,
    ):
        tables = [one for one in packed.infolist() if one.filename.casefold().endswith(_TABLES)]
        return any(_is_packed_table(packed, one) for one in tables)
    return False


def _is_packed_table(packed: zipfile.ZipFile, one: zipfile.ZipInfo) -> bool:
    is_locked = bool(one.flag_bits & 1)
    if is_locked:
        return True
    with packed.open(one) as file:
        return _is_table(file.read(MOST), in_zip=True)


def mark(found: Letter, raw: bytes, marker: Marker) -> str:
    """What a message is known by: its own id, or where it has none, what stands in it."""
    own = found.message_id or hashlib.sha256(raw).hexdigest()
    return marker.of_normalised(AddressKind.EMAIL, f"message {own}")


# ---- refusing ------------------------------------------------------------------------------------------------


def refuse(to: Folders, name: str, sender: str, came: datetime, actor: Actor) -> None:
    """Put on record that the message was refused; `name` is its mark. Of an assignment of whoever sent it, that is a step too."""
    known = {one.mark: one for one in store.refused_files()}.get(name)
    if known is not None and known.moved_at is None and known.gone_at is None:
        return
    controller, now = _controller(sender), clock.now()
    services.refuse_file(name, to.inbox, controller, min(came, now), actor, now)
    for id in _open_assignments(controller):
        assignments.refuse_by_email(id, actor)


def _controller(sender: str) -> str:
    """Whom we work for and who writes from that mailbox, or from its domain where nobody else does; blank: it can't be told."""
    if not sender:
        return ""
    known = {one.id: normal(Normal.EMAIL, one.email) for one in assignments.controllers()}
    same = [id for id, address in known.items() if address == sender]
    near = [id for id, address in known.items() if address.rpartition("@")[2] == sender.rpartition("@")[2]]
    return next((found[0] for found in (same, near) if len(found) == 1), "")


def _open_assignments(controller: str) -> Iterator[str]:
    """The one that the file must have been for: of several, nobody can tell."""
    if not controller:
        return
    waiting = [
        one.id for one in assignments.views() if one.controller.id == controller and one.waits_for_files
    ]
    if len(waiting) == 1:
        yield waiting[0]


# ---- what follows --------------------------------------------------------------------------------------------


def follow(to: Folders, mailbox: Mailbox, actor: Actor) -> None:
    """Put aside what has not been, answer whoever has not been answered, and see what is gone. Raises a Failure."""
    waiting = _of(to)
    if not waiting:
        return
    marker = marks.marker(actor)
    unmoved = [one.came_at for one in waiting if one.moved_at is None]
    with mailbox.session() as session:
        left = _there(session, to.layout.folder, to.inbox, min(unmoved), marker) if unmoved else {}
        uids = [uid for one in waiting for uid in left.get(one.mark, ())]
        if uids and to.may_move:
            session.enter(to.layout.folder, to.inbox, to_change=True)
            session.move(uids, to.aside_layout.folder, to.inbox)
            left = {}
        aside = _there(session, to.aside_layout.folder, to.aside, None, marker)
        moved = tuple(one.mark for one in waiting if one.moved_at is None and one.mark in aside)
        if moved:
            services.put_aside(moved, to.aside, actor, clock.now())
        gone = tuple(one.mark for one in waiting if one.mark not in aside and one.mark not in left)
        if gone:
            services.gone(gone, to.aside, actor, clock.now())
        for one in _of(to):
            if one.waits_for_answer:
                place = to.aside if one.mark in aside else to.inbox
                session.enter((to.aside_layout if one.mark in aside else to.layout).folder, place)
                _answer(session, (left | aside)[one.mark][0], one, to, actor)


def _of(to: Folders) -> list[MailedFile]:
    """Those of this mailbox that are not known to be gone."""
    places = (to.inbox, to.aside)
    return [one for one in store.refused_files() if one.gone_at is None and one.collection in places]


def _there(
    session: Session, folder: str, place: str, since: datetime | None, marker: Marker
) -> dict[str, list[int]]:
    """The messages of the folder by their marks: the same one may lie there twice."""
    session.enter(folder, place)
    # INTERNALDATE goes by the server's own zone: a day to spare.
    keys = ("SINCE", day_text((since - timedelta(days=2)).date())) if since else ()
    uids = list(chain.from_iterable(session.search(keys, None, place)))
    found: dict[str, list[int]] = {}
    for head in session.heads(uids, _IDS, place):
        own = letter(head.header)
        raw = b"" if own.message_id else session.whole(head.uid, place, MOST) or b""
        found.setdefault(mark(own, raw, marker), []).append(head.uid)
    return found


def _answer(session: Session, uid: int, one: MailedFile, to: Folders, actor: Actor) -> None:
    """Once: what was begun and not noted may have left, and is not sent again."""
    if one.begun_at is not None:
        services.not_answered(one.mark, PERHAPS, actor, clock.now())
        return
    found = letter(session.whole(uid, to.aside, _HEAD) or b"")
    if not found.sender or is_automatic(found.header, found.sender) or is_ours(found.sender, to.layout.ours):
        services.not_answered(one.mark, NO_ADDRESS, actor, clock.now())
        return
    data_map = published().map
    words = _letter(data_map, erased_by(data_map, to, one.came_at))
    try:
        message = as_message(words, found.sender, one.mark[-32:], clock.now())
    except ValueError:
        services.not_answered(one.mark, NO_ADDRESS, actor, clock.now())
        return
    with post.server(data_map) as server:
        services.begin_answer(one.mark, actor, clock.now())
        try:
            delivery = server.send(message).delivery
        except Failure:
            services.not_answered(one.mark, "", actor, clock.now())
            raise
    match delivery:
        case Delivery.ACCEPTED:
            services.answered(one.mark, actor, clock.now())
        case Delivery.LATER:
            services.not_answered(one.mark, "", actor, clock.now())
        case Delivery.REFUSED:
            services.not_answered(one.mark, NOT_TAKEN, actor, clock.now())
        case Delivery.UNCERTAIN:
            services.not_answered(one.mark, PERHAPS, actor, clock.now())


def erased_by(data_map: DataMap, to: Folders, came: datetime) -> date | None:
    """The last day on which it may lie there, by the keep lines of its folder; None where they wait for something else."""
    windows = [
        line.window
        for purpose in data_map.purposes.values()
        for line in purpose.lines
        if line.collection == to.aside
    ]
    periods = [one.period for one in windows if isinstance(one, After) and one.period]
    if len(periods) != len(windows) or not periods:
        return None
    longest = max(periods, key=lambda one: one.about_days)
    return local_day(came.astimezone(UTC), data_map.zone) + longest


def _letter(data_map: DataMap, last: date | None) -> LetterOut:
    mail = data_map.declaration.mail
    told = {lang: _words(Tongue(lang).date(last) if last else "", lang) for lang in ("nb", "en")}
    return composed(data_map, told, Links(site=mail.site if mail else "", token=""), _WHY)


def _words(last: str, lang: str) -> Words:
    if lang == "nb":
        gone = f"Den slettes senest {last}." if last else "Den blir slettet."
        return Words(
            subject="Vi tar ikke imot adressefiler på e-post",
            text=f"# Fila er ikke tatt imot\n\nDu har sendt oss en fil som ser ut til å ha navn og adresser. Adressefiler på "
            f"e-post tar vi ikke imot: de blir liggende hos andre enn oss. Fila er lagt til side, og ingen bruker den. {gone}\n\n"
            "# Slik leverer du\n\nLast opp fila på oppdragets egen side. Lenken har dere fått av oss. Har dere ikke fått den, "
            "svarer du på denne meldingen uten vedlegg, så lager vi en ny.\n\n"
            "Slett gjerne meldingen fra sendte elementer hos dere også. Var det noe annet du sendte, gir du oss beskjed.",
        )
    gone = f"It is erased by {last}." if last else "It will be erased."
    return Words(
        subject="We do not take address files by e-mail",
        text=f"# The file was not accepted\n\nYou have sent us a file that seems to hold names and addresses. We do not take "
        f"address files by e-mail: they would lie with others than us. The file was put aside, and nobody uses it. {gone}\n\n"
        "# How to deliver it\n\nUpload the file on the assignment's own page. We have given you the link. If you do not have "
        "it, answer this message without attachments, and we will make a new one.\n\n"
        "Please remove the message from your own sent items too. If what you sent was something else, let us know.",
    )


_WHY: Final = Text(
    nb="Du får den fordi du har sendt oss en fil på e-post.",
    en="You get it because you have sent us a file by e-mail.",
)


# ---- for the office ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MailedFileView:
    """One of them, as the office shows it."""

    file: MailedFile
    controller: str
    """The name of the company that sent it; blank where it can't be told."""
    erased_by: date | None


def views() -> tuple[MailedFileView, ...]:
    """Those that still lie in a mailbox, or that nobody has looked at; the newest first."""
    data_map = published().map
    names = {one.id: one.name for one in assignments.controllers()}
    shown = [one for one in store.refused_files() if one.gone_at is None or one.is_news]
    return tuple(
        MailedFileView(file=one, controller=names.get(one.controller, ""), erased_by=_last_day(data_map, one))
        for one in reversed(shown)
    )


def news() -> int:
    """How many have come that nobody has looked at."""
    return sum(one.is_news for one in store.refused_files())


def looked_at(actor: Actor) -> int:
    """Somebody has seen to those that have come; returns how many."""
    return services.look_at_files(actor, clock.now())


def _last_day(data_map: DataMap, one: MailedFile) -> date | None:
    for system, declared in data_map.declaration.systems.items():
        for name in declared.collections:
            to = folders(data_map, f"{system}.{name}")
            if to is not None and one.collection == to.aside:
                return erased_by(data_map, to, one.came_at)
    return None
