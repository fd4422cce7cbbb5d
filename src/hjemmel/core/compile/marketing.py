"""Channels of marketing, resolved: what each takes, and which columns hold the addresses it uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ..datamap import (
    ColumnRef,
    Earliest,
    Event,
    Marketing,
    MarketingChannel,
    Node,
    OfChildren,
    OnColumn,
)
from ..declaration.conduct import MarketingChannel as Declared
from ..terms import ChannelKind, MarketingRule
from .paths import split
from .scope import Scope

IDENTITY = {ChannelKind.EMAIL: "email", ChannelKind.SMS: "phone", ChannelKind.TELEPHONE: "phone"}
"""Which identity of a collection is the address that a kind of channel uses. Post has none: it is declared."""


def marketing(scope: Scope, events: Mapping[str, Event]) -> Marketing:
    declared = scope.declaration.marketing
    return Marketing(
        channels=MappingProxyType(
            {name: _channel(name, channel, scope) for name, channel in declared.channels.items()}
        ),
        plain=MappingProxyType({kind.value: _plain(kind, scope) for kind in IDENTITY}),
        customer_from=_first_sale(declared.existing_customer_from, scope),
        customer_until=events.get(declared.existing_customer_until or ""),
        role_addresses=frozenset(name.casefold() for name in declared.role_addresses),
        service_without_offers=declared.service_messages_without_offers,
    )


def _first_sale(column: str | None, scope: Scope) -> Event | None:
    """The earliest sale of somebody. Unlike other events it may never happen: then they are no customer."""
    at = ("marketing", "existing_customer_from")
    there, name = split(column) if column else ("", "")
    if column is None or not scope.has_column(there, name, at):
        return None
    whose = scope.whose(there, scope.about[there], (*scope.at[there], "about"))
    if whose is None:
        return None
    day = OnColumn(name, "absent")
    node: Node = day if not whose.path else Earliest((OfChildren(whose.path, day, (), "absent"),))
    return Event(
        name=column,
        of=whose.home,
        node=node,
        remember=False,
        rests_on=frozenset((there, whose.home)),
        place=scope.report.parsed.place(*at),
    )


def _channel(name: str, declared: Declared, scope: Scope) -> MarketingChannel:
    kind = ChannelKind(declared.kind)
    return MarketingChannel(
        name=name,
        kind=kind,
        customers=MarketingRule(declared.customers),
        former_customers=MarketingRule(declared.former_customers),
        others=MarketingRule(declared.others),
        opt_out_in_each=declared.opt_out_in_each,
        washed_within=declared.washed_within,
        addresses=tuple(_declared(name, declared, scope)) or _identities(scope, kind),
        place=scope.report.parsed.place("marketing", "channels", name),
    )


def _plain(kind: ChannelKind, scope: Scope) -> MarketingChannel:
    never = MarketingRule.NEVER
    return MarketingChannel(
        name=kind.value,
        kind=kind,
        customers=never,
        former_customers=never,
        others=never,
        opt_out_in_each=True,
        washed_within=None,
        addresses=_identities(scope, kind),
        place=scope.report.parsed.place("marketing"),
    )


def _declared(name: str, declared: Declared, scope: Scope) -> Iterator[ColumnRef]:
    for number, reference in enumerate(declared.addresses):
        collection, column = split(reference)
        if scope.has_column(collection, column, ("marketing", "channels", name, "addresses", number)):
            yield collection, column


def _identities(scope: Scope, kind: ChannelKind) -> tuple[ColumnRef, ...]:
    """The columns that the collections declare as this sort of address."""
    identity = IDENTITY.get(kind)
    return tuple(
        (full, known.column)
        for full, collection in scope.collections.items()
        for name, known in collection.known_by()
        if name == identity
    )
