"""Uploads stay in memory, so that no transcript ever lies on disk in the clear, and are bounded."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload

from clew.therapy import transcripts

LIMIT = transcripts.MAX_BYTES


class BoundedMemoryUploadHandler(MemoryFileUploadHandler):
    """Hold a file in memory up to the limit, and stop reading beyond it."""

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, *args: Any, **kwargs: Any
    ) -> None:
        """Take every upload, and note at once when it announces too much."""
        self.activated = True
        self.taken = 0
        if content_length > LIMIT + 1_000_000:  # the form's other fields and the boundaries
            raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece of the file."""
        self.taken += len(raw_data)
        if self.taken > LIMIT:
            raise StopUpload(connection_reset=True)
        self.file.write(raw_data)
