"""From a probability and an amount of money to a decision and what is done about it. Pure: the clock is passed in."""

from typing import Final, Literal

import msgspec

from interceptor.decisions.policy import HOUR, Policy
from interceptor.decisions.recoverability import UNSENT, Rail, chance
from interceptor.transfers.context import Stage

Verdict = Literal["release", "review", "intercept"]
Action = Literal["none", "stop", "recall", "draft"]

_ORDER: Final = {"initiated": 0, "released": 1, "settled": 2, "cancelled": 3}
"""A stage follows only one of lower rank, and nothing follows `cancelled`; settled money cannot be cancelled."""


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision depends on beside the probability. Times are epoch seconds UTC."""

    stage: Stage
    time: float
    """When the payment was made (event time)."""
    now: float
    amount_usd: float | None
    """None without a reference rate: money tests then count as passed, since unknown is not safe."""
    rail: Rail
    country: str | None
    """Receiving jurisdiction, alpha-2."""
    sepa: bool = False
    cut_off: float | None = None
    """Latest moment at which the bank can still keep the money back."""
    alerts_this_hour: int = 0
    """Alerts that the tenant's engine has sent by itself in the running hour."""
    paused: bool = False
    """A person has paused the alerts."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One revision of the decision on a transfer."""

    decision: Verdict
    action: Action
    probability: float
    alone: bool = False
    """True when the engine may do the action without a person. Lanes may still need a signature."""
    stop_until: float | None = None
    """Epoch seconds UTC: when a stop ends in the policy's declared default."""
    expected_loss_usd: float | None = None
    """Probability times amount; None below the review floor and without a reference rate."""
    recoverable_usd: float | None = None
    """Of that, what acting now can be expected to save: the order of the queue."""
    why: tuple[str, ...] = ()
    """Codes of the rules that were applied, see `CODES`."""


CODES: Final[dict[str, str]] = {
    "probability": "the probability and the money at stake pass the policy's bars",
    "small_amount": "probable enough, but less at stake than acting would cost",
    "amount_unknown": "no reference rate for the currency: the money tests count as passed",
    "too_old": "older than the policy's max_alert_age: a person decides",
    "alerts_paused": "alerts are paused: a person decides",
    "alert_cap": "the hour's cap on alerts is reached: a person decides",
    "below_act_alone": "not above act_alone: a person decides",
    "cancelled": "the transfer was cancelled",
    "stage": "the transfer has gone a stage further",
    "deadline_release": "nobody decided before the deadline: released, as the policy declares",
    "deadline_hold": "nobody decided before the deadline: kept back further, as the policy declares",
}


def decide(probability: float, at: Circumstances, policy: Policy) -> Decision:
    """The first decision on a transfer."""
    if probability < policy.review_floor:
        return Decision(decision="release", action="none", probability=probability)
    loss = None if at.amount_usd is None else probability * at.amount_usd
    saved = None if loss is None else loss * _chance(at)
    verdict, why = _verdict(probability, saved, policy)
    found = Decision(
        decision=verdict,
        action="none",
        probability=probability,
        expected_loss_usd=loss,
        recoverable_usd=saved,
        why=why,
    )
    return _with_action(found, at, policy)


def restage(previous: Decision, stage: Stage, at: Circumstances, policy: Policy) -> Decision | None:
    """The next revision when a transfer of stage `stage` has gone on to `at.stage`; None when that is no step forward.

    The verdict stays: nothing new is known about the payment, only about where the money is.
    """
    if _ORDER[at.stage] <= _ORDER[stage] or (stage, at.stage) == ("settled", "cancelled"):
        return None
    if at.stage == "settled" and previous.action in {"recall", "draft"}:
        return msgspec.structs.replace(previous, why=("stage",))  # the alert is out, or before a person, already
    loss = previous.expected_loss_usd
    kept = msgspec.structs.replace(
        previous,
        stop_until=None,
        recoverable_usd=None if loss is None else loss * _chance(at),
        why=("stage",),
    )
    return _with_action(kept, at, policy)


def at_deadline(previous: Decision, now: float, policy: Policy) -> Decision | None:
    """The revision that the policy declares for a stop that nobody has decided on; None before the deadline."""
    if previous.action != "stop" or previous.stop_until is None or now < previous.stop_until:
        return None
    if policy.at_cut_off == "hold":
        until = now + policy.stop_hours * HOUR
        return msgspec.structs.replace(previous, stop_until=until, why=("deadline_hold",))
    return msgspec.structs.replace(
        previous, decision="release", action="none", alone=False, stop_until=None, why=("deadline_release",)
    )


def _chance(at: Circumstances) -> float:
    if at.stage == "initiated":
        return UNSENT.value
    return chance(at.rail, max(0.0, at.now - at.time) / HOUR, at.country).value


def _verdict(probability: float, saved: float | None, policy: Policy) -> tuple[Verdict, tuple[str, ...]]:
    known = () if saved is not None else ("amount_unknown",)
    if probability >= policy.intercept_floor:
        wrong = (1.0 - probability) * policy.false_stop_cost_usd
        if saved is None or saved >= wrong:
            return "intercept", ("probability", *known)
        # A small payment may be the probe before a large one (research/indicators.md #35), so it is never let go.
        return "review", ("small_amount",)
    if saved is None or saved >= policy.review_bar:
        return "review", ("probability", *known)
    return "release", ("small_amount",)


def _with_action(found: Decision, at: Circumstances, policy: Policy) -> Decision:
    """`found` with what is done about it where the money now is."""
    if found.decision != "intercept":
        return msgspec.structs.replace(found, action="none", alone=False)
    if at.stage == "cancelled":
        return msgspec.structs.replace(found, action="none", alone=False, why=(*found.why, "cancelled"))
    brake = _brake(found.probability, at, policy)
    if brake is not None:
        return msgspec.structs.replace(found, action="draft", alone=False, why=(*found.why, brake))
    if at.stage == "initiated":
        return msgspec.structs.replace(found, action="stop", alone=True, stop_until=_stop_until(at, policy))
    return msgspec.structs.replace(found, action="recall", alone=True)


def _brake(probability: float, at: Circumstances, policy: Policy) -> str | None:
    """Why the engine may not act alone. A stop sends no alert, so only age can brake it."""
    if at.now - at.time > policy.max_alert_age(sepa=at.sepa):
        return "too_old"
    if at.stage == "initiated":
        return None
    if at.paused:
        return "alerts_paused"
    if at.alerts_this_hour >= policy.alerts_per_hour:
        return "alert_cap"
    return None if probability > policy.act_alone else "below_act_alone"


def _stop_until(at: Circumstances, policy: Policy) -> float:
    """The cut-off if it is still ahead and sooner; a passed one no longer bounds money that is still here."""
    until = at.now + policy.stop_hours * HOUR
    return min(until, at.cut_off) if at.cut_off is not None and at.cut_off > at.now else until
