"""Events: from names and columns to nodes that can be evaluated, in Python or as comparisons."""

from __future__ import annotations

from collections.abc import Iterator

from ..datamap import (
    AfterFinancialYear,
    Earliest,
    Event,
    Later,
    Latest,
    Node,
    OfChildren,
    OfParent,
    OnColumn,
    Path,
    RememberedDay,
)
from ..declaration.purposes import AfterYear, ColumnEvent, Operand
from ..declaration.purposes import Event as DeclaredEvent
from ..declaration.purposes import Later as DeclaredLater
from .paths import split
from .scope import FilePath, Scope

_NULL = {"ignored": "absent", "open": "open", "unknown": "unknown"}


class Events:
    """Resolves named events once each; circles are reported, not followed."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.declared = scope.declaration.events
        self.done: dict[str, Event | None] = {}
        self.open: list[str] = []

    def all(self) -> dict[str, Event]:
        for name in self.declared:
            self.named(name, ("events", name))
        return {name: event for name, event in self.done.items() if event is not None}

    def named(self, name: str, where: FilePath) -> Event | None:
        if name not in self.declared:
            self.scope.report.unknown(where, "event", name, self.declared)
            return None
        if name in self.done:
            return self.done[name]
        if name in self.open:
            circle = " -> ".join([*self.open[self.open.index(name) :], name])
            self.scope.report.error(
                "HJ207", where, f"events in a circle: {circle}", "let one of them be a column"
            )
            self.done[name] = None
            return None
        self.open.append(name)
        event = self._resolve(name, self.declared[name])
        self.open.pop()
        self.done[name] = event
        return event

    def on(self, collection: str, reference: str, where: FilePath) -> Node | None:
        """The node of a named event, or of a column, as seen from a row of `collection`."""
        if "." in reference:
            there, column = split(reference)
            node = self._column(there, column, where)
        else:
            event = self.named(reference, where)
            if event is None:
                return None
            there, node = event.of, event.node
        if node is None:
            return None
        path = self.scope.path(collection, there, where)
        if path is None:
            self._no_way(collection, there, where)
            return None
        return OfParent(path, node) if path else node

    def _no_way(self, collection: str, there: str, where: FilePath) -> None:
        self.scope.report.error(
            "HJ204",
            where,
            f"a row of {collection} has no event of {there}: nothing refers that way",
            f"declare an event with of: {collection}, and latest or earliest over {there}",
        )

    def _resolve(self, name: str, declared: DeclaredEvent) -> Event | None:
        at: FilePath = ("events", name)
        if not self.scope.has_collection(declared.of, (*at, "of")):
            return None
        node = self._form(declared, at)
        if node is None:
            return None
        if declared.remember:
            node = _with_remembered(node, RememberedDay(name, declared.of))
        rests_on = frozenset((declared.of, *self._touches(declared)))
        return Event(
            name=name,
            of=declared.of,
            node=node,
            remember=declared.remember,
            rests_on=rests_on,
            place=self.scope.report.parsed.place(*at),
        )

    def _form(self, declared: DeclaredEvent, at: FilePath) -> Node | None:
        of = declared.of
        if declared.column is not None:
            return self._column(of, declared.column, (*at, "column"))
        if declared.first_day_after_financial_year is not None:
            return self._year(
                of, declared.first_day_after_financial_year, (*at, "first_day_after_financial_year")
            )
        if declared.after is not None and declared.period is not None:
            node = self.on(of, declared.after, (*at, "after"))
            return Later(node, declared.period) if node else None
        return self._several(declared, at)

    def _several(self, declared: DeclaredEvent, at: FilePath) -> Node | None:
        form = "latest" if declared.latest is not None else "earliest"
        operands = declared.latest if declared.latest is not None else declared.earliest or ()
        nodes = [
            self._operand(declared, operand, (*at, form, number)) for number, operand in enumerate(operands)
        ]
        fallback = self.on(declared.of, declared.if_none, (*at, "if_none")) if declared.if_none else None
        if any(node is None for node in nodes) or (declared.if_none and fallback is None):
            return None
        whole = tuple(node for node in nodes if node is not None)
        if fallback is None and all(_may_be_absent(node) for node in whole):
            self.scope.report.error(
                "HJ208",
                at,
                f'the event "{at[1]}" may never happen, and there is no fallback',
                "add if_none: an event or column that is always there",
                law="gdpr-5-1-e",
            )
        return (Latest if form == "latest" else Earliest)(whole, fallback)

    def _operand(self, declared: DeclaredEvent, operand: Operand, where: FilePath) -> Node | None:
        of = declared.of
        if isinstance(operand, DeclaredLater):
            node = self.on(of, operand.after, (*where, "after"))
            return Later(node, operand.period) if node else None
        if isinstance(operand, AfterYear):
            there, column = split(operand.first_day_after_financial_year)
            return self._seen_from(of, there, self._year(there, column, where), declared, where)
        if isinstance(operand, ColumnEvent):
            there, column = split(operand.column)
            return self._seen_from(of, there, self._column(there, column, where), declared, where, operand)
        if "." in operand:
            there, column = split(operand)
            return self._seen_from(of, there, self._column(there, column, where), declared, where)
        event = self.named(operand, where)
        return self._seen_from(of, event.of, event.node, declared, where) if event else None

    def _seen_from(
        self,
        of: str,
        there: str,
        node: Node | None,
        declared: DeclaredEvent,
        where: FilePath,
        operand: ColumnEvent | None = None,
    ) -> Node | None:
        """The node of `there` as an operand on a row of `of`: its own, its parent's, or its children's."""
        if node is None:
            return None
        via = operand.via if operand else None
        conditions = self.scope.conditions(
            there, {**declared.where, **(operand.where if operand else {})}, where
        )
        up = self.scope.path(of, there, where)
        if up is not None and via is None and (not up or not conditions):
            return OfParent(up, node) if up else node
        down: Path | None = self.scope.needed_path(there, of, where, via)
        if down is None:
            return None
        null = (operand.null if operand else None) or declared.null_child
        if isinstance(node, OnColumn):
            node = OnColumn(node.column, "absent")
        return OfChildren(down, node, conditions, _NULL[null])

    def _column(self, collection: str, column: str, where: FilePath) -> Node | None:
        if not self.scope.has_column(collection, column, where):
            return None
        group = self.scope.group(collection, column)
        return OnColumn(column, "open" if group.when_null == "not_yet" else "absent")

    def _year(self, collection: str, column: str, where: FilePath) -> Node | None:
        if not self.scope.has_column(collection, column, where):
            return None
        return AfterFinancialYear(column, self.scope.group(collection, column).type == "year")

    def _touches(self, declared: DeclaredEvent) -> Iterator[str]:
        for reference in _references(declared):
            if "." in reference:
                yield split(reference)[0]
            elif event := self.done.get(reference):
                yield from event.rests_on


def _references(declared: DeclaredEvent) -> Iterator[str]:
    for operand in (*(declared.latest or ()), *(declared.earliest or ())):
        match operand:
            case DeclaredLater():
                yield operand.after
            case AfterYear():
                yield operand.first_day_after_financial_year
            case ColumnEvent():
                yield operand.column
            case _:
                yield operand
    yield from (name for name in (declared.after, declared.if_none) if name)


def _may_be_absent(node: Node) -> bool:
    match node:
        case OfChildren() | RememberedDay():
            return True
        case Later(inner, _) | OfParent(_, inner):
            return _may_be_absent(inner)
        case Latest(nodes, fallback) | Earliest(nodes, fallback):
            return fallback is None and all(_may_be_absent(inner) for inner in nodes)
        case _:
            return False


def _with_remembered(node: Node, remembered: RememberedDay) -> Node:
    """A day that is remembered has been: what is said for when there never was one (`if_none`) does not count beside it."""
    if isinstance(node, Latest):
        return Latest((*node.nodes, remembered), node.fallback)
    return Latest((node, remembered))
