"""Each of the five companies lets people ask on the web, and can find out by a code who they are."""

import pytest
from tests.engine.worlds import profile

from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.traces import KnownSinceTrace

FIVE = ("gifts", "mailhouse", "trades", "footcare", "mobile")


@pytest.fixture(params=FIVE)
def declared(request: pytest.FixtureRequest) -> DataMap:
    return profile(request.param)


def test_people_can_ask_on_the_web_and_are_written_to(declared: DataMap) -> None:
    rights, mail = declared.declaration.rights, declared.declaration.mail
    assert rights and "web" in rights.ways and rights.offered
    assert mail and mail.site.startswith("https://")
    check = declared.declaration.identity_check
    assert check and "known_channel" in check.how


def test_somebodys_own_row_tells_since_when_their_address_is_known(declared: DataMap) -> None:
    telling = {one.collection for one in declared.traces if isinstance(one.meaning, KnownSinceTrace)}
    by_email = {
        one.name
        for one in declared.collections.values()
        if any(known.kind == "email" for known in one.known_by) and not one.whose.path
    }
    assert telling and telling <= by_email


def test_an_address_is_the_same_however_it_is_written(declared: DataMap) -> None:
    (telling, *_) = [one.collection for one in declared.traces if isinstance(one.meaning, KnownSinceTrace)]
    known = {one.kind: one for one in declared.collections[telling].known_by}
    assert known["email"].normal and known["phone"].normal
