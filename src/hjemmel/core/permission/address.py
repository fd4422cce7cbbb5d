"""Addresses: the one way to write them, the keyed mark that stands for one, and whether one is a person's.

A mark is what facts hold in place of an address. Without the key nobody can tell from it which address it is, nor
try out addresses against it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from ..facts import AddressKind
from ..period import Period
from ..terms import ChannelKind

CHANGED_WITHIN = Period(days=30)
"""So long after a change an address identifies nobody: numbers are given out anew, and mistakes are found late."""

KIND_OF: dict[ChannelKind, AddressKind] = {
    ChannelKind.EMAIL: AddressKind.EMAIL,
    ChannelKind.SMS: AddressKind.PHONE,
    ChannelKind.TELEPHONE: AddressKind.PHONE,
    ChannelKind.POST: AddressKind.POST,
}

_ROLES = (
    "abuse accounts admin administrasjon bestilling billing booking butikk contact drift epost faktura firmapost hello"
    " help helpdesk hei hr info innkjop innkjøp invoice it jobb kontakt kontor kundeservice lager ledelse mail marked"
    " marketing markedsføring markedsforing no-reply noreply office order ordre personal personvern post postmaster"
    " postmottak presse privacy purchase regnskap resepsjon sales salg service servicedesk support verksted webmaster"
    " økonomi okonomi"
)
ROLES = frozenset(_ROLES.split())
"""What stands before the @ when nobody in particular is meant. What is not here, or declared, is a person's."""

_CONSUMER_MAIL = (
    "gmail.com googlemail.com hotmail.com hotmail.no live.com live.no outlook.com icloud.com me.com yahoo.com yahoo.no"
    " online.no start.no broadpark.no getmail.no lyse.net altibox.no msn.com proton.me protonmail.com"
)
CONSUMER_MAIL = frozenset(_CONSUMER_MAIL.split())
"""Where people have their own mailboxes: no address there is a firm's, whatever it is called."""

_HOME_COUNTRY = "47"
_NATIONAL_DIGITS = 8
_ID = 8
_KEY_BYTES = _MARK_BYTES = 32


def normalised(kind: AddressKind, address: str) -> str:
    """The address as it is compared: what is the same mailbox, telephone or door is written the same."""
    text = unicodedata.normalize("NFKC", address).strip()
    match kind:
        case AddressKind.EMAIL:
            return _email(text)
        case AddressKind.PHONE:
            return _phone(text)
        case AddressKind.POST:
            return " ".join(re.findall(r"\w+", text.casefold()))


def is_persons(email: str, role_addresses: frozenset[str] = frozenset()) -> bool:
    """Whether an e-mail address is a natural person's (mfl. § 15): all but those known to be a firm's own."""
    return is_persons_own(normalised(AddressKind.EMAIL, email), role_addresses)


def is_persons_own(compared: str, role_addresses: frozenset[str]) -> bool:
    """The same of an address as it is compared."""
    local, _, domain = compared.partition("@")
    return not domain or domain in CONSUMER_MAIL or (local not in ROLES and local not in role_addresses)


@dataclass(frozen=True)
class Marker:
    """Makes marks with one key. The key's own sign stands in each, so that one made with another key is known."""

    key: bytes

    def __post_init__(self) -> None:
        if len(self.key) != _KEY_BYTES:
            raise ValueError("a key for marks has 32 bytes")

    @cached_property
    def id(self) -> str:
        return hashlib.sha256(b"hjemmel mark " + self.key).hexdigest()[:_ID]

    @cached_property
    def _sign(self) -> str:
        return f"{self.id}."

    def mark(self, kind: AddressKind, address: str) -> str:
        """What stands for the address in facts."""
        return self.of_normalised(kind, normalised(kind, address))

    def of_normalised(self, kind: AddressKind, address: str) -> str:
        text = f"{kind.value}\0{address}".encode()
        return f"{self._sign}{hashlib.blake2b(text, key=self.key, digest_size=_MARK_BYTES).hexdigest()}"

    def made(self, mark: str) -> bool:
        """Whether the mark was made with this key. If not, nothing can be concluded from it."""
        return mark.startswith(self._sign)


def _email(text: str) -> str:
    local, at, domain = text.casefold().rpartition("@")
    if not at:
        return domain
    # ola+news@ is ola@: a no to one of them is a no.
    return f"{local.partition('+')[0] or local}@{_ascii(domain)}"


def _ascii(domain: str) -> str:
    if domain.isascii():
        return domain.rstrip(".")
    try:
        return domain.encode("idna").decode("ascii").rstrip(".")
    except UnicodeError:
        return domain


def _phone(text: str) -> str:
    """With the country's number and no sign before it. Without one it is Norwegian, if it is as long as those are."""
    digits = "".join(str(unicodedata.decimal(sign)) for sign in text.replace("(0)", "") if sign.isdecimal())
    if text.lstrip(" (").startswith("+"):
        return digits
    if digits.startswith("00"):
        return digits[2:]
    return f"{_HOME_COUNTRY}{digits}" if len(digits) == _NATIONAL_DIGITS else digits
