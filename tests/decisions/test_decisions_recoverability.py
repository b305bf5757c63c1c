"""The table of chances: complete, sourced, and never better for older money."""

from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interceptor.decisions.recoverability import Rail, chance, is_sepa, rail_of
from interceptor.transfers.transfer import Party, Transfer

RAILS = st.sampled_from(get_args(Rail))
COUNTRIES = st.sampled_from(["HK", "CN", "KP", "CA", "ZZ", None])


@given(RAILS, COUNTRIES, st.floats(0, 1e4), st.floats(0, 1e4))
def test_never_rises_with_age(rail: Rail, country: str | None, hours: float, more: float) -> None:
    young, old = chance(rail, hours, country), chance(rail, hours + more, country)
    assert 0.0 < old.value <= young.value <= 1.0
    assert old.source


def test_instant_money_is_gone_first_and_fewer_lanes_count_for_less() -> None:
    assert chance("instant", 2, "SG").value < chance("domestic", 2, "SG").value
    assert chance("cross_border", 2, "VN").value < chance("cross_border", 2, "HK").value
    assert "Egmont" in chance("cross_border", 2, "VN").source


def transfer(**fields: Any) -> Transfer:
    return Transfer(
        format="pacs.008",
        message_name="pacs.008.001.08",
        amount=Decimal(1),
        currency="EUR",
        debtor=Party(),
        creditor=Party(),
        **fields,
    )


@pytest.mark.parametrize(
    ("fields", "country", "rail"),
    [
        ({}, "CA", "domestic"),
        ({}, "HK", "cross_border"),
        ({}, None, "cross_border"),
        ({"local_instrument": "INST"}, "CA", "instant"),
    ],
)
def test_rail(fields: dict[str, Any], country: str | None, rail: Rail) -> None:
    assert rail_of(transfer(**fields), country, "CA") == rail


def test_sepa() -> None:
    assert is_sepa(transfer(service_levels=("URGP", "SEPA")))
    assert not is_sepa(transfer(service_levels=("G001",)))
