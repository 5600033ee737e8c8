"""Where people leave for a provider and come back; allauth includes it below /accounts/."""

from __future__ import annotations

from django.urls import path

from accounts.oidc import views

urlpatterns = [
    path("oidc/<slug:provider_id>/login/", views.login, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", views.callback, name="openid_connect_callback"),
]
