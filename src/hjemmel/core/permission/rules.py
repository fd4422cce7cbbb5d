"""The rules: markedsføringsloven §§ 12-15, and what the General Data Protection Regulation puts before them.

First come the bars, each of which is enough to deny; then the ways, one of which must be open. A bar that cannot be
read makes the answer UNKNOWN, unless something else denies. Law goes before what the company has declared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ..calendar import is_working_day
from ..period import Period
from ..statutes import CALLS_FROM_HOUR, CALLS_UNTIL_HOUR, OPT_OUT_WASH_VALID
from ..terms import ChannelKind, MarketingRule, Tri
from . import reasons
from .message import Message, Sort
from .reasons import May, Reason
from .standing import Consent, Identifies, Relation, Standing

Bar = Callable[[Message, Standing], Reason | None]

# Members by names of this module: to look one up on its class takes longer than what is done with it.
NO, YES, DENY, VALID, CUSTOMER = Tri.NO, Tri.YES, May.DENY, Consent.VALID, Relation.CUSTOMER
TELEPHONE, POST, NEVER, CONSENT = (
    ChannelKind.TELEPHONE,
    ChannelKind.POST,
    MarketingRule.NEVER,
    MarketingRule.CONSENT,
)


def decide(message: Message, standing: Standing) -> Reason:
    """The one reason that decides. Whatever denies goes first, then what is unknown."""
    unknown: Reason | None = None
    for bar in BARS[message.sort]:
        found = bar(message, standing)
        if found is None:
            continue
        if found.may is DENY:
            return found
        unknown = unknown or found
    way = WAYS[message.sort](message, standing)
    return way if way.may is DENY else unknown or way


# ---- bars --------------------------------------------------------------------------------------------------


def _wrong_channel(message: Message, standing: Standing) -> Reason | None:
    return None if message.has_channel else reasons.WRONG_CHANNEL


def _offers_in_service(message: Message, standing: Standing) -> Reason | None:
    return reasons.OFFERS_IN_SERVICE if message.carries_offers else None


def _objected(message: Message, standing: Standing) -> Reason | None:
    return _three(standing.objected, reasons.OBJECTED, reasons.OBJECTION_NOT_READ)


def _declined(message: Message, standing: Standing) -> Reason | None:
    return reasons.CHANNEL_DECLINED if standing.declined else None


def _suppressed(message: Message, standing: Standing) -> Reason | None:
    return _three(standing.suppressed, reasons.SUPPRESSED, reasons.MARKS_NOT_READ)


def _restricted(message: Message, standing: Standing) -> Reason | None:
    return _three(standing.restricted, reasons.RESTRICTED, reasons.RESTRICTION_NOT_READ)


def _child(message: Message, standing: Standing) -> Reason | None:
    # The guardian may say yes for a child; nothing else opens marketing to one.
    return reasons.CHILD if standing.is_child and standing.consent is not VALID else None


def _calls(message: Message, standing: Standing) -> Reason | None:
    is_call = message.channel.kind is TELEPHONE
    return reasons.CALL_TIME if is_call and not is_call_time(standing.at) else None


def _identity(message: Message, standing: Standing) -> Reason | None:
    """What is sent on account of who somebody is, goes only where it surely reaches that person.

    A letter carries its name; a firm's own mailbox is meant to be read by several."""
    if message.channel.kind is POST or not standing.is_persons:
        return None
    return _IDENTITY[standing.identifies]


_IDENTITY = {
    Identifies.ONE: None,
    Identifies.SHARED: reasons.SHARED,
    Identifies.CHANGED: reasons.CHANGED,
    Identifies.UNKNOWN: reasons.HOLDERS_NOT_READ,
}


def _ground(message: Message, standing: Standing) -> Reason | None:
    if standing.ground is NO:
        ended = CONSENT_ENDED.get(standing.consent)
        if ended and ended.may is DENY:
            return ended
    return _three(~standing.ground, reasons.NO_GROUND, reasons.NOT_READ)


def is_call_time(at: datetime) -> bool:
    """Whether a sales call may be made at this moment of the company's own clock (mfl. § 14)."""
    return is_working_day(at.date()) and CALLS_FROM_HOUR <= at.hour < CALLS_UNTIL_HOUR


def _three(barred: Tri, yes: Reason, unknown: Reason) -> Reason | None:
    if barred is NO:
        return None
    return yes if barred is YES else unknown


# ---- ways --------------------------------------------------------------------------------------------------


def _marketing(message: Message, standing: Standing) -> Reason:
    by_law = _electronic if message.is_electronic else _post_or_phone
    return _for_any(standing, lambda relation: by_law(message, standing, relation))


def _survey(message: Message, standing: Standing) -> Reason:
    """Asking is no marketing; but a stranger is not written to without a yes, and the no is shared with marketing."""
    if standing.consent is VALID:
        return reasons.BY_CONSENT
    return _for_any(
        standing,
        lambda relation: reasons.SURVEY if relation is CUSTOMER else _without(standing, relation),
    )


def _service(message: Message, standing: Standing) -> Reason:
    return reasons.SERVICE


def _for_any(standing: Standing, asked: Callable[[Relation], Reason]) -> Reason:
    """One answer for all that the person may be: if they differ, nobody knows."""
    if len(standing.relations) == 1:
        (only,) = standing.relations
        return asked(only)
    answers = [asked(relation) for relation in Relation if relation in standing.relations]
    if len({answer.may for answer in answers}) != 1:
        return reasons.RELATION_NOT_KNOWN
    return reasons.NO_YES if answers[0] in _NO_CONSENT.values() else answers[0]


def _electronic(message: Message, standing: Standing, relation: Relation) -> Reason:
    """mfl. § 15: prior consent, or the exception of the third paragraph."""
    rule = _declared(message, relation)
    if rule is NEVER:
        return reasons.NEVER
    if not standing.is_persons:
        return reasons.FIRMS_ADDRESS
    if standing.consent is VALID:
        return reasons.BY_CONSENT
    if relation is not CUSTOMER or rule is CONSENT:
        return _without(standing, relation)
    if message.own_similar_goods is Tri.UNKNOWN:
        # Neither the purpose nor the mailing claims the exception: then there is only consent.
        return CONSENT_ENDED.get(standing.consent) or reasons.NO_YES
    return _exception(message, standing)


def _exception(message: Message, standing: Standing) -> Reason:
    if not standing.from_sale:
        return reasons.NOT_FROM_SALE
    if not standing.opt_out_offered:
        return reasons.NOT_OFFERED
    if not message.has_opt_out:
        return reasons.NO_WAY_OUT
    return _similar(message, reasons.EXISTING_CUSTOMER)


def _post_or_phone(message: Message, standing: Standing, relation: Relation) -> Reason:
    """mfl. § 13: reservation, except for customers and on request."""
    rule = _declared(message, relation)
    if rule is NEVER:
        return reasons.NEVER
    if standing.consent is VALID:
        return reasons.BY_CONSENT
    if rule is CONSENT:
        return _without(standing, relation)
    if relation is CUSTOMER:
        as_customer = _similar(message, reasons.CUSTOMER)
        if as_customer.may is May.ALLOW:
            return as_customer
        washed = _washed(message, standing)
        return washed if washed.may is May.ALLOW else as_customer
    return _washed(message, standing)


def _washed(message: Message, standing: Standing) -> Reason:
    if standing.reserved:
        return reasons.RESERVED
    if standing.washed_on is None or standing.washed_on > standing.today:
        return reasons.NOT_WASHED
    if standing.washed_on + _wash_valid(message) <= standing.today:
        return reasons.WASH_TOO_OLD
    return reasons.WASHED


def _wash_valid(message: Message) -> Period:
    """The stricter of what is declared and what the law says."""
    declared = message.channel.washed_within or OPT_OUT_WASH_VALID
    return min(declared, OPT_OUT_WASH_VALID, key=lambda period: period.about_days)


def _similar(message: Message, allowed: Reason) -> Reason:
    if message.own_similar_goods is Tri.YES:
        return allowed
    return reasons.NOT_SIMILAR if message.own_similar_goods is Tri.NO else reasons.SIMILAR_NOT_KNOWN


def _declared(message: Message, relation: Relation) -> MarketingRule:
    channel = message.channel
    match relation:
        case Relation.CUSTOMER:
            return channel.customers
        case Relation.FORMER_CUSTOMER:
            return channel.former_customers
        case Relation.OTHER:
            return channel.others


def _without(standing: Standing, relation: Relation) -> Reason:
    """Why there is no consent that counts."""
    return CONSENT_ENDED.get(standing.consent) or _NO_CONSENT[relation]


_NO_CONSENT = {
    Relation.CUSTOMER: reasons.CUSTOMER_WITHOUT_CONSENT,
    Relation.FORMER_CUSTOMER: reasons.FORMER_CUSTOMER,
    Relation.OTHER: reasons.NO_CONSENT,
}
CONSENT_ENDED = {
    Consent.PENDING: reasons.CONSENT_PENDING,
    Consent.WITHDRAWN: reasons.CONSENT_WITHDRAWN,
    Consent.EXPIRED: reasons.CONSENT_EXPIRED,
    Consent.OTHER_CHANNEL: reasons.CONSENT_OTHER_CHANNEL,
    Consent.BY_A_CHILD: reasons.CHILD_CONSENT,
    Consent.BY_USE: reasons.CONSENT_BY_USE,
    Consent.UNKNOWN: reasons.CONSENT_NOT_READ,
}

BARS: dict[Sort, tuple[Bar, ...]] = {
    Sort.MARKETING: (
        _wrong_channel, _suppressed, _objected, _declined, _restricted, _child, _identity, _ground, _calls,
    ),
    Sort.SURVEY: (_wrong_channel, _suppressed, _objected, _declined, _restricted, _child, _identity, _ground),
    Sort.SERVICE: (_offers_in_service, _objected, _restricted, _identity, _ground),
}  # fmt: skip
"""In the order in which they are told: what the person has said, before what the company lacks."""
WAYS: dict[Sort, Callable[[Message, Standing], Reason]] = {
    Sort.MARKETING: _marketing,
    Sort.SURVEY: _survey,
    Sort.SERVICE: _service,
}
