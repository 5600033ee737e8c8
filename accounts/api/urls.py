"""API addresses of this app, below /api/v1/."""

from __future__ import annotations

from django.urls import include, path
from rest_framework.routers import SimpleRouter
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView

from accounts.api import views

router = SimpleRouter(use_regex_path=False)
router.register("households", views.HouseholdViewSet, basename="household")
router.register("jobs", views.JobViewSet, basename="job")

app_name = "accounts-api"
urlpatterns = [
    path("auth/token/", TokenObtainPairView.as_view(), name="token-obtain"),
    path("auth/token/refresh/", TokenRefreshView.as_view(), name="token-refresh"),
    path("", include(router.urls)),
]
