"""Why the data of a row is held, as one reason for all rows that say the same: what is shown of them, and what is not."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from ..datamap import After, Collection, DataMap, FieldGroup, Line
from ..declaration.parts import Text
from ..grounds.explain import Answer, State
from ..grounds.ground import GroundNow
from ..grounds.holds import HoldNow
from ..output.clocks import Clocks
from ..output.language import Tongue
from ..output.vocabulary import pair
from ..rights.others import may_name_others
from ..terms import NO_CATEGORY, Basis, Role, Tri


class Withheld(Enum):
    """Why a field of somebody's own rows is not in what they get."""

    OF_SOMEBODY_ELSE = "somebody_else"
    """It is about another person in the same row (Art. 15(4))."""
    TO_BE_REVIEWED = "review"
    """It may name others; a person reads it first (Art. 15(4))."""
    ON_INSTRUCTION = "instruction"
    """It is held for a controller who answers for it (Art. 28)."""
    OTHER_ROLE = "role"
    """It is about the person in another role than the one in which they ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundTold:
    """One ground of a datum, in words."""

    purpose: str
    title: Text
    basis: Basis | None
    law: str
    until: date | None
    waits: Text | None
    """What its end waits for, when there is no day."""
    is_sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldTold:
    title: Text
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatumTold:
    """One group of fields, and why it is held. `due_since`: no ground is left, and it goes in the next sweep."""

    group: FieldGroup
    state: State
    grounds: tuple[GroundTold, ...]
    holds: tuple[HoldTold, ...]
    until: date | None
    due_since: date | None
    is_restricted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What rows of one collection have in common: why each of their data is held, and what of them is shown."""

    collection: str
    data: tuple[DatumTold, ...]
    shown: tuple[str, ...]
    """Columns that are given to the person, in the order of the declaration."""
    withheld: tuple[tuple[FieldGroup, Withheld], ...]


class Reasons:
    """Puts answers of grounds into words. Rows that say the same share one reason."""

    def __init__(self, data_map: DataMap, *, only: Iterable[Basis] = ()) -> None:
        self.map = data_map
        self.only = frozenset(only)
        """For portability: only what rests on one of these bases, and what the person gave (Art. 20(1))."""
        self._known: dict[Hashable, Reason] = {}
        self._clocks = {lang: Clocks(data_map, Tongue(lang)) for lang in ("nb", "en")}
        self._grounds: dict[Hashable, GroundTold] = {}

    def of(
        self,
        collection: Collection,
        answers: Iterable[Answer],
        others: Iterable[FieldGroup],
        elsewhere: Iterable[FieldGroup] = (),
    ) -> Reason:
        """`answers`: of the groups that are about the person; `others`: those about somebody else; `elsewhere`: those
        about the person in another role."""
        told = tuple(answers)
        away = (tuple(others), tuple(elsewhere))
        place = (
            collection.name,
            tuple(map(_alike, told)),
            tuple(group.number for group in away[0]),
            tuple(group.number for group in away[1]),
        )
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = self._made(collection, told, *away)
        return known

    def _made(
        self,
        collection: Collection,
        answers: tuple[Answer, ...],
        others: tuple[FieldGroup, ...],
        elsewhere: tuple[FieldGroup, ...],
    ) -> Reason:
        withheld = [(group, Withheld.OF_SOMEBODY_ELSE) for group in others if group.is_personal]
        withheld += [(group, Withheld.OTHER_ROLE) for group in elsewhere if group.is_personal]
        shown: list[FieldGroup] = []
        if not self.only:
            shown = [group for group in collection.groups if not group.is_personal]
        data = []
        for answer in answers:
            group = answer.group
            if not group.is_personal or not self._is_theirs(answer):
                continue
            is_there = answer.state is not State.BLANK
            if is_there:
                data.append(self._told(answer))
            why = self._why_withheld(answer) if is_there else None
            if why is None:
                shown.append(group)
            else:
                withheld.append((group, why))
        return Reason(
            collection=collection.name,
            data=tuple(data),
            shown=self._columns(collection, shown) if any(one.group in shown for one in data) else (),
            withheld=tuple(withheld),
        )

    def released(self, collection: Collection, reason: Reason) -> Reason:
        """The same for rows in which somebody has read what may be about others, and found that it can be given."""
        place = ("released", id(reason))
        known = self._known.get(place)
        if known is None:
            read = [group for group, why in reason.withheld if why is Withheld.TO_BE_REVIEWED]
            shown = [group for group in collection.groups if set(group.columns) & {*reason.shown}]
            known = self._known[place] = replace(
                reason,
                shown=self._columns(collection, [*shown, *read]),
                withheld=tuple(one for one in reason.withheld if one[0] not in read),
            )
        return known

    def kept_back(self, collection: Collection, reason: Reason) -> Reason:
        """The same for rows in which somebody has read it, and found that it is about others."""
        place = ("kept back", id(reason))
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = replace(
                reason,
                withheld=tuple(
                    (group, Withheld.OF_SOMEBODY_ELSE if why is Withheld.TO_BE_REVIEWED else why)
                    for group, why in reason.withheld
                ),
            )
        return known

    def _columns(self, collection: Collection, shown: Iterable[FieldGroup]) -> tuple[str, ...]:
        columns = {column for group in shown for column in group.columns} | {*collection.shape.key}
        return tuple(column for column in collection.columns if column in columns)

    def _is_theirs(self, answer: Answer) -> bool:
        """For portability, only what the person gave, for what rests on consent or contract."""
        if answer.state is State.NOT_PERSONAL:
            rights = self.map.declaration.rights
            return rights is not None and rights.access_for_companies and not self.only
        if not self.only:
            return True
        sources = self.map.declaration.sources
        given = any(name in sources and sources[name].kind == "person" for name in answer.group.sources)
        return given and any(
            ground.stands is Tri.YES and ground.basis in self.only for ground in answer.grounds
        )

    def _why_withheld(self, answer: Answer) -> Withheld | None:
        group = answer.group
        covering = [
            self.map.purposes[line.purpose].declared.role
            for line in self.map.lines_of(group.collection)
            if group.category in line.categories
        ]
        if covering and all(role is Role.PROCESSOR for role in covering):
            return Withheld.ON_INSTRUCTION
        return Withheld.TO_BE_REVIEWED if may_name_others(self.map, group) else None

    def _told(self, answer: Answer) -> DatumTold:
        ended = answer.state is State.DUE
        grounds = (one for one in answer.grounds if one.stands is not Tri.NO)
        return DatumTold(
            group=answer.group,
            state=answer.state,
            grounds=() if ended else tuple(self._ground(one) for one in grounds),
            holds=tuple(_hold(one) for one in answer.holds if one.stands is not Tri.NO),
            until=answer.until,
            due_since=answer.due_since,
            is_restricted=answer.restricted is Tri.YES,
        )

    def _ground(self, one: GroundNow) -> GroundTold:
        place = (
            one.purpose,
            one.line.number,
            one.line.collection,
            one.stands,
            one.basis,
            one.until,
            one.waits_for,
        )
        known = self._grounds.get(place)
        if known is None:
            purpose = self.map.purposes[one.purpose]
            known = self._grounds[place] = GroundTold(
                purpose=one.purpose,
                title=purpose.declared.title,
                basis=one.basis,
                law=one.line.law or _first(purpose.declared.law),
                until=one.until if one.until != date.max else None,
                waits=self._waits(one),
                is_sure=one.stands is Tri.YES,
            )
        return known

    def _waits(self, one: GroundNow) -> Text | None:
        if one.basis is Basis.CONSENT:
            return pair("til samtykket trekkes", "until consent is withdrawn")
        if one.until and one.until != date.max:
            return None
        if one.waits_for in self.map.collections:
            nb, en = (self._clocks[lang].collection(one.waits_for) for lang in ("nb", "en"))
            return pair(f"like lenge som {nb}", f"as long as {en}")
        return self._counted(one.line, one.waits_for) if one.waits_for else None

    def _counted(self, line: Line, event: str) -> Text:
        window = line.window
        periods = (window.period,) if isinstance(window, After) and window.period else ()
        if not periods:
            nb, en = (self._clocks[lang].until(event) for lang in ("nb", "en"))
        else:
            nb, en = (self._clocks[lang].counted(periods, event) for lang in ("nb", "en"))
        return pair(nb, en)


def label(data_map: DataMap, group: FieldGroup) -> Text:
    """What a reader is told that the group of fields is."""
    system, _, name = group.collection.partition(".")
    declared = data_map.declaration.systems[system].collections[name].fields[group.number]
    if declared.title:
        return declared.title
    if group.category == NO_CATEGORY:
        return pair("nøkler og tidspunkter", "keys and times")
    return data_map.declaration.categories[group.category].title


def _first(law: object) -> str:
    return law if isinstance(law, str) else law[0] if isinstance(law, tuple) else ""


def _hold(one: HoldNow) -> HoldTold:
    if one.hold is not None:
        return HoldTold(
            title=pair(f"slettesperren «{one.hold.title}»", f"the hold “{one.hold.title}”"),
            until=one.hold.ends_on,
        )
    if one.kind == "restriction":
        return HoldTold(
            title=pair("behandlingen er begrenset (art. 18)", "the processing is restricted (Art. 18)"),
            until=None,
        )
    return HoldTold(
        title=pair("en innsigelse er ikke avgjort (art. 21)", "an objection is not decided (Art. 21)"),
        until=None,
    )


def _alike(answer: Answer) -> Hashable:
    """What two answers must have in common to be told alike."""
    return (
        answer.group.number,
        answer.state,
        answer.until,
        answer.due_since,
        answer.restricted,
        tuple([(g.purpose, g.line.number, g.stands, g.basis, g.until, g.waits_for) for g in answer.grounds]),
        tuple([(h.kind, h.stands, h.purpose, h.hold.id if h.hold else "") for h in answer.holds])
        if answer.holds
        else (),
    )
