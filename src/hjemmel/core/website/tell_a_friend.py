"""Telling a friend of a page: which pages can be told of, the message, and the trial that shows whether the friend's
address is left anywhere. No I/O.

Nobody's own words stand in the message: else it would carry anything to anybody, in our name."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from ..datamap import DataMap
from ..declaration.mail import TellAFriend
from ..declaration.parts import Text
from ..letters.letter import Letter, Links, Words, composed

EVERY: Final = timedelta(days=7)
"""How often a trial is sent."""
SETTLES: Final = timedelta(minutes=10)
"""Logs are written in batches, and a mail server takes its time: before that nothing is sought."""
LONGEST: Final = 300
TABLES: Final = "tables"
KINDS: Final = ("web", "mail", "application")
PLACES: Final[dict[str, Text]] = {
    "web": Text(nb="loggen til nettserveren", en="the web server's log"),
    "mail": Text(nb="loggen til e-posttjeneren", en="the mail server's log"),
    "application": Text(nb="programloggen", en="the application's log"),
    TABLES: Text(nb="Hjemmels egne tabeller", en="Hjemmel's own tables"),
}
"""Where a friend's address is sought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FriendTrial:
    """A trial address was told of a page, and then sought. The address itself is made anew when it is sought."""

    sent_at: datetime
    sought_at: datetime | None = None
    found_in: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    """Places that could not be read."""


def page(declared: TellAFriend, written: str) -> str | None:
    """The page as it is told of: on a site of ours, by its path alone. None for anything else."""
    if len(written) > LONGEST or not written.isascii():
        return None
    try:
        where = urlsplit(written)
    except ValueError:
        return None
    site = f"{where.scheme}://{where.netloc}"
    # What follows `?` and `#` can say anything; so can signs that are written in another way.
    if site not in declared.sites or not _PATH.fullmatch(where.path or "/"):
        return None
    return f"{site}{where.path}"


def message(data_map: DataMap, page: str, lang: str) -> Letter:
    """The letter to the friend. Raises ValueError where the declaration says nothing of mail."""
    mail = data_map.declaration.mail
    who = data_map.declaration.organisation.name
    links = Links(site=mail.site if mail else "", token="")
    words = {
        "nb": Words(
            subject=f"Noen vil vise deg en side hos {who}",
            text=f"Noen som kjenner adressen din, vil vise deg denne siden:\n\n[{page}]({page})",
        ),
        "en": Words(
            subject=f"Somebody wants to show you a page at {who}",
            text=f"Somebody who knows your address wants to show you this page:\n\n[{page}]({page})",
        ),
    }
    return composed(data_map, {lang: words[lang]}, links, _WHY)


def receipt(key: bytes, reference: str) -> str:
    """That the form with this reference was taken, and its message handed over. Only we can make it."""
    return hashlib.blake2b(f"told a friend\0{reference}".encode(), key=key, digest_size=16).hexdigest()


# ---- the trial ---------------------------------------------------------------------------------------------


def is_due(trials: Sequence[FriendTrial], now: datetime) -> bool:
    return not trials or now - trials[-1].sent_at >= EVERY


def token(key: bytes, sent_at: datetime) -> str:
    """What is in the trial's address and nowhere else. It is not remembered: it would be found where it is kept."""
    told = f"hjemmel friend 1\0{sent_at.isoformat()}".encode()
    return hmac.new(key, told, hashlib.sha256).hexdigest()[:24]


def address(declared: TellAFriend, token: str) -> str:
    """The trial's address: the mailbox of ours, with the token as an extension (RFC 5233)."""
    local, _, domain = declared.trial_to.rpartition("@")
    return f"{local}+{token}@{domain}"


def signs(address: str, token: str) -> tuple[bytes, ...]:
    """What gives the address away: itself, in base64 wherever it begins, and its usual digests."""
    plain = token.encode()
    wrapped = (base64.b64encode(bytes(shift) + plain)[_SKIP[shift] :].rstrip(b"=")[:-1] for shift in range(3))
    digests = (hashlib.new(name, address.encode()).hexdigest().encode() for name in ("md5", "sha1", "sha256"))
    return (plain, *wrapped, *digests)


_SKIP: Final = (0, 2, 3)
"""Signs of base64 that the bytes in front take part in, for none, one and two of them."""
_PATH: Final = re.compile(r"/[A-Za-z0-9/_.~-]*")
_WHY: Final = Text(
    nb="Vi vet ikke hvem som ba om dette, og har ikke lagret adressen din. Du får ikke flere meldinger på grunn av denne.",
    en="We do not know who asked for this, and have not stored your address. You get no more messages because of it.",
)
