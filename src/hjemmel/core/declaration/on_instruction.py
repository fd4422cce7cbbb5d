"""Traces of what is done for others: the company's own tables of jobs, instructions, controllers and paper (Art. 28)."""

from __future__ import annotations

from collections.abc import Iterator

from .parts import Column
from .traces import TraceMeaning


class JobTrace(TraceMeaning):
    """A row is a job for a controller: the day its data came, and the instruction it was done on."""

    received: Column
    instruction: Column
    """Refers to the instruction."""

    def columns(self) -> Iterator[tuple[str, str]]:
        yield "received", self.received
        yield "instruction", self.instruction


class DeclaredTrace(TraceMeaning):
    """A row is an instruction, and tells what the controller has said: its basis, and that the people are informed."""

    basis: Column
    informed: Column

    def columns(self) -> Iterator[tuple[str, str]]:
        yield "basis", self.basis
        yield "informed", self.informed


class ControllerTrace(TraceMeaning):
    """A row is a controller, known by its organisation number."""

    orgnr: Column

    def columns(self) -> Iterator[tuple[str, str]]:
        yield "orgnr", self.orgnr


class PaperTrace(TraceMeaning):
    """A row is a batch of paper: where it stands, when it was shredded, and the certificate.

    Of a collection that is erased when due, a row goes after its paper."""

    place: Column
    destroyed: Column
    certificate: Column | None = None

    def columns(self) -> Iterator[tuple[str, str]]:
        yield "place", self.place
        yield "destroyed", self.destroyed
        if self.certificate:
            yield "certificate", self.certificate
