import uuid
from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from interceptor.transfers.identity import NAMESPACE, identify, uuid5
from interceptor.transfers.transfer import Account, Agent, Party, Transfer

UETR = "eb6305c9-1f7a-4b3e-9d5e-0c8a7f3f2b11"


def wire(**changes: object) -> Transfer:
    base = Transfer(
        format="pacs.008",
        message_name="pacs.008.001.08",
        amount=Decimal("100.00"),
        currency="CAD",
        settlement_date="2026-03-02",
        uetr=UETR,
        message_id="M1",
        end_to_end_id="E1",
        debtor=Party(name="Maple Works Ltd"),
        debtor_account=Account(id="111222333"),
        debtor_agent=Agent(bic="XMPLCAT0"),
        creditor=Party(name="Cedar Timber Ltd"),
        creditor_account=Account(id="DE89370400440532013000", iban=True),
    )
    return msgspec.structs.replace(base, **changes)


_PART = st.text(st.characters(exclude_characters="\x1f", exclude_categories=["Cs"]), max_size=20)


@given(st.lists(_PART, min_size=1, max_size=5))
def test_ids_are_uuids_of_version_5(parts: list[str]) -> None:
    assert uuid5(*parts) == str(uuid.uuid5(NAMESPACE, "\x1f".join(parts)))


def test_the_same_payment_written_otherwise_is_a_repeat() -> None:
    again = wire(amount=Decimal("100"), creditor_account=Account(id="DE89 3704 0044 0532 0130 00"))
    assert identify("t", wire()) == identify("t", again)


def test_a_known_uetr_with_another_fingerprint_is_another_transfer() -> None:
    first, second = identify("t", wire()), identify("t", wire(creditor_account=Account(id="999")))
    assert first.transfer_id != second.transfer_id
    assert first.identifier == second.identifier


_CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "format": st.sampled_from(["pacs.008", "mt103"]),
        "uetr": st.sampled_from([None, UETR]),
        "message_id": st.sampled_from([None, "M1", "M2"]),
        "end_to_end_id": st.sampled_from([None, "E2", "NOTPROVIDED"]),
        "index": st.integers(0, 1),
        "debtor_agent": st.sampled_from([None, Agent(bic="NRTHGB22"), Agent(member_id="123")]),
        "amount": st.sampled_from([Decimal(100), Decimal(7)]),
    },
)


@given(_CHANGES, _CHANGES)
def test_who_has_the_same_id_has_the_same_identifiers(first: dict[str, object], second: dict[str, object]) -> None:
    """The register is searched by identifiers alone where the bank gives no id of its own."""
    one, other = identify("t", wire(**first)), identify("t", wire(**second))
    assert one.key != other.key or one.identifier == other.identifier


def test_a_uetr_reused_at_another_debtor_agent_is_seen() -> None:
    other = wire(debtor_agent=Agent(bic="NRTHGB22"), amount=Decimal(7))
    assert identify("t", wire()).identifier == identify("t", other).identifier


def test_a_cover_never_overwrites_its_transfer() -> None:
    assert identify("t", wire()).transfer_id != identify("t", wire(cover=True, format="pacs.009")).transfer_id


def test_the_banks_own_payment_id_decides() -> None:
    initiated = identify("t", wire(uetr=None, message_id="X"), payment_id="P7")
    released = identify("t", wire(), payment_id="P7")
    assert initiated.transfer_id == released.transfer_id
    assert identify("u", wire(), payment_id="P7").transfer_id != released.transfer_id


def test_notprovided_is_no_identifier() -> None:
    one = identify("t", wire(uetr=None, end_to_end_id="NOTPROVIDED"))
    two = identify("t", wire(uetr=None, end_to_end_id=None))
    assert one == two


def test_two_transactions_of_one_message_are_two_transfers() -> None:
    one = identify("t", wire(uetr=None, index=0))
    two = identify("t", wire(uetr=None, index=1))
    assert one.transfer_id != two.transfer_id
