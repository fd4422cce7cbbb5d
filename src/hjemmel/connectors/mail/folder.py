"""A folder in place of a mail server, for demos and for looking before sending: each message becomes one file."""

from __future__ import annotations

import os
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Self

from hjemmel.connectors.protocol import Unreachable
from hjemmel.core.mail.delivery import Delivery, Outcome

from .server import PLACE

ENDING = ".eml"
_ONLY_US = 0o600


class Folder:
    """Takes messages as a server would. Nobody gets them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            raise Unreachable(PLACE, "the mailbox folder cannot be made", "check the address") from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def send(self, message: EmailMessage) -> Outcome:
        reference = str(message["Message-ID"]).strip("<>").partition("@")[0]
        name = self.folder / f"{reference}{ENDING}"
        unfinished = name.with_suffix(".part")
        try:
            with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _ONLY_US), "wb") as file:
                file.write(message.as_bytes())
            unfinished.replace(name)
        except OSError:
            raise Unreachable(PLACE, "the mailbox folder cannot be written to", "make room in it") from None
        return Outcome(delivery=Delivery.ACCEPTED, code=250)
