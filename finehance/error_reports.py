"""Error reports to the operator's own Sentry: where and what kind, never whose or what was in it.

Requests are reported by method, path and id; people by number; no bodies, headers, cookies, query
strings, local variables or arguments of tasks; every text that remains is redacted.
"""

from __future__ import annotations

from typing import Any

import sentry_sdk
from sentry_sdk.transport import Transport

from finehance.redaction import redact, redact_message

JSON = dict[str, Any]
# What a report may keep of the request; the rest of it belongs to a person.
_REQUEST = ("method", "url")
_DROPPED = ("extra", "server_name", "modules")


def start_reports(dsn: str, *, release: str, transport: Transport | None = None) -> None:
    """Report failures to `dsn` from now on; `transport` takes the place of HTTP."""
    sentry_sdk.init(
        dsn=dsn,
        release=release,
        transport=transport,
        # Without send_default_pii, whose default is no and which now warns when it is said.
        include_local_variables=False,
        max_request_body_size="never",
        auto_session_tracking=False,
        send_client_reports=False,
        before_send=scrub_report,
        before_breadcrumb=scrub_breadcrumb,
        before_send_transaction=lambda _event, _hint: None,
    )


def scrub_report(event: Any, _hint: JSON) -> Any:
    """Return the report with nothing left in it that belongs to a person."""
    for name in _DROPPED:
        event.pop(name, None)
    request = event.pop("request", None) or {}
    event["request"] = {name: request[name] for name in _REQUEST if name in request}
    user = event.pop("user", None) or {}
    if "id" in user:
        event["user"] = {"id": user["id"]}
    event.get("contexts", {}).pop("celery-job", None)
    for each in (event.get("exception") or {}).get("values", []):
        each["value"] = redact_message(each.get("value") or "")
        each.get("mechanism", {}).pop("data", None)
    if entry := event.get("logentry"):
        entry.pop("params", None)
        entry.pop("formatted", None)
    scrubbed: Any = _redacted(event)
    return scrubbed


def scrub_breadcrumb(crumb: Any, _hint: JSON) -> Any:
    """Return a breadcrumb without its data, which holds arguments and addresses."""
    return {
        name: _redacted(crumb[name])
        for name in ("type", "category", "level", "timestamp", "message")
        if crumb.get(name) is not None
    }


def _redacted(value: Any) -> Any:
    """Return JSON with every text in it redacted; source lines stand as they are in the code."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {
            name: inner if name in _AS_WRITTEN else _redacted(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_redacted(inner) for inner in value]
    return value


_AS_WRITTEN = ("pre_context", "context_line", "post_context", "event_id", "timestamp", "trace")
