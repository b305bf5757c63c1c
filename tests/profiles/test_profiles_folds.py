from copy import deepcopy

import pytest
from builders import CEDAR, MULE_ACCOUNT, TODAY, Bank, day, history, transfer
from hypothesis import given
from hypothesis import strategies as st
from profile_events import times, wires

from interceptor.profiles import debtor_folds
from interceptor.profiles.codec import encode
from interceptor.profiles.debtor import ALERTS, PAYEES, RECENT, DebtorProfile
from interceptor.profiles.directory import directory, payee_of
from interceptor.profiles.folds import Profiles
from interceptor.profiles.known_accounts import trusted
from interceptor.profiles.statistics import DAY

MULE = {"account": MULE_ACCOUNT, "bank": "XMPLHKHH"}


def rows(bank):
    return [
        {key: encode(profile) for key, profile in kind.items()}
        for kind in (bank.debtors, bank.relationships, bank.accounts, bank.names)
    ]


def only(profiles):
    (profile,) = profiles.values()
    return profile


def cedar(bank):
    """The relationship with Cedar Timber."""
    payment = bank.describe(transfer(), TODAY)
    return bank.profiles(payment, bank.resolve(payment)).relationship


@given(st.lists(st.tuples(wires, times, st.booleans()), max_size=15))
def test_the_same_events_leave_the_same_bytes(events):
    banks = Bank(), Bank()
    for bank in banks:
        for wire, when, paid in events:
            (bank.pay if paid else bank.attempt)(wire, when)

    assert rows(banks[0]) == rows(banks[1])


def copied(profiles):
    """As they are now; the whole is copied by its parts, since a compiled class is not copied by `deepcopy`."""
    names = ("debtor", "relationship", "settled", "account", "name")
    return Profiles(**{name: deepcopy(getattr(profiles, name)) for name in names})


@given(st.lists(st.tuples(wires, times), max_size=8), wires, times)
def test_a_payment_taken_out_leaves_counts_and_sums_as_before(events, wire, when):
    bank = Bank()
    for earlier, then in events:
        bank.pay(earlier, then)
    payment = bank.describe(wire, when)
    payee = bank.resolve(payment)
    profiles = bank.profiles(payment, payee)
    before = copied(profiles)

    bank.pay(wire, when)
    bank.take_out(wire, when, reported=False)

    after = profiles
    assert after.debtor.payments == before.debtor.payments
    assert_sums(after.debtor.amounts, before.debtor.amounts, payment)
    if after.account is not None:
        assert after.account.payments == before.account.payments
    assert after.relationship.count == before.relationship.count
    assert_sums(after.relationship.amounts, before.relationship.amounts, payment)
    assert after.debtor.payees.keys() == before.debtor.payees.keys()
    for entity, row in directory(after.debtor).items():
        was = payee_of(before.debtor, entity)
        assert (row.count, row.total, row.priced) == (was.count, was.total, was.priced)


def assert_sums(mine, theirs, payment):
    scale = max(1.0, payment.weight) * (1 + (payment.log_usd or 0.0) ** 2)
    for part in ("count", "total", "squares"):
        expected = getattr(theirs, part)
        assert abs(getattr(mine, part) - expected) <= 1e-9 * max(scale, abs(expected))


@given(st.lists(st.tuples(wires, times), min_size=1, max_size=10))
def test_attempts_teach_nothing(events):
    bank = Bank()
    for wire, when in events:
        bank.attempt(wire, when)

    for debtor in bank.debtors.values():
        assert debtor.payments == 0
        assert not debtor.payees
        assert not debtor.countries
        assert debtor.amounts.count == 0
    for relationship in bank.relationships.values():
        assert relationship.count == 0
        assert not any(trusted(known, day(900).timestamp()) for known in relationship.accounts)
    assert all(account.payments == 0 and account.earliest == 0 for account in bank.accounts.values())


def test_an_attempt_that_is_released_counts_once():
    paid, converted = Bank(), Bank()
    paid.pay(transfer(), TODAY)
    converted.attempt(transfer(), TODAY)
    converted.put_in(transfer(), TODAY, cleared=False)

    assert only(converted.debtors) == only(paid.debtors)
    assert only(converted.accounts) == only(paid.accounts)
    assert only(converted.names) == only(paid.names)
    assert only(converted.relationships) == only(paid.relationships)


def test_an_account_is_known_only_after_thirty_days():
    bank = history(payments=3)
    bank.pay(transfer(**MULE), TODAY)
    mule = cedar(bank).accounts[-1]

    assert not trusted(mule, TODAY.timestamp() + 29 * DAY)
    assert trusted(mule, TODAY.timestamp() + 30 * DAY)


def test_a_settled_transfer_leaves_the_shared_profiles_as_they_are():
    bank = history(payments=3)
    before = rows(bank)[2:]

    bank.pay(transfer(), TODAY)
    bank.attempt(transfer(), day(1))
    bank.put_in(transfer(), day(1), cleared=False)
    bank.take_out(transfer(), TODAY, reported=True)

    assert rows(bank)[2:] == before


def test_a_payment_to_an_account_that_is_not_yet_known_counts_on_it():
    bank = Bank()
    for number in range(4):
        bank.pay(transfer(**MULE), day(10 * number))
    (account,) = bank.accounts.values()
    assert account.payments == 3  # the fourth comes after thirty days

    for number in range(4):
        bank.take_out(transfer(**MULE), day(10 * number), reported=True)
    assert account.payments <= 1


def test_a_reported_account_is_never_known():
    bank = history(payments=3)
    bank.pay(transfer(**MULE), TODAY)
    bank.take_out(transfer(**MULE), TODAY, reported=True)
    bank.pay(transfer(**MULE), day(1))

    assert not trusted(cedar(bank).accounts[-1], day(400).timestamp())


def test_an_account_cleared_by_a_person_is_known_at_once():
    bank = history(payments=3)
    bank.attempt(transfer(**MULE), TODAY)
    bank.put_in(transfer(**MULE), TODAY, cleared=True)

    assert trusted(cedar(bank).accounts[-1], TODAY.timestamp() + 1)


def test_confirmed_fraud_is_no_first_payment_any_more():
    bank = history(payments=3)
    bank.pay(transfer(**MULE), TODAY)
    bank.take_out(transfer(**MULE), TODAY, reported=True)
    relationship = cedar(bank)

    assert relationship.last_paid < TODAY.timestamp()
    assert relationship.accounts[-1].first_paid == 0
    assert relationship.attempts == 1


def test_an_event_out_of_order_makes_no_negative_gap():
    bank = history(payments=4)
    bank.pay(transfer(), day(-200))

    assert cedar(bank).gaps.mean() == pytest.approx(30.0)
    assert cedar(bank).gaps.total > 0


def test_the_directory_is_bounded_and_forgets_the_payee_paid_longest_ago():
    bank = Bank()
    for number in range(PAYEES + 3):
        bank.pay(transfer(creditor=f"Payee number {number}", account=f"99{number:07d}"), day(number / 10))
    names = [payee.name for payee in directory(only(bank.debtors)).values()]

    assert len(names) == PAYEES
    assert names[0] == "Payee number 3"


def test_attempts_never_push_a_paid_account_out():
    bank = history(payments=3)
    for number in range(40):
        bank.attempt(transfer(account=f"66{number:07d}"), day(number / 100))

    assert cedar(bank).accounts[0].count == 3


def test_recent_novelties_are_bounded_and_forgotten_after_thirty_days():
    bank = history(payments=2, others=0)
    for number in range(40):
        bank.attempt(transfer(account=f"66{number:07d}"), day(number / 100))
    debtor = only(bank.debtors)

    assert len(debtor.recent) == RECENT
    bank.pay(transfer(), day(60))
    assert debtor.recent == []


def test_known_payments_leave_no_recent_novelty():
    bank = history(payments=12)
    debtor = only(bank.debtors)

    assert not [event for event in debtor.recent if event.time > day(-60).timestamp()]


def test_alerts_are_remembered_until_withdrawn():
    debtor = DebtorProfile()
    for number in range(ALERTS + 2):
        debtor_folds.open_alert(debtor, number.to_bytes(8, "big"), 100.0 + number)
    debtor_folds.withdraw_alert(debtor, (ALERTS + 1).to_bytes(8, "big"))
    debtor_folds.withdraw_alert(debtor, b"unknown!")

    assert len(debtor.alerts) == ALERTS - 1


def test_a_limit_named_by_the_context_is_remembered():
    from interceptor.transfers.context import Context

    bank = Bank()
    bank.pay(transfer(), TODAY, Context(approval_limit="50000", channel="online", initiator="clerk 7"))
    debtor = only(bank.debtors)

    assert debtor.limits == {"CAD": 50_000.0}
    assert list(debtor.channels) == ["online"]
    assert len(debtor.initiators) == 1


def test_names_of_the_payee_are_kept_as_written():
    bank = history(payments=2)
    bank.pay(transfer(creditor="CEDAR TIMBER LTD."), TODAY)

    assert cedar(bank).names == [CEDAR, "CEDAR TIMBER LTD."]
