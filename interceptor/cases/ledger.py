"""The double-entry account of a case's money, per hop and currency (DESIGN 6).

alerted = prevented + in flight + held + returned + charges + released + forfeited + moved on + lost + unknown,
always, in every hop; no balance is ever negative. A hop has one currency. A posting moves an amount from the
account it debits to the account it credits, so the balance of `alerted`, the source, is what was debited to it,
and the balance of every other account is what was credited.

More money than was alerted (a return with interest, a return booked twice) goes from `outside` to `surplus`. Both
stand outside the equation, so `returned` never exceeds what was alerted, and the surplus is in plain sight.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from itertools import zip_longest
from typing import NamedTuple

from interceptor.cases.postings import PLACES, SOURCES, Account, Other, Posting
from interceptor.errors import CaseError, Fault
from interceptor.transfers.money import minor_units

_RATES = Context(prec=18, rounding=ROUND_HALF_EVEN)
ZERO = Decimal(0)


class Ledger:
    """The postings of one case with their balances. `postings` is what is kept; balances are worked out from it.

    New postings carry `time` and `cause`. Every method raises `CaseError` (`unbalanced`), and adds nothing, where an
    amount is not positive, accounts do not go together, a currency is not the hop's, or a balance would be negative.
    """

    def __init__(self, postings: Iterable[Posting], time: datetime, cause: str) -> None:
        self._postings: list[Posting] = []
        self._balances: dict[tuple[int, Account], Decimal] = {}
        self._currencies: dict[int, str] = {}
        self._time = time
        self._cause = cause
        self.note: str | None = None
        """Why, for the postings that follow: a person's word."""
        for posting in postings:
            self._add(posting)

    @property
    def postings(self) -> tuple[Posting, ...]:
        """All postings, oldest first."""
        return tuple(self._postings)

    def hops(self) -> tuple[int, ...]:
        """Numbers of the hops that have money on them."""
        return tuple(sorted(self._currencies))

    def currency(self, hop: int) -> str:
        """The hop's currency."""
        if hop not in self._currencies:
            raise CaseError(Fault.UNBALANCED, f"hop {hop} has no money")
        return self._currencies[hop]

    def balance(self, hop: int, *accounts: Account) -> Decimal:
        """What stands on the account, or on several together; never negative."""
        return sum((self._balances.get((hop, account), ZERO) for account in accounts), ZERO)

    def open(self, hop: int, currency: str, amount: Decimal) -> None:
        """Open the hop: `amount` is alerted and in flight."""
        self._currencies.setdefault(hop, currency)
        self.post(hop, Account.ALERTED, Account.IN_FLIGHT, amount)

    def post(self, hop: int, debit: Account, credit: Account, amount: Decimal, other: Other | None = None) -> None:
        """Add one posting."""
        number = len(self._postings) + 1
        self._add(
            Posting(
                number=number,
                time=self._time,
                hop=hop,
                currency=self.currency(hop),
                debit=debit,
                credit=credit,
                amount=amount,
                cause=self._cause,
                other=other,
                note=self.note,
            )
        )

    def drain(
        self,
        hop: int,
        accounts: Iterable[Account],
        to: Account,
        amount: Decimal,
        paid: tuple[str, Decimal] | None = None,
    ) -> Decimal:
        """Move up to `amount` from the accounts, in their order, to `to`; returns what could be moved.

        `paid` is the currency in which it was really paid, and its units per unit of the hop's.
        """
        moved = ZERO
        for account in accounts:
            part = min(amount - moved, self.balance(hop, account))
            if part > 0:
                other = Other(rounded(part * paid[1], paid[0]), paid[0], None, paid[1]) if paid else None
                self.post(hop, account, to, part, other)
                moved += part
        return moved

    def move_on(self, hop: int, amount: Decimal, child: int, child_amount: Decimal, child_currency: str) -> None:
        """Book what left the hop, and stands on `unknown`, as moved on, and open the child hop with it."""
        if self._currencies.get(child, child_currency) != child_currency:
            raise CaseError(Fault.UNBALANCED, f"hop {child}: a hop has one currency")
        there, back = _halves(_Half(hop, amount, self.currency(hop)), _Half(child, child_amount, child_currency))
        if amount > self.balance(hop, Account.UNKNOWN):
            raise CaseError(Fault.UNBALANCED, f"hop {hop}: so much cannot move on")
        self._currencies[child] = child_currency
        self.post(hop, Account.UNKNOWN, Account.MOVED_ON, amount, there)
        self.post(child, Account.ALERTED, Account.IN_FLIGHT, child_amount, back)

    def take_back(self, hop: int, amount: Decimal, child: int, child_amount: Decimal) -> None:
        """Undo a part of `move_on`: the child's `unknown` money is again the hop's `unknown` money."""
        there, back = _halves(_Half(hop, amount, self.currency(hop)), _Half(child, child_amount, self.currency(child)))
        if child_amount > self.balance(child, Account.UNKNOWN) or amount > self.moved_to(hop, child):
            raise CaseError(Fault.UNBALANCED, f"hop {child}: so much cannot be taken back")
        self.post(hop, Account.MOVED_ON, Account.UNKNOWN, amount, there)
        self.post(child, Account.UNKNOWN, Account.ALERTED, child_amount, back)

    def moved_to(self, hop: int, child: int) -> Decimal:
        """How much of the hop's money has gone on to the child, in the hop's currency."""
        total = ZERO
        for posting in self._postings:
            if posting.hop == hop and posting.other is not None and posting.other.hop == child:
                total += _signed(posting.credit is Account.MOVED_ON, posting.amount)
        return total

    def verify(self) -> None:
        """Check the equation in every hop, and that each child holds exactly what moved on to it.

        It holds by construction; checked again where a case is closed or its record comes from elsewhere.
        """
        for hop in self.hops():
            if self.balance(hop, Account.ALERTED) != self.balance(hop, *PLACES):
                raise CaseError(Fault.UNBALANCED, f"hop {hop}: the equation does not hold")
        for posting, following in zip_longest(self._postings, self._postings[1:]):
            if Account.MOVED_ON in (posting.debit, posting.credit) and not _is_pair(posting, following):
                raise CaseError(Fault.UNBALANCED, f"posting {posting.number}: its other half is missing")

    def _add(self, posting: Posting) -> None:
        _check(posting, len(self._postings) + 1, self._currencies.get(posting.hop, posting.currency))
        # A debit of a source and a credit of a place raise their balances; the opposites lower them.
        debit = self.balance(posting.hop, posting.debit) + _signed(posting.debit in SOURCES, posting.amount)
        credit = self.balance(posting.hop, posting.credit) + _signed(posting.credit not in SOURCES, posting.amount)
        if debit < 0 or credit < 0:
            raise CaseError(Fault.UNBALANCED, f"hop {posting.hop}: less than that on {posting.debit.value}")
        self._balances[posting.hop, posting.debit] = debit
        self._balances[posting.hop, posting.credit] = credit
        self._currencies[posting.hop] = posting.currency
        self._postings.append(posting)


class _Half(NamedTuple):
    hop: int
    amount: Decimal
    currency: str

    def seen_from(self, other: "_Half") -> Other:
        converted = self.currency != other.currency
        return Other(self.amount, self.currency, self.hop, rate_of(other.amount, self.amount) if converted else None)


def _halves(hop: _Half, child: _Half) -> tuple[Other, Other]:
    """What each half of a posting pair says of the other: the child's money to the hop, the hop's to the child.

    Raises `CaseError` (`unbalanced`) for amounts that are not positive, or differ in one currency.
    """
    if min(hop.amount, child.amount) <= 0 or (hop.currency == child.currency and hop.amount != child.amount):
        raise CaseError(Fault.UNBALANCED, f"hops {hop.hop} and {child.hop}: not the same money")
    return child.seen_from(hop), hop.seen_from(child)


def _signed(plus: bool, amount: Decimal) -> Decimal:
    return amount if plus else -amount


def _check(posting: Posting, number: int, currency: str) -> None:
    outside = (posting.debit is Account.OUTSIDE, posting.credit is Account.SURPLUS)
    if posting.number != number:
        raise CaseError(Fault.UNBALANCED, f"posting {posting.number}: expected number {number}")
    if posting.amount <= 0 or posting.debit is posting.credit:
        raise CaseError(Fault.UNBALANCED, f"posting {number}: nothing is moved")
    if outside[0] != outside[1] or posting.debit is Account.SURPLUS or posting.credit is Account.OUTSIDE:
        raise CaseError(Fault.UNBALANCED, f"posting {number}: surplus comes from outside alone")
    if posting.currency != currency:
        raise CaseError(Fault.UNBALANCED, f"posting {number}: a hop has one currency")


def _is_pair(posting: Posting, following: Posting | None) -> bool:
    """True when `following` is the child's half of `posting`: the same money, at the child's `alerted`."""
    there, back = posting.other, following.other if following else None
    if there is None or following is None or back is None:
        return False
    halves = _halves(
        _Half(posting.hop, posting.amount, posting.currency),
        _Half(following.hop, following.amount, following.currency),
    )
    return (there, back) == halves and Account.ALERTED in (following.debit, following.credit)


def rate_of(amount: Decimal, other: Decimal) -> Decimal:
    """Units of `other` per unit of `amount`, to 18 significant digits."""
    return _RATES.divide(other, amount)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """The amount to the minor unit of its currency, half to even."""
    return amount.quantize(Decimal(1).scaleb(-minor_units(currency)), rounding=ROUND_HALF_EVEN)
