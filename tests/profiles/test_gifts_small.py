"""The small company's people: taken in through intake alone, with the breaches that the story tells of."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from itertools import count

from hjemmel.capabilities.register.intake import reasons_against, warnings_of
from hjemmel.capabilities.register.new import New, NewPerson, Origin, table_of, written
from hjemmel.core.compile import load
from hjemmel.engine.register.layout import TABLES
from hjemmel.profiles.gifts_small.demo import PEOPLE, fill

TODAY = date(2026, 11, 23)
FILE = files("hjemmel.profiles").joinpath("gifts_small", "hjemmel.yaml")


def taken(seed: int = 1) -> list[tuple[New, Origin]]:
    found: list[tuple[New, Origin]] = []
    numbers = count(1)

    def take(news: Sequence[New], origin: Origin) -> list[str]:
        found.extend((new, origin) for new in news)
        return [f"row-{next(numbers)}" for _ in news]

    fill(take, PEOPLE, TODAY, seed)
    return found


def test_every_row_may_be_taken_in_and_none_is_warned_of() -> None:
    data_map = load(FILE.read_bytes()).map
    assert data_map
    for new, origin in taken():
        assert reasons_against(data_map, [new], origin) == ()
        assert list(warnings_of(written(new), TODAY)) == []
        assert origin.received_at.date() <= TODAY


def test_there_are_rows_of_every_kind_and_so_many_people() -> None:
    counts = Counter(table_of(new).name for new, _ in taken())
    assert set(counts) == set(TABLES)
    assert counts["register_person"] == PEOPLE


def test_the_same_seed_gives_the_same_people_and_all_are_made_up() -> None:
    assert taken() == taken() != taken(seed=2)
    people = [new for new, _ in taken() if isinstance(new, NewPerson)]
    assert all(person.email is None or person.email.endswith(".example") for person in people)
    assert all(person.phone is None or person.phone.startswith("00 00") for person in people)
