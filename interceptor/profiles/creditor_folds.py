"""Folds of the two shared profiles. Whatever they do commutes, so that rows of several partitions merge exactly."""

from interceptor.profiles.bounded import keep_smallest
from interceptor.profiles.creditor_account import DEBTORS, NAMES, REPORTS, CreditorAccountProfile, Fact, Report
from interceptor.profiles.creditor_name import ACCOUNTS, COARSE_DAYS, CreditorNameProfile
from interceptor.profiles.payment import Payment
from interceptor.profiles.statistics import DAY


def _see(sketch: dict[bytes, tuple[int, int]], digest: bytes, day: int, bound: int) -> None:
    seen = sketch.get(digest)
    if seen is None:
        sketch[digest] = (day, day)
        keep_smallest(sketch, bound)
    elif day < seen[0] or day > seen[1]:
        sketch[digest] = (min(day, seen[0]), max(day, seen[1]))


def fold_account_payment(profile: CreditorAccountProfile, payment: Payment) -> None:
    """Take a payment in."""
    seconds = int(payment.time)
    day = seconds // 86_400
    profile.payments += 1
    if not profile.earliest or seconds < profile.earliest:
        profile.earliest = seconds
    profile.latest = max(profile.latest, seconds)
    if payment.log_usd is not None:
        profile.amounts.add(payment.weight, payment.log_usd)
    _see(profile.debtors, payment.debtor[:4], day, DEBTORS)
    if payment.name_profile_key is not None:
        _see(profile.names, payment.name_profile_key[1:5], day, NAMES)


def fold_account_attempt(profile: CreditorAccountProfile, payment: Payment) -> None:
    """Count an attempt. The name it used is noted: several names on one account speak against it, paid or not."""
    profile.attempts += 1
    if payment.name_profile_key is not None:
        _see(profile.names, payment.name_profile_key[1:5], int(payment.time // DAY), NAMES)


def take_out_of_account(profile: CreditorAccountProfile, payment: Payment) -> None:
    """Take a folded payment out again: count and decayed sums (to 1e-9). Earliest, latest and samples stay."""
    profile.payments -= 1
    if payment.log_usd is not None:
        profile.amounts.add(-payment.weight, payment.log_usd)


def fold_name_payment(profile: CreditorNameProfile, payment: Payment) -> bool:
    """Take a payment in. False when nothing changed, so that the row need not be written."""
    day = int(payment.time // DAY)
    coarse = day - day % COARSE_DAYS
    changed = False
    if not profile.earliest_day or day < profile.earliest_day:
        profile.earliest_day = day
        changed = True
    if coarse > profile.latest_day:
        profile.latest_day = coarse
        changed = True
    if payment.account_key is not None:
        changed |= _see_account(profile.accounts, payment.account_key[1:5], day)
    return changed


def _see_account(accounts: dict[bytes, int], digest: bytes, day: int) -> bool:
    first = accounts.get(digest)
    if first is not None and first <= day:
        return False
    accounts[digest] = day
    keep_smallest(accounts, ACCOUNTS)
    return digest in accounts


def report(profile: CreditorAccountProfile | CreditorNameProfile, case: bytes, basis: int, time: float) -> None:
    """Note the latest word of a case on the account or name: its basis, or 0 when it is withdrawn."""
    word = Report(int(time), basis)
    known = profile.reports.get(case)
    if known is None or _order(known) < _order(word):
        profile.reports[case] = word
        keep_newest(profile.reports)


def _order(word: Report) -> tuple[int, int]:
    # Words of one second have no order of their own, so the firmer counts: suspected, reported, withdrawn, confirmed.
    return word.time, (2, 0, 1, 3)[word.basis]


def keep_newest(reports: dict[bytes, Report]) -> None:
    """Keep the newest reports. A case's latest word is in whichever part heard it, so parts merge to the whole."""
    while len(reports) > REPORTS:
        del reports[min(reports, key=lambda case: (reports[case].time, case))]


def state_fact(profile: CreditorAccountProfile, name: str, value: float, time: float) -> None:
    """Note what a desk or receiving bank says; see `CreditorAccountProfile.facts` for the names."""
    known = profile.facts.get(name)
    if known is None or (known.time, known.value) < (int(time), value):
        profile.facts[name] = Fact(int(time), value)
