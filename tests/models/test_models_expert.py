"""The expert build: weights by strength, pairs by share, and the rule that a red flag never lowers the score."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import expert
from models.document import largest_sum
from models.errors import ModelError
from models.expert import Declaration, build
from models.expert_weights import OVERRIDES, PAIRS, Pair
from models.tables import TableModel

LOWERING = {
    "payee_check_match",
    "callback_verified",
    "creditor_is_public_authority",
    "creditor_same_group",
    "creditor_is_factor_or_collector",
    "client_account_stream",
}
NAMED = sorted({*OVERRIDES, *(name for pair in PAIRS for name in (pair.first, pair.second))})


def declaration(name: str, **changes: Any) -> Declaration:
    start: Declaration = {"id": name, "strength": "S", "lowers": name in LOWERING, "steps": ((1.0, 0.5), (3.0, 1.0))}
    return start | changes  # type: ignore[return-value]


DECLARED = [*map(declaration, NAMED), declaration("plain_s"), declaration("plain_m", strength="M", steps=((2.0, 1.0),))]
MODEL = TableModel(build(DECLARED))


def added(**values: float) -> float:
    found = MODEL.score([values.get(name) for name in MODEL.names])
    return found - MODEL.score([None] * len(MODEL.names))


def test_nothing_known_is_the_base_rate() -> None:
    for rest in (None, 0.0):
        assert MODEL.probability(MODEL.score([rest] * len(MODEL.names))) == pytest.approx(1e-4, rel=1e-5)


def test_weight_follows_strength_and_share() -> None:
    assert added(plain_s=3.0) == pytest.approx(4.0)
    assert added(plain_s=2.9) == pytest.approx(2.0)
    assert added(plain_s=0.9) == 0.0
    assert added(plain_m=2.0) == pytest.approx(1.8)


def test_pair_follows_both_shares() -> None:
    alone = added(known_creditor_new_account=1.0) + added(payee_check_no_match=3.0)
    assert added(known_creditor_new_account=1.0, payee_check_no_match=3.0) - alone == pytest.approx(1.2)


def test_every_number_names_its_cause() -> None:
    assert all(item.source for item in (*OVERRIDES.values(), *PAIRS))
    assert all(math.isfinite(item.weight) for item in (*OVERRIDES.values(), *PAIRS))


def test_largest_sum_stays_where_probability_rises() -> None:
    assert MODEL.probability(largest_sum(build(DECLARED))) < 1.0 - 1e-8


STEPS = st.sampled_from([None, 0.0, 1.0, 3.0])


@given(
    st.lists(STEPS, min_size=len(DECLARED), max_size=len(DECLARED)),
    st.integers(0, len(DECLARED) - 1),
    st.sampled_from([1.0, 3.0]),
)
def test_more_of_a_red_flag_never_lowers(values: list[float | None], position: int, more: float) -> None:
    name = MODEL.names[position]
    before = MODEL.score(MODEL.with_value(values, position, 0.0))
    after = MODEL.score(MODEL.with_value(values, position, more))
    if name in LOWERING:
        assert after <= before + 1e-9
    else:
        assert after >= before - 1e-9


def test_an_undeclared_indicator_is_named() -> None:
    with pytest.raises(ModelError, match="callback_verified"):
        build([item for item in DECLARED if item["id"] != "callback_verified"])


def test_pairs_that_outweigh_an_indicator_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expert, "PAIRS", (*PAIRS, Pair("plain_s", "plain_m", -1.9, "test")))
    with pytest.raises(ModelError, match="plain_m"):
        build(DECLARED)


@pytest.mark.parametrize(
    "changes",
    [{"strength": "X"}, {"steps": ()}, {"steps": ((0.0, 1.0),)}, {"steps": ((2.0, 1.0), (1.0, 1.0))}]
    + [{"steps": ((1.0, share),)} for share in (0.0, 1.1, -1.0)],
)
def test_a_bad_declaration_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match="plain_s"):
        build([*map(declaration, NAMED), declaration("plain_s", **changes)])
