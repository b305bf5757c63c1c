import msgspec
import pytest
from builders import Bank, history
from hypothesis import given
from hypothesis import strategies as st
from profile_events import times, wires

from interceptor.errors import Fault, StoreError
from interceptor.profiles.codec import decode, encode
from interceptor.profiles.creditor_account import CreditorAccountProfile, Fact, Report
from interceptor.profiles.creditor_name import CreditorNameProfile
from interceptor.profiles.debtor import DebtorProfile
from interceptor.profiles.relationship import RelationshipProfile

KINDS = (DebtorProfile, RelationshipProfile, CreditorAccountProfile, CreditorNameProfile)


@given(st.lists(st.tuples(wires, times, st.booleans()), max_size=12))
def test_what_folds_leave_survives_encoding(events):
    bank = Bank()
    for wire, when, paid in events:
        (bank.pay if paid else bank.attempt)(wire, when)
    for rows in (bank.debtors, bank.relationships, bank.accounts, bank.names):
        for profile in rows.values():
            body = encode(profile)
            again = decode(type(profile), body)
            assert again == profile
            assert encode(again) == body


def test_reports_and_facts_survive_encoding():
    profile = CreditorAccountProfile(reports={b"\0" * 8: Report(5, 3)}, facts={"opened_at": Fact(5, 1.5)})

    assert decode(CreditorAccountProfile, encode(profile)) == profile


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_profile_is_small_and_survives(kind):
    body = encode(kind())

    assert decode(kind, body) == kind()
    assert len(body) <= 200


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_version_is_refused(kind):
    body = encode(kind())
    newer = bytes([body[0] + 1]) + body[1:]

    with pytest.raises(StoreError) as caught:
        decode(kind, newer)
    assert caught.value.fault is Fault.STORE_FOREIGN


@pytest.mark.parametrize("body", [b"", b"\x11", b"\x11\xff\xff", b"\x11\xa3abc", b"\x21\x90"])
def test_bytes_that_are_no_debtor_profile_are_refused(body):
    with pytest.raises(StoreError) as caught:
        decode(DebtorProfile, body)
    assert caught.value.fault is Fault.STORE_FOREIGN


@given(st.binary(max_size=60))
def test_random_bytes_never_raise_anything_else(body):
    for kind in KINDS:
        try:
            decode(kind, bytes([encode(kind())[0]]) + body)
        except StoreError:
            continue


def test_bytes_from_before_a_field_was_added_still_decode():
    profile = RelationshipProfile(count=3, attempts=1)
    older = encode(RelationshipProfile())[:1] + msgspec.msgpack.encode(msgspec.to_builtins(profile)[:2])

    assert decode(RelationshipProfile, older) == profile


def test_profiles_stay_small():
    """Targets: debtor with ten payees, relationship of a year, shared rows (they are stored for every creditor)."""
    bank = history(payments=24, others=9)
    largest = {
        type(rows[0]).__name__: max(len(encode(row)) for row in rows)
        for rows in (
            list(bank.debtors.values()),
            list(bank.relationships.values()),
            list(bank.accounts.values()),
            list(bank.names.values()),
        )
    }

    assert largest["DebtorProfile"] <= 800
    assert largest["RelationshipProfile"] <= 400
    assert largest["CreditorAccountProfile"] <= 120
    assert largest["CreditorNameProfile"] <= 100
