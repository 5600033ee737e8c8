"""Idempotency-Key: the same write sent twice happens once and is answered the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actors import Actor
from accounts.services.answers import claim_answer, keep_answer, read_answer
from finehance.kit.addresses import client_network

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LONGEST = 200
_KEPT_HEADERS = ("ETag", "Location")

Handler = Callable[..., Response]
Claimant = tuple[Actor | None, str]


class OnceMixin(APIView):
    """Carries a write with an Idempotency-Key out once; the answer is kept with what it did.

    Both are of one transaction, so a write that is refused or fails keeps no answer and may be
    sent again with the same key.
    """

    answer_is_secret = False
    """Whether answers hold what the database must not show: they are kept encrypted."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        key = request.headers.get(HEADER)
        if key is None or request.method is None or request.method in SAFE_METHODS:
            return
        if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
            text = _("Write 1 to %(n)d printable ASCII characters.") % {"n": LONGEST}
            raise ValidationError({HEADER: text})
        method = request.method.lower()
        if handler := getattr(self, method, None):
            claimant = self.claimant(request, key)
            once = partial(_once, handler, claimant, is_secret=self.answer_is_secret)
            setattr(self, method, once)

    def claimant(self, request: Request, key: str) -> Claimant:
        """Return whose key it is, and the key; their own to who is signed in or not, or nowhere."""
        if self.get_authenticators():
            actor: Actor | None = getattr(request, "actor", None)
            if actor is not None:
                return actor, key
            # Signed in, and in no household that could own the answer.
            return None, hashlib.sha256(f"person {request.user.pk} {key}".encode()).hexdigest()
        network = client_network(request._request)  # noqa: SLF001 -- the framework's own name
        return None, hashlib.sha256(f"{network} {key}".encode()).hexdigest()


def _once(
    handler: Handler,
    claimant: Claimant,
    request: Request,
    *args: Any,
    is_secret: bool,
    **kwargs: Any,
) -> Response:
    actor, key = claimant
    record = claim_answer(by=actor, key=key, digest=request_digest(request))
    if record.status:
        body = json.loads(read_answer(record)) if record.body else None
        return Response(body, record.status, headers={**record.headers, REPLAYED: "true"})
    response = handler(request, *args, **kwargs)
    keep_answer(
        record,
        status=response.status_code,
        headers={name: response[name] for name in _KEPT_HEADERS if name in response},
        body="" if response.data is None else JSONRenderer().render(response.data).decode(),
        is_secret=is_secret,
    )
    return response


def request_digest(request: Request) -> str:
    """Return a digest of what a request asks: equal bodies are equal however they are written.

    A form's boundary and the order of JSON keys do not count; the content of files does. It is
    keyed, since a body may hold a password that could be guessed from a plain one.
    """
    digest = salted_hmac("accounts.idempotency", b"", algorithm="sha256")
    for part in _parts(request):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def _parts(request: Request) -> Iterator[bytes]:
    yield f"{request.method} {request.get_full_path()}".encode()
    data = request.data
    if not isinstance(data, QueryDict):
        yield json.dumps(data, sort_keys=True).encode()
        return
    for name in sorted(data):
        for value in data.getlist(name):
            yield name.encode()
            yield _file_digest(value) if isinstance(value, UploadedFile) else str(value).encode()


def _file_digest(file: UploadedFile[Any]) -> bytes:
    digest = hashlib.sha256((file.name or "").encode())
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.digest()
