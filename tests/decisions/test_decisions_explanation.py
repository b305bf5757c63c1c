"""Reasons add up and carry their evidence; a counterfactual does what it says when scored again."""

from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interceptor.decisions import counterfactual as module
from interceptor.decisions import explanation
from interceptor.decisions.counterfactual import MOST_CHANGES, changes, counterfactual
from interceptor.decisions.decide import Verdict
from interceptor.decisions.explanation import LESS, MORE, reasons
from interceptor.decisions.scoring import shipped
from interceptor.errors import ConfigError
from interceptor.indicators.catalogue import CATALOGUE, POSITIONS

MODEL = shipped()
SUBJECT = cast("Any", None)


class Evident:
    """A catalogue whose sentences need no subject."""

    def __getitem__(self, position: int) -> "Evident":
        self.id = CATALOGUE[position].id
        return self

    def evidence(self, subject: object, value: float) -> str:
        return f"{self.id} is {value:g}"


def full(*names: str) -> list[float | None]:
    return [item.steps[-1][0] if item.id in names else 0.0 for item in CATALOGUE]


def verdict_of(probability: float) -> Verdict:
    if probability < 0.02:
        return "release"
    return "review" if probability < 0.2 else "intercept"


def test_reasons_are_ordered_and_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explanation, "CATALOGUE", Evident())
    values = full(
        "known_creditor_new_account",
        "amount_continuity_known_creditor",
        "rapid_follow_on_payment",
        "remittance_account_change_language",
        "payee_check_match",
    )
    found = reasons(MODEL, SUBJECT, values)
    assert [(reason.indicator, reason.contribution) for reason in found] == [
        ("known_creditor_new_account", 5.2),
        ("rapid_follow_on_payment", 1.8),
        ("remittance_account_change_language", 1.8),
        ("known_creditor_new_account together with remittance_account_change_language", 0.6),
        ("known_creditor_new_account together with rapid_follow_on_payment", -0.9),
        ("payee_check_match", -0.8),
    ]
    at_rest = MODEL.score([None] * len(CATALOGUE))
    assert sum(reason.contribution for reason in found) + at_rest == pytest.approx(MODEL.score(values))
    assert found[1].evidence == "Rapid_follow_on_payment is 4."
    assert found[3].evidence == MORE
    assert found[4].evidence == LESS


def test_one_change_is_enough_for_a_redirection() -> None:
    values = full("known_creditor_new_account", "known_creditor_new_agent", "creditor_account_new_to_network")
    found = counterfactual(MODEL, values, verdict_of)
    assert found is not None
    assert set(found.absent) == {
        "known_creditor_new_account",
        "known_creditor_new_agent",
        "creditor_account_new_to_network",
    }
    assert found.text == "would be released if the account were one that this payer has paid this payee on before"
    assert verdict_of(found.probability) == "release"


def test_released_transfers_have_none() -> None:
    assert counterfactual(MODEL, full(), verdict_of) is None


def test_none_when_too_much_would_have_to_change() -> None:
    raising = [item.id for item in CATALOGUE if not item.lowers]
    assert counterfactual(MODEL, full(*raising), verdict_of) is None


@settings(deadline=None, max_examples=60)
@given(st.sets(st.sampled_from([item.id for item in CATALOGUE]), max_size=9))
def test_verified_by_scoring_again_and_no_smaller_one_exists(names: set[str]) -> None:
    values = full(*names)
    found = counterfactual(MODEL, values, verdict_of)
    if found is None:
        return
    cleared = [0.0 if item.id in found.absent else value for item, value in zip(CATALOGUE, values, strict=True)]
    assert MODEL.probability(MODEL.score(cleared)) == found.probability
    assert verdict_of(found.probability) == "release"
    assert len(found.changes) <= MOST_CHANGES
    if len(found.changes) > 1:
        for change in changes():
            if change.when and not names.intersection(change.when):
                continue
            single = [0.0 if item.id in change.clears else value for item, value in zip(CATALOGUE, values, strict=True)]
            assert verdict_of(MODEL.probability(MODEL.score(single))) != "release"


def test_every_red_flag_is_in_a_change() -> None:
    covered = {name for change in changes() for name in change.clears}
    raising = {item.id for item in CATALOGUE if not item.lowers}
    assert raising <= covered
    assert not covered & {item.id for item in CATALOGUE if item.lowers}


def test_a_change_of_an_unknown_indicator_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POSITIONS", {name: POSITIONS[name] for name in list(POSITIONS)[1:]})
    with pytest.raises(ConfigError, match=next(iter(POSITIONS))):
        changes.__wrapped__()
