"""Addresses of people's and households' pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from accounts.views import audit, jobs, privacy, security, settings, tokens

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("accounts.views.household_urls")),
    path("settings/", settings.settings, name="settings"),
    path("settings/profile/", settings.profile_update, name="profile-update"),
    path("settings/household/", settings.household_update, name="household-update"),
    path("settings/privacy/", privacy.privacy, name="privacy"),
    path("settings/privacy/archives/new/", privacy.export_create, name="archive-create"),
    path("settings/privacy/archives/<int:pk>/", privacy.export_download, name="archive-download"),
    path(
        "settings/privacy/archives/<int:pk>/delete/", privacy.export_delete, name="archive-delete"
    ),
    path("settings/privacy/consents/", privacy.consent_update, name="consent-update"),
    path("settings/privacy/agree/", privacy.agree, name="agree"),
    path("settings/privacy/close/", privacy.closing, name="closing"),
    path("settings/privacy/close/cancel/", privacy.closing_cancel, name="closing-cancel"),
    path("household/delete/", privacy.deletion, name="deletion"),
    path("household/delete/cancel/", privacy.deletion_cancel, name="deletion-cancel"),
    path("keep/<str:token>/", privacy.keep, name="keep"),
    path("legal/<slug:document>/", privacy.legal, name="legal"),
    path("settings/tokens/", tokens.token_list, name="token-list"),
    path("settings/tokens/create/", tokens.token_create, name="token-create"),
    path("settings/tokens/<int:pk>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("settings/security/", security.security, name="security"),
    path("settings/sessions/", security.session_list, name="session-list"),
    path("settings/sessions/end/", security.session_end_others, name="session-end-others"),
    path("settings/sessions/<int:pk>/end/", security.session_end, name="session-end"),
    path("settings/email-change/<str:token>/", security.email_change, name="email-change"),
    path("settings/recovery/<str:token>/", security.recovery, name="recovery"),
    path("household/audit/", audit.audit_list, name="audit-list"),
    path("household/audit/export/", audit.audit_export, name="audit-export"),
    path("jobs/", jobs.job_list, name="job-list"),
    path("jobs/<int:pk>/", jobs.job_detail, name="job-detail"),
    path("jobs/<int:pk>/cancel/", jobs.job_cancel, name="job-cancel"),
]
