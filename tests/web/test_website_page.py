"""The office's page about the website, and the round of links behind it."""

from __future__ import annotations

import html as markup
import json
from collections import Counter
from datetime import timedelta
from typing import Any

from django.test import Client
from tests.web.conftest import HJEMMEL, NOW

from hjemmel.core.website import cookie_choice as core
from hjemmel.core.website.outgoing_link import Found, outgoing
from hjemmel.desk import clock, cookie_choice, links
from hjemmel.desk.published import published
from hjemmel.web.site import embed

PAGE = "/kontor/informasjonskapsler"
ID = "6f1f6f0c-2a7c-4f53-9a35-0d2c4bb1d6a{}"


def shown(client: Client) -> str:
    answer: Any = client.get(PAGE)
    assert answer.status_code == 200
    return markup.unescape(answer.content.decode())


def choose(number: int, *said: str) -> None:
    told = {
        "id": ID.format(number),
        "revision": core.revision(published().map),
        "categories": said,
        "services": [],
    }
    cookie_choice.take(json.dumps(told).encode(), "")


def test_the_line_for_the_website_is_there_with_what_pins_it(reader: Client, visitor: Client) -> None:
    page = shown(reader)
    site = "https://personvern.merkevarden.example"
    assert f'<script src="{site}/embed/consent.js" defer></script>' in page
    assert f'src="{site}/embed/{embed.version()}/consent.js" integrity="{embed.integrity()}"' in page
    assert visitor.get(f"/embed/{embed.version()}/consent.js").status_code == 200
    assert visitor.get(PAGE).status_code == 302


def test_what_visitors_chose_is_counted_for_thirty_days(reader: Client) -> None:
    assert "Ingen har valgt" in shown(reader)
    asked = core.asked_about(published().map)
    choose(1)
    choose(2)
    choose(3, *asked)
    choose(4, asked[0])
    assert cookie_choice.counted() == core.Counted(made=4, refused=2, accepted=1)
    assert "Ingen har valgt" not in shown(reader)
    clock.use(lambda: NOW + timedelta(days=31))
    assert cookie_choice.counted() == core.Counted()


def test_each_link_is_tried_once_a_week_and_a_dead_one_again_the_next_day(reader: Client) -> None:
    asked = Counter[str]()
    dead = outgoing(published().map)[0]

    def look(address: str) -> Found:
        asked[address] += 1
        return Found.DEAD if address == dead else Found.WORKS

    assert links.try_all(HJEMMEL, look) == len(asked) == len(outgoing(published().map))
    assert links.try_all(HJEMMEL, look) == 0
    assert "Siden er borte" in shown(reader) and "Én lenke vi har publisert" in shown(reader)
    clock.use(lambda: NOW + timedelta(days=1))
    assert links.try_all(HJEMMEL, lambda address: Found.NO_ANSWER) == 1
    assert "Siden er borte" in shown(reader)
    clock.use(lambda: NOW + timedelta(days=2))
    assert links.try_all(HJEMMEL, lambda address: Found.WORKS) == 1
    assert "Siden er borte" not in shown(reader)


def test_a_choice_that_is_none_is_refused_and_kept_nowhere(visitor: Client) -> None:
    revision = core.revision(published().map)
    good = {"id": ID.format(1), "revision": revision, "categories": [], "services": []}
    for wrong in (
        b"",
        b"[]",
        b"{" * 100,
        b"x" * (core.LONGEST + 1),
        json.dumps({**good, "revision": revision + 1}).encode(),
        json.dumps({**good, "id": "ola@nowhere.example"}).encode(),
        json.dumps({**good, "categories": ["everything"]}).encode(),
    ):
        answer = visitor.post("/embed/choices", wrong, content_type="text/plain")
        assert answer.status_code in (400, 413) and b"nowhere" not in answer.content
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert cookie_choice.counted().made == 0
    kept = visitor.post("/embed/choices", json.dumps(good), content_type="text/plain")
    assert kept.status_code == 201 and not kept.cookies
    assert cookie_choice.counted() == core.Counted(made=1, refused=1)


def test_a_flood_from_one_place_is_told_to_wait(visitor: Client) -> None:
    cookie_choice._flood.seen.clear()
    codes = Counter(
        visitor.post("/embed/choices", b"{}", content_type="text/plain").status_code for _ in range(122)
    )
    assert codes == {400: cookie_choice.FROM_ONE_PLACE, 429: 122 - cookie_choice.FROM_ONE_PLACE}


def test_the_question_can_be_kept_and_is_the_same_as_long_as_nothing_changes(visitor: Client) -> None:
    first = visitor.get("/embed/choice.json")
    mark = first.headers["ETag"]
    assert first.json()["asks"] is True and first.headers["Access-Control-Allow-Origin"] == "*"
    assert visitor.get("/embed/choice.json", headers={"If-None-Match": mark}).status_code == 304
    assert visitor.get("/embed/0000000000000000/consent.js").status_code == 404
