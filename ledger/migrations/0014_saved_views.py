"""Saved views: a person's own or shared, seen by whoever sees the accounts that they name."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from accounts.tenancy import HIDDEN, limit_rows, protect_rows, tenant_key

# What is a person's own is theirs alone, and so is its history. Asked beside the other policies.
PRIVATE = """
create policy ledger_savedview_own on ledger_savedview as restrictive for select using (
  is_shared or owner_id = (select finehance_user()) or (select finehance_system()));
create policy ledger_change_own on ledger_change as restrictive for select using (
  model <> 'savedview'
  or coalesce(after ->> 'is_shared', before ->> 'is_shared') = 'true'
  or coalesce(after ->> 'owner_id', before ->> 'owner_id')::bigint = (select finehance_user())
  or (select finehance_system()));
"""
PUBLIC = """
drop policy ledger_change_own on ledger_change;
drop policy ledger_savedview_own on ledger_savedview;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_audit_kinds"),
        ("ledger", "0013_refunds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("query", models.CharField(max_length=1000, verbose_name="query")),
                ("columns", models.JSONField(blank=True, default=list)),
                (
                    "sort",
                    models.CharField(
                        choices=[("newest", "Newest first"), ("oldest", "Oldest first")],
                        default="newest",
                        max_length=10,
                        verbose_name="order",
                    ),
                ),
                ("is_pinned", models.BooleanField(default=False, verbose_name="in the navigation")),
                (
                    "is_shared",
                    models.BooleanField(default=False, verbose_name="shared with the household"),
                ),
                (
                    "accounts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.household",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("household"),
                        models.F("owner"),
                        django.db.models.functions.text.Lower("name"),
                        condition=models.Q(("deleted_at", None)),
                        name="saved_view_name_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        protect_rows("ledger_savedview"),
        tenant_key("ledger_savedview"),
        limit_rows("ledger_savedview", visible=f"not (accounts && {HIDDEN})"),
        migrations.RunSQL(PRIVATE, PUBLIC),
    ]
