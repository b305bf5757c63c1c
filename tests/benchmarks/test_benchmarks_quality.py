"""The quality benchmark counts what it says, and the shipped model stays where it was measured."""

import pytest

from benchmarks.quality.__main__ import SIZES
from benchmarks.quality.page import closing, lines
from benchmarks.quality.play import Judged, Size, play
from benchmarks.quality.tally import Tally
from models.worlds.payment import Label

FRAUD = Label("vendor_redirection-1", "VEC", "vendor_redirection", 1)


def judged(decision: str, *, label: Label | None = None, account: str = "", alone: bool = False) -> Judged:
    raising = () if decision == "release" else ("known_creditor_new_account", "round_amount")
    return Judged(label, "", decision, alone, raising, account, 100.0)


def test_tally_counts_fraud_by_transfer_and_by_campaign() -> None:
    second = FRAUD._replace(nth=2)
    tally = Tally().add([judged("review", label=FRAUD), judged("intercept", label=second)])
    assert tally.fraud["vendor_redirection"] == {"review": 1, "intercept": 1}
    assert tally.campaigns == {"vendor_redirection-1": "intercept"}
    assert tally.recall("intercept") == 0.5
    assert tally.usd["review"] == 100


def test_tally_names_what_held_honest_wires_up() -> None:
    held = [judged("intercept", account="A", alone=True), judged("intercept", account="A"), judged("review")]
    tally = Tally().add([*held, *(judged("release") for _ in range(7))])
    assert tally.per_10_000("intercept") == 2_000.0
    assert (tally.alone, tally.frozen) == (1, {"A"})
    assert tally.behind["intercept"] == {(1,): 2}, "context such as round_amount is left out"


def test_false_for_true_is_carried_over_to_the_real_base_rate() -> None:
    frauds = [judged("intercept", label=FRAUD), judged("release", label=FRAUD)]
    tally = Tally().add([*frauds, judged("intercept"), *(judged("release") for _ in range(999))])
    assert tally.false_for_true("intercept") == pytest.approx(1.0)
    assert tally.false_for_true("intercept", base_rate=1e-4) == pytest.approx(20.0, rel=1e-3)
    assert Tally().false_for_true("intercept") == float("inf")


def test_a_small_world_is_played_to_the_end() -> None:
    found = play(7, Size("tiny", debtors=12, days=90, learnt=500, decided=250), fraud_rate=0.02)
    assert len(found) >= 200
    assert any(one.label for one in found)
    tally = Tally().add(found)
    assert closing(tally)["honest"] == tally.honest.total()
    assert any(line.startswith("per 10,000") for line in lines(tally))


@pytest.mark.slow
def test_the_shipped_model_catches_fraud_and_spares_honest_wires() -> None:
    tally = Tally().add(play(104, SIZES["small"], fraud_rate=0.002))
    assert tally.recall("intercept", "review") >= 0.8
    assert tally.per_10_000("intercept") <= 40, "published desks live with five false alerts to a true one"
