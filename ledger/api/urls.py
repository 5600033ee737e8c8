"""Addresses of the ledger's API, below /api/v1/."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from ledger.api.views import (
    accounts,
    archives,
    assertions,
    attachments,
    base_currency,
    dashboard,
    debts,
    duplicate_pairs,
    exports,
    feeds,
    history,
    imports,
    names,
    operations,
    pairs,
    quality,
    rates,
    reconciliations,
    refunds,
    reminders,
    rights,
    rules,
    saved_views,
    schedules,
    templates,
    totals,
    transactions,
    transfer_pairs,
    trash,
)

router = SimpleRouter(use_regex_path=False)
router.register("accounts", accounts.AccountViewSet, basename="account")
router.register("account-rights", rights.AccountRightViewSet, basename="account-right")
router.register("categories", accounts.CategoryViewSet, basename="category")
router.register("payees", names.PayeeViewSet, basename="payee")
router.register("tags", names.TagViewSet, basename="tag")
router.register("transactions", transactions.TransactionViewSet, basename="transaction")
router.register("transfer-pairs", transfer_pairs.TransferPairViewSet, basename="transfer-pair")
router.register("duplicate-pairs", duplicate_pairs.DuplicatePairViewSet, basename="duplicate-pair")
router.register("refunds", refunds.RefundViewSet, basename="refund")
router.register("claims", refunds.ClaimViewSet, basename="claim")
router.register("debts", debts.DebtViewSet, basename="debt")
router.register("pairs", pairs.PairViewSet, basename="pair")
router.register("attachments", attachments.AttachmentViewSet, basename="attachment")
router.register("imports", imports.ImportViewSet, basename="import")
router.register("archive-restores", archives.ArchiveRestoreViewSet, basename="archive-restore")
router.register("exports", exports.ExportViewSet, basename="export")
router.register("rules", rules.RuleViewSet, basename="rule")
router.register("rule-groups", rules.RuleGroupViewSet, basename="rule-group")
router.register("rule-runs", rules.RuleRunViewSet, basename="rule-run")
router.register("saved-views", saved_views.SavedViewViewSet, basename="saved-view")
router.register("transaction-templates", templates.TemplateViewSet, basename="template")
router.register("operations", operations.OperationViewSet, basename="operation")
router.register("calendar-feeds", feeds.CalendarFeedViewSet, basename="calendar-feed")
router.register("rates", rates.RateViewSet, basename="rate")
router.register("reminders", reminders.ReminderViewSet, basename="reminder")
router.register("schedules", schedules.ScheduleViewSet, basename="schedule")
router.register("reconciliations", reconciliations.ReconciliationViewSet, basename="reconciliation")
router.register("balance-assertions", assertions.AssertionViewSet, basename="balance-assertion")
router.register("totals", totals.TotalsViewSet, basename="total")
router.register("trash", trash.TrashViewSet, basename="trash")
router.register("history", history.HistoryViewSet, basename="history")

app_name = "ledger-api"
urlpatterns = [
    *router.urls,
    path("quality/", quality.QualityViewSet.as_view({"get": "read"}), name="quality"),
    path("dashboard/", dashboard.DashboardViewSet.as_view({"get": "read"}), name="dashboard"),
    path(
        "base-currency/",
        base_currency.BaseCurrencyViewSet.as_view({"get": "preview", "post": "change"}),
        name="base-currency",
    ),
    path(
        "transactions/<int:pk>/attachments/",
        attachments.TransactionFiles.as_view({"get": "list", "post": "create"}),
        name="transaction-attachment-list",
    ),
]
