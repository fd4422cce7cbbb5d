"""The examples of docs/connectors.md are put into a whole file, and it compiles without a finding of their own."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.core.lint.breaking import BASE

from hjemmel.core.compile import load
from hjemmel.core.lint import lint
from hjemmel.core.source import read

PAGE = Path(__file__).parents[2] / "docs" / "connectors.md"
FENCE = re.compile(r"^```yaml\nsystems:\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = FENCE.findall(PAGE.read_text(encoding="utf-8"))


def whole(example: str) -> dict[str, Any]:
    """The systems of the example beside those of a file without a single finding, with what the page leaves out."""
    file, systems = read(BASE.encode()).data, read(f"systems:\n{example}".encode()).data
    assert isinstance(file, dict) and isinstance(systems, dict)
    like = file["systems"]["shop"]
    for system in systems["systems"].values():
        for collection in system["collections"].values():
            layout = collection.get("file") or collection.get("api") or collection["mailbox"]
            columns = sorted(
                {
                    *layout["columns"],
                    *collection["key"],
                    *layout.get("filters", ()),
                    *collection.get("only_if", ()),
                }
            )
            personal = [column for column in columns if column not in collection["key"]]
            collection |= {
                "title": {"nb": "kunder der", "en": "customers there"},
                "about": {"kind": "customer"},
                "when_due": "erase",
                "fields": [
                    {"columns": personal, "category": "extra", "source": ["person"]},
                    {"columns": collection["key"], "category": "none", "why": "keys"},
                ],
            }
    others = {f"other_{name}": {**like, **system} for name, system in systems["systems"].items()}
    return {**file, "systems": {**file["systems"], **others}}


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_compiles_and_the_linter_takes_its_layout(example: str) -> None:
    compiled = load(json.dumps(whole(example), ensure_ascii=False).encode())
    assert compiled.map is not None, [str(finding) for finding in compiled.findings]
    codes = {finding.code for finding in lint(compiled.map, date(2026, 11, 22))}
    assert not {code for code in codes if code.startswith("HJ91")}


def test_each_kind_that_is_laid_out_has_an_example() -> None:
    assert [re.findall(r"kind: (\w+)", one) for one in EXAMPLES] == [["files"], ["http"], ["imap"]]
