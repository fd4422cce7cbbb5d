"""The command line's front door: a table of names, and nothing loaded before it is asked for.

`hjemmel --version` and the list of commands import no part of the product."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence

from hjemmel import __version__
from hjemmel.cli.report import complain, say

COMMANDS: dict[str, tuple[str, str]] = {
    "check": ("hjemmel.cli.check:command", "find what is wrong with a declaration"),
    "mission": ("hjemmel.cli.mission:command", "write docs/mission.md from the profiles"),
    "schema": ("hjemmel.cli.schema:command", "print the JSON Schema of a declaration, for editors"),
}
"""name -> (where its function is, what it is for). The function takes the arguments, returns an exit code."""

COULD_NOT_RUN = 2
_BROKEN_PIPE = 141
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    name = arguments[0] if arguments else "help"
    if name in ("--version", "-V"):
        say(f"hjemmel {__version__}")
        return 0
    if name in ("help", "--help", "-h"):
        say(usage())
        return 0
    if name not in COMMANDS:
        complain(f'hjemmel: unknown command "{name}"\n\n{usage()}')
        return COULD_NOT_RUN
    return _run(name, arguments[1:])


def usage() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {purpose}" for name, (_, purpose) in sorted(COMMANDS.items())]
    return "\n".join(["hjemmel COMMAND [ARGUMENTS]", "", *lines, "", "hjemmel COMMAND --help says more."])


def _run(name: str, arguments: list[str]) -> int:
    try:
        return load(COMMANDS[name][0])(arguments)
    except BrokenPipeError:
        # The reader of our output has gone, as with `| head`. Nobody is left to tell.
        sys.stderr.close()
        return _BROKEN_PIPE
    except KeyboardInterrupt:
        return _INTERRUPTED


def load(where: str) -> Callable[[list[str]], int]:
    """The function at `module:name`."""
    module, _, function = where.partition(":")
    found: Callable[[list[str]], int] = getattr(importlib.import_module(module), function)
    return found
