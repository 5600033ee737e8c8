"""Addresses of the ledger's pages: noun, then verb."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from ledger.enums import ClaimState
from ledger.views import (
    accounts,
    assertions,
    attachments,
    base_currency,
    bulk,
    categories,
    currency_gains,
    dashboard,
    debts,
    duplicates,
    exports,
    feeds,
    history,
    names,
    operations,
    payees,
    people,
    quality,
    queries,
    rates,
    reconciliations,
    refunds,
    register,
    reminders,
    rights,
    rule_files,
    rule_groups,
    rule_runs,
    rule_suggestions,
    rules,
    saved_views,
    schedule_calendar,
    schedules,
    settling,
    templates,
    transactions,
    transfer_pairs,
    trash,
    unlocking,
)

transaction_urls = [
    path("", register.transaction_list, name="transaction-list"),
    path("new/", transactions.transaction_create, name="transaction-create"),
    path("query/", queries.query_help, name="query-help"),
    path("query/complete/", queries.query_complete, name="query-complete"),
    path("bulk/", bulk.transaction_bulk, name="transaction-bulk"),
    path("transfers/", transfer_pairs.transfer_list, name="transfer-list"),
    path("transfers/link/", transfer_pairs.transfer_link, name="transfer-link"),
    path("transfers/all/", transfer_pairs.transfer_link_certain, name="transfer-link-certain"),
    path("transfers/reject/", transfer_pairs.transfer_reject, name="transfer-reject"),
    path("<int:pk>/", transactions.transaction_detail, name="transaction-detail"),
    path("<int:pk>/edit/", transactions.transaction_update, name="transaction-update"),
    path("<int:pk>/delete/", transactions.transaction_delete, name="transaction-delete"),
    path("<int:pk>/restore/", transactions.transaction_restore, name="transaction-restore"),
    path("claims/", refunds.claim_list, name="claim-list"),
    *(
        path(f"claims/<int:pk>/{act}/", refunds.claim_state, {"state": state}, f"claim-{act}")
        for act, state in (("waive", ClaimState.WAIVED), ("reopen", ClaimState.OPEN))
    ),
    path("<int:pk>/claims/", refunds.claim_create, name="claim-create"),
    path("<int:pk>/share/", people.purchase_share, name="purchase-share"),
    path("people/", people.person_list, name="person-list"),
    path("people/<int:pk>/", people.person_detail, name="person-detail"),
    path("people/paid/", debts.debt_create, name="debt-create"),
    path("people/lent/", debts.advance_create, name="advance-create"),
    *(
        path(f"people/<int:pk>/{act}/", settling.person_act, {"act": act}, how.name)
        for act, how in settling.ACTS.items()
    ),
    *(
        path(f"people/<int:pk>/{act}/", settling.person_filled_act, {"act": act}, how.name)
        for act, how in settling.FILLED.items()
    ),
    path("<int:pk>/refunds/", refunds.refund_list, name="refund-list"),
    path("<int:pk>/refunds/link/", refunds.refund_create, name="refund-create"),
    path("refunds/<int:pk>/month/", refunds.refund_month, name="refund-month"),
    path("refunds/<int:pk>/delete/", refunds.refund_delete, name="refund-delete"),
    path("duplicates/", duplicates.duplicate_list, name="duplicate-list"),
    path("duplicates/merge/", duplicates.duplicate_merge, name="duplicate-merge"),
    path("duplicates/reject/", duplicates.duplicate_reject, name="duplicate-reject"),
    path(
        "duplicates/<int:first>/<int:second>/",
        duplicates.duplicate_review,
        name="duplicate-review",
    ),
    path("pairs/<int:pk>/part/", transactions.pair_part, name="pair-part"),
    path("<int:pk>/files/", attachments.attachment_create, name="attachment-create"),
]

file_urls = [
    path("<int:pk>/", attachments.attachment_download, name="attachment-download"),
    path("<int:pk>/delete/", attachments.attachment_delete, name="attachment-delete"),
    path("<int:pk>/restore/", attachments.attachment_restore, name="attachment-restore"),
    path("<str:signed>/", attachments.file_open, name="file-open"),
]

account_urls = [
    path("", accounts.account_list, name="account-list"),
    path("new/", accounts.account_create, name="account-create"),
    path("rights/", rights.account_right_list, name="account-right-list"),
    path("<int:pk>/", accounts.account_detail, name="account-detail"),
    path("<int:pk>/edit/", accounts.account_update, name="account-update"),
    path("<int:pk>/close/", accounts.account_close, name="account-close"),
    path("<int:pk>/balances/", assertions.account_balances, name="account-balances"),
    path(
        "<int:pk>/reconciliations/",
        reconciliations.account_reconcile,
        name="account-reconcile",
    ),
]

assertion_urls = [
    path("<int:pk>/delete/", assertions.assertion_delete, name="assertion-delete"),
]

reconciliation_urls = [
    path("<int:pk>/", reconciliations.reconciliation_detail, name="reconciliation-detail"),
    path("<int:pk>/edit/", reconciliations.reconciliation_update, name="reconciliation-update"),
    path("<int:pk>/tick/", reconciliations.reconciliation_tick, name="reconciliation-tick"),
    path("<int:pk>/finish/", reconciliations.reconciliation_finish, name="reconciliation-finish"),
    path("<int:pk>/reopen/", reconciliations.reconciliation_reopen, name="reconciliation-reopen"),
    path("<int:pk>/delete/", reconciliations.reconciliation_discard, name="reconciliation-discard"),
]

category_urls = [
    path("", categories.category_list, name="category-list"),
    path("new/", categories.category_create, name="category-create"),
    path("<int:pk>/", categories.category_update, name="category-update"),
    path("<int:pk>/merge/", categories.category_merge, name="category-merge"),
    path("<int:pk>/delete/", categories.category_delete, name="category-delete"),
]


def name_urls(kind: names.NameKind) -> list[URLPattern]:
    """Return the addresses that payees and tags have alike."""
    given = {"kind": kind}
    return [
        path("", names.name_list, given, name=f"{kind.key}-list"),
        path("new/", names.name_create, given, name=f"{kind.key}-create"),
        path("<int:pk>/", names.name_update, given, name=f"{kind.key}-update"),
        path("<int:pk>/delete/", names.name_delete, given, name=f"{kind.key}-delete"),
    ]


payee_urls = [
    *name_urls(names.PAYEES),
    path("suggest/", payees.payee_suggest, name="payee-suggest"),
    path("merge/", payees.payee_merge, name="payee-merge"),
]

rule_urls = [
    path("", rules.rule_list, name="rule-list"),
    path("new/", rules.rule_create, name="rule-create"),
    path("preview/", rule_runs.rule_preview, name="rule-preview-all"),
    path("preview/start/", rule_runs.rule_preview_start, name="rule-preview-all-start"),
    path("preview/<int:pk>/", rule_runs.rule_job_preview, name="rule-job-preview"),
    path("apply/", rule_runs.rule_apply, name="rule-apply-all"),
    path("suggestions/", rule_suggestions.rule_suggestions, name="rule-suggestions"),
    path("suggestions/reject/", rule_suggestions.rule_reject, name="rule-reject"),
    path("file/", rule_files.rule_file_import, name="rule-file-import"),
    path("file/download/", rule_files.rule_file_export, name="rule-file-export"),
    path("runs/", rule_runs.rule_run_list, name="rule-run-list"),
    path("runs/<int:pk>/", rule_runs.rule_run_detail, name="rule-run-detail"),
    path("<int:pk>/", rule_runs.rule_preview, name="rule-preview"),
    path("<int:pk>/start/", rule_runs.rule_preview_start, name="rule-preview-start"),
    path("<int:pk>/edit/", rules.rule_update, name="rule-update"),
    path("<int:pk>/delete/", rules.rule_delete, name="rule-delete"),
    *(
        path(f"<int:pk>/{way}/", rules.rule_move, {"step": step}, f"rule-{way}")
        for way, step in (("up", -1), ("down", 1))
    ),
    path("<int:pk>/switch/", rules.rule_switch, name="rule-switch"),
    path("groups/new/", rule_groups.rule_group_create, name="rule-group-create"),
    path("groups/<int:pk>/", rule_groups.rule_group_update, name="rule-group-update"),
    path("groups/<int:pk>/delete/", rule_groups.rule_group_delete, name="rule-group-delete"),
    *(
        path(
            f"groups/<int:pk>/{way}/",
            rule_groups.rule_group_move,
            {"step": step},
            f"rule-group-{way}",
        )
        for way, step in (("up", -1), ("down", 1))
    ),
    path("<int:pk>/apply/", rule_runs.rule_apply, name="rule-apply"),
]

saved_view_urls = [
    path("", saved_views.saved_view_list, name="saved-view-list"),
    path("new/", saved_views.saved_view_create, name="saved-view-create"),
    path("<int:pk>/", saved_views.saved_view_detail, name="saved-view-detail"),
    path("<int:pk>/edit/", saved_views.saved_view_update, name="saved-view-update"),
    path("<int:pk>/delete/", saved_views.saved_view_delete, name="saved-view-delete"),
]

template_urls = [
    path("", templates.template_list, name="template-list"),
    path("new/", templates.template_create, name="template-create"),
    path("<int:pk>/edit/", templates.template_update, name="template-update"),
    path("<int:pk>/delete/", templates.template_delete, name="template-delete"),
]

operation_urls = [
    path("", operations.operation_list, name="operation-list"),
    path("new/", operations.operation_create, name="operation-create"),
    path("<int:pk>/edit/", operations.operation_update, name="operation-update"),
    path("<int:pk>/delete/", operations.operation_delete, name="operation-delete"),
]

schedule_urls = [
    path("", schedules.schedule_list, name="schedule-list"),
    path("new/", schedules.schedule_create, name="schedule-create"),
    path("calendar/", schedule_calendar.schedule_month, name="schedule-calendar"),
    path("feeds/", feeds.feed_list, name="feed-list"),
    path("feeds/new/", feeds.feed_create, name="feed-create"),
    path("feeds/<int:pk>/revoke/", feeds.feed_revoke, name="feed-revoke"),
    path("proposals/", schedules.schedule_proposals, name="schedule-proposals"),
    *(
        path(f"proposals/{act}/", schedules.schedule_proposal, {"act": act}, f"schedule-{act}")
        for act in ("accept", "dismiss")
    ),
    path("<int:pk>/", schedules.schedule_detail, name="schedule-detail"),
    path("<int:pk>/edit/", schedules.schedule_update, name="schedule-update"),
    path("<int:pk>/delete/", schedules.schedule_delete, name="schedule-delete"),
    path("<int:pk>/pause/", schedules.schedule_pause, name="schedule-pause"),
    path("<int:pk>/reprice/", schedules.schedule_reprice, name="schedule-reprice"),
    *(
        path(f"<int:pk>/{act}/", schedules.schedule_time, {"act": act}, f"schedule-{act}")
        for act in ("skip", "record", "reopen")
    ),
]

reminder_urls = [
    path("", reminders.reminder_list, name="reminder-list"),
    path("new/", reminders.reminder_create, name="reminder-create"),
    path("<int:pk>/edit/", reminders.reminder_update, name="reminder-update"),
    path("<int:pk>/delete/", reminders.reminder_delete, name="reminder-delete"),
    *(
        path(f"<int:pk>/{act}/", reminders.reminder_tick, {"is_done": is_done}, f"reminder-{act}")
        for act, is_done in (("done", True), ("reopen", False))
    ),
]

rate_urls = [
    path("", rates.rate_list, name="rate-list"),
    path("gains/", currency_gains.currency_gain_list, name="currency-gain-list"),
    path("base/", base_currency.base_currency, name="base-currency"),
    path("pair/", rates.rate_pair, name="rate-pair"),
    path("new/", rates.rate_create, name="rate-create"),
    path("import/", rates.rate_import, name="rate-import"),
    path("<int:pk>/edit/", rates.rate_update, name="rate-update"),
    path("<int:pk>/delete/", rates.rate_delete, name="rate-delete"),
]

history_urls = [
    path("", history.history, name="history"),
    path("<int:pk>/", history.history_detail, name="history-detail"),
    path("<int:pk>/undo/", history.undo, name="undo"),
]

app_name = "ledger"
urlpatterns: list[URLPattern | URLResolver] = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("transactions/", include(transaction_urls)),
    path("transactions/templates/", include(template_urls)),
    path("files/", include(file_urls)),
    path("ledger/accounts/", include(account_urls)),
    path("categories/", include(category_urls)),
    path("payees/", include(payee_urls)),
    path("tags/", include(name_urls(names.TAGS))),
    path("rules/", include(rule_urls)),
    path("views/", include(saved_view_urls)),
    path("operations/", include(operation_urls)),
    path("schedules/", include(schedule_urls)),
    path("feeds/<int:household>/<str:secret>/schedules.ics", feeds.feed_open, name="feed-open"),
    path("reminders/", include(reminder_urls)),
    path("rates/", include(rate_urls)),
    path("imports/", include("ledger.import_urls")),
    path("export/", exports.export, name="export"),
    path("reconciliations/", include(reconciliation_urls)),
    path("balances/", include(assertion_urls)),
    path("history/", include(history_urls)),
    path("quality/", quality.quality, name="quality"),
    path("unlock/", unlocking.unlock, name="unlock"),
    path("trash/", trash.trash, name="trash"),
]
