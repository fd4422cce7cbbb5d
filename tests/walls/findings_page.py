"""Writes docs/findings.md: every code, what it means, an example that breaks it, and the remedy.

Run it after a rule has changed: python -m tests.walls.findings_page. A wall test says when it is due."""

from collections.abc import Iterator
from pathlib import Path

from tests.core.lint.breaking import BASE, Breaking
from tests.core.lint.cases import ALL

from hjemmel.core.lint import CATALOGUE, Entry
from hjemmel.core.statutes import STATUTES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "findings.md"
BROKEN = ROOT / "tests" / "golden" / "broken"

_CITED = {statute.id: statute.cite_en for statute in STATUTES}
_EXAMPLES = {case.code: case for case in ALL}
LONGEST_EXAMPLE = 6

INTRODUCTION = """\
# Findings

`hjemmel check` reads a declaration and lists what is wrong with it: the code, the line, what is wrong
and what to do. An **error** is something that cannot be read or that breaks the law; with one, `check`
exits 1. A **warning** is probably wrong or unclear. **Advice** is good practice. Each code below stands
for one rule. Its short name in capitals may be shared by rules about the same matter.

This page is written from the rules and their tests by `python -m tests.walls.findings_page`.
"""

CHAPTERS = (
    ("HJ0", "Reading the file"),
    ("HJ1", "The shape of the file"),
    ("HJ2", "Names and references"),
    ("HJ30", "Who is responsible"),
    ("HJ31", "What people are told"),
    ("HJ33", "Legal bases"),
    ("HJ40", "How long data are kept"),
    ("HJ45", "Recipients and transfers"),
    ("HJ50", "When we process for others"),
    ("HJ55", "Data that need more than a basis"),
    ("HJ60", "Marketing"),
    ("HJ65", "Cookies and the web log"),
    ("HJ70", "Rights and deadlines"),
    ("HJ75", "Security and accountability"),
    ("HJ80", "Wording"),
    ("HJ90", "Systems"),
    ("HJ95", "Promises"),
)


def page() -> str:
    parts = [INTRODUCTION]
    for number, (start, title) in enumerate(CHAPTERS):
        end = CHAPTERS[number + 1][0] if number + 1 < len(CHAPTERS) else "HJ99"
        parts.append(f"## {title}\n")
        parts += [section(entry) for entry in sorted(CATALOGUE, key=_code) if start <= entry.code < end]
    return "\n".join(parts)


def _code(entry: Entry) -> str:
    return entry.code


def section(entry: Entry) -> str:
    law = f" · {_CITED[entry.law].replace(chr(160), ' ')} (`{entry.law}`)" if entry.law else ""
    lines = [
        f"### {entry.code} · {entry.title}",
        "",
        f"`{entry.slug}` · {entry.severity.value}{law}",
        "",
        entry.meaning,
        "",
        *example(entry),
        f"**Remedy:** {entry.remedy}.",
        "",
    ]
    return "\n".join(lines)


def example(entry: Entry) -> Iterator[str]:
    case = _EXAMPLES.get(entry.code)
    shown = _changed(case) if case else _golden_line(entry.code)
    if shown:
        yield from ("```yaml", *shown, "```", "")


def _changed(case: Breaking) -> list[str]:
    """What the case wrote into the file, or what it took out, with the line the finding stands on."""
    before = set(BASE.split("\n"))
    written = [line for line in case.text.split("\n") if line not in before]
    finding = case.text.split("\n")[case.line - 1]
    if written:
        shown = written if len(written) <= LONGEST_EXAMPLE else [finding]
        return _flush_left([_short(line) for line in shown])
    after = set(case.text.split("\n"))
    gone = [line.strip() for line in BASE.split("\n") if line not in after]
    return [*_flush_left([_short(finding)]), *(f"# without: {_short(line)}" for line in gone[:2])]


def _golden_line(code: str) -> list[str]:
    for path in sorted(BROKEN.glob(f"{code}-*.yaml")):
        lines = path.read_bytes().decode("utf-8", errors="replace").split("\n")
        line = int(lines[0].rsplit(" ", 1)[1])
        if line > 1 and lines[line - 1].isprintable():
            return _flush_left([_short(lines[line - 1])])
    return []


def _flush_left(lines: list[str]) -> list[str]:
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return [line[indent:] for line in lines]


def _short(line: str, longest: int = 150) -> str:
    return line if len(line) <= longest else f"{line[:longest]} ..."


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
