"""For the whole suite: which kinds of test ran, and what happens where Chromium is missing.

No fixture of any subject belongs here; those stand beside the tests that use them.
"""

import gc
import os
import shutil
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from tests.connectors.engines import Place, places
from tests.connectors.imap_server import ImapServer, imap_server
from tests.connectors.servers import PACKAGES
from tests.examples import IN_CI, examples

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LONGEST_FIRST = ("web", "stories", "desk", "cli", "engine", "api", "connectors")
"""Kinds of test with long files. A worker takes one file after another: the short ones fill up the end, so that none is
left alone with a long one."""
IN_PART = (
    "Long tests were tried in part, as tests/examples.py says: fewer examples, rows and moments of death, and each page"
    " in one of its looks. CI=true tries all."
)
SELDOM = 50_000
"""Objects that are made before it is looked for some that nobody uses."""
RAN = ("passed", "failed", "error", "xfailed", "xpassed")

# Two busy cores make single examples slow now and then; that says nothing about the code.
settings.register_profile("house", deadline=None, print_blob=True, max_examples=examples(100))
settings.load_profile("house")


def chromium() -> str | None:
    """Where Chromium is, as ./dev found it or as the path has it."""
    return os.environ.get("HJEMMEL_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser to start; a test that asks for it is marked `browser`."""
    path = chromium()
    assert path, "a test asked for Chromium without being marked `browser`"
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Place]:
    """A PostgreSQL database for tests to fill and empty; marked by `tests.connectors.engines.needs`."""
    yield from places("postgres")


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Place]:
    """The same on MariaDB."""
    yield from places("mariadb")


@pytest.fixture(scope="session")
def dovecot() -> Iterator[ImapServer]:
    """A mail server with as many mailboxes as a test wants; marked by `tests.connectors.imap_server.needs_dovecot`."""
    with imap_server() as found:
        yield found


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is loaded to find the tests stays until the last of them has run: searching it for garbage is wasted. And what
    tests make is searched seldom: as often as Python would, it took a twelfth of their time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(SELDOM, 20, 100)
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: turn_of(kind_of(item.nodeid)))
    if chromium():
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


def turn_of(kind: str) -> int:
    return LONGEST_FIRST.index(kind) if kind in LONGEST_FIRST else len(LONGEST_FIRST)


def kind_of(nodeid: str) -> str:
    """The folder under tests/ that a test stands in."""
    parts = Path(nodeid.split("::", 1)[0]).parts
    return parts[1] if len(parts) > 2 else "tests"


def ran(reporter: pytest.TerminalReporter) -> Counter[str]:
    """How many tests of each kind ran, each counted once however many reports it made."""
    nodes = {
        report.nodeid
        for outcome in RAN
        for report in reporter.stats.get(outcome, [])
        if "::" in getattr(report, "nodeid", "")
    }
    return Counter(kind_of(node) for node in nodes)


def is_controller(config: pytest.Config) -> bool:
    return not hasattr(config, "workerinput")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if IN_CI and is_controller(session.config) and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    counts = ran(terminalreporter)
    if counts:
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))
        terminalreporter.write_line(f"Tests by kind: {kinds}; {counts.total()} in all.")
        if not IN_CI:
            terminalreporter.write_line(IN_PART)
    skipped = terminalreporter.stats.get("skipped", [])
    if any("no Chromium" in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(
            "BROWSER TESTS DID NOT RUN: no Chromium was found. On Debian: apt install chromium", red=True
        )
    for package in PACKAGES.values():
        if any(f"no {package} on this machine" in str(report.longrepr) for report in skipped):
            terminalreporter.write_line(
                f"TESTS ON A SERVER DID NOT RUN: no {package} was found. On Debian: apt install {package}",
                red=True,
            )
    if skipped and IN_CI:
        terminalreporter.write_line(
            f"FAILED: in CI no test may be skipped, and {len(skipped)} were.", red=True
        )
