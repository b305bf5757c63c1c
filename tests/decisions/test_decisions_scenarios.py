"""What fires and what is then decided: published attack shapes, and the look-alikes that must not be stopped.

Numbers are rows of research/indicators.md section 1. Everything not named is known and absent; what fires does so in
full, unless a test says otherwise.
"""

import pytest

from interceptor.decisions.decide import Circumstances, decide
from interceptor.decisions.policy import default
from interceptor.decisions.scoring import shipped
from interceptor.indicators.catalogue import CATALOGUE, POSITIONS

MODEL = shipped()
BY_NUMBER = {item.number: position for position, item in enumerate(CATALOGUE)}
CLIENT = "client_account_stream"
FACTOR = "creditor_is_factor_or_collector"
AUTHORITY = "creditor_is_public_authority"
GROUP = "creditor_same_group"
CALLED = "callback_verified"
MATCH = 11


def values_of(fired: tuple[int | str, ...], *, unknown: bool = False) -> list[float | None]:
    values: list[float | None] = [None if unknown else 0.0] * len(CATALOGUE)
    for name in fired:
        position = POSITIONS[name] if isinstance(name, str) else BY_NUMBER[name]
        values[position] = CATALOGUE[position].steps[-1][0]
    return values


def outcome(fired: tuple[int | str, ...], amount_usd: float = 125_000.0, *, unknown: bool = False) -> tuple[str, str]:
    # USD 125,000 is the mean of vendor invoice fraud (research/indicators.md 3.2).
    at = Circumstances(stage="released", time=0.0, now=60.0, amount_usd=amount_usd, rail="cross_border", country="HK")
    found = decide(MODEL.probability(MODEL.score(values_of(fired, unknown=unknown))), at, default())
    return found.decision, found.action


ATTACKS = {
    "known payee, account in another country": ((1, 3), "draft"),
    "the same at another bank that nobody here has paid": ((1, 2, 3, 7), "recall"),
    "the same at home, and the mail says that the details are new": ((1, 2, 7, 49), "draft"),
    "known payee, new account, and the payee check fails": ((1, 8), "draft"),
    "the same at another bank": ((1, 2, 8), "recall"),
    "Norfund: the mule account carries the true name": ((1, 2, 3, 4, 7, MATCH), "recall"),
    "Studco: an individual's account under the supplier's name": ((1, 2, 16, 29), "recall"),
    "Singapore 2024: look-alike domain, new country": ((1, 2, 3, 7, 28, 53), "recall"),
    "American Tooling: first account bounced, use another": ((1, 2, 14, 29), "recall"),
    "executive: new payee abroad, large, a trading shell": ((5, 6, 23, 17), "recall"),
    "EMT: the next payment of the series": ((34, 36, 37, 17), "recall"),
    "Arup: five new local accounts in a week": ((5, 6, 7, 28, 38), "recall"),
    "mandate takeover: new initiator orders by mail": ((5, 7, 52, 56, 57), "recall"),
    "Vancouver: third party in Hong Kong": ((5, 23, 28, 15), "recall"),
    "Vancouver: trading company in Hong Kong, little history": ((5, 23, 28, 17), "draft"),
    "Vancouver: trading company in Hong Kong, larger than any payee before": ((5, 6, 7, 17, 23, 24, 28), "recall"),
    "an account that is in a confirmed report": ((20,), "draft"),
    "the same as a new payee": ((5, 20), "recall"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_intercepted(name: str) -> None:
    fired, action = ATTACKS[name]
    assert outcome(fired) == ("intercept", action)


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_intercepted_when_all_else_is_unknown(name: str) -> None:
    fired, action = ATTACKS[name]
    assert outcome(fired, unknown=True) == ("intercept", action)


REVIEWS = {
    "known payee, new account at another bank that nobody here has paid": (1, 2, 7),
    "the same goes on: a payment a week": (1, 2, 7, 29, 37, 44),
    "Baltimore: changed two days ago, invoices go on": (1, 2, 29, 43),
    "domestic redirection: another bank, the invoice series goes on": (1, 2, 29),
    "a strong finding and a moderate one": (1, 2),
    "genuine change, name matches, nobody called": (1, 2, 7, 29, MATCH),
    "advance payment to an overseas maker": (5, 6, 7, 23, 28),
    "second strike: a new payee while an alert is open": (5, 7, 72),
    "receivables assigned to a known factor": (1, 2, 15, 49, FACTOR),
}


@pytest.mark.parametrize("name", REVIEWS)
def test_goes_to_a_person(name: str) -> None:
    assert outcome(REVIEWS[name]) == ("review", "none")


RELEASES: dict[str, tuple[int | str, ...]] = {
    "nothing": (),
    "one strong finding alone": (1,),
    "new supplier": (5,),
    "new supplier abroad that nobody here has paid": (5, 7, 23),
    "new supplier, larger amount": (5, 7, 28),
    "genuine change at home, called back": (1, 2, 7, 29, CALLED),
    "genuine change at home, called back, name matches": (1, 2, 7, 29, CALLED, MATCH),
    "domestic completion from a client account": (5, 6, 7, 28, 42, CLIENT),
    "first tax payment": (5, 6, 23, 28, 42, AUTHORITY),
    "treasury sweep": (28, 32, 33, 36, 37, GROUP),
    "year-end run": (28, 36),
    "new collector account": (5, 7, 15, FACTOR),
    "payee check fails on an account paid for years": (8,),
}


@pytest.mark.parametrize("name", RELEASES)
def test_is_released(name: str) -> None:
    assert outcome(RELEASES[name], 50_000.0) == ("release", "none")


def test_context_alone_is_never_enough() -> None:
    context = tuple(item.number for item in CATALOGUE if item.strength == "W" and not item.lowers)
    assert outcome(context, 50_000_000.0) == ("release", "none")


def test_one_moderate_finding_or_two_never_alert() -> None:
    moderate = [item.number for item in CATALOGUE if item.strength == "M" and not item.lowers]
    for one in moderate:
        for other in moderate:
            assert outcome((one, other), 50_000_000.0) == ("release", "none"), (one, other)


@pytest.mark.parametrize("fired", [(1, 2), (5, 6, 7, 28)])
def test_less_probability_is_enough_for_more_money(fired: tuple[int, ...]) -> None:
    assert outcome(fired, 1_700_000.0) == ("review", "none")
    assert outcome(fired, 1_700.0) == ("release", "none")


def test_a_reassuring_finding_never_raises_and_a_call_back_always_lowers() -> None:
    for fired in [*(pattern for pattern, _ in ATTACKS.values()), *REVIEWS.values()]:
        before = MODEL.score(values_of(fired))
        assert MODEL.score(values_of((*fired, MATCH))) <= before + 1e-9
        assert MODEL.score(values_of((*fired, CALLED))) < before
