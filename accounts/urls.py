"""Addresses of people's and households' pages."""

from __future__ import annotations

from django.urls import path

from accounts.views import households, jobs, settings

app_name = "accounts"
urlpatterns = [
    path("settings/", settings.settings, name="settings"),
    path("settings/profile/", settings.profile_update, name="profile-update"),
    path("settings/household/", settings.household_update, name="household-update"),
    path("household/", households.household_detail, name="household-detail"),
    path("household/<int:pk>/switch/", households.household_switch, name="household-switch"),
    path("jobs/", jobs.job_list, name="job-list"),
    path("jobs/<int:pk>/", jobs.job_detail, name="job-detail"),
    path("jobs/<int:pk>/cancel/", jobs.job_cancel, name="job-cancel"),
]
