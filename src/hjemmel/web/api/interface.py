"""The programming interface put together: its parts, what it answers when something is wrong, and its description."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import BaseRenderer

from hjemmel import __version__
from hjemmel.desk.programs.entry import NotAllowed
from hjemmel.desk.programs.trouble import AlreadyDone, Changed, NotAccepted, NotThere
from hjemmel.desk.programs.vault import VaultFault
from hjemmel.desk.published import NothingPublished
from hjemmel.web.api import choices, description, disclosures, people, sending, watching
from hjemmel.web.api.headers import TagMissing
from hjemmel.web.api.problem import BY_STATUS, problem


class Renderer(BaseRenderer):
    """Times as they are, to the microsecond, with their offset."""

    media_type = "application/json"

    def render(self, request: Any, data: Any, *, response_status: int) -> str:
        return json.dumps(data, ensure_ascii=False, default=_written)


def _written(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be sent")


class Interface(NinjaAPI):
    """Ninja, with our own words for what is wrong in the description too."""

    def get_openapi_schema(self, **named: Any) -> OpenAPISchema:
        return description.completed(super().get_openapi_schema(**named))


api = Interface(
    title="Hjemmel",
    version=__version__,
    description=description.ABOUT,
    urls_namespace="api",
    docs_url=None,
    renderer=Renderer(),
)
for part in (sending.router, people.router, choices.router, disclosures.router, watching.router):
    api.add_router("", part)


# ---- what is wrong -----------------------------------------------------------------------------------------


@api.exception_handler(ValidationError)
def _not_valid(request: Any, wrong: ValidationError) -> HttpResponse:
    return problem("not-valid", errors=_places(wrong))


def _places(wrong: ValidationError) -> Iterator[dict[str, str]]:
    """Where and what, without the value. A key that we do not know is the sender's own text, so it is not repeated."""
    for one in wrong.errors:
        where = [str(part) for part in one["loc"]]
        unknown = one["type"] == "extra_forbidden"
        source, *rest = where[:-1] if unknown else where
        # Ninja names the parameter of our function first: no word of the sender's.
        inside = rest[1:] if source == "body" else rest
        says = "a field here is not known" if unknown else one["msg"]
        yield {"in": source, "pointer": "".join(f"/{part}" for part in inside), "says": says}


@api.exception_handler(HttpError)
def _not_read(request: Any, error: HttpError) -> HttpResponse:
    return problem(BY_STATUS.get(error.status_code, "not-understood"))


@api.exception_handler(NotAllowed)
def _not_allowed(request: Any, refused: NotAllowed) -> HttpResponse:
    return problem("not-allowed", reasons=[refused.says])


@api.exception_handler(NotThere)
def _not_there(request: Any, error: NotThere) -> HttpResponse:
    return problem("not-there")


@api.exception_handler(NotAccepted)
def _not_accepted(request: Any, refused: NotAccepted) -> HttpResponse:
    return problem("not-accepted", reasons=refused.reasons)


@api.exception_handler(AlreadyDone)
def _already_done(request: Any, refused: AlreadyDone) -> HttpResponse:
    return problem("already-done", reasons=refused.reasons)


@api.exception_handler(Changed)
def _changed(request: Any, error: Changed) -> HttpResponse:
    return problem("changed")


@api.exception_handler(TagMissing)
def _tag_missing(request: Any, error: TagMissing) -> HttpResponse:
    return problem("tag-missing")


@api.exception_handler(VaultFault)
def _closed(request: Any, fault: VaultFault) -> HttpResponse:
    return problem("closed", headers={"Retry-After": "60"})


@api.exception_handler(NothingPublished)
def _nothing(request: Any, error: NothingPublished) -> HttpResponse:
    return problem("nothing-published", headers={"Retry-After": "60"})
