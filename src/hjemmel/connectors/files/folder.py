"""The folder of a system: its files by name, one hand on it at a time, and a file replaced whole or not at all."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

from ..protocol import Drifted, Failure, Unreachable, Unsupported

PATIENCE: Final = 10.0
"""Seconds to wait for another process that changes the folder."""
_LOCK: Final = ".hjemmel.lock"
_NEW: Final = ".hjemmel-new"
"""How a file ends that is being written: hidden, and taken away by the next change if a kill left it."""
_TABLES: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)

Signature = tuple[int, int, int, int, int]
"""Changes whenever the file does: nobody but the kernel sets the last of them."""


def signature(found: os.stat_result) -> Signature:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


class Folder:
    """Raises Unreachable if it can't be read. No message holds the name of a file's owner, or a value."""

    def __init__(self, system: str, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "file" or parts.netloc not in ("", "localhost") or parts.query or parts.fragment:
            raise Unsupported(system, "its address is no folder", "write file:///path/to/folder")
        self.system = system
        self.path = Path(url2pathname(parts.path))

    def files(self, pattern: str) -> list[Path]:
        """The files of this name, or that the pattern fits, in order; none that lies outside, by a link or `..`."""
        if not is_inside(pattern):
            raise Unsupported(self.system, "a file lies outside its folder", "name files from the folder on")
        with self.failing():
            home = self.path.resolve(strict=True)
            found = sorted(path for path in self.path.glob(pattern) if _is_table(path, self.path))
            for path in found:
                if not path.resolve().is_relative_to(home):
                    raise Unsupported(
                        self.system, "a file is a link out of its folder", "put the file itself there"
                    )
            return [path.resolve() for path in found]

    def others(self, known: set[Path]) -> list[Path]:
        """Tables that no collection speaks of."""
        found = (path for path in self.files("**/*") if path.suffix.lower() in _TABLES)
        return [path for path in found if path not in known]

    def name(self, path: Path) -> str:
        return path.relative_to(self.path.resolve()).as_posix()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else of us changes the folder meanwhile. The lock ends with the process, however it ends."""
        with self.failing():
            lock = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            self._wait_for(lock)
            with self.failing():
                self._clear()
            yield
        finally:
            os.close(lock)

    @contextmanager
    def failing(self, place: str = "") -> Iterator[None]:
        """Errors of the machine as failures. Its words name files, and stop here."""
        try:
            yield
        except FileNotFoundError:
            raise Unreachable(
                place or self.system, "the folder or the file is not there", "is it mounted?"
            ) from None
        except OSError as error:
            if error.errno in _FULL:
                raise Unreachable(
                    place or self.system, "the disk is full", "make room, and try again"
                ) from None
            what = errno.errorcode.get(error.errno or 0, "an error")
            raise Unreachable(
                place or self.system, f"the folder can't be used ({what})", "try again later"
            ) from None

    def _wait_for(self, lock: int) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if time.monotonic() > until:
                    raise Unreachable(
                        self.system, "another process is changing the folder", "try again later"
                    ) from None
                time.sleep(0.05)

    def _clear(self) -> None:
        for left in self.path.glob(f"**/.*{_NEW}"):
            left.unlink(missing_ok=True)


def is_inside(pattern: str) -> bool:
    """Does the name, or the pattern, lead to files of the folder alone?"""
    parts = PurePosixPath(pattern)
    return not parts.is_absolute() and ".." not in parts.parts and "\0" not in pattern and bool(parts.parts)


def replace(path: Path, place: str, known: Signature, write: Callable[[BinaryIO, BinaryIO], int]) -> int:
    """Put what `write(old, new)` makes in the file's place, at once. What `write` answers is answered.

    Raises Drifted, and leaves the file as it is, if it is no longer the one that `known` tells of. Errors of the
    machine go through; the old file is then whole."""
    _refuse_open_elsewhere(path, place)
    with path.open("rb") as old:
        here = os.fstat(old.fileno())
        if signature(here) != known:
            raise changed(place)
        if here.st_nlink > 1:
            # The rows would live on under the other name.
            raise Unsupported(place, "the file has several names (hard links)", "keep one of them")
        new = path.parent / f".{path.name[:100]}.{secrets.token_hex(4)}{_NEW}"
        try:
            answer = _written(new, here, old, write)
            if signature(path.stat()) != known:
                raise changed(place)
            os.replace(new, path)
        except BaseException:
            with suppress(OSError):
                new.unlink(missing_ok=True)
            raise
    _settle(path.parent)
    return answer


def remove(path: Path, place: str, known: Signature, rows: int) -> int:
    """Take the file away, whose rows these many were. Raises Drifted if it is no longer the one that `known` tells of."""
    _refuse_open_elsewhere(path, place)
    here = path.stat()
    if signature(here) != known:
        raise changed(place)
    if here.st_nlink > 1:
        raise Unsupported(place, "the file has several names (hard links)", "keep one of them")
    path.unlink()
    _settle(path.parent)
    return rows


def changed(place: str) -> Failure:
    return Drifted(place, "somebody changed the file meanwhile", "plan again")


def _written(
    new: Path, like: os.stat_result, old: BinaryIO, write: Callable[[BinaryIO, BinaryIO], int]
) -> int:
    """A file with the same owner, rights and marks, on the disk when this returns."""
    number = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(number, "wb") as file:
        answer = write(old, file)
        file.flush()
        with suppress(PermissionError):
            os.fchown(number, like.st_uid, like.st_gid)
        os.fchmod(number, stat.S_IMODE(like.st_mode))
        for name in os.listxattr(old.fileno()) if hasattr(os, "listxattr") else ():
            with suppress(OSError):
                os.setxattr(number, name, os.getxattr(old.fileno(), name))
        os.fsync(number)
    return answer


def _settle(folder: Path) -> None:
    """The new name too is on the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _refuse_open_elsewhere(path: Path, place: str) -> None:
    """Whoever has it open in a spreadsheet would save the old rows over the new file."""
    marks = (path.parent / f"~${path.name}", path.parent / f".~lock.{path.name}#")
    if any(mark.exists() for mark in marks):
        raise Unreachable(place, "somebody has the file open", "ask them to close it")


def _is_table(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    return not hidden and path.is_file()
