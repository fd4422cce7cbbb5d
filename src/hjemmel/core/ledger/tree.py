"""The tree over the ledger: a few digests that show that a line stands in it, or that a longer ledger goes on from a shorter.

The Merkle tree of RFC 9162 section 2.1 over SHA-256; its leaves are the digests of the lines. A *node* is a complete
subtree: `level` 0 is a leaf, and node `number` of a level covers the leaves from `number * 2**level`. Nodes are never
changed when lines come after, so each is computed once and kept.

Pure: a digest is 32 bytes; who reads nodes hands in a function."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

EMPTY = hashlib.sha256().digest()
"""The root of a tree without leaves."""


class Node(NamedTuple):
    level: int
    number: int

    @property
    def place(self) -> int:
        """Its number among all nodes in the order in which they become complete, from 0. Never another's."""
        last = ((self.number + 1) << self.level) - 1
        return 2 * last - last.bit_count() + self.level


BLOCK = 1 << 10
"""So many lines are taken at once where there are many: hashed a level at a time, their nodes cost half as much."""

Read = Callable[[Node], bytes]
"""The digest of a complete node. Asked only for nodes inside the size that was named."""


def leaf(line: bytes) -> bytes:
    """The digest of a leaf, from that of its line."""
    return hashlib.sha256(b"\0" + line).digest()


def joined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def peaks(size: int) -> list[Node]:
    """The complete nodes that together are a tree of this size, from the left."""
    return list(_covering(0, size))


def levels(lines: Iterable[bytes]) -> list[list[bytes]]:
    """The digests of all complete nodes over these lines: the leaves, the level above them, and so on."""
    sha256 = hashlib.sha256
    found = [[sha256(b"\0" + line).digest() for line in lines]]
    while len(found[-1]) > 1:
        below = found[-1]
        found.append(
            [
                sha256(b"\1" + left + right).digest()
                for left, right in zip(below[::2], below[1::2], strict=False)
            ]
        )
    return found


class Growing:
    """A tree that grows by one leaf at a time, and remembers no more than its peaks.

    `read` gives the peaks of the tree that it goes on from."""

    def __init__(self, size: int = 0, read: Read | None = None) -> None:
        self.size = size
        self._peaks = [read(node) for node in peaks(size)] if read else []

    @property
    def peaks(self) -> tuple[bytes, ...]:
        return tuple(self._peaks)

    def add(self, line: bytes) -> tuple[int, list[bytes]]:
        """One more line; returns the place of its leaf, and the digests of the leaf and of every node that it made
        complete: those have the places that come next."""
        number = self.size
        digest = hashlib.sha256(b"\0" + line).digest()
        place, made = 2 * number - number.bit_count(), [digest]
        while number & 1:
            digest = hashlib.sha256(b"\1" + self._peaks.pop() + digest).digest()
            made.append(digest)
            number >>= 1
        self._peaks.append(digest)
        self.size += 1
        return place, made

    def copy(self) -> Growing:
        """The same tree, to grow on its own."""
        other = Growing(self.size)
        other._peaks = list(self._peaks)
        return other

    def add_block(self, block: Sequence[Sequence[bytes]]) -> list[tuple[int, bytes]]:
        """A block of lines, given by its levels, to a tree of whole blocks; returns every node above the leaves that it
        made complete, with its place, in the order of these."""
        number, before = self.size // BLOCK, 2 * self.size - self.size.bit_count()
        made = [(before + place, block[level][at]) for place, level, at in _IN_A_BLOCK]
        place, digest = made[-1]
        while number & 1:
            digest, place = joined(self._peaks.pop(), digest), place + 1
            made.append((place, digest))
            number >>= 1
        self._peaks.append(digest)
        self.size += BLOCK
        return made

    def root_with(self, block: Sequence[Sequence[bytes]], count: int) -> bytes:
        """What the root will be when the first so many lines of this block are in the tree."""
        return _folded([*self._peaks, *(block[node.level][node.number] for node in peaks(count))])

    def root(self) -> bytes:
        return _folded(self._peaks)


def root(size: int, read: Read) -> bytes:
    return _folded([read(node) for node in peaks(size)])


def inclusion(number: int, size: int, read: Read) -> list[bytes]:
    """What shows that leaf `number`, from 0, is in the tree of this size: RFC 9162 section 2.1.3.1."""
    if not 0 <= number < size:
        raise ValueError("there is no such leaf in a tree of that size")
    return list(_inclusion(number, 0, size, read))


def included(line: bytes, number: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that this line is leaf `number` of the tree with this size and root.

    RFC 9162 section 2.1.3.2. Every proof that does not fit exactly is refused."""
    if not 0 <= number < size:
        return False
    at, last, digest = number, size - 1, leaf(line)
    for other in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            digest = joined(other, digest)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            digest = joined(digest, other)
        at, last = at >> 1, last >> 1
    return last == 0 and digest == root


def consistency(old: int, new: int, read: Read) -> list[bytes]:
    """What shows that the tree of the new size begins with that of the old: RFC 9162 section 2.1.4.1.

    Empty when they are the same, or the old one has no leaves."""
    if not 0 <= old <= new:
        raise ValueError("a tree goes on from one that is not larger")
    return list(_consistency(old, 0, new, True, read)) if 0 < old < new else []


def goes_on(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that nothing in the old tree was changed in the new: RFC 9162 section 2.1.4.2."""
    if old == new:
        return old_root == new_root and not proof
    if old == 0:
        return old_root == EMPTY and not proof
    if not 0 < old < new or not proof:
        return False
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = joined(other, first), joined(other, second)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            second = joined(second, other)
        at, last = at >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def root_of(lines: Iterable[bytes]) -> bytes:
    """The root over these lines, in one pass."""
    tree = Growing()
    for line in lines:
        tree.add(line)
    return tree.root()


def _folded(digests: Sequence[bytes]) -> bytes:
    """Peaks joined from the right: the definition's split at the largest power of two, read backwards."""
    if not digests:
        return EMPTY
    found = digests[-1]
    for digest in reversed(digests[:-1]):
        found = joined(digest, found)
    return found


def _covering(start: int, end: int) -> Iterator[Node]:
    """The complete nodes that cover the leaves from `start` to before `end`, where `start` is the start of a subtree."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield Node(level, start >> level)
        start += 1 << level


_IN_A_BLOCK = sorted(
    (Node(level, number).place, level, number)
    for level in range(1, BLOCK.bit_length())
    for number in range(BLOCK >> level)
)
"""The nodes of a block above its leaves: their places if the block were the first, and where its levels have them.

A block begins with a multiple of its size, so that the places of any other are as many higher."""


def _subtree(start: int, end: int, read: Read) -> bytes:
    return _folded([read(node) for node in _covering(start, end)])


def _split(start: int, end: int) -> int:
    """Where RFC 9162 splits a subtree: after the largest power of two that is smaller than it."""
    return start + (1 << (end - start - 1).bit_length() - 1)


def _inclusion(number: int, start: int, end: int, read: Read) -> Iterator[bytes]:
    if end - start == 1:
        return
    middle = _split(start, end)
    if number < middle:
        yield from _inclusion(number, start, middle, read)
        yield _subtree(middle, end, read)
    else:
        yield from _inclusion(number, middle, end, read)
        yield _subtree(start, middle, read)


def _consistency(old: int, start: int, end: int, whole: bool, read: Read) -> Iterator[bytes]:
    if old == end:
        if not whole:
            yield _subtree(start, end, read)
        return
    middle = _split(start, end)
    if old <= middle:
        yield from _consistency(old, start, middle, whole, read)
        yield _subtree(middle, end, read)
    else:
        yield from _consistency(old, middle, end, False, read)
        yield _subtree(start, middle, read)
