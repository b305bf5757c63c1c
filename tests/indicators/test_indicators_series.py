import pytest
from builders import Bank, day, history, transfer
from weighing import fires, mule, says, stranger, weigh


def after(*amounts, fold="pay", **overrides):
    """A bank that paid (or tried) the stranger so much, a day apart, the last one yesterday."""
    bank = history()
    for number, amount in enumerate(amounts):
        getattr(bank, fold)(stranger(amount=amount, **overrides), day(number - len(amounts)))
    return bank


@pytest.mark.parametrize("fold", ["pay", "attempt"])
def test_amount_escalation_fires(fold):
    bank = after("780000", fold=fold)

    assert weigh("amount_escalation", bank.subject(stranger(amount="7000000"))) == pytest.approx(9.0, rel=0.01)
    assert "1 day" in says("amount_escalation", bank.subject(stranger(amount="7000000"))) or "24 hours" in says(
        "amount_escalation", bank.subject(stranger(amount="7000000"))
    )


@pytest.mark.parametrize("fold", ["pay", "attempt"])
def test_amount_escalation_absent(fold):
    bank = after("780000", fold=fold)

    assert weigh("amount_escalation", bank.subject(stranger(amount="800000"))) == 0.0
    assert weigh("amount_escalation", history().subject(stranger())) == 0.0


@pytest.mark.parametrize("fold", ["pay", "attempt"])
def test_amount_escalation_unknown(fold):
    bank = after("780000", fold=fold)

    assert weigh("amount_escalation", bank.subject(stranger(currency="SLE"))) is None


def test_probe_then_large_fires():
    bank = after("1575")

    assert fires("probe_then_large", bank.subject(stranger(amount="483000")))


def test_probe_then_large_absent():
    bank = after("1575")

    assert weigh("probe_then_large", bank.subject(stranger(amount="9000"))) == 0.0
    assert weigh("probe_then_large", bank.subject(stranger(amount="483000"), day(20))) == 0.0


def test_probe_then_large_unknown():
    bank = after("1575")

    assert weigh("probe_then_large", bank.subject(stranger(currency="SLE"))) is None


def test_cumulative_new_creditor_exposure_fires():
    bank = after("90000", "90000")

    assert fires("cumulative_new_creditor_exposure", bank.subject(stranger(amount="90000")))
    assert "in 30 days" in says("cumulative_new_creditor_exposure", bank.subject(stranger(amount="90000")))


def test_cumulative_new_creditor_exposure_absent():
    assert weigh("cumulative_new_creditor_exposure", history().subject(stranger(amount="90000"))) == 0.0


def test_cumulative_new_creditor_exposure_unknown():
    assert weigh("cumulative_new_creditor_exposure", Bank().subject(stranger())) is None


def test_rapid_follow_on_payment_fires():
    bank = after("50000", "50000", "50000")

    assert weigh("rapid_follow_on_payment", bank.subject(stranger())) == 3.0


def test_rapid_follow_on_payment_absent():
    bank = after("50000", "50000", "50000")

    assert weigh("rapid_follow_on_payment", bank.subject(stranger(), day(15))) == 0.0
    assert weigh("rapid_follow_on_payment", bank.subject(transfer())) == 0.0


def test_a_series_goes_on_under_another_name_or_account():
    bank = after("50000")

    assert weigh("rapid_follow_on_payment", bank.subject(stranger(creditor="Pavelin Trading"))) == 1.0
    assert weigh("rapid_follow_on_payment", bank.subject(stranger(account="606060606060"))) == 1.0
    assert weigh("rapid_follow_on_payment", bank.subject(mule(account="606060606060"))) == 0.0


def test_multiple_new_creditors_burst_fires():
    bank = history(payments=14)
    for number in range(4):
        bank.pay(stranger(creditor=f"Star {chr(65 + number)}", account=f"60606060{number}000"), day(number - 5))

    assert weigh("multiple_new_creditors_burst", bank.subject(stranger())) == 4.0
    assert "5 different new accounts in 7 days" in says("multiple_new_creditors_burst", bank.subject(stranger()))


def test_multiple_new_creditors_burst_absent():
    bank = history(payments=14)
    for number in range(4):
        bank.pay(stranger(creditor=f"Star {chr(65 + number)}", account=f"60606060{number}000"), day(number - 5))

    assert weigh("multiple_new_creditors_burst", bank.subject(transfer())) == 0.0
    assert weigh("multiple_new_creditors_burst", bank.subject(stranger(), day(20))) == 0.0


def test_multiple_new_creditors_burst_unknown():
    bank = history(payments=14)
    for number in range(4):
        bank.pay(stranger(creditor=f"Star {chr(65 + number)}", account=f"60606060{number}000"), day(number - 5))

    assert weigh("multiple_new_creditors_burst", Bank().subject(stranger())) is None


def test_a_burst_is_nothing_to_a_debtor_that_always_pays_new_payees():
    bank = Bank()
    for number in range(80):
        bank.pay(
            stranger(creditor=f"Seller {number} {chr(65 + number % 26)}", account=f"6060{number:06d}"), day(number - 80)
        )

    assert not fires("multiple_new_creditors_burst", bank.subject(stranger(account="777000777")))


def test_rapid_follow_on_payment_unknown():
    """Never: what went before is always at hand."""
    assert weigh("rapid_follow_on_payment", Bank().subject(stranger(account=None))) == 0.0


def test_steps_of_ordinary_invoices_are_no_escalation():
    assert weigh("amount_escalation", after("50000").subject(stranger(amount="90000"))) == 0.0
    assert weigh("amount_escalation", after("50000", "20000").subject(stranger(amount="90000"))) == 0.0
    assert fires("amount_escalation", after("20000", "50000").subject(stranger(amount="90000")))


def test_payees_of_the_first_month_only_look_new():
    bank = Bank()
    for number in range(6):
        bank.pay(transfer(amount="1000"), day(number - 33))
    for when in (-15, -8):
        bank.pay(stranger(amount="1000"), day(when))
    grown = stranger(amount="9000")

    assert weigh("amount_escalation", bank.subject(grown, day(-4))) is None
    assert weigh("rapid_follow_on_payment", bank.subject(grown, day(-4))) == 1.0
    assert weigh("rapid_follow_on_payment", bank.subject(grown, day(1))) == 0.0


def test_accounts_of_earlier_weeks_are_no_burst():
    bank = history(payments=14)
    for number in range(4):
        wire = stranger(creditor=f"Star {chr(65 + number)}", account=f"60606060{number}000")
        bank.pay(wire, day(-12))
        bank.pay(wire, day(-3))

    assert weigh("multiple_new_creditors_burst", bank.subject(stranger(account="777000777"))) == 0.0
    assert weigh("multiple_new_creditors_burst", bank.subject(wire)) == 0.0


def test_an_old_payee_on_a_new_account_is_no_series_of_a_new_one():
    bank = history(payments=14)
    bank.pay(mule(amount="900.00"), day(-3))
    subject = bank.subject(mule(amount="90000.00"))

    assert weigh("known_creditor_new_account", subject) == 14.0
    assert weigh("amount_escalation", subject) == 0.0
    assert weigh("cumulative_new_creditor_exposure", subject) == 0.0
    assert fires("probe_then_large", subject)
