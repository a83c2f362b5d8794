"""Taking uploads in: streamed to a file of their own, and not a byte of one that is too large kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

MARK = "office_too_large"


def most_bytes() -> int:
    """How large a file may be, by ``OFFICE_EVIDENCE_MEGABYTES``."""
    return int(getattr(settings, "OFFICE_EVIDENCE_MEGABYTES", 50)) * 1024 * 1024


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Writes an upload to a temporary file; past the limit, drops it and leaves a mark on the request, so that
    the page can say so (a broken connection says nothing)."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A new file begins."""
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a part, unless it is too much."""
        self.received += len(raw_data)
        if self.received > most_bytes():
            setattr(self.request, MARK, True)
            self.file.close()  # which removes it
            raise SkipFile
        super().receive_data_chunk(raw_data, start)
