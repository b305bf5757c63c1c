"""From probability and money to decision and action, at every stage, with every brake."""

from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interceptor.decisions.decide import CODES, Circumstances, Decision, at_deadline, decide, restage
from interceptor.decisions.policy import DAY, HOUR, default
from interceptor.transfers.context import Stage

POLICY = default()
NOON = 1_772_452_800.0
RANK = {"release": 0, "review": 1, "intercept": 2}


def at(**changes: Any) -> Circumstances:
    start = Circumstances(
        stage="released", time=NOON, now=NOON + 60, amount_usd=1_700_000.0, rail="cross_border", country="HK"
    )
    return msgspec.structs.replace(start, **changes)


circumstances = st.builds(
    at,
    stage=st.sampled_from(get_args(Stage)),
    now=st.floats(NOON, NOON + 500 * DAY),
    amount_usd=st.none() | st.floats(0.01, 1e9),
    rail=st.sampled_from(["instant", "domestic", "cross_border"]),
    country=st.sampled_from(["HK", "CA", "VN", None]),
    sepa=st.booleans(),
    cut_off=st.none() | st.floats(NOON - DAY, NOON + 3 * DAY),
    alerts_this_hour=st.integers(0, 25),
    paused=st.booleans(),
)


@pytest.mark.parametrize(
    ("probability", "changes", "decision", "action"),
    [
        (0.0001, {}, "release", "none"),
        (0.03, {}, "review", "none"),
        (0.3, {}, "intercept", "draft"),
        (0.5, {}, "intercept", "draft"),
        (0.501, {}, "intercept", "recall"),
        (0.3, {"stage": "initiated"}, "intercept", "stop"),
        (0.9, {"stage": "settled"}, "intercept", "recall"),
        (0.9, {"stage": "cancelled"}, "intercept", "none"),
        (0.9, {"now": NOON + 31 * DAY}, "intercept", "draft"),
        (0.9, {"now": NOON + 31 * DAY, "sepa": True}, "intercept", "recall"),
        (0.9, {"now": NOON + 396 * DAY, "sepa": True}, "intercept", "draft"),
        (0.9, {"alerts_this_hour": 20}, "intercept", "draft"),
        (0.9, {"alerts_this_hour": 19}, "intercept", "recall"),
        (0.9, {"paused": True}, "intercept", "draft"),
        (0.9, {"paused": True, "stage": "initiated"}, "intercept", "stop"),
        (0.03, {"amount_usd": 1_700.0}, "release", "none"),
        (0.1, {"amount_usd": 1_700.0}, "review", "none"),
        (0.9, {"amount_usd": 20.0}, "review", "none"),
        (0.03, {"amount_usd": None}, "review", "none"),
        (0.3, {"amount_usd": None}, "intercept", "draft"),
    ],
)
def test_table(probability: float, changes: dict[str, Any], decision: str, action: str) -> None:
    found = decide(probability, at(**changes), POLICY)
    assert (found.decision, found.action) == (decision, action)
    assert found.alone == (action in {"stop", "recall"})


@given(st.floats(1e-9, 1 - 1e-9), st.floats(1e-9, 1 - 1e-9), circumstances)
def test_a_higher_probability_never_gives_a_lighter_decision(one: float, other: float, where: Circumstances) -> None:
    low, high = sorted((one, other))
    assert RANK[decide(low, where, POLICY).decision] <= RANK[decide(high, where, POLICY).decision]


@given(st.floats(0.0, 0.999), circumstances, st.floats(1, 1000))
def test_more_money_never_gives_a_lighter_decision(probability: float, where: Circumstances, times: float) -> None:
    if where.amount_usd is None:
        return
    more = msgspec.structs.replace(where, amount_usd=where.amount_usd * times)
    assert RANK[decide(probability, where, POLICY).decision] <= RANK[decide(probability, more, POLICY).decision]


@given(st.floats(0.0, 0.999), circumstances)
def test_what_always_holds(probability: float, where: Circumstances) -> None:
    found = decide(probability, where, POLICY)
    assert set(found.why) <= CODES.keys()
    assert (found.stop_until is not None) == (found.action == "stop")
    assert (found.action == "none") == (found.decision != "intercept" or where.stage == "cancelled")
    if found.action == "recall":
        assert found.alone
        assert probability > POLICY.act_alone
        assert where.now - where.time <= POLICY.max_alert_age(sepa=where.sepa)
        assert not where.paused
        assert where.alerts_this_hour < POLICY.alerts_per_hour
    if found.recoverable_usd is not None:
        assert found.expected_loss_usd is not None
        assert found.recoverable_usd <= found.expected_loss_usd


@pytest.mark.parametrize(
    ("cut_off", "until"),
    [(None, 24 * HOUR), (2 * HOUR, 2 * HOUR), (48 * HOUR, 24 * HOUR), (-HOUR, 24 * HOUR), (0.0, 24 * HOUR)],
)
def test_stop_ends_at_the_cut_off_or_after_the_hours_of_the_policy(cut_off: float | None, until: float) -> None:
    where = at(stage="initiated", now=NOON, cut_off=None if cut_off is None else NOON + cut_off)
    assert decide(0.9, where, POLICY).stop_until == NOON + until


@pytest.mark.parametrize(
    ("before", "after", "action"),
    [
        ("initiated", "released", "recall"),
        ("initiated", "settled", "recall"),
        ("initiated", "cancelled", "none"),
        ("released", "settled", "recall"),
        ("released", "cancelled", "none"),
    ],
)
def test_a_later_stage_is_a_revision(before: Stage, after: Stage, action: str) -> None:
    first = decide(0.9, at(stage=before), POLICY)
    revision = restage(first, before, at(stage=after), POLICY)
    assert revision is not None
    assert (revision.decision, revision.action, revision.stop_until) == ("intercept", action, None)
    assert revision.why[0] == "stage"


@pytest.mark.parametrize(
    ("before", "after"),
    [(stage, stage) for stage in get_args(Stage)]
    + [("released", "initiated"), ("settled", "released"), ("settled", "cancelled"), ("cancelled", "released")],
)
def test_a_stage_that_is_no_step_forward_changes_nothing(before: Stage, after: Stage) -> None:
    assert restage(decide(0.9, at(stage=before), POLICY), before, at(stage=after), POLICY) is None


def test_a_stop_below_act_alone_that_was_released_is_put_before_a_person() -> None:
    first = decide(0.3, at(stage="initiated"), POLICY)
    revision = restage(first, "initiated", at(), POLICY)
    assert revision is not None
    assert (revision.action, revision.alone, revision.why) == ("draft", False, ("stage", "below_act_alone"))
    assert revision.recoverable_usd is not None
    assert first.recoverable_usd is not None
    assert revision.recoverable_usd < first.recoverable_usd


def test_settlement_leaves_a_sent_recall_alone_even_when_the_cap_is_reached() -> None:
    first = decide(0.9, at(), POLICY)
    revision = restage(first, "released", at(stage="settled", alerts_this_hour=99), POLICY)
    assert revision is not None
    assert revision.action == "recall"


def test_a_released_transfer_stays_released_at_every_later_stage() -> None:
    first = decide(0.001, at(stage="initiated"), POLICY)
    revision = restage(first, "initiated", at(), POLICY)
    assert revision is not None
    assert (revision.decision, revision.action) == ("release", "none")


def stopped() -> Decision:
    return decide(0.9, at(stage="initiated", now=NOON), POLICY)


def test_before_the_deadline_nothing_happens() -> None:
    assert at_deadline(stopped(), NOON + 24 * HOUR - 1, POLICY) is None
    assert at_deadline(decide(0.9, at(), POLICY), NOON + 99 * DAY, POLICY) is None


def test_the_declared_default_holds() -> None:
    revision = at_deadline(stopped(), NOON + 24 * HOUR, POLICY)
    assert revision is not None
    assert (revision.action, revision.stop_until) == ("stop", NOON + 48 * HOUR)
    assert revision.why == ("deadline_hold",)


def test_the_declared_default_releases() -> None:
    policy = POLICY.model_copy(update={"at_cut_off": "release"})
    revision = at_deadline(stopped(), NOON + 24 * HOUR, policy)
    assert revision is not None
    assert (revision.decision, revision.action, revision.alone) == ("release", "none", False)
    assert revision.stop_until is None


def test_decisions_survive_json() -> None:
    found = stopped()
    assert msgspec.json.decode(msgspec.json.encode(found), type=Decision) == found
