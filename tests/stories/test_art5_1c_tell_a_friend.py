"""Art. 5(1)(c): the address of a friend who is told of a page goes into one message, and is nowhere afterwards.

Over a real SMTP server and the public pages."""

from __future__ import annotations

import base64
import gzip
import hashlib
import logging
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connections
from django.test import Client
from tests.connectors.mail_server import Inbox, mail_server
from tests.database import fresh
from tests.desk.gift_shop import HJEMMEL, NOW

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.facts.services import record
from hjemmel.capabilities.ledger.services import note
from hjemmel.capabilities.web_log.models import RefusedCount
from hjemmel.connectors import log_files
from hjemmel.connectors.protocol import Unreachable
from hjemmel.core.facts import AddressKind, Suppressed
from hjemmel.core.website import tell_a_friend as core
from hjemmel.desk import clock, keys, tell_a_friend, web_log
from hjemmel.desk.kept import kept
from hjemmel.desk.marks import marker

SMALL = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts_small" / "hjemmel.yaml"
FORM = """
  tell_a_friend:
    sites: ["https://www.merkevarden.example"]
    trial_to: prove@merkevarden.example
    logs: {web: "${LOGS}/web.log", mail: "${LOGS}/mail", application: "${LOGS}/application.log"}
    shown_on: ["https://www.merkevarden.example"]
"""
FRIEND, PAGE = "kari.plantet@nowhere.example", "https://www.merkevarden.example/gaver/jul"
HIDDEN = re.compile(r'name="vist" value="([0-9a-f]{64})"')


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three logs, each with a line in it."""
    monkeypatch.setenv("LOGS", str(tmp_path))
    (tmp_path / "mail").mkdir()
    for name in ("web.log", "mail/today.log", "application.log"):
        (tmp_path / name).write_text("POST /tips-en-venn 200\n")
    return tmp_path


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch, inbox: Inbox, logs: Path) -> Iterator[Client]:
    declared = SMALL.read_text(encoding="utf-8").replace("\nmeasures:\n", f"{FORM}\nmeasures:\n", 1)
    with mail_server(inbox) as address:
        for _ in fresh():
            monkeypatch.setenv("MAIL_URL", address)
            keys.prepare(HJEMMEL)
            clock.use(lambda: NOW)
            publish(declared.encode(), HJEMMEL, NOW)
            tell_a_friend.begin_anew()
            yield Client(headers={"host": "localhost"})
            clock.use(clock.machine)


def opened(visitor: Client, at: str = "/tips-en-venn", page: str = PAGE) -> str:
    """The hidden word of a form that was opened half a minute ago."""
    clock.use(lambda: NOW - timedelta(seconds=30))
    (form,) = HIDDEN.findall(visitor.get(at, {"side": page}).content.decode())
    clock.use(lambda: NOW)
    return str(form)


def told(visitor: Client, **other: str) -> tuple[int, str]:
    at = other.pop("at", "/tips-en-venn")
    typed = {
        "vist": other.pop("vist", "") or opened(visitor, at),
        "side": PAGE,
        "epost": FRIEND,
        "nettsted": "",
    }
    answer = visitor.post(at, {**typed, **other})
    return answer.status_code, answer.content.decode()


def stored() -> str:
    for connection in connections.all():
        connection.ensure_connection()
    return "\n".join(line for one in connections.all() for line in one.connection.iterdump())


def test_the_friend_gets_one_message_with_the_link_and_no_word_of_anybodys(
    visitor: Client, inbox: Inbox
) -> None:
    status, page = told(visitor, melding="Kjøp billige klokker", navn="Kari\r\nBcc: alle@nowhere.example")
    assert status == 200 and "Tipset er sendt" in page and FRIEND not in page
    (came,) = inbox.messages
    assert came["To"] == FRIEND and inbox.recipients == [FRIEND] and came["Bcc"] is None
    text = came.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert PAGE in text and "har ikke lagret adressen din" in text
    assert "klokker" not in came.as_string() and "Kari" not in came.as_string()


def test_the_address_is_in_no_table_and_no_log_even_when_everything_is_logged(
    visitor: Client, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    web_log.look()
    with caplog.at_level(logging.DEBUG):
        assert told(visitor)[0] == 200
        inbox.answers[FRIEND] = "550 no such mailbox"
        assert told(visitor)[0] == 503
        web_log.write()
    web_log.leave()
    # The mail server stands in this process too, and logs for itself.
    logged = [one.getMessage() for one in caplog.records if one.name != "mail.log"]
    left = "\n".join([stored(), *logged])
    for sign in (FRIEND, "plantet", base64.b64encode(FRIEND.encode()).decode().rstrip("="),
                 hashlib.sha256(FRIEND.encode()).hexdigest(), marker(HJEMMEL).mark(AddressKind.EMAIL, FRIEND)):  # fmt: skip
        assert sign not in left


def test_when_the_mail_server_is_away_it_says_so_and_nothing_waits(
    visitor: Client, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stored()
    with monkeypatch.context() as away:
        away.setenv("MAIL_URL", "smtp://127.0.0.1:1")
        status, page = told(visitor)
    assert status == 503 and "Ingenting av det er lagret" in page
    # How much has come is counted, under codes alone (tests/desk/test_flood.py).
    left = [line for line in stored().splitlines() if "flood_count" not in line]
    assert left == [line for line in before.splitlines() if "flood_count" not in line]
    assert not inbox.messages


def test_more_than_one_address_or_a_line_break_is_no_address(visitor: Client, inbox: Inbox) -> None:
    form = opened(visitor)
    for friend in (
        "kari",
        "",
        "kari@nowhere.example\r\nBcc: alle@nowhere.example",
        "a@nowhere.example\nsubject: hei",
        "a@nowhere.example, b@nowhere.example",
        "a@nowhere.example;b@nowhere.example",
        "<a@nowhere.example>",
        f"{'x' * 300}@nowhere.example",
    ):
        status, page = told(visitor, vist=form, epost=friend)
        assert status == 400 and "ikke en e-postadresse" in page and not inbox.messages, friend


def test_no_other_page_than_ours_can_be_told_of(visitor: Client, inbox: Inbox) -> None:
    form = opened(visitor)
    for page in (
        "https://evil.example/",
        "http://www.merkevarden.example/",
        "https://www.merkevarden.example.evil.example/",
        "https://www.merkevarden.example@evil.example/",
        "https://www.merkevarden.example:8443/",
        "javascript:alert(1)",
        "https://www.merkevarden.example/a%0d%0ab",
        "//evil.example",
        "https://www.merkevarden.example/a b",
        f"https://www.merkevarden.example/{'a' * 300}",
        "https://[",
        "/gaver",
    ):
        assert visitor.get("/tips-en-venn", {"side": page}).status_code == 404, page
        assert told(visitor, vist=form, side=page)[0] == 404 and not inbox.messages, page


def test_what_could_say_anything_is_left_out_of_the_page(visitor: Client, inbox: Inbox) -> None:
    assert told(visitor, side=f"{PAGE}?q=kjop+klokker#billig")[0] == 200
    sent = inbox.messages[0].as_string()
    assert PAGE in sent and "klokker" not in sent and "billig" not in sent


def test_a_sixth_message_from_one_place_and_a_third_to_one_friend_must_wait(
    visitor: Client, inbox: Inbox
) -> None:
    assert [told(visitor)[0] for _ in range(3)] == [200, 200, 429]
    others = [told(visitor, epost=f"ola{number}@nowhere.example")[0] for number in range(3)]
    assert others == [200, 200, 429] and len(inbox.messages) == 4
    clock.use(lambda: NOW + timedelta(days=2))
    assert told(visitor, epost="eva@nowhere.example")[0] == 429, "a clock that is moved lets nobody in"
    web_log.write()
    assert RefusedCount.objects.get(kind="flood").number == 3


def test_programs_are_held_off(visitor: Client, inbox: Inbox) -> None:
    assert told(visitor, nettsted="https://spam.example")[0] == 200
    assert told(visitor, vist="0" * 64)[0] == 400
    form = HIDDEN.findall(visitor.get("/tips-en-venn").content.decode())[0]
    assert told(visitor, vist=form)[0] == 400
    elsewhere = visitor.post("/tips-en-venn", {"epost": FRIEND}, headers={"sec-fetch-site": "cross-site"})
    assert elsewhere.status_code == 403 and not inbox.messages


def test_only_the_declared_sites_can_show_it_in_a_frame(visitor: Client, inbox: Inbox) -> None:
    policy = visitor.get("/tell-a-friend/frame", {"side": PAGE})["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://www.merkevarden.example" in policy
    assert "frame-ancestors 'none'" in visitor.get("/tell-a-friend")["Content-Security-Policy"]
    assert told(visitor, at="/tell-a-friend/frame")[0] == 200
    assert "Somebody wants to show you" in inbox.messages[0]["Subject"]


def test_a_friend_who_has_said_no_gets_nothing_and_nobody_learns_of_it(visitor: Client, inbox: Inbox) -> None:
    mark = marker(HJEMMEL).mark(AddressKind.EMAIL, FRIEND)
    record([Suppressed(kind=AddressKind.EMAIL, mark=mark, at=NOW)], HJEMMEL, NOW)
    status, page = told(visitor)
    assert status == 200 and "Tipset er sendt" in page and not inbox.messages


# ---- the trial ---------------------------------------------------------------------------------------------


def tried(visitor: Client) -> tuple[int, str]:
    """A trial through the real page; and the address that it went to, as the mail server saw it."""

    def post(address: str, form: Mapping[str, str]) -> Mapping[str, str]:
        return dict(visitor.post(urlsplit(address).path, form).headers)

    steps = tell_a_friend.try_it(HJEMMEL, post)
    return steps, f"prove+{core.token(marker(HJEMMEL).key, NOW)}@merkevarden.example"


def sought() -> tuple[tuple[str, ...], tuple[str, ...]]:
    clock.use(lambda: NOW + timedelta(minutes=10))
    assert tell_a_friend.try_it(HJEMMEL) == 1
    (trial,) = kept().friend_trials
    assert trial.sought_at
    return trial.found_in, trial.unread


def test_a_trial_goes_once_a_week_and_is_found_nowhere(visitor: Client, inbox: Inbox) -> None:
    steps, address = tried(visitor)
    assert steps == 1 and inbox.recipients == [address]
    assert re.fullmatch(r"prove\+[0-9a-f]{24}@merkevarden\.example", address)
    assert tried(visitor)[0] == 0 and tell_a_friend.try_it(HJEMMEL) == 0, "it has not settled"
    assert sought() == ((), ())
    clock.use(lambda: NOW + timedelta(days=7))
    assert tried(visitor)[0] == 1


@pytest.mark.parametrize(
    ("file", "written"),
    [("web.log", "base64"), ("mail/today.log", "plain"), ("application.log", "sha256"),
     ("mail/older.log.gz", "capitals"), ("web.log", "across")],
)  # fmt: skip
def test_an_address_in_a_log_is_found(visitor: Client, logs: Path, file: str, written: str) -> None:
    _, address = tried(visitor)
    line = {
        "plain": f"to=<{address}> sent",
        "capitals": address.upper(),
        "base64": base64.b64encode(f"epost={address}&side=x".encode()).decode(),
        "sha256": hashlib.sha256(address.encode()).hexdigest(),
        "across": "x" * (log_files.CHUNK - 20) + address,
    }[written].encode()
    opener = gzip.open if file.endswith(".gz") else open
    with opener(logs / file, "wb") as log:
        log.write(b"something else\n" + line + b"\nsomething else\n")
    name = "mail" if file.startswith("mail") else Path(file).stem
    assert sought() == ((name,), ())


def test_an_address_in_one_of_our_own_tables_is_found(visitor: Client) -> None:
    _, address = tried(visitor)
    note("request-noted", HJEMMEL, {"planted": address}, NOW)
    assert sought() == (("tables",), ())


def test_a_log_that_is_away_or_empty_or_not_said_is_not_read(
    visitor: Client, logs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried(visitor)
    (logs / "web.log").unlink()
    (logs / "application.log").write_text("")
    assert sought() == ((), ("web", "application"))


def test_a_page_that_does_not_say_that_it_sent_the_trial_is_no_trial(visitor: Client) -> None:
    for answer in ({}, {tell_a_friend.RECEIPT: "0" * 32}):
        with pytest.raises(Unreachable):
            tell_a_friend.try_it(HJEMMEL, lambda _address, _form, answer=answer: answer)  # type: ignore[misc]
    assert not kept().friend_trials
