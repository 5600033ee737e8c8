"""Operations: bulk changes under a name, kept and applied."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import RowViewSet, TrashQuery
from accounts.roles import Permission
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by
from ledger.api.serializers.annotations import AnnotationResult, result_json
from ledger.api.serializers.operations import (
    OperationApplyInput,
    OperationInput,
    OperationSerializer,
)
from ledger.api.views.unlocking import UnlockQuery, UnlockViewSet
from ledger.models import Operation
from ledger.services.entries import rule_result
from ledger.services.operations import (
    apply_operation,
    create_operation,
    delete_operation,
    live_tags,
    restore_operation,
    update_operation,
)


@extend_schema_view(list=extend_schema(parameters=[TrashQuery]))
class OperationViewSet(RowViewSet[Operation], UnlockViewSet[Operation]):
    """The operations of one's own, and those that are shared with the household."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = OperationSerializer
    queryset = Operation.objects.select_related("category")
    ordering = ("name", "pk")
    orderings = by("name", "status", "is_shared", "deleted_at")
    create_input = update_input = OperationInput
    write_permission = Permission.ANNOTATE

    def create_row(self, values: dict[str, Any]) -> Operation:
        return create_operation(by=self.actor, **values)

    def update_row(self, row: Operation, values: dict[str, Any]) -> Operation:
        """Change a part of an operation; tags in the trash are dropped from it."""
        kept: dict[str, Any] = {
            name: getattr(row, name) for name in ("name", "category", "status", "is_shared")
        }
        for key in ("add_tags", "remove_tags"):
            if key not in values:
                kept[key] = live_tags(self.actor, getattr(row, key))
        return update_operation(by=self.actor, operation=row, **kept | values)

    def delete_row(self, row: Operation) -> None:
        delete_operation(by=self.actor, operation=row)

    def restore_row(self, row: Operation) -> Operation:
        return restore_operation(by=self.actor, operation=row)

    @extend_schema(
        parameters=[UnlockQuery], request=OperationApplyInput, responses=AnnotationResult
    )
    @action(detail=True, methods=["post"])
    def apply(self, request: Request, pk: int) -> Response:
        """Change transactions as the operation says, as one act, and ask the rules about edits."""
        row = self.find_locked()
        ids = self.read_body(OperationApplyInput)["transactions"]
        result = apply_operation(by=self.actor, operation=row, transactions=ids)
        return Response(result_json(rule_result(self.actor, result)))
