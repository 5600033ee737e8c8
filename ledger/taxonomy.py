"""The product's categories: fourteen groups of income and spending, and the kinds of transfers.

Every new household begins with them, the categoriser predicts them and imports map onto them.
Each one names the detailed categories of Plaid's personal finance taxonomy (PFC, of December
2023) that it stands for, the usual one first; a category that PFC does not tell apart names none.
An id never changes, a name may.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

FEES = "finance.fees"
"""Id of the category of bank fees, which a transfer may cost."""
GIFTS = "income.gifts"
"""Id of the category of gifts received, in which a forgiven debt is."""


class CategoryKind(StrEnum):
    """Where the money of a category comes from or goes to."""

    INCOME = "income"
    EXPENSE = "expense"
    TRANSFER = "transfer"
    """Between the household's own accounts: neither earned nor spent."""


class UnknownCategory(KeyError):
    """No category has this id, or no PFC category this name."""


@dataclass(frozen=True, slots=True)
class Category:
    """One category or, without a parent, one group of them."""

    id: str
    """`group` or `group.category`."""
    name: str
    kind: CategoryKind
    parent: str = ""
    """Id of the group, empty for a group."""
    pfc: tuple[str, ...] = ()
    """Detailed PFC ids that mean this category; none for groups."""

    @property
    def is_group(self) -> bool:
        """Whether this is a group, which gathers categories and is not booked on."""
        return not self.parent


def _group(kind: CategoryKind, key: str, name: str, *leaves: tuple[str, ...]) -> list[Category]:
    """Return a group and its categories, each given as key, name and PFC ids."""
    categories = [Category(f"{key}.{leaf[0]}", leaf[1], kind, key, pfc=leaf[2:]) for leaf in leaves]
    return [Category(key, name, kind), *categories]


PFC_PRIMARY = (
    "INCOME",
    "TRANSFER_IN",
    "TRANSFER_OUT",
    "LOAN_PAYMENTS",
    "BANK_FEES",
    "ENTERTAINMENT",
    "FOOD_AND_DRINK",
    "GENERAL_MERCHANDISE",
    "HOME_IMPROVEMENT",
    "MEDICAL",
    "PERSONAL_CARE",
    "GENERAL_SERVICES",
    "GOVERNMENT_AND_NON_PROFIT",
    "TRANSPORTATION",
    "TRAVEL",
    "RENT_AND_UTILITIES",
)

_INCOME, _EXPENSE, _TRANSFER = CategoryKind.INCOME, CategoryKind.EXPENSE, CategoryKind.TRANSFER

TAXONOMY: tuple[Category, ...] = (
    *_group(
        _INCOME,
        "income",
        "Income",
        ("wages", "Salary and wages", "INCOME_WAGES"),
        ("self-employment", "Self-employment"),
        ("pension", "Pension", "INCOME_RETIREMENT_PENSION"),
        ("benefits", "State benefits", "INCOME_UNEMPLOYMENT"),
        ("interest", "Interest earned", "INCOME_INTEREST_EARNED"),
        ("dividends", "Dividends", "INCOME_DIVIDENDS"),
        ("rental", "Rental income"),
        ("tax-refund", "Tax refund", "INCOME_TAX_REFUND"),
        ("gifts", "Gifts received"),
        ("other", "Other income", "INCOME_OTHER_INCOME"),
    ),
    *_group(
        _EXPENSE,
        "housing",
        "Housing",
        ("rent", "Rent", "RENT_AND_UTILITIES_RENT"),
        ("mortgage", "Mortgage", "LOAN_PAYMENTS_MORTGAGE_PAYMENT"),
        ("furniture", "Furniture and furnishings", "HOME_IMPROVEMENT_FURNITURE"),
        ("hardware", "Hardware and DIY", "HOME_IMPROVEMENT_HARDWARE"),
        ("repairs", "Home repairs and garden", "HOME_IMPROVEMENT_REPAIR_AND_MAINTENANCE"),
        (
            "other",
            "Other housing",
            "HOME_IMPROVEMENT_OTHER_HOME_IMPROVEMENT",
            "HOME_IMPROVEMENT_SECURITY",
        ),
    ),
    *_group(
        _EXPENSE,
        "utilities",
        "Utilities",
        ("energy", "Electricity and gas", "RENT_AND_UTILITIES_GAS_AND_ELECTRICITY"),
        ("water", "Water", "RENT_AND_UTILITIES_WATER"),
        ("waste", "Sewage and waste", "RENT_AND_UTILITIES_SEWAGE_AND_WASTE_MANAGEMENT"),
        ("internet", "Internet and cable", "RENT_AND_UTILITIES_INTERNET_AND_CABLE"),
        ("phone", "Phone", "RENT_AND_UTILITIES_TELEPHONE"),
        ("other", "Other utilities", "RENT_AND_UTILITIES_OTHER_UTILITIES"),
    ),
    *_group(
        _EXPENSE,
        "food",
        "Food and drink",
        ("groceries", "Groceries", "FOOD_AND_DRINK_GROCERIES"),
        ("restaurants", "Restaurants", "FOOD_AND_DRINK_RESTAURANT"),
        ("fast-food", "Fast food and takeaway", "FOOD_AND_DRINK_FAST_FOOD"),
        ("coffee", "Coffee shops", "FOOD_AND_DRINK_COFFEE"),
        ("alcohol", "Beer, wine and spirits", "FOOD_AND_DRINK_BEER_WINE_AND_LIQUOR"),
        (
            "other",
            "Other food and drink",
            "FOOD_AND_DRINK_OTHER_FOOD_AND_DRINK",
            "FOOD_AND_DRINK_VENDING_MACHINES",
        ),
    ),
    *_group(
        _EXPENSE,
        "transport",
        "Transport",
        ("fuel", "Fuel and charging", "TRANSPORTATION_GAS"),
        ("public", "Public transport", "TRANSPORTATION_PUBLIC_TRANSIT"),
        ("taxi", "Taxis and ride shares", "TRANSPORTATION_TAXIS_AND_RIDE_SHARES"),
        ("parking", "Parking and tolls", "TRANSPORTATION_PARKING", "TRANSPORTATION_TOLLS"),
        ("car-service", "Car service and repairs", "GENERAL_SERVICES_AUTOMOTIVE"),
        ("car-loan", "Car loan and lease", "LOAN_PAYMENTS_CAR_PAYMENT"),
        ("bikes", "Bikes and scooters", "TRANSPORTATION_BIKES_AND_SCOOTERS"),
        ("other", "Other transport", "TRANSPORTATION_OTHER_TRANSPORTATION"),
    ),
    *_group(
        _EXPENSE,
        "shopping",
        "Shopping",
        ("clothing", "Clothing and accessories", "GENERAL_MERCHANDISE_CLOTHING_AND_ACCESSORIES"),
        ("electronics", "Electronics", "GENERAL_MERCHANDISE_ELECTRONICS"),
        ("books", "Books and news", "GENERAL_MERCHANDISE_BOOKSTORES_AND_NEWSSTANDS"),
        ("sports", "Sporting goods", "GENERAL_MERCHANDISE_SPORTING_GOODS"),
        ("office", "Office supplies", "GENERAL_MERCHANDISE_OFFICE_SUPPLIES"),
        ("online", "Online marketplaces", "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES"),
        (
            "stores",
            "Department and general stores",
            "GENERAL_MERCHANDISE_SUPERSTORES",
            "GENERAL_MERCHANDISE_DEPARTMENT_STORES",
            "GENERAL_MERCHANDISE_DISCOUNT_STORES",
        ),
        ("convenience", "Convenience stores", "GENERAL_MERCHANDISE_CONVENIENCE_STORES"),
        ("tobacco", "Tobacco and vape", "GENERAL_MERCHANDISE_TOBACCO_AND_VAPE"),
        ("other", "Other shopping", "GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE"),
    ),
    *_group(
        _EXPENSE,
        "health",
        "Health",
        ("doctor", "Doctors", "MEDICAL_PRIMARY_CARE"),
        ("dentist", "Dentist", "MEDICAL_DENTAL_CARE"),
        ("eyes", "Eye care", "MEDICAL_EYE_CARE"),
        ("pharmacy", "Pharmacy and supplements", "MEDICAL_PHARMACIES_AND_SUPPLEMENTS"),
        (
            "other",
            "Hospital, care and other health",
            "MEDICAL_OTHER_MEDICAL",
            "MEDICAL_NURSING_CARE",
        ),
    ),
    *_group(
        _EXPENSE,
        "personal",
        "Personal care",
        ("beauty", "Hair and beauty", "PERSONAL_CARE_HAIR_AND_BEAUTY"),
        ("fitness", "Gym and fitness", "PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS"),
        ("laundry", "Laundry and dry cleaning", "PERSONAL_CARE_LAUNDRY_AND_DRY_CLEANING"),
        ("other", "Other personal care", "PERSONAL_CARE_OTHER_PERSONAL_CARE"),
    ),
    *_group(
        _EXPENSE,
        "leisure",
        "Leisure",
        ("tv", "TV and films", "ENTERTAINMENT_TV_AND_MOVIES"),
        ("music", "Music and audio", "ENTERTAINMENT_MUSIC_AND_AUDIO"),
        ("games", "Video games", "ENTERTAINMENT_VIDEO_GAMES"),
        (
            "outings",
            "Events, parks and museums",
            "ENTERTAINMENT_SPORTING_EVENTS_AMUSEMENT_PARKS_AND_MUSEUMS",
        ),
        ("gambling", "Gambling", "ENTERTAINMENT_CASINOS_AND_GAMBLING"),
        ("other", "Other leisure", "ENTERTAINMENT_OTHER_ENTERTAINMENT"),
    ),
    *_group(
        _EXPENSE,
        "travel",
        "Travel",
        ("flights", "Flights", "TRAVEL_FLIGHTS"),
        ("lodging", "Hotels and lodging", "TRAVEL_LODGING"),
        ("rental-cars", "Rental cars", "TRAVEL_RENTAL_CARS"),
        ("other", "Other travel", "TRAVEL_OTHER_TRAVEL"),
    ),
    *_group(
        _EXPENSE,
        "family",
        "Family, education and pets",
        ("childcare", "Childcare", "GENERAL_SERVICES_CHILDCARE"),
        ("education", "Education", "GENERAL_SERVICES_EDUCATION"),
        ("student-loan", "Student loan", "LOAN_PAYMENTS_STUDENT_LOAN_PAYMENT"),
        ("allowance", "Allowance and child support"),
        ("pets", "Pet supplies", "GENERAL_MERCHANDISE_PET_SUPPLIES"),
        ("vet", "Vet", "MEDICAL_VETERINARY_SERVICES"),
    ),
    *_group(
        _EXPENSE,
        "finance",
        "Insurance, loans and fees",
        ("insurance", "Insurance", "GENERAL_SERVICES_INSURANCE"),
        (
            "loan",
            "Loan payments",
            "LOAN_PAYMENTS_PERSONAL_LOAN_PAYMENT",
            "LOAN_PAYMENTS_OTHER_PAYMENT",
        ),
        ("interest", "Interest charges", "BANK_FEES_INTEREST_CHARGE"),
        (
            "fees",
            "Bank fees",
            "BANK_FEES_OTHER_BANK_FEES",
            "BANK_FEES_ATM_FEES",
            "BANK_FEES_FOREIGN_TRANSACTION_FEES",
            "BANK_FEES_OVERDRAFT_FEES",
            "BANK_FEES_INSUFFICIENT_FUNDS",
        ),
    ),
    *_group(
        _EXPENSE,
        "public",
        "Taxes and giving",
        ("taxes", "Taxes", "GOVERNMENT_AND_NON_PROFIT_TAX_PAYMENT"),
        (
            "government",
            "Government fees",
            "GOVERNMENT_AND_NON_PROFIT_GOVERNMENT_DEPARTMENTS_AND_AGENCIES",
        ),
        ("donations", "Donations", "GOVERNMENT_AND_NON_PROFIT_DONATIONS"),
        ("gifts", "Gifts and flowers", "GENERAL_MERCHANDISE_GIFTS_AND_NOVELTIES"),
        (
            "other",
            "Clubs and other non-profits",
            "GOVERNMENT_AND_NON_PROFIT_OTHER_GOVERNMENT_AND_NON_PROFIT",
        ),
    ),
    *_group(
        _EXPENSE,
        "services",
        "Services",
        (
            "professional",
            "Legal and financial advice",
            "GENERAL_SERVICES_CONSULTING_AND_LEGAL",
            "GENERAL_SERVICES_ACCOUNTING_AND_FINANCIAL_PLANNING",
        ),
        ("subscriptions", "Software and subscriptions"),
        ("postage", "Postage and shipping", "GENERAL_SERVICES_POSTAGE_AND_SHIPPING"),
        ("storage", "Storage", "GENERAL_SERVICES_STORAGE"),
        ("other", "Other services", "GENERAL_SERVICES_OTHER_GENERAL_SERVICES"),
    ),
    *_group(
        _TRANSFER,
        "transfer",
        "Transfers",
        (
            "accounts",
            "Between accounts",
            "TRANSFER_OUT_ACCOUNT_TRANSFER",
            "TRANSFER_IN_ACCOUNT_TRANSFER",
        ),
        ("card", "Credit card payment", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT"),
        ("savings", "Savings", "TRANSFER_OUT_SAVINGS", "TRANSFER_IN_SAVINGS"),
        (
            "investments",
            "Investments and retirement funds",
            "TRANSFER_OUT_INVESTMENT_AND_RETIREMENT_FUNDS",
            "TRANSFER_IN_INVESTMENT_AND_RETIREMENT_FUNDS",
        ),
        ("withdrawal", "Cash withdrawal", "TRANSFER_OUT_WITHDRAWAL"),
        ("deposit", "Cash and cheque deposit", "TRANSFER_IN_DEPOSIT"),
        ("loan", "Loan received", "TRANSFER_IN_CASH_ADVANCES_AND_LOANS"),
        (
            "other",
            "Other transfers",
            "TRANSFER_OUT_OTHER_TRANSFER_OUT",
            "TRANSFER_IN_OTHER_TRANSFER_IN",
        ),
    ),
)
"""Every group, followed by its categories."""


def category(key: str) -> Category:
    """Return the category or group with the id `key`; raises UnknownCategory."""
    try:
        return _by_id()[key]
    except KeyError:
        raise UnknownCategory(key) from None


def category_named(name: str) -> Category | None:
    """Return the category or group with this English name, in any case and spacing, or None."""
    return _by_name().get(_folded(name))


def category_of_pfc(detailed: str) -> Category:
    """Return the one category that the detailed PFC id means; raises UnknownCategory."""
    try:
        return _by_pfc()[detailed]
    except KeyError:
        raise UnknownCategory(detailed) from None


def pfc_primary(detailed: str) -> str:
    """Return the primary PFC id of a detailed one; raises UnknownCategory."""
    category_of_pfc(detailed)
    return next(primary for primary in PFC_PRIMARY if detailed.startswith(f"{primary}_"))


def categories_of(group: str) -> tuple[Category, ...]:
    """Return the categories of the group with this id, in the order in which they are shown."""
    return tuple(found for found in TAXONOMY if found.parent == group)


@cache
def _by_id() -> dict[str, Category]:
    return {found.id: found for found in TAXONOMY}


@cache
def _by_name() -> dict[str, Category]:
    return {_folded(found.name): found for found in TAXONOMY}


@cache
def _by_pfc() -> dict[str, Category]:
    return {detailed: found for found in TAXONOMY for detailed in found.pfc}


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("&", " and ").split())
