"""Art. 12(1): a change of the statement is shown clearly on its page for 30 days, and each day somebody looks whether it is.

Over the real pages, asked for by the real connector."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.desk.gift_shop import NOW, PROFILE, open_shop, write_systems
from tests.web.browsing import served

from hjemmel.capabilities.declarations import store
from hjemmel.capabilities.declarations.services import keep_looks, publish
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.connectors import outgoing
from hjemmel.core.ledger.chain import Verified
from hjemmel.core.terms import Verdict
from hjemmel.core.website.change_shown import PATHS, Seen
from hjemmel.desk import change_shown, clock, office
from hjemmel.engine.ports import Actor

HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
TODAY = NOW.date()
SITE = "https://personvern.merkevarden.example"
PROMISE = """  ART-12-1:
    says: {nb: Vi viser endringer i 30 dager., en: We show changes for 30 days.}
    part: changes
    grade: measured
    rests_on: [changes.banner]
    probe: {kind: change_shown}
"""
Fetch = Callable[[str], str | None]


def declaration(version: int = 3, months: int = 24) -> bytes:
    text = PROFILE.read_text(encoding="utf-8").replace("\npromises:\n", f"\npromises:\n{PROMISE}", 1)
    text = re.sub(r"(\nstatement:\n  version: )\d+", rf"\g<1>{version}", text, count=1)
    assert SITE in text
    old = "        after: last_send\n        period: 24 months\n"
    return text.replace(old, old.replace("24", str(months)), 1).encode()


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_systems(tmp_path_factory.mktemp("systems"))


@pytest.fixture
def ane(systems: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Actor]:
    with open_shop(systems, tmp_path, monkeypatch, "smtp://127.0.0.1:1", declaration()) as who:
        yield who


@pytest.fixture
def fetch(ane: Actor) -> Iterator[Fetch]:
    """The company's own pages, where they are served here."""
    with served() as here:
        yield lambda address: outgoing.page(address.replace(SITE, here))


def on(day: date) -> None:
    clock.use(lambda: NOW + (day - TODAY))


def change(actor: Actor) -> None:
    on(TODAY + timedelta(days=1))
    publish(declaration(version=4, months=18), actor, clock.now())


def verdict(actor: Actor) -> Verdict:
    (found,) = (one for one in office.judge_promises(actor) if one.promise == "ART-12-1")
    return found.verdict


def days(first: int, last: int) -> Iterator[date]:
    for number in range(first, last + 1):
        day = TODAY + timedelta(days=number)
        on(day)
        yield day


def test_without_a_change_nothing_is_looked_for(ane: Actor, fetch: Fetch) -> None:
    assert change_shown.look(HJEMMEL, fetch) == 0
    assert verdict(ane) is Verdict.UNKNOWN


def test_looked_for_each_day_and_found_the_promise_is_kept(ane: Actor, fetch: Fetch) -> None:
    change(ane)
    for day in days(1, 30):
        assert change_shown.look(HJEMMEL, fetch) == 1
        assert change_shown.look(HJEMMEL, fetch) == 0, "once a day is enough"
        assert day.day % 10 or verdict(ane) is Verdict.KEPT
    on(TODAY + timedelta(days=31))
    assert change_shown.look(HJEMMEL, fetch) == 0, "it need not be shown any more"
    assert "Erklæringen er nylig endret" not in str(fetch(SITE + PATHS[0]))
    assert verdict(ane) is Verdict.KEPT
    assert isinstance(ledger.check(), Verified)


def test_a_page_that_does_not_show_it_breaks_the_promise_also_in_one_language(
    ane: Actor, fetch: Fetch
) -> None:
    change(ane)
    change_shown.look(HJEMMEL, fetch)
    on(TODAY + timedelta(days=2))

    def old_in_english(address: str) -> str | None:
        return "<html><h1>Privacy statement</h1></html>" if address.endswith("/privacy") else fetch(address)

    assert change_shown.look(HJEMMEL, old_in_english) == 1
    assert verdict(ane) is Verdict.BROKEN
    on(TODAY + timedelta(days=3))
    change_shown.look(HJEMMEL, fetch)
    assert verdict(ane) is Verdict.BROKEN, "that it stands there again does not undo the day it did not"


def test_a_page_that_does_not_answer_is_asked_again_and_the_day_is_unknown(ane: Actor, fetch: Fetch) -> None:
    change(ane)
    change_shown.look(HJEMMEL, fetch)
    on(TODAY + timedelta(days=2))
    assert change_shown.look(HJEMMEL, lambda _: None) == 1
    assert verdict(ane) is Verdict.KEPT, "the day is not over"
    assert change_shown.look(HJEMMEL, fetch) == 1, "it is asked again"
    on(TODAY + timedelta(days=3))
    change_shown.look(HJEMMEL, lambda _: None)
    on(TODAY + timedelta(days=4))
    change_shown.look(HJEMMEL, fetch)
    assert verdict(ane) is Verdict.UNKNOWN


def test_a_day_on_which_nobody_looked_is_unknown(ane: Actor, fetch: Fetch) -> None:
    change(ane)
    change_shown.look(HJEMMEL, fetch)
    on(TODAY + timedelta(days=3))
    change_shown.look(HJEMMEL, fetch)
    assert verdict(ane) is Verdict.UNKNOWN


def test_another_wording_is_no_change_and_is_not_looked_for(ane: Actor, fetch: Fetch) -> None:
    on(TODAY + timedelta(days=1))
    words = declaration(version=4).replace(b"Her st\xc3\xa5r", b"Her kan du lese", 1)
    assert words != declaration(version=4)
    publish(words, ane, clock.now())
    assert change_shown.look(HJEMMEL, fetch) == 0 and change_shown.to_show() == ()


def test_two_changes_at_a_time_are_both_looked_for(ane: Actor, fetch: Fetch) -> None:
    change(ane)
    on(TODAY + timedelta(days=5))
    publish(declaration(version=5, months=12), ane, clock.now())
    assert change_shown.look(HJEMMEL, fetch) == 2
    assert {number: looks[-1].seen for number, looks in store.looks().items()} == {
        4: Seen.SHOWN,
        5: Seen.SHOWN,
    }


def test_a_year_later_it_does_not_count_any_more(ane: Actor) -> None:
    change(ane)
    keep_looks({4: Seen.MISSING}, HJEMMEL, clock.now())
    assert verdict(ane) is Verdict.BROKEN
    on(TODAY + timedelta(days=1 + 30 + 366))
    assert verdict(ane) is Verdict.UNKNOWN
