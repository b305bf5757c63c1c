"""What is normal for one debtor account. One writer: the partition of the account."""

from typing import Final

import msgspec

from interceptor.profiles.moments import Moments

PAYEES: Final = 256
"""Directory size; the payee that was paid longest ago goes first."""
ALIASES: Final = 64
PAYEE_ACCOUNTS: Final = 8
RECENT: Final = 24
COUNTRIES: Final = 48
CURRENCIES: Final = 16
INITIATORS: Final = 24
ROUTES: Final = 16
ALERTS: Final = 8
LIMITS: Final = 4
AMOUNT_BINS: Final = 32
RELATIONSHIPS = 8  # not final, so that it is not compiled in: a test sets it where it is used
"""Relationships that lie in their debtor's row: with as many the row fills a page of 4 KB, where most debtors end."""


class Payee(msgspec.Struct, array_like=True, gc=False):
    """One row of the directory of payees: paid ones only, stored under the payee's entity digest (see `payees.py`)."""

    name: str
    """As written at the first payment, cut to 70 characters."""
    count: int = 0
    """Payments, not decayed."""
    total: int = 0
    """Sum over payments of 100 x natural log of the USD amount; integers, so that taking out is exact."""
    priced: int = 0
    """Payments that had a USD amount and stand in `total`."""
    first_day: int = 0
    """Day number (epoch seconds // 86400) of the first payment."""
    last_day: int = 0
    accounts: list[bytes] = []
    """First 4 bytes of the digests of the latest accounts paid, newest last."""
    lei: str | None = None

    def typical(self) -> float | None:
        """Natural log of the geometric mean amount in USD, or None before a priced payment."""
        return self.total / (100 * self.priced) if self.priced else None


class Named(msgspec.Struct, array_like=True, gc=False):
    """The beginning of a `Payee`, for those who ask for names alone: the rest of its row is passed over."""

    name: str


class Recent(msgspec.Struct, array_like=True, gc=False):
    """One payment or attempt to an account that was not yet trusted at the time."""

    time: int
    """Epoch seconds."""
    payee: bytes
    """First 4 bytes of the entity digest."""
    account: bytes
    """First 4 bytes of the account digest."""
    amount: int
    """US cents, approximate; 0 when the currency has no reference rate."""
    new_payee: bool
    """The payee itself, and not only the account, was new at the time."""
    paid: bool
    """False for an attempt."""


class DebtorProfile(msgspec.Struct, array_like=True, gc=False):
    """Habits, known payees and the latest novelties of one debtor account.

    Folds change it in place. Dicts are ordered by last use and bounded by the constants above; days are day numbers.
    New fields go at the end: bytes of this version without them still decode.
    """

    payments: int = 0
    """Payments, not decayed."""
    attempts: int = 0
    """Intercepted, cancelled or never released."""
    first_seen: int = 0
    """Epoch seconds of the earliest payment; 0 before it."""
    last_seen: int = 0
    amounts: Moments = msgspec.field(default_factory=Moments)
    """Of the natural log of the USD amount."""
    histogram: bytearray = msgspec.field(default_factory=lambda: bytearray(AMOUNT_BINS))
    """Payments by power of two of the USD amount, one byte each, halved together when one is full."""
    hours: bytearray = msgspec.field(default_factory=lambda: bytearray(24))
    """Payments by UTC hour."""
    weekdays: bytearray = msgspec.field(default_factory=lambda: bytearray(7))
    """Payments by weekday, Monday first."""
    month_days: bytearray = msgspec.field(default_factory=lambda: bytearray(31))
    """Payments by day of month: the payment-run days."""
    round_payments: int = 0
    """Payments of a round amount, not decayed."""
    countries: dict[str, int] = {}
    """Receiving country: day last paid."""
    currencies: dict[str, int] = {}
    payees: dict[bytes, msgspec.Raw] = {}
    """8-byte entity digest: payee as bytes, since a payment concerns one of up to 256: see `directory`."""
    aliases: dict[bytes, bytes] = {}
    """Entity digest that another writing of the name would have: entity digest of the payee."""
    recent: list[Recent] = []
    """Oldest first."""
    initiators: dict[bytes, int] = {}
    """8-byte digest of the person who ordered: day last seen."""
    channels: dict[str, int] = {}
    routes: dict[str, int] = {}
    """Intermediary's bank and country (6 characters) and receiving country: day last used."""
    alerts: dict[bytes, int] = {}
    """8-byte case digest: epoch seconds of its first alert. Open cases and confirmed fraud, not withdrawn ones."""
    limits: dict[str, float] = {}
    """Currency: the approval limit that a context last named."""
    relationships: dict[bytes, bytes] = {}
    """Entity digest: encoded relationship with one of the first `RELATIONSHIPS` payees; others have their own rows."""
