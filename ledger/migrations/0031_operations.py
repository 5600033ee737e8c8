"""Operations: bulk changes under a name, a person's own or shared with the household."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from accounts.tenancy import protect_rows, tenant_key, tenant_reference

# What is a person's own is theirs alone, and so is its history. Asked beside the other policies.
PRIVATE = """
create policy ledger_operation_own on ledger_operation as restrictive for select using (
  is_shared or owner_id = (select finehance_user()) or (select finehance_system()));
create policy ledger_change_operation on ledger_change as restrictive for select using (
  model <> 'operation'
  or coalesce(after ->> 'is_shared', before ->> 'is_shared') = 'true'
  or coalesce(after ->> 'owner_id', before ->> 'owner_id')::bigint = (select finehance_user())
  or (select finehance_system()));
"""
PUBLIC = """
drop policy ledger_change_operation on ledger_change;
drop policy ledger_operation_own on ledger_operation;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0030_transaction_templates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Operation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "add_tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "remove_tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pending", "Pending"),
                            ("cleared", "Cleared"),
                            ("reconciled", "Reconciled"),
                        ],
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "is_shared",
                    models.BooleanField(default=False, verbose_name="shared with the household"),
                ),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
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
                        name="operation_name_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        protect_rows("ledger_operation"),
        tenant_key("ledger_operation"),
        tenant_reference("ledger_operation", "category_id", "ledger_account"),
        migrations.RunSQL(PRIVATE, PUBLIC),
    ]
