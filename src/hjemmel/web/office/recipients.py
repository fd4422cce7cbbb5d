"""Recipients: who gets data, whether they may, and what was read in the agreement with each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from hjemmel.capabilities.agreements.services import NoAgreement, NotTaken
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.core.declaration.parts import Text
from hjemmel.core.sharing.agreement import (
    Clause,
    Proof,
    SecurityAnnex,
    SignedDocument,
    SubProcessor,
    Ticked,
    TransferChecked,
)
from hjemmel.core.terms import Tri
from hjemmel.desk import agreements as desk
from hjemmel.desk.agreements import CLAUSES, RecipientView
from hjemmel.engine.ports import Actor
from hjemmel.web.office import at_end
from hjemmel.web.office.entry import actor, signed_in, with_right
from hjemmel.web.office.fields import Answers, Field, Look, NotAnswered, answers, text
from hjemmel.web.templatetags.recipients import MECHANISMS

LARGEST = 30_000_000
"""A signed agreement of thousands of pages is smaller."""
A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One deed that can be done with an agreement."""

    slug: str
    label: Text
    button: Text
    fields: tuple[Field, ...]
    do: Callable[[str, Answers, str, Actor], None]
    """Recipient, answers, the digest of the file, and who does it."""
    with_file: bool = False
    of_kept: bool = True
    """Only where an agreement is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseShown:
    clause: Clause
    asks: Text
    place: str
    looked_for: bool


@signed_in
@require_safe
def recipients(request: Any) -> HttpResponse:
    view = desk.recipients_view()
    stopped = view.with_answer(Tri.NO) + view.with_answer(Tri.UNKNOWN)
    return render(
        request, "office/recipients.html", {"view": view, "stopped": stopped, "endings": at_end.shown()}
    )


@signed_in
@require_safe
def recipient(request: Any, key: str) -> HttpResponse:
    return _page(request, _found(key))


@with_right(RIGHT_TO_WORK)
@require_POST
def act(request: Any, key: str, slug: str) -> HttpResponse:
    view = _found(key)
    form = next((one for one in _forms(view) if one.slug == slug), None)
    if form is None:
        raise Http404
    try:
        digest = _digest(request, form)
        form.do(key, answers(form.fields, request.POST), digest, actor(request))
    except NotAnswered as refused:
        return _page(request, view, slug, refused.wrong)
    except NotTaken as refused:
        return _page(request, view, slug, refused.lacks)
    except NoAgreement:
        raise Http404 from None
    return redirect("office:recipient", key=key)


def _found(key: str) -> RecipientView:
    view = next((one for one in desk.recipients_view().recipients if one.key == key), None)
    if view is None:
        raise Http404
    return view


def _page(
    request: Any, view: RecipientView, wrong_in: str = "", wrong: tuple[Text, ...] = ()
) -> HttpResponse:
    told = {
        "view": view,
        "clauses": _clauses(view),
        "forms": _forms(view),
        "wrong": wrong,
        "wrong_in": wrong_in,
        "typed": request.POST,
    }
    return render(request, "office/recipient.html", told, status=400 if wrong else 200)


def _clauses(view: RecipientView) -> list[ClauseShown]:
    if not (view.kept and view.needs_clauses):
        return []
    places = {one.clause: one.place for one in view.kept.ticked}
    return [
        ClauseShown(clause=one, asks=CLAUSES[one], place=places.get(one, ""), looked_for=one in places)
        for one in Clause
    ]


def _digest(request: Any, form: Form) -> str:
    """The digest of the file that came with the form, which is read here and let go. Raises NotAnswered."""
    if not form.with_file:
        return ""
    given = request.FILES.get("fil")
    if given is None:
        raise NotAnswered(
            [text("Velg fila med det signerte dokumentet.", "Choose the file with the signed document.")]
        )
    if not 0 < given.size <= LARGEST:
        raise NotAnswered([text("Fila er tom eller for stor.", "The file is empty or too large.")])
    digest = hashlib.sha256()
    for chunk in given.chunks():
        digest.update(chunk)
    given.close()
    return digest.hexdigest()


# ---- the forms --------------------------------------------------------------------------------------------------


def _forms(view: RecipientView) -> tuple[Form, ...]:
    forms = (*_ABOUT_THE_DOCUMENT, *([_ticking(view)] if view.needs_clauses else []), *_ABOUT_THE_RECIPIENT)
    return tuple(one for one in forms if view.kept or not one.of_kept)


def _day(name: str, nb: str, en: str, required: bool = True) -> Field:
    return Field(name=name, label=text(nb, en), look=Look.DAY, required=required)


def _line(name: str, nb: str, en: str, required: bool = True, hint: Text | None = None) -> Field:
    return Field(name=name, label=text(nb, en), required=required, hint=hint)


def _country(required: bool = True) -> Field:
    return _line("land", "Land", "Country", required, text("To bokstaver, for eksempel NO eller US.", "Two letters, such as NO or US."))  # fmt: skip


def _keep(key: str, given: Answers, digest: str, by: Actor) -> None:
    document = SignedDocument(digest=digest, title=given["tittel"], signed=given["signert"])
    desk.keep(key, document, given["gyldig_til"], (), by)


def _annex(key: str, given: Answers, digest: str, by: Actor) -> None:
    desk.annex(key, SecurityAnnex(digest=digest, signed=given["signert"]), by)


def _prove(key: str, given: Answers, digest: str, by: Actor) -> None:
    proof = Proof(what=given["hva"], dated=given["datert"], valid_to=given["gyldig_til"])
    desk.prove(key, proof, by)


def _sub(key: str, given: Answers, digest: str, by: Actor) -> None:
    """One more; or none at all, which takes away those that were named."""
    if given["ingen"]:
        desk.tell_sub_processors(key, (), by)
        return
    view = _found(key)
    named = SubProcessor(
        name=given["navn"] or "", country=(given["land"] or "").upper(), does=given["oppgave"] or ""
    )
    desk.tell_sub_processors(key, (*((view.kept and view.kept.sub_processors) or ()), named), by)


def _transfer(key: str, given: Answers, digest: str, by: Actor) -> None:
    checked = TransferChecked(
        country=given["land"].upper(),
        mechanism=given["grunnlag"],
        checked_on=given["kontrollert"],
        seen=given["sett"],
    )
    desk.check_transfer(key, checked, by)


def _review(key: str, given: Answers, digest: str, by: Actor) -> None:
    desk.review(key, given["neste"], by)


def _end(key: str, given: Answers, digest: str, by: Actor) -> None:
    desk.end(key, given["siste_dag"], by)


_ABOUT_THE_DOCUMENT = (
    Form(
        slug="avtale", label=text("Legg inn en signert avtale", "Put in a signed agreement"),
        button=text("Legg inn avtalen", "Put the agreement in"), with_file=True, of_kept=False, do=_keep,
        fields=(_line("tittel", "Tittel på dokumentet", "Title of the document"), _day("signert", "Signert", "Signed"),
                _day("gyldig_til", "Gjelder til og med", "In force until", required=False)),
    ),
)  # fmt: skip
_ABOUT_THE_RECIPIENT = (
    Form(
        slug="vedlegg", label=text("Legg inn sikkerhetsvedlegget", "Put in the security annex"),
        button=text("Legg inn vedlegget", "Put the annex in"), with_file=True, do=_annex,
        fields=(_day("signert", "Signert", "Signed"),),
    ),
    Form(
        slug="dokumentasjon", label=text("Legg inn dokumentasjon", "Put in proof"),
        button=text("Legg inn dokumentasjonen", "Put the proof in"), do=_prove,
        fields=(_line("hva", "Hva det er", "What it is", hint=text("For eksempel en revisjonsrapport eller et sertifikat.", "Such as an audit report or a certificate.")),
                _day("datert", "Datert", "Dated"), _day("gyldig_til", "Gjelder til og med", "In force until")),
    ),
    Form(
        slug="underdatabehandler", label=text("Legg inn en underdatabehandler", "Put in a sub-processor"),
        button=text("Lagre", "Store"), do=_sub,
        fields=(_line("navn", "Navn på firmaet", "Name of the company", required=False), _country(required=False),
                _line("oppgave", "Hva den gjør", "What it does", required=False),
                Field(name="ingen", label=text("Den bruker ingen andre", "It uses nobody else"), look=Look.TICK, required=False)),
    ),
    Form(
        slug="overforing", label=text("Noter en kontroll av en overføring ut av EØS", "Note a check of a transfer out of the EEA"),
        button=text("Noter kontrollen", "Note the check"), do=_transfer,
        fields=(_country(), Field(name="grunnlag", label=text("Overføringen bygger på", "The transfer rests on"), look=Look.CHOICE, choices=tuple(MECHANISMS.items())),
                _line("sett", "Hva du så på", "What you looked at"), _day("kontrollert", "Kontrollert", "Checked")),
    ),
    Form(
        slug="gjennomgang", label=text("Noter at avtalen er gjennomgått i dag", "Note that the agreement was reviewed today"),
        button=text("Noter gjennomgangen", "Note the review"), do=_review,
        fields=(_day("neste", "Neste gjennomgang", "Next review"),),
    ),
    Form(
        slug="slutt", label=text("Avslutt avtalen", "End the agreement"), button=text("Avslutt avtalen", "End the agreement"), do=_end,
        fields=(_day("siste_dag", "Siste dag", "Last day"),),
    ),
)  # fmt: skip


def _ticking(view: RecipientView) -> Form:
    """Where each clause stands. A line that is left blank is left as it was."""
    places: Mapping[Clause, str] = {one.clause: one.place for one in view.kept.ticked} if view.kept else {}
    fields: list[Field] = []
    for clause in Clause:
        asks = CLAUSES[clause]
        label = text(f"({clause.value}) {asks.nb}", f"({clause.value}) {asks.en}")
        fields.append(Field(name=clause.value, label=label, required=False, value=places.get(clause, "")))
        absent = text(
            f"({clause.value}) står ikke i avtalen", f"({clause.value}) does not stand in the agreement"
        )
        fields.append(Field(name=f"{clause.value}_mangler", label=absent, look=Look.TICK, required=False))
    return Form(
        slug="punkter",
        label=text("Kryss av hvor hvert punkt står", "Tick where each clause stands"),
        button=text("Lagre punktene", "Store the clauses"),
        fields=tuple(fields),
        do=_tick,
    )


def _tick(key: str, given: Answers, digest: str, by: Actor) -> None:
    found = [
        Ticked(clause=one, place="" if given[f"{one.value}_mangler"] else given[one.value] or "")
        for one in Clause
        if given[one.value] or given[f"{one.value}_mangler"]
    ]
    if not found:
        raise NotAnswered(
            [text("Skriv hvor minst ett punkt står.", "Write where at least one clause stands.")]
        )
    desk.tick(key, found, by)
