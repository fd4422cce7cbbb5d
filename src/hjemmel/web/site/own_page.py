"""Your page: what we hold of somebody and why, what they have chosen, their requests, and who got their data.

Opened by a code, or by signing in with a provider. A cookie that only this page reads keeps it open, and is worth nothing
after half an hour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hjemmel.capabilities.plans.ports import HJEMMEL
from hjemmel.connectors.protocol import Failure
from hjemmel.core.declaration.parts import Text
from hjemmel.core.entrance.identity_check import Proof
from hjemmel.core.mail.sign_up import LONGEST_ADDRESS
from hjemmel.desk import answers, sign_in, visits
from hjemmel.desk import own_page as desk
from hjemmel.desk.published import NothingPublished, published
from hjemmel.desk.requests import NotTaken
from hjemmel.engine.vault.faults import VaultFault
from hjemmel.web.errors import page as error_page
from hjemmel.web.site.links import other_languages
from hjemmel.web.site.my_data import (
    ADDRESS,
    CHOOSE,
    FAR,
    FORBIDDEN,
    LATER,
    NOT_NOW,
    NOT_WORKING,
    SEE_OTHER,
    TOO_MANY,
    TRIED,
    VISIT,
    WANTED,
    WRONG,
    is_from_elsewhere,
    keep_visit,
    place,
    sent_away,
)
from hjemmel.web.site.sign_up import Afterwards

LONGEST_SECRET, LONGEST_WORDS = 200, 20_000
OVER = Text(
    nb="Siden var åpen i en halv time, og er lukket. Du kan åpne den igjen her.",
    en="The page was open for half an hour, and is closed. You can open it again here.",
)
NOT_OFFERED = Text(
    nb="Du kan ikke logge inn slik her nå. Prøv en annen måte.",
    en="You cannot sign in that way here now. Try another way.",
)
NOT_THERE = Text(
    nb="Svaret ligger ikke der lenger. Be om det på nytt.",
    en="The answer is not there any more. Ask for it again.",
)
WHY_NOT: Mapping[Proof, Text] = {
    Proof.NOBODY: Text(
        nb="Vi finner ingenting om noen med denne e-postadressen. Kjenner vi deg under noe annet, kan du be om innsyn i stedet.",
        en="We find nothing about anybody with this e-mail address. If we know you by something else, you can ask for access.",
    ),
    Proof.SHARED: Text(
        nb="Flere har denne e-postadressen hos oss, eller den er en virksomhets. Derfor kan ikke en kode vise hvem av dem du er.",
        en="Several people have this e-mail address with us, or it is an organisation's. So a code can't show which of them you are.",
    ),
    Proof.NEW: Text(
        nb="Vi har ikke hatt denne e-postadressen i 30 dager, eller den er nettopp endret. Derfor er ikke en kode nok ennå.",
        en="We have not had this e-mail address for 30 days, or it was changed lately. So a code is not enough yet.",
    ),
    Proof.AGE_UNKNOWN: Text(
        nb="Vi vet ikke hvor lenge vi har hatt denne e-postadressen. Derfor er ikke en kode nok.",
        en="We do not know for how long we have had this e-mail address. So a code is not enough.",
    ),
    Proof.NOT_ENOUGH: Text(
        nb="Vi har opplysninger som krever noe sikrere enn en kode.",
        en="We hold data that ask for something surer than a code.",
    ),
    Proof.OUT_OF_SIGHT: Text(
        nb="Et av systemene våre svarer ikke nå. Prøv igjen senere.",
        en="One of our systems does not answer now. Try again later.",
    ),
}
WHY_NOT_BY_SIGN_IN: Mapping[Proof, Text] = {
    Proof.NOBODY: Text(
        nb="Vi finner ingenting om noen med det innloggingen forteller om deg. Kjenner vi deg under noe annet, kan du be om innsyn i stedet.",
        en="We find nothing about anybody by what the sign-in tells about you. If we know you by something else, you can ask for access.",
    ),
    Proof.SHARED: Text(
        nb="Flere har samme e-postadresse eller telefonnummer hos oss som du. Derfor viser ikke innloggingen hvem av dem du er.",
        en="Several people have the same e-mail address or telephone number with us as you. So the sign-in does not show which of them you are.",
    ),
    Proof.NEW: Text(
        nb="Vi har ikke hatt e-postadressen eller telefonnummeret ditt i 30 dager, eller det er nettopp endret. Derfor er ikke innloggingen nok ennå.",
        en="We have not had your e-mail address or telephone number for 30 days, or it was changed lately. So the sign-in is not enough yet.",
    ),
    Proof.AGE_UNKNOWN: Text(
        nb="Vi vet ikke hvor lenge vi har hatt e-postadressen eller telefonnummeret ditt. Derfor er ikke innloggingen nok.",
        en="We do not know for how long we have had your e-mail address or telephone number. So the sign-in is not enough.",
    ),
    Proof.NOT_ENOUGH: Text(
        nb="Vi har opplysninger som krever en sikrere innlogging enn denne.",
        en="We hold data that ask for a surer sign-in than this one.",
    ),
}
WHY_OFFER: Mapping[str, Text] = {
    "consent": Text(nb="Du har sagt ja.", en="You have said yes."),
    "existing-customer": Text(
        nb="Du er kunde og har ikke sagt nei.", en="You are a customer and have not said no."
    ),
    "customer": Text(nb="Du er kunde og har ikke sagt nei.", en="You are a customer and have not said no."),
    "objected": Text(nb="Du har sagt nei.", en="You have said no."),
    "suppressed": Text(nb="Du har sagt nei.", en="You have said no."),
    "channel-declined": Text(nb="Du har sagt nei.", en="You have said no."),
    "no-address": Text(nb="Vi har ingen slik adresse til deg.", en="We have no such address of yours."),
    "consent-withdrawn": Text(nb="Du har sagt nei.", en="You have said no."),
    "no-consent": Text(
        nb="Du har ikke sagt ja, så vi sender ingenting.", en="You have not said yes, so we send nothing."
    ),
    "no-yes": Text(
        nb="Du har ikke sagt ja, så vi sender ingenting.", en="You have not said yes, so we send nothing."
    ),
    "no-ground": Text(nb="Du står ikke på noen liste for dette.", en="You are on no list for this."),
    "restricted": Text(nb="Vi bruker ikke opplysningene dine nå.", en="We do not use your data now."),
    "reserved": Text(
        nb="Du står i Reservasjonsregisteret.", en="You are in the Central Marketing Exclusion Register."
    ),
}
YES_OTHERWISE = Text(
    nb="Loven lar oss sende det, og du har ikke sagt nei.",
    en="The law lets us send it, and you have not said no.",
)
NO_OTHERWISE = Text(nb="Du får ingenting av dette nå.", en="You get nothing of this now.")


# The cookie is sent by this site's own pages alone (SameSite=Strict), and a form from elsewhere is refused besides.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: Any, lang: str) -> HttpResponse:
    try:
        if not visits.is_offered():
            raise Http404
    except NothingPublished:
        raise Http404 from None
    if request.method != "POST":
        return _shown(request, lang)
    if is_from_elsewhere(request):
        return error_page(request, FORBIDDEN)
    deed = DEEDS.get(request.POST.get("gjor", ""))
    try:
        return deed(request, lang) if deed else error_page(request, WRONG)
    except desk.NotOpen:
        return _begin(lang, WRONG, OVER)
    except (Failure, VaultFault):
        return _begin(lang, NOT_NOW, NOT_WORKING)


def _ask_code(request: Any, lang: str) -> HttpResponse:
    email = request.POST.get("epost", "")[: LONGEST_ADDRESS + 1]
    try:
        begun = visits.begin(email, lang, place(request), HJEMMEL)
    except visits.NotAnAddress:
        return _begin(lang, WRONG, ADDRESS, email)
    except visits.NotOffered:
        return _begin(lang, WRONG, NOT_OFFERED)
    except visits.TooMany:
        return _begin(lang, TOO_MANY, LATER, email)
    response = Afterwards("", lambda: visits.send_code(begun, HJEMMEL))
    response.status_code = SEE_OTHER
    response.headers["Location"] = _here(lang)
    keep_visit(response, begun.secret)
    return _hidden(response, lang)


def _sign_in(request: Any, lang: str) -> HttpResponse:
    try:
        begun = visits.sign_in_with(request.POST.get("hos", ""), lang, place(request), HJEMMEL)
    except sign_in.NotOffered:
        return _begin(lang, WRONG, NOT_OFFERED)
    except visits.TooMany:
        return _begin(lang, TOO_MANY, LATER)
    return sent_away(lang, begun, _here(lang), other_languages("own_page", lang))


def _write_code(request: Any, lang: str) -> HttpResponse:
    found = visits.write_code(_secret(request), request.POST.get("kode", ""), HJEMMEL)
    if found is None:
        return _begin(lang, WRONG, OVER)
    tried, secret = found
    if tried is not visits.Tried.RIGHT:
        return _code(lang, WRONG, TRIED[tried])
    response = redirect(_here(lang))
    keep_visit(response, secret)
    return _hidden(response, lang)


def _choose(request: Any, lang: str) -> HttpResponse:
    say = desk.say_yes if request.POST.get("svar") == "ja" else desk.say_no
    try:
        say(_secret(request), request.POST.get("formaal", ""), request.POST.get("kanal", ""), HJEMMEL)
    except desk.NotOffered:
        return _shown(request, lang, WRONG, NOT_WORKING)
    return redirect(f"{_here(lang)}#tilbud")


def _ask(request: Any, lang: str) -> HttpResponse:
    right = next((one for one in WANTED if one.value == request.POST.get("rett")), None)
    if right is None:
        return _shown(request, lang, WRONG, CHOOSE)
    words = request.POST.get("ord", "")[:LONGEST_WORDS]
    try:
        taken = desk.ask(_secret(request), right, words, lang, place(request), HJEMMEL)
    except (desk.NotOffered, NotTaken):
        return _shown(request, lang, WRONG, CHOOSE)
    except desk.TooMany:
        return _shown(request, lang, TOO_MANY, LATER)
    return redirect(reverse(f"site:my_request_{lang}", args=(taken.secret,)))


def _fetch(request: Any, lang: str) -> HttpResponse:
    try:
        link = desk.fetch(_secret(request), request.POST.get("henvendelse", ""), HJEMMEL)
    except answers.NotThere:
        return _shown(request, lang, WRONG, NOT_THERE)
    return redirect(reverse(f"site:answer_{lang}", args=(link,)))


def _leave(request: Any, lang: str) -> HttpResponse:
    still_known_to = visits.leave(_secret(request), HJEMMEL)
    response = _begin(lang, 200, None, left=still_known_to) if still_known_to else redirect(_here(lang))
    keep_visit(response, "")
    return response


Deed = Callable[[Any, str], HttpResponse]
DEEDS: Mapping[str, Deed] = {
    "adresse": _ask_code,
    "kode": _write_code,
    "vis": _sign_in,
    "velg": _choose,
    "be": _ask,
    "hent": _fetch,
    "lukk": _leave,
}


# ---- what is shown -----------------------------------------------------------------------------------------


def _shown(request: Any, lang: str, status: int = 200, trouble: Text | None = None) -> HttpResponse:
    """Where the visit is: nowhere, waiting for a code, or open."""
    standing = visits.standing(_secret(request))
    if standing is None:
        was_open = VISIT in request.COOKIES and request.COOKIES[VISIT]
        return _begin(lang, status, trouble or (OVER if was_open else None))
    if not standing.is_read:
        return _code(lang, status, trouble)
    if standing.proof is not Proof.IDENTITY:
        why_not = {**WHY_NOT, **WHY_NOT_BY_SIGN_IN} if standing.is_by_sign_in else WHY_NOT
        return _page(
            lang, status, refused=why_not[standing.proof or Proof.OUT_OF_SIGHT], providers=sign_in.providers()
        )
    try:
        page = desk.page(_secret(request), lang, HJEMMEL)
    except desk.NotOpen:
        return _begin(lang, WRONG, OVER)
    except (Failure, VaultFault):
        return _begin(lang, NOT_NOW, NOT_WORKING)
    offers = [(one, [(through, _why(through)) for through in one.channels]) for one in page.offers]
    requests = [
        (one, WANTED.get(one.view.right) if one.view.right else None, FAR[one.view.state])
        for one in page.requests
    ]
    rights = [(one, WANTED[one]) for one in page.rights]
    return _page(lang, status, trouble=trouble, page=page, offers=offers, requests=requests, rights=rights)


def _why(through: desk.Through) -> Text:
    return WHY_OFFER.get(through.why) or (YES_OTHERWISE if through.is_yes else NO_OTHERWISE)


def _begin(
    lang: str, status: int, trouble: Text | None, email: str = "", left: Text | None = None
) -> HttpResponse:
    """`left`: whom they had signed in with, of whoever has just closed the page."""
    return _page(
        lang,
        status,
        trouble=trouble,
        begins=True,
        left=left,
        takes_codes=visits.takes_codes(),
        providers=sign_in.providers(),
        email=email,
        is_address_wrong=trouble is ADDRESS,
    )


def _code(lang: str, status: int, trouble: Text | None) -> HttpResponse:
    return _page(lang, status, trouble=trouble, asks_code=True)


def _page(lang: str, status: int, **told: object) -> HttpResponse:
    shown = {
        **told,
        "lang": lang,
        "languages": other_languages("own_page", lang),
        "organisation": published().map.declaration.organisation,
    }
    return _hidden(HttpResponse(render_to_string("site/own_page.html", shown), status=status), lang)


def _here(lang: str) -> str:
    return reverse(f"site:own_page_{lang}")


def _secret(request: Any) -> str:
    value = str(request.COOKIES.get(VISIT, ""))
    return value if len(value) <= LONGEST_SECRET else ""


def _hidden(response: HttpResponse, lang: str) -> HttpResponse:
    response.headers["Content-Language"] = lang
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response
