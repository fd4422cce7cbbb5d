"""What is to be sent: for which purpose, through which channel, and what sort of message that makes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ..datamap import DataMap, MarketingChannel, Purpose
from ..finding import did_you_mean
from ..terms import ChannelKind, MarketingRule, Tri

ELECTRONIC = frozenset((ChannelKind.EMAIL, ChannelKind.SMS, ChannelKind.OTHER_ELECTRONIC))
"""What mfl. § 15 is about. Its fourth paragraph: e-mail includes text messages."""


class Sort(Enum):
    """Offers; questions about what people think; or what belongs to something that the person already has."""

    MARKETING = "marketing"
    SURVEY = "survey"
    SERVICE = "service"

    __hash__ = object.__hash__  # Looked up a hundred thousand times; an enum's own hash is Python.


class NotDeclared(ValueError):
    """The declaration knows no such purpose or channel. `remedy` names the nearest word."""

    def __init__(self, kind: str, name: str, remedy: str) -> None:
        super().__init__(f'unknown {kind} "{name[:60]}"; {remedy}')
        self.remedy = remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to many. What a single mailing knows better than the declaration is told when it is made."""

    purpose: Purpose
    channel: MarketingChannel
    sort: Sort
    has_channel: bool
    """The purpose is declared for the channel."""
    own_similar_goods: Tri
    """The offer is of our own goods, like those the customer relationship builds on."""
    has_opt_out: bool
    """The message itself offers an easy and free way to say no."""
    carries_offers: bool
    """A service message that may carry offers."""

    @property
    def is_electronic(self) -> bool:
        return self.channel.kind in ELECTRONIC

    @property
    def rules(self) -> frozenset[MarketingRule]:
        channel = self.channel
        return frozenset((channel.customers, channel.former_customers, channel.others))


def message(
    data_map: DataMap,
    purpose: str,
    channel: str,
    *,
    own_similar_goods: bool | None = None,
    has_opt_out: bool | None = None,
) -> Message:
    """The message for a declared purpose through a declared channel. Raises NotDeclared.

    A mailing of a partner's goods says `own_similar_goods=False`, a template without a link `has_opt_out=False`."""
    known = data_map.purposes.get(purpose)
    if known is None:
        raise NotDeclared("purpose", purpose, did_you_mean(purpose, data_map.purposes))
    sort = _sort(known)
    through = _channel(data_map, channel, sort)
    marketing = known.declared.direct_marketing
    by_declaration = Tri.YES if marketing and marketing.exception else Tri.UNKNOWN
    return Message(
        purpose=known,
        channel=through,
        sort=sort,
        has_channel=marketing is None or through.name in marketing.channels,
        own_similar_goods=by_declaration if own_similar_goods is None else Tri.of(own_similar_goods),
        has_opt_out=through.opt_out_in_each if has_opt_out is None else has_opt_out,
        carries_offers=not data_map.marketing.service_without_offers,
    )


def _sort(purpose: Purpose) -> Sort:
    if purpose.direct_marketing:
        return Sort.MARKETING
    return Sort.SURVEY if purpose.declared.message == "survey" else Sort.SERVICE


def _channel(data_map: DataMap, name: str, sort: Sort) -> MarketingChannel:
    channels = data_map.marketing.channels
    found = channels.get(name)
    if found is None and sort is not Sort.MARKETING:
        found = data_map.marketing.plain.get(name)
    if found is None:
        known = channels if sort is Sort.MARKETING else {**data_map.marketing.plain, **channels}
        raise NotDeclared("channel", name, did_you_mean(name, known))
    return found
