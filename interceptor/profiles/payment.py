"""What profiles and indicators need to know of one transfer, worked out once."""

from decimal import Decimal

import msgspec


class Payment(msgspec.Struct):
    """Facts of one transfer in the form in which profiles keep them. Build it with `describing.describe`."""

    time: float
    """Event time, epoch seconds UTC."""
    debtor: bytes
    """8-byte key of the debtor account."""
    account: bytes | None
    """8-byte digest of the creditor account, None when the message has none."""
    tail: str
    """Last three characters of the creditor account; empty without one."""
    name: str
    """Creditor's name as written, cut to 70 characters."""
    name_key: str
    """Folded name, see `names.py`; empty when the name has no letters or digits."""
    lei: str | None
    country: str
    """Receiving jurisdiction, alpha-2, or ZZ."""
    home: str | None
    """Country of the creditor's address."""
    agent: str | None
    """BIC bank and country (6 characters), else clearing system and member id."""
    amount: float
    currency: str
    amount_usd: float | None
    """Approximate, for comparison only."""
    log_usd: float | None
    """Natural log of `amount_usd`."""
    round: bool
    templates: tuple[str, ...] = ()
    documents: tuple[bytes, ...] = ()
    """4-byte digests of document numbers."""
    purpose: str | None = None
    routes: tuple[str, ...] = ()
    initiator: bytes | None = None
    channel: str | None = None
    limit: Decimal | None = None
