"""Pages that are the same for everybody are set once and given again, and never a moment longer than they are true."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.conftest import HJEMMEL, NOW, PROFILE
from tests.web.test_public_site import NEW, html

from hjemmel.capabilities.declarations.services import publish
from hjemmel.desk import clock
from hjemmel.web import kept_pages

SAME_FOR_ALL = (
    "/personvern", "/privacy", "/personvern.json", "/personvern.jsonld", "/personvern.tilt.json",
    "/embed/consent.js", "/embed/consent.css", "/embed/choice.json", "/.well-known/security.txt",
)  # fmt: skip


@pytest.mark.parametrize("address", SAME_FOR_ALL)
def test_it_is_given_again_as_it_was_with_every_header_for_one_look_at_what_stands(
    visitor: Client, address: str
) -> None:
    first = visitor.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        again = visitor.get(address)
    assert first.status_code == again.status_code == 200
    assert again.content == first.content and dict(again.headers) == dict(first.headers)
    assert "default-src 'none'" in again.headers["Content-Security-Policy"]
    assert len(asked) == 1 and not again.cookies


def test_who_has_the_page_is_told_that_it_still_stands(visitor: Client) -> None:
    mark = visitor.get("/personvern").headers["ETag"]
    for kept in (mark, f"W/{mark}", f'"other", {mark}'):
        answer = visitor.get("/personvern", headers={"If-None-Match": kept})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == mark and "Content-Security-Policy" in answer.headers
    assert visitor.get("/personvern", headers={"If-None-Match": '"other"'}).status_code == 200


def test_who_reads_no_gzip_gets_none_and_the_page_is_the_same(visitor: Client) -> None:
    for _ in range(2):
        packed = visitor.get("/personvern", headers={"Accept-Encoding": "gzip, br"})
        plain = visitor.get("/personvern")
        assert gzip.decompress(packed.content) == plain.content
        assert packed.headers["ETag"] == f"W/{plain.headers['ETag']}"
        assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
        assert packed.headers["Content-Length"] == str(len(packed.content))


def test_a_new_version_shows_at_once(visitor: Client) -> None:
    question = visitor.get("/embed/choice.json").json()["revision"]
    mark = visitor.get("/personvern").headers["ETag"]
    publish(NEW, HJEMMEL, NOW)
    shown = visitor.get("/personvern", headers={"If-None-Match": mark})
    assert shown.status_code == 200 and "_gcl_au" in html(shown) and "nylig endret" in html(shown)
    assert visitor.get("/embed/choice.json").json()["revision"] != question
    assert "som ikke gjelder lenger" in html(visitor.get("/personvern/versjoner/3"))


def test_a_version_that_says_the_same_as_before_still_shows_its_own_day(visitor: Client) -> None:
    assert "_gcl_au" not in html(visitor.get("/personvern"))
    publish(NEW, HJEMMEL, NOW)
    assert "_gcl_au" in html(visitor.get("/personvern"))
    back = PROFILE.read_bytes().replace(b"  version: 3\n", b"  version: 5\n")
    publish(back, HJEMMEL, NOW)
    assert "_gcl_au" not in html(visitor.get("/personvern")).split("nylig endret")[1].split("</aside>")[1]


def test_the_day_turns_it(visitor: Client) -> None:
    publish(NEW, HJEMMEL, NOW)
    expires = visitor.get("/.well-known/security.txt").content
    assert "nylig endret" in html(visitor.get("/personvern"))
    clock.use(lambda: NOW + timedelta(days=30))
    assert "nylig endret" not in html(visitor.get("/personvern"))
    assert visitor.get("/.well-known/security.txt").content != expires


def test_languages_hosts_and_questions_in_the_address_stay_apart(visitor: Client) -> None:
    assert 'lang="nb"' in html(visitor.get("/personvern")) and 'lang="en"' in html(visitor.get("/privacy"))
    assert visitor.get("/personvern", headers={"host": "evil.example"}).status_code == 400
    assert visitor.get("/personvern", headers={"host": "evil.example"}).status_code == 400
    kept = len(kept_pages._kept)
    for number in range(5):
        assert visitor.get(f"/personvern?{number}").status_code == 200
    assert len(kept_pages._kept) == kept


@pytest.mark.parametrize(
    "address", ["/din-side", "/dine-data", "/kontor/inn", "/personvern/versjoner", "/butikk"]
)
def test_a_page_that_has_anything_of_ones_own_is_never_kept(visitor: Client, address: str) -> None:
    answer = visitor.get(address)
    assert not kept_pages._kept and "ETag" not in answer.headers
