import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_fresh_proofs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="auditevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sign_in", "Signed in"),
                    ("sign_out", "Signed out"),
                    ("sign_in_failed", "Sign-in failed"),
                    ("second_factor_failed", "Wrong code of a second factor"),
                    ("sign_up", "Signed up"),
                    ("password_changed", "Password changed"),
                    ("password_reset_asked", "Password reset asked for"),
                    ("email_changed", "E-mail address changed"),
                    ("email_confirmed", "E-mail address confirmed"),
                    ("mfa_added", "Second factor added"),
                    ("mfa_removed", "Second factor removed"),
                    ("recovery_codes_made", "Recovery codes made"),
                    ("recovery_begun", "Recovery of a sign-in begun"),
                    ("recovery_refused", "Recovery of a sign-in refused"),
                    ("recovered", "Sign-in recovered: second factors taken away"),
                    ("provider_linked", "Provider linked to the sign-in"),
                    ("provider_unlinked", "Provider taken from the sign-in"),
                    ("session_ended", "Session ended"),
                    ("locked_out", "Locked out"),
                    ("token_created", "API token created"),
                    ("token_revoked", "API token revoked"),
                    ("token_reused", "Spent refresh token used again"),
                    ("household_created", "Household created"),
                    ("household_changed", "Household's settings changed"),
                    ("member_invited", "Member invited"),
                    ("invitation_declined", "Invitation declined"),
                    ("invitation_withdrawn", "Invitation withdrawn"),
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
        migrations.CreateModel(
            name="Recovery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("begun_by", models.CharField(max_length=254)),
                ("reason", models.CharField(max_length=300)),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(db_index=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recovery",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
