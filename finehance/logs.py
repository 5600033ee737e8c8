"""Log records with the id of the request or job they belong to, and without personal data."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from finehance.redaction import redact, redact_message, redact_trace

_request_id: ContextVar[str] = ContextVar("request_id", default="-")


def current_request_id() -> str:
    """Return the id of the request or job in hand, `-` outside of one."""
    return _request_id.get()


@contextmanager
def request_id_scope(request_id: str) -> Iterator[None]:
    """Mark every log record inside with `request_id`."""
    token = _request_id.set(request_id)
    try:
        yield
    finally:
        _request_id.reset(token)


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to records."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id()
        return True


class RedactingFilter(logging.Filter):
    """Takes personal data and secrets out of records before any formatter sees them.

    The message is put together here, so that what its arguments hold is redacted too; the trace
    is formatted here, because an exception's text may quote what somebody entered. A message that
    comes with an exception may repeat that text.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        clean = redact_message if record.exc_info else redact
        record.msg, record.args = clean(record.getMessage()), None
        if record.exc_info:
            record.exc_text = redact_trace(*record.exc_info)
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = record.exc_text or self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
