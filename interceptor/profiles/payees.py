"""Which of the debtor's payees a creditor is: payee resolution."""

import msgspec

from interceptor.profiles.debtor import Payee


class Resolution(msgspec.Struct):
    """How the creditor of one transfer was found among the debtor's payees."""

    key: str
    """Directory key: the payee's name key when first met, or a stand-in without a name."""
    entity: bytes
    """8-byte digest of `key`; second half of the relationship's row key."""
    how: str
    """`name`, `alias` (same payee, written otherwise), `account`, `lei`, or `new`."""
    payee: Payee | None = None
    """Its directory row; None when new."""
    lookalike: str | None = None
    """Directory key of another payee whose name this one nearly equals; only when the payee is not known."""
    similarity: float = 0.0
    """Likeness to `lookalike`, 0 to 1."""
