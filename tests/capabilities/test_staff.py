from datetime import datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError

from hjemmel.capabilities.ledger.store import lines
from hjemmel.capabilities.staff.models import FailedSignIns
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK, Role
from hjemmel.capabilities.staff.services import (
    MOST_PER_ACCOUNT,
    MOST_PER_ADDRESS,
    WINDOW,
    NotSignedIn,
    TooManyAttempts,
    actor_of,
    create_staff,
    sign_in,
)
from hjemmel.capabilities.staff.store import FAILED_KEPT, forget_sign_ins
from hjemmel.engine.ports import Actor

PASSWORD = "en lang setning 42"
HERE = "192.0.2.7"


@pytest.fixture
def ane(house: Actor, now: datetime) -> Actor:
    return create_staff("ane", "Ane Furuseth", PASSWORD, Role.OPERATOR, house, now)


def test_an_account_has_the_rights_of_its_role_and_no_more(ane: Actor) -> None:
    user = get_user_model().objects.get(username="ane")
    assert user.has_perm(RIGHT_TO_WORK)
    assert not user.has_perm("plans.approve_plan")
    assert actor_of(user) == ane


def test_the_ledger_holds_no_name(ane: Actor) -> None:
    line = lines(1)[0]
    assert line.content == {"staff": ane.id, "role": "operator"}


@pytest.mark.parametrize("password", ["kort", "qwerty123456", "ane furuseth"])
def test_an_easy_password_is_refused(password: str, house: Actor, now: datetime) -> None:
    with pytest.raises(ValidationError):
        create_staff("ane", "Ane Furuseth", password, Role.READER, house, now)
    assert not get_user_model().objects.exists()


def test_the_right_password_opens(ane: Actor, now: datetime) -> None:
    assert actor_of(sign_in(" ane ", PASSWORD, HERE, now)) == ane
    assert lines(1)[0].kind == "staff-signed-in"


def fail(times: int, account: str, now: datetime) -> None:
    for _ in range(times):
        with pytest.raises(NotSignedIn):
            sign_in(account, "feil", HERE, now)


def test_guessing_closes_the_account_from_that_address_for_a_while(ane: Actor, now: datetime) -> None:
    fail(MOST_PER_ACCOUNT, "ane", now)
    with pytest.raises(TooManyAttempts):
        sign_in("ANE", PASSWORD, HERE, now)
    assert sign_in("ane", PASSWORD, "192.0.2.8", now)
    assert sign_in("ane", PASSWORD, HERE, now + WINDOW + timedelta(seconds=1))


def test_expired_sign_ins_and_old_failed_ones_are_erased_and_no_others(ane: Actor, now: datetime) -> None:
    Session.objects.create(session_key="old", session_data="", expire_date=now)
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(seconds=1))
    FailedSignIns.objects.create(whence="old", since=now - FAILED_KEPT)
    FailedSignIns.objects.create(whence="new", since=now - FAILED_KEPT + timedelta(seconds=1))
    assert forget_sign_ins(now, now) == 2
    assert [one.session_key for one in Session.objects.all()] == ["new"]
    assert [one.whence for one in FailedSignIns.objects.all()] == ["new"]


def test_trying_many_accounts_closes_the_address(ane: Actor, now: datetime) -> None:
    for number in range(MOST_PER_ADDRESS):
        fail(1, f"konto{number}", now)
    with pytest.raises(TooManyAttempts):
        sign_in("ane", PASSWORD, HERE, now)


def test_what_was_tried_is_kept_as_keyed_prints_alone(ane: Actor, now: datetime) -> None:
    fail(1, "hemmelig.navn", now)
    kept = " ".join(FailedSignIns.objects.values_list("whence", flat=True))
    assert "hemmelig" not in kept
    assert HERE not in kept


def test_a_closed_account_stays_out(ane: Actor, now: datetime) -> None:
    get_user_model().objects.update(is_active=False)
    with pytest.raises(NotSignedIn):
        sign_in("ane", PASSWORD, HERE, now)
