"""The contract behind an API, and what an API can do wrong: real HTTP on this machine."""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from tests.connectors.api_server import Api, Handler, as_usual, cut, done_and_then_silent, served, status
from tests.connectors.apis import api_connector

from hjemmel.connectors.contract import SHAPES, TABLES, ConnectorContract, Table
from hjemmel.connectors.http import HttpConnector
from hjemmel.connectors.http.client import Client, basic, bearer
from hjemmel.connectors.protocol import Connector, Drifted, Partial, Unreachable, Unsupported
from hjemmel.core.declaration.layouts import Paging
from hjemmel.core.selection import OneOf, Selection, negate
from hjemmel.core.shape import Shape


@pytest.fixture(scope="module")
def server() -> Iterator[Api]:
    with served() as api:
        yield api


@pytest.fixture
def api(server: Api) -> Api:
    server.script.clear()
    server.asked.clear()
    server.size = 1000
    server.between_pages = lambda: None
    return server


class TestHttp(ConnectorContract):
    @pytest.fixture(autouse=True)
    def _api(self, api: Api) -> None:
        self.api = api

    def make(self, tables: Sequence[Table], shapes: Mapping[str, Shape]) -> Connector:
        return api_connector(self.api, tables, shapes, at_once=4)


# ---- what an API can do wrong -----------------------------------------------------------------------------

PEOPLE = "shop.people"
KARI = Selection(PEOPLE, OneOf("id", (1,)))
SECRET = "s3cr3t-token"


def shop(api: Api, waits: list[float] | None = None, **options: Any) -> HttpConnector:
    return api_connector(api, TABLES, SHAPES, waits=waits, **options)


def test_a_busy_api_is_asked_again_later_each_time(api: Api) -> None:
    waits: list[float] = []
    found = shop(api, waits)
    api.script = [status(500), status(503), cut, status(502)]
    assert found.count(Selection(PEOPLE)) == 4
    assert waits == [0.5, 1.0, 2.0, 4.0]


def test_pauses_are_shortened_by_chance(api: Api) -> None:
    waits: list[float] = []
    asked = Client("shop", api.base, timeout=0.5, wait=waits.append)
    for _ in range(8):
        api.script = [status(503)]
        asked.ask("GET", f"{api.base}/people", "shop.people")
    assert all(0.25 <= wait <= 0.5 for wait in waits) and len(set(waits)) > 1


def test_retry_after_is_obeyed_by_all_at_once_and_not_for_ever(api: Api) -> None:
    waits: list[float] = []
    found = shop(api, waits)
    api.script = [status(429, Retry_After="7")]
    assert found.count(Selection(PEOPLE)) == 4
    assert waits and 6 < waits[0] <= 7
    api.script = [status(429, Retry_After="3600")]
    with pytest.raises(Unreachable, match="busy"):
        shop(api).count(Selection(PEOPLE))


def test_an_api_that_stays_silent_is_out_of_reach_and_nothing_is_changed(api: Api) -> None:
    found = shop(api)
    api.script = [cut] * 5
    with pytest.raises(Unreachable, match="no answer"):
        found.erase(KARI, at_most=1)
    assert api.changes() == []


def test_a_slow_api_is_not_waited_for(api: Api) -> None:
    def slow(handler: Handler) -> bool:
        time.sleep(0.7)
        return False

    waits: list[float] = []
    found = shop(api, waits)
    api.script = [slow]
    assert found.count(Selection(PEOPLE)) == 4
    assert waits == [0.5]


def test_a_lost_answer_does_nothing_twice(api: Api) -> None:
    found = shop(api)
    rows = Selection("shop.lines", OneOf("id", (1,)))
    api.script = [*[as_usual] * 3, done_and_then_silent]
    assert found.overwrite(rows, {"text": None}, at_most=1) == 1
    sent = [headers for method, _, headers, _ in api.asked if method == "PATCH"]
    assert len(sent) == 2
    assert len({headers["Idempotency-Key"] for headers in sent}) == 1
    assert len(api.done_before) == 1, "it was done once"


def test_the_same_change_has_the_same_key_in_another_process_and_others_have_others(api: Api) -> None:
    keys = []
    for row, value in ((1, "a"), (1, "a"), (1, "b"), (2, "a")):
        found = shop(api)  # the tables anew, and a new connector
        found.rectify(Selection("shop.lines", OneOf("id", (row,))), {"text": value}, at_most=1)
        keys += [headers["Idempotency-Key"] for method, _, headers, _ in api.asked if method == "PATCH"]
        api.asked.clear()
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def test_a_row_that_was_erased_while_the_answer_was_lost_counts_as_erased(api: Api) -> None:
    found = shop(api)
    api.script = [*[as_usual] * 3, done_and_then_silent]
    rows = Selection("shop.lines", OneOf("id", (4,)))
    assert found.erase(rows, at_most=1) == 1
    assert found.count(rows) == 0


def test_what_broke_after_some_rows_is_partial_and_the_rest_can_be_done(api: Api) -> None:
    found = shop(api)
    lines = Selection("shop.lines")
    # The list (its rows, and an empty page), then two rows, each looked at and erased.
    api.script = [as_usual] * 6 + [status(503)] * 5
    with pytest.raises(Partial) as raised:
        found.erase(lines, at_most=4)
    assert raised.value.done == 2
    assert found.erase(lines, at_most=2) == 2
    assert found.count(lines) == 0


def test_a_row_that_changed_since_the_list_was_read_is_left(api: Api) -> None:
    found = shop(api)
    rows = Selection("shop.lines", OneOf("text", ("x", "y")))

    def meddle(handler: Handler) -> bool:
        api.tables["lines"][0]["text"] = "now it is another"
        return False

    api.script = [as_usual, meddle]
    assert found.erase(rows, at_most=2) == 1
    assert [row["id"] for row in api.tables["lines"]] == [1, 3, 4]


@pytest.mark.parametrize(
    "paging",
    [
        Paging(by="page", parameter="page", total="total", size_parameter="size", size=5),
        Paging(by="offset", parameter="offset"),
        Paging(by="cursor", parameter="after", next="next"),
        Paging(by="link"),
    ],
    ids=lambda paging: paging.by,
)
def test_every_kind_of_paging_gives_every_row_once(api: Api, paging: Paging) -> None:
    api.size = 2
    found = shop(api, layout={"paging": paging})
    assert found.count(Selection("shop.orders")) == 12
    assert found.count(Selection("shop.lines")) == 4


@pytest.mark.parametrize("by", ["page", "offset"])
def test_a_list_that_changes_between_its_pages_is_read_again(api: Api, by: str) -> None:
    api.size = 5
    found = shop(api, layout={"paging": Paging(by=by, parameter=by, total="total")})  # type: ignore[arg-type]
    pages = 0

    def meddle() -> None:
        nonlocal pages
        pages += 1
        if pages == 2:
            del api.tables["orders"][0]

    api.between_pages = meddle
    assert found.count(Selection("shop.orders")) == 11
    api.between_pages = lambda: api.tables["orders"].pop(0) if api.tables["orders"] else None
    with pytest.raises(Drifted, match="changes faster"):
        shop(api, layout={"paging": Paging(by=by, parameter=by, total="total")}).count(  # type: ignore[arg-type]
            Selection("shop.orders")
        )


def test_pages_that_go_in_a_circle_end(api: Api) -> None:
    found = shop(api, layout={"paging": Paging(by="cursor", parameter="after", next="next")})
    api.script = [lambda handler: handler.answer(200, {"data": {"items": []}, "next": "7"})] * 9
    with pytest.raises(Drifted, match="circle"):
        found.count(Selection(PEOPLE))


def test_a_next_page_somewhere_else_is_not_asked_for(api: Api) -> None:
    found = shop(api, layout={"paging": Paging(by="link", next="next")})
    with served() as other:
        api.script = [
            lambda handler: handler.answer(200, {"data": {"items": []}, "next": f"{other.base}/people"})
        ]
        with pytest.raises(Drifted, match="somewhere else"):
            found.count(Selection(PEOPLE))
        assert other.asked == []


def test_a_filter_asks_for_less_and_is_not_trusted(api: Api) -> None:
    found = shop(api, layout={"filters": {"email": "email", "name": "unknown_to_the_api"}})
    kari = OneOf("email", ("kari@example.no",))
    assert found.count(Selection(PEOPLE, kari)) == 1
    assert any("email=kari%40example.no" in path for _, path, _, _ in api.asked)
    assert found.count(Selection(PEOPLE, negate(kari))) == 3
    assert found.count(Selection(PEOPLE, OneOf("name", ("Kari", "Ola")))) == 2


def test_put_sends_the_whole_row_and_keeps_what_nobody_declared(api: Api) -> None:
    found = shop(api, layout={"change": "PUT"})
    api.tables["people"][0]["shoe_size"] = 41
    assert found.rectify(KARI, {"name": "Kari Prøve"}, at_most=1) == 1
    assert api.tables["people"][0] == {
        "id": 1, "email": "kari@example.no", "name": "Kari Prøve", "city": "Oslo", "points": 10,
        "sponsor_id": None, "shoe_size": 41,
    }  # fmt: skip


def test_keys_are_quoted_and_a_row_without_one_is_left(api: Api) -> None:
    found = shop(api)
    api.tables["orders"] = [{**TABLES[1].dicts[0], "shop": "a/b?c", "number": 1}]
    assert found.erase(Selection("shop.orders"), at_most=1) == 1
    assert api.changes() == [("DELETE", "/orders/a%2Fb%3Fc/1")]
    for odd in ("", ".", ".."):
        api.tables["orders"] = [{**TABLES[1].dicts[0], "shop": odd, "number": 1}]
        with pytest.raises(Unsupported, match="no key"):
            found.erase(Selection("shop.orders"), at_most=1)


def test_a_column_that_stands_in_no_row_is_gone(api: Api) -> None:
    found = shop(api)
    for row in api.tables["people"]:
        del row["name"]
        row["full_name"] = "x"
    people = found.describe().collection("people")
    assert people is not None
    assert people.column("name") is None
    assert people.column("full_name") is not None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"[1", "broken"), (b'{"data": {}}', "no list of rows"), (b'{"data": {"items": [1]}}', "no list of rows"),
        (b'{"x": "' + b"x" * (17 << 20) + b'"}', "far too large"),
    ],
)  # fmt: skip
def test_an_answer_that_is_not_what_was_declared_is_not_believed(api: Api, body: bytes, said: str) -> None:
    found = shop(api)

    def other(handler: Handler) -> bool:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = True
        return True

    api.script = [other]
    with pytest.raises(Drifted, match=said):
        found.count(Selection(PEOPLE))


def test_the_secret_is_sent_and_never_told(api: Api) -> None:
    who = bearer(SECRET)
    assert SECRET not in repr(who)
    Client("shop", api.base, who).ask("GET", f"{api.base}/people", "shop.people")
    assert api.asked[-1][2]["Authorization"] == f"Bearer {SECRET}"
    assert basic("a", "b").value == "Basic YTpi"
    api.script = [status(401)]
    with pytest.raises(Unreachable, match="does not let us in") as raised:
        Client("shop", api.base, who).ask("GET", f"{api.base}/people", "shop.people")
    assert SECRET not in str(raised.value)
    with pytest.raises(Unsupported) as refused:
        Client("shop", api.base, bearer(f"{SECRET}\nX-More: 1"))
    assert SECRET not in str(refused.value)


def test_a_redirect_is_not_followed(api: Api) -> None:
    found = shop(api)
    api.script = [status(302, Location=f"{api.base}/lines")]
    with pytest.raises(Drifted, match="elsewhere"):
        found.count(Selection(PEOPLE))


@pytest.mark.parametrize(
    "address",
    [
        "http://api.example",
        "https://user:pw@api.example",
        "ftp://api.example",
        "https://api.example?x=1",
        "https://",
        "x",
    ],
)
def test_an_address_that_is_not_safe_is_refused(address: str) -> None:
    with pytest.raises(Unsupported, match="not safe"):
        Client("shop", address)


def test_without_words_for_it_nothing_is_changed(api: Api) -> None:
    found = shop(api, layout={"change": None})
    with pytest.raises(Unsupported, match="how a row is changed"):
        found.rectify(KARI, {"name": "x"}, at_most=1)
    assert api.changes() == []
