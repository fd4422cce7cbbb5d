"""Reading the file: strict YAML 1.2 (core schema), with the place of every value kept.

The only module that knows YAML. Everything that could make reading slow, large or surprising is refused here:
duplicate keys, tags, several documents, alias bombs, deep nesting, large files, bad encodings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from .finding import Finding, Place, Severity

MAX_BYTES = 1_000_000
MAX_NESTING = 40
MAX_VALUES = 200_000
"""After aliases are counted as often as they stand: a bomb is found before it is expanded."""

Path = tuple[str | int, ...]

_INT = re.compile(r"[-+]?[0-9]{1,18}", re.ASCII)
_OCT_HEX = re.compile(r"0o[0-7]{1,20}|0x[0-9a-fA-F]{1,16}", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?", re.ASCII)
_BEGINS_A_NUMBER = frozenset("+-.0123456789")
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


@dataclass(slots=True)
class Source:
    """The file's values as plain Python, and where each stands. `findings` is all that is wrong with the YAML."""

    data: object = None
    places: dict[Path, Place] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def place(self, path: Path) -> Place:
        """The place of the value, or of the nearest thing around it."""
        for end in range(len(path), -1, -1):
            found = self.places.get(path[:end])
            if found:
                return found
        return Place()


def read(content: bytes) -> Source:
    """Parse the bytes of a declaration. Never raises for bad input; time and memory grow with the file only."""
    source = Source()
    try:
        text = _decode(content)
        _Builder(source).build(text)
    except _Refused as refused:
        source.findings.append(refused.finding)
        source.data = None
    return source


class _Refused(Exception):
    def __init__(self, code: str, place: Place, message: str, remedy: str) -> None:
        self.finding = Finding(
            code=code, severity=Severity.ERROR, place=place, message=message, remedy=remedy
        )
        super().__init__(message)


def _decode(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise _Refused(
            "HJ001", Place(), "the file is larger than 1 MB", "a declaration is a few hundred lines"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        place = Place(line=line, column=column)
        raise _Refused("HJ002", place, "the file is not UTF-8 here", "save it as UTF-8") from None


@dataclass(slots=True)
class _Open:
    """A mapping or sequence that is being read."""

    value: dict[str, object] | list[object]
    path: Path
    anchor: str | None
    size: int = 1
    key: str | None = None
    keyed: bool = False


class _Builder:
    """Builds values from the parser's events, without recursion."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[object, int]] = {}
        self.documents = 0

    def build(self, text: str) -> None:
        if not text.strip():
            raise _Refused("HJ003", Place(), "the file is empty", "start from one of the profiles")
        try:
            for event in _events(text):
                self._take(event)
        except yaml.reader.ReaderError:
            raise _Refused(
                "HJ002",
                Place(),
                "the file holds a character that YAML does not allow",
                "remove control characters",
            ) from None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = _place(mark)
            problem = error.problem or "not YAML"
            raise _Refused(
                "HJ003", place, f"this is not YAML: {problem}", "check indentation and quotes"
            ) from None

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._open(event, _place(event.start_mark))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._close()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event, _place(event.start_mark))
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                place = _place(event.start_mark)
                raise _Refused(
                    "HJ007", place, "a second document begins here", "keep one document in the file"
                )

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent, place: Place) -> None:
        _refuse_tag(event.tag, place)
        if len(self.stack) >= MAX_NESTING:
            raise _Refused("HJ006", place, f"nested deeper than {MAX_NESTING} levels", "flatten this part")
        self._refuse_complex_key(place)
        path = self._next_path()
        self.source.places.setdefault(path, place)
        value: dict[str, object] | list[object] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.stack.append(_Open(value, path, event.anchor))

    def _close(self) -> None:
        done = self.stack.pop()
        if done.anchor:
            self.anchors[done.anchor] = (done.value, done.size)
        self._put(done.value, done.size)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        place = _place(event.start_mark)
        if event.tag is not None:
            _refuse_tag(event.tag, place)
        holder = self.stack[-1] if self.stack else None
        if holder and isinstance(holder.value, dict) and not holder.keyed:
            self._key(holder, event.value, place)
            return
        value = _resolve(event.value) if event.implicit[0] else event.value
        self.source.places[self._next_path()] = place
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        self._put(value, 1)

    def _key(self, holder: _Open, key: str, place: Place) -> None:
        path = (*holder.path, key)
        if isinstance(holder.value, dict) and key in holder.value:
            first = self.source.places.get(path, Place()).line
            self.source.findings.append(
                Finding(
                    code="HJ004",
                    severity=Severity.ERROR,
                    place=place,
                    message=f'the key "{key[:60]}" stands twice; first on line {first}',
                    remedy="keep one of them",
                )
            )
        else:
            self.source.places[path] = place
        holder.key, holder.keyed = key, True

    def _alias(self, event: yaml.AliasEvent, place: Place) -> None:
        self._refuse_complex_key(place)
        name = event.anchor or ""
        known = self.anchors.get(name)
        if known is None:
            is_inside = any(around.anchor == name for around in self.stack)
            message = (
                "this alias stands inside the part that it names"
                if is_inside
                else f'no "&{name[:60]}" stands before this alias'
            )
            raise _Refused("HJ005", place, message, "write the value out")
        self.source.places[self._next_path()] = place
        self._put(*known, place)

    def _refuse_complex_key(self, place: Place) -> None:
        holder = self.stack[-1] if self.stack else None
        if holder and isinstance(holder.value, dict) and not holder.keyed:
            raise _Refused("HJ003", place, "a key must be a plain word", "write the key as text")

    def _next_path(self) -> Path:
        if not self.stack:
            return ()
        holder = self.stack[-1]
        step = holder.key if isinstance(holder.value, dict) else len(holder.value)
        return (*holder.path, step) if step is not None else holder.path

    def _put(self, value: object, size: int, alias: Place | None = None) -> None:
        if not self.stack:
            self.source.data = value
            return
        holder = self.stack[-1]
        holder.size += size
        if holder.size > MAX_VALUES:
            self._refuse_size(holder, alias)
        if isinstance(holder.value, dict):
            if holder.key is not None:
                holder.value.setdefault(holder.key, value)
            holder.key, holder.keyed = None, False
        else:
            holder.value.append(value)

    def _refuse_size(self, holder: _Open, alias: Place | None) -> NoReturn:
        if alias is not None or self.anchors:
            message = f"aliases make the file too large: more than {MAX_VALUES:,} values"
            raise _Refused("HJ005", alias or self.source.place(holder.path), message, "write the values out")
        message = f"more than {MAX_VALUES:,} values stand here"
        remedy = "look for data that do not belong in a declaration"
        raise _Refused("HJ001", self.source.place(holder.path), message, remedy)


def _place(mark: Any) -> Place:
    return Place(line=mark.line + 1, column=mark.column + 1) if mark else Place()


def _events(text: str) -> Iterator[yaml.Event]:
    loader = yaml.CLoader if yaml.__with_libyaml__ else yaml.Loader
    return yaml.parse(text, Loader=loader)


def _refuse_tag(tag: str | None, place: Place) -> None:
    if tag is not None and tag != "!":
        raise _Refused("HJ008", place, "tags are not used in a declaration", "remove the tag")


def _resolve(text: str) -> object:
    """YAML 1.2 core schema: `NO` and `yes` are words, not truth values; a day stays text."""
    if text in _NULLS:
        return None
    if text in _BOOLS:
        return _BOOLS[text]
    if text[0] not in _BEGINS_A_NUMBER:
        return text
    if _INT.fullmatch(text):
        return int(text)
    if _OCT_HEX.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
