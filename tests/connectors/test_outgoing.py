"""Trying a link: against a real server on this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from hjemmel.connectors.outgoing import look
from hjemmel.core.website.outgoing_link import Found

STATUSES = {"/there": 200, "/gone": 410, "/nowhere": 404, "/shut": 403, "/broken": 500}
LEADS = {"/moved": "/there", "/ring": "/ring", "/to-nowhere": "/nowhere", "/inward": "http://169.254.1.1/", "/file": "file:///etc/passwd"}  # fmt: skip


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def base(asked: list[str]) -> Iterator[str]:
    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            path = self.path.partition("?")[0]
            self.send_response(302 if path in LEADS else STATUSES[path])
            if path in LEADS:
                self.send_header("Location", LEADS[path])
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/there", Found.WORKS),
        ("/there?a=b#part", Found.WORKS),
        ("/moved", Found.WORKS),
        ("/gone", Found.DEAD),
        ("/nowhere", Found.DEAD),
        ("/to-nowhere", Found.DEAD),
        ("/ring", Found.DEAD),
        ("/shut", Found.NO_ANSWER),
        ("/broken", Found.NO_ANSWER),
        ("/inward", Found.NO_ANSWER),
        ("/file", Found.NO_ANSWER),
    ],
)
def test_what_is_found_at_a_link(base: str, path: str, found: Found) -> None:
    assert look(base + path, is_inside=True) is found


def test_this_machine_is_not_asked_unless_it_is_said_to_be(base: str, asked: list[str]) -> None:
    assert look(f"{base}/there") is Found.NO_ANSWER
    assert look(f"{base.replace('http:', 'https:')}/there") is Found.NO_ANSWER
    assert not asked


def test_where_nobody_listens_there_is_no_answer() -> None:
    assert look("http://127.0.0.1:1/", is_inside=True) is Found.NO_ANSWER
