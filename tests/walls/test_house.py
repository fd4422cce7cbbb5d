"""The small walls of the house: what no linter holds for us. One test a rule; its message says what to do."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "hjemmel"
CORE = SOURCE / "core"

# All of the standard library but these: files, processes, network, chance, the clock, the environment.
IMPURE = {
    "os", "pathlib", "random", "secrets", "shutil",
    "socket", "sqlite3", "subprocess", "tempfile", "threading", "time",
}  # fmt: skip
GUESTS_IN_CORE = {"declaration": {"pydantic", "pydantic_core"}, "source": {"yaml"}}
IMPURE_CALLS = {
    "open", "input", "print",
    "date.today", "datetime.date.today", "datetime.today", "datetime.now", "datetime.utcnow",
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today",
}  # fmt: skip
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "managers"}
# Written in halves, so that this file does not break its own rule.
REGISTRY_HOSTS = [
    left + right
    for left, right in (
        ("pypi.", "org"),
        ("python", "hosted.org"),
        ("npm", "js.org"),
        ("npm", "js.com"),
        ("yarn", "pkg.com"),
        ("deb.", "debian.org"),
        ("crates", ".io"),
        ("un", "pkg.com"),
        ("js", "delivr.net"),
    )
]


# ---- looking ----------------------------------------------------------------------------------------------


def modules(folder: Path) -> list[Path]:
    """Every module that people write; migrations are written by Django."""
    return [path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def place(path: Path, node: ast.AST | None = None) -> str:
    line = f":{node.lineno}" if isinstance(node, ast.stmt | ast.expr | ast.arg) else ""
    return f"{path.relative_to(ROOT)}{line}"


def imported(node: ast.AST) -> list[str]:
    """The modules that one import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def dotted(node: ast.AST) -> str:
    """`datetime.now` for an expression that is a name with attributes, else nothing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def none_of(offences: Iterable[str], rule: str) -> None:
    found = "\n  ".join(offences)
    assert not found, f"{rule}\n  {found}"


def tracked_files() -> list[Path]:
    """What git would carry: committed or about to be. In a copy without git, every file of the house."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not {".venv", ".git", "__pycache__"} & set(path.parts)]
    return [path for path in paths if path.is_file()]


# ---- the core is pure -------------------------------------------------------------------------------------


def impure_uses(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and dotted(node.func) in IMPURE_CALLS:
            yield f"{place(path, node)} calls {dotted(node.func)}"
        if isinstance(node, ast.Attribute) and dotted(node) in {"os.environ", "os.getenv"}:
            yield f"{place(path, node)} reads the environment"


def test_the_core_has_no_files_no_clock_and_no_environment() -> None:
    none_of(
        (use for path in modules(CORE) for use in impure_uses(path)),
        "In hjemmel.core time, text and settings are arguments. Let the caller fetch them and pass them in:",
    )


def foreign_imports(path: Path) -> Iterator[str]:
    guests = GUESTS_IN_CORE.get(path.relative_to(CORE).with_suffix("").parts[0], set())
    for node in ast.walk(tree(path)):
        for name in imported(node):
            top = name.split(".")[0]
            is_pure = top in sys.stdlib_module_names and top not in IMPURE
            if not (is_pure or top == "hjemmel" or top in guests):
                yield f"{place(path, node)} imports {top}"


def test_the_core_imports_the_pure_standard_library_alone() -> None:
    none_of(
        sorted({found for path in modules(CORE) for found in foreign_imports(path)}),
        "hjemmel.core imports the pure part of the standard library, pydantic in declaration and yaml in"
        " source.py. What needs more stands in a room above it:",
    )


def test_package_data_is_read_by_source_alone_in_the_core() -> None:
    none_of(
        (
            place(path, node)
            for path in modules(CORE)
            if path.name != "source.py"
            for node in ast.walk(tree(path))
            if any(name.startswith("importlib") for name in imported(node))
        ),
        "Of the core's modules only source.py may read files that ship with the package:",
    )


# ---- imports ----------------------------------------------------------------------------------------------


def inner_imports(path: Path) -> Iterator[str]:
    for function in ast.walk(tree(path)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield place(path, node)


def test_no_import_stands_inside_a_function() -> None:
    none_of(
        sorted({found for path in modules(SOURCE) for found in inner_imports(path)}),
        "Imports stand at the top. If that makes a cycle, move what both need one room down:",
    )


def test_modules_are_loaded_by_name_in_the_command_table_alone() -> None:
    table = SOURCE / "cli" / "main.py"
    none_of(
        (
            place(path, node)
            for path in modules(SOURCE)
            if path != table
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Call)
            and dotted(node.func) in {"importlib.import_module", "import_module", "__import__"}
        ),
        "Lazy loading is one table of names in cli/main.py. Import at the top instead:",
    )


def test_nothing_is_imported_by_star() -> None:
    none_of(
        (
            place(path, node)
            for path in modules(SOURCE)
            for node in ast.walk(tree(path))
            if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
        ),
        "Name what is imported:",
    )


# ---- tests use real parts ---------------------------------------------------------------------------------


def mocks(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if any(name.split(".")[0] == "mock" or name.startswith("unittest.mock") for name in imported(node)):
            yield place(path, node)
        if isinstance(node, ast.arg) and node.arg == "mocker":
            yield place(path, node)


def test_no_test_mocks() -> None:
    none_of(
        sorted({found for path in modules(ROOT / "tests") for found in mocks(path)}),
        "Tests use real parts: MemoryConnector and the memory ledger ship in the product. Use one of them:",
    )


# ---- words ------------------------------------------------------------------------------------------------


def test_every_module_says_what_it_is_for() -> None:
    none_of(
        (place(path) for path in modules(SOURCE) if not ast.get_docstring(tree(path))),
        "A module begins with a docstring: what it is for, and what must not go in it:",
    )


def test_files_are_named_by_what_they_are() -> None:
    named = {name for path in modules(SOURCE) for name in (path, path.parent) if name.stem in VAGUE_NAMES}
    none_of(
        sorted(map(place, named)),
        f"{', '.join(sorted(VAGUE_NAMES))} say nothing. Name the noun that the module is about:",
    )


# ---- where things come from -------------------------------------------------------------------------------


def names_a_registry(path: Path) -> list[str]:
    text = path.read_bytes().decode("utf-8", errors="ignore").lower()
    return [host for host in REGISTRY_HOSTS if host in text]


def test_no_file_names_a_registry_host() -> None:
    none_of(
        (f"{place(path)} names {host}" for path in tracked_files() for host in names_a_registry(path)),
        "Where packages come from is the installing machine's own affair. Name the package, not the address:",
    )


def declared_dependencies() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = (project["dependencies"], *project["optional-dependencies"].values())
    return [re.split(r"[<>=!~\[; ]", requirement)[0].lower() for several in wanted for requirement in several]


def test_every_dependency_is_explained() -> None:
    explained = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    none_of(
        (name for name in declared_dependencies() if f"`{name}`" not in explained),
        "Say in docs/dependencies.md why it was chosen, and over what:",
    )


def test_every_dependency_is_locked() -> None:
    locked = (ROOT / "requirements-test.txt").read_text(encoding="utf-8").lower()
    none_of(
        (name for name in declared_dependencies() if f"\n{name}==" not in locked),
        "pyproject.toml names it and the lock does not. Run ./dev lock:",
    )


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt", "requirements-uv.txt"])
def test_every_locked_version_has_its_hash(name: str) -> None:
    entries = re.split(r"\n(?=[a-zA-Z0-9])", (ROOT / name).read_text(encoding="utf-8"))
    none_of(
        (entry.split()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry),
        f"{name} is installed with --require-hashes. Write it with ./dev lock:",
    )
