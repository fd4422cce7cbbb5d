"""How a collection lies in a system that is no database: in files, behind an API, or in a mailbox. Read by those connectors."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from .parts import Column, Line, Model, Name

_SECRET = re.compile(r"\$\{[A-Z][A-Z0-9_]*\}", re.ASCII)
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}", re.ASCII)


def _secret(value: Any) -> str:
    """The message does not repeat what stands there: it may be the secret itself."""
    if isinstance(value, str) and _SECRET.fullmatch(value):
        return value
    raise PydanticCustomError("secret", "a secret is written as ${NAME}, and nothing else")


Secret = Annotated[
    str, BeforeValidator(_secret), WithJsonSchema({"type": "string", "pattern": r"^\$\{[A-Z][A-Z0-9_]*\}$"})
]


class ColumnLayout(Model):
    """What the system itself does not say of a column: where it stands, and what may stand in it."""

    heading: Line | None = None
    """In a file: the heading, where it is not the column's own name."""
    header: Line | None = None
    """In a message: the field of its header, `X-Case`."""
    path: Line | None = None
    """In an answer: where the value stands, `contact.email`, where it is not the column's own name."""
    type: Literal["text", "integer", "number", "boolean", "date"] | None = None
    required: bool = False
    optional: bool = False
    """In an answer: is left out where it is empty. Else a column that stands in no row is a column that is gone."""
    unique: bool = False
    longest: int | None = Field(default=None, ge=1)
    """The greatest number of characters."""


class FileLayout(Model):
    """A file of the folder, or several that have the same headings."""

    name: Line
    """`jobs.csv`, `2026/jobs.xlsx`, or a pattern: `jobs-*.csv`."""
    sheet: Line | None = None
    """In a workbook: the sheet; otherwise the first that is not hidden."""
    header_row: int | None = Field(default=None, ge=1)
    delimiter: Literal[",", ";", "tab", "|"] | None = None
    encoding: Line | None = None
    empty: Literal["null", "text"] = "null"
    """What a cell that is there and holds nothing (`""`) is: no value, or a text without letters."""
    columns: dict[Column, ColumnLayout] = Field(default_factory=dict)
    log: Literal["common", "combined", "json"] | None = None
    """The files are logs of a web server, a line a request: in the common or combined format, or JSON in each line."""
    live: Line | None = None
    """Of a log: the file that the server writes to. It is left as it is until it is rotated."""
    each: Literal["row", "file"] = "row"
    """`file`: each file is one row, whatever is in it: its name, its day, when it was changed."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if self.log and self.each == "file":
            raise PydanticCustomError("file", "a log is rows; each: file is for files as wholes")
        if self.live and not self.log:
            raise PydanticCustomError("file", "live is for a log")
        return self


class Paging(Model):
    """How a long list is given in several answers."""

    by: Literal["page", "offset", "cursor", "link"]
    parameter: Line | None = None
    """What the page, the offset or the cursor is called in the question."""
    first: int = Field(default=1, ge=0)
    """The number of the first page."""
    size_parameter: Line | None = None
    size: int = Field(default=100, ge=1, le=10_000)
    next: Line | None = None
    """Where in the answer the next cursor, or the next address, stands; a link may stand in the `Link` header instead."""
    total: Line | None = None
    """Where in the answer it says how many rows there are in all."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.by != "link" and self.parameter is None:
            raise PydanticCustomError("paging", "pages, offsets and cursors need parameter")
        if self.by == "cursor" and self.next is None:
            raise PydanticCustomError("paging", "cursors need next")
        return self


class ApiLayout(Model):
    """A collection behind an API: where its rows are listed, and how one of them is reached."""

    list: Line
    """The path of the list, from the system's address: `/customers`."""
    rows: Line | None = None
    """Where in the answer the rows stand: `data.items`; otherwise the answer is the list itself."""
    item: Line | None = None
    """The path of one row, with the columns of its key: `/customers/{id}`. Without it nothing can be changed."""
    row: Line | None = None
    """Where in the answer about one row it stands; otherwise the answer is the row itself."""
    paging: Paging | None = None
    filters: dict[Column, Line] = Field(default_factory=dict)
    """Columns that the list can be asked for by value, and what they are called in the question."""
    erase: Literal["DELETE"] | None = None
    change: Literal["PATCH", "PUT"] | None = None
    """PATCH sends what changes; PUT sends the whole row as it was read, with that put in."""
    columns: dict[Column, ColumnLayout] = Field(default_factory=dict)


class MailboxLayout(Model):
    """A folder of a mailbox. A message is one row for each person it is from or to who is not ourselves."""

    folder: Line
    """`INBOX`, or `Arkiv/2026` as the server writes it."""
    ours: tuple[Line, ...] = Field(min_length=1)
    """Our own domains and addresses: everybody else in a message is a person it is about."""
    shared: Literal["refuse", "erase"] = "refuse"
    """A message that others are in as well: left for a person to look at, or erased all the same."""
    requests: Literal["none", "likely", "all"] = "none"
    """What comes here becomes drafts of requests: nothing, what looks like one, or everything that a person wrote."""
    address: Line | None = None
    """The address by which mail comes here, where requests do."""
    address_files_to: Name | None = None
    """The collection, another folder of this account, that messages with address files are put in. They are refused."""
    columns: dict[Column, ColumnLayout] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.requests != "none") != (self.address is not None):
            raise PydanticCustomError("mailbox", "requests goes with address")
        if self.address_files_to is not None and self.address is None:
            raise PydanticCustomError("mailbox", "address_files_to goes with requests and address")
        return self


class Auth(Model):
    """Who we are to the API. Every secret is written as `${NAME}`."""

    by: Literal["bearer", "basic", "header"]
    secret: Secret
    """The token, the password, or the value of the header."""
    user: Secret | None = None
    header: Line | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.by == "basic") != (self.user is not None):
            raise PydanticCustomError("auth", "basic goes with user")
        if (self.by == "header") != (self.header is not None):
            raise PydanticCustomError("auth", "by: header goes with header")
        if self.header is not None and not _HEADER.fullmatch(self.header):
            raise PydanticCustomError("auth", "header is no name of a header")
        return self
