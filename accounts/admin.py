"""The operator's pages: people, how they get in, households, jobs and the audit trail.

What an operator opens is outside of every household's scope, so each look states its reason to
the log and to the audit trail; a look at one household's rows is told in that household's own
trail, where its owner sees it. No page shows money. Nothing is written here but people's names
and whether they may sign in.
"""

from __future__ import annotations

from typing import Any, cast

from allauth.account.decorators import secure_admin_login
from allauth.socialaccount.models import SocialAccount
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from accounts.enums import AuditKind
from accounts.models import ApiToken, AuditEvent, Household, Invitation, Job, Recovery, User
from accounts.scope import system_scope
from accounts.services.audit import record_event
from accounts.services.recovery import WAITS, begin_recovery, refuse_recovery
from accounts.services.stand_ins import end_stand_in, start_stand_in

admin.site.site_header = admin.site.site_title = "Finehance operator"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# The pages that packages bring would show, and let be changed, addresses, second factors, sessions
# and keys of providers, and nobody would be told.
for _foreign in list(admin.site._registry):  # noqa: SLF001 -- there is no public list
    admin.site.unregister(_foreign)


class OperatorAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes none at run time
    """Read-only pages over every household's rows, opened with a logged reason."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        with system_scope(self._reason(request, "lists")):
            self._tell(request, None)
            return _rendered(super().changelist_view(request, extra_context))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        with system_scope(self._reason(request, f"opens {object_id} of")):
            self._tell(request, self.get_object(request, object_id) if object_id else None)
            return _rendered(super().changeform_view(request, object_id, form_url, extra_context))

    def _tell(self, request: HttpRequest, row: Model | None) -> None:
        """Record the look; a household's owner finds it in the household's own trail."""
        kind = AuditKind.OPERATOR_CHANGED if request.method == "POST" else AuditKind.OPERATOR_LOOKED
        household = row if isinstance(row, Household) else getattr(row, "household", None)
        record_event(
            kind,
            household=household,
            request=request,
            subject=str(self.model._meta.verbose_name),  # noqa: SLF001 -- Django's public name
            details={"id": row.pk} if row else {},
        )

    def _reason(self, request: HttpRequest, act: str) -> str:
        return f"operator {request.user.pk} {act} {self.model._meta.label}"  # noqa: SLF001 -- Django's public name


def _rendered(response: HttpResponse) -> HttpResponse:
    """Render now, while the scope is open, what Django would render later."""
    return response.render() if isinstance(response, TemplateResponse) else response


@admin.register(User)
class UserAdmin(OperatorAdmin):
    list_display = ("email", "display_name", "is_active", "is_staff", "last_login", "date_joined")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "display_name")
    fields = ("email", "display_name", "is_active", "is_staff", "last_login", "date_joined")
    readonly_fields = ("email", "is_staff", "last_login", "date_joined")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return admin.ModelAdmin.has_change_permission(self, request, obj)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own: list[URLPattern] = [
            path("stand-in/end/", view(self.stand_in_end), name="accounts_user_stand_in_end"),
            path("<int:pk>/stand-in/", view(self.stand_in), name="accounts_user_stand_in"),
            path("<int:pk>/recovery/", view(self.recovery), name="accounts_user_recovery"),
        ]
        return [*own, *super().get_urls()]

    def stand_in(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for a reason, then show the pages as a member sees them."""
        operator, member = cast("User", request.user), get_object_or_404(User, pk=pk)
        problem = ""
        if request.method == "POST":
            try:
                start_stand_in(
                    operator=operator,
                    member=member,
                    reason=request.POST.get("reason", "")[:300],
                    session=request.session,
                    now=timezone.now(),
                )
            except ValidationError as error:
                problem = " ".join(error.messages)
            else:
                return redirect("landing")
        context = self.admin_site.each_context(request) | {"title": f"Stand in for {member}"}
        context |= {"member": member, "problem": problem}
        status = 422 if problem else 200
        return render(request, "admin/accounts/user/stand_in.html", context, status=status)

    def recovery(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin to take away the second factors of somebody who lost them, or call it off."""
        operator, member = cast("User", request.user), get_object_or_404(User, pk=pk)
        waiting = Recovery.objects.filter(user=member).first()
        problem = ""
        if request.method == "POST" and waiting:
            refuse_recovery(waiting)
            return redirect("admin:accounts_user_change", pk)
        if request.method == "POST":
            try:
                waiting = begin_recovery(
                    operator=operator,
                    member=member,
                    reason=request.POST.get("reason", "")[:300],
                    now=timezone.now(),
                )
            except ValidationError as error:
                problem = " ".join(error.messages)
        context = self.admin_site.each_context(request) | {"title": f"Recovery of {member}"}
        context |= {"member": member, "waiting": waiting, "problem": problem, "days": WAITS.days}
        status = 422 if problem else 200
        return render(request, "admin/accounts/user/recovery.html", context, status=status)

    def stand_in_end(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        end_stand_in(operator=cast("User", request.user), session=request.session)
        return redirect("admin:index")


@admin.register(Household)
class HouseholdAdmin(OperatorAdmin):
    list_display = ("name", "base_currency", "time_zone", "created_at")
    search_fields = ("name",)


@admin.register(Invitation)
class InvitationAdmin(OperatorAdmin):
    list_display = ("household", "email", "role", "state", "sent_at", "expires_at")
    list_filter = ("state", "role")
    search_fields = ("email",)
    fields = ("household", "email", "role", "state", "invited_by", "sent_at", "expires_at")


@admin.register(ApiToken)
class ApiTokenAdmin(OperatorAdmin):
    """Which keys there are; of each one its open part alone."""

    list_display = ("prefix", "name", "user", "state", "expires_at", "last_used_at")
    search_fields = ("prefix", "user__email")
    fields = (
        "household", "user", "name", "prefix", "grants", "created_at", "expires_at", "revoked_at",
        "last_used_at",
    )  # fmt: skip


@admin.register(SocialAccount)
class ProviderSignInAdmin(OperatorAdmin):
    """Who signs in by which provider; not what the provider tells of them."""

    list_display = ("user", "provider", "date_joined", "last_login")
    list_filter = ("provider",)
    search_fields = ("user__email",)
    fields = ("user", "provider", "date_joined", "last_login")


@admin.register(Job)
class JobAdmin(OperatorAdmin):
    list_display = ("title", "kind", "state", "attempts", "created_at", "finished_at")
    list_filter = ("state", "kind")
    date_hierarchy = "created_at"


@admin.register(AuditEvent)
class AuditEventAdmin(OperatorAdmin):
    list_display = ("at", "kind", "user_label", "subject", "household_id", "address", "agent")
    list_filter = ("kind",)
    search_fields = ("subject", "user_label", "request_id")
    show_full_result_count = False
    fields = (
        "at", "kind", "user_id", "user_label", "operator_id", "household_id", "origin", "address",
        "agent", "request_id", "subject", "details", "sequence", "previous_hash", "hash",
    )  # fmt: skip
    readonly_fields = fields
