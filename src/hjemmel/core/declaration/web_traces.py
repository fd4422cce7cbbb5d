"""Rows that tell what the company's own web server noted: lines of its log, and addresses that were blocked."""

from __future__ import annotations

from collections.abc import Iterator

from .parts import Column
from .traces import TraceMeaning


class LogLineTrace(TraceMeaning):
    """A row is a line of the web server's log, and `code` stands where the address of the visitor would have stood."""

    code: Column

    def columns(self) -> Iterator[tuple[str, str]]:
        yield "code", self.code


class BlockTrace(TraceMeaning):
    """A row tells of an address that was blocked: when and why, when somebody must look at it again, and how it was renewed.

    A row whose `address` is blank tells of none."""

    address: Column
    at: Column
    incident: Column | None = None
    """When the last thing happened from that address, if anything has since it was blocked."""
    reason: Column
    review: Column
    renewed_to: Column | None = None
    renewal_reason: Column | None = None
    renewed_by: Column | None = None

    def columns(self) -> Iterator[tuple[str, str]]:
        for key in (
            "address",
            "at",
            "incident",
            "reason",
            "review",
            "renewed_to",
            "renewal_reason",
            "renewed_by",
        ):
            column = getattr(self, key)
            if column:
                yield key, column
