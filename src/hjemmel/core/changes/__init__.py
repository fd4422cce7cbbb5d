"""What changed between two versions of the declaration, and who must be told. `whole` compares, `values` has the types."""

from .values import ALWAYS_TOLD, Change, ChangeKind, Changes, Weight
from .whole import changes

__all__ = ["ALWAYS_TOLD", "Change", "ChangeKind", "Changes", "Weight", "changes"]
