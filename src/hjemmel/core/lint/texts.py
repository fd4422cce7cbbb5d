"""Every text of the declaration with its place in the file, for the rules about wording."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ..datamap import DataMap
from ..declaration.parts import Model, Text
from ..declaration.purposes import Interest
from ..declaration.whole import Declaration
from ..source import Path


@dataclass(frozen=True, slots=True)
class Words:
    """A text in one language. `low` is the same in small letters, for patterns that do not mind the case."""

    at: Path
    text: str
    low: str


NUMBER = re.compile(
    r"\d|\b(en|ett|én|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|tolv|one|two|three|four|five|six|seven|eight|"
    r"nine|ten|twelve) "
    r"(dag|uke|måned|år|day|week|month|year)",
)
"""A number, or a length of time in words."""
_SENTENCE_END = re.compile(r"(?<=[.!?])(?= |\Z)")
_WRITTEN = {"for_": "for", "in_": "in", "with_": "with"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern, and pieces one of which is in all that it matches: looking for those is much faster."""

    pattern: re.Pattern[str]
    pieces: tuple[str, ...]

    def search(self, text: str) -> re.Match[str] | None:
        for piece in self.pieces:
            if piece in text:
                return self.pattern.search(text)
        return None


class _This:
    """The declaration itself as a key: every rule about wording walks the same one."""

    def __init__(self, declaration: Declaration) -> None:
        self.declaration = declaration

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _This) and other.declaration is self.declaration

    def __hash__(self) -> int:
        return id(self.declaration)


def texts(declaration: Declaration) -> tuple[tuple[Path, Text | Interest], ...]:
    """Each text in two languages, in the order of the file's model."""
    return _walked(_This(declaration))


def words(declaration: Declaration) -> tuple[Words, ...]:
    """The same, one language at a time."""
    return _spoken(_This(declaration))


@lru_cache(maxsize=1)
def _walked(this: _This) -> tuple[tuple[Path, Text | Interest], ...]:
    return tuple(_inside(this.declaration, ()))


@lru_cache(maxsize=1)
def _spoken(this: _This) -> tuple[Words, ...]:
    return tuple(
        Words((*path, language), words, words.lower())
        for path, text in _walked(this)
        for language, words in (("nb", text.nb), ("en", text.en))
    )


def matches(
    map: DataMap, wrong: Callable[[Words], bool], skip: frozenset[str] = frozenset()
) -> Iterator[Words]:
    """The first wrong words of each text, in the first language they are wrong in."""
    seen: set[Path] = set()
    for said in words(map.declaration):
        if said.at[0] not in skip and wrong(said) and said.at[:-1] not in seen:
            seen.add(said.at[:-1])
            yield said


def says(map: DataMap, pattern: Phrase) -> Iterator[tuple[Path, str]]:
    """Where a pattern in small letters is found, whatever the case, and what was found."""
    for said in matches(map, lambda said: pattern.search(said.low) is not None):
        yield said.at, quoted(said, pattern)


def quoted(said: Words, pattern: Phrase) -> str:
    found = pattern.search(said.low)
    return f"“{said.text[found.start() : found.end()][:60]}”" if found else ""


def sentences(text: str) -> list[str]:
    """Cut at full stops, question and exclamation marks that are followed by a space."""
    return [found for part in _SENTENCE_END.split(text) if (found := part.strip())]


def _inside(value: object, path: Path) -> Iterator[tuple[Path, Text | Interest]]:
    if isinstance(value, Text | Interest):
        yield path, value
    elif isinstance(value, Model):
        for name, inner in value.__dict__.items():
            if isinstance(inner, Model | tuple | dict):
                yield from _inside(inner, (*path, _WRITTEN.get(name, name)))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _inside(inner, (*path, key))
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from _inside(inner, (*path, number))
