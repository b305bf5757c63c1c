"""Packing a transfer loses nothing, and says outside what is asked of every transfer."""

from decimal import Decimal

import msgspec
import pytest
from builders import transfer
from hypothesis import given
from hypothesis import strategies as st

from interceptor.transfers import packed
from interceptor.transfers.accounts import canonical
from interceptor.transfers.gist import Gist
from interceptor.transfers.money import parse_amount, plain
from interceptor.transfers.packed import pack
from interceptor.transfers.transfer import Account, Agent, Charge, Party, Transfer

TEXT = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
TEXTS = st.lists(st.text(max_size=20), max_size=3).map(tuple)
AMOUNT = st.from_regex(r"[0-9]{1,19}(\.[0-9]{1,5})?", fullmatch=True).filter(Decimal).map(parse_amount)
PARTY = st.builds(Party, name=TEXT, country=TEXT, address=TEXTS, private=st.booleans(), identifiers=TEXTS)
ACCOUNT = st.none() | st.builds(Account, id=TEXT, iban=st.booleans(), proxy=TEXT, name=TEXT)
AGENT = st.none() | st.builds(Agent, bic=TEXT, member_id=TEXT, name=TEXT, address=TEXTS)
CHARGES = st.lists(st.builds(Charge, amount=AMOUNT, currency=st.just("CAD")), max_size=2).map(tuple)
TRANSFER = st.builds(
    Transfer,
    format=st.sampled_from(["pacs.008", "mt103", "json"]),
    message_name=st.just("pacs.008.001.08"),
    index=st.integers(0, 10_000),
    cover=st.booleans(),
    amount=AMOUNT,
    currency=st.just("CAD"),
    instructed_amount=st.none() | AMOUNT,
    exchange_rate=st.none() | AMOUNT,
    charges=CHARGES,
    end_to_end_id=TEXT,
    uetr=TEXT,
    settlement_method=st.sampled_from([None, "INDA", "COVE"]),
    previous_agents=st.lists(AGENT.filter(bool), max_size=2).map(tuple),
    debtor=PARTY,
    creditor=PARTY,
    ultimate_creditor=st.none() | PARTY,
    creditor_account=ACCOUNT,
    creditor_agent=AGENT,
    remittance=TEXTS,
    tax=st.booleans(),
    warnings=TEXTS,
)


@given(TRANSFER)
def test_a_transfer_comes_out_as_it_went_in(wire: Transfer) -> None:
    found = pack(wire).transfer
    assert found == wire
    assert repr(found) == repr(wire)  # the digits of an amount too: 1.10 equals 1.1


@given(TRANSFER)
def test_outside_stands_what_the_transfer_says(wire: Transfer) -> None:
    found = pack(wire)
    for name in "uetr end_to_end_id index cover currency warnings".split():
        assert getattr(found, name) == getattr(wire, name)
    assert found.covered == (wire.settlement_method == "COVE")
    assert found.creditor_account == canonical(wire.creditor_account)
    assert found.amount == plain(wire.amount)


def test_the_body_is_what_the_register_keeps() -> None:
    wire = transfer()
    assert msgspec.msgpack.decode(pack(wire).body, type=Transfer) == wire


def test_it_is_opened_once(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = pack(transfer())
    first = opened.transfer
    monkeypatch.setattr(packed, "_decode", lambda _body: pytest.fail("opened again"))
    assert opened.transfer is first


def test_what_is_changed_after_packing_is_not_in_it() -> None:
    wire = transfer()
    found = pack(wire)
    wire.warnings = ("too_late",)
    wire.creditor.name = "Somebody Else"
    assert found.warnings == found.transfer.warnings == ()
    assert found.transfer.creditor.name == "Cedar Timber Ltd"


@given(TRANSFER)
def test_the_gist_is_what_the_transfer_says(wire: Transfer) -> None:
    found, creditor, debtor = pack(wire).gist, wire.creditor, wire.debtor
    assert (found.creditor, found.creditor_lei, found.creditor_private) == (
        creditor.name,
        creditor.lei,
        creditor.private,
    )
    assert found.creditor_country == (creditor.country or creditor.residence)
    assert found.creditor_account == canonical(wire.creditor_account)
    assert found.creditor_agent == (wire.creditor_agent.name if wire.creditor_agent else None)
    assert (found.debtor, found.debtor_lei) == (debtor.name, debtor.lei)
    assert found.for_another == (wire.ultimate_creditor is not None)
    assert found.ultimate_creditor == (wire.ultimate_creditor.name if wire.ultimate_creditor else None)
    assert found.numbered == bool(wire.documents or wire.references)
    for name in "purpose category_purpose remittance instructions tax".split():
        assert getattr(found, name) == getattr(wire, name)


@pytest.mark.parametrize(
    ("agent", "party", "country"),
    [
        (Agent(bic="maplcatt", country="GB"), "US", "CA"),
        (Agent(bic="MAPL", country="GB"), "US", "GB"),
        (Agent(), "US", "US"),
        (None, "US", "US"),
        (None, None, None),
    ],
)
def test_the_payers_country_is_of_its_bank_before_its_own(
    agent: Agent | None, party: str | None, country: str | None
) -> None:
    assert Gist(transfer(debtor_agent=agent, debtor=Party(name="Maple", country=party))).debtor_country == country
