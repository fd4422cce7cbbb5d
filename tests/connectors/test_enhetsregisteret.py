"""Asking the register of organisations over real HTTP: answers, busy hours, and answers that must not be believed."""

import json
import socket
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.connectors.register_server import (
    ACTIVE,
    BANKRUPT,
    DELETED,
    NOBODY,
    PART,
    REMOVED,
    Answer,
    Served,
    organisation,
    sent,
    served,
)  # fmt: skip

from hjemmel.connectors import enhetsregisteret
from hjemmel.connectors.enhetsregisteret import Enhetsregisteret
from hjemmel.connectors.protocol import Drifted, Unreachable, Unsupported
from hjemmel.core.sharing.business_register import Address, Registered, Standing, is_same_name

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def running() -> Iterator[Served]:
    with served() as register:
        yield register


@pytest.fixture
def register(running: Served) -> Iterator[Served]:
    running.script.clear()
    running.asked.clear()
    yield running


def asking(register: Served, waits: list[float] | None = None, timeout: float = 2.0) -> Enhetsregisteret:
    def wait(seconds: float) -> None:
        if waits is not None:
            waits.append(seconds)

    return Enhetsregisteret(register.base, timeout=timeout, wait=wait, now=lambda: NOW)


def status(code: int, **headers: str) -> Answer:
    return lambda handler: sent(handler, code, b"", **headers)


def body(content: bytes, **headers: str) -> Answer:
    return lambda handler: sent(handler, 200, content, **headers)


# ---- what it answers ---------------------------------------------------------------------------------------


def test_an_organisation_is_read_in_the_registers_own_shape(register: Served) -> None:
    assert asking(register).look_up(ACTIVE) == Registered(
        orgnr=ACTIVE, standing=Standing.ACTIVE, name="PRØVEGAVER AS", form="AS",
        address=Address(lines=("Prøvegata 1",), postcode="0150", place="OSLO", country="NO"),
    )  # fmt: skip
    ((path, headers),) = register.asked
    assert path == f"/enhetsregisteret/api/enheter/{ACTIVE}"
    assert "vnd.brreg.enhetsregisteret.enhet.v2+json" in headers["Accept"]
    assert not {"Cookie", "Authorization", "Referer"} & set(headers)


def test_a_place_of_business_is_found_after_the_organisations(register: Served) -> None:
    found = asking(register).look_up(PART)
    assert (found.is_part, found.parent, found.form, found.address.place) == (True, ACTIVE, "BEDR", "BERGEN")
    assert [path.split("/")[-2] for path, _ in register.asked] == ["enheter", "underenheter"]


def test_bankrupt_deleted_removed_and_unknown_are_told_apart(register: Served) -> None:
    asked = asking(register)
    assert asked.look_up(BANKRUPT).standing is Standing.BANKRUPT
    assert asked.look_up(NOBODY) == Registered(orgnr=NOBODY, standing=Standing.NOT_FOUND)
    deleted, removed = asked.look_up(DELETED), asked.look_up(REMOVED)
    assert (deleted.standing, deleted.deleted_on, deleted.name) == (
        Standing.DELETED,
        date(2024, 2, 15),
        "GAMLE PRØVE AS",
    )
    assert (removed.standing, removed.deleted_on, removed.name) == (Standing.REMOVED, date(2020, 1, 1), "")


@pytest.mark.parametrize(
    ("flag", "standing"),
    [
        ("underAvvikling", Standing.WINDING_UP),
        ("underTvangsavviklingEllerTvangsopplosning", Standing.FORCED_DISSOLUTION),
    ],
)
def test_winding_up_is_told(register: Served, flag: str, standing: Standing) -> None:
    register.script.append(body(json.dumps(organisation(ACTIVE, "PRØVE AS", **{flag: True})).encode()))
    assert asking(register).look_up(ACTIVE).standing is standing


def test_a_removed_one_may_say_nothing_more(register: Served) -> None:
    register.script.append(status(410))
    assert asking(register).look_up(REMOVED) == Registered(orgnr=REMOVED, standing=Standing.REMOVED)


# ---- busy, slow, gone --------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
def test_a_busy_register_is_asked_again_later_each_time(register: Served, code: int) -> None:
    waits: list[float] = []
    register.script += [status(code), status(code)]
    assert asking(register, waits).look_up(ACTIVE).standing is Standing.ACTIVE
    assert waits == [0.5, 1.0]


def test_it_is_not_asked_for_ever(register: Served) -> None:
    register.script += [status(503)] * 9
    with pytest.raises(Unreachable):
        asking(register, []).look_up(ACTIVE)
    assert len(register.asked) == 3


@pytest.mark.parametrize("told", ["7", "Sun, 22 Nov 2026 12:00:07 GMT"])
def test_it_says_itself_how_long_to_wait(register: Served, told: str) -> None:
    waits: list[float] = []
    register.script.append(status(429, Retry_After=told))
    asking(register, waits).look_up(ACTIVE)
    assert waits == [7.0]


@pytest.mark.parametrize("told", ["3600", "Mon, 23 Nov 2026 12:00:00 GMT"])
def test_who_must_wait_long_comes_back_another_time(register: Served, told: str) -> None:
    waits: list[float] = []
    register.script.append(status(429, Retry_After=told))
    with pytest.raises(Unreachable):
        asking(register, waits).look_up(ACTIVE)
    assert waits == [] and len(register.asked) == 1


def test_nonsense_about_waiting_is_passed_over(register: Served) -> None:
    waits: list[float] = []
    register.script += [
        status(429, Retry_After="soon"),
        status(429, Retry_After="Sun, 22 Nov 2020 12:00:00 GMT"),
    ]
    asking(register, waits).look_up(ACTIVE)
    assert waits == [0.5, 0.0]


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def cut_short(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"navn"')
    handler.wfile.flush()
    hang_up(handler)


def silent(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.settimeout(5)
    handler.connection.recv(1)  # until the one who asked gives up


@pytest.mark.parametrize("fault", [hang_up, cut_short, silent])
def test_a_broken_answer_is_asked_for_again(register: Served, fault: Answer) -> None:
    register.script.append(fault)
    assert asking(register, [], timeout=0.3).look_up(ACTIVE).standing is Standing.ACTIVE


def test_nobody_there_is_unreachable() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{closed.getsockname()[1]}/api"
        with pytest.raises(Unreachable):
            Enhetsregisteret(base, wait=lambda _: None).look_up(ACTIVE)


# ---- what is not believed ----------------------------------------------------------------------------------


def without(key: str) -> bytes:
    found = organisation(ACTIVE, "PRØVE AS")
    del found[key]
    return json.dumps(found).encode()


STRANGE: dict[str, bytes] = {
    "nothing": b"",
    "half": b'{"navn": "PR',
    "a list": b"[]",
    "a number": b"7",
    "another number": json.dumps(organisation(BANKRUPT, "PRØVE AS")).encode(),
    "no name": without("navn"),
    "no word of bankruptcy": without("konkurs"),
    "bankruptcy as text": json.dumps(organisation(ACTIVE, "PRØVE AS", konkurs="false")).encode(),
    "a name that is no text": json.dumps(organisation(ACTIVE, "PRØVE AS", navn=["x"])).encode(),
    "a name without end": json.dumps(organisation(ACTIVE, "P" * 1_001)).encode(),
    "a form that is no object": json.dumps(organisation(ACTIVE, "PRØVE AS", organisasjonsform="AS")).encode(),
    "an address of numbers": json.dumps(organisation(ACTIVE, "P AS", forretningsadresse={"adresse": [1]})).encode(),
    "a day that is none": json.dumps(organisation(ACTIVE, "PRØVE AS", slettedato="2026-02-30")).encode(),
    "deep": b"[" * 100_000,
    "not UTF-8": b'{"navn": "\xff"}',
}  # fmt: skip


@pytest.mark.parametrize("name", STRANGE)
def test_an_answer_of_another_shape_is_not_believed(register: Served, name: str) -> None:
    register.script.append(body(STRANGE[name]))
    with pytest.raises(Drifted) as strange:
        asking(register).look_up(ACTIVE)
    assert "PRØVE" not in str(strange.value)


def test_a_page_is_no_answer(register: Served) -> None:
    register.script.append(body(b"{}", Content_Type="text/html"))
    with pytest.raises(Drifted):
        asking(register).look_up(ACTIVE)


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_no_redirect_is_followed(register: Served, code: int) -> None:
    register.script.append(status(code, Location=f"{register.base}/enheter/{ACTIVE}"))
    with pytest.raises(Drifted):
        asking(register).look_up(ACTIVE)
    assert len(register.asked) == 1


@pytest.mark.parametrize("code", [204, 400, 401, 403, 406, 451])
def test_any_other_answer_is_not_asked_for_again(register: Served, code: int) -> None:
    register.script.append(status(code))
    with pytest.raises(Drifted):
        asking(register).look_up(ACTIVE)
    assert len(register.asked) == 1


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Connection", "close")
    handler.end_headers()
    for _ in range(64):
        handler.wfile.write(b" " * (1 << 20))
    handler.close_connection = True


def test_an_answer_without_end_is_left(register: Served) -> None:
    register.script.append(endless)
    with pytest.raises(Drifted):
        asking(register).look_up(ACTIVE)


# ---- what is not asked -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "orgnr", ["", "316228045", "3162280460", "316 228 046", "NO316228046MVA", "../roller", "٣١٦٢٢٨٠٤٦"]
)
def test_what_is_no_organisation_number_is_never_sent(register: Served, orgnr: str) -> None:
    with pytest.raises(Unsupported) as refused:
        asking(register).look_up(orgnr)
    assert register.asked == [] and (not orgnr or orgnr not in str(refused.value))


@pytest.mark.parametrize(
    "base",
    ["http://register.example/api", "ftp://register.example", "file:///etc/hostname", "https://a:b@register.example",
     "https://register.example/?x=1", "https://", "register.example", "http://127.0.0.1.register.example/"],
)  # fmt: skip
def test_an_address_that_is_not_safe_is_never_asked(base: str) -> None:
    with pytest.raises(Unsupported):
        Enhetsregisteret(base)


def test_the_registers_own_address_is_the_usual_one() -> None:
    assert Enhetsregisteret().source == enhetsregisteret.BASE == "https://data.brreg.no/enhetsregisteret/api"


# ---- names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "registered"),
    [("Prøvegaver AS", "PRØVEGAVER AS"), ("Prøve & Sønn A/S", "PRØVE OG SØNN AS"), ("Prøve-IT  AS", "PRØVE IT AS"),
     ("A.S. Prøve", "AS PRØVE")],
)  # fmt: skip
def test_capitals_and_signs_make_no_other_name(declared: str, registered: str) -> None:
    assert is_same_name(declared, registered)


@pytest.mark.parametrize(
    ("declared", "registered"),
    [("Prøvegaver", "PRØVEGAVER AS"), ("Prøvegaver AS", "PRØVEGAVER NORGE AS"), ("Prove AS", "PRØVE AS"), ("", ""), ("-", "-")],
)  # fmt: skip
def test_another_word_makes_another_name(declared: str, registered: str) -> None:
    assert not is_same_name(declared, registered)


ANYTHING: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(sorted(organisation(ACTIVE, "x"))), inner)
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(st.sampled_from([*organisation(ACTIVE, "x"), "slettedato", "respons_klasse"]), ANYTHING)
)
def test_whatever_stands_in_an_answer_it_is_read_or_not_believed(changes: dict[str, Any]) -> None:
    answer = {**organisation(ACTIVE, "PRØVE AS"), **changes}
    try:
        found = enhetsregisteret._registered(answer, ACTIVE, is_part=False)
    except Drifted:
        return
    assert found.orgnr == ACTIVE and found.name == answer["navn"].strip()
