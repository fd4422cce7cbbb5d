"""What makes the marks by which facts know addresses. Their key comes from the vault: who loses the master key loses it,
and then every suppression, so nothing is answered without it."""

from __future__ import annotations

from hjemmel.core.permission import Marker
from hjemmel.desk.keys import vault
from hjemmel.engine.ports import Actor


def marker(actor: Actor) -> Marker:
    """The marker of this installation. Raises a VaultFault if a master key is lacking."""
    return Marker(vault(actor).marks_key())
