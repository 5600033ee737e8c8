"""The Celery application; tasks live in each app's `tasks.py`.

Every message carries the id of the request that sent it, and a task's log lines bear that id.
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from typing import Any

from celery import Celery, Task
from celery.signals import before_task_publish, task_postrun, task_prerun

from finehance.logs import current_request_id, request_id_scope

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finehance.settings")

app = Celery("finehance")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

HEADER = "request_id"
_scopes: dict[str, AbstractContextManager[None]] = {}


@before_task_publish.connect
def send_request_id(headers: dict[str, Any], **kwargs: Any) -> None:
    """Add the id of the request in hand to a message."""
    headers.setdefault(HEADER, current_request_id())


@task_prerun.connect
def take_request_id(task_id: str, task: Task, **kwargs: Any) -> None:
    """Mark the log lines of a task with the id it was sent with; one without gets its own."""
    sent = task.request.get(HEADER) or "-"
    is_eager = task.request.is_eager
    request_id = current_request_id() if is_eager else sent if sent != "-" else task_id
    scope = request_id_scope(request_id)
    scope.__enter__()
    _scopes[task_id] = scope


@task_postrun.connect
def drop_request_id(task_id: str, **kwargs: Any) -> None:
    """Unmark the log lines."""
    scope = _scopes.pop(task_id, None)
    if scope is not None:
        scope.__exit__(None, None, None)
