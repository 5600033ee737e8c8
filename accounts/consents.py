"""What people are asked to agree to: the documents, their versions, and what is voluntary.

The texts are templates under `legal/`; a file `LEGAL_DIR/<document>.txt` of the operator takes the
place of one, and its version is a digest of it. A new version is asked for anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Document:
    """Something to agree to; what is not required is off until somebody turns it on."""

    key: str
    title: str | Promise
    shipped_version: str
    is_required: bool
    summary: str | Promise = ""

    @property
    def own_text(self) -> str:
        """The operator's text, empty where the shipped one holds."""
        return _own_text(settings.LEGAL_DIR, self.key)

    @property
    def version(self) -> str:
        """What a consent is given to."""
        own = self.own_text
        return (
            f"own-{hashlib.sha256(own.encode()).hexdigest()[:12]}" if own else self.shipped_version
        )


DOCUMENTS: dict[str, Document] = {
    each.key: each
    for each in (
        Document("terms", _("Terms of use"), "2026-11-24", is_required=True),
        Document("privacy", _("Privacy notice"), "2026-11-24", is_required=True),
        Document(
            "assistant",
            _("Help by a language model"),
            "2026-11-24",
            is_required=False,
            summary=_(
                "The assistant may send what you ask, and the figures it needs for the answer, to "
                "the language model that whoever runs this site has set up."
            ),
        ),
    )
}


@cache
def _own_text(folder: str, key: str) -> str:
    path = Path(folder) / f"{key}.txt" if folder else None
    return path.read_text(encoding="utf-8").strip() if path and path.is_file() else ""


def required_versions() -> str:
    """Return the versions of all that is required, as one text to compare with."""
    required = (each for each in DOCUMENTS.values() if each.is_required)
    return " ".join(f"{each.key}:{each.version}" for each in required)
