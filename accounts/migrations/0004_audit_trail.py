"""The audit trail: events in chains, which the database lets nobody rewrite."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

POLICIES = """
alter table accounts_auditevent enable row level security;
alter table accounts_auditevent force row level security;
create policy accounts_auditevent_read on accounts_auditevent for select using (
    household_id = (select finehance_household())
    or user_id = (select finehance_user())
    or (select finehance_system())
);
create policy accounts_auditevent_insert on accounts_auditevent for insert with check (
    household_id is null
    or household_id = (select finehance_household())
    or (select finehance_system())
);
create policy accounts_auditevent_update on accounts_auditevent for update
    using ((select finehance_system())) with check ((select finehance_system()));
create policy accounts_auditevent_delete on accounts_auditevent for delete
    using ((select finehance_system()));

alter table accounts_auditchain enable row level security;
alter table accounts_auditchain force row level security;
create policy accounts_auditchain_read on accounts_auditchain for select using (
    chain = (select finehance_household()) or (select finehance_system())
);
create policy accounts_auditchain_write on accounts_auditchain for all
    using ((select finehance_system())) with check ((select finehance_system()));
"""

# The one way round the guard is a setting of the transaction, which only the services of
# retention and of key rotation make, in their own words.
GUARDS = """
create function finehance_audit_upkeep() returns boolean language sql stable as
$$ select coalesce(current_setting('finehance.audit_upkeep', true), '') <> '' $$;

create function accounts_auditevent_guard() returns trigger language plpgsql as $$
begin
    if finehance_audit_upkeep() then
        return case tg_op when 'DELETE' then old else new end;
    end if;
    if tg_op = 'UPDATE' and old.sequence is null and new.sequence is not null
        and to_jsonb(old) - array['sequence', 'previous_hash', 'hash']
            = to_jsonb(new) - array['sequence', 'previous_hash', 'hash']
    then
        return new;
    end if;
    raise exception 'the audit trail is written once: % of event % is refused', tg_op, old.id
        using errcode = 'restrict_violation';
end $$;

create function accounts_auditchain_guard() returns trigger language plpgsql as $$
begin
    if finehance_audit_upkeep() then
        return case tg_op when 'DELETE' then old else new end;
    end if;
    if tg_op = 'UPDATE' and new.last_sequence > old.last_sequence and new.chain = old.chain
        and new.first_sequence = old.first_sequence
        and new.first_previous_hash = old.first_previous_hash
    then
        return new;
    end if;
    raise exception 'a chain of the audit trail only grows: % of chain % is refused', tg_op, old.chain
        using errcode = 'restrict_violation';
end $$;

create function accounts_audit_keep() returns trigger language plpgsql as $$
begin
    -- Set by the connection of a test run alone, which empties every table between two tests.
    if coalesce(current_setting('finehance.truncate', true), '') <> 'tests' then
        raise exception 'the audit trail is never emptied' using errcode = 'restrict_violation';
    end if;
    return null;
end $$;

create trigger accounts_auditevent_guard before update or delete on accounts_auditevent
    for each row execute function accounts_auditevent_guard();
create trigger accounts_auditevent_keep before truncate on accounts_auditevent
    for each statement execute function accounts_audit_keep();
create trigger accounts_auditchain_guard before update or delete on accounts_auditchain
    for each row execute function accounts_auditchain_guard();
create trigger accounts_auditchain_keep before truncate on accounts_auditchain
    for each statement execute function accounts_audit_keep();
"""
UNGUARD = """
drop trigger accounts_auditevent_guard on accounts_auditevent;
drop trigger accounts_auditevent_keep on accounts_auditevent;
drop trigger accounts_auditchain_guard on accounts_auditchain;
drop trigger accounts_auditchain_keep on accounts_auditchain;
drop function accounts_auditevent_guard();
drop function accounts_auditchain_guard();
drop function accounts_audit_keep();
drop function finehance_audit_upkeep();
"""
UNPROTECT = """
drop policy accounts_auditchain_write on accounts_auditchain;
drop policy accounts_auditchain_read on accounts_auditchain;
drop policy accounts_auditevent_delete on accounts_auditevent;
drop policy accounts_auditevent_update on accounts_auditevent;
drop policy accounts_auditevent_insert on accounts_auditevent;
drop policy accounts_auditevent_read on accounts_auditevent;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_idempotency_records"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditChain",
            fields=[
                ("chain", models.BigIntegerField(primary_key=True, serialize=False)),
                ("first_sequence", models.BigIntegerField(default=1)),
                ("first_previous_hash", models.CharField(blank=True, max_length=64)),
                ("last_sequence", models.BigIntegerField(default=0)),
                ("last_hash", models.CharField(blank=True, max_length=64)),
                ("mac", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nonce", models.UUIDField(unique=True)),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sign_in", "Signed in"),
                            ("sign_out", "Signed out"),
                            ("sign_in_failed", "Sign-in failed"),
                            ("sign_up", "Signed up"),
                            ("password_changed", "Password changed"),
                            ("password_reset_asked", "Password reset asked for"),
                            ("email_changed", "E-mail address changed"),
                            ("email_confirmed", "E-mail address confirmed"),
                            ("mfa_added", "Second factor added"),
                            ("mfa_removed", "Second factor removed"),
                            ("recovery_codes_made", "Recovery codes made"),
                            ("session_ended", "Session ended"),
                            ("locked_out", "Locked out"),
                            ("token_created", "API token created"),
                            ("token_revoked", "API token revoked"),
                            ("token_reused", "Spent refresh token used again"),
                            ("household_created", "Household created"),
                            ("household_changed", "Household's settings changed"),
                            ("member_invited", "Member invited"),
                            ("member_joined", "Member joined"),
                            ("member_removed", "Member removed"),
                            ("member_left", "Member left"),
                            ("role_changed", "Role changed"),
                            ("rights_changed", "Rights changed"),
                            ("ownership_transferred", "Ownership handed over"),
                            ("profile_changed", "Profile changed"),
                            ("books_changed", "Books changed"),
                            ("imported", "File imported"),
                            ("exported", "Data exported"),
                            ("job_failed", "Job failed"),
                            ("erasure_asked", "Erasure asked for"),
                            ("erasure_cancelled", "Erasure cancelled"),
                            ("erased", "Data erased"),
                            ("consent_given", "Consent given"),
                            ("consent_withdrawn", "Consent withdrawn"),
                            ("operator_looked", "Operator looked"),
                            ("operator_changed", "Operator changed something"),
                            ("operator_made", "Operator made"),
                            ("impersonation_started", "Operator stood in for a member"),
                            ("impersonation_ended", "Operator stopped standing in"),
                            ("keys_rotated", "Encryption keys rotated"),
                            ("audit_archived", "Audit trail archived"),
                            ("audit_anchored", "Audit trail anchored"),
                        ],
                        max_length=40,
                        verbose_name="what",
                    ),
                ),
                ("user_label", models.CharField(max_length=100, verbose_name="who")),
                ("operator_id", models.BigIntegerField(null=True)),
                ("origin", models.CharField(max_length=10)),
                ("address", models.CharField(max_length=50, verbose_name="network")),
                ("agent", models.CharField(max_length=100, verbose_name="browser")),
                ("request_id", models.CharField(max_length=64)),
                ("subject", models.CharField(max_length=200, verbose_name="on what")),
                ("details", models.JSONField(default=dict)),
                ("mac", models.CharField(max_length=64)),
                ("sequence", models.BigIntegerField(null=True)),
                ("previous_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(blank=True, max_length=64)),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.household",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["household", "-id"], name="audit_recent"),
                    models.Index(fields=["user", "-id"], name="audit_of_user"),
                    models.Index(
                        condition=models.Q(("sequence", None)),
                        fields=["household"],
                        name="audit_waiting",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("household", "sequence"), name="audit_place_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("household", None)),
                        fields=("sequence",),
                        name="audit_instance_place_once",
                    ),
                ],
            },
        ),
        migrations.RunSQL(POLICIES, UNPROTECT),
        migrations.RunSQL(GUARDS, UNGUARD),
    ]
