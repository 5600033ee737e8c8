"""Counters where there is no Redis: unlogged, since they may be lost with the machine."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    operations = [
        migrations.RunSQL(
            """
            create unlogged table limits_counter (
                name text primary key,
                count bigint not null,
                ends_at timestamptz not null
            ) with (fillfactor = 50);
            """,
            "drop table limits_counter;",
        )
    ]
