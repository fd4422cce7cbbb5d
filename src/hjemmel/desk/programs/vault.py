"""What a program is told of when nothing can be opened: the vault's own fault, by its name."""

from hjemmel.engine.vault.faults import VaultFault

__all__ = ["VaultFault"]
