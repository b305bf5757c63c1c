"""Folds of the relationship profile. They change the profile given to them and depend on their arguments alone."""

from interceptor.profiles.bounded import push
from interceptor.profiles.known_accounts import known_account
from interceptor.profiles.payment import Payment
from interceptor.profiles.relationship import (
    ACCOUNTS,
    CURRENCIES,
    DOCUMENTS,
    NAMES,
    PURPOSES,
    TEMPLATES,
    KnownAccount,
    RelationshipProfile,
)
from interceptor.profiles.statistics import DAY, observe


def _account(profile: RelationshipProfile, payment: Payment) -> KnownAccount | None:
    """The row of the payment's account, new if need be; None when the payment names no account."""
    if payment.account is None:
        return None
    known = known_account(profile, payment.account)
    if known is None:
        known = KnownAccount(payment.account, payment.tail, first_seen=int(payment.time))
        profile.accounts.append(known)
        if len(profile.accounts) > ACCOUNTS:
            _evict(profile.accounts, known)
    known.country = payment.country
    known.agent = payment.agent
    return known


def _evict(accounts: list[KnownAccount], newest: KnownAccount) -> None:
    # Attempts go before payments and reports stay longest: neither must push out what was really paid.
    accounts.remove(
        min(
            (known for known in accounts if known is not newest),
            key=lambda known: (known.reported, known.count > 0, known.last_paid, known.digest),
        )
    )


def fold_payment(profile: RelationshipProfile, payment: Payment) -> None:
    """Take a payment in."""
    seconds = int(payment.time)
    share = payment.weight
    if profile.last_paid and seconds > profile.last_paid:
        observe(profile.gaps, share, (seconds - profile.last_paid) / DAY)
    profile.count += 1
    if not profile.first_paid or seconds < profile.first_paid:
        profile.first_paid = seconds
    profile.last_paid = max(profile.last_paid, seconds)
    if payment.log_usd is not None:
        observe(profile.amounts, share, payment.log_usd)
    known = _account(profile, payment)
    if known is not None:
        known.count += 1
        if not known.first_paid or seconds < known.first_paid:
            known.first_paid = seconds
        known.last_paid = max(known.last_paid, seconds)
    _fold_style(profile, payment)


def _fold_style(profile: RelationshipProfile, payment: Payment) -> None:
    push(profile.currencies, payment.currency, CURRENCIES)
    if payment.template is not None:
        push(profile.templates, payment.template, TEMPLATES)
    if payment.purpose is not None:
        push(profile.purposes, payment.purpose, PURPOSES)
    if payment.name:
        push(profile.names, payment.name, NAMES)
    if payment.home is not None:
        profile.home = payment.home
    if payment.documents and payment.account is not None:
        for document in payment.documents:
            push(profile.documents, document + payment.account[:4], DOCUMENTS)


def fold_attempt(profile: RelationshipProfile, payment: Payment) -> None:
    """Count an attempt; its account is noted but stays unknown."""
    profile.attempts += 1
    known = _account(profile, payment)
    if known is not None:
        known.attempts += 1


def drop_attempt(profile: RelationshipProfile, payment: Payment) -> None:
    """Uncount an attempt that becomes a payment; `fold_payment` follows."""
    profile.attempts = max(0, profile.attempts - 1)
    known = known_account(profile, payment.account)
    if known is not None:
        known.attempts = max(0, known.attempts - 1)


def take_out(profile: RelationshipProfile, payment: Payment) -> None:
    """Take a folded payment out again: counts, first and last paid, decayed amounts (to 1e-9) and its documents.

    The gap that the payment closed, and the styles it brought, stay: they cannot be told from others any more.
    """
    profile.count = max(0, profile.count - 1)
    if payment.log_usd is not None:
        observe(profile.amounts, -payment.weight, payment.log_usd)
    known = known_account(profile, payment.account)
    if known is not None:
        known.count = max(0, known.count - 1)
        if not known.count:
            known.first_paid = known.last_paid = 0
    if payment.account is not None:
        gone = {document + payment.account[:4] for document in payment.documents}
        profile.documents = [entry for entry in profile.documents if entry not in gone]
    paid = [other for other in profile.accounts if other.count]
    if paid or not profile.count:
        profile.first_paid = min((other.first_paid for other in paid), default=0)
        profile.last_paid = max((other.last_paid for other in paid), default=0)


def mark_reported(profile: RelationshipProfile, account: bytes | None, reported: bool) -> None:
    """Mark an account as named in a report (it is never trusted), or lift the mark."""
    known = known_account(profile, account)
    if known is not None:
        known.reported = reported


def mark_cleared(profile: RelationshipProfile, account: bytes | None) -> None:
    """A person verified that the account is the payee's: it is trusted from its first payment on."""
    known = known_account(profile, account)
    if known is not None:
        known.cleared = True
        known.reported = False
