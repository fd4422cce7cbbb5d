"""What the log never holds: the address somebody asked for. A name, an e-mail address or a secret link may stand in it."""

from __future__ import annotations

import logging


class WithoutAddress(logging.Filter):
    """Of a request that went wrong the log tells which page it was, by its place in the program, and no more."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = record.__dict__.pop("request", None)
        if request is not None and isinstance(record.args, tuple):
            record.args = tuple(
                _page(request) if isinstance(part, str) and part.startswith("/") else part
                for part in record.args
            )
        return True


def _page(request: object) -> str:
    """The route that the address led to, with its places left open."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else "(no page)"
