import pytest
from builders import TODAY, Bank, day, history, transfer
from weighing import fires, mule, says, stranger, weigh

from interceptor.transfers.transfer import Agent


def test_known_creditor_new_account_fires():
    bank = history(payments=6)

    assert weigh("known_creditor_new_account", bank.subject(mule())) == 6.0


def test_known_creditor_new_account_absent():
    bank = history(payments=6)

    assert weigh("known_creditor_new_account", bank.subject(transfer())) == 0.0
    assert weigh("known_creditor_new_account", bank.subject(stranger())) == 0.0


def test_known_creditor_new_account_unknown():
    bank = history(payments=6)

    assert weigh("known_creditor_new_account", bank.subject(mule(account=None))) is None


def test_an_intercepted_attempt_teaches_no_account():
    bank = history(payments=6)
    bank.attempt(mule(), TODAY)

    assert weigh("known_creditor_new_account", bank.subject(mule(), day(60))) == 6.0


def test_the_usual_account_is_no_redirection_while_the_mule_is_paid_too():
    bank = history(payments=6)
    bank.pay(mule(), day(0))

    assert weigh("known_creditor_new_account", bank.subject(transfer(), day(1))) == 0.0


def test_a_new_payee_paid_again_on_its_one_account_is_no_redirection():
    bank = history()
    bank.pay(stranger(), day(0))
    subject = bank.subject(stranger(), day(5))

    assert weigh("known_creditor_new_account", subject) == 0.0
    assert weigh("rapid_follow_on_payment", subject) == 1.0


def test_a_reported_account_is_no_account_to_come_from():
    bank = history(payments=6)
    bank.pay(mule(), day(0))
    bank.take_out(mule(), day(0), reported=True)

    assert weigh("known_creditor_new_account", bank.subject(mule(account="3300221144"), day(1))) == 6.0


def test_known_creditor_new_agent_fires():
    bank = history()

    assert weigh("known_creditor_new_agent", bank.subject(mule())) == 1.0
    assert "XMPLHK" in says("known_creditor_new_agent", bank.subject(mule()))


def test_known_creditor_new_agent_absent():
    bank = history()

    assert weigh("known_creditor_new_agent", bank.subject(mule(bank="XMPLCATTVAN"))) == 0.0
    assert weigh("known_creditor_new_agent", bank.subject(stranger())) == 0.0


def test_known_creditor_new_agent_unknown():
    bank = history()
    member = mule(creditor_agent=Agent(clearing_system="CACPA", member_id="001000001"))

    assert weigh("known_creditor_new_agent", bank.subject(mule(bank=None))) is None
    assert weigh("known_creditor_new_agent", bank.subject(member)) is None


def test_creditor_account_country_changed_fires():
    bank = history(home="CA")

    assert weigh("creditor_account_country_changed", bank.subject(mule())) == 2.0
    assert weigh("creditor_account_country_changed", history().subject(mule())) == 1.0
    assert "always paid in CA (its home)" in says("creditor_account_country_changed", bank.subject(mule()))


def test_creditor_account_country_changed_absent():
    bank = history(home="CA")

    assert weigh("creditor_account_country_changed", bank.subject(mule(bank="NRTHCATT"))) == 0.0


def test_creditor_account_country_changed_unknown():
    bank = history(home="CA")

    assert weigh("creditor_account_country_changed", bank.subject(mule(bank=None))) is None


def test_new_creditor_no_history_fires():
    bank = history()

    assert weigh("new_creditor_no_history", bank.subject(stranger())) == pytest.approx(1 - 5 / 60)


def test_new_creditor_no_history_absent():
    bank = history()

    assert weigh("new_creditor_no_history", bank.subject(mule())) == 0.0


def test_new_creditor_no_history_unknown():
    assert weigh("new_creditor_no_history", Bank().subject(stranger())) is None


def test_novelty_says_little_where_every_payee_is_new():
    bank = Bank()
    for number in range(40):
        bank.pay(
            transfer(creditor=f"Seller {chr(65 + number % 26)} {number}", account=f"8800{number:05d}"), day(number - 50)
        )

    assert weigh("new_creditor_no_history", bank.subject(stranger())) == pytest.approx(0.1)


def test_new_creditor_amount_at_or_above_known_fires():
    bank = history()

    assert weigh("new_creditor_amount_at_or_above_known", bank.subject(stranger(amount="900000"))) == 1.0


def test_new_creditor_amount_at_or_above_known_absent():
    bank = history()

    assert weigh("new_creditor_amount_at_or_above_known", bank.subject(stranger(amount="10"))) == 0.0
    assert weigh("new_creditor_amount_at_or_above_known", bank.subject(mule(amount="900000"))) == 0.0


def test_new_creditor_amount_at_or_above_known_unknown():
    bank = history()
    few = history(others=0)

    assert weigh("new_creditor_amount_at_or_above_known", bank.subject(stranger(currency="SLE"))) is None
    assert weigh("new_creditor_amount_at_or_above_known", few.subject(stranger())) is None


def test_a_large_second_payment_to_a_young_payee_is_large_still():
    bank = history()
    bank.pay(stranger(amount="900000"), day(0))

    assert fires("new_creditor_amount_at_or_above_known", bank.subject(stranger(amount="900000"), day(2)))


def test_creditor_name_rotating_accounts_fires():
    bank = history()
    bank.pay(mule(), day(0))
    third = mule(account="606060606060")

    assert weigh("creditor_name_rotating_accounts", bank.subject(third, day(5))) == 2.0


def test_creditor_name_rotating_accounts_absent():
    bank = history()
    bank.pay(mule(), day(0))
    third = mule(account="606060606060")

    assert weigh("creditor_name_rotating_accounts", bank.subject(mule(), day(5))) == 0.0
    assert weigh("creditor_name_rotating_accounts", history().subject(mule())) == 0.0
    assert weigh("creditor_name_rotating_accounts", bank.subject(third, day(100))) == 0.0


def test_creditor_name_rotating_accounts_unknown():
    assert weigh("creditor_name_rotating_accounts", Bank().subject(mule())) is None


def test_stopped_attempts_count_as_rotation():
    bank = history()
    bank.attempt(mule(), day(0))
    bank.attempt(mule(account="606060606060"), day(1))

    assert weigh("creditor_name_rotating_accounts", bank.subject(mule(account="707070707070"), day(2))) == 3.0


def test_a_payee_that_begins_with_two_accounts_has_not_changed_them():
    bank = history()
    bank.pay(stranger(), day(-3))

    assert weigh("known_creditor_new_account", bank.subject(stranger(account="606060606060"))) == 0.0
    assert weigh("known_creditor_new_account", bank.subject(stranger(account="606060606060"), day(5))) == 1.0


def test_several_people_of_one_name_are_no_rotation():
    bank = history(payments=14)
    for number in range(3):
        bank.pay(stranger(creditor="Grace Whitfield", account=f"60606060{number}000"), day(number * 9 - 30))
    another = bank.subject(stranger(creditor="Grace Whitfield", account="7799001122"))

    assert weigh("known_creditor_new_account", another) == 1.0
    assert weigh("creditor_name_rotating_accounts", another) == 0.0


def test_one_who_is_paid_again_on_one_account_is_one_person():
    bank = history(payments=14)
    for number in range(3):
        bank.pay(stranger(creditor="Grace Whitfield", account="606060600000"), day(number * 9 - 60))
    bank.pay(stranger(creditor="Grace Whitfield", account="606060601111"), day(-9))
    another = bank.subject(stranger(creditor="Grace Whitfield", account="7799001122"))

    assert weigh("known_creditor_new_account", another) == 4.0
    assert weigh("creditor_name_rotating_accounts", another) == 2.0
