"""What is normal between one debtor account and one payee. One writer: the partition of the debtor account."""

from typing import Final

import msgspec

from interceptor.profiles.moments import Moments
from interceptor.profiles.statistics import DAY

TRUST_AFTER: Final = 30 * DAY
"""Default time without a report after which a paid account is known (DESIGN 4). Seconds."""
ACCOUNTS: Final = 16
CURRENCIES: Final = 4
TEMPLATES: Final = 6
PURPOSES: Final = 4
DOCUMENTS: Final = 16
NAMES: Final = 3


class KnownAccount(msgspec.Struct, array_like=True, gc=False):
    """One account on which this debtor paid, or tried to pay, this payee."""

    digest: bytes
    """8 bytes, scoped to the tenant."""
    tail: str
    """Last three characters, for people."""
    country: str | None = None
    """Receiving country at the latest use."""
    agent: str | None = None
    """Bank of the account: BIC bank and country (6 characters), else clearing system and member id."""
    first_paid: int = 0
    """Epoch seconds of the earliest payment; 0 when there were only attempts."""
    last_paid: int = 0
    count: int = 0
    """Payments, not decayed."""
    attempts: int = 0
    reported: bool = False
    """Named in a report or confirmed fraud; such an account is never trusted."""
    cleared: bool = False
    """A person verified the account, so it is trusted at once."""
    first_seen: int = 0
    """Epoch seconds of the first payment or attempt."""


class RelationshipProfile(msgspec.Struct, array_like=True, gc=False):
    """How this debtor pays this payee. Lists are ordered by last use and bounded by the constants above."""

    count: int = 0
    """Payments, not decayed."""
    attempts: int = 0
    first_paid: int = 0
    """Epoch seconds; 0 before the first payment."""
    last_paid: int = 0
    amounts: Moments = msgspec.field(default_factory=Moments)
    """Of the natural log of the USD amount."""
    gaps: Moments = msgspec.field(default_factory=Moments)
    """Of the days between payments."""
    accounts: list[KnownAccount] = []
    currencies: list[str] = []
    templates: list[str] = []
    """Reference styles, see `references.py`."""
    purposes: list[str] = []
    documents: list[bytes] = []
    """First 4 bytes of a document number's digest and first 4 of the account's, oldest first."""
    names: list[str] = []
    """The payee's names as written, latest last."""
    home: str | None = None
    """Country of the payee's address, when a message last gave one."""
