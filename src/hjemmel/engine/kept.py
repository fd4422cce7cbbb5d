"""What Hjemmel itself has kept of what was done: the part of the evidence that lies in its own database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from hjemmel.core.assignments.assignment import Controller, Host
from hjemmel.core.assignments.assignment import Kept as KeptAssignment
from hjemmel.core.entrance.access import Accesses
from hjemmel.core.figures.extract import Extract
from hjemmel.core.intake.bought_list import ListTaken
from hjemmel.core.intake.triage import Triaged
from hjemmel.core.mail.address_file import MailedFile
from hjemmel.core.mail.change_run import ChangeToTell
from hjemmel.core.mail.mailbox import Trial
from hjemmel.core.mail.mailing import Sent
from hjemmel.core.request import Life
from hjemmel.core.sharing.agreement import KeptAgreement
from hjemmel.core.sharing.business_register import Named
from hjemmel.core.sharing.directory import SentListing
from hjemmel.core.sharing.disclosure import Given
from hjemmel.core.sharing.telling import Telling
from hjemmel.core.website.change_shown import ChangeShown
from hjemmel.core.website.contact_form import Passed
from hjemmel.core.website.cookie_choice import Counted
from hjemmel.core.website.outgoing_link import LinkTried
from hjemmel.core.website.tell_a_friend import FriendTrial
from hjemmel.core.website.web_log import Block, LogSearch


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMade:
    """What a plan for a request was made from, and what it left alone."""

    digest: str
    unreached: tuple[str, ...]
    """Systems that did not answer, or were not as declared."""
    kept_back: int
    """Refusals: each is the rows of one collection that one reason keeps."""
    unexplained: int
    """Of these: nothing is decided, or neither a day nor what it waits for is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepDone:
    """A sweep that has changed rows."""

    digest: str
    day: date
    """The day it last did."""
    collections: tuple[str, ...]
    is_done: bool
    """Nothing that it was to do is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Read by probes beside the traces in the company's own systems. No personal data."""

    lists: tuple[ListTaken, ...] = ()
    triaged: tuple[Triaged, ...] = ()

    agreements: tuple[KeptAgreement, ...] = ()
    """What stands of the agreements with recipients."""
    assignments: tuple[KeptAssignment, ...] = ()
    """What was done for controllers."""
    controllers: tuple[Controller, ...] = ()
    """The companies we work for, with the agreements that were read."""
    hosts: tuple[Host, ...] = ()
    """The machines at which systems answer."""
    looked_up: tuple[Named, ...] = ()
    """What the register of organisations said of us and of the recipients."""
    accesses: Accesses = field(default_factory=Accesses)
    """Who may see what, and who has seen it."""
    extracts: tuple[Extract, ...] = ()
    """Figures that were made."""
    mailings: tuple[Sent, ...] = ()
    """Messages that somebody got, or may have got."""
    disclosures: tuple[Given, ...] = ()
    """What was given to whom."""
    listings: tuple[SentListing, ...] = ()
    """What directory enquiries were last given of each listing."""
    requests: tuple[Life, ...] = ()
    """Everything that has happened to each request about a right."""
    plans: tuple[PlanMade, ...] = ()
    """The plans that were carried out for requests."""
    trials: tuple[Trial, ...] = ()
    """Messages sent to our own mailboxes to see whether they arrive."""
    mailed_files: tuple[MailedFile, ...] = ()
    """Address files that came by e-mail and were refused."""
    blocks: tuple[Block, ...] = ()
    """Addresses that were blocked on our own public pages."""
    log_searches: tuple[LogSearch, ...] = ()
    """Every time the web log was searched."""
    form_messages: tuple[Passed, ...] = ()
    """What has come by the contact form, and whether it arrived."""
    links: tuple[LinkTried, ...] = ()
    """What was found when links to others' pages were tried."""
    cookie_choices: Counted = field(default_factory=Counted)
    """The choices about cookies of the last 30 days."""
    changes: tuple[ChangeToTell, ...] = ()
    """Major changes of the statement, and how far those whom they concern have been told."""
    changes_shown: tuple[ChangeShown, ...] = ()
    """Changes of the statement, and whether its page was seen to show them."""
    sweeps: tuple[SweepDone, ...] = ()
    """The sweeps of the last year that have changed rows."""
    friend_trials: tuple[FriendTrial, ...] = ()
    """Trial addresses that were told of a page, and where they were found afterwards."""
    tellings: tuple[Telling, ...] = ()
    """Which recipient was told of what was erased, corrected or restricted, and what they answered."""
