"""Which accounts of a payee are known: asked several times of every transfer."""

from interceptor.profiles.relationship import TRUST_AFTER, KnownAccount, RelationshipProfile


def known_account(relationship: RelationshipProfile, digest: bytes | None) -> KnownAccount | None:
    """The account with this digest that the payee was paid on before, or tried to be; None when there is none."""
    for known in relationship.accounts:
        if known.digest == digest:
            return known
    return None


def trusted(known: KnownAccount, time: float, trust_after: float = TRUST_AFTER) -> bool:
    """True when the account is *known*: paid, unreported, and either cleared or first paid long enough ago."""
    if known.reported or not known.count:
        return False
    return known.cleared or time - known.first_paid >= trust_after
