"""A small declaration without a single finding, and how tests break it in one place.

The edits are text, so that what breaks the file reads as a person would have written it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hjemmel.core.compile import load
from hjemmel.core.finding import Finding
from hjemmel.core.lint import lint

TODAY = date(2026, 11, 22)
BASE = (Path(__file__).parent / "base.yaml").read_text(encoding="utf-8")

Edit = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Breaking:
    """One way to break a rule: the edits, and a piece of the line that the finding must stand on.

    `also` names rules that cannot but be broken by the same edit."""

    code: str
    edits: tuple[Edit, ...]
    at: str
    also: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        return edited(BASE, self.edits)

    @property
    def line(self) -> int:
        lines = [number for number, line in enumerate(self.text.split("\n"), 1) if self.at in line]
        assert lines, f"{self.code}: no line has {self.at!r}"
        return lines[0]


def breaks(code: str, *edits: Edit, at: str = "", also: str = "") -> Breaking:
    return Breaking(code, edits, at or first_line(edits[0][1]), frozenset(also.split()))


def first_line(text: str) -> str:
    return next((line for line in text.split("\n") if line.strip()), "")


def edited(text: str, edits: tuple[Edit, ...]) -> str:
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the base"
        text = text.replace(old, new)
    return text


def findings(text: str) -> tuple[Finding, ...]:
    """All that is wrong with a file: its shape, or if that is good, its content."""
    compiled = load(text.encode())
    return compiled.findings if compiled.map is None else lint(compiled.map, TODAY)
