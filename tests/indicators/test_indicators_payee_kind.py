"""What kind of payee it is: person or company, trader, young account, young company, its bank."""

import pytest
from indicator_world import NEW_ACCOUNT, OTHER_BANK, TODAY, Bank, ago, established, redirected, sentence, value, wire

from interceptor.profiles.creditor_folds import state_fact
from interceptor.transfers.context import Context
from interceptor.transfers.transfer import Party


def test_creditor_type_changed_to_individual_fires() -> None:
    subject = established().subject(redirected(), context=Context(creditor_account_type="personal"))
    assert value(subject, "creditor_type_changed_to_individual") == 1.0
    assert "natural person" in sentence(subject, "creditor_type_changed_to_individual")


def test_creditor_type_changed_to_individual_fires_on_the_holder_and_on_the_party_owed() -> None:
    holder = established().subject(redirected(), context=Context(creditor_account_holder="Maria Silva"))
    assert value(holder, "creditor_type_changed_to_individual") == 1.0
    owed = Bank().subject(wire("John Smith", ultimate_creditor=Party(name="Ridge Trucks Ltd")))
    assert value(owed, "creditor_type_changed_to_individual") == 1.0


def test_creditor_type_changed_to_individual_absent() -> None:
    employee = wire("John Smith", "111222333444", remittance="SALARY MAR EMP 30417")
    bank = established(employee)
    moved = bank.subject(wire("John Smith", NEW_ACCOUNT, OTHER_BANK))
    assert value(moved, "creditor_type_changed_to_individual") == 0.0
    assert value(established().subject(redirected()), "creditor_type_changed_to_individual") == 0.0


def test_creditor_type_changed_to_individual_unknown() -> None:
    bank = established(wire("Qwertia", "111222333444"))
    subject = bank.subject(wire("Qwertia", NEW_ACCOUNT, OTHER_BANK))
    assert value(subject, "creditor_type_changed_to_individual") is None


def test_creditor_generic_trading_name_fires() -> None:
    subject = established().subject(wire("Lucky Harbour Trading Limited", NEW_ACCOUNT))
    assert value(subject, "creditor_generic_trading_name") == 1.0
    assert "Lucky Harbour Trading" in sentence(subject, "creditor_generic_trading_name")


def test_creditor_generic_trading_name_weighs_less_for_payers_that_buy_from_traders() -> None:
    context = Context(debtor_sector="wholesale")
    subject = established().subject(wire("Lucky Harbour Trading Limited", NEW_ACCOUNT), context=context)
    assert value(subject, "creditor_generic_trading_name") == 0.5


def test_creditor_generic_trading_name_absent() -> None:
    assert (
        value(established().subject(wire("Birch Insurance Ltd", NEW_ACCOUNT)), "creditor_generic_trading_name") == 0.0
    )
    known = wire("Lucky Harbour Trading Limited")
    assert value(established(known).subject(known), "creditor_generic_trading_name") == 0.0


def test_creditor_generic_trading_name_unknown() -> None:
    assert value(Bank().subject(wire(None)), "creditor_generic_trading_name") is None


def test_creditor_account_recently_opened_fires() -> None:
    subject = Bank().subject(wire(), context=Context(creditor_account_opened_at=ago(12)))
    assert value(subject, "creditor_account_recently_opened") == pytest.approx(353)
    assert "12 days" in sentence(subject, "creditor_account_recently_opened")


def test_creditor_account_recently_opened_fires_on_what_the_receiving_bank_said() -> None:
    bank = Bank()
    first = bank.attempt(wire(), ago(5))
    state_fact(bank.accounts[first.payment.account_key or b""], "opened_at", ago(20).timestamp(), ago(1).timestamp())
    assert value(bank.subject(wire()), "creditor_account_recently_opened") == pytest.approx(345)


def test_creditor_account_recently_opened_absent() -> None:
    subject = Bank().subject(wire(), context=Context(creditor_account_opened_at=ago(900)))
    assert value(subject, "creditor_account_recently_opened") == 0.0


def test_creditor_account_recently_opened_unknown() -> None:
    assert value(Bank().subject(wire()), "creditor_account_recently_opened") is None


def test_creditor_entity_recently_incorporated_fires() -> None:
    subject = Bank().subject(wire(), context=Context(creditor_incorporated_at=ago(90)))
    assert value(subject, "creditor_entity_recently_incorporated") == pytest.approx(275)
    assert "90 days" in sentence(subject, "creditor_entity_recently_incorporated")


def test_creditor_entity_recently_incorporated_absent() -> None:
    subject = Bank().subject(wire(), context=Context(creditor_incorporated_at=ago(4000)))
    assert value(subject, "creditor_entity_recently_incorporated") == 0.0


def test_creditor_entity_recently_incorporated_unknown() -> None:
    assert value(Bank().subject(wire(), context=Context()), "creditor_entity_recently_incorporated") is None


def test_creditor_account_long_open_fires() -> None:
    subject = Bank().subject(wire(), context=Context(creditor_account_opened_at=ago(1000)))
    assert value(subject, "creditor_account_long_open") == pytest.approx(1000)
    assert "1000 days" in sentence(subject, "creditor_account_long_open")


def test_creditor_account_long_open_absent() -> None:
    subject = Bank().subject(wire(), context=Context(creditor_account_opened_at=TODAY))
    assert value(subject, "creditor_account_long_open") == 0.0


def test_creditor_account_long_open_unknown() -> None:
    assert value(Bank().subject(wire(), context=Context()), "creditor_account_long_open") is None


def test_creditor_agent_mule_prone_fires() -> None:
    subject = Bank().subject(wire(bank_name="Fir Crypto Exchange Ltd"))
    assert value(subject, "creditor_agent_mule_prone") == 1.0
    assert "crypto custody" in sentence(subject, "creditor_agent_mule_prone")
    assert value(Bank().subject(wire(bank_name="Willow Payments UAB")), "creditor_agent_mule_prone") == 0.5


def test_creditor_agent_mule_prone_absent() -> None:
    assert value(Bank().subject(wire(bank_name="North Bank of Commerce")), "creditor_agent_mule_prone") == 0.0


def test_creditor_agent_mule_prone_unknown() -> None:
    assert value(Bank().subject(wire()), "creditor_agent_mule_prone") is None


def test_creditor_generic_trading_name_says_nothing_while_every_payee_is_new() -> None:
    trader = wire("Lucky Harbour Trading", NEW_ACCOUNT)
    assert value(Bank().subject(trader), "creditor_generic_trading_name") is None
    bank = Bank()
    for days in (12, 10, 8, 6, 4, 2):
        bank.pay(trader, ago(days))
    assert value(bank.subject(trader), "creditor_generic_trading_name") == 0.0
