"""Programs are told what has happened: by a real request to a real server, signed, durable, and never to an address inside."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.api.conftest import HJEMMEL, KARI, NOW, Caller, Clock, consent

from hjemmel.capabilities.ledger.store import lines
from hjemmel.capabilities.plans.ports import StoredEvidences, StoredPlans
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.capabilities.webhooks.models import Delivery
from hjemmel.connectors.webhook import NOTHING, AddressRefused, check, post
from hjemmel.core.action import Action, Because, Verb
from hjemmel.core.plan import MadeFrom, Plan, sealed
from hjemmel.core.promise import Evidence, Measurement
from hjemmel.core.receipt import Receipt
from hjemmel.core.selection import Null, Selection
from hjemmel.core.terms import Grade, Verdict
from hjemmel.core.webhook import MOST_TRIES, EventKind
from hjemmel.desk import keys, webhooks
from hjemmel.engine.ports import Approval

EVERYTHING = [kind.value for kind in EventKind]


@dataclass
class Listener:
    """A program that is told things."""

    address: str
    status: int = 204
    told: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.told]


@pytest.fixture
def listener() -> Iterator[Listener]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.told.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(found.status)
            if found.status == 302:
                self.send_header("Location", found.address + "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *told: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Listener(f"http://127.0.0.1:{server.server_port}/told")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def added(shop: Caller, kari: str, listener: Listener) -> webhooks.Added:
    return webhooks.add(listener.address, EVERYTHING, HJEMMEL, is_inside=True)


# ---- what is told ------------------------------------------------------------------------------------------


def test_a_consent_its_withdrawal_and_an_objection_are_told_in_their_order(
    shop: Caller, kari: str, listener: Listener, added: webhooks.Added
) -> None:
    given = shop.post("/consents", consent(kari)).json()
    shop.post(f"/consents/{given['id']}/withdraw", {})
    shop.post("/objections", {"about": given["about"], "purpose": "news"})
    assert webhooks.send(HJEMMEL) == {"delivered": 3, "again": 0, "dead": 0}
    assert [body["type"] for body in listener.bodies] == [
        "consent.given",
        "consent.withdrawn",
        "objection.made",
    ]
    assert listener.bodies[0]["data"] == {
        "id": given["id"],
        "purpose": "news",
        "about": {"collection": "register.people", "key": [kari]},
    }


def test_an_erased_person_a_plan_and_a_promise_are_told(
    company: Path, listener: Listener, added: webhooks.Added, kari: str
) -> None:
    keys.vault(HJEMMEL).destroy([kari])
    plan = done()
    for verdict in (Verdict.KEPT, Verdict.BROKEN):
        StoredEvidences().store([judged(verdict)], HJEMMEL, NOW)
    webhooks.send(HJEMMEL)
    told = {body["type"]: body["data"] for body in listener.bodies}
    assert told["person.erased"] == {"person": kari}
    assert told["plan.done"] == {"plan": plan}
    assert told["promise.turned"] == {"promise": "GS-02", "from": "KEPT", "to": "BROKEN"}


def test_nothing_personal_is_told(shop: Caller, kari: str, listener: Listener, added: webhooks.Added) -> None:
    shop.post("/consents", consent(kari))
    webhooks.send(HJEMMEL)
    for _, body in listener.told:
        for word in (KARI["name"], KARI["email"], "Plantet", "nyhetsbrev-3"):
            assert str(word).encode() not in body


def test_an_endpoint_is_told_of_what_it_asked_for_and_of_nothing_before_it_was_added(
    shop: Caller, kari: str, listener: Listener, time: Clock
) -> None:
    first = shop.post("/consents", consent(kari)).json()
    time.at = NOW + timedelta(minutes=1)
    webhooks.add(listener.address, ["consent.withdrawn"], HJEMMEL, is_inside=True)
    shop.post("/objections", {"about": first["about"], "purpose": "deliver"})
    shop.post(f"/consents/{first['id']}/withdraw", {})
    webhooks.send(HJEMMEL)
    assert [body["type"] for body in listener.bodies] == ["consent.withdrawn"]


def judged(verdict: Verdict) -> Evidence:
    return Evidence(
        promise="GS-02", line=1, grade=Grade.MEASURED, verdict=verdict, measurement=Measurement(at=NOW, cases=1, breaches=0), why_nb="", why_en=""
    )  # fmt: skip


def done() -> str:
    """The digest of a plan that was approved and carried out."""
    ane = create_staff("ane", "Ane Furuseth", "en lang setning 42", Role.APPROVER, HJEMMEL, NOW)
    rows = Selection("register.people", Null("name", yes=True))
    why = Because(rule="deliver", line=97, law="", text_nb="60 dager etter", text_en="60 days after")
    action = Action(verb=Verb.ERASE, rows=rows, expected=1, because=why)
    made_from = MadeFrom(declaration="d", systems=(), facts="f")
    plan = sealed(Plan(kind="sweep", day=NOW.date(), made_at=NOW, made_from=made_from, actions=(action,)))
    plans = StoredPlans(ane)
    plans.store(plan)
    plans.approve(Approval(plan=plan.digest, by=ane, at=NOW))
    receipt = Receipt(
        plan=plan.digest, action=0, verb="erase", collection="register.people",
        expected=1, touched=1, left=0, begun_at=NOW, ended_at=NOW,
    )  # fmt: skip
    plans.finish(receipt)
    return plan.digest


# ---- how it is signed --------------------------------------------------------------------------------------


def test_it_is_signed_by_the_standard_webhooks_convention(
    shop: Caller, kari: str, listener: Listener, added: webhooks.Added
) -> None:
    """Worked out here by the words of the convention, and not by our own function."""
    shop.post("/consents", consent(kari))
    webhooks.send(HJEMMEL)
    ((headers, body),) = listener.told
    key = base64.b64decode(added.secret.removeprefix("whsec_"))
    content = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    wanted = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    assert added.secret.startswith("whsec_") and len(key) == 32
    assert headers["webhook-signature"] == f"v1,{wanted}"
    assert int(headers["webhook-timestamp"]) == int(NOW.timestamp())


def test_no_secret_is_kept_and_each_endpoint_has_its_own(
    company: Path, added: webhooks.Added, listener: Listener
) -> None:
    other = webhooks.add(listener.address, ["plan.done"], HJEMMEL, is_inside=True)
    assert other.secret != added.secret
    key = base64.b64decode(added.secret.removeprefix("whsec_"))
    stored = company.read_bytes()
    assert key not in stored and added.secret.encode() not in stored


# ---- how it lasts ------------------------------------------------------------------------------------------


def test_what_fails_is_tried_again_later_with_the_same_number(
    shop: Caller, kari: str, listener: Listener, added: webhooks.Added, time: Clock
) -> None:
    shop.post("/consents", consent(kari))
    listener.status = 503
    assert webhooks.send(HJEMMEL)["again"] == 1
    assert webhooks.send(HJEMMEL) == {"delivered": 0, "again": 0, "dead": 0}, "it is not due yet"
    listener.status = 200
    time.at = NOW + timedelta(seconds=6)
    assert webhooks.send(HJEMMEL)["delivered"] == 1
    first, second = (headers["webhook-id"] for headers, _ in listener.told)
    assert first == second


def test_after_the_last_try_it_is_dead_and_shown(
    shop: Caller, kari: str, listener: Listener, added: webhooks.Added, time: Clock
) -> None:
    shop.post("/consents", consent(kari))
    listener.status = 500
    outcomes = []
    for _ in range(MOST_TRIES):
        outcomes.append(webhooks.send(HJEMMEL))
        time.at += timedelta(days=1)
    assert [one["dead"] for one in outcomes] == [0] * (MOST_TRIES - 1) + [1]
    (shown,) = webhooks.endpoints()
    assert (shown.dead, shown.waiting, len(listener.told)) == (1, 0, MOST_TRIES)
    assert webhooks.send(HJEMMEL) == {"delivered": 0, "again": 0, "dead": 0}


def test_nobody_there_is_tried_again_and_a_redirect_is_not_followed(
    shop: Caller, kari: str, listener: Listener, added: webhooks.Added
) -> None:
    webhooks.add("http://127.0.0.1:9/nobody", ["consent.given"], HJEMMEL, is_inside=True)
    listener.status = 302
    shop.post("/consents", consent(kari))
    assert webhooks.send(HJEMMEL)["again"] == 2
    assert len(listener.told) == 1
    assert sorted(Delivery.objects.values_list("status", flat=True)) == [NOTHING, 302]


def test_a_sender_that_was_killed_leaves_a_delivery_that_is_tried_again(
    shop: Caller, kari: str, listener: Listener, added: webhooks.Added, time: Clock
) -> None:
    shop.post("/consents", consent(kari))

    class Killed(BaseException):
        pass

    def killed(*_: object) -> int:
        raise Killed

    with pytest.raises(Killed):
        webhooks.send(HJEMMEL, killed)
    assert webhooks.send(HJEMMEL)["delivered"] == 0, "the killed sender holds it for a while"
    time.at = NOW + webhooks.HELD
    assert webhooks.send(HJEMMEL)["delivered"] == 1


def test_events_are_read_once_however_often_one_looks(shop: Caller, kari: str, added: webhooks.Added) -> None:
    shop.post("/consents", consent(kari))
    assert (webhooks.gather(), webhooks.gather()) == (1, 0)


def test_an_endpoint_that_has_ended_is_told_nothing_more(
    shop: Caller, kari: str, listener: Listener, added: webhooks.Added
) -> None:
    shop.post("/consents", consent(kari))
    webhooks.gather()
    webhooks.end(added.id, HJEMMEL)
    webhooks.send(HJEMMEL)
    assert listener.told == []
    with pytest.raises(webhooks.NoSuchEndpoint):
        webhooks.end(added.id, HJEMMEL)


def test_a_round_is_one_line_of_the_ledger_and_an_empty_one_is_none(
    shop: Caller, kari: str, listener: Listener, added: webhooks.Added
) -> None:
    shop.post("/consents", consent(kari))
    webhooks.send(HJEMMEL)
    webhooks.send(HJEMMEL)
    (line,) = [line for line in lines(9) if line.kind == "webhooks-sent"]
    assert line.content == {"delivered": 1, "again": 0, "dead": 0}


# ---- where it may go ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/a",
        "http://127.0.0.1/a",
        "ftp://hooks.example/a",
        "https://",
        "https://user:secret@hooks.example/a",
        "https://hooks.example/a b",
        "https://hooks.example:0/",
        "https://hooks.example:99999/",
        "javascript:alert(1)",
    ],
)
def test_an_address_that_is_not_https_is_not_added(company: Path, url: str) -> None:
    with pytest.raises(AddressRefused):
        webhooks.add(url, EVERYTHING, HJEMMEL)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.0.0.8", "192.168.1.1", "172.16.0.9", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]",
     "[fe80::1]", "[fd00::1]", "0.0.0.0", "100.64.0.1", "2130706433", "224.0.0.1"],
)  # fmt: skip
def test_nothing_is_sent_to_an_address_inside_unless_it_is_said_to_be(host: str) -> None:
    with pytest.raises(AddressRefused):
        post(f"https://{host}/a", b"{}", {}, is_inside=False)


def test_without_tls_only_this_machine_is_reached_even_inside() -> None:
    with pytest.raises(AddressRefused):
        check("http://10.0.0.8/a", is_inside=True)
    assert check("http://127.0.0.1:8080/a", is_inside=True).port == 8080


@pytest.mark.parametrize(
    "end", ["kari@plantet.example", "?to=kari%40plantet.example", "?to=kari%2540plantet.example", "4111+1111+1111+1111"]
)  # fmt: skip
def test_an_address_that_holds_somebody_is_not_added_and_not_repeated(company: Path, end: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        webhooks.add(f"https://program.example/{end}", EVERYTHING, HJEMMEL)
    assert "plantet" not in str(refused.value) and webhooks.endpoints() == ()


def test_an_endpoint_without_events_is_not_added(company: Path) -> None:
    for events in ([], ["consent.given", "everything"]):
        with pytest.raises(webhooks.NoEvents):
            webhooks.add("https://hooks.example/a", events, HJEMMEL)
