"""Files of a transaction: attaching, handing out, moving to the trash."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_required, takes_data_out
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from accounts.scope import household_scope
from ledger.files.sniff import IMAGES
from ledger.forms.attachments import AttachForm
from ledger.models import Attachment, Transaction
from ledger.services.attachments import (
    attach_file,
    delete_attachment,
    file_of,
    read_link,
    restore_attachment,
)
from ledger.services.errors import FileQuarantined
from ledger.views.toasts import carry_out

# Whatever a file holds, a browser runs none of it.
_HARMLESS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


@require_POST
@member_required(Permission.ANNOTATE)
def attachment_create(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Attach what was chosen, all of it or, when one file is refused, nothing."""
    rows = Transaction.objects.in_household(request.household).live()
    transaction = get_object_or_404(rows, pk=pk)
    form = AttachForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors.get("uploads", []))))
        return redirect("ledger:transaction-detail", pk)
    files = form.cleaned_data["uploads"]
    what = ", ".join(file.name for file in files)

    def attach() -> None:
        for file in files:
            attach_file(by=request.actor, transaction=transaction, name=file.name, stream=file)

    done = _("Attached: %(what)s") % {"what": what[:100]}
    return carry_out(request, attach, done, otherwise="ledger:transaction-list")


@require_safe
@takes_data_out
@member_required()
def attachment_download(request: HouseholdRequest, pk: int) -> HttpResponseBase:
    rows = Attachment.objects.in_household(request.household).live()
    attachment = get_object_or_404(rows, pk=pk)
    return hand_out(attachment, inline="inline" in request.GET)


@require_safe
def file_open(request: HttpRequest, signed: str) -> HttpResponseBase:
    """Hand a file to whoever has a signed link that has neither expired nor been revoked."""
    found = read_link(signed)
    if found is None:
        raise Http404
    household_id, pk = found
    with household_scope(household_id):
        rows = Attachment.objects.live().filter(transaction__deleted_at=None)
        return hand_out(get_object_or_404(rows, pk=pk))


def hand_out(attachment: Attachment, *, inline: bool = False) -> HttpResponseBase:
    """Return the file to be saved; a picture, which was drawn anew, may be shown instead.

    Raises Http404 when the file is quarantined: its page says so.
    """
    try:
        stream = file_of(attachment).open("rb")
    except (FileQuarantined, FileNotFoundError) as error:
        raise Http404 from error
    return FileResponse(
        stream,
        as_attachment=not (inline and attachment.content_type in IMAGES),
        filename=attachment.name,
        content_type=attachment.content_type,
        headers=_HARMLESS,
    )


@require_POST
@member_required(Permission.ANNOTATE)
def attachment_delete(request: HouseholdRequest, pk: int) -> HttpResponse:
    rows = Attachment.objects.in_household(request.household).live()
    attachment = get_object_or_404(rows, pk=pk)
    act = partial(delete_attachment, by=request.actor, attachment=attachment)
    done = _("Moved to the trash: %(what)s") % {"what": attachment}
    return carry_out(request, act, done, otherwise="ledger:transaction-list")


@require_POST
@member_required(Permission.ANNOTATE)
def attachment_restore(request: HouseholdRequest, pk: int) -> HttpResponse:
    rows = Attachment.objects.in_household(request.household).in_trash()
    attachment = get_object_or_404(rows, pk=pk)
    act = partial(restore_attachment, by=request.actor, attachment=attachment)
    done = _("Restored: %(what)s") % {"what": attachment}
    return carry_out(request, act, done, otherwise="ledger:transaction-list")
