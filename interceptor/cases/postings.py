"""The words of the ledger: the accounts of a hop, and the posting."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

import msgspec


class Account(StrEnum):
    """Where an amount of one hop is."""

    ALERTED = "alerted"
    PREVENTED = "prevented"
    """Never left the sending bank."""
    IN_FLIGHT = "in_flight"
    """Sent, or about to be; nobody has said what became of it."""
    HELD = "held"
    RETURNED = "returned"
    CHARGES = "charges"
    RELEASED = "released"
    """Let go: by the holder, or because the alert was withdrawn."""
    FORFEITED = "forfeited"
    MOVED_ON = "moved_on"
    """Went to another account that we know: the child hop is opened with it."""
    LOST = "lost"
    UNKNOWN = "unknown"
    """Left the account, or its hold lapsed, and nobody says where it is."""
    OUTSIDE = "outside"
    SURPLUS = "surplus"


SOURCES = frozenset({Account.ALERTED, Account.OUTSIDE})
PLACES: tuple[Account, ...] = tuple(account for account in Account if account not in {*SOURCES, Account.SURPLUS})
"""The right-hand side of the equation."""


class Other(msgspec.Struct, frozen=True):
    """The same money elsewhere: the other half of a posting pair, or what was really paid in another currency."""

    amount: Decimal
    currency: str
    hop: int | None = None
    """The child of `moved_on`, the parent of an opening; None when it stands on no hop."""
    rate: Decimal | None = None
    """Units of this currency per unit of the posting's; None when no conversion took place."""


class Posting(msgspec.Struct, frozen=True, kw_only=True):
    """One movement. Postings are only ever added; a correction is another posting."""

    number: int
    """1, 2, 3 … within the case."""
    time: datetime
    hop: int
    currency: str
    debit: Account
    credit: Account
    amount: Decimal
    cause: str
    """Id of the reply or name of the act that moved it."""
    other: Other | None = None
    note: str | None = None
    """Why, where a person moved it."""
