"""Our JSON transfer: names of the mapping table, nested or plain blocks, and exact numbers."""

import json
from decimal import Decimal
from typing import Any

import pytest
from inbound_messages import UETR

from interceptor.errors import Fault, MessageError
from interceptor.messages import decode
from interceptor.transfers.transfer import Account, Agent, Charge, Party, Refusal, Transfer

PLAIN: dict[str, Any] = {
    "settlement_amount": "2300000.00",
    "currency": "cad",
    "settlement_date": "2026-03-02",
    "uetr": UETR.upper(),
    "message_id": "M1",
    "debtor": "Harbour and Finch",
    "debtor_account": "000118-4420118",
    "debtor_agent": "xmplcattxxx",
    "creditor": {"name": " Cedar  Timber ", "address": {"country": "hk", "town": "Kowloon", "lines": ["Flat 1"]}},
    "creditor_account": {"iban": "DE89370400440532013000"},
    "creditor_agent": {"bic": "STHNHKHH", "clearing_system": "HKNCC", "member_id": "999"},
    "remittance": "closing",
}


def one(**changes: Any) -> Transfer:
    (item,) = decode(json.dumps({**PLAIN, **changes}).encode())
    assert isinstance(item, Transfer), item
    return item


def test_the_plain_transfer() -> None:
    assert one() == Transfer(
        format="json",
        message_name="json",
        amount=Decimal("2300000.00"),
        currency="CAD",
        settlement_date="2026-03-02",
        uetr=UETR,
        message_id="M1",
        debtor=Party(name="Harbour and Finch"),
        debtor_account=Account(id="000118-4420118"),
        debtor_agent=Agent(bic="XMPLCATTXXX"),
        creditor=Party(name="Cedar Timber", country="HK", town="Kowloon", address=("Flat 1",)),
        creditor_account=Account(id="DE89370400440532013000", iban=True),
        creditor_agent=Agent(bic="STHNHKHH", clearing_system="HKNCC", member_id="999"),
        remittance=("closing",),
    )


def test_numbers_are_exact() -> None:
    text = json.dumps(PLAIN).replace('"2300000.00"', "0.10")
    (found,) = decode(text.encode())
    assert isinstance(found, Transfer)
    assert str(found.amount) == "0.10"
    assert one(settlement_amount=7).amount == Decimal(7)


def test_both_sets_of_names_and_nested_amounts() -> None:
    changes = {"settlement_amount": None, "amount": {"amount": "1.50", "currency": "EUR"}, "fx_rate": 1.25}
    found = one(**changes, instructed_amount={"amount": 2, "currency": "USD"}, service_level=["G001"], clearing_ref="C")
    assert (found.amount, found.currency, found.exchange_rate) == (Decimal("1.50"), "EUR", Decimal("1.25"))
    assert (found.instructed_amount, found.instructed_currency) == (Decimal(2), "USD")
    assert (found.service_levels, found.clearing_reference) == (("G001",), "C")


def test_lists_and_flags() -> None:
    found = one(
        intermediaries=["NRTHUS33", {"name": "Northern"}],
        charges=[{"amount": "1", "currency": "CAD", "agent_bic": "XMPLCATT"}, {"amount": 0, "currency": "CAD"}],
        documents=["INV1"],
        ultimate_creditor={"name": "Holdings", "private": False, "identifiers": ["7"]},
        cover=True,
        tax=True,
    )
    assert found.intermediaries == (Agent(bic="NRTHUS33"), Agent(name="Northern"))
    assert found.charges == (Charge(Decimal(1), "CAD", "XMPLCATT"),)
    assert (found.documents, found.cover, found.tax) == (("INV1",), True, True)
    assert found.ultimate_creditor == Party(name="Holdings", identifiers=("7",))


def test_a_list_of_transfers() -> None:
    items = decode(json.dumps([PLAIN, 7, {}, PLAIN]).encode())
    assert [type(item) for item in items] == [Transfer, Refusal, Refusal, Transfer]
    assert [item.index for item in items] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"settlement_amount": None}, "missing_field"),
        ({"settlement_amount": -5}, "bad_amount"),
        ({"settlement_amount": "NaN"}, "bad_amount"),
        ({"settlement_amount": "1e3"}, "bad_amount"),
        ({"settlement_amount": []}, "bad_field"),
        ({"settlement_amount": True}, "bad_field"),
        ({"currency": "QQQ"}, "bad_currency"),
        ({"currency": None}, "missing_field"),
        ({"debtor": None, "debtor_account": None}, "missing_field"),
        ({"creditor": [], "creditor_account": None}, "bad_field"),
        ({"message_id": {}}, "bad_field"),
        ({"cover": "yes"}, "bad_field"),
    ],
)
def test_refusals(changes: dict[str, Any], fault: str) -> None:
    (item,) = decode(json.dumps({**PLAIN, **changes}).encode())
    assert isinstance(item, Refusal)
    assert item.fault == fault


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ({"uetr": "x"}, "bad_uetr"),
        ({"uetr": 7}, "bad_uetr"),
        ({"settlement_date": "soon"}, "bad_date"),
        ({"fx_rate": "x"}, "bad_rate"),
        ({"instructed_amount": -1}, "bad_instructed_amount"),
        ({"creditor": {"name": "x", "country": "Hong Kong"}}, "bad_country"),
        ({"creditor_agent": {"bic": "x", "name": "y"}}, "bad_bic"),
        ({"colour": "red"}, "unknown_field"),
        ({"creditor": None}, "no_creditor"),
        ({"creditor": "x" * 3_000}, "truncated"),
        ({"remittance": ["x"] * 1_001}, "truncated"),
        ({"creditor": "a\0b"}, "control_characters"),
    ],
)
def test_what_is_read_around_is_noted(changes: dict[str, Any], warning: str) -> None:
    assert one(**changes).warnings == (warning,)


def test_a_lone_surrogate_does_not_survive() -> None:
    assert one(creditor="a\ud800b").creditor.name == "a?b"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", Fault.NOT_MT),
        ('{"', Fault.NOT_JSON),
        ('{"amount": NaN}', Fault.NOT_JSON),
        ("[]", Fault.EMPTY),
        ("[" * 100_000, Fault.NOT_JSON),
        ('{"a":' * 100_000, Fault.NOT_JSON),
    ],
)
def test_what_is_no_json(text: str, fault: Fault) -> None:
    with pytest.raises(MessageError) as caught:
        decode(text.encode())
    assert caught.value.fault is fault


def test_a_number_that_would_fill_the_memory() -> None:
    text = json.dumps(PLAIN).replace('"2300000.00"', "1e999999999")
    (item,) = decode(text.encode())
    assert isinstance(item, Refusal)
    assert item.fault == "bad_amount"
