"""What every request passes: a blocked address gets no further, and a public page that is asked for is noted in the web log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from hjemmel.core.website.security_event import Refused
from hjemmel.desk import web_log
from hjemmel.web import errors

NOT_NOTED: Final = ("/kontor", "/api/", "/static/")
"""Who of the staff reads what is not logged here, nor what programs ask; a style sheet tells nothing that its page does not."""
KINDS: Final = {
    401: Refused.TOKEN,
    413: Refused.OVERSIZED,
    429: Refused.FLOOD,
}
"""What an answer tells of why it was one."""
NO_PAGE: Final = "-"
BLOCKED = (
    "Denne adressen er sperret hos oss etter misbruk. Mener du det er feil, ring eller skriv til oss.",
    "This address is blocked with us after misuse. If you think that is wrong, call or write to us.",
)


class VisitsMiddleware:
    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        address = str(request.META.get("REMOTE_ADDR", ""))
        if web_log.is_blocked(address):
            web_log.refused(Refused.BLOCKED)
            response = errors.page(request, 403, BLOCKED)
        elif _is_form(request) and web_log.is_flood(address):
            response = errors.page(request, 429)
        else:
            response = self.get_response(request)
        if response.status_code in KINDS:
            web_log.refused(KINDS[response.status_code])
        if not request.path.startswith(NOT_NOTED):
            match = getattr(request, "resolver_match", None)
            web_log.note(address, f"/{match.route}" if match else NO_PAGE, response.status_code)
        return response


def _is_form(request: Any) -> bool:
    """Programs that ask have a limit of their own, by access token."""
    return bool(request.method == "POST" and not request.path.startswith("/api/"))
