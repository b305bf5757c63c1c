"""How the wire was ordered, by whom, and how it was approved."""

from decimal import Decimal

import pytest
from indicator_world import DEBTOR, Bank, ago, established, sentence, value, wire

from interceptor.transfers.context import Context


def _with(indicator_id: str, **context: object) -> float | None:
    return value(Bank().subject(wire(), context=Context(**context)), indicator_id)  # type: ignore[arg-type]


def _ordered_by(initiator: str) -> Bank:
    bank = Bank()
    for month in range(12, 0, -1):
        bank.pay(
            wire(), ago(30 * month), Context(initiator=initiator, channel="online", approval_limit=Decimal(50_000))
        )
    return bank


def test_instruction_by_email_fires() -> None:
    subject = Bank().subject(wire(), context=Context(channel="email"))
    assert value(subject, "instruction_by_email") == 1.0
    assert "email" in sentence(subject, "instruction_by_email")
    assert _with("instruction_by_email", channel="phone") == 0.7


def test_instruction_by_email_does_not_fire_where_it_is_usual() -> None:
    bank = Bank()
    bank.pay(wire(), ago(60), Context(channel="email"))
    assert value(bank.subject(wire(), context=Context(channel="email")), "instruction_by_email") == 0.4


def test_instruction_by_email_absent() -> None:
    assert _with("instruction_by_email", channel="host_to_host") == 0.0


def test_instruction_by_email_unknown() -> None:
    assert _with("instruction_by_email") is None


def test_mailbox_compromise_signal_fires() -> None:
    subject = Bank().subject(wire(), context=Context(mailbox_compromised_at=ago(10)))
    assert value(subject, "mailbox_compromise_signal") == pytest.approx(80)
    assert "10 days" in sentence(subject, "mailbox_compromise_signal")


def test_mailbox_compromise_signal_absent() -> None:
    assert _with("mailbox_compromise_signal", mailbox_compromised_at=ago(300)) == 0.0


def test_mailbox_compromise_signal_unknown() -> None:
    assert _with("mailbox_compromise_signal") is None


def test_newly_authorised_initiator_fires() -> None:
    subject = Bank().subject(wire(), context=Context(initiator="kim", initiator_since=ago(5)))
    assert value(subject, "newly_authorised_initiator") == 1.0
    assert "5 days" in sentence(subject, "newly_authorised_initiator")
    first = _ordered_by("ana").subject(wire(), context=Context(initiator="kim"))
    assert value(first, "newly_authorised_initiator") == 0.7
    assert "12 earlier" in sentence(first, "newly_authorised_initiator")


def test_newly_authorised_initiator_absent() -> None:
    assert (
        value(_ordered_by("ana").subject(wire(), context=Context(initiator="ana")), "newly_authorised_initiator") == 0
    )
    assert _with("newly_authorised_initiator", initiator_since=ago(900)) == 0.0


def test_newly_authorised_initiator_unknown() -> None:
    assert _with("newly_authorised_initiator") is None
    assert _with("newly_authorised_initiator", initiator="kim") is None


def test_approval_pattern_anomaly_fires() -> None:
    context = Context(initiator="ana", approver="ANA", same_device=True, approval_seconds=3)
    subject = Bank().subject(wire(), context=context)
    assert value(subject, "approval_pattern_anomaly") == 3.0
    assert "one device" in sentence(subject, "approval_pattern_anomaly")
    raised = _ordered_by("ana").subject(wire(), context=Context(approval_limit=Decimal(500_000)))
    assert value(raised, "approval_pattern_anomaly") == 1.0


def test_approval_pattern_anomaly_absent() -> None:
    assert _with("approval_pattern_anomaly", initiator="ana", approver="bo", approval_seconds=600) == 0.0


def test_approval_pattern_anomaly_unknown() -> None:
    assert _with("approval_pattern_anomaly", initiator="ana") is None


def test_verification_missing_or_overridden_fires() -> None:
    subject = Bank().subject(wire(), context=Context(callback_verified=False, verification_overridden=True))
    assert value(subject, "verification_missing_or_overridden") == 2.0
    assert "overridden" in sentence(subject, "verification_missing_or_overridden")
    assert _with("verification_missing_or_overridden", callback_verified=False) == 1.0


def test_verification_missing_or_overridden_absent() -> None:
    assert _with("verification_missing_or_overridden", callback_verified=True) == 0.0


def test_verification_missing_or_overridden_unknown() -> None:
    assert _with("verification_missing_or_overridden") is None


def _paid_by(sector: str | None, remittance: str, payee: str = "Harbour Sky Ltd") -> float | None:
    context = Context(debtor_sector=sector)
    return value(
        Bank().subject(wire(payee, remittance=remittance), context=context), "debtor_sector_payment_incoherent"
    )


def test_debtor_sector_payment_incoherent_fires() -> None:
    context = Context(debtor_sector="Transport")
    subject = Bank().subject(wire("Harbour Sky Ltd", remittance="ACQUISITION DEPOSIT"), context=context)
    assert value(subject, "debtor_sector_payment_incoherent") == 1.0
    assert "transport" in sentence(subject, "debtor_sector_payment_incoherent")


def test_debtor_sector_payment_incoherent_absent() -> None:
    assert _paid_by("transport", "marine diesel 400 t") == 0.0
    settled = established().subject(wire(), context=Context(debtor_sector="charity"))
    assert value(settled, "debtor_sector_payment_incoherent") == 0.0


def test_debtor_sector_payment_incoherent_unknown() -> None:
    assert _paid_by(None, "ACQUISITION DEPOSIT") is None
    assert _paid_by("astrology", "ACQUISITION DEPOSIT") is None
    assert _paid_by("transport", f"rent {DEBTOR}") is None
