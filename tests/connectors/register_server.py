"""A register of organisations on this machine: real HTTP, answers in the real shape, about companies that do not exist."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ACTIVE, PART, BANKRUPT, DELETED, REMOVED, NOBODY = (
    "316228046", "314809327", "312045109", "315196434", "313477215", "312345676",
)  # fmt: skip

Answer = Callable[[BaseHTTPRequestHandler], None]


def organisation(orgnr: str, name: str, **other: Any) -> dict[str, Any]:
    """As `GET /enheter/{orgnr}` answers, fields that nobody here reads included."""
    return {
        "organisasjonsnummer": orgnr,
        "navn": name,
        "organisasjonsform": {
            "kode": "AS", "beskrivelse": "Aksjeselskap", "_links": {"self": {"href": "/organisasjonsformer/AS"}},
        },
        "hjemmeside": "www.kunde.example",
        "registreringsdatoEnhetsregisteret": "2019-05-06",
        "registrertIMvaregisteret": True,
        "naeringskode1": {"kode": "47.910", "beskrivelse": "Postordrehandel"},
        "antallAnsatte": 7,
        "harRegistrertAntallAnsatte": True,
        "forretningsadresse": {
            "land": "Norge", "landkode": "NO", "postnummer": "0150", "poststed": "OSLO",
            "adresse": ["Prøvegata 1", None], "kommune": "OSLO", "kommunenummer": "0301",
        },
        "stiftelsesdato": "2019-05-01",
        "institusjonellSektorkode": {"kode": "2100", "beskrivelse": "Private aksjeselskaper mv."},
        "registrertIForetaksregisteret": True,
        "registrertIStiftelsesregisteret": False,
        "registrertIFrivillighetsregisteret": False,
        "sisteInnsendteAarsregnskap": "2025",
        "konkurs": False,
        "underAvvikling": False,
        "underTvangsavviklingEllerTvangsopplosning": False,
        "maalform": "Bokmål",
        "_links": {"self": {"href": f"/enhetsregisteret/api/enheter/{orgnr}"}},
        **other,
    }  # fmt: skip


PLACE_OF_BUSINESS = {
    "organisasjonsnummer": PART,
    "navn": "PRØVEGAVER AS AVD BERGEN",
    "organisasjonsform": {"kode": "BEDR", "beskrivelse": "Underenhet til næringsdrivende"},
    "overordnetEnhet": ACTIVE,
    "beliggenhetsadresse": {"land": "Norge", "landkode": "NO", "postnummer": "5003", "poststed": "BERGEN", "adresse": ["Prøvekaien 2"]},
    "antallAnsatte": 2,
}  # fmt: skip
DELETED_ONE = {
    "respons_klasse": "SlettetEnhet",
    "organisasjonsnummer": DELETED,
    "navn": "GAMLE PRØVE AS",
    "organisasjonsform": {"kode": "AS", "beskrivelse": "Aksjeselskap"},
    "slettedato": "2024-02-15",
}

ANSWERS: dict[str, tuple[int, Any]] = {
    f"enheter/{ACTIVE}": (200, organisation(ACTIVE, "PRØVEGAVER AS")),
    f"enheter/{BANKRUPT}": (
        200,
        organisation(BANKRUPT, "KONKURSPRØVE AS", konkurs=True, konkursdato="2026-01-31"),
    ),
    f"enheter/{DELETED}": (200, DELETED_ONE),
    f"enheter/{REMOVED}": (410, {"organisasjonsnummer": REMOVED, "slettedato": "2020-01-01"}),
    f"underenheter/{PART}": (200, PLACE_OF_BUSINESS),
}


def sent(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **headers,
    }.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


class Served:
    """A running register. `script` answers first, one a request; then the register as it is."""

    def __init__(self) -> None:
        self.script: list[Answer] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.base = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append((handler.path, dict(handler.headers)))
        if self.script:
            self.script.pop(0)(handler)
            return
        status, body = ANSWERS.get(handler.path.removeprefix("/enhetsregisteret/api/"), (404, None))
        sent(handler, status, b"" if body is None else json.dumps(body).encode())


@contextmanager
def served() -> Iterator[Served]:
    register = Served()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with suppress(OSError):  # the one who asked has gone
                register.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    register.base = f"http://127.0.0.1:{server.server_port}/enhetsregisteret/api"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield register
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
