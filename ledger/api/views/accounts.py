"""Accounts and categories."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import RowViewSet, TrashQuery
from accounts.api.fields import NoInput
from accounts.roles import Permission
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by
from ledger.api.serializers.accounts import (
    AccountInput,
    AccountSerializer,
    AccountUpdate,
    CategoryInput,
    CategoryMerge,
    CategorySerializer,
    CategoryUpdate,
    ClosingInput,
)
from ledger.enums import CATEGORY_KINDS
from ledger.models import Account
from ledger.services.accounts import (
    close_account,
    create_account,
    delete_account,
    reopen_account,
    restore_account,
    update_account,
)
from ledger.services.categories import (
    create_category,
    delete_category,
    merge_categories,
    move_category_under,
    rename_category,
    restore_category,
)


@extend_schema_view(list=extend_schema(parameters=[TrashQuery]))
class AccountViewSet(RowViewSet[Account]):
    """Places where money is, and equity; balances stand under totals."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = AccountSerializer
    queryset = Account.objects.exclude(kind__in=CATEGORY_KINDS)
    ordering = ("position", "pk")
    orderings = by("position", "name", "kind", "currency", "institution", "closed_on", "deleted_at")
    write_permission = Permission.MANAGE
    create_input = AccountInput
    update_input = AccountUpdate

    def create_row(self, values: dict[str, Any]) -> Account:
        opening = values.pop("opening_balance", None)
        if opening is not None:
            values["opening_balance"] = opening.amount
        return create_account(by=self.actor, **values)

    def update_row(self, row: Account, values: dict[str, Any]) -> Account:
        return update_account(by=self.actor, account=row, **values)

    def delete_row(self, row: Account) -> None:
        delete_account(by=self.actor, account=row)

    def restore_row(self, row: Account) -> Account:
        return restore_account(by=self.actor, account=row)

    @extend_schema(request=ClosingInput, responses=AccountSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: int) -> Response:
        """Close an account that holds nothing any more."""
        row = self.find_locked()
        values = self.read_body(ClosingInput)
        return self.answer(close_account(by=self.actor, account=row, on=values["on"]))

    @extend_schema(request=NoInput, responses=AccountSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: int) -> Response:
        """Open a closed account again."""
        return self.answer(reopen_account(by=self.actor, account=self.find_locked()))


@extend_schema_view(list=extend_schema(parameters=[TrashQuery]))
class CategoryViewSet(RowViewSet[Account]):
    """Categories of income and expense, a tree."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = CategorySerializer
    queryset = Account.objects.categories()
    ordering = ("position", "pk")
    orderings = by("position", "name", "kind", "deleted_at")
    write_permission = Permission.MANAGE
    create_input = CategoryInput
    update_input = CategoryUpdate

    def create_row(self, values: dict[str, Any]) -> Account:
        return create_category(by=self.actor, **values)

    def update_row(self, row: Account, values: dict[str, Any]) -> Account:
        if "name" in values:
            row = rename_category(by=self.actor, category=row, name=values["name"])
        if "parent" in values:
            row = move_category_under(by=self.actor, category=row, parent=values["parent"])
        return row

    def delete_row(self, row: Account) -> None:
        delete_category(by=self.actor, category=row)

    def restore_row(self, row: Account) -> Account:
        return restore_category(by=self.actor, category=row)

    @extend_schema(request=CategoryMerge, responses=CategorySerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: int) -> Response:
        """Merge a category into another, which is answered; its transactions follow."""
        row = self.find_locked()
        into = self.read_body(CategoryMerge)["into"]
        return self.answer(merge_categories(by=self.actor, source=row, into=into))
