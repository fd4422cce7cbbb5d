"""How the vault says no. No text here ever holds a value or a key: places and references only."""

from __future__ import annotations

from collections.abc import Sequence


class VaultFault(Exception):
    """The vault could not do it, and has changed nothing."""


class MasterKeyUnreadable(VaultFault):
    """The master keys are written wrongly, or lie where others can read them."""


class MasterKeyMissing(VaultFault):
    """Something is wrapped under master keys that are not here. Nothing is opened, and nothing new is sealed."""

    def __init__(self, missing: Sequence[str], where: str) -> None:
        names = ", ".join(missing)
        super().__init__(
            f"the key store is wrapped under the master key {names}, which is not in {where}."
            " Nothing was overwritten, and nothing is sealed until it is back: put it there again from where you"
            " keep its copy. Without it, what it sealed cannot be read by anybody"
        )
        self.missing = tuple(missing)


class MasterKeyRetired(VaultFault):
    """The master key was taken out of use while this work went on. Nothing was kept under it: begin the work again."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"the master key {name} was taken out of use meanwhile; nothing was kept. Begin again"
        )


class NoKey(VaultFault):
    """The subject has no key: it was destroyed, or never made."""

    def __init__(self, subject: str) -> None:
        super().__init__(f"subject {subject}: there is no key, so nothing can be sealed or opened")
        self.subject = subject


class Destroyed(NoKey):
    """The subject's key was destroyed. It gets no new one: whoever comes back is a new subject."""


class KeyDamaged(VaultFault):
    """The subject's wrapped key does not open under the master key it names: the key store was changed or damaged."""

    def __init__(self, subject: str, master: str) -> None:
        super().__init__(
            f"subject {subject}: its key does not open under the master key {master}; the key store was damaged or"
            " changed. Bring back this key from a copy of the key store, or destroy it"
        )
        self.subject = subject


class NotOpened(VaultFault):
    """The sealed value is not what was sealed in this place: changed, moved, or under another key."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"{place}: the sealed value does not open; it was changed or moved, or its key replaced"
        )


class StillSealed(VaultFault):
    """Values under the old key keep coming: somebody writes without holding the subject. The old key stays."""
