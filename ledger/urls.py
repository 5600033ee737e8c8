"""Addresses of the ledger's pages: noun, then verb."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from ledger.views import accounts, bulk, dashboard, history, register, transactions, trash

transaction_urls = [
    path("", register.transaction_list, name="transaction-list"),
    path("new/", transactions.transaction_create, name="transaction-create"),
    path("bulk/", bulk.transaction_bulk, name="transaction-bulk"),
    path("<int:pk>/", transactions.transaction_detail, name="transaction-detail"),
    path("<int:pk>/edit/", transactions.transaction_update, name="transaction-update"),
    path("<int:pk>/delete/", transactions.transaction_delete, name="transaction-delete"),
    path("<int:pk>/restore/", transactions.transaction_restore, name="transaction-restore"),
]

account_urls = [
    path("", accounts.account_list, name="account-list"),
    path("new/", accounts.account_create, name="account-create"),
    path("<int:pk>/", accounts.account_detail, name="account-detail"),
    path("<int:pk>/edit/", accounts.account_update, name="account-update"),
    path("<int:pk>/close/", accounts.account_close, name="account-close"),
]

history_urls = [
    path("", history.history, name="history"),
    path("<int:pk>/undo/", history.undo, name="undo"),
]

app_name = "ledger"
urlpatterns: list[URLPattern | URLResolver] = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("transactions/", include(transaction_urls)),
    path("ledger/accounts/", include(account_urls)),
    path("history/", include(history_urls)),
    path("trash/", trash.trash, name="trash"),
]
