"""AES-GCM, key wrap and HKDF-Expand written anew from their standards on nothing but one block of AES: a second opinion.

Slow, and only for tests: it reads what the vault wrote by other code than wrote it."""

import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 16
WRAP_START = bytes.fromhex("a6a6a6a6a6a6a6a6")


def aes(key: bytes, block: bytes) -> bytes:
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return encryptor.update(block) + encryptor.finalize()


def unaes(key: bytes, block: bytes) -> bytes:
    decryptor = Cipher(algorithms.AES(key), modes.ECB()).decryptor()
    return decryptor.update(block) + decryptor.finalize()


def gcm(key: bytes, nonce: bytes, text: bytes, bound: bytes) -> tuple[bytes, bytes]:
    """NIST SP 800-38D with a nonce of 96 bits: what is encrypted, and the tag."""
    first = int.from_bytes(nonce + b"\0\0\0\1", "big")
    blocks = -(-len(text) // BLOCK)
    stream = b"".join(aes(key, (first + 1 + number).to_bytes(BLOCK, "big")) for number in range(blocks))
    encrypted = bytes(a ^ b for a, b in zip(text, stream, strict=False))
    lengths = (len(bound) * 8).to_bytes(8, "big") + (len(encrypted) * 8).to_bytes(8, "big")
    hashed = ghash(aes(key, bytes(BLOCK)), padded(bound) + padded(encrypted) + lengths)
    tag = bytes(a ^ b for a, b in zip(hashed, aes(key, first.to_bytes(BLOCK, "big")), strict=True))
    return encrypted, tag


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % BLOCK)


def ghash(key: bytes, data: bytes) -> bytes:
    factor, total = int.from_bytes(key, "big"), 0
    for start in range(0, len(data), BLOCK):
        total = product(total ^ int.from_bytes(data[start : start + BLOCK], "big"), factor)
    return total.to_bytes(BLOCK, "big")


def product(left: int, right: int) -> int:
    """In GF(2^128), bits in GCM's order."""
    result = 0
    for bit in range(127, -1, -1):
        if left >> bit & 1:
            result ^= right
        right = right >> 1 ^ (0xE1 << 120 if right & 1 else 0)
    return result


def unwrap(key: bytes, wrapped: bytes) -> bytes | None:
    """RFC 3394, section 2.2.2. None if the check fails."""
    head, parts = wrapped[:8], [wrapped[start : start + 8] for start in range(8, len(wrapped), 8)]
    for turn in range(5, -1, -1):
        for number in range(len(parts), 0, -1):
            count = len(parts) * turn + number
            mixed = (int.from_bytes(head, "big") ^ count).to_bytes(8, "big")
            opened = unaes(key, mixed + parts[number - 1])
            head, parts[number - 1] = opened[:8], opened[8:]
    return b"".join(parts) if head == WRAP_START else None


def expand(key: bytes, purpose: bytes, length: int) -> bytes:
    """HKDF-Expand of RFC 5869, section 2.3, with SHA-256."""
    found, last = b"", b""
    for number in range(1, -(-length // 32) + 1):
        last = hmac.digest(key, last + purpose + bytes([number]), "sha256")
        found += last
    return found[:length]
