"""Where a reader goes back to, after signing in or choosing a language.

Addresses end up in logs and histories. So what goes along in one is our own: a place in the office, and short words."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from django.utils.http import url_has_allowed_host_and_scheme

from hjemmel.core.texts.free_text import names_somebody
from hjemmel.desk import clock

_WORD = re.compile(r"[A-Za-z0-9_-]{1,40}")


def way_back(request: Any, address: str) -> str:
    """The address if it leads into the office, without whatever may be about somebody; else nothing."""
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    parts = urlsplit(address) if is_ours else urlsplit("")
    if not parts.path.startswith("/kontor") or _is_about_somebody(unquote(parts.path)):
        return ""
    asked = [
        (name, value) for name, value in parse_qsl(parts.query) if _is_a_word(name) and _is_a_word(value)
    ]
    return f"{parts.path}?{urlencode(asked)}" if asked else parts.path


def _is_a_word(text: str) -> bool:
    return _WORD.fullmatch(text) is not None and not _is_about_somebody(text)


def _is_about_somebody(text: str) -> bool:
    return names_somebody(text, clock.now().date())
