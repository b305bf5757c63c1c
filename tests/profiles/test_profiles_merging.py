from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profile_events import payments

from interceptor.profiles import creditor_folds
from interceptor.profiles.creditor_account import REPORTS, CreditorAccountProfile
from interceptor.profiles.creditor_name import CreditorNameProfile
from interceptor.profiles.merging import merge

cases = st.integers(0, 20).map(lambda number: number.to_bytes(8, "big"))
instants = st.integers(1_700_000_000, 1_800_000_000).map(float)
account_events = st.one_of(
    st.tuples(st.just("pay"), payments()),
    st.tuples(st.just("attempt"), payments()),
    st.tuples(st.just("take_out"), payments()),
    st.tuples(st.just("report"), cases, st.integers(0, 3), instants),
    st.tuples(st.just("fact"), st.sampled_from(("pass_through", "holder_differs")), st.floats(0, 1), instants),
)
name_events = st.one_of(
    st.tuples(st.just("pay"), payments()), st.tuples(st.just("report"), cases, st.integers(0, 3), instants)
)


def fold_account(profile, event):
    kind, *rest = event
    folds = {
        "pay": creditor_folds.fold_account_payment,
        "attempt": creditor_folds.fold_account_attempt,
        "take_out": lambda profile, _: creditor_folds.take_out_of_account(profile),
        "report": creditor_folds.report,
        "fact": creditor_folds.state_fact,
    }
    folds[kind](profile, *rest)


def fold_name(profile, event):
    kind, *rest = event
    (creditor_folds.fold_name_payment if kind == "pay" else creditor_folds.report)(profile, *rest)


@given(st.lists(st.tuples(st.integers(0, 3), account_events), max_size=40))
def test_any_split_of_an_account_over_partitions_merges_to_the_whole(events):
    whole = CreditorAccountProfile()
    parts = [CreditorAccountProfile() for _ in range(4)]
    for partition, event in events:
        fold_account(whole, event)
        fold_account(parts[partition], event)

    assert merge(parts) == whole


@given(st.lists(st.tuples(st.integers(0, 3), name_events), max_size=40))
def test_any_split_of_a_name_over_partitions_merges_to_the_whole(events):
    whole = CreditorNameProfile()
    parts = [CreditorNameProfile() for _ in range(4)]
    for partition, event in events:
        fold_name(whole, event)
        fold_name(parts[partition], event)

    assert merge(parts) == whole


@given(st.lists(st.tuples(st.integers(0, 2), account_events), max_size=25))
def test_merging_leaves_its_parts_alone_and_merges_again(events):
    parts = [CreditorAccountProfile() for _ in range(3)]
    for partition, event in events:
        fold_account(parts[partition], event)
    before = deepcopy(parts)

    merged = merge(parts)

    assert parts == before
    assert merge([merge(parts[:2]), parts[2]]).names == merged.names
    assert merge([merge(parts[:2]), parts[2]]).reports == merged.reports


def test_one_part_is_the_profile_itself():
    part = CreditorAccountProfile(payments=3)

    assert merge([part]) is part


def test_a_withdrawal_in_another_partition_ends_a_report():
    raised, withdrawn = CreditorAccountProfile(), CreditorAccountProfile()
    creditor_folds.report(raised, b"case0001", 3, 100.0)
    creditor_folds.report(withdrawn, b"case0001", 0, 200.0)

    assert merge([raised, withdrawn]).reports[b"case0001"].basis == 0
    assert merge([withdrawn, raised]).reports[b"case0001"].basis == 0


def test_reports_are_bounded_and_the_newest_stay():
    profile = CreditorAccountProfile()
    for number in range(REPORTS + 5):
        creditor_folds.report(profile, number.to_bytes(8, "big"), 2, float(number))

    assert len(profile.reports) == REPORTS
    assert min(report.time for report in profile.reports.values()) == 5


@given(payments())
def test_a_second_payment_of_a_name_on_one_account_changes_nothing(payment):
    profile = CreditorNameProfile()
    creditor_folds.fold_name_payment(profile, payment)
    before = deepcopy(profile)

    changed = creditor_folds.fold_name_payment(profile, payment)

    assert not changed
    assert profile == before


@pytest.mark.parametrize(("first", "second", "left"), [(1, 0, 0), (0, 2, 0), (0, 3, 3), (1, 2, 2), (3, 1, 3)])
def test_of_two_words_of_one_second_the_firmer_counts(first, second, left):
    profile = CreditorAccountProfile()
    creditor_folds.report(profile, b"case0001", first, 100.0)
    creditor_folds.report(profile, b"case0001", second, 100.0)

    assert profile.reports[b"case0001"].basis == left
