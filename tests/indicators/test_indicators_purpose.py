"""Purpose codes against the kind of payee."""

from indicator_world import DEBTOR, Bank, established, sentence, value, wire

from interceptor.transfers.transfer import Party


def test_purpose_code_incoherent_fires() -> None:
    subject = Bank().subject(wire("Harbour Sky Ltd", purpose="SALA"))
    assert value(subject, "purpose_code_incoherent") == 1.0
    assert "SALA" in sentence(subject, "purpose_code_incoherent")
    assert value(Bank().subject(wire("Harbour Sky Ltd", category_purpose="TAXS")), "purpose_code_incoherent") == 1.0
    assert value(Bank().subject(wire("John Smith", purpose="SUPP")), "purpose_code_incoherent") == 1.0


def test_purpose_code_incoherent_is_weak_for_group_codes_and_new_codes() -> None:
    assert value(Bank().subject(wire("Harbour Sky Ltd", purpose="INTC")), "purpose_code_incoherent") == 0.5
    bank = established(wire(purpose="GDDS"))
    subject = bank.subject(wire(account="777", purpose="SCVE"))
    assert value(subject, "purpose_code_incoherent") == 0.5
    assert "new for this payee" in sentence(subject, "purpose_code_incoherent")


def test_purpose_code_incoherent_absent() -> None:
    assert value(Bank().subject(wire("John Smith", purpose="SALA")), "purpose_code_incoherent") == 0.0
    assert value(Bank().subject(wire("Maple Grove Europe GmbH", purpose="INTC")), "purpose_code_incoherent") == 0.0
    assert value(Bank().subject(wire("Tax Authority", purpose="TAXS")), "purpose_code_incoherent") == 0.0
    assert value(Bank().subject(wire(purpose="GDDS")), "purpose_code_incoherent") == 0.0
    bank = established(wire(purpose="GDDS"))
    assert value(bank.subject(wire(account="777", purpose="GDDS")), "purpose_code_incoherent") == 0.0
    assert DEBTOR.startswith("Maple Grove")


def test_purpose_code_incoherent_unknown() -> None:
    assert value(Bank().subject(wire()), "purpose_code_incoherent") is None
    transfer = wire("Qwertia", purpose="SALA")
    assert value(Bank().subject(transfer), "purpose_code_incoherent") is None
    transfer.creditor = Party()
    assert value(Bank().subject(transfer), "purpose_code_incoherent") is None
