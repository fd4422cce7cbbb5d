"""Promises: sentences that may be published, how each is kept, and how that is tried."""

from typing import Annotated, Literal

from pydantic import Field

from ..period import Period
from ..terms import DisclosureGround, Grade
from .conduct import RightName
from .parts import CollectionName, Line, Model, Name, Part, PeriodText, Text


class Never(Model):
    """A negative promise: "never", with what would break it."""

    says: Text
    kind: Literal[
        "no_sub_processor",
        "no_other_recipient",
        "no_content",
        "no_column",
        "no_identifier_in_statistics",
        "no_address_logged",
        "no_special_data",
        "no_card_number",
        "no_person_level_offers",
        "no_marketing_before_consent",
        "no_other_use",
        "no_join",
        "no_linked_site",
        "no_unproven_processor",
    ]
    scope: tuple[CollectionName | Name, ...] = ()


class RetentionProbe(Model):
    """Nothing is older than its ground: every row is read and its ground worked out one by one."""

    kind: Literal["retention"]
    purposes: tuple[Name, ...] = ()
    collections: tuple[CollectionName, ...] = ()
    needs: Text | None = None
    """What must also be proved before this may be KEPT; until then it can only turn BROKEN."""
    past_stop: tuple[Literal["statute", "instruction"], ...] = ("statute",)
    """What the statement says may keep data of assignments past the hard stop. Anything else there breaks the promise."""


class IdentityProbe(Model):
    """The published statement names who is responsible, with a valid organisation number."""

    kind: Literal["identity"]


class BasesProbe(Model):
    """Each purpose names a basis of Art. 6(1); consent purposes rest on consents on record."""

    kind: Literal["bases"]


class DriftProbe(Model):
    """Every column that is there has a category, a purpose and a security class."""

    kind: Literal["drift"]
    collections: tuple[CollectionName, ...] = ()
    purposes: tuple[Name, ...] = ()
    closed: bool = True


class CoverageProbe(Model):
    """Every category in every collection has a keep line, and the rows obey."""

    kind: Literal["coverage"]


class SaysProbe(Model):
    """The published statement, in both languages, carries the block."""

    kind: Literal["says"]
    block: Literal["complaint", "identity", "recipients"]


class DutyProbe(Model):
    """What the law says we must keep is still there: counted for each end of the duty, against the last count."""

    kind: Literal["duty"]
    purposes: tuple[Name, ...] = Field(min_length=1)


class LintProbe(Model):
    """The wording cannot come back: lint is clean, and no consent on record comes from mere use."""

    kind: Literal["lint"]
    codes: tuple[Line, ...] = Field(min_length=1)


class RolesProbe(Model):
    """Every recipient is declared with a role, and named in the published statement in both languages."""

    kind: Literal["roles"]


class GroupsProbe(Model):
    """Each group of people is declared, found in the data, and has its part of the published statement."""

    kind: Literal["groups"]
    subjects: tuple[Name, ...] = Field(min_length=1)


class SourcesProbe(Model):
    """Each column of these collections has a source."""

    kind: Literal["sources"]
    collections: tuple[CollectionName, ...] = Field(min_length=1)


class AgreementsProbe(Model):
    """What is kept of the agreements with recipients says what it must; the file's own word proves nothing."""

    kind: Literal["agreements"]
    needs: tuple[
        Literal["valid", "clauses", "annex", "proof", "sub_processors", "named", "looked_up", "transfer"],
        ...,
    ] = Field(min_length=1)
    recipients: tuple[Name, ...] = ()
    """Whom the promise is about; all who must have an agreement, where none is named."""
    proof_within: PeriodText | None = None
    """How old proof may be, whatever it says of itself."""
    unproved: Text | None = None
    """What no agreement can show. As long as it stands here the promise can turn BROKEN, and is never KEPT."""


class RecipientsProbe(Model):
    """The published list of recipients, the declaration's, and that of kept agreements are one."""

    kind: Literal["recipients"]


class OriginsProbe(Model):
    """Rows tell where their data came from, and people were told of it in time (Art. 13 and 14)."""

    kind: Literal["origins"]
    needs: tuple[Literal["source", "channel", "notice", "told"], ...] = Field(min_length=1)
    """`notice`: who did not give the data was told in time; `told`: who did, when it was written down."""
    collections: tuple[CollectionName, ...] = ()
    sources: tuple[Name, ...] = ()
    """Only rows from these."""
    channels: tuple[Name, ...] = ()
    """Only rows that came this way."""
    among: tuple[Name, ...] = ()
    """The sources that the sentence names: any other breaks it. None: every declared one will do."""
    mostly: Name | None = None
    """The source that more than half of the rows come from."""


class LookupsProbe(Model):
    """Each lookup with this source has its reason, who made it, and no other fields than these."""

    kind: Literal["lookups"]
    source: Name
    fields_: tuple[Line, ...] = Field(alias="fields", min_length=1)
    needs: Text | None = None
    """What must also be proved before this may be KEPT."""


class CreditChecksProbe(Model):
    """Every credit check has its reason."""

    kind: Literal["credit_checks"]


class BoughtListsProbe(Model):
    """Each bought list has a vendor and was washed before its names were used; nobody stays longer than said."""

    kind: Literal["bought_lists"]
    purposes: tuple[Name, ...] = ()
    """Those that names are kept for, where it is promised how long; none, where only the washing is."""
    needs: Text | None = None
    """What must also be proved before this may be KEPT."""


class TriageProbe(Model):
    """What was received and is not needed was decided on within so many working days."""

    kind: Literal["triage"]
    working_days: Annotated[int, Field(ge=1, le=30)]
    unproved: Text | None = None
    """What must also be proved before this may be KEPT; until then it can only turn BROKEN."""


class DisclosuresProbe(Model):
    """Each disclosure on record, kept by Hjemmel or told by rows, has a declared recipient, a ground and what it needs."""

    kind: Literal["disclosures"]
    recipients: tuple[Name, ...] = ()
    """Only disclosures to these. One to nobody we know then can't be placed."""
    beyond: tuple[Name, ...] = ()
    """All disclosures but those to these."""
    grounds: tuple[DisclosureGround, ...] = ()
    """No other ground will do."""
    needs: tuple[
        Literal[
            "reference", "approver", "two_approvers", "consent", "reason", "agreement", "named", "category"
        ],
        ...,
    ] = ()
    """`named`: the published statement names every one of the recipients. `category`: each has one."""
    closed: bool = False
    """The promise is that nobody else gets anything. Records alone can break that, and never prove it."""


class AssignmentsProbe(Model):
    """What is done for controllers, by Hjemmel's assignments and by rows, had what it `needs`."""

    kind: Literal["assignments"]
    needs: tuple[
        Literal["instruction", "agreement", "clauses", "declared", "use", "access", "passed_on", "paper"], ...
    ] = Field(min_length=1)
    partner: bool = False
    """Only what came through a partner."""
    closed: bool = False
    """The promise is that nothing else is done. Records alone can break that, and never prove it."""


class SubProcessorsProbe(Model):
    """Every place that holds data kept for these purposes: system, host, backup, mail. None is another company's."""

    kind: Literal["sub_processors"]
    purposes: tuple[Name, ...] = Field(min_length=1)


class AccessesProbe(Model):
    """Who may see what: each access has purposes that exist, is gone through every quarter, and nothing was seen beyond it."""

    kind: Literal["accesses"]
    collections: tuple[CollectionName, ...] = ()
    """Only access to these."""
    also: tuple[Literal["ages", "groups"], ...] = ()
    """`ages`: nothing in these collections is older than its ground. `groups`: figures are of large groups only."""


class ExtractsProbe(Model):
    """Figures and segments on record are of groups that are large enough, and pseudonyms name nobody."""

    kind: Literal["extracts"]
    purposes: tuple[Name, ...] = ()
    """Only extracts for these."""
    unproved: Text | None = None
    """What must also be proved before this may be KEPT; until then it can only turn BROKEN."""


class ListingsProbe(Model):
    """What was last sent to directory enquiries is no more than each subscriber has chosen."""

    kind: Literal["listings"]


class MailingsProbe(Model):
    """Each message that was sent, by rows and by what Hjemmel sent itself, is judged again on its own day."""

    kind: Literal["mailings"]
    purposes: tuple[Name, ...] = Field(min_length=1)
    """The messages it is about: those sent for one of these."""
    needs: tuple[Literal["ground", "consent", "no_after", "relationship"], ...] = Field(min_length=1)
    unproved: Text | None = None
    """What must also be proved before this may be KEPT; until then it can only turn BROKEN."""


class AnsweredProbe(Model):
    """Requests for these rights were answered by their day, counted anew from the day each came."""

    kind: Literal["answered"]
    rights: tuple[RightName, ...] = ()
    """Only requests for these; all, where none is named."""
    over: PeriodText = Period(years=1)
    """How far back an answer counts, and a late one breaks the promise."""
    recipients_within: PeriodText | None = None
    """So soon every recipient must have confirmed what was erased, corrected or restricted (Art. 19)."""
    outdated_within: PeriodText | None = None
    """So soon contact data that is outdated must be confirmed, corrected or removed."""
    purposes: tuple[Name, ...] = ()
    """Nothing that is kept for these may be older than its ground, where that is promised too."""
    whole: bool = False
    """Every system was asked for each answer."""
    says_why: bool = False
    """Whatever was kept back stands with its reason and when it goes."""
    unproved: Text | None = None
    """What must also be proved before this may be KEPT; until then it can only turn BROKEN."""


class AtEndProbe(Model):
    """Processors were instructed to erase when something ended, and have confirmed in time."""

    kind: Literal["at_end"]
    over: PeriodText = Period(years=1)
    """How far back something may have ended and still count."""


class ChangesToldProbe(Model):
    """Those whom a major change of the statement concerns were told of it so long before as `changes.told_before` says."""

    kind: Literal["changes_told"]
    over: PeriodText = Period(years=3)
    """How far back a version may have begun to apply and still count."""


class ChangeShownProbe(Model):
    """What a version changed stands on the statement's own page for as long as `changes.banner` says, each day."""

    kind: Literal["change_shown"]
    over: PeriodText = Period(years=1)
    """How far back a day may lie and still count."""


class ApartProbe(Model):
    """People with different roles in the same contract each see their own, and nothing of each other's."""

    kind: Literal["apart"]
    contracts: CollectionName
    """Each row names the people by these columns of it."""
    roles: tuple[Line, ...] = Field(min_length=2)
    people: CollectionName
    """Where they stand: what the columns hold is its key."""
    uses: dict[CollectionName, Line] = Field(min_length=1)
    """What one of them alone may see, and the column that names whose it is."""


class ShownProbe(Model):
    """Everybody who becomes a customer has it noted which version of the statement they were shown. It is no consent."""

    kind: Literal["shown"]
    people: CollectionName
    came: Line
    """The column with the moment somebody became a customer."""
    only: dict[Line, tuple[Line, ...]] = Field(default_factory=dict)
    """Rows in which these columns hold one of these."""
    notices: CollectionName
    whose: Line
    version: Line
    at: Line
    over: PeriodText = Period(years=1)


class WaysProbe(Model):
    """Requests come in every way that is promised, and the clock of each runs from the day it came."""

    kind: Literal["ways"]
    ways: tuple[Literal["email", "phone", "post", "web", "in_person"], ...] = ()
    """Those that the promise names; all that are offered, where none is named."""
    rights: tuple[RightName, ...] = ()
    over: PeriodText = Period(years=1)


class VerifiedProbe(Model):
    """Nothing was released or changed on request before it was known who asked, in a way that is declared."""

    kind: Literal["verified"]
    rights: tuple[RightName, ...] = ()
    over: PeriodText = Period(years=1)
    unproved: Text | None = None
    """What must also be proved before this may be KEPT; until then it can only turn BROKEN."""


class MailboxProbe(Model):
    """Mail to a stated mailbox arrives, what comes is looked at, and how long answers take is told."""

    kind: Literal["mailbox"]
    address: Line | None = None
    """Which mailbox; `organisation.email`, where none is named."""
    tried_within: PeriodText = Period(days=8)
    """How old the newest trial may be. One is made each week."""
    looked_at_within: PeriodText = Period(days=3)
    """How long what came may wait for somebody to say what it is."""
    unproved: Text | None = None
    """What must also be proved before this may be KEPT; until then it can only turn BROKEN."""


class ContactFormProbe(Model):
    """What is written in the contact form goes to our mailbox, no copy is left, and what it serves is not kept too long."""

    kind: Literal["contact_form"]
    tried_within: PeriodText = Period(days=8)
    """How old the newest trial of each topic may be. One is made each week."""
    purposes: tuple[Name, ...] = ()
    """Those that the messages are kept for afterwards, where it is promised how long."""


class LogSearchesProbe(Model):
    """The web log is searched for its declared purposes alone, each time in a case, and tied to a person as declared."""

    kind: Literal["log_searches"]
    collections: tuple[Line, ...] = ()
    """The web log in the company's own systems: seen through Hjemmel for another purpose, it breaks the promise."""
    joins: bool = False
    """Only the searches that tie the log to a person."""
    needs: Text | None = None
    """What must also be proved before this may be KEPT; until then it can only turn BROKEN."""


class LogCodesProbe(Model):
    """No code in the web log is an address, nor what anybody could work out from one without a key."""

    kind: Literal["log_codes"]
    needs: Text | None = None
    """What must also be proved before this may be KEPT; until then it can only turn BROKEN."""


class BlocksProbe(Model):
    """Each blocked address has a reason and a day of review, and stands no longer than was said."""

    kind: Literal["blocks"]
    at_a_time: PeriodText
    """How long a block, or the renewal of one, may last."""
    at_most: PeriodText
    """How long it may stand when nothing more has happened."""


class LinksProbe(Model):
    """Links to others' pages that the promise offers are in the statement and lead somewhere."""

    kind: Literal["links"]
    of: tuple[Literal["complaint", "help", "opt_out"], ...] = Field(min_length=1)
    """`complaint.link`, `cookies.help_links`, and the `opt_out_link` of tools."""
    choice: bool = False
    """Visitors also meet our own choice about cookies, and say no by it."""
    tried_within: PeriodText = Period(days=8)
    """How old the newest answer may be. Each link is tried every week."""


class TellAFriendProbe(Model):
    """A trial address that a friend is told by is afterwards found in no log, and in no table of ours."""

    kind: Literal["tell_a_friend"]
    tried_within: PeriodText = Period(days=8)
    """How old the newest trial may be. One is made each week."""


class NotYetProbe(Model):
    """There is no probe yet. The promise is UNKNOWN, and says what is missing."""

    kind: Literal["not_yet"]
    missing: Text


class VouchedProbe(Model):
    """A person vouches for it; the word expires."""

    kind: Literal["vouched"]
    every: PeriodText


Probe = Annotated[
    RetentionProbe
    | IdentityProbe
    | BasesProbe
    | DriftProbe
    | CoverageProbe
    | SaysProbe
    | DutyProbe
    | LintProbe
    | RolesProbe
    | GroupsProbe
    | SourcesProbe
    | AgreementsProbe
    | RecipientsProbe
    | OriginsProbe
    | LookupsProbe
    | CreditChecksProbe
    | BoughtListsProbe
    | TriageProbe
    | DisclosuresProbe
    | AccessesProbe
    | AssignmentsProbe
    | SubProcessorsProbe
    | ExtractsProbe
    | ListingsProbe
    | MailingsProbe
    | AnsweredProbe
    | ApartProbe
    | AtEndProbe
    | ChangesToldProbe
    | ChangeShownProbe
    | ShownProbe
    | WaysProbe
    | VerifiedProbe
    | MailboxProbe
    | ContactFormProbe
    | LogSearchesProbe
    | LogCodesProbe
    | BlocksProbe
    | LinksProbe
    | TellAFriendProbe
    | NotYetProbe
    | VouchedProbe,
    Field(discriminator="kind"),
]


class Promise(Model):
    """A sentence that may be published, how it is kept (control) and how that is tried (probe)."""

    says: Text
    part: Part
    grade: Grade
    rests_on: tuple[Line, ...] = Field(min_length=1)
    """Dotted places in this file that realise it, such as `purposes.bookkeeping.keep`."""
    control: Text | None = None
    probe: Probe
    interval: PeriodText | None = None
