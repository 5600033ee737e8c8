"""What every answer carries to keep browsers safe, beside what Django and django-csp add."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

_DENIED = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media",
    "fullscreen", "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection",
    "local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "screen-wake-lock", "serial", "usb", "web-share", "xr-spatial-tracking",
)  # fmt: skip
_OWN = ("publickey-credentials-create", "publickey-credentials-get")
"""Passkeys; a photo of a receipt is taken by the phone's own camera app."""
PERMISSIONS = ", ".join([*(f"{name}=()" for name in _DENIED), *(f"{name}=(self)" for name in _OWN)])

ALWAYS = {
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def is_private(request: HttpRequest) -> bool:
    """Say whether an answer may hold what is somebody's own: the API's, and any to a session."""
    if request.path.startswith(settings.STATIC_URL):
        return False
    return request.path.startswith("/api/v1/") or settings.SESSION_COOKIE_NAME in request.COOKIES


class SecurityHeadersMiddleware:
    """Stands outside of all that answers, errors and static files included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        # A shared computer keeps nothing in its cache that the next person could go back to.
        if is_private(request) and "no-store" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "no-store, private"
        return response
