"""Offers to people, channel by channel (markedsføringsloven §§ 12-16; Art. 21(2)-(3))."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..datamap import DataMap, Purpose
from ..finding import did_you_mean
from ..statutes import OPT_OUT_WASH_VALID
from ..terms import Basis
from .bases import keeps_facts, rests_on
from .rule import ERROR, WARNING, Breach, rule

_ELECTRONIC = ("email", "sms", "other_electronic")
_REGISTER = ("post", "telephone")


def _electronic(map: DataMap, purpose: Purpose) -> list[str]:
    """The electronic channels of a direct marketing purpose."""
    marketing = purpose.declared.direct_marketing
    channels = map.declaration.marketing.channels
    return [name for name in (marketing.channels if marketing else ()) if channels[name].kind in _ELECTRONIC]


@rule(
    "HJ601", "MKT-CONSENT", ERROR, "mfl-15",
    title="offers by e-mail or text message to strangers without consent",
    meaning="Electronic marketing to persons needs their prior consent. The opt-out register is for post and"
    " telephone.",
    remedy="write others: consent",
)  # fmt: skip
def strangers_without_consent(map: DataMap, today: date) -> Iterator[Breach]:
    for name, channel in map.declaration.marketing.channels.items():
        if channel.kind in _ELECTRONIC and channel.others == "reservation_register":
            yield Breach(
                ("marketing", "channels", name, "others"),
                f'channel "{name}" reaches strangers without consent',
            )


@rule(
    "HJ602", "MKT-FORMER", ERROR, "mfl-15-3",
    title="offers by e-mail or text message to former customers without consent",
    meaning="The exception is for customers. When the relationship has ended, consent is needed again.",
    remedy="write former_customers: consent",
)  # fmt: skip
def former_without_consent(map: DataMap, today: date) -> Iterator[Breach]:
    for name, channel in map.declaration.marketing.channels.items():
        if channel.kind in _ELECTRONIC and channel.former_customers == "reservation_register":
            yield Breach(
                ("marketing", "channels", name, "former_customers"),
                f'channel "{name}" reaches former customers without consent',
            )


@rule(
    "HJ603", "MKT-EXCEPTION", ERROR, "mfl-15",
    title="electronic marketing on an interest, without the exception that allows it",
    meaning="Only the exception for existing customers allows electronic marketing without consent. That it"
    " is"
    " needed for a contract is no exception.",
    remedy="write exception: mfl-15-3 if its terms are met, or basis: consent",
)  # fmt: skip
def no_exception(map: DataMap, today: date) -> Iterator[Breach]:
    for name, purpose in map.purposes.items():
        marketing = purpose.declared.direct_marketing
        if not marketing or marketing.exception or set(purpose.basis.values()) == {Basis.CONSENT}:
            continue
        if _electronic(map, purpose):
            yield Breach(
                ("purposes", name, "direct_marketing"),
                f'purpose "{name}" markets electronically without consent or exception',
            )


@rule(
    "HJ604", "MKT-EXCEPTION", WARNING, "mfl-15-3",
    title="until when somebody is an existing customer is not said",
    meaning="The exception ends with the relationship. Without an event for it, it would never end.",
    remedy="add marketing.existing_customer_until: with the event that ends the relationship",
)  # fmt: skip
def endless_customer(map: DataMap, today: date) -> Iterator[Breach]:
    if map.declaration.marketing.existing_customer_until:
        return
    for name, purpose in map.purposes.items():
        if purpose.declared.direct_marketing and purpose.declared.direct_marketing.exception:
            yield Breach(
                ("purposes", name, "direct_marketing"),
                f'until when purpose "{name}" counts somebody as customer is not said',
            )


@rule(
    "HJ605", "MKT-CUSTOMERS", ERROR, "mfl-15-3",
    title="offers by e-mail or text message to all customers",
    meaning="That a customer has not said no is not enough: the address must come from a sale, the goods be"
    " similar, and an opt-out be offered then and in each message.",
    remedy="write customers: existing_customer, or consent",
)  # fmt: skip
def customers_by_silence(map: DataMap, today: date) -> Iterator[Breach]:
    for name, channel in map.declaration.marketing.channels.items():
        if channel.kind in _ELECTRONIC and channel.customers == "opt_out":
            yield Breach(
                ("marketing", "channels", name, "customers"),
                f'channel "{name}" reaches customers by their silence',
            )


@rule(
    "HJ606", "MKT-STOP", ERROR, "mfl-15-3",
    title="messages without a way to say no",
    meaning="Each electronic message offers a simple and free way to say no to more.",
    remedy="write opt_out_in_each: true and put the link into the template",
)  # fmt: skip
def no_way_out(map: DataMap, today: date) -> Iterator[Breach]:
    for name, channel in map.declaration.marketing.channels.items():
        if channel.kind in _ELECTRONIC and not channel.opt_out_in_each:
            yield Breach(
                ("marketing", "channels", name, "opt_out_in_each"),
                f'messages in channel "{name}" have no opt-out',
            )


@rule(
    "HJ607", "MKT-WASH", ERROR, "mfl-13-wash",
    title="lists are not washed against the opt-out register in time",
    meaning="Post and calls to others than customers need a list that was compared with the register before"
    " first"
    " use, and within the last month.",
    remedy="write washed_within: 1 month",
)  # fmt: skip
def unwashed(map: DataMap, today: date) -> Iterator[Breach]:
    for name, channel in map.declaration.marketing.channels.items():
        if channel.kind not in _REGISTER or "reservation_register" not in (
            channel.others,
            channel.former_customers,
        ):
            continue
        if (
            channel.washed_within is None
            or channel.washed_within.about_days > OPT_OUT_WASH_VALID.about_days + 1
        ):
            yield Breach(
                ("marketing", "channels", name), f'lists for channel "{name}" are not washed every month'
            )


@rule(
    "HJ608", "LEADS-NO-BASIS", ERROR, "mfl-15",
    title="bought addresses are used for e-mail or text messages",
    meaning="Who stands on a bought list has given us no consent and is no customer of ours. Only post and"
    " telephone are left, after washing.",
    remedy="use channels of kind post or telephone, or rest the purpose on consent",
)  # fmt: skip
def bought_and_mailed(map: DataMap, today: date) -> Iterator[Breach]:
    sources = map.declaration.sources
    for name, purpose in map.purposes.items():
        bought = [s for s in purpose.declared.sources if sources[s].kind == "bought"]
        if bought and _electronic(map, purpose) and not rests_on(purpose, Basis.CONSENT):
            yield Breach(
                ("purposes", name, "direct_marketing"),
                f'purpose "{name}" sends messages to bought addresses ("{bought[0]}")',
            )


@rule(
    "HJ609", "LEADS-NO-BASIS", ERROR, "mfl-13",
    title="bought lists are not checked against opt-outs",
    meaning="Whoever has opted out in the central register, or with us, gets no calls or letters from a"
    " list.",
    remedy="check them on import and write checked_against_reservations: true",
)  # fmt: skip
def bought_unchecked(map: DataMap, today: date) -> Iterator[Breach]:
    for name, source in map.declaration.sources.items():
        if source.kind == "bought" and not source.checked_against_reservations:
            yield Breach(
                ("sources", name), f'bought lists from source "{name}" are not checked against opt-outs'
            )


@rule(
    "HJ610", "MKT-SUPPRESS", WARNING, "gdpr-21-3",
    title="nothing remembers who has said no",
    meaning="After an objection the person must never be marketed to again, also when their data come back by"
    " another way. A fingerprint of the address is enough.",
    remedy="add {facts: suppressions, until: lifted} to a purpose",
)  # fmt: skip
def no_suppression(map: DataMap, today: date) -> Iterator[Breach]:
    direct = [name for name, purpose in map.purposes.items() if purpose.direct_marketing]
    if direct and not keeps_facts(map, "suppressions"):
        yield Breach(
            ("purposes", direct[0], "direct_marketing"), "nothing remembers who has said no to marketing"
        )


@rule(
    "HJ611", "MKT-SERVICE", WARNING, "mfl-15",
    title="service messages carry offers",
    meaning="A message about an order with an offer in it is marketing, and needs what marketing needs.",
    remedy="keep offers out of them and write service_messages_without_offers: true",
)  # fmt: skip
def offers_in_service(map: DataMap, today: date) -> Iterator[Breach]:
    if not map.declaration.marketing.service_messages_without_offers:
        yield Breach(("marketing", "service_messages_without_offers"), "service messages may carry offers")


@rule(
    "HJ612", "MKT-NEVER", ERROR, "gdpr-5-1-a",
    title="a purpose uses a channel that is never used",
    meaning="The channel is declared as never used for anybody, and a purpose markets through it.",
    remedy="remove the channel from the purpose, or say when it is used",
)  # fmt: skip
def unused_channel(map: DataMap, today: date) -> Iterator[Breach]:
    channels = map.declaration.marketing.channels
    for name, purpose in map.purposes.items():
        marketing = purpose.declared.direct_marketing
        for number, channel in enumerate(marketing.channels if marketing else ()):
            if {channels[channel].customers, channels[channel].others} == {"never"}:
                yield Breach(
                    ("purposes", name, "direct_marketing", "channels", number),
                    f'channel "{channel}" is never used',
                )


@rule(
    "HJ613", "NAME-UNKNOWN", ERROR, "",
    title="the end of the customer relationship is an unknown event",
    meaning="existing_customer_until names an event of this file.",
    remedy="write the name of an event",
)  # fmt: skip
def unknown_end(map: DataMap, today: date) -> Iterator[Breach]:
    until = map.declaration.marketing.existing_customer_until
    if until and until not in map.events:
        yield Breach(
            ("marketing", "existing_customer_until"),
            f'unknown event "{until[:60]}"',
            did_you_mean(until, map.events),
        )


RULES = (
    strangers_without_consent, former_without_consent, no_exception, endless_customer, customers_by_silence,
    no_way_out, unwashed, bought_and_mailed, bought_unchecked, no_suppression, offers_in_service,
    unused_channel, unknown_end,
)  # fmt: skip
