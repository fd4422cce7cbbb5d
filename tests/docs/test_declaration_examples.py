"""Every example in docs/declaration.md is compiled; every key of the language stands on that page."""

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hjemmel.core.compile import load
from hjemmel.core.declaration.parse import json_schema
from hjemmel.core.source import read

PAGE = Path(__file__).parents[2] / "docs" / "declaration.md"
TEXT = PAGE.read_text(encoding="utf-8")
FENCE = re.compile(r"^```yaml hjemmel ?(HJ\d{3})?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    line: int
    code: str
    """The finding it is there to show; empty: none."""
    file: dict[str, Any]
    """The file so far, with this example added."""


def added(to: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Mappings grow, everything else is replaced; `a.b: x` adds b to a."""
    whole = copy.deepcopy(to)
    for key, value in more.items():
        first, _, rest = key.partition(".")
        if rest:
            whole[first] = added(whole.get(first, {}), {rest: value})
        elif isinstance(value, dict) and isinstance(whole.get(key), dict) and not is_leaf(key):
            whole[key] = added(whole[key], value)
        else:
            whole[key] = value
    return whole


def is_leaf(key: str) -> bool:
    """Parts that an example writes anew, instead of adding to them."""
    return key in {"about", "basis", "last_open_case", "relationship_ended"}


def examples() -> Iterator[Example]:
    so_far: dict[str, Any] = {}
    for found in FENCE.finditer(TEXT):
        line = TEXT.count("\n", 0, found.start()) + 1
        source = read(found[2].encode())
        assert not source.findings, f"line {line}: {source.findings}"
        assert isinstance(source.data, dict)
        whole = source.data if "hjemmel" in source.data else added(so_far, source.data)
        if not found[1]:
            so_far = whole
        yield Example(line, found[1] or "", whole)


EXAMPLES = list(examples())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"line {example.line}")
def test_the_example_says_what_the_page_says_it_does(example: Example) -> None:
    # JSON is YAML, so the joined file can be read as one.
    compiled = load(json.dumps(example.file, ensure_ascii=False).encode())
    codes = {finding.code for finding in compiled.findings}
    assert codes == ({example.code} if example.code else set()), [str(found) for found in compiled.findings]
    assert (compiled.map is None) == bool(example.code)


def test_the_page_has_whole_files_fragments_and_mistakes() -> None:
    assert "hjemmel" in EXAMPLES[0].file
    assert len(EXAMPLES) > 10
    assert any(example.code for example in EXAMPLES)


def test_a_first_file_fits_on_a_screen() -> None:
    first = FENCE.search(TEXT)
    assert first
    assert first[2].count("\n") < 35


def keys(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from keys(part)
    if isinstance(schema, list):
        for part in schema:
            yield from keys(part)


def test_every_key_of_the_language_is_on_the_page() -> None:
    named = set(re.findall(r"`([a-z_0-9]+)", TEXT))
    missing = sorted({key for key in keys(json_schema()) if key not in named} - {"nb", "en"})
    assert not missing, "docs/declaration.md does not name: " + ", ".join(missing)


def test_every_probe_is_on_the_page() -> None:
    kinds = {
        part["properties"]["kind"]["const"]
        for name, part in json_schema()["$defs"].items()
        if name.endswith("Probe")
    }
    assert not {kind for kind in kinds if f"| `{kind}` |" not in TEXT}


def test_every_link_on_the_page_leads_to_a_heading() -> None:
    headings = {
        re.sub(r"[^a-z0-9 ]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    }
    assert not {link for link in re.findall(r"\]\(#([^)]+)\)", TEXT) if link not in headings}
