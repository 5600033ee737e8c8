"""Uploaded files, bounded while they arrive, so that a large one fills neither memory nor disk."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

SWALLOWED = 20
"""How many times the limit is read and thrown away before the connection is cut."""


class BoundedUploadHandler(FileUploadHandler):
    """Refuses a file above UPLOAD_LIMIT with RequestDataTooBig; nothing of the rest is kept.

    What is too large is read to its end first: a browser shows the answer to a request only when
    it could send all of it.
    """

    received = 0
    is_exceeded = False

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_LIMIT * SWALLOWED:
            raise RequestDataTooBig("the request goes on far beyond the limit")
        if self.received > settings.UPLOAD_LIMIT:
            self.is_exceeded = True
        return None if self.is_exceeded else raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""

    def upload_complete(self) -> None:
        if self.is_exceeded:
            raise RequestDataTooBig("a file is above the limit")
