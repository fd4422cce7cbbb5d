"""What programs look for under /.well-known: whom to tell of a weakness (RFC 9116), and that Global Privacy Control counts."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from hjemmel.core.moment import local_day
from hjemmel.core.website.cookie_choice import is_asked
from hjemmel.desk import clock
from hjemmel.desk.published import NothingPublished, Published, published
from hjemmel.web.kept_pages import same_for_all

GOOD_FOR: Final = timedelta(days=180)
"""The standard wants less than a year. Made anew on each day that it is asked for."""


@require_safe
@same_for_all
def security(request: Any) -> HttpResponse:
    """Whom to write to. Not there where no address is declared."""
    standing = _standing()
    email = standing.map.declaration.organisation.email
    if not email:
        raise Http404
    today = local_day(clock.now(), standing.map.zone)
    lines = [
        f"Contact: mailto:{email}",
        f"Expires: {today + GOOD_FOR}T00:00:00Z",
        "Preferred-Languages: nb, en",
    ]
    mail = standing.map.declaration.mail
    if mail:
        lines.append(f"Canonical: {mail.site.rstrip('/')}{reverse('site:security_txt')}")
    return HttpResponse("".join(f"{line}\r\n" for line in lines), content_type="text/plain; charset=utf-8")


@require_safe
@same_for_all
def gpc(request: Any) -> HttpResponse:
    """That a browser which asks for nothing to be shared has said no. Not there where nothing is asked about."""
    standing = _standing()
    if not is_asked(standing.map):
        raise Http404
    since = local_day(standing.version.published_at, standing.map.zone)
    told = {"gpc": True, "version": 1, "lastUpdate": since.isoformat()}
    return HttpResponse(json.dumps(told), content_type="application/json")


def _standing() -> Published:
    try:
        return published()
    except NothingPublished:
        raise Http404 from None
