"""Sign-ins and tokens of programs, versions of sign-ins, and the ways into a scope."""

from __future__ import annotations

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.tenancy import protect_own_rows, protect_rows

# A new password, or being deactivated, ends every sign-in; a stale copy that is saved ends none.
SIGN_IN_VERSION = """
create function finehance_keep_token_version() returns trigger language plpgsql as $$
begin
  new.token_version := greatest(new.token_version, old.token_version);
  if new.password is distinct from old.password or (old.is_active and not new.is_active) then
    new.token_version := old.token_version + 1;
  end if;
  return new;
end $$;

create trigger accounts_user_token_version before update on accounts_user
for each row execute function finehance_keep_token_version();
"""

# Both set the scope and look into it, statement by statement, in one round trip.
ENTER = """
create function finehance_enter(person bigint, wanted bigint) returns bigint
language plpgsql as $$
declare
  entered bigint;
begin
  perform set_config('finehance.household', '', true),
          set_config('finehance.user', person::text, true),
          set_config('finehance.system', '', true),
          set_config('max_parallel_workers_per_gather', '0', true);
  select household_id into entered from accounts_membership
   where user_id = person and (wanted is null or household_id = wanted)
   order by id limit 1;
  perform set_config('finehance.household', coalesce(entered::text, ''), true);
  return entered;
end $$;

create function finehance_enter_by_token(given text) returns setof accounts_apitoken
language plpgsql as $$
declare
  found_token accounts_apitoken;
begin
  perform set_config('finehance.household', '', true), set_config('finehance.user', '', true),
          set_config('finehance.system', '', true), set_config('finehance.token', given, true),
          set_config('max_parallel_workers_per_gather', '0', true);
  select * into found_token from accounts_apitoken
   where digest = given and revoked_at is null and expires_at > now();
  perform set_config('finehance.token', '', true);
  if found_token.id is null then
    return;
  end if;
  perform set_config('finehance.household', found_token.household_id::text, true),
          set_config('finehance.user', found_token.user_id::text, true);
  return next found_token;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_audit_trail"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="token_version",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.CreateModel(
            name="ApiSignIn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("client", models.CharField(blank=True, max_length=200)),
                ("address", models.GenericIPAddressField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("refreshed_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="api_sign_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("prefix", models.CharField(max_length=8)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("grants", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_from", models.GenericIPAddressField(blank=True, null=True)),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.household",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="api_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["user", "household"], name="api_token_owner")],
            },
        ),
        migrations.RunSQL(
            SIGN_IN_VERSION,
            "drop trigger accounts_user_token_version on accounts_user;"
            "drop function finehance_keep_token_version();",
        ),
        protect_own_rows("accounts_apisignin"),
        # Whoever brings a token is known only once its row is read.
        protect_rows(
            "accounts_apitoken",
            also="user_id = (select finehance_user())"
            " or digest = (select nullif(current_setting('finehance.token', true), ''))",
        ),
        migrations.RunSQL(
            ENTER,
            "drop function finehance_enter_by_token(text); drop function finehance_enter(bigint, bigint);",
        ),
    ]
