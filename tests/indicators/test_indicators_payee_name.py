import pytest
from builders import TODAY, Bank, day, history, transfer
from weighing import fires, mule, says, weigh

NEWCOMER = {"debtor_account": "111222333444"}
"""Another payer, which never paid Cedar Timber."""


def test_creditor_name_paid_elsewhere_fires():
    subject = history(payments=14).subject(mule(**NEWCOMER))

    assert weigh("creditor_name_paid_elsewhere", subject) == pytest.approx(420 / 30.4, abs=0.1)
    assert "paid by others for 14 months on 1 other account, not on HK account …789" in says(
        "creditor_name_paid_elsewhere", subject
    )


def test_creditor_name_paid_elsewhere_absent():
    bank = history(payments=14)

    assert weigh("creditor_name_paid_elsewhere", bank.subject(transfer(**NEWCOMER))) == 0.0
    assert weigh("creditor_name_paid_elsewhere", bank.subject(mule())) == 0.0
    assert weigh("creditor_name_paid_elsewhere", bank.subject(mule(creditor="Larch Printing", **NEWCOMER))) == 0.0


def test_creditor_name_paid_elsewhere_unknown():
    bank = history(payments=14)

    assert weigh("creditor_name_paid_elsewhere", bank.subject(mule(**NEWCOMER), name=None)) is None
    assert weigh("creditor_name_paid_elsewhere", bank.subject(mule(account=None, **NEWCOMER))) is None


def test_a_name_on_many_accounts_tells_less_and_then_nothing():
    bank = Bank()
    for number in range(3):
        bank.pay(transfer(account=f"88990011{number}", debtor_account=f"1112223{number}"), day(-400))
    assert not fires("creditor_name_paid_elsewhere", bank.subject(mule(**NEWCOMER), day(-150)))

    for number in range(3, 8):
        bank.pay(transfer(account=f"88990011{number}", debtor_account=f"1112223{number}"), day(-400))
    assert weigh("creditor_name_paid_elsewhere", bank.subject(mule(**NEWCOMER), TODAY)) is None


def test_a_young_account_does_not_speak_for_itself():
    bank = history(payments=14)
    bank.pay(mule(debtor_account="999888777"), day(-3))

    assert fires("creditor_name_paid_elsewhere", bank.subject(mule(**NEWCOMER)))
