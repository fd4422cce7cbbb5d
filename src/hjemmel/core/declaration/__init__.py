"""The declaration as written in `hjemmel.yaml`. The only pydantic in the core; no rule of law lives here."""

from .company import Category, Organisation, Recipient, Source, Subject
from .conduct import Cookies, Rights
from .data import AboutWhom, Collection, Fields, System
from .parts import Text
from .promises import Never, Probe, Promise
from .purposes import Event, FactLine, KeepLine, Purpose
from .whole import Declaration

__all__ = [
    "AboutWhom",
    "Category",
    "Collection",
    "Cookies",
    "Declaration",
    "Event",
    "FactLine",
    "Fields",
    "KeepLine",
    "Never",
    "Organisation",
    "Probe",
    "Promise",
    "Purpose",
    "Recipient",
    "Rights",
    "Source",
    "Subject",
    "System",
    "Text",
]
