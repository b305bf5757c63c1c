"""The queue: most recoverable money first."""

from datetime import timedelta
from decimal import Decimal

from case_builder import NOW, opened, reply, transfer

from interceptor.cases.acts import withdraw
from interceptor.cases.answers import apply
from interceptor.cases.queue import ordered, recoverable
from interceptor.cases.states import Event


def _chance(rail: str | None, hours: float, country: str | None) -> float:
    return max(0.0, 1 - hours / 100)


def _worth(amount: Decimal, currency: str) -> float:
    return float(amount) * {"CAD": 0.75, "HKD": 0.13}[currency]


def test_money_times_probability_times_chance() -> None:
    suspected = opened(basis="suspected", probability=0.5, transfer=transfer(Decimal(1000))).case
    assert recoverable(suspected, NOW, _chance, _worth) == 1000 * 0.75 * 0.98 * 0.5
    reported = opened(basis="reported", probability=0.5, transfer=transfer(Decimal(1000))).case
    assert recoverable(reported, NOW, _chance, _worth) == 1000 * 0.75 * 0.98
    assert recoverable(reported, NOW + timedelta(days=9), _chance, _worth) == 0


def test_returned_money_waits_for_nobody() -> None:
    case = opened().case
    case = apply(case, reply(case, "bank", Event.RETURNED, amount="2300000.00", return_id="A"), NOW).case
    assert recoverable(case, NOW, _chance, _worth) == 0


def test_order_is_by_value_then_age_and_closed_cases_are_left_out() -> None:
    small = opened(transfer_id="t-small", transfer=transfer(Decimal(10))).case
    large = opened(transfer_id="t-large").case
    older = opened(transfer_id="t-older", transfer=transfer(Decimal(10)), now=NOW - timedelta(hours=1)).case
    done = withdraw(opened(transfer_id="t-done").case, "honest", NOW).case
    found = ordered([small, older, done, large], NOW, _chance, _worth)
    assert [case.transfer_id for _, case in found] == ["t-large", "t-older", "t-small"]
