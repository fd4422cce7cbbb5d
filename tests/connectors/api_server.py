"""An API on this machine over tables in memory: real HTTP, pages of every kind, and faults one can order."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Fault = Callable[["Handler"], bool]
"""Answers in the API's place, and says whether it did; else the API answers too."""


class Api:
    """`tables` are lists of rows; `keys` their key columns. `size` rows at most are given at a time."""

    def __init__(self) -> None:
        self.tables: dict[str, list[dict[str, Any]]] = {}
        self.keys: dict[str, tuple[str, ...]] = {}
        self.size = 1000
        self.script: list[Fault] = []
        """One a request, first of all."""
        self.between_pages: Callable[[], None] = lambda: None
        self.asked: list[tuple[str, str, dict[str, str], Any]] = []
        self.base = ""
        self.lock = threading.Lock()
        self.done_before: dict[str, tuple[int, Any]] = {}
        """What was answered to which idempotency key."""

    def lay(
        self, tables: Mapping[str, Sequence[Mapping[str, Any]]], keys: Mapping[str, tuple[str, ...]]
    ) -> None:
        self.tables = {name: [dict(row) for row in rows] for name, rows in tables.items()}
        self.keys = dict(keys)
        self.done_before.clear()

    def changes(self) -> list[tuple[str, str]]:
        return [(method, path) for method, path, _, _ in self.asked if method != "GET"]

    def listed(self, name: str, query: Mapping[str, str]) -> tuple[Any, dict[str, str]]:
        rows = self.tables[name]
        size = min(int(query.get("size", self.size)), self.size)
        for column in ("email", "id", "name"):
            if column in query:
                rows = [row for row in rows if str(row.get(column)) == query[column]]
        start = int(query.get("after") or query.get("offset") or 0)
        if "page" in query:
            start = (int(query["page"]) - 1) * size
        page, end = rows[start : start + size], start + size
        more = end < len(rows)
        self.between_pages()
        link = {"Link": f'<{self.base}/{name}?after={end}>; rel="next"'} if more else {}
        return {"data": {"items": page}, "next": str(end) if more else None, "total": len(rows)}, link

    def row(self, name: str, parts: Sequence[str]) -> dict[str, Any] | None:
        return next(
            (row for row in self.tables[name] if [str(row[key]) for key in self.keys[name]] == list(parts)),
            None,
        )

    def change(self, method: str, name: str, parts: Sequence[str], body: Any, key: str) -> tuple[int, Any]:
        if key and key in self.done_before:
            return self.done_before[key]
        row = self.row(name, parts)
        if row is None:
            return 404, None
        if method == "DELETE":
            self.tables[name].remove(row)
        elif method == "PUT":
            row.clear()
            row.update(body)
        else:
            merge(row, body)
        if key:
            self.done_before[key] = (200, {"ok": True})
        return 200, {"ok": True}


def merge(row: dict[str, Any], body: Mapping[str, Any]) -> None:
    for name, value in body.items():
        if isinstance(value, dict) and isinstance(row.get(name), dict):
            merge(row[name], value)
        else:
            row[name] = value


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    api: Api

    def answer(self, status: int, body: Any = None, **headers: str) -> bool:
        text = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(text)),
            **headers,
        }.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(text)
        return True

    def _do(self) -> None:
        where = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        self.body = json.loads(self.rfile.read(length)) if length else None
        query = {name: values[0] for name, values in parse_qs(where.query).items()}
        with self.api.lock:
            self.api.asked.append((self.command, self.path, dict(self.headers), self.body))
            fault = self.api.script.pop(0) if self.api.script else None
        with suppress(OSError):  # the one who asked has gone
            if fault is not None and fault(self):
                return
            self._serve(where.path, query)

    def _serve(self, path: str, query: Mapping[str, str]) -> None:
        name, *parts = [unquote(part) for part in path.strip("/").split("/")]
        with self.api.lock:
            if name not in self.api.tables:
                status, body, more = 404, None, dict[str, str]()
            elif self.command == "GET" and not parts:
                (body, more), status = self.api.listed(name, query), 200
            elif self.command == "GET":
                body, more = self.api.row(name, parts), {}
                status = 200 if body is not None else 404
            else:
                key = self.headers.get("Idempotency-Key", "")
                (status, body), more = self.api.change(self.command, name, parts, self.body, key), {}
        self.answer(status, body, **more)

    do_GET = do_DELETE = do_PATCH = do_PUT = _do

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served() -> Iterator[Api]:
    api = Api()
    handler = type("OfThisApi", (Handler,), {"api": api})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    api.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def status(number: int, **headers: str) -> Fault:
    return lambda handler: handler.answer(number, {"error": "as ordered"}, **headers)


def cut(handler: Handler) -> bool:
    """Half an answer, and then nothing."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"data": {"items": [')
    handler.wfile.flush()
    handler.close_connection = True
    handler.connection.close()
    return True


def as_usual(handler: Handler) -> bool:
    return False


def done_and_then_silent(handler: Handler) -> bool:
    """The API does what it is asked, and the answer is lost."""
    name, *parts = [unquote(part) for part in urlsplit(handler.path).path.strip("/").split("/")]
    with handler.api.lock:
        handler.api.change(
            handler.command, name, parts, handler.body, handler.headers.get("Idempotency-Key", "")
        )
    handler.close_connection = True
    handler.connection.close()
    return True
