"""A person's data: archives of it, consents, closing the profile, deleting the household."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import (
    member_required,
    person_required,
    recent_sign_in_required,
    takes_data_out,
)
from accounts.consents import DOCUMENTS, Document
from accounts.forms import ConfirmationForm
from accounts.http import HouseholdRequest, ScopedRequest
from accounts.models import Consent, DataExport, User
from accounts.roles import Permission
from accounts.services import consents, data_exports, erasure


@require_safe
@never_cache
@person_required
def privacy(request: HttpRequest) -> HttpResponse:
    """Show what is kept of the person and what they can do about it."""
    user = cast("User", request.user)
    actor = cast("ScopedRequest", request).actor
    given = {each.document: each for each in Consent.objects.filter(user=user, withdrawn_at=None)}
    context = {
        "exports": DataExport.objects.filter(user=user).select_related("job", "household")[:20],
        "consents": [(each, _in_force(each, given)) for each in DOCUMENTS.values()],
        "terms": [(name, settings.RETENTION[name]) for name in ("exports", "jobs", "uploads")],
        "grace_days": settings.ERASURE_GRACE.days,
        "is_owner": actor is not None and actor.may(Permission.OWN),
    }
    return render(request, "accounts/privacy.html", context)


def _in_force(document: Document, given: dict[str, Consent]) -> Consent | None:
    consent = given.get(document.key)
    return consent if consent and consent.version == document.version else None


@require_POST
@member_required()
@recent_sign_in_required
def export_create(request: HouseholdRequest) -> HttpResponse:
    of = request.POST.get("of")
    data_exports.request_export(
        by=request.actor, of_household=of == "household", is_full=of == "full"
    )
    messages.success(request, _("The archive is being made. You get a mail when it is ready."))
    return redirect("accounts:privacy")


@require_safe
@never_cache
@takes_data_out
@person_required
def export_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand an archive out to whom it is for; anybody else learns nothing by being asked again."""
    get_object_or_404(DataExport, user=cast("User", request.user), pk=pk)
    return _download(cast("HouseholdRequest", request), pk)


@recent_sign_in_required
def _download(request: HouseholdRequest, pk: int) -> HttpResponseBase:
    try:
        export, file = data_exports.open_export(user=request.user, pk=pk)
    except DataExport.DoesNotExist as error:
        raise Http404 from error
    name = f"finehance-{export.created_at:%Y-%m-%d}-{export.pk}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


@require_POST
@person_required
def export_delete(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        data_exports.delete_export(user=cast("User", request.user), pk=pk)
    except DataExport.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The archive is deleted."))
    return redirect("accounts:privacy")


@require_POST
@person_required
def consent_update(request: HttpRequest) -> HttpResponse:
    """Give or withdraw a voluntary consent."""
    user, document = cast("User", request.user), request.POST.get("document", "")
    if document not in DOCUMENTS or DOCUMENTS[document].is_required:
        raise Http404
    if request.POST.get("given") == "yes":
        consents.give_consent(user=user, document=document)
        messages.success(request, _("Your consent is noted."))
    else:
        consents.withdraw_consent(user=user, document=document)
        messages.success(request, _("Your consent is withdrawn."))
    return redirect("accounts:privacy")


@require_POST
@person_required
def agree(request: HttpRequest) -> HttpResponse:
    """Agree to the required documents as they are now."""
    consents.agree_to_required(user=cast("User", request.user))
    messages.success(request, _("Thank you. Your agreement is noted."))
    return redirect("accounts:privacy")


@require_safe
def legal(request: HttpRequest, document: str) -> HttpResponse:
    """Show a document to whoever wants to read it."""
    if document not in DOCUMENTS or not DOCUMENTS[document].is_required:
        raise Http404
    return render(request, f"legal/{document}.html", {"document": DOCUMENTS[document]})


Ask = Callable[[str], object]


def _confirmed(request: HttpRequest, ask: Ask) -> ConfirmationForm | None:
    """Do what is asked once it was typed rightly; return the form to be shown otherwise."""
    form = ConfirmationForm(request.POST or None)
    if not form.is_valid():
        return form
    try:
        ask(form.cleaned_data["confirmation"])
    except ValidationError as error:
        form.add_error("confirmation", error.messages[0])
        return form
    except erasure.ErasureRefused as error:
        form.add_error(None, str(error))
        return form
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
@recent_sign_in_required
def closing(request: HttpRequest) -> HttpResponse:
    """Ask for the profile to be closed: its address is typed, and everybody is signed out."""
    user = cast("User", request.user)
    form = _confirmed(request, lambda typed: erasure.request_closing(user=user, confirmation=typed))
    if form is not None:
        alone = erasure.households_alone(user)
        context = {"form": form, "wanted": user.email, "alone": alone, "kind": "profile"}
        return _erasure_page(request, context)
    logout(request)
    messages.success(request, _("Your profile will be erased. The mail says how to keep it."))
    return redirect("landing")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.OWN)
@recent_sign_in_required
def deletion(request: HouseholdRequest) -> HttpResponse:
    """Ask for the household to be deleted: its name is typed, and every member gets a mail."""
    form = _confirmed(
        request, lambda typed: erasure.request_deletion(by=request.actor, confirmation=typed)
    )
    if form is not None:
        context = {"form": form, "wanted": request.household.name, "kind": "household"}
        return _erasure_page(request, context)
    messages.success(request, _("The household will be deleted. Every member got a mail."))
    return redirect("accounts:privacy")


def _erasure_page(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    form = cast("ConfirmationForm", context["form"])
    context["grace_days"] = settings.ERASURE_GRACE.days
    return render(
        request, "accounts/erasure_form.html", context, status=422 if form.is_bound else 200
    )


@require_POST
@person_required
def closing_cancel(request: HttpRequest) -> HttpResponse:
    erasure.keep_profile(user=cast("User", request.user))
    messages.success(request, _("Your profile stays."))
    return redirect("accounts:privacy")


@require_POST
@member_required(Permission.OWN)
def deletion_cancel(request: HouseholdRequest) -> HttpResponse:
    erasure.keep_household(by=request.actor)
    messages.success(request, _("The household stays."))
    return redirect("accounts:privacy")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def keep(request: HttpRequest, token: str) -> HttpResponse:
    """Take an erasure back by the link of a mail: a button, since programs follow links."""
    if request.method != "POST":
        return render(request, "accounts/keep.html")
    is_kept = erasure.keep_by_link(token)
    status = 200 if is_kept else 404
    return render(request, "accounts/kept.html", {"is_kept": is_kept}, status=status)
