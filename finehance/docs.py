"""The API's own documentation, under a content security policy as strict as every page's."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerSplitView

EMPTY_STYLES = f"'sha256-{b64encode(sha256().digest()).decode()}'"
"""Style elements without text, by the hash of nothing: Redoc fills them by script."""


class ApiDocs(SpectacularSwaggerSplitView):
    """Swagger UI whose start script is a second request to the same address: nothing is inline."""


@method_decorator(csp_update({"style-src": [EMPTY_STYLES]}), name="dispatch")
class ApiReference(SpectacularRedocView):
    """Redoc, to read rather than to try; without the package's inline style and foreign fonts."""

    template_name = "api_reference.html"
