"""What people have chosen: consents with their receipts, withdrawals, objections."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Path, Query, Router
from ninja.responses import Status

from hjemmel.core.facts import About
from hjemmel.desk.programs import choices
from hjemmel.desk.programs.choices import KeptConsent, KeptObjection, SentConsent
from hjemmel.web.api import shapes

router = Router(tags=["choices"])
Id = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


@router.post("/consents", response={201: shapes.Consent}, summary="A consent is given")
def give(request: Any, sent: shapes.ConsentSent) -> Any:
    """With the wording shown, where it was given, and what proves it. Told twice it stands once."""
    consent = SentConsent(
        collection=sent.about.collection,
        key=tuple(sent.about.key),
        purpose=sent.purpose,
        text_version=sent.text_version,
        channel=sent.channel,
        given_at=sent.given_at,
        proof=sent.proof or "",
        covers=frozenset(sent.covers),
        guardian=sent.guardian,
        expires_on=sent.expires_on,
    )
    return Status(201, _consent(choices.give(request.program, consent)))


@router.post("/consents/find", response=shapes.Consents, summary="The consents of one person")
def consents(request: Any, sent: shapes.Whom) -> Any:
    """To the purposes of the access token; withdrawn and expired ones too."""
    found = choices.consents(request.program, sent.collection, tuple(sent.key))
    return {"items": [_consent(one) for one in found]}


@router.post("/consents/{id}/withdraw", response=shapes.Consent, summary="A consent is withdrawn")
def withdraw(request: Any, id: Id, sent: shapes.Withdrawn) -> Any:
    """At once. Told twice, the first withdrawal stands."""
    return _consent(choices.withdraw(request.program, id, sent.at))


@router.get(
    "/consents/{id}/receipt", response=dict[str, Any], summary="The receipt of a consent, for the person"
)
def receipt(request: Any, id: Id, lang: Annotated[Literal["nb", "en"], Query()] = "nb") -> Any:
    """In the shape of ISO/IEC TS 27560:2023."""
    return choices.receipt(request.program, id, lang)


@router.post("/objections", response={201: shapes.Objection}, summary="Somebody objects to a purpose")
def object_to(request: Any, sent: shapes.ObjectionSent) -> Any:
    """To direct marketing it counts at once. To anything else it is raised, and a person in the office decides."""
    made = choices.object_to(
        request.program, sent.about.collection, tuple(sent.about.key), sent.purpose, sent.at
    )
    return Status(201, _objection(made))


@router.post("/objections/find", response=shapes.Objections, summary="The objections of one person")
def objections(request: Any, sent: shapes.Whom) -> Any:
    found = choices.objections(request.program, sent.collection, tuple(sent.key))
    return {"items": [_objection(one) for one in found]}


def _consent(kept: KeptConsent) -> dict[str, Any]:
    consent = kept.consent
    return {
        "id": kept.id,
        "about": _about(consent.about),
        "purpose": consent.purpose,
        "text_version": consent.text_version,
        "channel": consent.channel,
        "given_at": consent.given_at,
        "withdrawn_at": consent.withdrawn_at,
        "expires_on": consent.expires_on,
        "covers": sorted(consent.covers),
        "guardian": consent.guardian,
        "proof": consent.proof,
    }


def _objection(kept: KeptObjection) -> dict[str, Any]:
    made = kept.objection
    return {
        "id": kept.id,
        "about": _about(made.about),
        "purpose": made.purpose,
        "state": made.state.value,
        "at": made.at,
    }


def _about(about: About) -> dict[str, Any]:
    return {"collection": about.collection, "key": list(about.key)}
