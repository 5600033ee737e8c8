"""Operations that will go: every answer says since when, until when, and what to use instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.utils.http import http_date
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Since when an operation is deprecated, when it goes, and the address that replaces it."""

    since: datetime
    sunset: datetime
    successor: str

    @property
    def headers(self) -> dict[str, str]:
        """What answers carry: RFC 9745, RFC 8594, and a link to the successor."""
        return {
            "Deprecation": f"@{int(self.since.timestamp())}",
            "Sunset": http_date(self.sunset.timestamp()),
            "Link": f'<{self.successor}>; rel="successor-version"',
        }


class DeprecatedMixin(APIView):
    """Puts the headers of `deprecation` on every answer, errors included."""

    deprecation: ClassVar[Deprecation]

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        for name, value in self.deprecation.headers.items():
            response[name] = value
        return super().finalize_response(request, response, *args, **kwargs)
