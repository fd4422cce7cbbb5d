"""What one who has the database and no key learns from tokens: measured on made-up people, for docs/sealing.md.

The attack is the plain one: count the tokens, know how usual each name is in the country, and match them rank by rank.
One who also sees which tokens stand together can do better; so these figures are the least that is told."""

import random
from collections import Counter
from collections.abc import Callable, Iterable

from hjemmel.core.normal import Normal, fits, parts_of_name
from hjemmel.engine.vault.blind import BlindIndex, Index
from hjemmel.profiles.vocabulary import FIRST_NAMES, LAST_NAMES

PEOPLE = 20_000
ROOT = bytes(range(32))


def people(seed: int = 1, count: int = PEOPLE) -> list[str]:
    """Names drawn as unevenly as names are: the second most usual half as often as the first, and so on."""
    chance = random.Random(seed)

    def drawn(names: tuple[str, ...]) -> list[str]:
        return chance.choices(names, [1 / rank for rank in range(1, len(names) + 1)], k=count)

    return [" ".join(pair) for pair in zip(drawn(FIRST_NAMES), drawn(LAST_NAMES), strict=True)]


def blind(bits: int, prefix_bits: int = 12) -> BlindIndex:
    index = Index(
        table="register_person", column="name", normal=Normal.NAME,
        bits=bits, prefixes=(3,), prefix_bits=prefix_bits,
    )  # fmt: skip
    return BlindIndex(ROOT, index)


def guessed(truths: Iterable[str], known: Iterable[str], token: Callable[[str], object]) -> float:
    """The share that is guessed right by matching ranks; `known` is as many others, of the same country."""
    there = list(truths)
    tokens = Counter(token(one) for one in there).most_common()
    usual = Counter(known).most_common()
    guess = {seen: truth for (seen, _), (truth, _) in zip(tokens, usual, strict=False)}
    return sum(guess.get(token(one)) == one for one in there) / len(there)


def whole_names(bits: int) -> float:
    """The share of people whose whole name is guessed from the token of the whole name."""
    index = blind(bits)
    forms = [" ".join(parts_of_name(name)) for name in people()]
    known = [" ".join(parts_of_name(name)) for name in people(seed=2)]
    return guessed(forms, known, index.token)


def beginnings(bits: int) -> float:
    """The share of words in names whose first three letters are guessed from their token."""
    index = blind(63, bits)
    return guessed(
        _begin(people()), _begin(people(seed=2)), lambda word: next(iter(index.tokens_wanted(word)))
    )


def strangers(bits: int, typed: str) -> tuple[int, int]:
    """How many are found by what was typed, and how many of them do not fit."""
    index = blind(63, bits)
    wanted = index.tokens_wanted(typed)
    names = people()
    tokens = {name: index.tokens_of_beginnings(name) for name in set(names)}
    found = [name for name in names if wanted <= tokens[name]]
    return len(found), sum(not fits(name, typed) for name in found)


def _begin(names: list[str]) -> list[str]:
    return [word[:3] for name in names for word in parts_of_name(name) if len(word) >= 3]


def rows() -> list[str]:
    """The lines of the table in docs/sealing.md."""
    lines = []
    for bits in (4, 8, 12, 16, 63):
        found, unfit = strangers(bits, "kar")
        lines.append(
            f"| {bits} | {whole_names(bits):.0%} | {beginnings(bits):.0%} | {found:,} | {unfit:,} |".replace(
                "%", " %"
            )
        )
    return lines


if __name__ == "__main__":
    print("\n".join(rows()))
