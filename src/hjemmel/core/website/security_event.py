"""What was refused because it looked like misuse: what kind, and how often. Never who, from where, or what they wrote."""

from __future__ import annotations

from enum import StrEnum


class Refused(StrEnum):
    BLOCKED = "blocked"
    """An address that is blocked came back."""
    FLOOD = "flood"
    """More from one place, or in all, than is taken."""
    TRAP = "trap"
    """A program filled in what nobody sees, or sent faster than anybody writes."""
    FORM = "form"
    """A form that was not ours, or too old: another site may have sent it."""
    SIGN_IN = "sign-in"
    """A wrong password, or too many of them."""
    TOKEN = "token"
    """A program without a valid access token."""
    MALFORMED = "malformed"
    """What nobody sends by our pages, or to a name that is not ours."""
    OVERSIZED = "oversized"
    """More than is taken in."""
