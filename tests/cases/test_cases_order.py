"""Answers in any order, and twice, end in the same state with the same money."""

from itertools import permutations

import pytest
from case_builder import AMOUNT, NOW, alert, money, opened, reply

from interceptor.cases.answers import apply
from interceptor.cases.states import Event, State

_RISING = (Event.ACK, Event.PENDING, Event.REJECTED, Event.RETURN_EXPECTED, Event.RETURNED)
_ENDS = {3: State.REJECTED, 4: State.RETURN_EXPECTED, 5: State.RETURNED}


@pytest.mark.parametrize("count", _ENDS)
def test_any_order_ends_alike(count: int) -> None:
    case = opened().case
    replies = {
        event: reply(case, "bank", event, amount="2300000.00", code="CUST", return_id="R", reply_id=event.value)
        for event in _RISING[:count]
    }
    for order in permutations(replies.values()):
        after = case
        for answer in (*order, *order):
            after = apply(after, answer, NOW).case
        assert alert(after, "bank").state is _ENDS[count]
        assert money(after) == {"alerted": AMOUNT, "returned" if count == 5 else "in_flight": AMOUNT}


def test_partial_returns_and_a_hold_in_any_order_keep_the_same_money() -> None:
    case = opened().case
    replies = (
        reply(case, "bank", Event.RETURNED, amount="300000.00", return_id="A"),
        reply(case, "bank", Event.RETURNED, amount="700000.00", return_id="B"),
        reply(case, "desk", Event.HELD, amount="2300000.00"),
    )
    for order in permutations(replies):
        after = case
        for answer in order:
            after = apply(after, answer, NOW).case
        assert {place: str(amount) for place, amount in money(after).items()} == {
            "alerted": "2300000.00",
            "held": "1300000.00",
            "returned": "1000000.00",
        }
