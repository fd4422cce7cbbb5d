"""The file of master keys: read, made and changed so that nobody else can read it and no half file is ever left."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .faults import MasterKeyUnreadable
from .masters import MasterKey, Masters, read

OWNER_ONLY = 0o600
FOLDER_OWNER_ONLY = 0o700
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_HEAD = """\
# The master keys of Hjemmel: the last one is the current one. Whoever has this file and the key store can read what
# is sealed; whoever loses it cannot read it any more. Keep a copy elsewhere, never beside a copy of the key store.
"""


def masters_in(path: Path) -> Masters:
    """The master keys in the file; none if there is no file. Raises MasterKeyUnreadable."""
    try:
        with path.open(encoding="ascii") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read()
    except FileNotFoundError:
        return Masters([], str(path))
    except OSError as error:
        raise MasterKeyUnreadable(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise MasterKeyUnreadable(f"{path} is no file of master keys") from None
    if mode & _OTHERS:
        raise MasterKeyUnreadable(f"{path} can be read or written by others than its owner: chmod 600 {path}")
    return read(text, str(path))


def make(path: Path) -> MasterKey:
    """A new file with one new master key. Raises FileExistsError, and touches nothing, if there is one."""
    path.parent.mkdir(mode=FOLDER_OWNER_ONLY, parents=True, exist_ok=True)
    key = MasterKey.new()
    with _changing(path):
        if path.exists():
            raise FileExistsError(path)
        _write(path, [key])
    return key


def append(path: Path) -> MasterKey:
    """A new master key in the file, current from now on. It is on the disk when this returns."""
    key = MasterKey.new()
    _change(path, lambda keys: [*keys, key])
    return key


def remove(path: Path, name: str) -> None:
    """The file without that master key."""
    _change(path, lambda keys: [key for key in keys if key.name != name])


def _change(path: Path, change: Callable[[Sequence[MasterKey]], Sequence[MasterKey]]) -> None:
    with _changing(path):
        there = masters_in(path)
        _write(path, change([there.named(name) for name in there.names]))


@contextmanager
def _changing(path: Path) -> Iterator[None]:
    """One at a time: two that each add a key to what they have read would lose one of them."""
    lock = os.open(path.with_name(f"{path.name}.lock"), os.O_CREAT | os.O_WRONLY, OWNER_ONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _write(path: Path, keys: Sequence[MasterKey]) -> None:
    """Beside it first, then in its place: whenever it is killed, the old file is there or the new one."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    file = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY)
    try:
        os.write(file, (_HEAD + "".join(f"{key.written()}\n" for key in keys)).encode("ascii"))
        os.fsync(file)
    finally:
        os.close(file)
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
