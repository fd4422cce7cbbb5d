"""Which columns of the register are sealed, and how each can be searched. What is not named here stands in clear.

Changing an index makes what is stored unfindable until it is indexed anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hjemmel.core.normal import Normal
from hjemmel.engine.vault.blind import Index

PREFIX = "register_"
BEGINNINGS = "register_beginning"
"""Tokens of the first letters of names, several a row: a table of the register's own, that no system shows."""
SUBJECT = "subject"
KEY = "id"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SealedTable:
    """A table of the register. All of them have the key `id` and tell by `subject` whom a row is about."""

    name: str
    texts: tuple[str, ...] = ()
    """Sealed columns that nobody searches by."""
    indexes: Mapping[str, Index] = field(default_factory=dict)
    """Sealed columns with a token beside each, in the column `..._token`."""
    is_home: bool = False
    """The row is the subject's own: when it goes, so does the key."""

    @property
    def sealed(self) -> tuple[str, ...]:
        return (*self.indexes, *self.texts)

    @property
    def tokens(self) -> Mapping[str, str]:
        """From each column that is searched to the column of its token."""
        return {column: token_of(column) for column in self.indexes}


def token_of(column: str) -> str:
    return f"{column}_token"


def _indexes(table: str, **kinds: Normal) -> dict[str, Index]:
    return {
        column: Index(table=table, column=column, normal=kind, prefixes=(3,) if kind is Normal.NAME else ())
        for column, kind in kinds.items()
    }


PERSON = SealedTable(
    name="register_person",
    texts=("address", "national_number"),
    indexes=_indexes("register_person", name=Normal.NAME, email=Normal.EMAIL, phone=Normal.PHONE),
    is_home=True,
)
ORGANISATION = SealedTable(
    name="register_organisation",
    texts=("address",),
    indexes=_indexes("register_organisation", name=Normal.NAME, orgnr=Normal.NUMBER),
    is_home=True,
)
CONTACT = SealedTable(name="register_contact", texts=("role", "title"))
RELATION = SealedTable(name="register_relation")
ENQUIRY = SealedTable(name="register_enquiry", texts=("topic",))
MESSAGE = SealedTable(name="register_message", texts=("text",))
OFFER = SealedTable(name="register_offer")
DELIVERY = SealedTable(name="register_delivery")
INVOICE = SealedTable(name="register_invoice")
COMPLAINT = SealedTable(name="register_complaint", texts=("text",))
APPLICATION = SealedTable(name="register_application", texts=("position",))
CREDIT_CHECK = SealedTable(name="register_credit_check", texts=("reason", "need"))
PAPER = SealedTable(name="register_paper", texts=("title", "location"))

TABLES: Mapping[str, SealedTable] = {
    table.name: table
    for table in (
        PERSON,
        ORGANISATION,
        CONTACT,
        RELATION,
        ENQUIRY,
        MESSAGE,
        OFFER,
        DELIVERY,
        INVOICE,
        COMPLAINT,
        APPLICATION,
        CREDIT_CHECK,
        PAPER,
    )
}
