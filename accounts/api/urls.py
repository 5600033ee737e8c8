"""API addresses of this app, below /api/v1/."""

from __future__ import annotations

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from accounts.api import audit, auth, households, invitations, people, privacy, tokens, views

router = SimpleRouter(use_regex_path=False)
router.register("households", households.HouseholdViewSet, basename="household")
router.register("members", households.MemberViewSet, basename="member")
router.register("invitations", invitations.InvitationViewSet, basename="invitation")
router.register("tokens", tokens.ApiTokenViewSet, basename="token")
router.register("audit-events", audit.AuditEventViewSet, basename="audit-event")
router.register("data-exports", privacy.DataExportViewSet, basename="data-export")
router.register("consents", privacy.ConsentViewSet, basename="consent")
router.register("jobs", views.JobViewSet, basename="job")

app_name = "accounts-api"
urlpatterns = [
    path("auth/token/", auth.OldLoginView.as_view(), name="auth-login-old"),
    path("auth/token/refresh/", auth.OldRefreshView.as_view(), name="auth-refresh-old"),
    path("auth/login/", auth.LoginView.as_view(), name="auth-login"),
    path("auth/login/code/", auth.SecondFactorView.as_view(), name="auth-login-code"),
    path("auth/refresh/", auth.RefreshView.as_view(), name="auth-refresh"),
    path("auth/register/", people.RegisterView.as_view(), name="auth-register"),
    path("auth/forgot-password/", people.ForgotPasswordView.as_view(), name="auth-forgot"),
    path("auth/reset-password/", people.ResetPasswordView.as_view(), name="auth-reset"),
    path("auth/change-password/", people.ChangePasswordView.as_view(), name="auth-change"),
    path("auth/prove/", people.ProveView.as_view(), name="auth-prove"),
    path("auth/me/", people.MeView.as_view(), name="auth-me"),
    path("auth/recovery/", people.RecoveryView.as_view(), name="auth-recovery"),
    path("auth/security-status/", people.SecurityStatusView.as_view(), name="auth-security"),
    path("auth/logout/", auth.LogoutView.as_view(), name="auth-logout"),
    path("closing/", privacy.ClosingViewSet.as_view(privacy.ERASURE_ACTS), name="closing"),
    path("deletion/", privacy.DeletionViewSet.as_view(privacy.ERASURE_ACTS), name="deletion"),
    path("", include(router.urls)),
]
