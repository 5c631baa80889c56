"""Uploads stay in memory, so that no transcript ever lies on disk in the clear, and are bounded."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler

LIMIT = 20 * 1024 * 1024  # bytes; the turns of an hour are about 60,000
_AROUND = 3 * 1024 * 1024  # the form's other fields and the boundaries


class BoundedMemoryUploadHandler(MemoryFileUploadHandler):
    """Hold a file in memory up to the limit. Beyond it the rest is not read and the answer is 413."""

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, *args: Any, **kwargs: Any
    ) -> None:
        """Take every upload, and refuse at once one that announces too much.

        Raises:
            RequestDataTooBig: it does.
        """
        self.activated = True
        self.taken = 0
        if content_length > LIMIT + _AROUND:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece of the file.

        Raises:
            RequestDataTooBig: the file is over the limit.
        """
        self.taken += len(raw_data)
        if self.taken > LIMIT:
            raise RequestDataTooBig
        self.file.write(raw_data)
