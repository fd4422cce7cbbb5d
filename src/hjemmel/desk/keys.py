"""The keys as the office sees them: making the first, opening the vault, another master key, after a restore.

Where master keys are read is decided here: from the environment if they stand there, otherwise from their file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from hjemmel.capabilities.keys import services, store
from hjemmel.capabilities.keys.models import StoredKey
from hjemmel.capabilities.keys.ports import StoredKeys
from hjemmel.capabilities.keys.router import KEYS
from hjemmel.capabilities.keys.services import Replayed
from hjemmel.capabilities.keys.store import Buried
from hjemmel.capabilities.ledger.services import note
from hjemmel.capabilities.register.ports import StoredRegister
from hjemmel.desk import clock
from hjemmel.engine.ports import Actor
from hjemmel.engine.register.settle import settle_all
from hjemmel.engine.vault import masterfile
from hjemmel.engine.vault.faults import VaultFault
from hjemmel.engine.vault.masters import MasterKey, Masters, read
from hjemmel.engine.vault.rotation import is_rotated, rotate
from hjemmel.engine.vault.vault import Vault

ENVIRONMENT = "HJEMMEL_MASTER_KEY"
SHOWN = 20
"""So many subjects are named when something is the matter with them."""


class NotDone(VaultFault):
    """What was asked for would lose or overwrite a key, or there is nothing to do it with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysView:
    """How the keys stand."""

    where: str
    """Where the master keys are read from."""
    current: str | None
    masters: tuple[str, ...]
    under: Mapping[str, int]
    """How many keys are wrapped under each master key, also under such as are not here."""
    destroyed: int
    living_again: int
    """Keys that were destroyed and are there again: a key store from a backup."""
    returned: tuple[str, ...]
    """Subjects whose replaced key is the only one there, for the same reason."""
    unfinished: tuple[str, ...]
    """Subjects whose change of key broke off."""

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for name in self.under if name not in self.masters)

    @property
    def waits(self) -> bool:
        """Somebody has something to do."""
        old = [name for name in self.under if name != self.current]
        return bool(old or self.living_again or self.returned or self.unfinished)


def masters() -> Masters:
    """The master keys that are here. Raises MasterKeyUnreadable."""
    if settings.HJEMMEL_MASTER_KEY:
        return read(settings.HJEMMEL_MASTER_KEY, ENVIRONMENT)
    return masterfile.masters_in(settings.HJEMMEL_MASTER_KEY_FILE)


def vault(actor: Actor) -> Vault:
    """The vault, for one piece of work in this actor's name. Raises a VaultFault if a master key is lacking."""
    return Vault(StoredKeys(actor, clock.now), masters())


def prepare(actor: Actor) -> None:
    """The key store as this version needs it, a first master key if there has never been one, and what was destroyed
    destroyed again if an older key store has been put in; changes of key that broke off are ended. Done again, it
    changes nothing. Raises a VaultFault."""
    make_store()
    if not store.masters() and masters().current is None:
        masterfile.make(settings.HJEMMEL_MASTER_KEY_FILE)
    vault(actor)
    if not store.remember_the_same():
        replay((), actor)
    settle_all(partial(vault, actor), StoredRegister(actor, clock.now))


def make_store() -> None:
    """The key store's tables, in a folder and a file that nobody else can read."""
    database = settings.DATABASES[KEYS]
    if database["ENGINE"].endswith("sqlite3"):
        file = Path(database["NAME"])
        file.parent.mkdir(mode=masterfile.FOLDER_OWNER_ONLY, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, masterfile.OWNER_ONLY))
    call_command("migrate", "keys", database=KEYS, verbosity=0, interactive=False)


def has_store() -> bool:
    """Whether the key store has been made. Looking makes no file."""
    database = settings.DATABASES[KEYS]
    if database["ENGINE"].endswith("sqlite3") and not Path(database["NAME"]).exists():
        return False
    return StoredKey._meta.db_table in connections[KEYS].introspection.table_names()


def make() -> str:
    """A first master key in its file; returns its name. Raises NotDone rather than take the place of any. The key store
    is there already."""
    wanted = store.masters()
    if wanted:
        raise NotDone(
            f"the key store is wrapped under the master key {', '.join(wanted)}. A new one could not read it: put that"
            " one back, or change it with hjemmel keys rotate"
        )
    if settings.HJEMMEL_MASTER_KEY:
        raise NotDone(f"the master keys are in the environment ({ENVIRONMENT}); no file is needed")
    try:
        return masterfile.make(settings.HJEMMEL_MASTER_KEY_FILE).name
    except FileExistsError:
        raise NotDone(
            f"there is a file {settings.HJEMMEL_MASTER_KEY_FILE} already; it was left as it is"
        ) from None


def new_master() -> str:
    """A master key as it is written, made and kept nowhere: for the environment."""
    return MasterKey.new().written()


def change_master(actor: Actor, told: Callable[[int], None]) -> tuple[str, int]:
    """Wrap everything under another master key: one that broke off is gone on with, otherwise a new one is made.

    Returns the master key's name and how many keys were wrapped. Raises a VaultFault."""
    there = vault(actor).masters
    keys = StoredKeys(actor, clock.now)
    if is_rotated(keys, there):
        there = _with_a_new_one()
    count = rotate(keys, there, told)
    name = there.names[-1]
    note("master-key-changed", actor, {"master": name, "keys": count}, clock.now())
    return name, count


def _with_a_new_one() -> Masters:
    if settings.HJEMMEL_MASTER_KEY:
        raise NotDone(
            f"everything is wrapped under the last master key in {ENVIRONMENT}. Put a new one after it"
            " (hjemmel keys make --print), and try again"
        )
    masterfile.append(settings.HJEMMEL_MASTER_KEY_FILE)
    return masters()


def retire(name: str, actor: Actor) -> None:
    """Take a master key out of its file. Raises NotDone if anything is wrapped under it, or if it is the current one."""
    there = masters()
    if name not in there.names:
        raise NotDone(f"there is no master key {name} in {there.where}")
    if there.current and there.current.name == name:
        raise NotDone(f"{name} is the current master key; change it first with hjemmel keys rotate")
    if not store.retire(name):
        raise NotDone(
            f"{store.counts()[name]:,} keys are wrapped under {name}; run hjemmel keys rotate first"
        )
    if settings.HJEMMEL_MASTER_KEY:
        raise NotDone(f"nothing is wrapped under {name}: take it out of {ENVIRONMENT} yourself")
    masterfile.remove(settings.HJEMMEL_MASTER_KEY_FILE, name)
    note("master-key-retired", actor, {"master": name}, clock.now())


def replay(listed: Iterable[Buried], actor: Actor) -> Replayed:
    """Destroy again what is remembered as destroyed, after a key store has been restored from a backup."""
    return services.replay(listed, actor, clock.now())


def tombstones() -> tuple[Buried, ...]:
    """All that is remembered as destroyed, for keeping elsewhere."""
    return store.together(store.buried())


def look() -> KeysView:
    """How the keys stand. Raises MasterKeyUnreadable."""
    there = masters()
    buried = tombstones()
    again = store.living_again(buried)
    return KeysView(
        where=there.where,
        current=there.current.name if there.current else None,
        masters=there.names,
        under=store.counts(),
        destroyed=len(buried),
        living_again=again.keys,
        returned=again.returned,
        unfinished=store.unfinished(SHOWN),
    )
