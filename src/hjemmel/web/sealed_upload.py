"""An uploaded file that is sealed as it arrives: no part of it lies on a disk or in memory whole, in clear text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from hjemmel.connectors.sheets import Limits
from hjemmel.engine.vault.spool import Spool

READ_AT_ONCE = 1 << 20


class SealedFile:
    """What a form's file became. Read once, then closed."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool

    def parts(self) -> Iterator[bytes]:
        with self._spool.opened() as file:
            yield from iter(lambda: file.read(READ_AT_ONCE), b"")

    def close(self) -> None:
        self._spool.close()


class SealedUpload(FileUploadHandler):
    """Put it in `request.upload_handlers` before anything of the form is read."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._spool: Spool | None = None

    def new_file(self, *given: Any, **named: Any) -> None:
        super().new_file(*given, **named)
        self._spool = Spool("upload")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        assert self._spool is not None
        if start + len(raw_data) > Limits().file:
            self._spool.close()
            raise StopUpload(connection_reset=True)
        self._spool.write(raw_data)

    def file_complete(self, file_size: int) -> Any:
        assert self._spool is not None
        self._spool.end()
        return SealedFile(self._spool)
