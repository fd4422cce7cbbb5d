"""Headers that requests carry, as the description tells of them and as they are read."""

from __future__ import annotations

from typing import Any

KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Any text of at most 200 characters, another one for each deed. Sent again within 24 hours with the same"
    " request, the deed is not done again, and the first answer is given.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z0-9._:-]{1,200}$"},
}
IF_MATCH = {
    "parameters": [
        {
            "name": "If-Match",
            "in": "header",
            "required": True,
            "description": "The ETag that reading gave. If it has changed since, nothing is done: 412",
            "schema": {"type": "string", "pattern": '^"[0-9a-f]{32}"$'},
        }
    ]
}


class TagMissing(LookupError):
    """A change without If-Match could undo somebody else's."""


def tag_in(request: Any) -> str:
    """Raises TagMissing."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise TagMissing
    return str(given).strip('"')
