"""What becomes of all four profiles when a transfer is paid, only tried, cleared, or found to be fraud.

Every fold changes the profiles given to it, and nothing else; it depends on its arguments alone (the time is the
payment's own), so running a batch again from stored bytes gives the same bytes. Intercepted, cancelled and unreleased
transfers are attempts and teach nothing (DESIGN 4). A transfer is *settled* when its account is known for its payee:
it says nothing new about the account or the name, so the two shared profiles stay as they are.
"""

from dataclasses import dataclass

from interceptor.profiles import creditor_folds, debtor_folds, relationship_folds
from interceptor.profiles.creditor_account import CreditorAccountProfile
from interceptor.profiles.creditor_name import CreditorNameProfile
from interceptor.profiles.debtor import DebtorProfile
from interceptor.profiles.known_accounts import known_account, trusted
from interceptor.profiles.payees import Resolution
from interceptor.profiles.payment import Payment
from interceptor.profiles.relationship import TRUST_AFTER, RelationshipProfile


@dataclass(init=False, slots=True)
class Profiles:
    """The writable profiles of one transfer. The shared two are this partition's own rows, not the merged ones."""

    debtor: DebtorProfile
    relationship: RelationshipProfile
    settled: bool
    """See `is_settled`; for `take_out` see `was_settled`."""
    account: CreditorAccountProfile | None
    """None when settled, or when the message names no account."""
    name: CreditorNameProfile | None
    """None when settled, or when the creditor has no name."""

    def __init__(
        self,
        debtor: DebtorProfile,
        relationship: RelationshipProfile,
        settled: bool,
        account: CreditorAccountProfile | None = None,
        name: CreditorNameProfile | None = None,
    ) -> None:
        self.debtor = debtor
        self.relationship = relationship
        self.settled = settled
        self.account = account
        self.name = name


def is_settled(relationship: RelationshipProfile, payment: Payment, trust_after: float = TRUST_AFTER) -> bool:
    """The account of `payment` is known for its payee."""
    known = known_account(relationship, payment.account)
    return known is not None and trusted(known, payment.time, trust_after)


def was_settled(relationship: RelationshipProfile, payment: Payment, trust_after: float = TRUST_AFTER) -> bool:
    """A folded payment was settled when it was folded, as far as the relationship still shows it.

    Marks set since then do not count. Wrong only for payments that a clearance settled early, and for those that an
    event 30 days older came after: the account's count of payments is then off by one.
    """
    known = known_account(relationship, payment.account)
    return known is not None and known.count > 0 and payment.time - known.first_paid >= trust_after


def fold_payment(profiles: Profiles, payment: Payment, payee: Resolution) -> bool:
    """Learn from a payment. True when the name profile changed; the account's changes unless settled."""
    if not profiles.settled:
        debtor_folds.remember(profiles.debtor, payment, payee, new_payee=not profiles.relationship.count, paid=True)
    return _learn(profiles, payment, payee)


def _learn(profiles: Profiles, payment: Payment, payee: Resolution) -> bool:
    debtor_folds.fold_payment(profiles.debtor, payment, payee)
    relationship_folds.fold_payment(profiles.relationship, payment)
    if profiles.account is not None:
        creditor_folds.fold_account_payment(profiles.account, payment)
    return profiles.name is not None and creditor_folds.fold_name_payment(profiles.name, payment)


def fold_attempt(profiles: Profiles, payment: Payment, payee: Resolution) -> None:
    """Note a transfer that was not (yet) paid. The name profile never changes, the account's unless settled."""
    if not profiles.settled:
        debtor_folds.remember(profiles.debtor, payment, payee, new_payee=not profiles.relationship.count, paid=False)
    profiles.debtor.attempts += 1
    relationship_folds.fold_attempt(profiles.relationship, payment)
    if profiles.account is not None:
        creditor_folds.fold_account_attempt(profiles.account, payment)


def drop_attempt(profiles: Profiles, payment: Payment) -> None:
    """Uncount an attempt that is counted under another message of the same payment."""
    profiles.debtor.attempts = max(0, profiles.debtor.attempts - 1)
    relationship_folds.drop_attempt(profiles.relationship, payment)


def put_in(profiles: Profiles, payment: Payment, payee: Resolution, *, cleared: bool) -> bool:
    """Turn the attempt of this transfer into a payment: it was released after all, or its alert was cleared.

    With `cleared` a person verified the payee, so the account is trusted at once. True when the name profile changed.
    """
    debtor_folds.mark_paid(profiles.debtor, payment)
    drop_attempt(profiles, payment)
    changed = _learn(profiles, payment, payee)
    if cleared:
        relationship_folds.mark_cleared(profiles.relationship, payment.account)
    return changed


def take_out(profiles: Profiles, payment: Payment, payee: Resolution, *, reported: bool) -> None:
    """Turn the payment of this transfer into an attempt: fraud was confirmed, or it was cancelled after release.

    With `reported` its account is never trusted again for this payee. Counts and decayed sums come back to what they
    were (1e-9); see the folds of each profile for what stays. The name profile does not change.
    """
    debtor_folds.mark_unpaid(profiles.debtor, payment)
    debtor_folds.take_out(profiles.debtor, payment, payee)
    profiles.debtor.attempts += 1
    relationship_folds.take_out(profiles.relationship, payment)
    relationship_folds.fold_attempt(profiles.relationship, payment)
    if reported:
        relationship_folds.mark_reported(profiles.relationship, payment.account, True)
    if profiles.account is not None:
        creditor_folds.take_out_of_account(profiles.account)
