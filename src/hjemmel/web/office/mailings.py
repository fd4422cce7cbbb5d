"""Mailings: written, prepared for a list, looked at with who gets it and who does not, approved, sent a batch at a time."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hjemmel.capabilities.mailings.services import NotApproved
from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.connectors.protocol import Failure
from hjemmel.core.declaration.parts import Text
from hjemmel.core.letters.letter import Words
from hjemmel.core.mail.mailing import Mailing
from hjemmel.core.output.csv_text import BYTE_ORDER_MARK, csv_lines
from hjemmel.core.permission import NotDeclared
from hjemmel.desk import mailbox, sign_up
from hjemmel.desk import mailings as desk
from hjemmel.desk.access import NotAllowed
from hjemmel.engine.vault.faults import VaultFault
from hjemmel.web.office.entry import actor, signed_in, with_right

LONGEST = 25_000
OWN_GOODS = {"ja": True, "nei": False}
CHANGED = Text(
    nb="Utsendingen er ikke lenger slik den ble vist, eller er godkjent eller forkastet. Ingenting er gjort.",
    en="The mailing is no longer as it was shown, or was approved or dropped. Nothing was done.",
)
BUSY = Text(
    nb="Noen andre sender den akkurat nå. Vent noen minutter.",
    en="Somebody else is sending it just now. Wait a few minutes.",
)
NO_ACCESS = Text(
    nb="Lista viser adresser, og kontoen din er ikke knyttet til formålet med utsendingen. Ingenting er gjort.",
    en="The list shows addresses, and your account is not tied to the purpose of the mailing. Nothing was done.",
)
NO_QUESTION = Text(
    nb="Skriv en e-postadresse, og velg hva det gjelder og hvor personen ba om det.",
    en="Write an e-mail address, and choose what it is about and where the person asked for it.",
)
TOO_MANY = Text(
    nb="Det er bedt om svært mange bekreftelser den siste timen. Prøv igjen senere.",
    en="Very many confirmations have been asked for during the last hour. Try again later.",
)
WAITS = Text(
    nb="E-posten venter, for serveren ville ikke ta den nå. Den sendes sammen med den neste.",
    en="The e-mail waits, for the server would not take it now. It is sent along with the next one.",
)
LETTERS = {
    "accepted": Text(
        nb="E-posten er sendt. Personen har sagt ja først når lenken i den er brukt.",
        en="The e-mail has been sent. The person has said yes only when its link has been used.",
    ),
    "uncertain": Text(
        nb="Det er usikkert om e-posten kom fram. Den sendes ikke igjen av seg selv.",
        en="It is uncertain whether the e-mail arrived. It is not sent again by itself.",
    ),
    "refused": Text(
        nb="E-posttjeneren tok ikke imot e-posten.", en="The mail server did not take the e-mail."
    ),
    "not sent": Text(
        nb="Ingenting er sendt: adressen er sperret, fører til ingen eller flere vi kjenner, eller har fått nok slike i dag.",
        en="Nothing was sent: the address is blocked, leads to nobody or several we know, or has had enough of these today.",
    ),
}
UNKNOWN = Text(
    nb="Velg et formål, en kanal og en liste som står i deklarasjonen.",
    en="Choose a purpose, a channel and a list that the declaration names.",
)


@signed_in
@require_safe
def mailings(request: Any) -> HttpResponse:
    told = {"views": desk.views(), "has_mailbox": mailbox.folder() is not None}
    return render(request, "office/mailings.html", told)


@with_right(RIGHT_TO_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Any) -> HttpResponse:
    """The form; and what was written, looked at (`se`) or prepared (`lag`)."""
    written = {name: request.POST.get(name, "")[:LONGEST] for name in FIELDS}
    if request.method != "POST":
        return _form(request, written)
    mailing = _mailing(written)
    try:
        if "lag" not in request.POST:
            return _form(request, written, letter=desk.preview(mailing))
        if not written["liste"] and not written["personer"].strip():
            return _form(request, written, status=400, trouble=UNKNOWN)
        people = [line.strip() for line in written["personer"].splitlines()]
        id = desk.prepare(mailing, actor(request), collection=written["liste"], identities=people)
    except desk.Unfit as unfit:
        return _form(request, written, status=400, faults=unfit.faults)
    except NotDeclared:
        return _form(request, written, status=400, trouble=UNKNOWN)
    except (Failure, VaultFault) as failure:
        return _form(request, written, status=503, failure=failure)
    return redirect("office:mailing", id=id)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mailing(request: Any, id: str) -> HttpResponse:
    view = desk.view(id)
    if view is None:
        raise Http404
    if request.method != "POST":
        return _page(request, view)
    may_approve = request.user.has_perm(RIGHT_TO_APPROVE)
    if may_approve and request.POST.get("svar") == "ja" and request.POST.get("lest") != "on":
        return _page(request, view, status=400, lacks_tick=True)
    try:
        _do(request, view)
    except NotApproved:
        return _page(request, view, status=409, trouble=CHANGED)
    except desk.Busy:
        return _page(request, view, status=409, trouble=BUSY)
    except desk.Unfit as unfit:
        return _page(request, view, status=409, faults=unfit.faults)
    except (Failure, VaultFault, NotDeclared) as failure:
        return _page(request, desk.view(id) or view, status=409, failure=failure)
    return redirect("office:mailing", id=id)


def _do(request: Any, view: desk.MailingView) -> None:
    """Approve or drop: for those who may approve. Send what is approved: for those who may work."""
    id, wanted = view.kept.id, request.POST.get("svar")
    if not request.user.has_perm(RIGHT_TO_WORK if wanted == "send" else RIGHT_TO_APPROVE):
        raise PermissionDenied
    match wanted:
        case "ja":
            desk.approve(id, request.POST.get("avtrykk", ""), actor(request))
        case "nei":
            desk.drop(id, actor(request))
        case "send":
            desk.send(id, actor(request))
        case _:
            raise NotApproved(id)


@with_right(RIGHT_TO_WORK)
@require_POST
def letter_list(request: Any, id: str) -> HttpResponse:
    """The addresses of those who may get it now, for letters and text messages that others send."""
    view = desk.view(id)
    if view is None:
        raise Http404
    try:
        rows = desk.letter_list(id, actor(request))
    except (NotApproved, desk.Busy):
        return _page(request, view, status=409, trouble=CHANGED)
    except NotAllowed:
        return _page(request, view, status=403, trouble=NO_ACCESS)
    except (Failure, VaultFault, NotDeclared) as failure:
        return _page(request, view, status=409, failure=failure)
    text = BYTE_ORDER_MARK + "".join(csv_lines([("adresse",), *rows]))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="liste.csv"'
    return response


@signed_in
@require_safe
def demo_mailbox(request: Any) -> HttpResponse:
    """What was put in the folder that stands in for a mail server. Where there is a real one, there is no such page."""
    letters = mailbox.letters()
    if letters is None:
        raise Http404
    return render(request, "office/mailbox.html", {"letters": letters})


@with_right(RIGHT_TO_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_to_confirm(request: Any) -> HttpResponse:
    """Ask somebody who wants e-mail to confirm it, by a letter with a link."""
    written = {name: request.POST.get(name, "")[:LONGEST] for name in ("epost", "formaal", "kanal")}
    if request.method != "POST":
        return _asking(request, written)
    try:
        letter = sign_up.ask(written["epost"], written["formaal"], written["kanal"], actor(request))
    except (sign_up.NotAnAddress, sign_up.NotOffered):
        return _asking(request, written, status=400, trouble=NO_QUESTION)
    except sign_up.TooMany:
        return _asking(request, written, status=429, trouble=TOO_MANY)
    except (Failure, VaultFault) as failure:
        return _asking(request, written, status=409, failure=failure)
    return _asking(request, {}, letter=LETTERS.get(letter, WAITS))


def _asking(request: Any, written: dict[str, str], status: int = 200, **told: Any) -> HttpResponse:
    shown = {**told, "written": written, "choices": sign_up.choices()}
    return render(request, "office/mailing_ask.html", shown, status=status)


FIELDS = (
    "hva", "liste", "personer", "egne", "emne_nb", "tekst_nb", "emne_en", "tekst_en",
)  # fmt: skip


def _mailing(written: dict[str, str]) -> Mailing:
    english = Words(subject=written["emne_en"].strip(), text=written["tekst_en"].strip())
    purpose, _, channel = written["hva"].partition(":")
    return Mailing(
        purpose=purpose,
        channel=channel,
        nb=Words(subject=written["emne_nb"].strip(), text=written["tekst_nb"].strip()),
        en=english if english.subject or english.text else None,
        own_similar_goods=OWN_GOODS.get(written["egne"]),
    )


def _form(request: Any, written: dict[str, str], status: int = 200, **told: Any) -> HttpResponse:
    shown = {**told, "written": written, "choices": desk.choices()}
    return render(request, "office/mailing_write.html", shown, status=status)


def _page(request: Any, view: desk.MailingView, status: int = 200, **told: Any) -> HttpResponse:
    shown = {**told, "view": view, "kept": view.kept, "may_approve": request.user.has_perm(RIGHT_TO_APPROVE)}
    return render(request, "office/mailing.html", shown, status=status)
