"""A letter as a message of RFC 5322: two parts, an id, a date, and the headers by which a mail program says no."""

from __future__ import annotations

from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from hjemmel.core.letters.letter import Letter

AUTOMATIC = "auto-generated"


def as_message(letter: Letter, to: str, reference: str, at: datetime) -> EmailMessage:
    """The message to this address. `reference` stands in its id, so that a bounce can be told apart.

    Raises ValueError for an address that is none."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(letter.sender)
    message["To"] = _recipient(to)
    message["Reply-To"] = _address(letter.replies_to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{reference}@{_domain(letter.sender)}>"
    # Neither holiday answers nor lists should answer it (RFC 3834).
    message["Auto-Submitted"] = AUTOMATIC
    if letter.no:
        answers = parseaddr(letter.replies_to)[1]
        message["List-Unsubscribe"] = f"<{letter.no}>, <mailto:{answers}?subject=nei>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def _recipient(to: str) -> Address:
    local, at, domain = to.rpartition("@")
    try:
        if not at or not local.isascii():
            raise ValueError
        return Address(addr_spec=f"{local}@{domain.encode('idna').decode('ascii')}")
    except (ValueError, MessageError, IndexError):
        raise ValueError("this is no address that mail can be sent to") from None


def _address(text: str) -> Address:
    name, address = parseaddr(text)
    return Address(display_name=name, addr_spec=address)


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2]
