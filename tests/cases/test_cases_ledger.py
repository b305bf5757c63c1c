"""The ledger: balanced by construction, never negative, and tamper shows."""

from decimal import Decimal

import msgspec
import pytest
from case_builder import NOW
from hypothesis import given
from hypothesis import strategies as st

from interceptor.cases.ledger import Ledger, rate_of, rounded
from interceptor.cases.postings import PLACES, Account
from interceptor.errors import CaseError, Fault

_AMOUNTS = st.decimals("-5", "1000", places=2)


def _opened(amount: str = "1000.00") -> Ledger:
    ledger = Ledger((), NOW, "test")
    ledger.open(1, "CAD", Decimal(amount))
    return ledger


def _refused(fault: Fault = Fault.UNBALANCED) -> pytest.RaisesExc[CaseError]:
    return pytest.raises(CaseError, check=lambda error: error.fault is fault)


def test_a_balance_never_goes_below_zero() -> None:
    ledger = _opened()
    with _refused():
        ledger.post(1, Account.HELD, Account.RETURNED, Decimal(1))
    with _refused():
        ledger.post(1, Account.IN_FLIGHT, Account.HELD, Decimal("1000.01"))
    assert len(ledger.postings) == 1


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_nothing_and_less_cannot_be_posted(amount: str) -> None:
    with _refused():
        _opened().post(1, Account.IN_FLIGHT, Account.HELD, Decimal(amount))


def test_a_hop_without_money_has_no_currency() -> None:
    with _refused():
        _opened().post(2, Account.IN_FLIGHT, Account.HELD, Decimal(1))


@pytest.mark.parametrize(
    ("debit", "credit"),
    [(Account.OUTSIDE, Account.RETURNED), (Account.IN_FLIGHT, Account.SURPLUS), (Account.SURPLUS, Account.OUTSIDE)],
)
def test_surplus_comes_from_outside_alone(debit: Account, credit: Account) -> None:
    with _refused():
        _opened().post(1, debit, credit, Decimal(1))


def test_moving_on_is_a_pair_with_its_rate() -> None:
    ledger = _opened()
    ledger.drain(1, [Account.IN_FLIGHT], Account.UNKNOWN, Decimal(600))
    ledger.move_on(1, Decimal(600), 2, Decimal("3438.00"), "HKD")
    there, back = ledger.postings[-2:]
    assert there.other is not None
    assert back.other is not None
    assert there.other.rate == Decimal("5.73")
    assert (back.currency, back.other.currency) == ("HKD", "CAD")
    assert ledger.moved_to(1, 2) == Decimal(600)
    ledger.verify()


def test_a_pair_that_was_torn_is_found() -> None:
    ledger = _opened()
    ledger.drain(1, [Account.IN_FLIGHT], Account.UNKNOWN, Decimal(600))
    ledger.move_on(1, Decimal(600), 2, Decimal(600), "CAD")
    with _refused():
        Ledger(ledger.postings[:-1], NOW, "").verify()
    changed = msgspec.structs.replace(ledger.postings[-1], amount=Decimal(599))
    with _refused():
        Ledger((*ledger.postings[:-1], changed), NOW, "").verify()


def test_deleted_or_reordered_postings_are_refused() -> None:
    ledger = _opened()
    ledger.drain(1, [Account.IN_FLIGHT], Account.HELD, Decimal(600))
    with _refused():
        Ledger(ledger.postings[::-1], NOW, "")
    with _refused():
        Ledger(ledger.postings[1:], NOW, "")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["post", "drain", "move_on", "take_back"]),
            st.integers(1, 3),
            st.sampled_from(list(Account)),
            st.sampled_from(list(Account)),
            _AMOUNTS,
        ),
        max_size=40,
    )
)
def test_balanced_under_any_sequence_of_acts(acts: list[tuple[str, int, Account, Account, Decimal]]) -> None:
    ledger = _opened()
    for act, hop, debit, credit, amount in acts:
        before = len(ledger.postings)
        try:
            if act == "post":
                # The pairs have methods of their own, and only these keep them whole.
                if Account.MOVED_ON in (debit, credit) or Account.ALERTED in (debit, credit):
                    continue
                ledger.post(hop, debit, credit, amount)
            elif act == "drain":
                ledger.drain(hop, [Account.IN_FLIGHT, Account.HELD], Account.UNKNOWN, amount)
            elif act == "move_on":
                ledger.move_on(hop, amount, hop + 1, rounded(amount * 5, "HKD"), ("HKD", "SGD")[hop % 2])
            else:
                ledger.take_back(hop, amount, hop + 1, rounded(amount * 5, "HKD"))
        except CaseError:
            assert len(ledger.postings) == before, "what is refused adds nothing"
        ledger.verify()
        for number in ledger.hops():
            assert all(ledger.balance(number, account) >= 0 for account in Account)
            assert ledger.balance(number, Account.ALERTED) == ledger.balance(number, *PLACES)
    assert Ledger(ledger.postings, NOW, "").postings == ledger.postings


def test_rounding_is_to_the_currencys_minor_unit() -> None:
    assert rounded(Decimal("1.005"), "CAD") == Decimal("1.00")
    assert rounded(Decimal("1.5"), "JPY") == Decimal(2)
    assert rate_of(Decimal(3), Decimal(1)) == Decimal("0.333333333333333333")
