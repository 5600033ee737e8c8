"""Places where money is, categories and equity: one tree per household."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.encryption import decrypt, digest, encrypt
from accounts.models.households import currency_code
from ledger.enums import ASSET_KINDS, CATEGORY_KINDS, LIABILITY_KINDS, AccountKind, SystemRole
from ledger.models.base import HouseholdRow, tenant_key
from ledger.querysets import AccountQuerySet


class Account(HouseholdRow):
    """A place money is, a category, or equity; its postings are debit positive."""

    parent = tenant_key("self", null=True, blank=True, related_name="children")
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=AccountKind)
    currency = models.CharField(_("currency"), max_length=8, blank=True, validators=[currency_code])
    """A place's one currency; empty for categories and equity, which hold any."""
    system_role = models.CharField(max_length=25, choices=SystemRole, blank=True, default="")
    taxonomy_id = models.CharField(max_length=60, blank=True)
    position = models.PositiveIntegerField(default=0)
    institution = models.CharField(_("institution"), max_length=100, blank=True)
    number_encrypted = models.TextField(blank=True)
    number_digest = models.CharField(max_length=64, blank=True)
    number_masked = models.CharField(max_length=40, blank=True)
    import_key = models.BigIntegerField(null=True, blank=True, editable=False)
    """What rows of files are known by; its id, but for an account restored from an archive."""
    note = models.TextField(_("note"), blank=True)
    is_in_net_worth = models.BooleanField(_("counts in net worth"), default=True)
    closed_on = models.DateField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                "household",
                "parent",
                Lower("name"),
                name="account_name_once",
                condition=models.Q(deleted_at=None),
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                "household",
                "system_role",
                name="account_role_once",
                condition=~models.Q(system_role=""),
            ),
            models.CheckConstraint(
                name="account_place_has_currency",
                condition=(
                    models.Q(kind__in=[AccountKind.INCOME, AccountKind.EXPENSE, AccountKind.EQUITY])
                    & models.Q(currency="")
                )
                | (
                    ~models.Q(
                        kind__in=[AccountKind.INCOME, AccountKind.EXPENSE, AccountKind.EQUITY]
                    )
                    & ~models.Q(currency="")
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["household", "number_digest"],
                name="account_number",
                condition=~models.Q(number_digest=""),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_category(self) -> bool:
        return self.kind in CATEGORY_KINDS

    @property
    def is_liability(self) -> bool:
        return self.kind in LIABILITY_KINDS

    @property
    def is_place(self) -> bool:
        return self.kind in ASSET_KINDS or self.is_liability

    @property
    def number(self) -> str:
        """The full account number, decrypted."""
        return decrypt(self.number_encrypted)

    def set_number(self, number: str) -> None:
        """Keep an IBAN, account or card number: encrypted, findable by digest, shown masked."""
        plain = "".join(number.split()).upper()
        self.number_encrypted = encrypt(plain)
        self.number_digest = digest(plain) if plain else ""
        self.number_masked = f"•••• {plain[-4:]}" if plain else ""


class CategoryManager(models.Manager.from_queryset(AccountQuerySet)):  # type: ignore[misc]
    """Only the accounts that are categories."""

    def get_queryset(self) -> AccountQuerySet:
        return AccountQuerySet(self.model, using=self._db).categories()


class Category(Account):
    """An account of kind income or expense."""

    objects: ClassVar[CategoryManager] = CategoryManager()

    class Meta:
        proxy = True
        verbose_name_plural = "categories"
