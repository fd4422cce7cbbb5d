"""People of the register: taken in, found, read for one purpose, changed, told; their relations and enquiries.

Whoever is looked for stands in a body, never in an address: addresses end up in logs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Path, Query, Router
from ninja.responses import Status

from hjemmel.desk.programs import persons
from hjemmel.desk.programs.persons import PersonShown, RowShown, SentOrigin
from hjemmel.web.api import shapes
from hjemmel.web.api.headers import IF_MATCH, tag_in

router = Router(tags=["persons"])
Id = Annotated[shapes.Row, Path(description="A reference, as the register gave it")]
Purpose = Annotated[
    shapes.Name, Query(description="What it is read for: one of the purposes of the access token")
]


@router.post("/persons", response={201: shapes.Taken}, summary="Take a person in")
def take(request: Any, sent: shapes.PersonTaken) -> Any:
    """Nothing enters the register without a declared source, channel and purpose."""
    values = sent.model_dump(exclude={"kind", "origin"})
    return Status(201, _taken(persons.take(request.program, values, sent.kind, _origin(sent.origin))))


@router.post("/persons/find", response=shapes.Homes, summary="Find by e-mail, phone or organisation number")
def find(request: Any, sent: shapes.Found) -> Any:
    """References alone, of those taken in for the purpose."""
    found = persons.find(request.program, sent.by, sent.value, sent.purpose)
    return {"items": [{"id": one.id, "kind": one.kind} for one in found]}


@router.get("/persons", response=shapes.HomesPage, summary="Everybody taken in for a purpose")
def everybody(
    request: Any,
    purpose: Purpose,
    after: Annotated[str, Query(pattern=r"^[0-9a-f]{0,32}$")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Any:
    """References alone, a page at a time, in an order that stands."""
    found = persons.persons(request.program, purpose, after, limit + 1)
    items = [{"id": one.id, "kind": one.kind} for one in found[:limit]]
    return {"items": items, "next": items[-1]["id"] if len(found) > limit else None}


@router.get("/persons/{id}", response=shapes.Person, summary="One person, for one purpose")
def read(request: Any, response: HttpResponse, id: Id, purpose: Purpose) -> Any:
    """The fields that the purpose uses, and no others. Of somebody who is restricted, none (Art. 18)."""
    shown = persons.person(request.program, id, purpose)
    response.headers["ETag"] = f'"{shown.tag}"'
    return _person(shown)


@router.patch(
    "/persons/{id}", response=shapes.Changed, summary="Change fields of a person", openapi_extra=IF_MATCH
)
def change(request: Any, response: HttpResponse, id: Id, sent: shapes.PersonChanged) -> Any:
    """Fields that are not sent stay; null blanks one. `If-Match` is the tag that reading for the same purpose gave."""
    values = sent.model_dump(exclude_unset=True, exclude={"purpose"})
    warned, tag = persons.change(request.program, id, values, sent.purpose, tag_in(request))
    response.headers["ETag"] = f'"{tag}"'
    return {"warnings": _warnings(warned)}


@router.post(
    "/persons/{id}/told", response=shapes.Told, summary="The person was told of the privacy statement"
)
def told(request: Any, id: Id) -> Any:
    return {"told_at": persons.tell(request.program, id)}


@router.post("/persons/{id}/relations", response={201: shapes.Taken}, summary="A relation begins")
def begin_relation(request: Any, id: Id, sent: shapes.RelationBegun) -> Any:
    taken = persons.begin_relation(
        request.program, id, sent.kind, sent.began_on, sent.ended_on, _origin(sent.origin)
    )
    return Status(201, _taken(taken))


@router.get("/persons/{id}/relations", response=shapes.Rows, summary="The relations of a person")
def relations(request: Any, id: Id, purpose: Purpose) -> Any:
    return _rows(persons.relations(request.program, id, purpose))


@router.post("/relations/{id}/end", response=shapes.Done, summary="A relation ends")
def end_relation(request: Any, id: Id, sent: shapes.RelationEnded) -> Any:
    persons.end_relation(request.program, id, sent.ended_on)
    return {"id": id}


@router.post("/persons/{id}/enquiries", response={201: shapes.Taken}, summary="Somebody asks about something")
def open_enquiry(request: Any, id: Id, sent: shapes.EnquiryOpened) -> Any:
    taken = persons.open_enquiry(request.program, id, sent.topic, sent.opened_at, _origin(sent.origin))
    return Status(201, _taken(taken))


@router.get("/persons/{id}/enquiries", response=shapes.Rows, summary="The enquiries of a person")
def enquiries(request: Any, id: Id, purpose: Purpose) -> Any:
    return _rows(persons.enquiries(request.program, id, purpose))


@router.get("/persons/{id}/messages", response=shapes.Rows, summary="The messages of a person's enquiries")
def messages(request: Any, id: Id, purpose: Purpose) -> Any:
    return _rows(persons.messages(request.program, id, purpose))


@router.post("/enquiries/{id}/messages", response={201: shapes.Taken}, summary="A message of an enquiry")
def add_message(request: Any, id: Id, sent: shapes.MessageAdded) -> Any:
    taken = persons.add_message(
        request.program, id, sent.text, sent.sent_at, sent.from_us, _origin(sent.origin)
    )
    return Status(201, _taken(taken))


@router.post("/enquiries/{id}/close", response=shapes.Done, summary="An enquiry is answered")
def close_enquiry(request: Any, id: Id) -> Any:
    persons.close_enquiry(request.program, id)
    return {"id": id}


def _origin(sent: shapes.Origin) -> SentOrigin:
    return SentOrigin(
        source=sent.source,
        channel=sent.channel,
        purposes=tuple(sent.purposes),
        received_at=sent.received_at,
        told_at=sent.told_at,
    )


def _person(shown: PersonShown) -> dict[str, Any]:
    origin = shown.origin
    return {
        "id": shown.id,
        "kind": shown.kind,
        "origin": {
            "source": origin.source,
            "channel": origin.channel,
            "purposes": list(origin.purposes),
            "received_at": origin.received_at,
            "told_at": origin.told_at,
        },
        "restricted": shown.is_restricted,
        "values": dict(shown.values),
    }


def _taken(taken: Any) -> dict[str, Any]:
    return {"id": taken.id, "warnings": _warnings(taken.warnings)}


def _warnings(warned: Iterable[Any]) -> list[dict[str, str]]:
    return [{"field": one.column, "kind": one.hit.kind.value} for one in warned]


def _rows(rows: Iterable[RowShown]) -> dict[str, Any]:
    return {"items": [{"id": row.id, "values": dict(row.values)} for row in rows]}
