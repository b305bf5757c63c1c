"""Which of the debtor's payees a creditor is.

The name decides first: money for a known payee that goes to another payee's account is still on an account that is
new for it. Then the account, the LEI, and other writings of a known name. Whoever is left is new, and may look like a
known payee (research/indicators.md 1.2 #1, #12).
"""

from dataclasses import dataclass
from operator import attrgetter

from rapidfuzz import fuzz, process

from interceptor.profiles.debtor import DebtorProfile, Payee
from interceptor.profiles.directory import directory, payee_of
from interceptor.profiles.keys import entity_digest
from interceptor.profiles.names import alike, fold, same, same_payee, similarity, squashed
from interceptor.profiles.payment import Payment

NEAR = 60.0
"""Share of equal characters (per cent) from which two names are compared closely: a name cut at 35 of 80 characters,
or one with a country added, lies above it."""
CANDIDATES = 5
"""Names compared closely; each costs some 10 us, and whole directories of them would be felt."""


_NAME_OF = attrgetter("name")


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
    directory: dict[bytes, Payee] | None
    """The debtor's directory, when it had to be taken apart; the indicators of a new payee read it again."""

    def __init__(
        self,
        entity: bytes,
        how: str,
        lookalike: str | None = None,
        similarity: float = 0.0,
        directory: dict[bytes, Payee] | None = None,
    ) -> None:
        self.entity = entity
        self.how = how
        self.lookalike = lookalike
        self.similarity = similarity
        self.directory = directory


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
    payees = directory(debtor)
    found = _by_account(payees, payment) or _by_lei(payees, payment)
    found = found if found is not None else _by_likeness(payees, payment, entity)
    found.directory = payees
    return found


def _by_account(payees: dict[bytes, Payee], payment: Payment) -> Resolution | None:
    account = payment.account
    if account is None:
        return None
    account = account[:4]
    for entity, payee in payees.items():
        if account in payee.accounts:
            return Resolution(entity, "account")
    return None


def _by_lei(payees: dict[bytes, Payee], payment: Payment) -> Resolution | None:
    if payment.lei is None:
        return None
    for entity, payee in payees.items():
        if payee.lei == payment.lei:
            return Resolution(entity, "lei")
    return None


def _by_likeness(payees: dict[bytes, Payee], payment: Payment, entity: bytes) -> Resolution:
    """Another writing of a known name, else a new payee, which may look like a known one."""
    new = Resolution(entity, "new")
    if not payment.name_key:
        return new
    written = list(map(squashed, map(_NAME_OF, payees.values())))
    near = process.extract(squashed(payment.name), written, scorer=fuzz.ratio, score_cutoff=NEAR, limit=CANDIDATES)
    if not near:
        return new
    name, entities = fold(payment.name), tuple(payees)
    candidates = [(entities[position], fold(payees[entities[position]].name)) for _, _, position in near]
    for known, other in candidates:
        if same(other, name):
            return Resolution(known, "alias")
    for known, other in candidates:
        if alike(other, name):
            payee = payees[known]
            new.lookalike = payee.name
            new.similarity = similarity(payee.name, payment.name)
            break
    return new
