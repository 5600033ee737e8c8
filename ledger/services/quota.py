"""How much room a household's files take, and how much they may."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import Household
from accounts.scope import everything_shown
from ledger.models import Attachment, ImportBatch
from ledger.services.errors import QuotaExceeded

MEGABYTE = 1024 * 1024


def room_taken(household: Household) -> int:
    """Return the bytes of attachments, those in the trash included, and of kept imports."""
    with everything_shown():
        attached = Attachment.objects.in_household(household).aggregate(total=Sum("size"))
        waiting = ImportBatch.objects.in_household(household).exclude(stored_file="")
        imports = waiting.aggregate(total=Sum("file_size"))
    return (attached["total"] or 0) + (imports["total"] or 0)


def make_room(household: Household, size: int) -> None:
    """Raise QuotaExceeded unless `size` more bytes fit; the household waits its turn till commit.

    Call it in the transaction that adds the file: two files cannot both take the last room.
    """
    Household.objects.select_for_update(no_key=True).get(pk=household.pk)
    quota = settings.FILE_QUOTA
    if room_taken(household) + size > quota:
        raise QuotaExceeded(
            _("The household's files may take %(n)d MB, and this one no longer fits. Delete some.")
            % {"n": quota // MEGABYTE}
        )
