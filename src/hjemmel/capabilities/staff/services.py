"""The deeds of staff: an account is made or closed, somebody signs in or out. Failed attempts are only counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from hjemmel.capabilities.ledger.services import deed
from hjemmel.capabilities.staff.models import ClosedAccount, FailedSignIns
from hjemmel.capabilities.staff.roles import Role
from hjemmel.engine.ports import Actor

WINDOW = timedelta(minutes=15)
MOST_PER_ACCOUNT = 5
"""Failures with one account from one address within the window; then even the right password is refused."""
MOST_PER_ADDRESS = 30


class NotSignedIn(ValueError):
    """Account and password do not belong together, or the account is closed. Which, is not told."""


class TooManyAttempts(NotSignedIn):
    """Signing in is closed for a while, for this account from this address, or for the address."""


def actor_of(user: Any) -> Actor:
    """A member of staff as an actor. The id is the account's number: the ledger holds no name."""
    return Actor(id=f"staff-{user.pk}", name=user.get_full_name() or user.get_username())


def create_staff(account: str, name: str, password: str, role: Role, actor: Actor, at: datetime) -> Actor:
    """Make an account. Raises Django's ValidationError for a password that is too easy to guess."""
    first, _, last = name.strip().rpartition(" ")
    user = get_user_model()(username=account, first_name=first, last_name=last, date_joined=at)
    validate_password(password, user)
    user.set_password(password)
    with transaction.atomic():
        user.save()
        user.groups.add(_group(role))
        with deed("staff-created", actor, {"staff": f"staff-{user.pk}", "role": role.value}, at):
            return actor_of(user)


class NoSuchAccount(LookupError):
    """No open account has this name."""


def close_staff(account: str, actor: Actor, at: datetime) -> None:
    """Close an account: nobody signs in to it any more, and the period of what it tells begins.

    Raises NoSuchAccount if there is none, or it is closed already."""
    user = get_user_model().objects.filter(username=account, is_active=True).first()
    if user is None:
        raise NoSuchAccount
    with deed("staff-closed", actor, {"staff": f"staff-{user.pk}"}, at) as line:
        get_user_model().objects.filter(pk=user.pk).update(is_active=False)
        ClosedAccount.objects.create(account=user, closed_at=at, line=line.seq)


def sign_in(account: str, password: str, address: str, at: datetime) -> Any:
    """The user, if account and password belong together. Raises NotSignedIn or TooManyAttempts."""
    keys = {_print(account.strip().lower(), address): MOST_PER_ACCOUNT, _print(address): MOST_PER_ADDRESS}
    if any(_failures(key, at) >= most for key, most in keys.items()):
        raise TooManyAttempts
    user = authenticate(None, username=account.strip(), password=password)
    if user is None:
        for key in keys:
            _count_failure(key, at)
        raise NotSignedIn
    with deed("staff-signed-in", actor_of(user), {}, at):
        get_user_model().objects.filter(pk=user.pk).update(last_login=at)
        FailedSignIns.objects.filter(pk=_print(account.strip().lower(), address)).delete()
    return user


def sign_out(actor: Actor, at: datetime) -> None:
    """Note that somebody left."""
    with deed("staff-signed-out", actor, {}, at):
        pass


def _group(role: Role) -> Group:
    group, _ = Group.objects.get_or_create(name=role.value)
    for right in role.rights:
        app, _, name = right.partition(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=name))
    return group


def _print(*parts: str) -> str:
    """A keyed print: the table tells nobody which accounts or addresses were tried."""
    return salted_hmac("hjemmel.sign-in", "\0".join(parts), algorithm="sha256").hexdigest()


def _failures(whence: str, at: datetime) -> int:
    found = FailedSignIns.objects.filter(pk=whence, since__gt=at - WINDOW).first()
    return found.count if found else 0


def _count_failure(whence: str, at: datetime) -> None:
    with transaction.atomic():
        FailedSignIns.objects.filter(since__lte=at - WINDOW).delete()
        found, _ = FailedSignIns.objects.get_or_create(pk=whence, defaults={"since": at})
        FailedSignIns.objects.filter(pk=found.pk).update(count=F("count") + 1)
