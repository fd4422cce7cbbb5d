"""The published statement, its other formats and its versions."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from hjemmel.desk import identity, ledger, statements
from hjemmel.desk.published import NothingPublished, Published, numbered, published
from hjemmel.web.kept_pages import same_for_all
from hjemmel.web.site.links import other_languages


@require_safe
def root(request: Any) -> HttpResponse:
    return redirect("site:statement_nb")


@require_safe
@same_for_all
def statement(request: Any, lang: str) -> HttpResponse:
    try:
        standing = published()
    except NothingPublished:
        return render(request, "site/nothing.html", _frame("statement", lang), status=404)
    return _statement_page(request, standing, lang, is_current=True)


@require_safe
@same_for_all
def version(request: Any, lang: str, number: int) -> HttpResponse:
    """An earlier version, as it was; the current one has its own address."""
    standing, wanted = _standing(), numbered(number)
    if wanted is None:
        raise Http404
    if wanted.version.number == standing.version.number:
        return redirect(f"site:statement_{lang}")
    return _statement_page(request, wanted, lang, is_current=False)


@require_safe
def versions(request: Any, lang: str) -> HttpResponse:
    told = {
        **_frame("versions", lang),
        "versions": statements.history(lang),
        "organisation": _organisation(),
        "is_signed": ledger.last_signed() is not None,
    }
    return render(request, "site/versions.html", told)


@require_safe
@same_for_all
def as_pdf(request: Any, lang: str) -> HttpResponse:
    name = f"{'personvern' if lang == 'nb' else 'privacy'}.pdf"
    response = HttpResponse(
        statements.as_pdf(_standing().version.content, lang), content_type="application/pdf"
    )
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@require_safe
@same_for_all
def as_json(request: Any, lang: str) -> HttpResponse:
    return HttpResponse(
        statements.as_json(_standing().version.content, lang), content_type="application/json"
    )


@require_safe
@same_for_all
def as_jsonld(request: Any, lang: str) -> HttpResponse:
    return HttpResponse(
        statements.as_jsonld(_standing().version.content, lang), content_type="application/ld+json"
    )


@require_safe
@same_for_all
def as_tilt(request: Any, lang: str) -> HttpResponse:
    return HttpResponse(
        statements.as_tilt(_standing().version.content, lang), content_type="application/json"
    )


def _statement_page(request: Any, shown: Published, lang: str, *, is_current: bool) -> HttpResponse:
    name = "statement" if is_current else "version"
    numbers = () if is_current else (shown.version.number,)
    told = {
        **_frame(name, lang, *numbers),
        "shown": shown,
        "is_current": is_current,
        "is_coming": statements.standing_of(shown.version) is statements.Standing.COMING,
        "fresh": statements.fresh(lang) if is_current else (),
        "asks_on_web": is_current and identity.is_offered(),
        "fragment": SafeString(
            statements.fragment(shown.version.content, lang, reverse(f"site:versions_{lang}"))
        ),
        "organisation": shown.map.declaration.organisation,
    }
    return render(request, "site/statement.html", told)


def _frame(name: str, lang: str, *numbers: int) -> dict[str, Any]:
    return {"lang": lang, "languages": other_languages(name, lang, *numbers)}


def _standing() -> Published:
    try:
        return published()
    except NothingPublished:
        raise Http404 from None


def _organisation() -> Any:
    return _standing().map.declaration.organisation
