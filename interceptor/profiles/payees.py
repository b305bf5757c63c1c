"""Which of the debtor's payees a creditor is.

The name decides first: money for a known payee that goes to another payee's account is still on an account that is
new for it. Then the account, the LEI, and other writings of a known name. Whoever is left is new, and may look like a
known payee (research/indicators.md 1.2 #1, #12).
"""

from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from interceptor.profiles.debtor import DebtorProfile, Payee
from interceptor.profiles.directory import directory, may_hold_account, may_hold_lei, payee_names, payee_of, rows
from interceptor.profiles.keys import entity_digest
from interceptor.profiles.names import alike, fold, same, same_payee, similarity, squashed_all
from interceptor.profiles.payment import Payment

NEAR: Final = 60.0
"""Share of equal characters (per cent) from which two names are compared closely: a name cut at 35 of 80 characters,
or one with a country added, lies above it."""
CANDIDATES: Final = 5
"""Names compared closely; each costs some 10 us, and whole directories of them would be felt."""


@dataclass(init=False, slots=True)
class Resolution:
    """How the creditor of one transfer was found among the debtor's payees."""

    entity: bytes
    """8-byte digest of the payee: key in the debtor's directory and second half of the relationship's row key."""
    how: str
    """`name`, `account`, `lei`, `alias` (the same payee, written otherwise) or `new`."""
    lookalike: str | None
    """Name of a payee in the directory that this new one nearly equals."""
    similarity: float
    """Likeness to `lookalike`, 0 to 1."""
    known: list[str] | None
    """The names of the debtor's payees, when they had to be read; the indicators of a new payee ask for them again."""

    def __init__(
        self,
        entity: bytes,
        how: str,
        lookalike: str | None = None,
        similarity: float = 0.0,
        known: list[str] | None = None,
    ) -> None:
        self.entity = entity
        self.how = how
        self.lookalike = lookalike
        self.similarity = similarity
        self.known = known


def resolve(tenant: str, debtor: DebtorProfile, payment: Payment) -> Resolution:
    """The payee that `payment` goes to. Reads the profile, never changes it."""
    entity = payment.entity
    payee = payee_of(debtor, entity)
    if payee is not None and (payee.name == payment.name or not payment.name_key):
        return Resolution(entity, "name")
    alias = debtor.aliases.get(entity)
    if payee is None and alias is not None and alias in debtor.payees:
        return Resolution(alias, "alias")
    return _resolve_slowly(tenant, debtor, payment, payee)


def _resolve_slowly(tenant: str, debtor: DebtorProfile, payment: Payment, namesake: Payee | None) -> Resolution:
    """Everything but the common case of a name written as at the first payment."""
    entity = payment.entity
    if namesake is not None:
        if same_payee(namesake.name, payment.name):
            return Resolution(entity, "name")
        # Another legal form under the same key is another company, so it gets a digest of its own.
        entity = entity_digest(tenant, payment.name_key, *sorted(fold(payment.name).forms))
        if entity in debtor.payees:
            return Resolution(entity, "name")
    if not debtor.payees:
        return Resolution(entity, "new")
    packed = rows(debtor)
    found = _by_account(debtor, packed, payment) or _by_lei(debtor, packed, payment)
    return found if found is not None else _by_likeness(debtor, payee_names(debtor, packed), payment, entity)


def _by_account(debtor: DebtorProfile, packed: bytes, payment: Payment) -> Resolution | None:
    if payment.account is None:
        return None
    account = payment.account[:4]
    if not may_hold_account(packed, account):
        return None
    for entity, payee in directory(debtor).items():
        if account in payee.accounts:
            return Resolution(entity, "account")
    return None


def _by_lei(debtor: DebtorProfile, packed: bytes, payment: Payment) -> Resolution | None:
    if payment.lei is None or not may_hold_lei(packed, payment.lei):
        return None
    for entity, payee in directory(debtor).items():
        if payee.lei == payment.lei:
            return Resolution(entity, "lei")
    return None


def _by_likeness(debtor: DebtorProfile, names: list[str], payment: Payment, entity: bytes) -> Resolution:
    """Another writing of a known name, else a new payee, which may look like a known one; `names` are the known."""
    new = Resolution(entity, "new", known=names)
    if not payment.name_key:
        return new
    name, written = fold(payment.name), squashed_all(names)
    near = process.extract(name.squashed, written, scorer=fuzz.ratio, score_cutoff=NEAR, limit=CANDIDATES)
    if not near:
        return new
    candidates = [(position, fold(names[position])) for _, _, position in near]
    for position, other in candidates:
        if same(other, name):
            return Resolution(tuple(debtor.payees)[position], "alias", known=names)
    for position, other in candidates:
        if alike(other, name):
            new.lookalike = names[position]
            new.similarity = similarity(names[position], payment.name)
            break
    return new
