"""What the website itself learns of its visitors: it lies in a log and in tools, not in a collection of rows."""

from __future__ import annotations

from ..declaration.parts import Text
from ..declaration.whole import Declaration
from .vocabulary import pair

_COOKIE_LAW = "ekomloven-3-15"
_LOGGED = pair("IP-adresse, tidspunkt og åpnet side", "IP address, time and page opened")
_COLLECTED = pair(
    "det informasjonskapsler og verktøy på nettsidene samler om besøket",
    "what cookies and tools on the website collect about the visit",
)


def learnt_of_visitors(declaration: Declaration, purpose: str) -> Text | None:
    """The kinds of data the purpose uses from the web log or from cookies; None if from neither."""
    if declaration.web_log and purpose in declaration.web_log.purposes:
        return _LOGGED
    law = declaration.purposes[purpose].law
    if declaration.cookies and _COOKIE_LAW in ((law,) if isinstance(law, str) else law or ()):
        return _COLLECTED
    return None
