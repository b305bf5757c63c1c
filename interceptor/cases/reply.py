"""A reply: what a desk or bank answered, in one form whatever carried it."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec

from interceptor.cases.states import Event

Channel = Literal["transfer", "cash", "crypto"]


class Onward(msgspec.Struct, frozen=True, kw_only=True):
    """Where money went from a hop. The amounts are totals up to now, so that saying them twice changes nothing."""

    channel: Channel = "transfer"
    account: str | None = None
    bic: str | None = None
    country: str | None = None
    amount: Decimal
    currency: str
    debited: Decimal | None = None
    """The same money in the hop's currency, when `currency` is another."""
    rate: Decimal | None = None
    """Units of `currency` per unit of the hop's, in place of `debited`."""


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """One answer. Which fields an answer must carry stands in the state table."""

    reply_id: str
    """The sender's own id of it, or a digest of its content: the same id is applied once."""
    received_at: datetime
    answer: Event
    alert_id: str | None = None
    message_id: str | None = None
    """Id of our message that it answers."""
    case_reference: str | None = None
    """Our `Case/Id` (`interceptor.messages.message_ids.case_reference`)."""
    uetr: str | None = None
    sender: str | None = None
    """BIC or desk id; may be an agent further down than the one asked."""
    amount: Decimal | None = None
    """Held, gone, returned, released or forfeited, by the answer. Totals up to now, but for `RETURNED`."""
    currency: str | None = None
    charges: Decimal | None = None
    """Taken off a return, in `currency`."""
    gone: Decimal | None = None
    """Of `PARTLY_HELD`: how much left the account."""
    equivalent: Decimal | None = None
    """`amount` in the hop's currency, when `currency` is another."""
    expires_at: datetime | None = None
    happened_at: datetime | None = None
    legal_basis: str | None = None
    case_number: str | None = None
    officer_role: str | None = None
    code: str | None = None
    """ISO external code."""
    text: str | None = None
    holder: str | None = None
    """BIC or name of who holds the account, by the addressee's word."""
    missing: tuple[str, ...] = ()
    onward: tuple[Onward, ...] = ()
    return_id: str | None = None
    """Id of the pacs.004 or of the credit: without it a `RETURNED` is a promise, not money."""
    needs_person: bool = False
    """The message contradicts itself, or says what no table has: a person reads it."""
