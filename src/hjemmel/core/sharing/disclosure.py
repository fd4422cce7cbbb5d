"""Giving data to somebody else (Art. 4(2), 15(1)(c)): what a disclosure is, and whether it may be made.

Nothing leaves without a declared recipient, a ground and what shows the ground. A disclosure holds no free text: its number
and its section of law have a shape, and the rest are words of the declaration or of closed lists. So no name hides in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from ..datamap import DataMap
from ..declaration.company import Recipient
from ..facts import About
from ..permission.reasons import (
    CONSENT_NOT_READ,
    NOT_AGREED_TO_SHARE,
    RESTRICTED,
    RESTRICTION_NOT_READ,
    Reason,
)
from ..statutes import is_third_country
from ..terms import DisclosureGround as Ground
from ..terms import Tri
from ..texts.free_text import hits
from .agreement import Standing
from .disclosure_reasons import (
    AGREEMENT_IS_NOT_ENOUGH,
    AGREEMENT_NOT_KNOWN,
    BEYOND_THE_ORDER,
    NO_CATEGORY,
    NO_DOCUMENT,
    NO_LAW,
    NO_NEED,
    NO_PURPOSE,
    NO_REFERENCE,
    NO_SCOPE,
    NO_TRANSFER,
    NOT_NEEDED,
    NOT_OF_THE_PURPOSE,
    UNKNOWN_CATEGORY,
    UNKNOWN_PURPOSE,
    UNKNOWN_RECIPIENT,
    WRITTEN_OTHERWISE,
    without_agreement,
)


class Need(Enum):
    """The special need without which a recipient of the second tier (`only_when`) gets nothing."""

    AUDIT = "audit"
    DISPUTE = "dispute"
    ADVICE = "advice"
    FAULT = "fault"
    OFFENCE = "offence"
    DUTY = "duty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A member of staff with the right to approve has said yes. `by` is the account."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """Somebody's data, to a recipient, for purposes, on a ground. No value of the data stands in it."""

    recipient: str
    ground: Ground
    about: About
    at: datetime
    purposes: tuple[str, ...]
    categories: tuple[str, ...]
    reference: str = ""
    """The number of the offer, order, delivery, invoice or case."""
    law: str = ""
    """The section that a law or an authority rests on."""
    covers: frozenset[str] = frozenset()
    """Which categories an order names."""
    need: Need | None = None
    proof: str = ""
    """The digest of the document that shows the ground. The document is kept elsewhere."""
    approvals: tuple[Approval, ...] = ()

    @property
    def approvers(self) -> frozenset[str]:
        return frozenset(one.by for one in self.approvals)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What decides besides the disclosure itself, as it stands at that moment."""

    agreement: Standing | None
    """None: the recipient is not declared, so there is nothing to ask about."""
    consents: Mapping[str, Tri]
    """By purpose: whether the person has agreed that this recipient gets the data for it."""
    restricted: Tri
    """Whether the person's data may only be stored (Art. 18)."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may be given now."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Nothing is wrong; so many approvals are lacking, each by somebody else."""

    lacking: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Everything that stands against it."""

    reasons: tuple[Reason, ...]


Decision = Allowed | Waits | Refused


def decide(data_map: DataMap, asked: Disclosure, known: Known) -> Decision:
    """Whether the disclosure may be made, by what is known now. What is not known does not allow it."""
    recipient = data_map.declaration.recipients.get(asked.recipient)
    if recipient is None:
        return Refused((UNKNOWN_RECIPIENT,))
    against = tuple(dict.fromkeys(_against(Question(data_map, asked, recipient, known))))
    if against:
        return Refused(against)
    lacking = approvals_needed(asked.ground) - len(asked.approvers)
    return Waits(lacking) if lacking > 0 else Allowed()


def approvals_needed(ground: Ground) -> int:
    """How many different people must say yes: two to an order, one to what else nobody here has chosen to give."""
    return _APPROVALS.get(ground, 0)


_APPROVALS = {Ground.ORDER: 2, Ground.LAW: 1, Ground.DEBT_COLLECTION: 1, Ground.LEGAL_CLAIM: 1}
NUMBERED = frozenset({Ground.DELIVERY, Ground.ORDER, Ground.DEBT_COLLECTION, Ground.LEGAL_CLAIM})
"""Grounds that are nothing without the number of what they are about."""
BY_LAW = frozenset({Ground.LAW, Ground.ORDER})
"""What a law demands is given whether or not the person agrees, and whatever we have agreed with the recipient."""
DOCUMENTED = frozenset({Ground.LAW, Ground.ORDER, Ground.DEBT_COLLECTION})
"""Somebody else demands the data: the document that does so is read, and its digest kept."""
OWN_REASON = frozenset({Ground.DELIVERY, Ground.ORDER, Ground.DEBT_COLLECTION})
"""Grounds that say by themselves why a recipient of the second tier is needed."""
PAST_RESTRICTION = frozenset(
    {Ground.CONSENT, Ground.LAW, Ground.ORDER, Ground.DEBT_COLLECTION, Ground.LEGAL_CLAIM}
)
"""Art. 18(2): restricted data may be used with consent and for legal claims; and law is above it."""


# ---- the rules, each of which says what stands against it -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """Everything a rule may look at."""

    map: DataMap
    asked: Disclosure
    recipient: Recipient
    known: Known


def _against(question: Question) -> Iterator[Reason]:
    for rule in _RULES:
        yield from rule(question)


def _the_purposes_name_the_recipient(question: Question) -> Iterator[Reason]:
    declared = question.map.declaration.purposes
    if not question.asked.purposes:
        yield NO_PURPOSE
    for name in question.asked.purposes:
        if name not in declared:
            yield UNKNOWN_PURPOSE
        elif question.asked.recipient not in declared[name].recipients:
            yield NOT_OF_THE_PURPOSE


def _no_more_than_is_needed(question: Question) -> Iterator[Reason]:
    """Art. 5(1)(c). What a law or an order demands is for the law to say, and consent for the person."""
    asked, declared = question.asked, question.map.declaration.categories
    if not asked.categories:
        yield NO_CATEGORY
    if any(name not in declared for name in asked.categories):
        yield UNKNOWN_CATEGORY
    needed = _needed_by(question.map, asked.purposes)
    if (
        asked.ground in (Ground.DELIVERY, Ground.AGREEMENT)
        and needed
        and not needed.issuperset(asked.categories)
    ):
        yield NOT_NEEDED


def _needed_by(data_map: DataMap, purposes: Iterable[str]) -> frozenset[str]:
    lines = (line for name in purposes if name in data_map.purposes for line in data_map.purposes[name].lines)
    return frozenset(category for line in lines for category in line.categories)


def _outside_the_eea_there_is_a_transfer(question: Question) -> Iterator[Reason]:
    if is_third_country(question.recipient.country) and question.recipient.transfer is None:
        yield NO_TRANSFER


def _the_agreement_is_in_order(question: Question) -> Iterator[Reason]:
    standing = question.known.agreement
    if question.asked.ground in BY_LAW:
        return
    if standing is None or standing.may is Tri.UNKNOWN:
        yield AGREEMENT_NOT_KNOWN
    elif standing.may is Tri.NO:
        yield from (without_agreement(one.nb, one.en, one.law) for one in standing.reasons)
    if question.asked.ground is Ground.AGREEMENT and not _works_with_us(question.recipient):
        yield AGREEMENT_IS_NOT_ENOUGH


def _works_with_us(recipient: Recipient) -> bool:
    roles = (recipient.role,) if isinstance(recipient.role, str) else recipient.role.values()
    return bool({"processor", "joint_controller"}.intersection(roles))


def _the_person_agrees_where_that_is_needed(question: Question) -> Iterator[Reason]:
    asked = question.asked
    needs = asked.ground is Ground.CONSENT or question.recipient.only_with_consent
    if not needs or asked.ground in BY_LAW:
        return
    answers = {question.known.consents.get(purpose, Tri.UNKNOWN) for purpose in asked.purposes}
    if Tri.NO in answers:
        yield NOT_AGREED_TO_SHARE
    elif Tri.UNKNOWN in answers:
        yield CONSENT_NOT_READ


def _the_ground_is_shown(question: Question) -> Iterator[Reason]:
    asked = question.asked
    if asked.ground in NUMBERED and not asked.reference:
        yield NO_REFERENCE
    if asked.ground in BY_LAW and not asked.law:
        yield NO_LAW
    if asked.ground in DOCUMENTED and not asked.proof:
        yield NO_DOCUMENT
    if asked.ground is Ground.ORDER and not asked.covers:
        yield NO_SCOPE
    elif asked.ground is Ground.ORDER and not asked.covers.issuperset(asked.categories):
        yield BEYOND_THE_ORDER


def _the_second_tier_is_needed(question: Question) -> Iterator[Reason]:
    asked = question.asked
    if question.recipient.only_when and asked.ground not in OWN_REASON and asked.need is None:
        yield NO_NEED


def _it_is_not_restricted(question: Question) -> Iterator[Reason]:
    if question.asked.ground in PAST_RESTRICTION:
        return
    if question.known.restricted is Tri.YES:
        yield RESTRICTED
    elif question.known.restricted is Tri.UNKNOWN:
        yield RESTRICTION_NOT_READ


def _it_is_written_as_numbers_and_sections_are(question: Question) -> Iterator[Reason]:
    asked = question.asked
    if (asked.reference and not is_number(asked.reference, asked.at)) or (
        asked.law and not is_section(asked.law)
    ):
        yield WRITTEN_OTHERWISE


_RULES: tuple[Callable[[Question], Iterator[Reason]], ...] = (
    _the_purposes_name_the_recipient,
    _no_more_than_is_needed,
    _outside_the_eea_there_is_a_transfer,
    _the_agreement_is_in_order,
    _the_person_agrees_where_that_is_needed,
    _the_ground_is_shown,
    _the_second_tier_is_needed,
    _it_is_not_restricted,
    _it_is_written_as_numbers_and_sections_are,
)


# ---- what may be written ------------------------------------------------------------------------------------

_NUMBER = re.compile(r"(?:[^\W\d_]{1,14} )?[\w.:/\-]{0,24}\d[\w.:/\-]{0,24}")
_PLACE = r"[a-zæøå]|nr\.? ?\d{1,2}|første|andre|annet|tredje|fjerde|femte|ledd|bokstav|punktum|jf\.|og|til"
"""What may follow the number of a section: which part of it. No other word and no long number, so no person."""
_SECTION = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[-.]){1,60}(?: [^\W\d_]{1,20}){0,3} § ?\d{1,4}"
    rf"(?:[-–.]\d{{1,4}})?[a-zæøå]?(?: (?:{_PLACE})(?![^\W_])){{0,6}}"
)


def is_number(text: str, at: datetime) -> bool:
    """The number of a case or an order: at most one word before it, such as `ordre 120` or `2026/14`.

    No e-mail address, national number, account or phone number."""
    return _NUMBER.fullmatch(text) is not None and not hits(text, at.date())


def is_section(text: str) -> bool:
    """A section of a law, such as `straffeprosessloven § 210`."""
    return _SECTION.fullmatch(text) is not None


# ---- what was given -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A disclosure that was made."""

    disclosure: Disclosure
    at: datetime
