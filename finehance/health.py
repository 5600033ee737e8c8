"""Whether the service lives and can work, for probes and monitors; names parts, never reasons."""

from __future__ import annotations

import hmac
import logging
import os
import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView

from finehance.celery import app
from finehance.kit.addresses import client_address

logger = logging.getLogger(__name__)

BROKER_PATIENCE = 3
BEARER = "Bearer "


def check_database() -> None:
    """Raise unless the database answers a query."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")


def check_cache() -> None:
    """Raise unless the cache gives back what it was given."""
    token = uuid.uuid4().hex
    cache.set(f"health-{token}", token, timeout=10)
    if cache.get(f"health-{token}") != token:
        raise OSError("the cache forgets at once")


def check_broker() -> None:
    """Raise unless tasks can be handed over."""
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=BROKER_PATIENCE)
        folder = broker.transport_options.get("data_folder_out")
    if folder and not os.access(folder, os.W_OK | os.X_OK):
        raise OSError("the queue's folder cannot be written")


def check_storage() -> None:
    """Raise unless a file can be stored and removed."""
    name = default_storage.save(f"health/{uuid.uuid4().hex}", ContentFile(b"health"))
    default_storage.delete(name)


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "cache": check_cache,
    "broker": check_broker,
    "storage": check_storage,
}


def _passes(name: str, check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception:  # whatever fails, the part is down and the log says why
        logger.exception("health: %s is down", name)
        return False
    return True


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when every part works, else 503; the body says which part is down."""
    parts = {name: _passes(name, check) for name, check in CHECKS.items()}
    document = {
        "status": "ok" if all(parts.values()) else "down",
        "version": settings.VERSION,
        "checks": {name: "ok" if works else "down" for name, works in parts.items()},
    }
    return JsonResponse(document, status=200 if all(parts.values()) else 503)


overview = ready


def _may_read_metrics(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    token: str = settings.METRICS_TOKEN
    if token and hmac.compare_digest(given.encode(), f"{BEARER}{token}".encode()):
        return True
    # Behind a proxy on the same machine every request comes from it, so the address says nothing.
    is_forwarded = "X-Forwarded-For" in request.headers
    return not is_forwarded and client_address(request) in settings.METRICS_ALLOWED


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Return Prometheus metrics to allowed addresses and bearers of the token; 404 to others."""
    if not _may_read_metrics(request):
        raise Http404
    answer: HttpResponse = ExportToDjangoView(request)
    return answer
