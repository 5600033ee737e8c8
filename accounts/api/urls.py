"""API addresses of this app, below /api/v1/."""

from __future__ import annotations

from django.urls import include, path
from rest_framework.routers import SimpleRouter
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView

from accounts.api import views

router = SimpleRouter()
router.register("jobs", views.JobViewSet, basename="job")

app_name = "accounts-api"
urlpatterns = [
    path("token/", TokenObtainPairView.as_view(), name="token-obtain"),
    path("token/refresh/", TokenRefreshView.as_view(), name="token-refresh"),
    path("households/", views.HouseholdList.as_view(), name="household-list"),
    path("", include(router.urls)),
]
