"""Every public function of a capability's services is a deed: one transaction with one ledger line."""

import ast
from collections.abc import Iterator
from pathlib import Path

CAPABILITIES = Path(__file__).parents[2] / "src" / "hjemmel" / "capabilities"
ANSWERS = {"actor_of"}
"""Functions beside the deeds that only answer."""
OF_THE_LEDGER = {"deed", "notes", "sign"}
"""What writes lines itself, or signs those that are there: a line about that would be one more to sign."""


def deeds_in(function: ast.FunctionDef) -> int:
    return sum(
        isinstance(item.context_expr, ast.Call) and getattr(item.context_expr.func, "id", "") == "deed"
        for node in ast.walk(function)
        if isinstance(node, ast.With)
        for item in node.items
    )


def services() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in sorted(CAPABILITIES.glob("*/services.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield path.parent.name, node


def test_every_service_is_a_deed_with_one_ledger_line() -> None:
    offences = [
        f"{app}.{function.name}"
        for app, function in services()
        if not (app == "ledger" and function.name in OF_THE_LEDGER)
        and function.name not in ANSWERS
        and deeds_in(function) != 1
    ]
    assert not offences, f"do it inside one `with deed(...)`: {', '.join(offences)}"
