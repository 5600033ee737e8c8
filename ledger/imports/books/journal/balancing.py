"""From a journal as written to books: weights, amounts left out, assignments, pads, assertions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Context, Decimal

from ledger.imports.books.journal.asserted import Asserted
from ledger.imports.books.journal.entries import (
    Assertion,
    BalanceCheck,
    Entry,
    Journal,
    Pad,
    Posting,
    Quantity,
)
from ledger.imports.books.journal.lots import Lots
from ledger.imports.books.model import ADJUSTMENT, BookLeg, BookTransaction
from ledger.imports.statement import Problem

_PRECISE = Context(prec=40)
_DAY = timedelta(days=1)
_TOLERANCE = Decimal("0.005")
"""What a total may be off by before it is called so, as both programs round."""


@dataclass(slots=True)
class Balancer:
    """Goes through a journal day by day, keeping what every account holds."""

    journal: Journal
    held: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """By account and commodity."""
    booked: list[BookTransaction] = field(default_factory=list)
    lots: Lots = field(default_factory=Lots)
    asserted: Asserted = field(init=False)
    _pads: dict[str, list[Pad]] = field(default_factory=lambda: defaultdict(list))
    _padded: set[tuple[int, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.asserted = Asserted(self.journal.omissions)

    def run(self) -> list[BookTransaction]:
        """Return the transactions, those of pads among them, oldest first."""
        for happening in _by_day(self.journal):
            match happening:
                case Pad():
                    self._pads[happening.account].append(happening)
                case BalanceCheck():
                    self._check(happening)
                case Entry():
                    self._entry(happening)
        return sorted(self.booked, key=lambda each: each.on)

    def _entry(self, entry: Entry) -> None:
        for posting in entry.postings:
            if posting.amount is None and posting.assertion is not None:
                posting.amount = self._assigned(posting.account, posting.assertion)
        legs = [*self._virtual(entry)]
        for group in (False, True):
            among = [p for p in entry.postings if not p.is_virtual and p.is_apart is group]
            legs += self._balanced(entry, among)
        legs = [leg for leg in legs if leg.amount or leg.weighed[0]]
        for leg in legs:
            self.held[leg.account, leg.currency] += leg.amount
            self.asserted.outdate(leg.account, entry.on, leg.currency)
        has_asserted = self._assert_all(entry)
        if not legs and has_asserted:
            return
        if not legs:
            self.journal.omissions.add("transactions", "without any amount")
            return
        self.booked.append(_transaction(entry, legs))

    def _assigned(self, account: str, wanted: Assertion) -> Quantity:
        """Return what has to be posted for an account to hold what is wanted."""
        commodity = wanted.quantity.commodity
        held = self._held_by(account, is_inclusive=wanted.is_inclusive)
        if wanted.is_total and not commodity and not wanted.quantity.number:
            others = [(name, amount) for name, amount in held.items() if amount]
            if len(others) == 1:
                return Quantity(-others[0][1], others[0][0])
        return Quantity(wanted.quantity.number - held.get(commodity, Decimal(0)), commodity)

    def _held_by(self, account: str, *, is_inclusive: bool) -> dict[str, Decimal]:
        found: dict[str, Decimal] = defaultdict(Decimal)
        for (name, commodity), amount in self.held.items():
            if name == account or (is_inclusive and name.startswith(account + ":")):
                found[commodity] += amount
        return found

    def _virtual(self, entry: Entry) -> Iterator[BookLeg]:
        """Yield postings in parentheses with what balances them, which the source leaves out."""
        for posting in entry.postings:
            if posting.is_virtual and posting.amount is not None:
                quantity = posting.amount
                yield BookLeg(posting.account, quantity.number, quantity.commodity)
                yield BookLeg(ADJUSTMENT, -quantity.number, quantity.commodity, memo=posting.memo)
                what = "unbalanced virtual postings"
                self.journal.omissions.add(what, "carried over against balance adjustments")

    def _balanced(self, entry: Entry, postings: list[Posting]) -> list[BookLeg]:
        legs = [self._leg(entry, each) for each in postings if each.amount is not None]
        empty = [posting for posting in postings if posting.amount is None]
        off = _off(legs)
        if len(empty) == 1:
            filled = [
                BookLeg(empty[0].account, -amount, commodity, memo=empty[0].memo)
                for commodity, amount in off.items()
            ]
            return [*legs, *filled]
        if len(empty) > 1:
            self._warn("several postings without an amount: their share is unknown", entry.line)
        if len(off) == 2:
            legs, off = _priced(legs, off)
        for commodity, amount in off.items():
            if abs(amount) > _TOLERANCE:
                text = f"it does not balance: {amount:f} {commodity} is booked as an adjustment"
                self._warn(text, entry.line)
            legs.append(BookLeg(ADJUSTMENT, -amount, commodity))
        return legs

    def _leg(self, entry: Entry, posting: Posting) -> BookLeg:
        amount = posting.amount or Quantity(Decimal(0))
        weight = self._weight(entry, posting, amount)
        return BookLeg(
            posting.account,
            amount.number,
            amount.commodity,
            weight.number if weight else None,
            weight.commodity if weight else "",
            posting.memo,
        )

    def _weight(self, entry: Entry, posting: Posting, amount: Quantity) -> Quantity | None:
        """Return what a posting counts for at its cost, else its price; None for its amount."""
        if posting.lot is not None and posting.cost is None and (sold := self.lots.sell(posting)):
            return sold
        if posting.cost is not None:
            total = _total(amount, posting.cost, is_total=posting.is_total_cost)
            unit = posting.cost.number
            if posting.is_total_cost and amount.number:
                unit = _PRECISE.divide(unit, abs(amount.number))
            self.lots.add(posting, entry.on, unit)
            return total
        if posting.price is not None:
            return _total(amount, posting.price, is_total=posting.is_total_price)
        return None

    def _assert_all(self, entry: Entry) -> bool:
        """Hold what is asserted against what is held; returns whether anything was."""
        has_asserted = False
        for posting in entry.postings:
            if posting.assertion is None or posting.is_virtual:
                continue
            has_asserted = True
            wanted = posting.assertion
            held = self._held_by(posting.account, is_inclusive=wanted.is_inclusive)
            off = held.get(wanted.quantity.commodity, Decimal(0)) - wanted.quantity.number
            if wanted.is_total and not wanted.quantity.commodity:
                continue
            if off:
                self._warn(f"{posting.account} is off its asserted balance by {off:f}", entry.line)
            has_below = wanted.is_inclusive and self._has_below(posting.account, wanted.quantity)
            account, on = posting.account, entry.on
            self.asserted.add(account, on, wanted.quantity, has_below=has_below)
        return has_asserted

    def _has_below(self, account: str, quantity: Quantity) -> bool:
        """Tell whether an account below one holds, or held, the same commodity."""
        return any(
            name.startswith(account + ":") and commodity == quantity.commodity
            for name, commodity in self.held
        )

    def _check(self, check: BalanceCheck) -> None:
        # There a balance is that of the beginning of a day.
        eve, has_below = check.on - _DAY, self._has_below(check.account, check.quantity)
        self.asserted.add(check.account, eve, check.quantity, has_below=has_below)
        held = self._held_by(check.account, is_inclusive=True)
        off = check.quantity.number - held.get(check.quantity.commodity, Decimal(0))
        if abs(off) <= _TOLERANCE:
            return
        for pad in reversed(self._pads.get(check.account, [])):
            key = (pad.line, check.quantity.commodity)
            if key not in self._padded:
                self._padded.add(key)
                self._pad(pad, Quantity(off, check.quantity.commodity))
                return
            break
        text = f"{check.account} is off its asserted balance by {-off:f} {check.quantity.commodity}"
        self._warn(text, check.line)

    def _pad(self, pad: Pad, missing: Quantity) -> None:
        legs = (
            BookLeg(pad.account, missing.number, missing.commodity),
            BookLeg(pad.source, -missing.number, missing.commodity),
        )
        for leg in legs:
            self.held[leg.account, leg.currency] += leg.amount
        self.booked.append(BookTransaction(pad.on, legs, memo="(padding)", line=pad.line))

    def _warn(self, text: str, line: int) -> None:
        self.journal.problems.append(Problem(text, line, is_warning=True))


def _by_day(journal: Journal) -> Iterable[Pad | BalanceCheck | Entry]:
    """Return what happens, each day's checks first, then its pads, then its transactions."""
    happenings: list[tuple[date, int, int, Pad | BalanceCheck | Entry]] = [
        *((check.on, 0, check.line, check) for check in journal.checks),
        *((entry.on, 2, number, entry) for number, entry in enumerate(journal.entries)),
        *((pad.on, 1, pad.line, pad) for pad in journal.pads),
    ]
    ordered = sorted(happenings, key=lambda each: each[:3])
    return [each[3] for each in ordered]


def _off(legs: Iterable[BookLeg]) -> dict[str, Decimal]:
    """Return what the weights of each commodity are off by, in the order of the legs."""
    sums: dict[str, Decimal] = {}
    for leg in legs:
        amount, commodity = leg.weighed
        sums[commodity] = _PRECISE.add(sums.get(commodity, Decimal(0)), amount)
    return {commodity: amount for commodity, amount in sums.items() if amount}


def _priced(
    legs: list[BookLeg], off: dict[str, Decimal]
) -> tuple[list[BookLeg], dict[str, Decimal]]:
    """Weigh the legs of the first of two commodities in the second, as their sums imply."""
    (first, amount), (second, other) = off.items()
    if (amount > 0) == (other > 0):
        return legs, off
    rate = _PRECISE.divide(-other, amount)
    weighed = []
    for leg in legs:
        if leg.weighed[1] == first:
            weight = _PRECISE.multiply(leg.weighed[0], rate)
            leg = BookLeg(leg.account, leg.amount, leg.currency, weight, second, leg.memo)  # noqa: PLW2901
        weighed.append(leg)
    return weighed, {}


def _total(amount: Quantity, price: Quantity, *, is_total: bool) -> Quantity:
    if is_total:
        return Quantity(price.number.copy_sign(amount.number), price.commodity)
    return Quantity(_PRECISE.multiply(amount.number, price.number), price.commodity)


def _transaction(entry: Entry, legs: list[BookLeg]) -> BookTransaction:
    memo = " · ".join(filter(None, [entry.code and f"({entry.code})", entry.memo]))
    return BookTransaction(
        on=entry.on,
        legs=tuple(legs),
        payee=entry.payee,
        memo=memo,
        status=entry.status,
        tags=tuple(dict.fromkeys(entry.tags)),
        line=entry.line,
    )
