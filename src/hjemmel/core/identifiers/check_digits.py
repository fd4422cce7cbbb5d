"""Check digits: mod 10, mod 11, and reading a number out of a text. No number's own rule stands here."""

from __future__ import annotations

from collections.abc import Sequence

_SEPARATORS = str.maketrans("", "", " .-\u00a0\u2009\u202f")
_NO_DIGIT = 10  # a remainder that has no digit: no such number is issued


def without_separators(text: str) -> str:
    """The text without the spaces, dots and hyphens that group digits."""
    return text.translate(_SEPARATORS)


def passes_luhn(digits: Sequence[int]) -> bool:
    """Mod 10: from the right every second digit is doubled, and the sum of all digits ends in 0."""
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (doubled + sum(digits[-1::-2])) % 10 == 0


def mod11_check(digits: Sequence[int], weights: Sequence[int]) -> int | None:
    """The check digit that makes the weighted sum divisible by 11; None where it would need two digits."""
    check = -weighted_sum(digits, weights) % 11
    return None if check == _NO_DIGIT else check


def weighted_sum(digits: Sequence[int], weights: Sequence[int]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=True))


def digits_of(text: str, length: int | None = None) -> tuple[int, ...] | None:
    """The digits of a number written with spaces, dots or hyphens.

    None if there are other signs, another length, or zeros alone: a run of zeros is a filler."""
    written = without_separators(text)
    if not (written.isascii() and written.isdigit()):
        return None
    if length is not None and len(written) != length:
        return None
    return tuple(map(int, written)) if written.strip("0") else None
