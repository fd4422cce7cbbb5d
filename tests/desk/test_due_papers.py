"""Keepers are asked about what is due in their papers: the rule and the day, and nobody's name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.connectors.mail_server import Inbox, mail_server
from tests.database import fresh  # isort: split

from django.test import Client
from tests.desk.gift_shop import HJEMMEL, NOW
from tests.stories.test_art17_on_two_engines_and_on_paper import declaration, secret_in

from hjemmel.capabilities.declarations.services import publish
from hjemmel.core.compile import load
from hjemmel.core.period import Period
from hjemmel.core.tasks.due_papers import rules
from hjemmel.core.tasks.task import DUE, Found, TaskKind, TaskState, What
from hjemmel.desk import clock, due_papers, keepers, keys, reminders, tasks


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    """The gifts company with letters in binders; nothing else of it is there, and nothing else is asked."""
    for _ in fresh():
        found = Inbox()
        with mail_server(found, with_password=False) as mail:
            monkeypatch.setenv("MAIL_URL", mail)
            keys.prepare(HJEMMEL)
            clock.use(lambda: NOW)
            publish(declaration(), HJEMMEL, NOW)
            yield found
        clock.use(clock.machine)


def later(days: int) -> None:
    clock.use(lambda: NOW + timedelta(days=days))


def test_they_are_asked_once_and_again_when_it_is_their_turn(inbox: Inbox) -> None:
    assert due_papers.ask(HJEMMEL) == 1 and due_papers.ask(HJEMMEL) == 0
    (one,) = tasks.views()
    assert (one.what.verb, one.what.system, one.what.request) == (DUE, "papirarkiv", "")
    assert one.what.day == NOW.date() + timedelta(days=10), "as long as the keeper has"
    assert keepers.send(HJEMMEL) == 1
    letter = inbox.messages[0].as_string()
    assert "henvendelse" not in letter and "request" not in letter.replace("Request", "")
    later(120)
    assert due_papers.ask(HJEMMEL) == 0, "who has not answered is reminded, and not asked anew"
    assert len(tasks.remind(HJEMMEL)) == 1 and keepers.send(HJEMMEL) == 1
    keepers.answer(secret_in(inbox), Found.DESTROYED, 3)
    (done,) = tasks.views("all")
    assert done.state is TaskState.ATTESTED
    assert due_papers.ask(HJEMMEL) == 1, "three months have gone since they were asked"


def test_the_page_shows_the_rule_and_the_day_and_takes_the_answer(inbox: Inbox) -> None:
    due_papers.ask(HJEMMEL)
    keepers.send(HJEMMEL)
    secret, visitor = secret_in(inbox), Client(headers={"host": "localhost"})
    page = visitor.get(f"/oppgave/{secret}").content.decode()
    assert "Brev i permer" in page and "Beholdes:" in page and "Hvem det gjelder" not in page
    assert keepers.show(secret, HJEMMEL) is None, "there is nobody to show"
    assert visitor.post(f"/oppgave/{secret}", {"svar": "ja", "funnet": "copied"}).status_code == 404
    assert visitor.post(f"/oppgave/{secret}", {"svar": "ja", "funnet": "nothing"}).status_code == 200
    later(30)
    assert due_papers.ask(HJEMMEL) == 0, "they looked a month ago"


def test_the_day_is_the_last_on_which_the_rule_is_over(inbox: Inbox, tmp_path: Path) -> None:
    compiled = load(declaration())
    assert compiled.map
    (rule,) = rules(compiled.map, "papirarkiv", date(2026, 11, 23))
    assert rule.title.nb == "brev i permer" and rule.kept.nb
    (line,) = (
        line
        for purpose in compiled.map.purposes.values()
        for line in purpose.lines
        if line.collection == "papirarkiv.letters"
    )
    period = getattr(line.window, "period", None)
    assert isinstance(period, Period)
    (last,) = rule.days
    assert last.day + period <= date(2026, 11, 23) < last.day + timedelta(days=1) + period


def test_staff_get_a_letter_about_the_rows_that_wait_and_keepers_one_of_their_own(inbox: Inbox) -> None:
    def asked(of: str, days: int) -> None:
        tasks.ask_for(
            What(
                kind=TaskKind.ROWS,
                of=of,
                day=NOW.date() + timedelta(days=days),
                system="nyhetsbrev",
                collection="nyhetsbrev.subscribers",
                verb="erase",
                rows=3,
                why_nb="fordi",
                why_en="because",
            ),
            HJEMMEL,
        )

    asked("plan:a:0", 7)
    asked("plan:b:0", 30)
    due_papers.ask(HJEMMEL)
    assert reminders.send_of_tasks(HJEMMEL) == 1
    (letter,) = inbox.messages
    assert inbox.recipients == ["personvern@merkevarden.example"]
    (one,) = (one for one in tasks.views() if one.what.of == "plan:a:0")
    body = letter.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert f"/kontor/oppgaver/{one.id}" in body and "7 dager igjen" in body and "papirarkivet" not in body
    later(1)
    assert reminders.send_of_tasks(HJEMMEL) == 0, "it was said yesterday"
    later(8)
    assert reminders.send_of_tasks(HJEMMEL) == 1, "a day late"
    assert len(inbox.messages) == 2


@pytest.mark.parametrize(("right", "stands"), [("restriction", "rød"), ("lifting", "ingen")])
def test_the_page_says_which_mark_is_put_on_what_is_set_apart(inbox: Inbox, right: str, stands: str) -> None:
    """`meaning.barred` in a system that no program writes to: the keeper puts the mark, and takes it off."""
    old = "        when_due: ask\n        fields:\n          - {columns: [letter]"
    text = declaration().decode()
    assert text.count(old) == 1
    marked = old.replace(
        "        fields:\n",
        "        meaning: {barred: {column: flag, on: rød, off: ingen}}\n        fields:\n"
        "          - {columns: [flag], category: none, why: the mark on the binder}\n",
    )
    text = text.replace("  version: 3\n", "  version: 4\n", 1).replace(old, marked)
    publish(text.encode(), HJEMMEL, NOW)
    what = What(
        kind=TaskKind.KEEPER,
        of=f"request:r:{right}",
        day=NOW.date(),
        system="papirarkiv",
        verb=right,
        request="r",
        why_nb="fordi",
        why_en="because",
    )
    tasks.ask_for(what, HJEMMEL)
    keepers.send(HJEMMEL)
    page = Client(headers={"host": "localhost"}).get(f"/oppgave/{secret_in(inbox)}").content.decode()
    assert "Merket" in page and "<code>flag</code>" in page and f"<code>{stands}</code>" in page
