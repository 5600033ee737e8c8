"""ETags, and the If-Match that keeps an update from overwriting one that its sender never saw."""

from __future__ import annotations

import hashlib

from django.db.models import Model
from django.forms.models import model_to_dict
from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from rest_framework.request import Request


class PreconditionFailed(APIException):
    """The row is not the one that If-Match names."""

    status_code = 412
    default_detail = _("Somebody changed this meanwhile. Read it again.")


def etag_of(row: Model) -> str:
    """Return a row's ETag: its version, or a digest of its values where it has none."""
    version = getattr(row, "version", None)
    if version is None:
        values = repr(sorted(model_to_dict(row).items()))
        version = hashlib.sha256(values.encode()).hexdigest()[:16]
    return f'"{version}"'


def check_match(request: Request, row: Model) -> None:
    """Raise PreconditionFailed unless If-Match is absent, `*`, or names the row as it is.

    A weak tag counts as well: compressing an answer weakens the tag that it carries.
    """
    given = request.headers.get("If-Match")
    if given is None:
        return
    tags = {tag.removeprefix("W/") for tag in parse_etags(given)}
    if "*" not in tags and etag_of(row) not in tags:
        raise PreconditionFailed
