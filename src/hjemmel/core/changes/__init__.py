"""What changed between two versions of the declaration, and who must be told."""

from .values import ALWAYS_TOLD, Change, ChangeKind, Changes, Weight
from .whole import changes

__all__ = ["ALWAYS_TOLD", "Change", "ChangeKind", "Changes", "Weight", "changes"]
