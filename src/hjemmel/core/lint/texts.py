"""Every text of the declaration with its place in the file, for the rules about wording."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..declaration.parts import Model, Text
from ..declaration.purposes import Interest
from ..declaration.whole import Declaration
from ..source import Path

Words = tuple[Path, str, str]
"""(place, language, words)"""

_WRITTEN = {"for_": "for", "in_": "in", "with_": "with"}


def texts(declaration: Declaration) -> Iterator[tuple[Path, Text | Interest]]:
    """Each text in two languages, in the order of the file's model."""
    return _inside(declaration, ())


def words(declaration: Declaration) -> Iterator[Words]:
    """The same, one language at a time."""
    for path, text in texts(declaration):
        yield (*path, "nb"), "nb", text.nb
        yield (*path, "en"), "en", text.en


def sentences(text: str) -> list[str]:
    """Cut at full stops, question and exclamation marks that are followed by a space."""
    found, start = [], 0
    for index, sign in enumerate(text):
        if sign in ".!?" and text[index + 1 : index + 2] in ("", " "):
            found.append(text[start : index + 1].strip())
            start = index + 1
    return [*found, text[start:].strip()] if text[start:].strip() else found


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
