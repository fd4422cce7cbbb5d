"""Asking for something about one's own data, and the request's own page: the code, how far it has come, taking it back.

No account and no cookie: the secret of the link is what the page goes by, and it shows nothing before the right code.
Whoever signs in with a provider to show who they are, here or to open their own page, has a cookie for the ten minutes that
they may be away.
What is answered, and how long that takes, is the same whether anybody knows the address or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hjemmel.capabilities.identity.visits import OPEN_FOR
from hjemmel.capabilities.plans.ports import HJEMMEL
from hjemmel.connectors.protocol import Failure
from hjemmel.core.declaration.parts import Text
from hjemmel.core.entrance.identity_check import Proof
from hjemmel.core.entrance.sign_in import LASTS
from hjemmel.core.mail.sign_up import LONGEST_ADDRESS
from hjemmel.core.request import State
from hjemmel.core.rights.right import Right
from hjemmel.desk import identity as desk
from hjemmel.desk import sign_in
from hjemmel.desk.published import NothingPublished, published
from hjemmel.desk.requests import NotTaken
from hjemmel.engine.vault.faults import VaultFault
from hjemmel.web.errors import page as error_page
from hjemmel.web.site.links import other_languages
from hjemmel.web.site.sign_up import Afterwards

COOKIE, VISIT, LONGEST_WORD = "hj_vis_hvem", "hj_din_side", 2_000
OWN_PAGE = "side"
"""In the cookie, in the place of a request's secret: they were sent away to open their own page."""
SEE_OTHER, WRONG, FORBIDDEN, GONE, TOO_MANY, NOT_NOW = 303, 400, 403, 404, 429, 503
WANTED: Mapping[Right, Text] = {
    Right.ACCESS: Text(nb="Se alt dere har om meg", en="See all that you hold about me"),
    Right.RECTIFICATION: Text(nb="Få rettet noe", en="Have something corrected"),
    Right.ERASURE: Text(nb="Bli slettet", en="Be erased"),
    Right.RESTRICTION: Text(
        nb="At dere lagrer opplysningene, men ikke bruker dem",
        en="That you store the data, but do not use them",
    ),
    Right.PORTABILITY: Text(nb="Få med meg opplysningene i en fil", en="Take my data with me in a file"),
    Right.OBJECTION: Text(nb="Si nei til noe dere gjør", en="Say no to something you do"),
    Right.WITHDRAWAL: Text(nb="Trekke tilbake et samtykke", en="Withdraw a consent"),
    Right.RECIPIENTS: Text(nb="Vite hvem som har fått noe om meg", en="Know who has got something about me"),
}
"""The rights, as somebody says them who does not know what they are called."""
FAR: Mapping[State, Text] = {
    State.DRAFT: Text(nb="Mottatt", en="Received"),
    State.RECEIVED: Text(
        nb="Mottatt. Vi finner ut hvem den gjelder.", en="Received. We find out whom it is about."
    ),
    State.MATCHED: Text(
        nb="Mottatt. Vi må vite sikkert at det er deg, og tar kontakt.",
        en="Received. We must know for sure that it is you, and get in touch.",
    ),
    State.ASKED_WHO: Text(
        nb="Vi venter på at du viser hvem du er.", en="We wait for you to show who you are."
    ),
    State.PROVEN: Text(nb="Vi vet hvem du er, og arbeider med svaret.", en="We know who you are, and work on it."),
    State.PLANNED: Text(nb="Vi går gjennom det vi har.", en="We go through what we hold."),
    State.REVIEWED: Text(nb="Svaret skal godkjennes.", en="The answer is to be approved."),
    State.APPROVED: Text(nb="Det er godkjent, og blir gjort nå.", en="It is approved, and is being done."),
    State.EXECUTED: Text(nb="Det er gjort. Vi skriver svaret.", en="It is done. We write the answer."),
    State.REFUSED: Text(
        nb="Vi kan ikke gjøre det du ba om, og skriver hvorfor.",
        en="We cannot do what you asked for, and write why.",
    ),
    State.ANSWERED: Text(nb="Svaret blir sendt nå.", en="The answer is being sent."),
    State.DELIVERED: Text(nb="Besvart. Svaret er sendt til deg.", en="Answered. The answer has been sent to you."),
    State.TAKEN_BACK: Text(nb="Du har trukket den tilbake.", en="You have taken it back."),
    State.CLOSED: Text(
        nb="Lagt bort. Er du uenig, skriv til oss.", en="Laid aside. If you disagree, write to us."
    ),
}  # fmt: skip
"""How far it has come, for whoever asked."""
ADDRESS = Text(
    nb="Dette er ikke en e-postadresse. Skriv den som navn@domene.no.",
    en="This is no e-mail address. Write it as name@domain.com.",
)
CHOOSE = Text(nb="Velg hva du vil be om.", en="Choose what you ask for.")
LATER = Text(
    nb="Det har kommet mange henvendelser herfra nå. Prøv igjen senere, eller skriv eller ring til oss.",
    en="Many requests have come by this page now. Try again later, or write or call us.",
)
NOT_WORKING = Text(
    nb="Dette virker ikke akkurat nå. Prøv igjen om litt.", en="This does not work just now. Try again in a while."
)  # fmt: skip
TRIED: Mapping[desk.Tried, Text] = {
    desk.Tried.WRONG: Text(
        nb="Koden stemmer ikke. Se etter i den nyeste e-posten fra oss.",
        en="The code is not right. Look in the newest e-mail from us.",
    ),
    desk.Tried.EXPIRED: Text(
        nb="Koden er for gammel. Be om en ny.", en="The code is too old. Ask for a new one."
    ),
    desk.Tried.SPENT: Text(
        nb="Koden virker ikke lenger. Be om en ny.", en="The code no longer works. Ask for a new one."
    ),
}
NO_MORE = Text(
    nb="Vi sender ikke flere koder for denne henvendelsen. Henvendelsen står ved lag. Vi tar kontakt.",
    en="We send no more codes for this request. The request stands. We get in touch.",
)
NOT_OFFERED = Text(
    nb="Du kan ikke logge inn for denne henvendelsen nå. Vi tar kontakt for å finne ut hvem som spør.",
    en="You cannot sign in for this request now. We get in touch to find out who asks.",
)
NOT_SHOWN = Text(
    nb="Innloggingen ble ikke fullført, og vi har ikke fått vite noe. Du kan prøve igjen fra siden til henvendelsen.",
    en="The sign-in was not completed, and we were told nothing. You can try again from the page of the request.",
)
NOT_FOUND = Text(
    nb="Innloggingen viste ikke sikkert hvem du er hos oss. Henvendelsen står ved lag, og vi tar kontakt.",
    en="The sign-in did not show for sure who you are to us. The request stands, and we get in touch.",
)
TOO_LATE = Text(
    nb="Den kan ikke trekkes tilbake nå, for noe er gjort.",
    en="It cannot be taken back now, for something has been done.",
)


# Nobody is signed in here and no cookie is read, so there is nothing to forge.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Any, lang: str) -> HttpResponse:
    try:
        form = desk.form()
    except (NothingPublished, desk.NotOffered):
        raise Http404 from None
    if request.method != "POST":
        return _form(request, lang, form)
    if is_from_elsewhere(request):
        return error_page(request, FORBIDDEN)
    right = next((one for one in form.rights if one.value == request.POST.get("rett")), None)
    if right is None:
        return _form(request, lang, form, WRONG, CHOOSE)
    try:
        taken = desk.ask(_asking(request, right, lang), place(request), HJEMMEL)
    except desk.NotAnAddress:
        return _form(request, lang, form, WRONG, ADDRESS)
    except (desk.NotOffered, NotTaken):
        return _form(request, lang, form, WRONG, CHOOSE)
    except desk.TooMany:
        return _form(request, lang, form, TOO_MANY, LATER)
    except VaultFault:
        return _form(request, lang, form, NOT_NOW, NOT_WORKING)
    return _afterwards(lang, taken)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: Any, lang: str, secret: str) -> HttpResponse:
    """The request's own page. Before the right code it tells nothing but that it waits for one."""
    try:
        deed = DEEDS.get(request.POST.get("gjor", "")) if request.method == "POST" else None
        if request.method == "POST" and deed is None:
            return error_page(request, WRONG)
        return deed(request, lang, secret) if deed else _own(lang, secret)
    except (Failure, VaultFault, NothingPublished):
        return _own(lang, secret, NOT_NOW, NOT_WORKING)


def _write_code(request: Any, lang: str, secret: str) -> HttpResponse:
    tried = desk.write_code(secret, request.POST.get("kode", ""), HJEMMEL)
    if tried is None or tried is desk.Tried.RIGHT:
        return redirect(_address(lang, secret)) if tried else _own(lang, secret)
    return _own(lang, secret, WRONG, TRIED[tried])


def _new_code(request: Any, lang: str, secret: str) -> HttpResponse:
    taken = desk.new_code(secret, HJEMMEL)
    return _afterwards(lang, taken) if taken else _own(lang, secret, TOO_MANY, NO_MORE)


def _take_back(request: Any, lang: str, secret: str) -> HttpResponse:
    try:
        desk.withdraw(secret)
    except NotTaken:
        return _own(lang, secret, WRONG, TOO_LATE)
    return redirect(_address(lang, secret))


def _sign_in(request: Any, lang: str, secret: str) -> HttpResponse:
    """On to the provider, by a link: a form of ours leads nowhere else."""
    try:
        begun = sign_in.begin(secret, request.POST.get("hos", ""), lang, HJEMMEL)
    except sign_in.NotOffered:
        return _own(lang, secret, WRONG, NOT_OFFERED)
    return sent_away(lang, begun, _address(lang, secret), other_languages("my_request", lang, secret), secret)


def sent_away(
    lang: str, begun: sign_in.Begun, back: str, languages: object, secret: str = ""
) -> HttpResponse:
    """The page with the way to the provider. `secret`: of the request's link; empty: to open their own page."""
    told = {
        "lang": lang,
        "languages": languages,
        "begun": begun,
        "back": back,
        "is_own_page": not secret,
        "organisation": published().map.declaration.organisation,
    }
    response = _hidden(HttpResponse(render_to_string("site/sign_in.html", told)), lang)
    _keep(response, f"{begun.browser}.{lang}.{secret or OWN_PAGE}", int(LASTS.total_seconds()))
    return response


@never_cache
@require_http_methods(["GET"])
def come_back(request: Any) -> HttpResponse:
    """From the provider. The cookie tells whose page it was: only the browser that was sent away comes back to it."""
    browser, _, rest = request.COOKIES.get(COOKIE, "").partition(".")
    lang, _, secret = rest.partition(".")
    lang = lang if lang in ("nb", "en") else "nb"
    is_own_page = secret == OWN_PAGE
    trouble, came = NOT_SHOWN, None
    try:
        came = sign_in.come_back(_short(request, "state"), browser, _short(request, "code"), HJEMMEL)
        trouble = NOT_FOUND
    except sign_in.NotShown:
        pass
    except (Failure, VaultFault, NothingPublished):
        trouble = NOT_WORKING
    there = reverse(f"site:own_page_{lang}") if is_own_page else ""
    there = there or (_address(lang, secret) if _is_secret(secret) else "")
    if came and came.visit:
        response = _way_in(lang, there, came.visit)
    elif came and came.proof is Proof.IDENTITY and there:
        response = _hidden(redirect(there), lang)
    else:
        response = _not_shown(lang, trouble, there, is_own_page)
    _keep(response, "", 0)
    return response


def _way_in(lang: str, there: str, secret: str) -> HttpResponse:
    """On to their own page, by a page of ours: its cookie goes with nothing that another site began, a redirect from there
    included."""
    told = {"lang": lang, "languages": [], "way_in": there}
    response = _hidden(HttpResponse(render_to_string("site/sign_in.html", told)), lang)
    keep_visit(response, secret)
    return response


def _not_shown(lang: str, trouble: Text, there: str, is_own_page: bool) -> HttpResponse:
    told: dict[str, object] = {
        "lang": lang,
        "languages": [],
        "trouble": trouble,
        "back": there,
        "is_own_page": is_own_page,
    }
    return _hidden(HttpResponse(render_to_string("site/sign_in.html", told), status=WRONG), lang)


Deed = Callable[[Any, str, str], HttpResponse]
DEEDS: Mapping[str, Deed] = {
    "kode": _write_code,
    "ny": _new_code,
    "trekk": _take_back,
    "vis": _sign_in,
}


# ---- small parts -------------------------------------------------------------------------------------------


def _asking(request: Any, right: Right, lang: str) -> desk.Asking:
    posted = request.POST
    return desk.Asking(
        right=right,
        # Read a sign too far: what is too long is no address.
        email=posted.get("epost", "")[: LONGEST_ADDRESS + 1],
        name=posted.get("navn", ""),
        known_by=posted.get("kjent", ""),
        words=posted.get("ord", ""),
        role=posted.get("rolle", ""),
        lang=lang,
    )


def is_from_elsewhere(request: Any) -> bool:
    """Another site sends the form in somebody's name. Programs without a browser say nothing of it."""
    return request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin")


def place(request: Any) -> str:
    """Where the form was sent from."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _afterwards(lang: str, taken: desk.Taken) -> HttpResponse:
    """On to the request's own page; the code goes when whoever asked has been answered."""
    response = Afterwards("", lambda: desk.send_code(taken, HJEMMEL))
    response.status_code = SEE_OTHER
    response.headers["Location"] = _address(lang, taken.secret)
    return _hidden(response, lang)


def _address(lang: str, secret: str) -> str:
    return reverse(f"site:my_request_{lang}", args=(secret,))


def _form(
    request: Any, lang: str, form: desk.Form, status: int = 200, trouble: Text | None = None
) -> HttpResponse:
    told = {
        "lang": lang,
        "languages": other_languages("my_data", lang),
        "form": form,
        "rights": [(one, WANTED[one]) for one in form.rights],
        "typed": request.POST,
        "trouble": trouble,
        "is_address_wrong": trouble is ADDRESS,
        "organisation": published().map.declaration.organisation,
    }
    response = HttpResponse(render_to_string("site/my_data.html", told), status=status)
    response.headers["Content-Language"] = lang
    return response


def _own(lang: str, secret: str, status: int = 200, trouble: Text | None = None) -> HttpResponse:
    found = desk.own(secret)
    told: dict[str, object] = {
        "lang": lang,
        "languages": other_languages("my_request", lang, secret),
        "own": found,
        "trouble": trouble,
        "organisation": published().map.declaration.organisation,
    }
    if found and found.is_read:
        told |= {
            "wanted": WANTED[found.view.right] if found.view.right else None,
            "far": FAR[found.view.state],
            "providers": sign_in.offered(secret),
            "can_be_taken_back": found.view.state in _CAN_BE_TAKEN_BACK,
        }
    text = render_to_string("site/my_request.html", told)
    return _hidden(HttpResponse(text, status=status if found else GONE), lang)


_CAN_BE_TAKEN_BACK = (
    State.RECEIVED, State.MATCHED, State.ASKED_WHO, State.PROVEN, State.PLANNED, State.REVIEWED,
)  # fmt: skip


def keep_visit(response: HttpResponse, secret: str) -> None:
    """The cookie that keeps somebody's own page open."""
    response.set_cookie(
        VISIT,
        secret,
        max_age=int(OPEN_FOR.total_seconds()) if secret else 0,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _keep(response: HttpResponse, value: str, seconds: int) -> None:
    """For as long as somebody is away, and for that page alone. Lax: the way back is from another site."""
    response.set_cookie(
        COOKIE,
        value,
        max_age=seconds,
        path=reverse("site:come_back"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _short(request: Any, name: str) -> str:
    value = str(request.GET.get(name, ""))
    return value if len(value) <= LONGEST_WORD else ""


def _is_secret(secret: str) -> bool:
    """It may stand in an address of ours: it came by a cookie, which anybody can have written."""
    return (
        bool(secret) and len(secret) <= LONGEST_WORD and all(one.isalnum() or one in "-_" for one in secret)
    )


def _hidden(response: HttpResponse, lang: str) -> HttpResponse:
    """The address is the secret: it goes to nobody by way of a link on the page, and to no search engine."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Language"] = lang
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response
