"""Files that people outside send by a page: held in memory until they are sealed, and never laid on a disk in clear text."""

from __future__ import annotations

from typing import Any, Final

from django.core.files.uploadhandler import MemoryFileUploadHandler

MOST_ALTOGETHER: Final = 20 * 1024 * 1024
"""Bytes of one answer with all its files."""


class InMemory(MemoryFileUploadHandler):
    """Every file stays in memory, whatever its size. What is too big is turned away before it is read: `is_too_big`."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        self.activated = content_length <= MOST_ALTOGETHER


def is_too_big(request: Any) -> bool:
    """Told from what the browser says that it sends; more than that is not read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or int(length) > MOST_ALTOGETHER


def keep_in_memory(request: Any) -> None:
    """Before anything of the form is read."""
    request.upload_handlers = [InMemory(request)]
