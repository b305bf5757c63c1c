"""Ordinary explanations: they lower, they are weak, and never speak for a redirection abroad."""

import pytest
from indicator_world import DEBTOR, FOREIGN_BANK, NEW_ACCOUNT, Bank, ago, established, sentence, value, wire

from interceptor.indicators.catalogue import CATALOGUE, POSITIONS
from interceptor.profiles.creditor_folds import report
from interceptor.transfers.context import Context
from interceptor.transfers.transfer import Transfer

LOWERING = [item.id for item in CATALOGUE if item.lowers]


def test_creditor_is_public_authority_fires() -> None:
    subject = Bank().subject(wire("Finanzamt Musterheim", tax=True))
    assert value(subject, "creditor_is_public_authority") == 1.0
    assert "own country" in sentence(subject, "creditor_is_public_authority")
    assert value(Bank().subject(wire("Revenue Office", purpose="TAXS")), "creditor_is_public_authority") == 1.0


def test_creditor_is_public_authority_absent() -> None:
    assert value(Bank().subject(wire()), "creditor_is_public_authority") == 0.0
    abroad = wire("Finanzamt Musterheim", bank=FOREIGN_BANK, tax=True)
    assert value(Bank().subject(abroad), "creditor_is_public_authority") == 0.0
    by_name = wire("Finanzamt Musterheim")
    assert value(Bank().subject(by_name), "creditor_is_public_authority") == 0.5


def test_creditor_is_public_authority_unknown() -> None:
    assert value(Bank().subject(wire(None)), "creditor_is_public_authority") is None


def test_creditor_same_group_fires() -> None:
    own = Bank().subject(wire(DEBTOR.upper()))
    assert value(own, "creditor_same_group") == 1.0
    assert "own name" in sentence(own, "creditor_same_group")
    sister = Bank().subject(wire("Maple Grove Europe GmbH", purpose="INTC"))
    assert value(sister, "creditor_same_group") == 0.7
    lei = {"lei": "5493001KJTIIGC8Y1R12"}
    transfer = wire("Silva Beteiligungen", creditor=lei)
    transfer.debtor.lei = lei["lei"]
    assert value(Bank().subject(transfer), "creditor_same_group") == 1.0


def test_creditor_same_group_absent() -> None:
    assert value(Bank().subject(wire()), "creditor_same_group") == 0.0
    assert value(Bank().subject(wire("Maple Grove Europe GmbH")), "creditor_same_group") == 0.5
    common = wire("Global Harbour Ltd", debtor="Global Mining Inc", purpose="INTC")
    assert value(Bank().subject(common), "creditor_same_group") == 0.0


def test_creditor_same_group_unknown() -> None:
    assert value(Bank().subject(wire(None)), "creditor_same_group") is None


def _paid_by_others(transfer: Transfer, count: int, days: float) -> Bank:
    bank = Bank()
    for number in range(count):
        other = wire(
            transfer.creditor.name,
            transfer.creditor_account and transfer.creditor_account.id,
            debtor=f"Payer {number} Inc",
            debtor_account=f"70000{number}",
        )
        bank.pay(other, ago(days))
    return bank


def test_creditor_is_factor_or_collector_fires() -> None:
    factor = wire("Birch Factoring AG", NEW_ACCOUNT, remittance="INV 5521 ASSIGNED BY CEDAR TIMBER")
    subject = _paid_by_others(factor, 3, 200).subject(factor)
    assert value(subject, "creditor_is_factor_or_collector") == 1.0
    assert "3 other payers" in sentence(subject, "creditor_is_factor_or_collector")


def test_creditor_is_factor_or_collector_absent() -> None:
    assert value(Bank().subject(wire()), "creditor_is_factor_or_collector") == 0.0
    unproven = wire("Birch Factoring AG", NEW_ACCOUNT)
    assert value(Bank().subject(unproven), "creditor_is_factor_or_collector") == 0.5


def test_creditor_is_factor_or_collector_unknown() -> None:
    assert value(Bank().subject(wire(None)), "creditor_is_factor_or_collector") is None


def test_client_account_stream_fires() -> None:
    subject = Bank().subject(wire(), context=Context(client_account=True))
    assert value(subject, "client_account_stream") == 1.0
    assert "client account" in sentence(subject, "client_account_stream")


def test_client_account_stream_absent() -> None:
    assert value(Bank().subject(wire(), context=Context(client_account=False)), "client_account_stream") == 0.0
    abroad = Bank().subject(wire(bank=FOREIGN_BANK), context=Context(client_account=True))
    assert value(abroad, "client_account_stream") == 0.0


def test_client_account_stream_unknown() -> None:
    assert value(Bank().subject(wire(), context=Context()), "client_account_stream") is None


def test_creditor_is_escrow_or_administrator_fires() -> None:
    subject = Bank().subject(wire("Rowan Escrow LLP", remittance="PROJECT FALCON REF 8841"))
    assert value(subject, "creditor_is_escrow_or_administrator") == 1.0
    assert "matter" in sentence(subject, "creditor_is_escrow_or_administrator")


def test_creditor_is_escrow_or_administrator_absent() -> None:
    assert value(Bank().subject(wire()), "creditor_is_escrow_or_administrator") == 0.0
    vague = Bank().subject(wire("Rowan Escrow LLP", remittance="PROJECT FALCON"))
    assert value(vague, "creditor_is_escrow_or_administrator") == 0.5


def test_creditor_is_escrow_or_administrator_unknown() -> None:
    assert value(Bank().subject(wire(None)), "creditor_is_escrow_or_administrator") is None


def test_creditor_account_paid_by_others_fires() -> None:
    subject = _paid_by_others(wire(), 4, 200).subject(wire())
    assert value(subject, "creditor_account_paid_by_others") == 4.0
    assert "4 other payers" in sentence(subject, "creditor_account_paid_by_others")


def test_creditor_account_paid_by_others_absent() -> None:
    """Payers of the last days may be victims of the same mule, and a reported account is spoken for by nobody."""
    assert value(_paid_by_others(wire(), 4, 5).subject(wire()), "creditor_account_paid_by_others") == 0.0
    bank = _paid_by_others(wire(), 4, 200)
    (account,) = bank.accounts.values()
    report(account, b"case0001", 2, ago(1).timestamp())
    assert value(bank.subject(wire()), "creditor_account_paid_by_others") == 0.0


def test_creditor_account_paid_by_others_unknown() -> None:
    assert value(Bank(shared=False).subject(wire()), "creditor_account_paid_by_others") is None


@pytest.mark.parametrize(
    "indicator_id", [name for name in LOWERING if name not in ("callback_verified", "creditor_account_long_open")]
)
def test_nothing_but_a_call_back_speaks_for_a_known_payee_on_a_new_account_abroad(indicator_id: str) -> None:
    payee = "Maple Grove Factoring Escrow Revenue"
    abroad = wire(payee, NEW_ACCOUNT, FOREIGN_BANK, tax=True, purpose="INTC", remittance="REF 8841 assigned to")
    bank = established(wire(payee))
    bank.accounts.update(_paid_by_others(abroad, 4, 200).accounts)
    context = Context(payee_check="match", client_account=True)
    assert value(bank.subject(abroad, context=context), indicator_id) in (0.0, None)
    assert CATALOGUE[POSITIONS[indicator_id]].strength in ("W", "M")
