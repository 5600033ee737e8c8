"""Having files looked at by a virus scanner, where the installation has one."""

from __future__ import annotations

import logging
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from finehance.kit.clamav import ScannerUnavailable, scan
from ledger.enums import ScanState
from ledger.services.errors import FileQuarantined

logger = logging.getLogger(__name__)


def scanned(data: bytes) -> ScanState:
    """Return what the scanner says of a file's bytes, or that it waits for the scanner."""
    if not settings.CLAMAV_URL:
        return ScanState.UNSCANNED
    try:
        found = scan(data, url=settings.CLAMAV_URL)
    except ScannerUnavailable:
        logger.exception("a file waits: the scanner does not answer")
        return ScanState.WAITING
    if found:
        logger.error("a file is quarantined: the scanner found %s", found)
    return ScanState.INFECTED if found else ScanState.CLEAN


def must_be_clean(path: Path) -> None:
    """Raise FileQuarantined for a file that is to be read now and was not found clean."""
    if not settings.CLAMAV_URL:
        return
    state = scanned(path.read_bytes())
    if state is ScanState.INFECTED:
        raise FileQuarantined(_("The virus scanner found something in this file. It is not kept."))
    if state is ScanState.WAITING:
        raise FileQuarantined(
            _("The virus scanner does not answer, so the file is not read. Send it again later.")
        )
