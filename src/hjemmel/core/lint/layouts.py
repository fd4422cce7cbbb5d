"""How collections lie in folders, behind APIs and in mailboxes: whether what is said of it can be carried out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..datamap import DataMap
from ..declaration.data import Collection, System
from ..declaration.layouts import ApiLayout, FileLayout, MailboxLayout
from ..finding import did_you_mean
from ..source import Path
from ..terms import Basis, Mode, WhenDue
from .rule import ERROR, Breach, rule

_KEY_PART = re.compile(r"\{([^{}]*)\}")
_LAYOUTS = {"files": "file", "http": "api", "imap": "mailbox"}


def _layouts(collection: Collection) -> tuple[tuple[str, FileLayout | ApiLayout | MailboxLayout | None], ...]:
    return (("file", collection.file), ("api", collection.api), ("mailbox", collection.mailbox))


def _collections(map: DataMap) -> Iterator[tuple[Path, System, Collection]]:
    for system, declared in map.declaration.systems.items():
        for name, collection in declared.collections.items():
            yield ("systems", system, "collections", name), declared, collection


@rule(
    "HJ911", "LAYOUT-UNSAID", ERROR, "",
    title="where a collection lies is not said, or said of another kind of system",
    meaning="In a folder a collection lies in files, behind an API at a path, in a mailbox in a folder of it; a database"
    " knows its own tables."
    " Without it the collection can't be found.",
    remedy="add file: {name: ...} in a system of files, api: {list: ...} behind an API,"
    " mailbox: {folder: ...} in a mailbox, and none of them elsewhere",
)  # fmt: skip
def unsaid_layout(map: DataMap, today: date) -> Iterator[Breach]:
    for at, system, collection in _collections(map):
        wanted = _LAYOUTS.get(system.connect.kind)
        for key, layout in _layouts(collection):
            name = f"{at[1]}.{at[3]}"
            if key == wanted and layout is None:
                yield Breach(at, f"{name} lies in a system of kind {system.connect.kind}, and has no {key}")
            elif key != wanted and layout is not None:
                yield Breach((*at, key), f"{name} has {key}, and its system is of kind {system.connect.kind}")


@rule(
    "HJ912", "LAYOUT-COLUMN", ERROR, "",
    title="a file, an API or a mailbox is said to have a column that the collection does not have",
    meaning="Columns, filters and the path of a row speak of the columns of the collection; the path of a row"
    " needs the whole key, and nothing else.",
    remedy="write the name of a column as it stands in fields",
)  # fmt: skip
def unknown_column(map: DataMap, today: date) -> Iterator[Breach]:
    for at, _, collection in _collections(map):
        known = {column for group in collection.fields for column in group.columns}
        for path, column in _named(at, collection):
            if column not in known:
                yield Breach(path, f'there is no column "{column[:60]}"', did_you_mean(column, known))
        item = collection.api.item if collection.api else None
        if item is not None and sorted(_KEY_PART.findall(item)) != sorted(collection.key):
            needed = "".join(f"/{{{column}}}" for column in collection.key)
            yield Breach(
                (*at, "api", "item"), "the path of a row does not hold its whole key", f"end it with {needed}"
            )


def _named(at: Path, collection: Collection) -> Iterator[tuple[Path, str]]:
    """Each column that a layout names, and where."""
    for key, layout in _layouts(collection):
        for column in layout.columns if layout else ():
            yield (*at, key, "columns", column), column
    for column in collection.api.filters if collection.api else ():
        yield (*at, "api", "filters", column), column


@rule(
    "HJ913", "LAYOUT-OUTSIDE", ERROR, "gdpr-32",
    title="a file or a path leads out of its system",
    meaning="Files are named from the folder on, and paths from the API's address on. What leads elsewhere would"
    " read, or change, what nobody declared.",
    remedy="write jobs.csv or 2026/jobs-*.csv; /customers or /customers/{id}",
)  # fmt: skip
def outside(map: DataMap, today: date) -> Iterator[Breach]:
    for at, _, collection in _collections(map):
        if collection.file and _leads_out(collection.file.name):
            yield Breach((*at, "file", "name"), "the file lies outside its folder")
        for key in ("list", "item") if collection.api else ():
            path = getattr(collection.api, key)
            if path is not None and (
                not path.startswith("/") or path.startswith("//") or ".." in path.split("/")
            ):
                yield Breach((*at, "api", key), "the path does not lie within the API")


def _leads_out(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/") or not name.strip("./")


@rule(
    "HJ914", "LAYOUT-CANNOT-ACT", ERROR, "gdpr-5-1-e",
    title="rows are to be erased or overwritten, and nothing says how",
    meaning="The system may be changed, and the API has no declared way to do what is to happen to a row that is"
    " due; or the rows are messages, which go whole or stay. Plans about it could be approved and never carried out.",
    remedy="add item: and erase: DELETE, or change: PATCH; of messages when_due: erase; or write mode: watch, so that"
    " people do it",
)  # fmt: skip
def cannot_act(map: DataMap, today: date) -> Iterator[Breach]:
    for at, system, collection in _collections(map):
        if system.mode is not Mode.ACT:
            continue
        if collection.mailbox and collection.when_due is WhenDue.OVERWRITE:
            yield Breach((*at, "mailbox"), f"{at[1]}.{at[3]}: a message can't be overwritten")
        if collection.api is None:
            continue
        way = {WhenDue.ERASE: collection.api.erase, WhenDue.OVERWRITE: collection.api.change}
        if collection.when_due in way and (way[collection.when_due] is None or collection.api.item is None):
            yield Breach(
                (*at, "api"), f"{at[1]}.{at[3]}: nothing says how a row is {_DONE[collection.when_due]}"
            )


_DONE = {WhenDue.ERASE: "erased", WhenDue.OVERWRITE: "overwritten"}


@rule(
    "HJ915", "MAILBOX-ASIDE", ERROR, "gdpr-28-3",
    title="address files that come by e-mail have nowhere to be put",
    meaning="address_files_to names a collection of the same account: another folder, which is not read for requests. From there"
    " the files go on their day, as its keep line says.",
    remedy="declare the folder as a collection of its own with when_due: erase, and name it here; only a processor needs it",
)  # fmt: skip
def nowhere_aside(map: DataMap, today: date) -> Iterator[Breach]:
    for at, system, collection in _collections(map):
        box = collection.mailbox
        if box is None or box.address_files_to is None:
            continue
        path = (*at, "mailbox", "address_files_to")
        named = system.collections.get(box.address_files_to)
        if named is None or named.mailbox is None:
            hint = did_you_mean(box.address_files_to, system.collections)
            yield Breach(path, f'there is no folder "{box.address_files_to[:60]}" in {at[1]}', hint)
        elif named.mailbox.folder == box.folder or named.mailbox.requests != "none":
            yield Breach(path, f"{at[1]}.{box.address_files_to} is read for requests, or is the same folder")
        elif named.when_due is not WhenDue.ERASE:
            yield Breach(path, f"{at[1]}.{box.address_files_to} is not erased when it is due")
        elif not any(Basis.INSTRUCTION in purpose.basis.values() for purpose in map.purposes.values()):
            yield Breach(path, "no purpose is on a controller's instruction: nobody has a page to deliver by")


RULES = (unsaid_layout, unknown_column, outside, cannot_act, nowhere_aside)
