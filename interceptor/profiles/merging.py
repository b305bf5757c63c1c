"""From the rows of all partitions to the profile of the whole."""

from collections.abc import Callable, Sequence
from typing import TypeVar, overload

from interceptor.profiles.bounded import in_key_order, keep_smallest
from interceptor.profiles.creditor_account import DEBTORS, NAMES, CreditorAccountProfile
from interceptor.profiles.creditor_folds import keep_newest, report, state_fact
from interceptor.profiles.creditor_name import ACCOUNTS, CreditorNameProfile

S = TypeVar("S", CreditorAccountProfile, CreditorNameProfile)


@overload
def merge(parts: Sequence[CreditorAccountProfile]) -> CreditorAccountProfile: ...
@overload
def merge(parts: Sequence[CreditorNameProfile]) -> CreditorNameProfile: ...
def merge(
    parts: Sequence[CreditorAccountProfile] | Sequence[CreditorNameProfile],
) -> CreditorAccountProfile | CreditorNameProfile:
    """The profile of all events that the `parts` hold, in partition order; at least one part.

    Any split of the events gives the same profile. One part is returned as it is.
    """
    if len(parts) == 1:
        return parts[0]
    accounts = [part for part in parts if isinstance(part, CreditorAccountProfile)]
    if accounts:
        return _merge_accounts(accounts)
    return _merge_names([part for part in parts if isinstance(part, CreditorNameProfile)])


def _earliest(values: list[int]) -> int:
    return min((value for value in values if value), default=0)


def _sample(sketches: list[dict[bytes, int]], choose: Callable[[int, int], int], bound: int) -> dict[bytes, int]:
    """The smallest digests of all sketches, each with the day that `choose` (min or max) takes of its days."""
    days: dict[bytes, int] = {}
    for sketch in sketches:
        for digest, day in sketch.items():
            days[digest] = choose(day, days.get(digest, day))
    keep_smallest(days, bound)
    return in_key_order(days)


def _merge_reports(whole: S, parts: Sequence[S]) -> None:
    for part in parts:
        for case, word in part.reports.items():
            report(whole, case, word.basis, word.time, word.source)
    keep_newest(whole.reports)
    whole.reports = in_key_order(whole.reports)


def _merge_accounts(parts: Sequence[CreditorAccountProfile]) -> CreditorAccountProfile:
    whole = CreditorAccountProfile(
        payments=sum(part.payments for part in parts),
        earliest=_earliest([part.earliest for part in parts]),
        debtors=_sample([part.debtors for part in parts], min, DEBTORS),
        names=_sample([part.names for part in parts], max, NAMES),
    )
    _merge_reports(whole, parts)
    for part in parts:
        for name, fact in part.facts.items():
            state_fact(whole, name, fact.value, fact.time)
    whole.facts = dict(sorted(whole.facts.items()))
    return whole


def _merge_names(parts: Sequence[CreditorNameProfile]) -> CreditorNameProfile:
    whole = CreditorNameProfile(
        earliest_day=_earliest([part.earliest_day for part in parts]),
        accounts=_sample([part.accounts for part in parts], min, ACCOUNTS),
    )
    _merge_reports(whole, parts)
    return whole
