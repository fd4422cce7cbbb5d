"""The link to a package: a secret of 256 random bits, of which only a digest is kept. It tells nothing of anybody."""

from __future__ import annotations

import hashlib
import re

from ..period import Period

LASTS = Period(days=14)
"""How long a package can be fetched, unless it is said otherwise."""
SECRET_BYTES = 32
_WRITTEN = re.compile(r"[A-Za-z0-9_-]{43}")


def digest(secret: str) -> str:
    """What is kept of a secret; it is long and random, so it needs no slow hash. Empty for what cannot be one."""
    if not _WRITTEN.fullmatch(secret):
        return ""
    return hashlib.sha256(f"hjemmel answer link 1\0{secret}".encode()).hexdigest()
