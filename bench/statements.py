"""From a parsed file to the finished statement."""

from __future__ import annotations

from collections.abc import Iterator

from hjemmel.core.compile import compile_map
from hjemmel.core.declaration.parse import Parsed, parse
from hjemmel.core.output.statement import Statement, statement

from .measure import Result, median, timed, within
from .profiles import PROFILES, file_of

RUNS = 5


def statements() -> Iterator[Result]:
    """Compile and make the statement in bokmål, parsed file in hand."""
    for profile in PROFILES:
        parsed = parse(file_of(profile).read_bytes())
        first, _ = timed(lambda: _made(parsed))  # noqa: B023
        took = median([timed(lambda: _made(parsed))[0] for _ in range(RUNS)])  # noqa: B023
        yield within(
            "statement", f"compile and statement of {profile}", 0.05, took, f"the very first time: {first}"
        )


def _made(parsed: Parsed) -> Statement:
    assert parsed.declaration is not None
    data_map = compile_map(parsed, parsed.declaration).map
    assert data_map is not None
    return statement(data_map, "nb")
