"""Where the payer is, and which rail the wire took."""

from decimal import Decimal
from typing import Any

import pytest

from interceptor.routing.paying import payer_country, rail_of
from interceptor.transfers.transfer import Account, Agent, Party, Transfer


def wire(**fields: Any) -> Transfer:
    fields.setdefault("debtor", Party(name="Payer Ltd"))
    return Transfer(
        format="pacs.008",
        message_name="pacs.008.001.08",
        amount=Decimal("100.00"),
        currency="CAD",
        creditor=Party(name="x"),
        **fields,
    )


@pytest.mark.parametrize(
    ("fields", "country"),
    [
        ({"debtor": Party(country="CA"), "debtor_agent": Agent(bic="XMPLUS33")}, "CA"),
        ({"debtor": Party(country="Canada", residence="MX"), "debtor_agent": Agent(bic="XMPLUS33")}, "MX"),
        ({"debtor_account": Account(id="DE89 3704 0044 0532 0130 00")}, "DE"),
        ({"debtor_account": Account(id="123"), "debtor_agent": Agent(bic="XMPLUS33")}, "US"),
        ({"debtor_agent": Agent(member_id="1"), "instructing_agent": Agent(bic="XMPLGB2L")}, "GB"),
        ({}, "HK"),
    ],
)
def test_payer_country(fields: dict[str, Any], country: str) -> None:
    assert payer_country(wire(**fields), home="HK") == country


def test_unknown_payer() -> None:
    assert payer_country(wire()) == "ZZ"


def test_rail() -> None:
    assert rail_of(wire(uetr="u", creditor_agent=Agent(member_id="021000021"))).receiving_agent == "021000021"
    rail = rail_of(wire(settlement_method="CLRG", service_levels=("SEPA",)))
    assert (rail.uetr, rail.settlement_method, rail.service_levels, rail.receiving_agent) == (
        False,
        "CLRG",
        ("SEPA",),
        None,
    )
