"""Every kind of deed and of fact has its words: a reader of the ledger never meets the machine's own name for it."""

import ast
from collections.abc import Iterator
from typing import get_args

from tests import database  # noqa: F401  # the words name staff, so Django must be ready
from tests.walls.test_house import SOURCE, modules, none_of, tree

from hjemmel.capabilities.requests.services import KINDS
from hjemmel.core.facts import Fact
from hjemmel.core.request import Step
from hjemmel.web.office.words import _FACTS, _SENTENCES


def kinds() -> Iterator[str]:
    """The first word of each call of `deed` and `note`."""
    for path in modules(SOURCE):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
                if name in ("deed", "note") and isinstance(node.args[0].value, str):
                    yield node.args[0].value


def test_each_kind_of_deed_has_a_sentence() -> None:
    found = set(kinds())
    assert len(found) > 10
    none_of(sorted(found - _SENTENCES.keys()), "web/office/words.py says nothing of:")


def test_each_kind_of_fact_has_a_name() -> None:
    none_of(
        sorted(kind.__name__ for kind in get_args(Fact) if kind.__name__ not in _FACTS),
        "web/office/words.py has no name for:",
    )


def test_each_step_of_a_request_has_a_line_and_the_line_a_sentence() -> None:
    none_of(sorted(step.__name__ for step in get_args(Step) if step not in KINDS), "no kind of line for:")
    none_of(sorted(set(KINDS.values()) - _SENTENCES.keys()), "web/office/words.py says nothing of:")
