"""What every section needs: the map, the language, and how a sentence gets its line, its promise and its law."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property

from ...datamap import DataMap, FieldGroup, FixedKind, KindByColumn, Purpose
from ...declaration.parts import Part, Text
from ...declaration.promises import Never
from ...declaration.whole import Declaration
from ...terms import NO_PERSON, Role
from ..clocks import Clocks
from ..language import Tongue, ended, tidy
from ..vocabulary import cite_all, cite_each, cite_short
from .model import Block, Bullets, Heading, Link, Prose, Row, Section, Sentence

Step = str | int

PROCESSOR = "processor"
"""The section for what is done on others' instruction."""

NEVER_PART: dict[str, Part] = {
    "no_sub_processor": "recipients",
    "no_other_recipient": "recipients",
    "no_content": "what",
    "no_column": "what",
    "no_card_number": "what",
    "no_special_data": "what",
    "no_identifier_in_statistics": "cookies",
    "no_address_logged": "cookies",
    "no_other_use": "purposes",
    "no_join": "purposes",
    "no_person_level_offers": "marketing",
    "no_marketing_before_consent": "marketing",
    "no_linked_site": "who",
    "no_unproven_processor": "recipients",
}

SECTION_IDS: dict[str, tuple[str, str]] = {
    "short": ("kort", "in-short"),
    "who": ("ansvar", "responsible"),
    "what": ("grupper", "groups"),
    "sources": ("kilder", "sources"),
    "purposes": ("bruk", "use"),
    "marketing": ("si-nei", "say-no"),
    "retention": ("hvorlenge", "how-long"),
    "recipients": ("mottakere", "recipients"),
    "cookies": ("informasjonskapsler", "cookies"),
    "security": ("sikkerhet", "security"),
    "rights": ("rettigheter", "rights"),
    "changes": ("endringer", "changes"),
    "processor": ("oppdrag", "on-instruction"),
    "contact": ("kontakt", "contact"),
    "page": ("siden", "page"),
}


class Writer:
    """One map in one language. Makes sentences; decides nothing about their order."""

    def __init__(self, data_map: DataMap, lang: str) -> None:
        self.map = data_map
        self.tongue = Tongue(lang)
        self.clocks = Clocks(data_map, self.tongue)
        self.declaration: Declaration = data_map.declaration
        self.explained: set[str] = set()
        """Events that a row has explained already."""

    @property
    def on(self) -> date:
        """The day the law is read on: the day the statement is valid from."""
        return self.declaration.statement.valid_from

    # ---- sentences -------------------------------------------------------------------------------------------

    def pick(self, nb: str, en: str) -> str:
        return self.tongue.pick(nb, en)

    def text(self, text: Text) -> str:
        return self.tongue.text(text)

    def say(
        self,
        text: str | Text,
        *path: Step,
        strong: str = "",
        link: Link | None = None,
        promise: str = "",
        anchor: str = "",
    ) -> Sentence:
        """A sentence from the part of the file at `path`."""
        words = text if isinstance(text, str) else self.text(text)
        return Sentence(
            text=tidy(words),
            line=self.map.line(*path),
            strong=tidy(strong),
            link=link,
            promise=promise,
            anchor=anchor,
        )

    def whole(self, text: str | Text, *path: Step, link: Link | None = None) -> Sentence:
        """The same, with a full stop."""
        return self.say(ended(text if isinstance(text, str) else self.text(text)), *path, link=link)

    def paragraph(self, text: str | Text, *path: Step, link: Link | None = None) -> Prose:
        return Prose((self.whole(text, *path, link=link),))

    def heading(self, nb: str, en: str, *path: Step, anchor: str = "") -> Heading:
        return Heading(self.say(self.pick(nb, en), *path, anchor=anchor))

    def row(self, *cells: tuple[str, tuple[Step, ...]]) -> Row:
        return Row(tuple(self.say(text, *path) for text, path in cells))

    def section_id(self, part: str) -> str:
        nb, en = SECTION_IDS[part]
        return self.pick(nb, en)

    def section(
        self, part: str, nb: str, en: str, blocks: Sequence[Block], margin: Sequence[Sentence] = ()
    ) -> Section:
        return Section(
            id=self.section_id(part),
            part=part,
            heading=self.pick(nb, en),
            margin=tuple(margin),
            blocks=tuple(blocks),
        )

    def lead_in(self, before: Sequence[Block], nb: str, en: str, *path: Step) -> list[Block]:
        """What parts two lists; nothing where no list stands before."""
        if not before or not isinstance(before[-1], Bullets):
            return []
        return [Prose((self.say(self.pick(nb, en), *path),))]

    # ---- law -------------------------------------------------------------------------------------------------

    def laws(self, purpose: Purpose) -> tuple[str, ...]:
        law = purpose.declared.law
        return () if law is None else (law,) if isinstance(law, str) else law

    def cite(self, law: str) -> str:
        return cite_short(self.tongue, law, self.on)

    def cite_each(self, laws: Iterable[str]) -> list[str]:
        return cite_each(self.tongue, laws, self.on)

    def cite_all(self, laws: Iterable[str]) -> str:
        return cite_all(self.tongue, laws, self.on)

    # ---- who -------------------------------------------------------------------------------------------------

    @property
    def company(self) -> str:
        return self.declaration.organisation.name

    def is_processor(self, name: str) -> bool:
        purpose = self.map.purposes.get(name)
        return purpose is not None and purpose.declared.role is Role.PROCESSOR

    @property
    def is_both(self) -> bool:
        roles = {purpose.declared.role is Role.PROCESSOR for purpose in self.map.purposes.values()}
        return roles == {True, False}

    @property
    def works_for_others(self) -> bool:
        return any(self.is_processor(name) for name in self.map.purposes)

    def purposes(self, *, processor: bool = False) -> list[Purpose]:
        """Ours, or those we serve as processor. One that keeps nothing but keys is about nobody, and is not told."""
        return [
            purpose
            for purpose in self.map.purposes.values()
            if (purpose.declared.role is Role.PROCESSOR) is processor and self._is_about_somebody(purpose)
        ]

    def _is_about_somebody(self, purpose: Purpose) -> bool:
        keeps = purpose.declared.keep
        return keeps == "use_only" or any(self.clocks.is_shown(keep) for keep in keeps)

    def purposes_for(self, kind: str) -> list[Purpose]:
        return [purpose for purpose in self.purposes() if kind in purpose.kinds]

    def kinds(self, *, processor: bool = False) -> list[str]:
        """Kinds of people we answer for ourselves; with `processor`, those whom others answer for."""
        ours = {kind for purpose in self.purposes() for kind in purpose.kinds if kind != NO_PERSON}
        theirs = {kind for purpose in self.purposes(processor=True) for kind in purpose.kinds}
        return [
            kind
            for kind in self.declaration.subjects
            if (kind in theirs - ours if processor else kind not in theirs - ours)
        ]

    def is_shared(self, kind: str) -> bool:
        """Whether we answer for some of what is held about the kind, and others for the rest."""
        return (
            any(kind in purpose.kinds for purpose in self.purposes(processor=True)) and kind in self.kinds()
        )

    def held(self, kind: str, *, processor: bool = False) -> list[FieldGroup]:
        """Fields that may be about the kind and that a purpose has a reason to keep about it.

        A table may hold several kinds of people. What none of a kind's own purposes keeps is not kept about it."""
        kept = {
            (line.collection, category)
            for purpose in self.purposes(processor=processor)
            if kind in purpose.kinds
            for line in purpose.lines
            for category in line.categories
        }
        return [group for group in self._held.get(kind, ()) if (group.collection, group.category) in kept]

    @cached_property
    def _held(self) -> dict[str, list[FieldGroup]]:
        """Kind of person -> the fields that may be about it."""
        found: dict[str, list[FieldGroup]] = {}
        for collection in self.map.collections.values():
            for group in collection.groups:
                if group.is_personal:
                    for kind in _kinds_told_by(group.whose.kind):
                        found.setdefault(kind, []).append(group)
        return found

    # ---- promises --------------------------------------------------------------------------------------------

    def promises(self, part: str, *, processor: bool = False) -> list[Sentence]:
        """The sentences the company promises in this part of the page, each with its identity as anchor."""
        return [
            self.say(promise.says, "promises", name, "says", promise=name, anchor=name)
            for name, promise in self.declaration.promises.items()
            if promise.part == part and self._is_on_instruction(promise.rests_on) is processor
        ]

    def said(self, part: str, *, processor: bool = False) -> list[Bullets | Prose]:
        """Promises, then what never happens, as one list; nothing if there is none."""
        items = [*self.promises(part, processor=processor), *self._nevers(part, processor=processor)]
        if not items:
            return []
        return [Bullets(tuple(items))] if len(items) > 1 else [Prose(tuple(items))]

    def _nevers(self, part: str, *, processor: bool) -> list[Sentence]:
        return [
            self.say(never.says, "never", name, "says")
            for name, never in self.declaration.never.items()
            if not self.is_promised("never", name)
            and self._never_part(never) == part
            and (never.kind == "no_sub_processor" and self.works_for_others) is processor
        ]

    def is_promised(self, *path: str) -> bool:
        """Whether a promise rests on exactly this part of the file, so that its own sentence says it."""
        return ".".join(path) in self._promised

    @cached_property
    def _promised(self) -> frozenset[str]:
        return frozenset(
            place for promise in self.declaration.promises.values() for place in promise.rests_on
        )

    @staticmethod
    def _never_part(never: Never) -> Part:
        return "cookies" if "informasjonskaps" in never.says.nb.lower() else NEVER_PART[never.kind]

    def _is_on_instruction(self, rests_on: tuple[str, ...]) -> bool:
        if not self.is_both:
            return False
        purposes = [place.split(".")[1] for place in rests_on if place.startswith("purposes.")]
        if purposes:
            return all(self.is_processor(name) for name in purposes)
        return any(place.split(".")[0] == "sub_processing" for place in rests_on)


def _kinds_told_by(kind: FixedKind | KindByColumn) -> Iterator[str]:
    if isinstance(kind, FixedKind):
        yield kind.kind
    else:
        yield from (name for _, name in kind.values)
        yield kind.otherwise
