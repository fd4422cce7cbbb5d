"""Headers that every response carries, beside those that Django and the content security policy set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("accelerometer", "camera", "geolocation", "gyroscope", "microphone", "payment", "usb")
)


class HeadersMiddleware:
    """Nothing on these pages needs the device, and what the office shows is kept by no cache."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith("/kontor"):
            response.headers["Cache-Control"] = "no-store"
        return response
