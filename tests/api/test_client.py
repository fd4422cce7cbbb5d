"""The client against the real application behind a real server; its page's examples are run, and what is lost on the way is asked again."""

import doctest
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.db import connections
from tests.api.conftest import NOW, Caller, Clock, made

from hjemmel.capabilities.register.models import Person
from hjemmel.client import Client, NotFromHjemmel, Problem, Unreached, verify_webhook
from hjemmel.client.calls import MOST_IN_BULK
from hjemmel.core.webhook import signature, written_secret
from hjemmel.desk.programs import entry
from hjemmel.web.wsgi import application

PAGE = Path(__file__).parents[2] / "docs" / "client.md"
KEY = b"k" * 32


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def process_request_thread(self, request: object, client_address: object) -> None:
        try:
            super().process_request_thread(request, client_address)  # type: ignore[arg-type]
        finally:
            connections.close_all()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *told: object) -> None:
        pass


@pytest.fixture
def address(company: Path) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, application, server_class=_Server, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def client(address: str, shop: Caller, kari: str) -> Client:
    return Client(address, shop.token, pause=lambda seconds: None)


def told(body: bytes) -> dict[str, str]:
    seconds = int(NOW.timestamp())
    return {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": str(seconds),
        "Webhook-Signature": signature(KEY, "msg_1", seconds, body.decode()),
    }


BODY = b'{"data":{"about":{},"id":"a","purpose":"news"},"timestamp":"2026-11-23T06:00:00.000Z","type":"consent.given"}'


def test_the_examples_of_its_page_are_true(address: str, shop: Caller, kari: str) -> None:
    def verify(secret: str, headers: dict[str, str], body: bytes) -> object:
        return verify_webhook(secret, headers, body, now=NOW.timestamp())

    names = {
        "ADDRESS": address, "TOKEN": shop.token, "NOW": NOW, "SECRET": written_secret(KEY), "headers": told(BODY), "body": BODY,
    }  # fmt: skip
    text = PAGE.read_text(encoding="utf-8").replace("import verify_webhook", "import verify_webhook as _")
    found = doctest.DocTestParser().get_doctest(
        text, {**names, "verify_webhook": verify}, "client.md", str(PAGE), 0
    )
    assert len(found.examples) > 15
    outcome = doctest.DocTestRunner(verbose=False).run(found)
    assert outcome.failed == 0


def test_everybody_of_a_purpose_and_the_statement_and_the_promises(client: Client, kari: str) -> None:
    assert [home.id for home in client.everybody("news")] == [kari]
    assert client.statement("en")["lang"] == "en"
    assert {one.verdict for one in client.promises()} == {"UNKNOWN"}


def test_relations_and_objections(client: Client, kari: str) -> None:
    origin = {"source": "person", "channel": "email", "purposes": ["deliver"]}
    begun = client.begin_relation(kari, "customer", NOW.date(), **origin)  # type: ignore[arg-type]
    client.end_relation(begun.id, NOW.date())
    with pytest.raises(Problem) as again:
        client.end_relation(begun.id, NOW.date())
    assert (again.value.status, again.value.name) == (409, "already-done")
    assert client.object_to("register.people", [kari], "news") == "upheld"
    assert client.tell(kari) == NOW


def test_a_long_list_is_asked_in_parts(client: Client) -> None:
    persons = ["ingen@ukjent.example"] * (MOST_IN_BULK + 1)
    assert len(client.may_each(persons, "news", "email").refused) == MOST_IN_BULK + 1


def test_a_problem_says_what_is_wrong_and_nothing_of_what_was_sent(client: Client) -> None:
    with pytest.raises(Problem) as no:
        client.take(
            kind="contact",
            name="Kari Plantet",
            email="kari-plantet",
            source="person",
            channel="email",
            purposes=["deliver"],
            told_at=NOW,
        )
    assert no.value.status == 422 and no.value.reasons[0].nb
    assert "lantet" not in str(no.value)


# ---- what is lost on the way -------------------------------------------------------------------------------


@pytest.fixture
def losing(address: str) -> Iterator[tuple[str, list[int]]]:
    """Between client and server: carries each request on, and loses the first answers as the list says; 0: silence."""
    losses: list[int] = []
    to_server = Client(address, "-")._transport

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            request = urllib.request.Request(
                to_server.address.removesuffix("/api/v1") + self.path, data=body, method="POST",
                headers={name: self.headers[name] for name in ("Authorization", "Idempotency-Key", "Content-Type")},
            )  # fmt: skip
            with urllib.request.urlopen(request) as answer:
                status, content = answer.status, answer.read()
            if losses:
                lost = losses.pop(0)
                if lost == 0:
                    self.close_connection = True
                    return
                status, content = lost, b"{}"
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *told: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", losses
    server.shutdown()
    server.server_close()


def take(client: Client) -> str:
    return client.take(
        kind="contact", name="Ola Bolla", source="person", channel="email", purposes=["deliver"], told_at=NOW
    ).id


def test_a_deed_whose_answer_is_lost_is_asked_again_and_done_once(
    losing: tuple[str, list[int]], shop: Caller
) -> None:
    address, losses = losing
    losses += [0, 503, 502]
    pauses: list[float] = []
    id = take(Client(address, shop.token, pause=pauses.append))
    assert list(Person.objects.values_list("pk", flat=True)) == [id]
    assert len(pauses) == 3 and pauses == sorted(pauses)


def test_where_no_answer_comes_the_key_tells_how_to_ask_again(
    losing: tuple[str, list[int]], shop: Caller
) -> None:
    address, losses = losing
    losses += [0, 0]
    client = Client(address, shop.token, tries=2, pause=lambda seconds: None)
    with pytest.raises(Unreached) as silence:
        take(client)
    assert silence.value.key
    assert Person.objects.count() == 1


def test_it_waits_as_long_as_it_is_told_to(address: str, company: Path, time: Clock) -> None:
    shop = made(("deliver",))
    for _ in range(entry.MOST):
        shop.get("/nowhere")
    waited: list[float] = []
    with pytest.raises(Problem) as often:
        Client(address, shop.token, tries=2, pause=waited.append).statement()
    assert often.value.status == 429 and waited == [60.0]


# ---- being told --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"Webhook-Id": "msg_2"},
        {"Webhook-Timestamp": "1"},
        {"Webhook-Timestamp": "soon"},
        {"Webhook-Signature": "v1,AAAA"},
        {"Webhook-Signature": "v2,AAAA v1,*"},
        {"Webhook-Signature": ""},
    ],
)
def test_what_is_not_from_hjemmel_is_known(changes: dict[str, str]) -> None:
    with pytest.raises(NotFromHjemmel):
        verify_webhook(written_secret(KEY), {**told(BODY), **changes}, BODY, now=NOW.timestamp())


def test_an_old_one_is_refused_and_another_signature_beside_does_no_harm() -> None:
    headers = told(BODY)
    with pytest.raises(NotFromHjemmel):
        verify_webhook(written_secret(KEY), headers, BODY, now=NOW.timestamp() + 301)
    headers["Webhook-Signature"] = f"v1,AAAA {headers['Webhook-Signature']}"
    assert verify_webhook(written_secret(KEY), headers, BODY, now=NOW.timestamp()).id == "msg_1"
