"""The contact form: what somebody wrote there, the message it becomes, and what is kept of it: when, about what, and
whether it arrived. No I/O."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Final

from ..datamap import DataMap
from ..letters.letter import Letter

LONGEST_NAME, LONGEST_TEXT = 200, 5_000
FASTEST: Final = timedelta(seconds=3)
"""Nobody reads a form, writes in it and sends it in less."""
LASTS: Final = timedelta(hours=12)
"""How long a form can lie open before it is sent."""
EVERY: Final = timedelta(days=7)
"""How often the form is tried, for each topic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What somebody wrote."""

    topic: str
    name: str = field(repr=False)
    email: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """One message as it is remembered: no word of it, and nobody's name."""

    topic: str
    taken_at: datetime
    ended_at: datetime | None
    """When the mail server answered for it, or it was given up."""
    has_arrived: bool
    """The mail server took it."""
    is_trial: bool
    holds_words: bool
    """What was written still lies here, sealed."""


def message(data_map: DataMap, written: Written) -> Letter:
    """The e-mail to our own mailbox. Answering it writes to whoever sent it. What they wrote stands as they wrote it:
    a link in it is no link.

    Raises ValueError where the declaration has no contact form, or no such topic."""
    mail = data_map.declaration.mail
    topic = mail.contact_form.topics.get(written.topic) if mail and mail.contact_form else None
    if mail is None or topic is None:
        raise ValueError("there is no such topic")
    head = (("Fra", written.name), ("E-post", written.email), ("Gjelder", topic.title.nb))
    foot = "Sendt fra kontaktskjemaet. Skjemaet har ikke beholdt noen kopi. Svar på denne e-posten, så går svaret til avsenderen."
    lines = [f"{label}: {value}" for label, value in head if value]
    return Letter(
        subject=f"Kontaktskjema: {topic.title.nb}",
        text="\n".join([*lines, "", written.text.strip(), "", "--", foot, ""]),
        html='<!doctype html><html lang="nb"><body>'
        + "".join(f"<p>{escape(line)}</p>" for line in lines)
        + "".join(f"<p>{escape(line)}</p>" for line in written.text.strip().splitlines() if line.strip())
        + f"<hr><p>{escape(foot)}</p></body></html>",
        sender=mail.sender,
        replies_to=written.email,
        no="",
    )


def is_due(passed: Sequence[Passed], topic: str, now: datetime) -> bool:
    """The form should be tried for this topic now: the newest trial is a week old, or has come to nothing."""
    trials = [one for one in passed if one.is_trial and one.topic == topic]
    if not trials:
        return True
    newest = trials[-1]
    if newest.ended_at is None:
        return False
    return now - newest.taken_at >= (EVERY if newest.has_arrived else timedelta(days=1))


# ---- the form as it was shown -------------------------------------------------------------------------------


def shown(key: bytes, now: datetime, nonce: str) -> str:
    """What stands hidden in the form: when it was shown, and a random reference, with a seal that only we can make.

    The reference becomes the message's: so the same form, sent twice, is one message. `nonce`: 22 random hex digits."""
    reference = new_reference(now, nonce)
    return f"{reference}{_seal(key, reference)}"


def new_reference(now: datetime, nonce: str) -> str:
    return f"{int(now.timestamp()):010x}{nonce}"


def reference_of(key: bytes, given: str) -> str | None:
    """The reference of a form that we have shown; None for any other text."""
    reference = given[:_REFERENCE]
    if len(given) != 2 * _REFERENCE or not given.isascii():
        return None
    return reference if hmac.compare_digest(given[_REFERENCE:], _seal(key, reference)) else None


def shown_at(reference: str) -> datetime:
    return datetime.fromtimestamp(int(reference[:10], 16), UTC)


def _seal(key: bytes, reference: str) -> str:
    text = f"contact form\0{reference}".encode()
    return hashlib.blake2b(text, key=key, digest_size=_REFERENCE // 2).hexdigest()


_REFERENCE: Final = 32
"""Letters of a reference, and of a seal."""
