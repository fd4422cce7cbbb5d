"""Which database what lies in: keys in the key store, everything else beside the data, tombstones in both."""

from __future__ import annotations

from typing import Any

DATA, KEYS = "default", "keys"
"""Django's names of the two databases."""
_APP, _IN_BOTH = "keys", "tombstone"


class KeysRouter:
    """Asked by Django for each model. What is in both is read and written with `using` said."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return KEYS if model._meta.app_label == _APP else None

    def db_for_write(self, model: Any, **hints: Any) -> str | None:
        return KEYS if model._meta.app_label == _APP else None

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        if app_label == _APP:
            return db == KEYS or model_name == _IN_BOTH
        return db != KEYS
