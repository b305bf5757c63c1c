import pytest
from builders import Bank, day, history, transfer
from weighing import fires, mule, says, stranger, weigh

from interceptor.transfers.transfer import Agent


def test_creditor_country_account_country_mismatch():
    bank = history()

    assert weigh("creditor_country_account_country_mismatch", bank.subject(mule(home="CA"))) == 1.0
    assert weigh("creditor_country_account_country_mismatch", bank.subject(mule(home="HK"))) == 0.0
    assert weigh("creditor_country_account_country_mismatch", bank.subject(mule())) is None
    by_address = bank.subject(mule(home="CA", bank=None), countries=(("CA", "creditor_address"),))
    assert weigh("creditor_country_account_country_mismatch", by_address) is None


def test_creditor_name_lookalike():
    bank = history()

    assert fires("creditor_name_lookalike", bank.subject(mule(creditor="Cedar Tirnber Ltd")))
    assert weigh("creditor_name_lookalike", bank.subject(stranger())) == 0.0
    assert weigh("creditor_name_lookalike", bank.subject(mule())) == 0.0
    assert weigh("creditor_name_lookalike", Bank().subject(mule())) is None
    assert "Cedar Timber Ltd" in says("creditor_name_lookalike", bank.subject(mule(creditor="Cedar Tirnber Ltd")))


def test_debtor_new_country():
    bank = history()

    assert weigh("debtor_new_country", bank.subject(stranger())) == 60.0
    assert weigh("debtor_new_country", bank.subject(stranger(bank="NRTHCATT"))) == 0.0
    assert weigh("debtor_new_country", bank.subject(stranger(bank=None))) is None
    assert weigh("debtor_new_country", Bank().subject(stranger())) is None
    assert "never paid into HK" in says("debtor_new_country", bank.subject(stranger()))


@pytest.mark.parametrize(("days", "prior"), [(-2600, 0.7), (0, 1.0), (-9000, 0.6)])
def test_corridor_destination_prior_is_of_its_year(days, prior):
    assert weigh("corridor_destination_prior", history().subject(stranger(), day(days))) == prior


def test_corridor_destination_prior_is_silent_at_home_and_elsewhere():
    bank = history()

    assert weigh("corridor_destination_prior", bank.subject(stranger(bank="NRTHCATT"))) == 0.0
    assert weigh("corridor_destination_prior", bank.subject(stranger(bank="NRTHFIHH"))) == 0.0
    assert weigh("corridor_destination_prior", bank.subject(stranger(bank=None))) is None


def test_currency_new_for_creditor():
    bank = history()

    assert weigh("currency_new_for_creditor", bank.subject(mule(currency="USD"))) == 1.0
    assert weigh("currency_new_for_creditor", bank.subject(mule())) == 0.0
    assert weigh("currency_new_for_creditor", bank.subject(stranger())) is None
    assert "is paid in USD, until now in CAD" in says("currency_new_for_creditor", bank.subject(mule(currency="USD")))


def test_intermediary_route_new():
    bank = history()
    routed = mule(intermediaries=(Agent(bic="NRTHGB2L"),))

    assert weigh("intermediary_route_new", bank.subject(routed)) == 1.0
    assert weigh("intermediary_route_new", bank.subject(mule())) == 0.0
    assert weigh("intermediary_route_new", Bank().subject(routed)) is None
    bank.pay(transfer(creditor="Alder", account="4567123", bank="XMPLHKHH", intermediaries=(Agent(bic="NRTHGB2L"),)))
    assert weigh("intermediary_route_new", bank.subject(routed, day(1))) == 0.0
