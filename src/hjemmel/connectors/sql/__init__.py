"""SQL databases behind the connector protocol, by SQLAlchemy Core. What engines differ in is in `quirks`."""

from .connector import SqlConnector

__all__ = ["SqlConnector"]
