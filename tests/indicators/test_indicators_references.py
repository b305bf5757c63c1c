from builders import Bank, day, history, transfer
from weighing import mule, says, stranger, weigh


def test_remittance_reference_break_fires():
    bank = history()
    sentence = says("remittance_reference_break", bank.subject(mule(remittance="PO 4500098121")))

    assert weigh("remittance_reference_break", bank.subject(mule(remittance="consulting services"))) == 1.0
    assert weigh("remittance_reference_break", bank.subject(mule(remittance="INV 7"))) == 1.0
    assert weigh("remittance_reference_break", bank.subject(mule(remittance="INV 2039900417"))) == 0.5
    assert "reads as PO #" in sentence
    assert "read as INV #" in sentence


def test_remittance_reference_break_absent():
    bank = history()

    assert weigh("remittance_reference_break", bank.subject(mule(remittance="INV 20399"))) == 0.0


def test_remittance_reference_break_unknown():
    bank = history()

    assert weigh("remittance_reference_break", bank.subject(mule(remittance=None))) is None
    assert weigh("remittance_reference_break", bank.subject(stranger())) is None


def test_a_payee_without_a_style_breaks_none():
    bank = Bank()
    for number, text in enumerate(
        ("INV 20001", "R 2024/17a", "bill no 1", "4711-0815", "consulting", "RG-2026-0001-Z", "PO 77812")
    ):
        bank.pay(transfer(remittance=text), day(number - 300))

    assert weigh("remittance_reference_break", bank.subject(mule(remittance="KD 884412"))) is None


def test_duplicate_document_reference_fires():
    bank = history()

    assert weigh("duplicate_document_reference", bank.subject(mule(remittance="Invoice 20031"))) == 1.0
    assert "already paid" in says("duplicate_document_reference", bank.subject(mule(remittance="INV 20031")))


def test_duplicate_document_reference_absent():
    bank = history()

    assert weigh("duplicate_document_reference", bank.subject(mule(remittance="INV 99999"))) == 0.0
    assert weigh("duplicate_document_reference", bank.subject(transfer(remittance="INV 20031"))) == 0.0


def test_duplicate_document_reference_unknown():
    bank = history()

    assert weigh("duplicate_document_reference", bank.subject(mule(remittance="services"))) is None
    assert weigh("duplicate_document_reference", Bank().subject(mule(remittance="INV 20031"))) is None
