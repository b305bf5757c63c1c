"""Folds of the debtor profile. They change the profile given to them and depend on their arguments alone."""

from typing import Final

from interceptor.profiles.bounded import bump, drop, push, touch, touch_day
from interceptor.profiles.debtor import (
    ALERTS,
    ALIASES,
    AMOUNT_BINS,
    COUNTRIES,
    CURRENCIES,
    INITIATORS,
    LIMITS,
    PAYEE_ACCOUNTS,
    PAYEES,
    RECENT,
    ROUTES,
    DebtorProfile,
    Payee,
    Recent,
)
from interceptor.profiles.directory import payee_of, put_payee
from interceptor.profiles.payees import Resolution
from interceptor.profiles.payment import Payment
from interceptor.profiles.statistics import DAY, DAY_SECONDS, observe

RECENT_SPAN: Final = 30 * DAY
"""How long a payment to an untrusted account is remembered one by one: the longest window of indicators #34 to #38."""
_OTHER_WRITINGS: Final = frozenset({"account", "alias", "lei"})
_LN2: Final = 0.6931471805599453


def amount_bin(log_usd: float) -> int:
    """Position in `DebtorProfile.histogram`: the power of two of the USD amount, from 1 dollar to 2 billion."""
    position = int(log_usd / _LN2)
    return 0 if position < 0 else position if position < AMOUNT_BINS else AMOUNT_BINS - 1


def fold_payment(profile: DebtorProfile, payment: Payment, payee: Resolution) -> None:
    """Take a payment into the habits and the directory."""
    seconds = int(payment.time)
    day = seconds // DAY_SECONDS
    profile.payments += 1
    if not profile.first_seen or seconds < profile.first_seen:
        profile.first_seen = seconds
    profile.last_seen = max(profile.last_seen, seconds)
    log_usd = payment.log_usd
    if log_usd is not None:
        observe(profile.amounts, payment.weight, log_usd)
        bump(profile.histogram, amount_bin(log_usd))
    bump(profile.hours, payment.hour)
    bump(profile.weekdays, payment.weekday)
    bump(profile.month_days, payment.month_day - 1)
    if payment.round:
        profile.round_payments += 1
    touch_day(profile.countries, payment.country, day, COUNTRIES)
    touch_day(profile.currencies, payment.currency, day, CURRENCIES)
    if payment.routes:
        for route in payment.routes:
            touch_day(profile.routes, route, day, ROUTES)
    if payment.initiator is not None:
        touch_day(profile.initiators, payment.initiator, day, INITIATORS)
    if payment.channel is not None:
        touch_day(profile.channels, payment.channel, day, INITIATORS)
    if payment.limit is not None:
        touch(profile.limits, payment.currency, payment.limit, LIMITS)
    if profile.recent:
        _forget(profile.recent, seconds - RECENT_SPAN)
    _fold_payee(profile, payment, payee, day)


def _fold_payee(profile: DebtorProfile, payment: Payment, payee: Resolution, day: int) -> None:
    entity = payee.entity
    row = payee_of(profile, entity)
    if row is None:
        row = Payee(payment.name, first_day=day, last_day=day)
    elif row.last_day != day:
        del profile.payees[entity]  # to come back last, as the latest used
    row.count += 1
    if payment.log_usd is not None:
        row.total += round(100 * payment.log_usd)
        row.priced += 1
    if day < row.first_day:
        row.first_day = day
    elif day > row.last_day:
        row.last_day = day
    if payment.account is not None:
        push(row.accounts, payment.account[:4], PAYEE_ACCOUNTS)
    if payment.lei is not None:
        row.lei = payment.lei
    put_payee(profile, entity, row)
    if len(profile.payees) > PAYEES:
        del profile.payees[next(iter(profile.payees))]
    if payee.how in _OTHER_WRITINGS and payment.entity not in profile.payees:
        touch(profile.aliases, payment.entity, entity, ALIASES)


def take_out(profile: DebtorProfile, payment: Payment, payee: Resolution) -> None:
    """Take a folded payment out again.

    Counts, decayed sums and the payee's row are restored (sums to 1e-9). Last-used days, the order of use, first and
    last seen and what was evicted meanwhile stay as they are: they cannot be known any more.
    """
    profile.payments = max(0, profile.payments - 1)
    if payment.log_usd is not None:
        observe(profile.amounts, -payment.weight, payment.log_usd)
        drop(profile.histogram, amount_bin(payment.log_usd))
    drop(profile.hours, payment.hour)
    drop(profile.weekdays, payment.weekday)
    drop(profile.month_days, payment.month_day - 1)
    if payment.round:
        profile.round_payments = max(0, profile.round_payments - 1)
    row = payee_of(profile, payee.entity)
    if row is None:
        return
    row.count -= 1
    if payment.log_usd is not None:
        row.total -= round(100 * payment.log_usd)
        row.priced -= 1
    if row.count > 0:
        put_payee(profile, payee.entity, row)
    else:
        del profile.payees[payee.entity]
    profile.aliases.pop(payment.entity, None)


def remember(profile: DebtorProfile, payment: Payment, payee: Resolution, *, new_payee: bool, paid: bool) -> None:
    """Note one payment or attempt to an account that is not known; older ones than `RECENT_SPAN` go."""
    _forget(profile.recent, payment.time - RECENT_SPAN)
    account = (payment.account or b"\0\0\0\0")[:4]
    cents = min(round(100 * payment.amount_usd), 2**63 - 1) if payment.amount_usd is not None else 0
    profile.recent.append(Recent(int(payment.time), payee.entity[:4], account, cents, new_payee, paid))
    if len(profile.recent) > RECENT:
        del profile.recent[0]


def _forget(recent: list[Recent], horizon: float) -> None:
    while recent and recent[0].time < horizon:
        del recent[0]


def mark_paid(profile: DebtorProfile, payment: Payment) -> bool:
    """Turn the remembered attempt of `payment` into a payment; False when it is not there (any more)."""
    return _mark(profile, payment, paid=True)


def mark_unpaid(profile: DebtorProfile, payment: Payment) -> bool:
    """The opposite, for a payment taken out: it stays an event of the series it belonged to."""
    return _mark(profile, payment, paid=False)


def _mark(profile: DebtorProfile, payment: Payment, *, paid: bool) -> bool:
    account = (payment.account or b"\0\0\0\0")[:4]
    for event in profile.recent:
        if event.time == int(payment.time) and event.account == account and event.paid is not paid:
            event.paid = paid
            return True
    return False


def open_alert(profile: DebtorProfile, case: bytes, time: float) -> None:
    """Remember that a case of fraud is open on this debtor; `case` is an 8-byte digest of its id."""
    if case not in profile.alerts:
        touch(profile.alerts, case, int(time), ALERTS)


def withdraw_alert(profile: DebtorProfile, case: bytes) -> None:
    """Forget a case that was no fraud."""
    profile.alerts.pop(case, None)
