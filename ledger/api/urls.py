"""Addresses of the ledger's API, below /api/v1/."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from ledger.api.views import accounts, names, transactions

router = SimpleRouter(use_regex_path=False)
router.register("accounts", accounts.AccountViewSet, basename="account")
router.register("categories", accounts.CategoryViewSet, basename="category")
router.register("payees", names.PayeeViewSet, basename="payee")
router.register("tags", names.TagViewSet, basename="tag")
router.register("transactions", transactions.TransactionViewSet, basename="transaction")

app_name = "ledger-api"
urlpatterns = router.urls
