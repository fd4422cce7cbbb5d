from datetime import datetime
from pathlib import Path

import pytest

from hjemmel.capabilities.declarations.services import NotPublished, publish
from hjemmel.capabilities.declarations.store import current, version, versions
from hjemmel.capabilities.ledger.store import head, lines
from hjemmel.engine.ports import Actor

GIFTS = (Path(__file__).parents[2] / "src/hjemmel/profiles/gifts/hjemmel.yaml").read_bytes()
NEXT = GIFTS.replace(b"  version: 3\n", b"  version: 4\n")


def test_a_published_file_stands_byte_for_byte(house: Actor, now: datetime) -> None:
    publish(GIFTS, house, now, "Den foerste.")
    found = current()
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
    assert current() is None
    assert head().seq == 0
