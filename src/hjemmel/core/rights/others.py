"""Somebody else's data beside that of whoever asks: in the same row, or in text that anybody may be named in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..action import Because
from ..datamap import Collection, DataMap, FieldGroup
from ..grounds.claims import Claims, there
from ..retention import Proposal
from ..selection import NONE, Predicate, Selection, any_of, every, negate

Reached = Callable[[FieldGroup], Predicate]
"""Which rows' data of a group the right reaches."""


def to_review(claims: Claims, reached: Reached) -> Iterator[Proposal]:
    """The rows that a person must look at before what is reached is released or erased."""
    for collection in claims.map.collections.values():
        if collection.system in claims.unreached:
            continue
        groups = [group for group in collection.groups if group.is_personal]
        for because, where in (
            (_beside(collection), _with_others(groups, claims, reached)),
            (_named(collection), _in_free_text(groups, claims.map, reached)),
        ):
            if where != NONE:
                yield Proposal(
                    verb=None, rows=Selection(collection.name, where), because=because, review=True
                )


def may_name_others(data_map: DataMap, group: FieldGroup) -> bool:
    """The columns take text in which anybody may be named: it is declared so, or it is free text.

    Everything in a category of free text is that, unless it is declared to be a clock or a year."""
    system, _, name = group.collection.partition(".")
    declared = data_map.declaration.systems[system].collections[name].fields[group.number]
    category = data_map.declaration.categories.get(group.category)
    is_free_text = (
        category is not None and category.free_text and declared.zone is None and declared.type is None
    )
    return declared.may_name_others or is_free_text


def _with_others(groups: list[FieldGroup], claims: Claims, reached: Reached) -> Predicate:
    """Something of the row is reached, and something in it is not surely about whoever asks."""
    somebody_elses = (
        every(there(group), negate(claims.about_asker(group).yes), negate(claims.is_person(group.whose).no))
        for group in groups
    )
    return every(_anything(groups, reached), any_of(*somebody_elses))


def _in_free_text(groups: list[FieldGroup], data_map: DataMap, reached: Reached) -> Predicate:
    return _anything([group for group in groups if may_name_others(data_map, group)], reached)


def _anything(groups: list[FieldGroup], reached: Reached) -> Predicate:
    return any_of(*(every(reached(group), there(group)) for group in groups))


def _beside(collection: Collection) -> Because:
    return Because(
        rule="others-in-row",
        line=collection.place.line,
        law="gdpr-15-4",
        text_nb="opplysninger om noen andre står i samme rad",
        text_en="data about somebody else stands in the same row",
    )


def _named(collection: Collection) -> Because:
    return Because(
        rule="others-in-text",
        line=collection.place.line,
        law="gdpr-15-4",
        text_nb="noen andre kan være nevnt i fritekst",
        text_en="somebody else may be named in free text",
    )
