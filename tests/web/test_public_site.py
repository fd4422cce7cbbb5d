"""What stands around the statement: its other forms, what changed lately, the way to the forms, and /.well-known."""

from __future__ import annotations

import gzip
import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client
from tests.web.conftest import HJEMMEL, NOW, PROFILE

from hjemmel.capabilities.declarations.services import publish
from hjemmel.desk import clock

KILOBYTE = 1000
NEW = (
    PROFILE.read_bytes()
    .replace(b"  version: 3\n", b"  version: 4\n")
    .replace(
        b"  tools:\n    - {title: Google Analytics 4,",
        b"    - {name: _gcl_au, party: third, set_by: Google Ireland Ltd, category: marketing, purpose: {nb: vise annonser, en: show advertisements}, lifetime: 3 months, consent: true}\n"
        b"  tools:\n    - {title: Google Analytics 4,",
    )
)


def html(response: Any) -> str:
    return str(response.content.decode())


def test_a_fresh_change_stands_on_the_statement_for_as_long_as_is_promised(visitor: Client) -> None:
    assert "nylig endret" not in html(visitor.get("/personvern"))
    publish(NEW, HJEMMEL, NOW)
    for days, is_shown in ((0, True), (29, True), (30, False)):
        clock.use(lambda later=NOW + timedelta(days=days): later)  # type: ignore[misc]
        assert ("nylig endret" in html(visitor.get("/personvern"))) is is_shown
        assert ("was changed recently" in html(visitor.get("/privacy"))) is is_shown
    assert "Dette er endret" in html(visitor.get("/personvern/versjoner"))


def test_a_version_that_is_to_come_is_shown_with_its_day_and_takes_over_by_itself(visitor: Client) -> None:
    to_come = re.sub(rb"(\n  valid_from: )[0-9-]+", rb"\g<1>2027-01-01", NEW, count=1)
    publish(to_come, HJEMMEL, NOW)
    page = html(visitor.get("/personvern"))
    notice, statement = page.split("</aside>", 1)
    assert "Erklæringen blir endret" in notice and "januar 2027" in notice
    assert "_gcl_au" not in statement, "what stands is not yet what comes"
    assert "will be changed" in html(visitor.get("/privacy"))
    read_ahead = html(visitor.get("/personvern/versjoner/4"))
    assert "som ikke gjelder ennå" in read_ahead and "_gcl_au" in read_ahead
    assert "Den gjelder ikke ennå" in html(visitor.get("/personvern/versjoner"))
    clock.use(lambda: datetime(2026, 12, 31, 23, tzinfo=UTC))
    page = html(visitor.get("/personvern"))
    assert "nylig endret" in page and "_gcl_au" in page.split("</aside>", 1)[1]
    assert "ikke gjelder lenger" in html(visitor.get("/personvern/versjoner/3"))


def test_an_earlier_version_shows_no_change(visitor: Client) -> None:
    publish(NEW, HJEMMEL, NOW)
    assert "nylig endret" not in html(visitor.get("/personvern/versjoner/3"))


def test_the_statement_leads_to_its_other_forms_and_they_are_there(visitor: Client) -> None:
    shown = html(visitor.get("/privacy"))
    for address, kind in (
        ("/privacy.json", "application/json"),
        ("/privacy.jsonld", "application/ld+json"),
        ("/privacy.tilt.json", "application/json"),
    ):
        assert f'href="{address}"' in shown
        answer = visitor.get(address)
        assert answer.headers["Content-Type"].startswith(kind) and json.loads(answer.content)


def test_the_foot_leads_to_the_forms_that_are_declared(visitor: Client) -> None:
    shown = html(visitor.get("/personvern"))
    assert '<a href="/din-side">Din side</a>' in shown and "Kontaktskjema" not in shown


def test_security_txt_says_whom_to_write_to_and_is_never_out_of_date(visitor: Client) -> None:
    answer = visitor.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().split("\r\n")
    fields = dict(line.split(": ", 1) for line in lines if line)
    assert len(fields) == len(lines) - 1 and lines[-1] == ""
    assert re.fullmatch(r"mailto:[^@\s]+@merkevarden\.example", fields["Contact"])
    until = date.fromisoformat(fields["Expires"].removesuffix("T00:00:00Z"))
    assert timedelta(days=90) < until - NOW.date() < timedelta(days=365)
    assert fields["Canonical"] == "https://personvern.merkevarden.example/.well-known/security.txt"


def test_a_browser_that_asks_for_no_sharing_is_told_that_it_counts(visitor: Client) -> None:
    told = visitor.get("/.well-known/gpc.json").json()
    assert told == {"gpc": True, "version": 1, "lastUpdate": "2026-11-23"}


def test_the_first_page_is_small_and_asks_nobody_else(visitor: Client) -> None:
    page = html(visitor.get("/personvern"))
    fetched = set(re.findall(r'<(?:link|script|img)\b[^>]*?(?:href|src)="([^"]+)"', page))
    fetched = {one for one in fetched if "alternate" not in _tag(page, one)}
    assert not [one for one in fetched if not one.startswith("/")]
    size = len(gzip.compress(page.encode()))
    for address in fetched:
        answer = visitor.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        assert answer.status_code == 200 and b"url(http" not in body
        size += len(gzip.compress(body))
    assert size <= 60 * KILOBYTE, size


def _tag(page: str, address: str) -> str:
    found = re.search(rf'<[^>]*"{re.escape(address)}"[^>]*>', page)
    return found[0] if found else ""
