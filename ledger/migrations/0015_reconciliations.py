"""Reconciliations and their ticks, seen by whoever sees the account they are of."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.tenancy import HIDDEN, limit_rows, protect_rows, tenant_key, tenant_reference

# What goes with its transaction when an import is taken back or a household is erased.
REFERENCE = """
alter table {table} add constraint {table}_{column}_in_household
foreign key (household_id, {column}) references {target} (household_id, id) on delete {act}
"""
DROP_REFERENCE = "alter table {table} drop constraint {table}_{column}_in_household"

MENTIONS = """
create or replace function ledger_mentions(doc jsonb, hidden bigint[]) returns boolean
language sql stable parallel safe as $$
  select coalesce(jsonb_path_exists(
    doc,
    '$ ? (@.postings[*].account_id == $h[*] || @.accounts[*] == $h[*] || @.parent_id == $h[*]{also})',
    jsonb_build_object('h', to_jsonb(hidden))), false)
$$;
"""
# The history of what belongs to one account is kept with that account.
OF_ACCOUNT = MENTIONS.replace("{also}", " || @.account_id == $h[*]")
WITHOUT_ACCOUNT = MENTIONS.replace("{also}", "")
SEEN = f"account_id <> all({HIDDEN})"
OF_RECONCILIATION = "reconciliation_id in (select r.id from ledger_reconciliation r)"


def reference(table: str, column: str, target: str, act: str = "cascade") -> migrations.RunSQL:
    """Make a column refer to a row of the household, and say what becomes of it without."""
    return migrations.RunSQL(
        REFERENCE.format(table=table, column=column, target=target, act=act),
        DROP_REFERENCE.format(table=table, column=column),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0014_saved_views"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("statement_date", models.DateField(verbose_name="statement date")),
                (
                    "statement_balance",
                    models.DecimalField(
                        decimal_places=8, max_digits=22, verbose_name="statement balance"
                    ),
                ),
                ("since", models.DateField(blank=True, null=True, verbose_name="first day")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "In progress"), ("done", "Reconciled")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reconciliations",
                        to="ledger.account",
                    ),
                ),
                (
                    "adjustment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="ledger.transaction",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "finished_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={"ordering": ["-statement_date", "-pk"]},
        ),
        migrations.CreateModel(
            name="Tick",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField()),
                ("amount", models.DecimalField(decimal_places=8, max_digits=22)),
                ("is_marked", models.BooleanField(default=False)),
                ("is_released", models.BooleanField(default=False)),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.household",
                    ),
                ),
                (
                    "reconciliation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ticks",
                        to="ledger.reconciliation",
                    ),
                ),
                (
                    "transaction",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ticks",
                        to="ledger.transaction",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("deleted_at", None), ("state", "open")),
                fields=("household", "account"),
                name="reconciliation_open_once",
            ),
        ),
        migrations.AddIndex(
            model_name="reconciliation",
            index=models.Index(
                fields=["household", "account", "-statement_date"], name="reconciliation_account"
            ),
        ),
        migrations.AddConstraint(
            model_name="tick",
            constraint=models.UniqueConstraint(
                fields=("household", "reconciliation", "transaction"), name="tick_once"
            ),
        ),
        migrations.AddIndex(
            model_name="tick",
            index=models.Index(fields=["household", "transaction"], name="tick_transaction"),
        ),
        protect_rows("ledger_reconciliation"),
        protect_rows("ledger_tick"),
        tenant_key("ledger_reconciliation"),
        tenant_key("ledger_tick"),
        tenant_reference("ledger_reconciliation", "account_id", "ledger_account"),
        reference(
            "ledger_reconciliation", "adjustment_id", "ledger_transaction",
            act="set null (adjustment_id)",
        ),
        reference("ledger_tick", "reconciliation_id", "ledger_reconciliation"),
        reference("ledger_tick", "transaction_id", "ledger_transaction"),
        limit_rows("ledger_reconciliation", visible=SEEN, writable=SEEN),
        limit_rows("ledger_tick", visible=OF_RECONCILIATION),
        migrations.RunSQL(OF_ACCOUNT, WITHOUT_ACCOUNT),
    ]  # fmt: skip
