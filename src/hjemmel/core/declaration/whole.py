"""The whole file as written: names are still strings, nothing is resolved."""

from typing import Literal

from pydantic import Field

from .company import (
    Category,
    Channel,
    Organisation,
    Recipient,
    Source,
    StatementInfo,
    Subject,
    SubProcessing,
)
from .conduct import (
    Assessment,
    Breach,
    Changes,
    Complaint,
    Cookies,
    IdentityCheck,
    Marketing,
    Measure,
    Rights,
    Training,
    WebLog,
)
from .data import System
from .mail import Mail
from .parts import Line, Model, Name
from .promises import Never, Promise
from .purposes import Event, Purpose

PromiseId = Line


class Declaration(Model):
    """What the company says about personal data: the one file."""

    hjemmel: Literal[1]
    organisation: Organisation
    statement: StatementInfo
    subjects: dict[Name, Subject] = Field(min_length=1)
    categories: dict[Name, Category] = Field(min_length=1)
    sources: dict[Name, Source] = Field(default_factory=dict)
    channels: dict[Name, Channel] = Field(default_factory=dict)
    recipients: dict[Name, Recipient] = Field(default_factory=dict)
    sub_processing: SubProcessing | None = None
    systems: dict[Name, System] = Field(min_length=1)
    events: dict[Name, Event] = Field(default_factory=dict)
    purposes: dict[Name, Purpose] = Field(min_length=1)
    marketing: Marketing = Field(default_factory=Marketing)
    mail: Mail | None = None
    cookies: Cookies | None = None
    web_log: WebLog | None = None
    measures: dict[Name, Measure] = Field(default_factory=dict)
    training: Training | None = None
    assessments: dict[Name, Assessment] = Field(default_factory=dict)
    rights: Rights | None = None
    identity_check: IdentityCheck | None = None
    changes: Changes | None = None
    complaint: Complaint | None = None
    breach: Breach | None = None
    never: dict[Name, Never] = Field(default_factory=dict)
    promises: dict[PromiseId, Promise] = Field(default_factory=dict)
