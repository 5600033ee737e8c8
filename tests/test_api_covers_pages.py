"""Everything that a page can do, a program can: each page has its operation, or a reason not to.

The pages come from the URL conf and the operations from the API's own document, so that a new page
without an operation fails here.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.generators import SchemaGenerator

from tests.security.addresses import addresses

# Page, by its URL name: the operation below /api/v1/ that shows or does the same.
OPERATIONS = {
    "accounts:agree": "POST consents/",
    "accounts:archive-create": "POST data-exports/",
    "accounts:archive-delete": "DELETE data-exports/{id}/",
    "accounts:archive-download": "GET data-exports/{id}/download/",
    "accounts:audit-export": "GET audit-events/",
    "accounts:audit-list": "GET audit-events/",
    "accounts:closing": "POST closing/",
    "accounts:closing-cancel": "DELETE closing/",
    "accounts:consent-update": "POST consents/",
    "accounts:deletion": "POST deletion/",
    "accounts:deletion-cancel": "DELETE deletion/",
    "accounts:household-create": "POST households/",
    "accounts:household-detail": "GET members/",
    "accounts:household-leave": "POST households/{id}/leave/",
    "accounts:household-transfer": "POST households/{id}/transfer/",
    "accounts:household-update": "PATCH households/{id}/",
    "accounts:invitation": "POST invitations/preview/",
    "accounts:invitation-accept": "POST invitations/accept/",
    "accounts:invitation-create": "POST invitations/",
    "accounts:invitation-decline": "POST invitations/decline/",
    "accounts:invitation-resend": "POST invitations/{id}/resend/",
    "accounts:invitation-withdraw": "DELETE invitations/{id}/",
    "accounts:job-cancel": "POST jobs/{id}/cancel/",
    "accounts:job-detail": "GET jobs/{id}/",
    "accounts:job-list": "GET jobs/",
    "accounts:member-remove": "DELETE members/{id}/",
    "accounts:member-update": "PATCH members/{id}/",
    "accounts:privacy": "GET consents/",
    "accounts:profile-update": "PATCH auth/me/",
    "accounts:security": "GET auth/security-status/",
    "accounts:settings": "GET auth/me/",
    "accounts:token-create": "POST tokens/",
    "accounts:token-list": "GET tokens/",
    "accounts:token-revoke": "DELETE tokens/{id}/",
    "ledger:account-close": "POST accounts/{id}/close/",
    "ledger:account-create": "POST accounts/",
    "ledger:account-detail": "GET accounts/{id}/",
    "ledger:account-list": "GET accounts/",
    "ledger:account-reconcile": "GET reconciliations/",
    "ledger:account-right-list": "POST account-rights/",
    "ledger:account-update": "PATCH accounts/{id}/",
    "ledger:archive-restore": "POST archive-restores/",
    "ledger:attachment-create": "POST transactions/{id}/attachments/",
    "ledger:attachment-delete": "DELETE attachments/{id}/",
    "ledger:attachment-download": "GET attachments/{id}/content/",
    "ledger:attachment-restore": "POST attachments/{id}/restore/",
    "ledger:base-currency": "POST base-currency/",
    "ledger:category-create": "POST categories/",
    "ledger:category-delete": "DELETE categories/{id}/",
    "ledger:category-list": "GET categories/",
    "ledger:category-merge": "POST categories/{id}/merge/",
    "ledger:category-update": "PATCH categories/{id}/",
    "ledger:claim-create": "POST claims/",
    "ledger:claim-list": "GET claims/owed/",
    "ledger:claim-reopen": "POST claims/{id}/reopen/",
    "ledger:claim-waive": "POST claims/{id}/waive/",
    "ledger:currency-gain-list": "GET totals/currency-gains/",
    "ledger:dashboard": "GET dashboard/",
    "ledger:duplicate-list": "GET duplicate-pairs/",
    "ledger:duplicate-merge": "POST duplicate-pairs/merge/",
    "ledger:duplicate-reject": "POST duplicate-pairs/reject/",
    "ledger:duplicate-review": "POST duplicate-pairs/merge/",
    "ledger:export": "GET exports/{id}/",
    "ledger:feed-create": "POST calendar-feeds/",
    "ledger:feed-list": "GET calendar-feeds/",
    "ledger:feed-open": "GET schedules/times/",
    "ledger:feed-revoke": "DELETE calendar-feeds/{id}/",
    "ledger:file-open": "POST attachments/{id}/link/",
    "ledger:history": "GET history/",
    "ledger:import-cancel": "POST jobs/{id}/cancel/",
    "ledger:import-create": "POST imports/",
    "ledger:import-detail": "GET imports/{id}/",
    "ledger:import-discard": "DELETE imports/{id}/",
    "ledger:import-list": "GET imports/",
    "ledger:import-review": "PATCH imports/{id}/",
    "ledger:import-run": "POST imports/{id}/run/",
    "ledger:import-summary": "POST imports/{id}/preview/",
    "ledger:import-undo": "POST imports/{id}/undo/",
    "ledger:pair-part": "POST pairs/{id}/part/",
    "ledger:payee-create": "POST payees/",
    "ledger:payee-delete": "DELETE payees/{id}/",
    "ledger:payee-list": "GET payees/",
    "ledger:payee-merge": "POST payees/{id}/merge/",
    "ledger:payee-suggest": "GET payees/",
    "ledger:payee-update": "PATCH payees/{id}/",
    "ledger:reconciliation-detail": "GET reconciliations/{id}/progress/",
    "ledger:reconciliation-discard": "DELETE reconciliations/{id}/",
    "ledger:reconciliation-finish": "POST reconciliations/{id}/finish/",
    "ledger:reconciliation-reopen": "POST reconciliations/{id}/reopen/",
    "ledger:reconciliation-tick": "POST reconciliations/{id}/tick/",
    "ledger:reconciliation-update": "PATCH reconciliations/{id}/",
    "ledger:person-detail": "GET claims/people/",
    "ledger:person-give-up": "POST claims/give-up/",
    "ledger:person-list": "GET claims/people/",
    "ledger:person-settle": "POST claims/settle/",
    "ledger:purchase-share": "POST claims/share/",
    "ledger:rate-create": "POST rates/",
    "ledger:rate-delete": "DELETE rates/{id}/",
    "ledger:rate-import": "POST rates/import/",
    "ledger:rate-list": "GET rates/pairs/",
    "ledger:rate-pair": "GET rates/history/",
    "ledger:rate-update": "PATCH rates/{id}/",
    "ledger:refund-create": "POST refunds/",
    "ledger:refund-delete": "DELETE refunds/{id}/",
    "ledger:refund-list": "GET refunds/",
    "ledger:rule-apply": "POST rules/apply/",
    "ledger:rule-apply-all": "POST rules/run/",
    "ledger:rule-create": "POST rules/",
    "ledger:rule-delete": "DELETE rules/{id}/",
    "ledger:rule-down": "POST rules/order/",
    "ledger:rule-file-export": "GET rules/document/",
    "ledger:rule-file-import": "POST rules/import/",
    "ledger:rule-group-create": "POST rule-groups/",
    "ledger:rule-group-delete": "DELETE rule-groups/{id}/",
    "ledger:rule-group-down": "POST rule-groups/order/",
    "ledger:rule-group-up": "POST rule-groups/order/",
    "ledger:rule-group-update": "PATCH rule-groups/{id}/",
    "ledger:rule-job-preview": "POST rules/preview/",
    "ledger:rule-list": "GET rules/",
    "ledger:rule-preview": "POST rules/preview/",
    "ledger:rule-preview-all": "POST rules/preview/",
    "ledger:rule-preview-all-start": "POST rules/preview/",
    "ledger:rule-preview-start": "POST rules/preview/",
    "ledger:rule-reject": "POST rules/reject/",
    "ledger:rule-run-detail": "GET rule-runs/{id}/",
    "ledger:rule-run-list": "GET rule-runs/",
    "ledger:rule-suggestions": "GET rules/suggestions/",
    "ledger:rule-switch": "PATCH rules/{id}/",
    "ledger:rule-up": "POST rules/order/",
    "ledger:rule-update": "PATCH rules/{id}/",
    "ledger:saved-view-create": "POST saved-views/",
    "ledger:saved-view-delete": "DELETE saved-views/{id}/",
    "ledger:saved-view-detail": "GET saved-views/{id}/",
    "ledger:saved-view-list": "GET saved-views/",
    "ledger:saved-view-update": "PATCH saved-views/{id}/",
    "ledger:schedule-accept": "POST schedules/accept/",
    "ledger:schedule-calendar": "GET schedules/times/",
    "ledger:schedule-create": "POST schedules/",
    "ledger:schedule-delete": "DELETE schedules/{id}/",
    "ledger:schedule-detail": "GET schedules/{id}/",
    "ledger:schedule-dismiss": "POST schedules/dismiss/",
    "ledger:schedule-list": "GET schedules/",
    "ledger:schedule-pause": "POST schedules/{id}/state/",
    "ledger:schedule-proposals": "GET schedules/proposals/",
    "ledger:schedule-record": "POST schedules/{id}/record/",
    "ledger:schedule-reopen": "POST schedules/{id}/reopen/",
    "ledger:schedule-reprice": "POST schedules/{id}/reprice/",
    "ledger:schedule-skip": "POST schedules/{id}/skip/",
    "ledger:schedule-update": "PATCH schedules/{id}/",
    "ledger:tag-create": "POST tags/",
    "ledger:tag-delete": "DELETE tags/{id}/",
    "ledger:tag-list": "GET tags/",
    "ledger:tag-update": "PATCH tags/{id}/",
    "ledger:transaction-bulk": "POST transactions/annotate/",
    "ledger:transaction-create": "POST transactions/",
    "ledger:transaction-delete": "DELETE transactions/{id}/",
    "ledger:transaction-detail": "GET transactions/{id}/",
    "ledger:transaction-list": "GET transactions/",
    "ledger:transaction-restore": "POST transactions/{id}/restore/",
    "ledger:transaction-update": "PATCH transactions/{id}/",
    "ledger:transfer-link": "POST transfer-pairs/link/",
    "ledger:transfer-link-certain": "POST transfer-pairs/link-certain/",
    "ledger:transfer-list": "GET transfer-pairs/",
    "ledger:transfer-reject": "POST transfer-pairs/reject/",
    "ledger:trash": "GET transactions/",
    "ledger:undo": "POST history/{id}/undo/",
}
# Pages whose prefix has no operation, and why.
REASONS = {
    "accounts:household-switch": "a program names the household of each request by X-Household",
    "accounts:role-list": "the matrix is the same for all and stands in the documentation",
    "ledger:query-": "for people who type; a program is told the place of its mistakes",
    "ledger:unlock": "a program says `unlock=true` in the query of what it was refused",
    "accounts:session-": "sessions are a browser's; programs end their own by auth/logout/",
}


def operations() -> set[str]:
    """Return every operation of the API as `METHOD path`, below /api/v1/."""
    generator: Any = SchemaGenerator
    paths = generator().get_schema(request=None, public=True)["paths"]
    return {
        f"{method.upper()} {path.removeprefix('/api/v1/')}"
        for path, methods in paths.items()
        for method in methods
    }


def test_every_page_has_an_operation_or_a_reason() -> None:
    pages = {each.name for each in addresses() if "-api:" not in each.name}

    without = {name for name in pages - set(OPERATIONS) if not name.startswith(tuple(REASONS))}
    assert without == set()


def test_every_operation_named_exists() -> None:
    assert set(OPERATIONS.values()) - operations() == set()
