import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hjemmel.capabilities.declarations.services import NotPublished, publish
from hjemmel.capabilities.declarations.store import coming, current, newest, version, versions
from hjemmel.capabilities.ledger.store import head, lines
from hjemmel.engine.ports import Actor

GIFTS = (Path(__file__).parents[2] / "src/hjemmel/profiles/gifts/hjemmel.yaml").read_bytes()
NEXT = GIFTS.replace(b"  version: 3\n", b"  version: 4\n")


def test_a_published_file_stands_byte_for_byte(house: Actor, now: datetime) -> None:
    publish(GIFTS, house, now, "Den foerste.")
    found = current(now)
    assert found
    assert (found.number, found.content, found.notes) == (3, GIFTS, "Den foerste.")
    assert lines(1)[0].kind == "declaration-published"


def test_earlier_versions_stay_readable(house: Actor, now: datetime) -> None:
    publish(GIFTS, house, now)
    publish(NEXT, house, now)
    assert [one.number for one in versions()] == [4, 3]
    earlier = version(3)
    assert earlier
    assert earlier.content == GIFTS
    assert version(2) is None


def test_the_same_file_is_not_published_twice(house: Actor, now: datetime) -> None:
    publish(GIFTS, house, now)
    with pytest.raises(NotPublished, match="already"):
        publish(GIFTS, house, now)
    assert head().seq == 1


def test_what_people_have_read_under_one_number_never_changes(house: Actor, now: datetime) -> None:
    publish(GIFTS, house, now)
    with pytest.raises(NotPublished, match="higher than 3"):
        publish(GIFTS + b"\n# more\n", house, now)


def test_a_faulty_file_is_not_published_and_its_findings_are_told(house: Actor, now: datetime) -> None:
    with pytest.raises(NotPublished) as refused:
        publish(GIFTS.replace(b"category: name,", b"category: nmae,"), house, now)
    assert refused.value.findings
    assert current(now) is None and newest() is None
    assert head().seq == 0


def later(day: str) -> bytes:
    """The next version, which applies from that day."""
    found, times = re.subn(rb"(\n  valid_from: )[0-9-]+", rb"\g<1>" + day.encode(), NEXT)
    assert times == 1
    return found


def test_a_version_applies_from_its_day_and_until_then_the_one_before_stands(
    house: Actor, now: datetime
) -> None:
    publish(GIFTS, house, now)
    published = publish(later("2027-01-01"), house, now)
    new_year = datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert published.applies_at == new_year, "the beginning of the day where the company is"
    standing, then = current(new_year - timedelta(seconds=1)), current(new_year)
    assert standing and then and (standing.number, then.number) == (3, 4)
    waits = coming(now)
    assert waits and waits.number == 4 and coming(new_year) is None
    assert lines(1)[0].content["applies_on"] == "2027-01-01"


def test_a_day_that_is_past_or_comes_before_anything_stood_is_at_once(house: Actor, now: datetime) -> None:
    first = publish(later("2027-01-01"), house, now)
    assert current(now) == first and coming(now) is None, "nothing stood before it"
    second = publish(later("2026-01-01").replace(b"  version: 4\n", b"  version: 5\n"), house, now)
    assert second.applies_at == now and current(now) == second


def test_a_later_version_that_applies_at_once_takes_the_place_of_one_that_waits(
    house: Actor, now: datetime
) -> None:
    publish(GIFTS, house, now)
    publish(later("2027-01-01"), house, now)
    urgent = publish(GIFTS.replace(b"  version: 3\n", b"  version: 5\n"), house, now)
    for at in (now, datetime(2027, 2, 1, tzinfo=UTC)):
        assert current(at) == urgent and coming(at) is None
