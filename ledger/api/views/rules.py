"""Rules: keeping them, seeing what they would change, and running them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ReadViewSet, RowViewSet, TrashQuery
from accounts.api.serializers import JobSerializer
from accounts.roles import Permission
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by
from ledger.api.serializers.rules import (
    AddedSerializer,
    AppliedSerializer,
    GroupOrderInput,
    PreviewSerializer,
    RejectInput,
    RuleDocument,
    RuleGroupInput,
    RuleGroupSerializer,
    RuleInput,
    RuleOrderInput,
    RuleRunSerializer,
    RuleSerializer,
    RunInput,
    RunScopeInput,
    SuggestionsSerializer,
    applied_json,
    preview_json,
)
from ledger.models import Rule, RuleGroup, RuleRun, Transaction
from ledger.reports.rule_suggestions import find_suggestions
from ledger.services.rule_files import export_rules, import_rules
from ledger.services.rule_jobs import queue_run
from ledger.services.rule_order import (
    arrange_groups,
    arrange_rules,
    create_rule_group,
    delete_rule_group,
    restore_rule_group,
    update_rule_group,
)
from ledger.services.rule_runs import apply_rules, preview_rules
from ledger.services.rule_suggestions import reject_suggestion
from ledger.services.rules import create_rule, delete_rule, restore_rule, update_rule

_RUNS = {
    "preview": Permission.VIEW,
    "apply": Permission.ANNOTATE,
    "run": Permission.ANNOTATE,
}


@extend_schema_view(list=extend_schema(parameters=[TrashQuery]))
class RuleViewSet(RowViewSet[Rule]):
    """Rules that set payee, category and tags, in the order in which they are asked."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = RuleSerializer
    queryset = Rule.objects.all()
    ordering = ("position", "pk")
    orderings = by("position", "name", "is_active", "deleted_at")
    create_input = update_input = RuleInput

    @property
    def write_permission(self) -> Permission:
        return _RUNS.get(self.action, Permission.MANAGE)

    def create_row(self, values: dict[str, Any]) -> Rule:
        return create_rule(by=self.actor, **values)

    def update_row(self, row: Rule, values: dict[str, Any]) -> Rule:
        kept = {name: getattr(row, name) for name in RuleInput().get_fields()}
        return update_rule(by=self.actor, rule=row, **(kept | values))

    def delete_row(self, row: Rule) -> None:
        delete_rule(by=self.actor, rule=row)

    def restore_row(self, row: Rule) -> Rule:
        return restore_rule(by=self.actor, rule=row)

    @extend_schema(request=RunInput, responses=PreviewSerializer)
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        """Say what rules would change; nothing is written."""
        return Response(preview_json(preview_rules(by=self.actor, **self._run())))

    @extend_schema(request=RunInput, responses=AppliedSerializer)
    @action(detail=False, methods=["post"])
    def apply(self, request: Request) -> Response:
        """Carry out what the preview shows, as one act that can be undone."""
        return Response(applied_json(apply_rules(by=self.actor, **self._run())))

    @extend_schema(request=RunScopeInput, responses={202: JobSerializer})
    @action(detail=False, methods=["post"])
    def run(self, request: Request) -> Response:
        """Have rules applied to all transactions by a job; the answer is the job to watch."""
        values = self.read_body(RunScopeInput)
        self._must_all_be_there("rules", Rule.objects.all(), values)
        job = queue_run(by=self.actor, rules=values.get("rules"))
        return Response(JobSerializer(job).data, status=202)

    @extend_schema(responses=SuggestionsSerializer)
    @action(detail=False, pagination_class=None)
    def suggestions(self, request: Request) -> Response:
        """List what people do again and again that no rule does yet."""
        found = {"suggestions": find_suggestions(self.household)}
        return Response(SuggestionsSerializer(found).data)

    @extend_schema(request=RejectInput, responses={204: None})
    @action(detail=False, methods=["post"])
    def reject(self, request: Request) -> Response:
        """Never suggest this rule again; the history takes that back."""
        reject_suggestion(by=self.actor, **self.read_body(RejectInput))
        return Response(status=204)

    @extend_schema(responses=RuleDocument)
    @action(detail=False, pagination_class=None)
    def document(self, request: Request) -> Response:
        """Return the rules as a document that names rows instead of giving their ids."""
        return Response(export_rules(self.household))

    @extend_schema(request=RuleDocument, responses={201: AddedSerializer})
    @action(detail=False, methods=["post"], url_path="import")
    def bring_in(self, request: Request) -> Response:
        """Add the rules of a document, all or none; what it names in vain is told."""
        document = self.read_body(RuleDocument)
        made = import_rules(by=self.actor, document=document)
        return Response({"rules": [rule.pk for rule in made]}, status=201)

    @extend_schema(request=RuleOrderInput, responses={204: None})
    @action(detail=False, methods=["post"])
    def order(self, request: Request) -> Response:
        """Put rules into a group, or into none, in this order before the others there."""
        values = self.read_body(RuleOrderInput)
        self._must_all_be_there("rules", Rule.objects.all(), values)
        arrange_rules(by=self.actor, rules=values["rules"], group=values.get("group"))
        return Response(status=204)

    def _run(self) -> dict[str, Any]:
        values: dict[str, Any] = self.read_body(RunInput)
        self._must_all_be_there("rules", Rule.objects.all(), values)
        chosen = Transaction.objects.in_household(self.household).live()
        self._must_all_be_there("transactions", chosen, values)
        if "transactions" in values:
            return {**values, "transactions": chosen.filter(pk__in=values["transactions"])}
        return values

    def _must_all_be_there(self, name: str, rows: Any, values: dict[str, Any]) -> None:
        """Refuse a run over rows that are not the household's, or are kept from the caller."""
        wanted = set(values.get(name, ()))
        there = rows.in_household(self.household).live().filter(pk__in=wanted)
        if wanted and there.count() < len(wanted):
            raise ValidationError({name: [_("Some of these do not exist.")]})


@extend_schema_view(list=extend_schema(parameters=[TrashQuery]))
class RuleGroupViewSet(RowViewSet[RuleGroup]):
    """Groups of rules, in the order in which they are asked, after the rules in none."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = RuleGroupSerializer
    queryset = RuleGroup.objects.all()
    ordering = ("position", "pk")
    orderings = by("position", "name", "is_active", "deleted_at")
    create_input = update_input = RuleGroupInput
    write_permission = Permission.MANAGE

    def create_row(self, values: dict[str, Any]) -> RuleGroup:
        return create_rule_group(by=self.actor, **values)

    def update_row(self, row: RuleGroup, values: dict[str, Any]) -> RuleGroup:
        kept: dict[str, Any] = {"name": row.name, "is_active": row.is_active}
        return update_rule_group(by=self.actor, group=row, **(kept | values))

    def delete_row(self, row: RuleGroup) -> None:
        delete_rule_group(by=self.actor, group=row)

    def restore_row(self, row: RuleGroup) -> RuleGroup:
        return restore_rule_group(by=self.actor, group=row)

    @extend_schema(request=GroupOrderInput, responses={204: None})
    @action(detail=False, methods=["post"])
    def order(self, request: Request) -> Response:
        """Ask groups in this order, before all others."""
        values = self.read_body(GroupOrderInput)
        try:
            arrange_groups(by=self.actor, groups=values["groups"])
        except Rule.DoesNotExist as error:
            raise ValidationError({"groups": [_("Some of these do not exist.")]}) from error
        return Response(status=204)


# An undo can be undone, and that again: as deep as people go in practice.
_UNDONE_BY = "change_set__undone_by__undone_by__undone_by"


class RuleRunViewSet(ReadViewSet[RuleRun]):
    """What rules changed, run by run; `history/` shows the values of its change set and undoes."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = RuleRunSerializer
    queryset = RuleRun.objects.select_related("change_set__user").prefetch_related(_UNDONE_BY)
    orderings = by("trigger", "changed_count")
