from datetime import timedelta

from builders import TODAY, Bank, day, history, transfer
from weighing import fires, mule, says, stranger, weigh


def monthly(months=36):
    """A debtor that pays Cedar Timber on the first of the month at 15 h, working days or not."""
    bank = Bank()
    for month in range(months):
        when = TODAY.replace(year=2023 + month // 12, month=month % 12 + 1, day=1)
        bank.pay(transfer(remittance=f"INV {20000 + month}"), when)
    return bank


def test_off_cycle_payment_fires():
    bank = monthly()
    early = TODAY.replace(year=2025, month=12, day=4)

    assert fires("off_cycle_payment", bank.subject(mule(), early))
    assert "which is usually paid every 30 days" in says("off_cycle_payment", bank.subject(mule(), early))


def test_payment_stopped_to_old_account_fires():
    bank = history(payments=14)
    bank.pay(mule(), day(0))

    assert fires("payment_stopped_to_old_account", bank.subject(mule(), day(25)))
    assert "since another took over" in says("payment_stopped_to_old_account", bank.subject(mule(), day(25)))


def test_off_cycle_payment_fires_off_the_payment_run():
    subject = monthly().subject(mule(), TODAY.replace(month=2, day=17))

    assert weigh("off_cycle_payment", subject) == 1.0
    assert "Day 17" in says("off_cycle_payment", subject)


def test_off_cycle_payment_absent():
    assert weigh("off_cycle_payment", monthly().subject(mule(), TODAY.replace(month=1, day=1))) == 0.0


def test_off_cycle_payment_unknown():
    assert weigh("off_cycle_payment", history(payments=2, others=0).subject(mule())) is None


def daily():
    """A debtor that pays every day at 15 h."""
    bank = Bank()
    for number in range(60):
        bank.pay(transfer(), day(number - 60))
    return bank


def test_unusual_time_of_day_fires():
    subject = daily().subject(mule(), TODAY + timedelta(hours=10))

    assert weigh("unusual_time_of_day", subject) == 1.0
    assert "at 01 h UTC" in says("unusual_time_of_day", subject)


def test_unusual_time_of_day_absent():
    assert weigh("unusual_time_of_day", daily().subject(mule(), TODAY + timedelta(hours=1))) < 0.1


def test_unusual_time_of_day_unknown():
    assert weigh("unusual_time_of_day", Bank().subject(stranger())) is None


def test_payment_stopped_to_old_account_absent():
    bank = history(payments=14)
    bank.pay(mule(), day(0))
    bank.pay(transfer(), day(10))

    assert weigh("payment_stopped_to_old_account", bank.subject(mule(), day(25))) == 0.0
    assert weigh("payment_stopped_to_old_account", history().subject(mule())) == 0.0


def test_payment_stopped_to_old_account_unknown():
    bank = history(payments=2)
    bank.pay(mule(), day(0))

    assert weigh("payment_stopped_to_old_account", bank.subject(mule(), day(25))) is None
