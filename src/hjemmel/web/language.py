"""Which language a page speaks: the public pages by their address, the office by the reader's choice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import translation

from hjemmel.core.terms import LANGUAGES

COOKIE = "hj_sprak"
ONE_YEAR = 365 * 24 * 60 * 60


def language_of(path: str, chosen: str | None) -> str:
    """English where the address is English; in the office what was chosen; else bokmål."""
    if path.startswith(
        ("/privacy", "/sign-up", "/say-", "/your-data", "/answer", "/assignment", "/tell-a-friend")
    ):
        return "en"
    if path.startswith("/kontor") and chosen in LANGUAGES:
        return str(chosen)
    return "nb"


class LanguageMiddleware:
    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        request.lang = language_of(request.path, request.COOKIES.get(COOKIE))
        with translation.override(request.lang):
            response = self.get_response(request)
            # Rendered here, while the language stands.
            if hasattr(response, "render") and not response.is_rendered:
                response = response.render()
        response.headers.setdefault("Content-Language", request.lang)
        return response
