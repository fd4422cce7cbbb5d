"""Prints the functions and files that are longer than the house aims at: a hint, never a failure."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
LONGEST_FUNCTION = 40
LONGEST_FILE = 350


def functions_in(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield lines, f"{path.relative_to(SOURCE.parent)}:{node.lineno} {node.name}"


def main() -> None:
    paths = [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]
    lengths = ((len(path.read_text(encoding="utf-8").splitlines()), path) for path in paths)
    files = [(lines, str(path.relative_to(SOURCE.parent))) for lines, path in lengths if lines > LONGEST_FILE]
    functions = [found for path in paths for found in functions_in(path)]
    for title, found, limit in (("files", files, LONGEST_FILE), ("functions", functions, LONGEST_FUNCTION)):
        if found:
            print(f"hint: {len(found)} {title} of more than {limit} lines")
        for lines, place in sorted(found, reverse=True):
            print(f"    {lines:5} {place}")


if __name__ == "__main__":
    main()
