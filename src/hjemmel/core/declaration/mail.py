"""How the company's mail goes out: through which server, from whom, where its links lead, and the forms on its pages."""

import re
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ..period import Period
from .parts import Line, Model, Name, PeriodText, Text


class SignUp(Model):
    """A public form where people sign up for what rests on consent and goes out by e-mail."""

    channel: Name
    """The channel under `channels` through which the yes is given."""
    kind: Name | None = None
    """What somebody nobody knew becomes in the register once they have confirmed. None: nobody is taken in by it."""
    source: Name | None = None
    """Who gives the data then: a source that is the person."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.kind is None) != (self.source is None):
            raise PydanticCustomError("sign_up", "kind and source go together")
        return self


class Topic(Model):
    """What a message in the contact form can be about, and the mailbox of ours that it goes to."""

    title: Text
    address: Line


class ContactForm(Model):
    """A public form whose messages go to our mailboxes by e-mail. The form itself keeps none of them."""

    purpose: Name
    """What is written serves this."""
    topics: dict[Name, Topic] = Field(min_length=1)
    waits_at_most: PeriodText = Period(days=2)
    """How long a message may wait, sealed, when the mail server does not answer. Then it is erased."""
    shown_on: tuple[Line, ...] = ()
    """Sites of ours that show the form in a frame: `https://www.company.example`."""


class Logs(Model):
    """Where logs are written, as paths or `${NAME}`: files, or folders of files."""

    web: Line
    mail: Line
    application: Line


class TellAFriend(Model):
    """A public form that tells a friend of a page of ours. The friend's address goes into the message, and nowhere else."""

    sites: tuple[Line, ...] = Field(min_length=1)
    """Whose pages can be told of: `https://www.company.example`."""
    trial_to: Line
    """A mailbox of ours that takes trials: `trials@company.example`, with an extension after `+`."""
    logs: Logs
    """Where a trial address is sought afterwards, beside our own tables."""
    shown_on: tuple[Line, ...] = ()
    """Sites of ours that show the form in a frame."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for site in (*self.sites, *self.shown_on):
            where = urlsplit(site)
            if where.scheme != "https" or not where.hostname or site != f"https://{where.netloc}":
                raise PydanticCustomError("tell_a_friend", "sites are written as https://www.company.example")
        if not _ADDRESS.fullmatch(self.trial_to):
            raise PydanticCustomError("tell_a_friend", "trial_to is an address without +")
        return self


_ADDRESS = re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class Mail(Model):
    """What every mailing needs. The server's address holds a password, so it is written as `${NAME}`."""

    server: Line
    """`smtps://user:password@host`, `smtp+starttls://...`; `smtp://` for this machine only."""
    sender: Line
    """Who is said to send it: `Merkevarden <nyhetsbrev@merkevarden.example>`."""
    replies_to: Line | None = None
    site: Line
    """The public address of Hjemmel's own pages: links to say no, and to the statement, begin with it."""
    tracking: Literal["never", "with_consent"] = "never"
    """Pictures fetched from elsewhere tell who opened a message: never, or to those who have said yes to it."""
    tracking_purpose: Name | None = None
    """The purpose whose consent that is."""
    sign_up: SignUp | None = None
    contact_form: ContactForm | None = None
    tell_a_friend: TellAFriend | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.tracking == "with_consent") != (self.tracking_purpose is not None):
            raise PydanticCustomError("mail", "tracking: with_consent and tracking_purpose go together")
        return self
