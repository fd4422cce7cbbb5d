"""The digest of a schema: what a plan is bound to, the same for every kind of connector."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from hjemmel.core.observation import CollectionSeen
from hjemmel.core.plan import plain


def schema_digest(seen: Sequence[CollectionSeen]) -> str:
    """SHA-256 over all tables and columns. No row, and no count of rows, takes part."""
    text = json.dumps(plain(list(seen)), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
