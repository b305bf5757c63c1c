"""Folds of the two shared profiles. Whatever they do commutes, so that rows of several partitions merge exactly."""

from interceptor.profiles.bounded import keep_smallest
from interceptor.profiles.creditor_account import DEBTORS, NAMES, REPORTS, CreditorAccountProfile, Fact, Report
from interceptor.profiles.creditor_name import ACCOUNTS, CreditorNameProfile
from interceptor.profiles.payment import Payment
from interceptor.profiles.statistics import DAY_SECONDS


def _first(sketch: dict[bytes, int], digest: bytes, day: int, bound: int) -> bool:
    """Note the earliest day of `digest`. False when nothing changed."""
    seen = sketch.get(digest)
    if seen is not None and seen <= day:
        return False
    sketch[digest] = day
    keep_smallest(sketch, bound)
    return digest in sketch


def _last(sketch: dict[bytes, int], digest: bytes, day: int, bound: int) -> None:
    """Note the latest day of `digest`."""
    sketch[digest] = max(day, sketch.get(digest, day))
    keep_smallest(sketch, bound)


def fold_account_payment(profile: CreditorAccountProfile, payment: Payment) -> None:
    """Take in a payment that was not settled."""
    seconds = int(payment.time)
    profile.payments += 1
    if not profile.earliest or seconds < profile.earliest:
        profile.earliest = seconds
    _first(profile.debtors, payment.debtor[:4], seconds // DAY_SECONDS, DEBTORS)
    fold_account_attempt(profile, payment)


def fold_account_attempt(profile: CreditorAccountProfile, payment: Payment) -> None:
    """Note the name that was used: several names on one account speak against it, paid or not."""
    if payment.name_profile_key is not None:
        _last(profile.names, payment.name_profile_key[1:5], int(payment.time) // DAY_SECONDS, NAMES)


def take_out_of_account(profile: CreditorAccountProfile) -> None:
    """Uncount a folded payment. Earliest and samples stay."""
    profile.payments -= 1


def fold_name_payment(profile: CreditorNameProfile, payment: Payment) -> bool:
    """Take in a payment that was not settled. False when nothing changed, so that the row need not be written."""
    day = int(payment.time) // DAY_SECONDS
    changed = False
    if not profile.earliest_day or day < profile.earliest_day:
        profile.earliest_day = day
        changed = True
    if payment.account_key is not None:
        changed |= _first(profile.accounts, payment.account_key[1:5], day, ACCOUNTS)
    return changed


def report(
    profile: CreditorAccountProfile | CreditorNameProfile, case: bytes, basis: int, time: float, source: str = ""
) -> None:
    """Note the latest word of a case on the account or name: its basis, or 0 when it is withdrawn.

    `source` is who says so, where it is no case of ours; `case` is then a digest of its reference.
    """
    word = Report(int(time), basis, source)
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
