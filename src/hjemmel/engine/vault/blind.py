"""Blind indexes: finding a sealed value without opening any. A token is a number made from the normal form with a key.

Equal values in one column have equal tokens, so tokens tell who shares a value, and how often; in docs/sealing.md stands
how much that is. They are not made with the subject's key, so they must be erased with the row."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from hjemmel.core.normal import Normal, normal, parts_of_name

WHOLE = 63
"""The most bits a token has: a positive whole number in any database."""
REMEMBERED = 4096
"""So many of the last values, and of their tokens, are at hand until the vault is let go of."""
_DIGEST = "sha256"
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """How one column can be searched. Fewer bits: more strangers share a token, and it tells less of each.

    With 20 bits, one stranger in a million rows is opened in vain; and one who has the index key and an old copy of the
    data is left with a hundred phone numbers that it may have been."""

    table: str
    column: str
    normal: Normal
    bits: int = 20
    prefixes: tuple[int, ...] = ()
    """Also by the beginnings of the words of a name, of these many letters."""
    prefix_bits: int = 8

    def __post_init__(self) -> None:
        if not (1 <= self.bits <= WHOLE and 1 <= self.prefix_bits <= WHOLE):
            raise ValueError(f"a token has from 1 to {WHOLE} bits")
        if self.prefixes and self.normal is not Normal.NAME:
            raise ValueError("only names are searched by their beginnings")
        if any(length < 1 for length in self.prefixes):
            raise ValueError("a beginning has at least one letter")


class BlindIndex:
    """An index with its keys: one for whole values, one for beginnings of each length, none of use elsewhere.

    What it was asked for last it remembers, as long as the vault that made it is open: a file of people has the same
    names again and again."""

    __slots__ = ("_beginning", "_prefix_lengths", "_whole", "form", "index")

    def __init__(self, root: bytes, index: Index) -> None:
        self.index = index
        whole = _key(root, index, "whole")
        keys = {length: _key(root, index, f"beginning {length}") for length in index.prefixes}
        self._prefix_lengths = tuple(sorted(keys, reverse=True))
        self.form = lru_cache(REMEMBERED)(partial(normal, index.normal))
        """The normal form of a value."""
        self._whole = lru_cache(REMEMBERED)(lambda form: _token(whole, form, index.bits))
        self._beginning = lru_cache(REMEMBERED)(
            lambda beginning: _token(keys[len(beginning)], beginning, index.prefix_bits)
        )

    def __repr__(self) -> str:
        return f"BlindIndex({self.index!r})"

    def token(self, text: str) -> int | None:
        """The token of the whole value. None if nothing is left of it in normal form: it can't be searched for."""
        return self.token_of_form(self.form(text))

    def token_of_form(self, form: str) -> int | None:
        """The same of a value that is in normal form already."""
        return self._whole(form) if form else None

    def tokens_of_beginnings(self, name: str) -> frozenset[int]:
        """What is stored with a name so that it is found by the beginnings of its words."""
        return frozenset(self._beginnings(name))

    def tokens_wanted(self, typed: str) -> frozenset[int]:
        """What a name must have, all of it, to begin as typed. Empty if too few letters were typed to search by.

        Others have them too by chance: open what is found and keep what `fits`."""
        found = (self._longest(word) for word in parts_of_name(typed))
        return frozenset(token for token in found if token is not None)

    def _beginnings(self, name: str) -> Iterator[int]:
        for word in set(self.form(name).split()):
            for length in self._prefix_lengths:
                if len(word) >= length:
                    yield self._beginning(word[:length])

    def _longest(self, word: str) -> int | None:
        for length in self._prefix_lengths:
            if len(word) >= length:
                return self._beginning(word[:length])
        return None


def marks_key(root: bytes) -> bytes:
    """The key of the marks that facts know addresses by, of no use for any index."""
    return HKDFExpand(algorithm=SHA256(), length=_KEY_BYTES, info=b"hjemmel marks 1").derive(root)


def webhook_key(root: bytes, endpoint: str) -> bytes:
    """What signs the webhooks of one endpoint, of no use for any other."""
    purpose = f"hjemmel webhooks 1\0{endpoint}".encode()
    return HKDFExpand(algorithm=SHA256(), length=_KEY_BYTES, info=purpose).derive(root)


def _key(root: bytes, index: Index, use: str) -> bytes:
    purpose = "\0".join(["hjemmel index 1", index.table, index.column, index.normal.value, use])
    return HKDFExpand(algorithm=SHA256(), length=_KEY_BYTES, info=purpose.encode()).derive(root)


def _token(key: bytes, form: str, bits: int) -> int:
    digest = hmac.digest(key, form.encode("utf-8", "surrogatepass"), _DIGEST)
    return int.from_bytes(digest[:8], "big") >> (64 - bits)
