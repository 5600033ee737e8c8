"""Addresses of a household's members and invitations, and of the ways between households."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from accounts.views import households, invitations, members

household_urls = [
    path("", households.household_detail, name="household-detail"),
    path("new/", households.household_create, name="household-create"),
    path("roles/", households.role_list, name="role-list"),
    path("leave/", households.household_leave, name="household-leave"),
    path("transfer/", households.household_transfer, name="household-transfer"),
    path("<int:pk>/switch/", households.household_switch, name="household-switch"),
    path("members/<int:pk>/", members.member_update, name="member-update"),
    path("members/<int:pk>/remove/", members.member_remove, name="member-remove"),
    path("invitations/", invitations.invitation_create, name="invitation-create"),
    path("invitations/<int:pk>/resend/", invitations.invitation_resend, name="invitation-resend"),
    path(
        "invitations/<int:pk>/withdraw/",
        invitations.invitation_withdraw,
        name="invitation-withdraw",
    ),
]

# For who is asked in, by the token in their mail.
answer_urls = [
    path("", invitations.invitation, name="invitation"),
    path("accept/", invitations.invitation_accept, name="invitation-accept"),
    path("decline/", invitations.invitation_decline, name="invitation-decline"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("household/", include(household_urls)),
    path("invitations/<str:token>/", include(answer_urls)),
]
