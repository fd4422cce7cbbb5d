"""Folder names on the wire: quoted, and in the modified UTF-7 of RFC 3501 (5.1.3)."""

from __future__ import annotations

import binascii
import re
from itertools import groupby
from typing import Final

_SHIFTED: Final = re.compile(r"&([A-Za-z0-9+,]*)-")
_QUOTED: Final = re.compile(r"\\(.)")


def quoted(text: str) -> str:
    """As a quoted string. Raises ValueError for what no quoted string holds."""
    if not text.isascii() or any(sign in text for sign in "\r\n\0"):
        raise ValueError("no quoted string can hold this")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def unquoted(text: str) -> str:
    return _QUOTED.sub(r"\1", text[1:-1]) if len(text) > 1 and text[0] == text[-1] == '"' else text


def encoded(name: str) -> str:
    parts = []
    for is_plain, signs in groupby(name, lambda sign: " " <= sign <= "~"):
        text = "".join(signs)
        parts.append(text.replace("&", "&-") if is_plain else f"&{_shifted(text)}-")
    return "".join(parts)


def decoded(name: str) -> str:
    """What can't be decoded stands as it is."""
    try:
        return _SHIFTED.sub(lambda found: _unshifted(found[1]) if found[1] else "&", name)
    except ValueError:
        return name


def _shifted(text: str) -> str:
    written = binascii.b2a_base64(text.encode("utf-16-be"), newline=False).decode()
    return written.rstrip("=").replace("/", ",")


def _unshifted(text: str) -> str:
    written = text.replace(",", "/")
    return binascii.a2b_base64(written + "=" * (-len(written) % 4)).decode("utf-16-be")
