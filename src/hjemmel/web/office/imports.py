"""Files of people into the register: handed over, looked at, decided about, taken batch by batch.

Names and addresses stand in the page alone, never in an address or a log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hjemmel.capabilities.imports.services import NotNow
from hjemmel.capabilities.register.intake import OF_A_COLUMN
from hjemmel.capabilities.register.new import NotTaken
from hjemmel.connectors.sheets import Fault, Unreadable
from hjemmel.core.declaration.parts import Text
from hjemmel.core.intake.bought_list import Bought
from hjemmel.core.intake.columns import Columns, Holds
from hjemmel.core.intake.imported import Choice, Counts, Stage, Terms
from hjemmel.core.output.csv_text import BYTE_ORDER_MARK, csv_lines
from hjemmel.core.texts.free_text import Hit
from hjemmel.desk import imports as desk
from hjemmel.desk import office
from hjemmel.web.office import values
from hjemmel.web.office.entry import actor
from hjemmel.web.office.register import register_page


def _capital(text: Text) -> Text:
    """As it begins a sentence, or stands alone."""
    return Text(nb=text.nb[:1].upper() + text.nb[1:], en=text.en[:1].upper() + text.en[1:])


AT_A_TIME = 8.0
"""Seconds of taking before the page answers. The next press of the button goes on."""
CHANGED = Text(
    nb="Noen andre har gått videre med fila, eller den er borte. Se en gang til.",
    en="Somebody else has gone on with the file, or it is gone. Look again.",
)
NO_FILE = Text(nb="Velg en fil først.", en="Choose a file first.")
NO_REGISTER = Text(
    nb="Registeret er ikke et av systemene i deklarasjonen. Da ville ingen slette det som kom inn, så ingen filer tas imot.",
    en="The register is not among the systems of the declaration. Nobody would erase what came in, so no files are taken.",
)
HOLDS: dict[Holds, Text] = {
    Holds.NAME: Text(nb="navn", en="name"),
    Holds.FIRST_NAME: Text(nb="fornavn", en="first name"),
    Holds.LAST_NAME: Text(nb="etternavn", en="last name"),
    Holds.EMAIL: Text(nb="e-post", en="e-mail"),
    Holds.PHONE: Text(nb="telefon", en="phone"),
    Holds.ADDRESS: Text(nb="adresse", en="address"),
    Holds.POSTCODE: Text(nb="postnummer", en="postcode"),
    Holds.PLACE: Text(nb="poststed", en="place"),
    Holds.ORGANISATION: Text(nb="firma", en="company"),
    Holds.ORGNR: Text(nb="organisasjonsnummer", en="organisation number"),
    Holds.ROLE: Text(nb="rolle", en="role"),
    Holds.TITLE: Text(nb="stilling", en="title"),
}
LABELS = {holds.value: _capital(words) for holds, words in HOLDS.items()}
"""What a column holds, at the beginning of a sentence."""
LONGEST = 200
MOST_KEPT_OUT_SHOWN = 50
FAULTS = frozenset(fault.value for fault in Fault)
OF_A_ROW = {
    "nameless": Text(nb="raden har ikke noe navn", en="the row has no name"),
    "not-taken": Text(
        nb="deklarasjonen er endret, og registeret tar ikke imot raden slik den er nå",
        en="the declaration has changed, and the register does not take the row as it is now",
    ),
}
NOT_KNOWN = Text(nb="Leste inn før årsaken ble tatt vare på.", en="Read in before the cause was kept.")
STAGES: dict[Stage, Text] = {
    Stage.READ: Text(nb="venter på at noen bestemmer", en="waits for somebody to decide"),
    Stage.TAKING: Text(nb="leses inn", en="being taken in"),
    Stage.WAITING: Text(nb="rader venter", en="rows wait"),
    Stage.DONE: Text(nb="ferdig", en="done"),
    Stage.DROPPED: Text(nb="avbrutt", en="dropped"),
}


@register_page
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: Any) -> HttpResponse:
    desk.tidy(actor(request))
    if request.method != "POST":
        return _list(request)
    file = request.FILES.get("fil")
    if file is None:
        return _list(request, wrong=[NO_FILE], status=400)
    try:
        id = desk.receive(file.chunks(), actor(request))
    except Unreadable as unreadable:
        reason = unreadable.reason
        said = Text(nb=f"{reason.what.nb}: {reason.remedy.nb}", en=f"{reason.what.en}: {reason.remedy.en}")
        return _list(request, wrong=[said], status=400)
    except desk.NoRegister:
        return _list(request, wrong=[NO_REGISTER], status=409)
    return redirect("office:import", id=id)


@register_page
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: Any, id: str) -> HttpResponse:
    if request.method != "POST":
        return _file(request, id)
    act = _ACTS.get(request.POST.get("gjor", ""))
    if act is None:
        return _file(request, id, columns=_columns(request), typed=request.POST)
    try:
        act(request, id)
    except NotTaken as refused:
        wrong = [reason.told(LABELS) for reason in refused.reasons]
        return _file(request, id, wrong=wrong, columns=_columns(request), typed=request.POST, status=400)
    except NotNow:
        return _file(request, id, wrong=[CHANGED], status=409)
    if "vis" in request.POST:
        # Whoever decides row by row has asked once: the next rows are shown for the same purpose, and noted.
        return _file(request, id)
    return redirect("office:import", id=id)


def _decide(request: Any, id: str) -> None:
    desk.decide(id, _terms(request), actor(request), request.FILES.get("reservasjoner"))


def _take(request: Any, id: str) -> None:
    desk.take_some(id, actor(request), AT_A_TIME)


def _choose(request: Any, id: str) -> None:
    number, choice = request.POST.get("rad", ""), request.POST.get("svar", "")
    if not number.isdigit() or choice not in [one.value for one in Choice]:
        raise NotNow(id)
    desk.choose(id, int(number), Choice(choice), actor(request))


def _leave_out(request: Any, id: str) -> None:
    desk.leave_out_the_rest(id, actor(request))


def _drop(request: Any, id: str) -> None:
    desk.drop(id, actor(request))


_ACTS: dict[str, Callable[[Any, str], None]] = {
    "bestem": _decide,
    "ta": _take,
    "velg": _choose,
    "resten": _leave_out,
    "slipp": _drop,
}


def _columns(request: Any) -> Columns:
    """What the form says that the columns hold."""
    found = {}
    for key, value in request.POST.items():
        number = key.removeprefix("kolonne-")
        if key.startswith("kolonne-") and number.isdigit() and value in [one.value for one in Holds]:
            found[int(number)] = Holds(value)
    return found


def _terms(request: Any) -> Terms:
    posted = request.POST
    return Terms(
        columns=tuple((number, holds.value) for number, holds in sorted(_columns(request).items())),
        source=posted.get("kilde", ""),
        channel=posted.get("kanal", ""),
        purposes=tuple(posted.getlist("formaal")),
        kind=posted.get("slag", ""),
        received_on=_day(posted.get("mottatt", "")) or office.now().date(),
        told_on=_day(posted.get("fortalt", "")),
        bought=_bought(request),
    )


def _bought(request: Any) -> Bought | None:
    """What is told of a bought list; nothing, if the file was not bought."""
    source = office.current_map().declaration.sources.get(request.POST.get("kilde", ""))
    if source is None or source.kind != "bought":
        return None
    posted = request.POST
    return Bought(
        vendor=posted.get("leverandor", "").strip()[:LONGEST],
        basis=posted.get("grunnlag", "").strip()[:LONGEST],
        bought_on=_day(posted.get("kjopt", "")),
        register_of=_day(posted.get("hentet", "")),
    )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


@register_page
@require_safe
def kept_out(request: Any, id: str) -> HttpResponse:
    """The rows that were not taken, as a file to put the list right by: numbers and findings, and nothing of anybody."""
    if desk.file(id) is None:
        raise Http404
    lang = request.lang
    head = ("Rad", "Kolonne", "Hva som er galt") if lang == "nb" else ("Row", "Column", "What is wrong")
    rows = [
        (str(row.number), getattr(column, lang) if column else "", getattr(said, lang))
        for row in desk.kept_out(id)
        for column, said in _said_of(row)
    ]
    text = BYTE_ORDER_MARK + "".join(csv_lines([head, *rows]))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="rader.csv"'
    return response


# ---- showing -----------------------------------------------------------------------------------------------


def _list(request: Any, status: int = 200, **told: Any) -> HttpResponse:
    files = [(one, STAGES[one.stage]) for one in desk.files()]
    return render(request, "office/imports.html", {**told, "files": files}, status=status)


def _file(
    request: Any, id: str, status: int = 200, columns: Columns | None = None, **told: Any
) -> HttpResponse:
    view = desk.file(id)
    if view is None:
        raise Http404
    asked = values.asked(request)
    why = {"purpose": asked.purpose, "case": asked.case}
    look = desk.look(id, actor(request), columns, **why) if view.stage is Stage.READ else None
    declared = office.current_map().declaration
    waiting = desk.waiting(id, actor(request), **why) if view.stage is Stage.WAITING else ()
    out = view.counts.faulty + view.counts.refused
    shown = {
        **values.told(request, asked),
        **told,
        "shows_values": bool(asked.purpose),
        "file": view,
        "stage": STAGES[view.stage],
        "counts": _told(view.counts),
        "look": look,
        "rows": [_shown(row) for row in look.rows] if look else (),
        "kept_out": [(row.number, _said_of(row)) for row in desk.kept_out(id, MOST_KEPT_OUT_SHOWN)],
        "more_kept_out": max(0, out - MOST_KEPT_OUT_SHOWN),
        "headings": _headings(look) if look else (),
        "waiting": [_shown(row) for row in waiting],
        "holds": HOLDS,
        "sources": [(name, one.title) for name, one in declared.sources.items()],
        "channels": [(name, one.title) for name, one in declared.channels.items()],
        "purposes": [(name, one.title) for name, one in declared.purposes.items()],
        "kinds": [(name, one.title) for name, one in declared.subjects.items()],
        "ticked": request.POST.getlist("formaal"),
        "sells": any(one.kind == "bought" for one in declared.sources.values()),
        "source": declared.sources.get(view.terms.source) if view.terms else None,
    }
    return render(request, "office/import.html", shown, status=status)


@dataclass(frozen=True, slots=True)
class AlikeShown:
    """Somebody who may be the same person, in words."""

    one: desk.AlikeView
    by: Text
    told: tuple[tuple[Text, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row for a reader: what is wrong with it, what to look at, and who may be the same person."""

    row: desk.RowView
    wrong: tuple[Text, ...]
    look_at: tuple[tuple[Text, Hit], ...]
    alike: tuple[AlikeShown, ...]


def _shown(row: desk.RowView) -> RowShown:
    return RowShown(
        row=row,
        wrong=tuple(reason.told(LABELS) for reason in row.reasons),
        look_at=tuple((_label(one.column), one.hit) for one in row.warnings),
        alike=tuple(
            AlikeShown(
                one=one,
                by=_and(
                    [
                        HOLDS[holds]
                        for holds in (Holds.EMAIL, Holds.PHONE, Holds.NAME)
                        if holds.value in one.by
                    ]
                ),
                told=tuple((_label(column), value) for column, value in one.told.items()),
            )
            for one in row.alike
        ),
    )


def _label(column: str) -> Text:
    return LABELS.get(column) or Text(nb=column, en=column)


def _and(words: Sequence[Text]) -> Text:
    return Text(nb=" og ".join(one.nb for one in words), en=" and ".join(one.en for one in words))


def _said_of(row: desk.RowKeptOut) -> list[tuple[Text | None, Text]]:
    """What is the matter with a row that was kept out, each with what its column holds, if one is meant."""
    return [(_label(one.holds) if one.holds else None, _said(one.code)) for one in row.amiss] or [
        (None, NOT_KNOWN)
    ]


def _said(code: str) -> Text:
    if code in FAULTS:
        said = Fault(code).said
        return Text(nb=said.nb, en=said.en)
    reason = OF_A_COLUMN.get(code)
    return _capital(Text(nb=reason.nb, en=reason.en) if reason else OF_A_ROW.get(code, NOT_KNOWN))


def _headings(look: desk.Look) -> list[tuple[int, str, str]]:
    """Each column: its number, its heading, and what it holds."""
    return [
        (number, heading, look.columns[number].value if number in look.columns else "")
        for number, heading in enumerate(look.headers)
    ]


def _told(counts: Counts) -> list[tuple[Text, int]]:
    """What became of the rows, those that there are any of."""
    words = (
        (Text(nb="tatt inn", en="taken in"), counts.taken),
        (Text(nb="venter på deg", en="wait for you"), counts.waiting),
        (Text(nb="er samme person", en="are the same person"), counts.same),
        (Text(nb="holdt utenfor", en="left out"), counts.left_out),
        (Text(nb="har feil i raden eller mangler navn", en="are faulty or have no name"), counts.faulty),
        (Text(nb="kan ikke stå i registeret", en="cannot stand in the register"), counts.refused),
        (
            Text(
                nb="står i Reservasjons\u00adregisteret",
                en="stand in the Central Marketing Exclusion Register",
            ),
            counts.reserved,
        ),
        (Text(nb="har sagt nei til oss", en="have said no to us"), counts.own_no),
    )
    return [(text, count) for text, count in words if count]
