"""A system behind a REST API, as the declaration describes it. No API is known here: which path lists the rows, which
one reaches a row and how pages follow each other is all declared."""

from __future__ import annotations

from .connector import HttpConnector

__all__ = ["HttpConnector"]
