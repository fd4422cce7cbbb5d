"""The pages tell all that there is: commands, options, settings, kinds, rooms; and every link leads on."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, get_args

import pytest
from tests import database  # noqa: F401  # some commands make Django ready, and it must be the tests' own
from tests.walls.test_house import CORE, ROOT, SOURCE, dotted, modules, none_of, place, tracked_files, tree

from hjemmel.cli.main import COMMANDS, load
from hjemmel.core.declaration.data import Connect
from hjemmel.core.declaration.promises import Probe
from hjemmel.web import serve

DOCS = ROOT / "docs"
SETTINGS = SOURCE / "web" / "settings.py"
PARTS = {
    "plan": ("sweep",),
    "ledger": ("verify",),
    "keys": ("make", "status", "rotate", "retire", "tombstones", "replay"),
    "token": ("make", "list", "end"),
    "webhooks": ("add", "list", "end", "send"),
}
"""Commands with a word of their own after them."""
EIGHT = {
    "DATABASE_URL", "SECRET_KEY", "HJEMMEL_FILE", "HJEMMEL_HOSTS",
    "HJEMMEL_KEYS", "HJEMMEL_MASTER_KEY_FILE", "HJEMMEL_MASTER_KEY", "HJEMMEL_PROXIES",
}  # fmt: skip
"""Five, and two since values are sealed: what opens everything must be able to lie where nothing else does.
And one since limits and blocks read addresses: which servers stand in front is known where the server is started, and only there."""
DJANGO = {"DJANGO_SETTINGS_MODULE"}
LARGEST = 1_500_000


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


# ---- commands ---------------------------------------------------------------------------------------------


def commands() -> list[tuple[str, ...]]:
    plain = [(name,) for name in sorted(COMMANDS) if name not in PARTS]
    return [*plain, *((name, part) for name, parts in PARTS.items() for part in parts)]


def section(command: tuple[str, ...]) -> str:
    """What the page says of one command: from its heading to the next."""
    heading = rf"^### hjemmel {' '.join(command)}\b.*?(?=^##|\Z)"
    found = re.search(heading, page("commands.md"), re.M | re.S)
    assert found, f"docs/commands.md has no heading: ### hjemmel {' '.join(command)}"
    return found[0]


def help_text(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> str:
    """What `--help` prints. `serve` turns into another program, which is asked itself."""
    name, *rest = command
    run = serve.main if name == "serve" else load(COMMANDS[name][0])
    with pytest.raises(SystemExit):
        run([*rest, "--help"])
    return capsys.readouterr().out


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_each_command_is_explained_with_its_options_and_exit_codes(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    told = section(command)
    options = set(re.findall(r"--[a-z][a-z-]+", help_text(command, capsys))) - {"--help"}
    none_of(
        sorted(option for option in options if f"`{option}" not in told and f" {option} " not in told),
        f"docs/commands.md leaves out of `hjemmel {' '.join(command)}`:",
    )
    assert re.search(r"\bExit\b", told), f"docs/commands.md does not say how `{' '.join(command)}` exits"


def test_no_command_is_explained_that_is_not_there() -> None:
    told = re.findall(r"^### hjemmel ([a-z]+)", page("commands.md"), re.M)
    assert sorted(told) == sorted(command[0] for command in commands())


def test_what_each_command_needs_is_told_once() -> None:
    table = (
        page("commands.md").partition("A command needs one of three things:")[2].partition("Where a FILE")[0]
    )
    told = re.findall(r"`([a-z]+)`", table.replace("made by `serve`", ""))
    assert sorted(told) == sorted({command[0] for command in commands()})


# ---- settings ---------------------------------------------------------------------------------------------


def read_names(path: Path) -> Iterator[tuple[str, str]]:
    """Names that are read from the environment by `os.environ.get("X")` or `os.environ["X"]`, and where."""
    for node in ast.walk(tree(path)):
        name: ast.expr | None = None
        if isinstance(node, ast.Call) and dotted(node.func).startswith(("os.environ.", "os.getenv")):
            name = node.args[0] if node.args else None
        if isinstance(node, ast.Subscript) and dotted(node.value) == "os.environ":
            name = node.slice
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            yield name.value, place(path, node)


def test_exactly_eight_settings_are_read_from_the_environment() -> None:
    assert {name for name, _ in read_names(SETTINGS)} == EIGHT, (
        "Policy belongs in the declaration, and all else is a constant: there are eight settings"
    )


def test_no_setting_is_read_elsewhere_that_is_not_one_of_the_eight() -> None:
    none_of(
        (
            f"{where} reads {name}"
            for path in modules(SOURCE)
            for name, where in read_names(path)
            if name not in EIGHT | DJANGO
        ),
        "A setting has one place, web/settings.py, and there are eight:",
    )


def test_each_setting_is_explained() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|", page("settings.md"), re.M)
    assert sorted(rows) == sorted(EIGHT)


# ---- kinds ------------------------------------------------------------------------------------------------


def literals(model: Any, field: str) -> tuple[str, ...]:
    found: tuple[str, ...] = get_args(model.model_fields[field].annotation)
    return found


def probe_kinds() -> list[str]:
    union = get_args(Probe)[0]
    assert isinstance(union, UnionType)
    return [kind for probe in get_args(union) for kind in literals(probe, "kind")]


def test_each_kind_of_connector_is_explained() -> None:
    headings = set(re.findall(r"^## (\w+)$", page("connectors.md"), re.M))
    none_of(
        (kind for kind in literals(Connect, "kind") if kind not in headings),
        "docs/connectors.md needs a heading for each kind of connector:",
    )


def test_each_kind_of_probe_is_in_the_table() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", page("promises.md"), re.M)
    assert sorted(rows) == sorted(probe_kinds()), "docs/promises.md has a row for each kind of probe"


# ---- rooms ------------------------------------------------------------------------------------------------


def rooms() -> list[str]:
    """The folders under src/hjemmel, and the packages under core, as the page writes them."""
    tops = [f"{folder.name}/" for folder in folders(SOURCE)]
    return tops + [f"core/{folder.name}/" for folder in folders(CORE)]


def folders(inside: Path) -> list[Path]:
    return [path for path in sorted(inside.iterdir()) if path.is_dir() and path.name != "__pycache__"]


def test_the_architecture_page_names_every_room() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    none_of((room for room in rooms() if f"`{room}`" not in text), "ARCHITECTURE.md leaves out:")


def test_the_architecture_page_names_no_file_that_is_not_there() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = re.findall(r"`([a-z_/]+/[a-z_]+\.(?:py|md|yaml)|[a-z_]+(?:/[a-z_]+)*/)`", text)
    none_of(
        (name for name in named if not any((root / name).exists() for root in (ROOT, SOURCE))),
        "ARCHITECTURE.md names what is not there:",
    )


# ---- links and sizes --------------------------------------------------------------------------------------


def pages() -> list[Path]:
    return [path for path in tracked_files() if path.suffix == ".md" and "tests" not in path.parts]


def anchors(path: Path) -> set[str]:
    """What headings can be linked to, by the rules of the usual hosts."""
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(path: Path) -> Iterator[str]:
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        to = (path.parent / name).resolve() if name else path
        if not to.exists():
            yield f"{place(path)} leads to {target}, which is not there"
        elif anchor and to.suffix == ".md" and anchor not in anchors(to):
            yield f"{place(path)} leads to {target}, which has no such heading"


def test_every_link_of_the_pages_leads_somewhere() -> None:
    none_of((dead for path in pages() for dead in dead_links(path)), "Dead links:")


def test_every_page_is_in_the_index() -> None:
    index = page("README.md")
    none_of(
        (
            path.name
            for path in sorted(DOCS.glob("*.md"))
            if path.name != "README.md" and f"({path.name})" not in index
        ),
        "docs/README.md leaves out:",
    )


def test_no_file_is_larger_than_it_needs_to_be() -> None:
    none_of(
        (
            f"{place(path)} has {path.stat().st_size:,} bytes"
            for path in tracked_files()
            if path.stat().st_size > LARGEST
        ),
        f"A file of more than {LARGEST:,} bytes does not belong in the repository:",
    )
