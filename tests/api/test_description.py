"""The description and the interface agree, judged by other code than ours: requests right and wrong are made from it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import positive_data_acceptance
from tests.api.conftest import HJEMMEL, KARI, NOW, ORIGIN, Caller, consent, declaration, disclosure, made
from tests.database import fresh
from tests.examples import IN_CI

from hjemmel.capabilities.declarations.services import publish
from hjemmel.desk import clock, keys
from hjemmel.web.api.interface import api
from hjemmel.web.wsgi import application

EXAMPLES = 10 if IN_CI else 4
"""Of each address, right and wrong together."""
PURPOSES = ("deliver", "document_enquiries", "news")
HEADERS = {"Accept-Encoding": "identity"}
THERE: dict[str, str | int] = {}
"""References that are in the register, by the beginnings of the addresses that take them."""


class Ticking:
    """A second goes by each time somebody looks, so that nobody asks too often."""

    at = NOW

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture(scope="module")
def described() -> Iterator[Any]:
    """The interface of a company with one person, a consent and an enquiry, and a token for everything."""
    for _ in fresh():
        clock.use(Ticking())
        keys.prepare(HJEMMEL)
        publish(declaration(), HJEMMEL, NOW)
        shop = made(PURPOSES)
        THERE.update(some(shop))
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
        schema.config.update(base_url="http://localhost")
        schema.config.generation.with_security_parameters = False
        schema.config.generation.allow_extra_parameters = False
        HEADERS["Authorization"] = f"Bearer {shop.token}"
        yield schema
        clock.use(clock.machine)


def some(shop: Caller) -> dict[str, str | int]:
    person = shop.post("/persons", KARI).json()["id"]
    origin = {**ORIGIN, "purposes": ["document_enquiries"]}
    return {
        "/api/v1/persons/": person,
        "/api/v1/relations/": shop.post(
            f"/persons/{person}/relations", {"kind": "customer", "began_on": "2026-11-01", "origin": ORIGIN}
        ).json()["id"],
        "/api/v1/enquiries/": shop.post(
            f"/persons/{person}/enquiries", {"topic": "Pris", "origin": origin}
        ).json()["id"],
        "/api/v1/consents/": shop.post("/consents", consent(person)).json()["id"],
        "/api/v1/disclosures/": shop.post("/disclosures", disclosure()).json()["id"],
    }


RIGHT: dict[str, object] = {
    "channel": "email",
    "covers": [],
    "email": "ola@bolla.example",
    "expires_on": None,
    "given_at": NOW.isoformat(),
    "national_number": None,
    "opened_at": None,
    "person": KARI["email"],
    "origin": {**ORIGIN, "purposes": ["news"]},
    "proof": None,
    "purpose": "news",
    "purposes": ["deliver"],
    "sent_at": None,
    "text_version": "nyhetsbrev-3",
}
"""What must be told as the declaration has it, beside being right by its shape."""
COUNT = count()


@schemathesis.hook
def map_case(context: Any, case: Any) -> Any:
    """A right request is about somebody who is there, for a purpose of the token, with a key of its own: else most would
    be 404, 403 and 422, and nothing but the refusals would be tried."""
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return case
    if "Idempotency-Key" in (case.headers or {}):
        case.headers["Idempotency-Key"] = f"right-{next(COUNT)}"
    for beginning, id in THERE.items():
        if case.path_parameters and case.operation.full_path.startswith(beginning + "{"):
            case.path_parameters["id"] = id
    if case.query and "purpose" in case.query:
        case.query["purpose"] = "deliver"
    if isinstance(case.body, dict):
        _mend(case.body, case.operation.full_path)
    return case


def _mend(body: dict[str, Any], path: str) -> None:
    body.update({name: value for name, value in RIGHT.items() if name in body})
    whom = {"collection": "register.people", "key": [THERE["/api/v1/persons/"]]}
    if "about" in body:
        body["about"] = whom
    if "collection" in body:
        body.update(whom)
    if path == "/api/v1/persons":
        body["kind"] = "contact"
    if path.endswith(("/withdraw", "/objections")):
        body.pop("at", None)


OPERATIONS = [
    (path, method, mode)
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method, operation in methods.items()
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or "requestBody" in operation or operation.get("parameters")
]


@pytest.mark.parametrize(("path", "method", "mode"), OPERATIONS)
def test_every_answer_is_as_described(described: Any, path: str, method: str, mode: GenerationMode) -> None:
    """No request breaks the server, every answer has a declared status, type and shape, and what is wrong is refused.

    What is right by its shape can still be refused for what it says, so that alone is not asked."""
    operation = described[path][method.upper()]

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        answer = case.call_and_validate(headers=HEADERS, excluded_checks=[positive_data_acceptance])
        statuses.add(answer.status_code)

    statuses: set[int] = set()
    ask()
    if mode is GenerationMode.POSITIVE and method != "patch":
        # A change needs the tag of what was read, which nobody can guess.
        assert statuses & {200, 201}, f"nothing but refusals: {sorted(statuses)}"


def test_the_description_is_openapi_3_1_and_tells_of_each_no(described: Any) -> None:
    raw = described.raw_schema
    assert raw["openapi"].startswith("3.1")
    for path, methods in raw["paths"].items():
        for method, operation in methods.items():
            assert {"401", "403", "429"} <= operation["responses"].keys(), f"{method} {path}"
            assert operation["summary"]
