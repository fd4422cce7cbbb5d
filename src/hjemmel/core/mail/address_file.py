"""An address file that came by e-mail, which we refuse: where it is, and what has been said to whoever sent it. No I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

NO_ADDRESS, NOT_TAKEN, PERHAPS = "no_address", "not_taken", "perhaps"
TROUBLES: Final = frozenset((NO_ADDRESS, NOT_TAKEN, PERHAPS))
"""Why the sender was not answered: there is nobody to answer, their server does not take it, or nobody knows whether it went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailedFile:
    """One message with such a file; nothing of what stands in it."""

    mark: str
    """A keyed digest of the message's own id."""
    collection: str
    """Where it was put; where it came, as long as it was not."""
    came_at: datetime
    """When the mail server took it in."""
    controller: str = ""
    """Whom we work for and whose mailbox it came from; blank where it can't be told."""
    moved_at: datetime | None = None
    begun_at: datetime | None = None
    """An answer may have left from here on."""
    answered_at: datetime | None = None
    trouble: str = ""
    gone_at: datetime | None = None
    """It was seen to lie there no more."""
    looked_at: datetime | None = None
    """Somebody said that they have seen to it."""

    @property
    def system(self) -> str:
        return self.collection.partition(".")[0]

    @property
    def waits_for_answer(self) -> bool:
        return self.answered_at is None and not self.trouble and self.gone_at is None

    @property
    def is_news(self) -> bool:
        return self.looked_at is None
