"""A mailbox as a connector: folders are its tables, and a message is a row for each person it is from or to."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from hjemmel.core.declaration.layouts import ColumnLayout, MailboxLayout
from hjemmel.core.normal import Normal, normal
from hjemmel.core.observation import (
    CollectionSeen,
    ColumnSeen,
    ColumnType,
    Numbered,
    Observation,
    ReferenceSeen,
)
from hjemmel.core.selection import EVERY, Scalar, Selection
from hjemmel.core.shape import Shape

from ..protocol import Drifted, Failure, Partial, Unreachable, Unsupported, mark_of
from ..rowtest import Row
from ..rowwise import COLUMN_TYPES, Rowwise, collection_seen, seen_columns
from ..schema import schema_digest
from ..values import fitted, scalar
from .address import imap_server
from .header import ROLES, Header, Party
from .narrowing import narrowed
from .session import AT_ONCE, Head, Mailbox, Session

MESSAGE: Final = "message"
"""The column with the whole message. It is read when it is handed out, and at no other time."""
UNREAD: Final = "(message)"
"""What stands in it otherwise: there is one."""
KEY: Final = ("folder", "uidvalidity", "uid", "place")
_FIELDS: Final = tuple(role.replace("_", "-").upper() for role in ROLES)
_COLUMNS: Final[Mapping[str, ColumnType]] = {
    "folder": ColumnType.TEXT,
    "uidvalidity": ColumnType.INTEGER,
    "uid": ColumnType.INTEGER,
    "place": ColumnType.INTEGER,
    "message_id": ColumnType.TEXT,
    "person": ColumnType.TEXT,
    "person_name": ColumnType.TEXT,
    "role": ColumnType.TEXT,
    "alone": ColumnType.BOOLEAN,
    **dict.fromkeys(ROLES, ColumnType.TEXT),
    "subject": ColumnType.TEXT,
    "received": ColumnType.TIMESTAMP_TZ,
    "sent": ColumnType.TIMESTAMP_TZ,
    "size": ColumnType.INTEGER,
    "flags": ColumnType.TEXT,
    MESSAGE: ColumnType.TEXT,
}
_ALWAYS: Final = frozenset((*KEY, "alone", "received", "size", "flags", MESSAGE))


class ImapConnector:
    """One account. `layouts` tells by collection which folder it is; `references` by table what its rows refer to."""

    def __init__(
        self,
        system: str,
        url: str,
        shapes: Mapping[str, Shape],
        layouts: Mapping[str, MailboxLayout],
        *,
        clock: Callable[[], datetime],
        references: Mapping[str, Sequence[ReferenceSeen]] | None = None,
        read_only: bool = False,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._system, self._shapes, self._clock = system, dict(shapes), clock
        self._layouts, self._references, self._read_only = layouts, references or {}, read_only
        self._mailbox = Mailbox(system, imap_server(system, url), tls=tls)

    def describe(self) -> Observation:
        """Its folders, undeclared ones too. If a folder has numbered its messages anew, the digest is another."""
        look = self._look()
        with self._mailbox.session() as session:
            there = session.folders()
        declared = {layout.folder for layout in self._layouts.values()}
        seen = {
            shape.table: look.seen(shape)
            for name, shape in self._shapes.items()
            if self._folder(name) in there
        }
        for folder in sorted(set(there) - declared):
            seen[folder] = CollectionSeen(name=folder, columns=_columns(Shape.undeclared("", ()), {}))
        collections = tuple(sorted(seen.values(), key=lambda one: one.name))
        numbered = repr(sorted(look.validities.items()))
        return Observation(
            system=self._system,
            at=self._clock(),
            target=self._mailbox.server.target,
            collections=collections,
            digest=hashlib.sha256((schema_digest(collections) + numbered).encode()).hexdigest(),
            numbered=tuple(
                Numbered(collection=name, column="uidvalidity", number=look.validities[layout.folder])
                for name, layout in self._layouts.items()
                if layout.folder in look.validities
            ),
        )

    def count(self, rows: Selection) -> int:
        return sum(1 for _ in self._rowwise().matching(rows))

    def counts(self, several: Sequence[Selection]) -> Sequence[int]:
        """A folder is read once for all that is asked of it."""
        look = self._look()
        rowwise = self._rowwise(look)
        found = [0] * len(several)
        for collection in dict.fromkeys(rows.collection for rows in several):
            asked = [number for number, rows in enumerate(several) if rows.collection == collection]
            if len(asked) == 1:
                found[asked[0]] = sum(1 for _ in rowwise.matching(several[asked[0]]))
                continue
            tests = [(number, rowwise.test(several[number])) for number in asked]
            for row in look.rows(Selection(collection, EVERY), rowwise.shape(several[asked[0]])):
                for number, test in tests:
                    found[number] += test(row)
        return found

    def find(self, rows: Selection, fields: Sequence[str]) -> Iterator[tuple[Scalar, ...]]:
        rowwise = self._rowwise()
        rowwise.require(rows, fields)
        for row in rowwise.matching(rows):
            yield tuple(scalar(row[field]) for field in fields)

    def export(self, rows: Selection, fields: Sequence[str]) -> Iterator[Mapping[str, object]]:
        """A whole message is text: in UTF-8, or if it is none, each byte the letter of that number."""
        rowwise = self._rowwise()
        rowwise.require(rows, fields)
        if MESSAGE not in fields:
            for row in rowwise.matching(rows):
                yield {field: row[field] for field in fields}
            return
        with self._mailbox.session() as session:
            validity = session.enter(self._layouts[rows.collection].folder, rows.collection)
            for row in rowwise.matching(rows):
                if row["uidvalidity"] != validity:
                    raise Drifted(rows.collection, "the folder has numbered its messages anew", "plan again")
                whole = _as_text(session.whole(_uid(row), rows.collection))
                yield {field: whole if field == MESSAGE else row[field] for field in fields}

    def erase(self, rows: Selection, *, at_most: int) -> int:
        rowwise = self._rowwise()
        if not rowwise.erasable(rows, at_most):
            return 0
        with self._mailbox.session() as session:
            return self._removed(session, rows, rowwise)

    def overwrite(self, rows: Selection, values: Mapping[str, Scalar], *, at_most: int) -> int:
        return self._refused(rows, values, at_most)

    def restrict(self, rows: Selection, on: bool) -> int:
        mark_of({}, rows)
        return 0

    def rectify(self, rows: Selection, values: Mapping[str, Scalar], *, at_most: int) -> int:
        return self._refused(rows, values, at_most)

    # ---- inside ----------------------------------------------------------------------------------------

    def _refused(self, rows: Selection, values: Mapping[str, Scalar], at_most: int) -> int:
        if self._rowwise().changeable(rows, values, lambda row: values, at_most):
            raise Unsupported(
                rows.collection, "a message can't be changed", "erase it, or let a person do it"
            )
        return 0

    def _removed(self, session: Session, rows: Selection, rowwise: Rowwise) -> int:
        """The messages go a batch at a time, each looked at again just before."""
        shape = rowwise.shape(rows)
        layout = self._layouts[rows.collection]
        validity = session.enter(layout.folder, rows.collection, to_change=True)
        if not session.can_remove():
            raise Unsupported(
                rows.collection,
                "the mail server can't remove single messages (UIDPLUS)",
                "let a person do it",
            )
        test = rowwise.test(rows)
        look = _Look(self._mailbox, self._layouts, self._references)
        wanted = narrowed(rows.where)
        chosen: dict[int, int] = {}
        for uids in session.search(wanted.keys, wanted.uids, rows.collection):
            for message in look.messages(session, shape, uids, validity):
                fits = [bool(test(row)) for row in message]
                if any(fits) and not all(fits) and layout.shared == "refuse":
                    raise Unsupported(
                        rows.collection, "a message is from or to others as well", "let a person look at it"
                    )
                if any(fits):
                    chosen[_uid(message[0])] = sum(fits)
        return _in_batches(session, chosen, rows.collection)

    def _folder(self, collection: str) -> str | None:
        layout = self._layouts.get(collection)
        return layout.folder if layout else None

    def _look(self) -> _Look:
        return _Look(self._mailbox, self._layouts, self._references)

    def _rowwise(self, look: _Look | None = None) -> Rowwise:
        return Rowwise(self._shapes, look or self._look(), read_only=self._read_only)


class _Look:
    """The folders as they are during one call. A folder that is numbered anew in the middle of it is drift."""

    def __init__(
        self,
        mailbox: Mailbox,
        layouts: Mapping[str, MailboxLayout],
        references: Mapping[str, Sequence[ReferenceSeen]],
    ) -> None:
        self._mailbox, self._layouts, self._references = mailbox, layouts, references
        self.validities: dict[str, int] = {}

    def seen(self, shape: Shape) -> CollectionSeen:
        layout = self._layout(shape)
        if layout.folder not in self.validities:
            with self._mailbox.session() as session:
                self._enter(session, shape)
        columns = _columns(shape, layout.columns)
        return collection_seen(shape, columns, layout.columns, self._references.get(shape.table, ()))

    def rows(self, rows: Selection, shape: Shape) -> Iterator[Row]:
        wanted = narrowed(rows.where)
        with self._mailbox.session() as session:
            validity = self._enter(session, shape)
            for uids in session.search(wanted.keys, wanted.uids, shape.collection):
                for message in self.messages(session, shape, uids, validity):
                    yield from message

    def messages(
        self, session: Session, shape: Shape, uids: Sequence[int], validity: int
    ) -> Iterator[list[Row]]:
        """The rows of each message."""
        layout = self._layout(shape)
        more = [one.header.upper() for one in layout.columns.values() if one.header]
        fields = tuple(dict.fromkeys((*_FIELDS, "SUBJECT", "DATE", "MESSAGE-ID", *more)))
        for head in session.heads(uids, fields, shape.collection):
            yield list(_rows(head, layout, validity))

    def _enter(self, session: Session, shape: Shape) -> int:
        folder = self._layout(shape).folder
        validity = session.enter(folder, shape.collection)
        if self.validities.setdefault(folder, validity) != validity:
            raise Drifted(shape.collection, "the folder has numbered its messages anew", "plan again")
        return validity

    def _layout(self, shape: Shape) -> MailboxLayout:
        layout = self._layouts.get(shape.collection)
        if layout is None:
            raise Drifted(shape.collection, "there is no such collection", "plan again")
        return layout


def _in_batches(session: Session, chosen: Mapping[int, int], place: str) -> int:
    """How many rows went. What broke after the first batch is Partial."""
    done, uids = 0, list(chosen)
    for start in range(0, len(uids), AT_ONCE):
        batch = uids[start : start + AT_ONCE]
        try:
            session.remove(batch, place)
        except Unreachable as failure:
            if not done:
                raise
            raise Partial(failure.place, failure.what, "do it again for the rest", done) from None
        except Failure as failure:
            failure.done = done
            raise
        done += sum(chosen[uid] for uid in batch)
    return done


def _rows(head: Head, layout: MailboxLayout, validity: int) -> Iterator[dict[str, object]]:
    """One for each person who is not ourselves; a single one, about nobody, where there is none."""
    header = Header(head.header)
    people = [party for party in header.parties() if not is_ours(party.address, layout.ours)]
    whole: dict[str, object] = {
        "folder": layout.folder,
        "uidvalidity": validity,
        "uid": head.uid,
        "message_id": header.value("message-id"),
        "alone": len(people) < 2,
        **{role: header.value(role.replace("_", "-")) for role in ROLES},
        "subject": header.value("subject"),
        "received": head.received.astimezone(UTC),
        "sent": header.moment("date"),
        "size": head.size,
        "flags": head.flags,
        MESSAGE: UNREAD,
    }
    for name, column in layout.columns.items():
        if column.header and name not in whole:
            whole[name] = _typed(header.value(column.header), column.type)
    for party in people or [Party(0, "", "", "")]:
        yield {
            **whole,
            "place": party.place,
            "person": party.address or None,
            "person_name": party.name or None,
            "role": party.role or None,
        }


def is_ours(address: str, ours: Sequence[str]) -> bool:
    """The address, or its domain, is one of these."""
    domain = address.rpartition("@")[2]
    return any(_is_it(one.lstrip("@"), address, domain) for one in ours)


def _is_it(one: str, address: str, domain: str) -> bool:
    """In normal form, as the address is: a domain may be written with æ or with xn--."""
    if "@" in one:
        return normal(Normal.EMAIL, one) == address
    return normal(Normal.EMAIL, f"x@{one}").rpartition("@")[2] == domain


def _typed(value: str | None, kind: str | None) -> Scalar:
    """In the type that is declared; a value that is none of it stays the text it is."""
    if value is None or kind is None:
        return value
    found = fitted(value, COLUMN_TYPES[kind])
    return value if found is None else found


def _columns(shape: Shape, layouts: Mapping[str, ColumnLayout]) -> tuple[ColumnSeen, ...]:
    """What every message has, and the fields of the header that are declared as columns."""
    own = (ColumnSeen(name=name, type=kind, nullable=name not in _ALWAYS) for name, kind in _COLUMNS.items())
    named = [name for name, layout in layouts.items() if layout.header and name not in _COLUMNS]
    return (*own, *seen_columns(named, layouts, shape.key))


def _as_text(raw: bytes | None) -> str | None:
    if raw is None:
        return None
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _uid(row: Row) -> int:
    return int(str(row["uid"]))
