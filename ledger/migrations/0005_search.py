"""Search: words of transactions, what waits to be indexed, how text folds, what is pending."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from accounts.tenancy import protect_rows

# As in ledger.search_text when this was written.
MARKS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\t\n\r\u00a0–—‘’“”„«»·•…€£§°"
ACCENTED = "äöüàáâãåçèéêëìíîïñòóôõøùúûýÿšžćčđłńśźżąęėįųūőűß"
CAPITALS = ACCENTED.upper().replace("SS", "ẞ")
PLAIN = "aouaaaaaceeeeiiiinooooouuuyyszccdlnszzaeeiuuous"
FROM = (MARKS + ACCENTED + CAPITALS).replace("'", "''")
TO = " " * len(MARKS) + PLAIN + PLAIN
ASCII_MARKS = "".join(mark for mark in MARKS if mark.isascii()).replace("'", "''")

FOLD = f"""
create function ledger_fold(value text) returns text
language sql immutable strict parallel safe as
$fold$
  select ' ' || lower(case when octet_length(value) = char_length(value)
    then translate(value, '{ASCII_MARKS}', '{" " * len(ASCII_MARKS)}')
    else translate(value, '{FROM}', '{TO}') end)
$fold$;
"""

# Ids of one statement lie close together; what is far apart is queued in pieces, so that nobody
# has to look through what lies between.
QUEUE = """
create function ledger_search_insert() returns trigger language plpgsql as $$
begin
  insert into ledger_searchqueue (household_id, first_id, last_id)
  select household_id, min(id), max(id) from new_rows group by household_id, id / 100000;
  return null;
end $$;
create trigger ledger_transaction_insert_search after insert on ledger_transaction
referencing new table as new_rows for each statement execute function ledger_search_insert();

create function ledger_search_update() returns trigger language plpgsql as $$
begin
  insert into ledger_searchqueue (household_id, first_id, last_id)
  select n.household_id, min(n.id), max(n.id)
  from new_rows n join old_rows o on o.id = n.id
  where n.version <> o.version or n.memo <> o.memo or n.raw_payee <> o.raw_payee
  group by n.household_id, n.id / 100;
  return null;
end $$;
create trigger ledger_transaction_update_search after update on ledger_transaction
referencing old table as old_rows new table as new_rows
for each statement execute function ledger_search_update();

-- Whatever is there already waits too; a migration sees the rows of every household.
select set_config('finehance.system', 'queueing every transaction for search', true);
insert into ledger_searchqueue (household_id, first_id, last_id)
select household_id, min(id), max(id) from ledger_transaction group by household_id, id / 100000;
select set_config('finehance.system', '', true);
"""
UNQUEUE = """
drop trigger ledger_transaction_update_search on ledger_transaction;
drop trigger ledger_transaction_insert_search on ledger_transaction;
drop function ledger_search_update();
drop function ledger_search_insert();
"""


def household() -> models.ForeignKey[object, object]:
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="accounts.household",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_idempotency_records"),
        ("ledger", "0004_guard_edges"),
    ]

    operations = [
        migrations.RunSQL(FOLD, "drop function ledger_fold(text)"),
        migrations.CreateModel(
            name="SearchQueue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_id", models.BigIntegerField()),
                ("last_id", models.BigIntegerField()),
                ("household", household()),
            ],
            options={
                "indexes": [models.Index(fields=["household"], name="search_queue_household")]
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(db_collation="C", max_length=40)),
                (
                    "transaction_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("household", household()),
            ],
            options={"indexes": [models.Index(fields=["household", "word"], name="search_word")]},
        ),
        migrations.AddIndex(
            model_name="transaction",
            index=models.Index(
                fields=["household", "-date", "-id"],
                name="transaction_pending",
                condition=models.Q(status="pending"),
            ),
        ),
        protect_rows("ledger_searchqueue"),
        protect_rows("ledger_searchword"),
        migrations.RunSQL(QUEUE, UNQUEUE),
    ]
