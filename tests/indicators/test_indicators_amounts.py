import pytest
from builders import Bank, day, history, transfer
from weighing import fires, mule, says, stranger, weigh

from interceptor.transfers.context import Context


def test_amount_outlier_debtor_fires():
    bank = history(payments=14)

    assert fires("amount_outlier_debtor", bank.subject(stranger(amount="5000000")))
    assert "deviations above the debtor's usual" in says(
        "amount_outlier_debtor", bank.subject(stranger(amount="5000000"))
    )


def test_amount_outlier_debtor_absent():
    bank = history(payments=14)

    assert weigh("amount_outlier_debtor", bank.subject(stranger(amount="9000"))) == 0.0


def test_amount_outlier_debtor_unknown():
    bank = history(payments=14)

    assert weigh("amount_outlier_debtor", bank.subject(stranger(currency="SLE"))) is None
    assert weigh("amount_outlier_debtor", Bank().subject(stranger(amount="5000000"))) is None


def test_an_amount_that_the_debtor_often_sends_is_no_outlier():
    bank = Bank()
    for number in range(100):
        bank.pay(transfer(amount="10000000" if number % 20 == 0 else "1000"), day(number - 100))

    assert weigh("amount_outlier_debtor", bank.subject(transfer(amount="10000000"))) == 0.0


def test_currencies_are_compared_on_one_scale():
    bank = history(payments=14)

    assert weigh("amount_outlier_debtor", bank.subject(stranger(amount="5000000", currency="JPY"))) == 0.0
    assert fires("amount_outlier_debtor", bank.subject(stranger(amount="5000000", currency="EUR")))


def test_amount_continuity_known_creditor_fires():
    bank = history(payments=14)

    assert fires("amount_continuity_known_creditor", bank.subject(mule(amount="49000")))


def test_amount_continuity_known_creditor_absent():
    bank = history(payments=14)

    assert weigh("amount_continuity_known_creditor", bank.subject(mule(amount="900000"))) == 0.0
    assert weigh("amount_continuity_known_creditor", bank.subject(transfer(amount="49000"))) == 0.0
    assert weigh("amount_continuity_known_creditor", bank.subject(stranger(amount="49000"))) == 0.0


def test_amount_continuity_known_creditor_unknown():
    bank = history(payments=14)

    assert weigh("amount_continuity_known_creditor", bank.subject(mule(currency="SLE"))) is None


@pytest.mark.parametrize("amount", ["900000", "1200"])
def test_amount_unusual_for_creditor_fires(amount):
    assert fires("amount_unusual_for_creditor", history().subject(transfer(amount=amount)))


def test_amount_unusual_for_creditor_absent():
    bank = history()

    assert not fires("amount_unusual_for_creditor", bank.subject(transfer()))


def test_amount_unusual_for_creditor_unknown():
    bank = history()

    assert weigh("amount_unusual_for_creditor", bank.subject(stranger())) is None
    assert weigh("amount_unusual_for_creditor", history(payments=2).subject(transfer())) is None


def test_amount_just_below_threshold_fires():
    bank = history()
    limit = Context(approval_limit="60000")

    assert fires("amount_just_below_threshold", bank.subject(mule(amount="58000"), context=limit))
    assert weigh("amount_just_below_threshold", bank.subject(mule(amount="99500"))) == pytest.approx(0.995)


def test_amount_just_below_threshold_absent():
    bank = history()
    limit = Context(approval_limit="60000")

    assert weigh("amount_just_below_threshold", bank.subject(mule(amount="61000"), context=limit)) == 0.0
    assert weigh("amount_just_below_threshold", bank.subject(mule(amount="93000"))) == 0.0
    assert weigh("amount_just_below_threshold", bank.subject(mule(amount="93000000"))) == 0.0


def test_a_limit_once_named_is_known_later():
    bank = history()
    bank.pay(transfer(), day(-1), Context(approval_limit="60000"))

    assert fires("amount_just_below_threshold", bank.subject(mule(amount="58000")))


def test_round_amount_fires():
    bank = history()

    assert weigh("round_amount", bank.subject(mule(amount="50000"))) == 1.0


def test_round_amount_absent():
    bank = history()

    assert weigh("round_amount", bank.subject(mule(amount="50000.75"))) == 0.0
    assert weigh("round_amount", history(amount="50000", others=0).subject(mule(amount="50000"))) == 0.0


def test_round_amount_unknown():
    assert weigh("round_amount", Bank().subject(mule(amount="50000"))) is None


def test_account_depletion_fires():
    bank = history()
    wire = mule(amount="50000")

    assert fires("account_depletion", bank.subject(wire, context=Context(available_balance="51000")))
    assert weigh("account_depletion", bank.subject(wire, context=Context(available_balance="0"))) == 1.0
    assert weigh("account_depletion", bank.subject(wire, context=Context(drawn_minutes_before=45))) == 0.9


def test_account_depletion_absent():
    bank = history()
    wire = mule(amount="50000")

    assert weigh("account_depletion", bank.subject(wire, context=Context(available_balance="5000000"))) == 0.01
    assert weigh("account_depletion", bank.subject(wire, context=Context(drawn_minutes_before=90_000))) == 0.0


def test_account_depletion_unknown():
    bank = history()
    wire = mule(amount="50000")

    assert weigh("account_depletion", bank.subject(wire, context=Context(channel="online"))) is None
    assert weigh("account_depletion", bank.subject(wire)) is None


def test_amount_just_below_threshold_unknown():
    """Never: round limits exist for every payer."""
    assert weigh("amount_just_below_threshold", Bank().subject(mule())) == 0.0
