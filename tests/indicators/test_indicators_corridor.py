import pytest
from builders import Bank, day, history, transfer
from weighing import fires, mule, says, stranger, weigh

from interceptor.transfers.transfer import Agent


def test_creditor_country_account_country_mismatch_fires():
    bank = history()

    assert weigh("creditor_country_account_country_mismatch", bank.subject(mule(home="CA"))) == 1.0


def test_creditor_country_account_country_mismatch_absent():
    bank = history()

    assert weigh("creditor_country_account_country_mismatch", bank.subject(mule(home="HK"))) == 0.0


def test_creditor_country_account_country_mismatch_unknown():
    bank = history()
    by_address = bank.subject(mule(home="CA", bank=None), countries=(("CA", "creditor_address"),))

    assert weigh("creditor_country_account_country_mismatch", bank.subject(mule())) is None
    assert weigh("creditor_country_account_country_mismatch", by_address) is None


def test_creditor_name_lookalike_fires():
    bank = history()

    assert fires("creditor_name_lookalike", bank.subject(mule(creditor="Cedar Tirnber Ltd")))
    assert "Cedar Timber Ltd" in says("creditor_name_lookalike", bank.subject(mule(creditor="Cedar Tirnber Ltd")))


def test_creditor_name_lookalike_absent():
    bank = history()

    assert weigh("creditor_name_lookalike", bank.subject(stranger())) == 0.0
    assert weigh("creditor_name_lookalike", bank.subject(mule())) == 0.0


def test_creditor_name_lookalike_unknown():
    assert weigh("creditor_name_lookalike", Bank().subject(mule())) is None


def test_debtor_new_country_fires():
    bank = history()

    assert weigh("debtor_new_country", bank.subject(stranger())) == 60.0
    assert "never paid into HK" in says("debtor_new_country", bank.subject(stranger()))


def test_debtor_new_country_absent():
    bank = history()

    assert weigh("debtor_new_country", bank.subject(stranger(bank="NRTHCATT"))) == 0.0


def test_debtor_new_country_unknown():
    bank = history()

    assert weigh("debtor_new_country", bank.subject(stranger(bank=None))) is None
    assert weigh("debtor_new_country", Bank().subject(stranger())) is None


@pytest.mark.parametrize(("days", "prior"), [(-2600, 0.7), (0, 1.0), (-9000, 0.6)])
def test_corridor_destination_prior_fires(days, prior):
    assert weigh("corridor_destination_prior", history().subject(stranger(), day(days))) == prior


def test_currency_new_for_creditor_fires():
    bank = history()

    assert weigh("currency_new_for_creditor", bank.subject(mule(currency="USD"))) == 1.0
    assert "is paid in USD, until now in CAD" in says("currency_new_for_creditor", bank.subject(mule(currency="USD")))


def test_currency_new_for_creditor_absent():
    bank = history()

    assert weigh("currency_new_for_creditor", bank.subject(mule())) == 0.0


def test_currency_new_for_creditor_unknown():
    bank = history()

    assert weigh("currency_new_for_creditor", bank.subject(stranger())) is None


def test_intermediary_route_new_unknown():
    routed = mule(intermediaries=(Agent(bic="NRTHGB2L"),))

    assert weigh("intermediary_route_new", Bank().subject(routed)) is None


def test_intermediary_route_new_fires():
    subject = history().subject(mule(intermediaries=(Agent(bic="NRTHGB2L"),)))

    assert weigh("intermediary_route_new", subject) == 1.0
    assert "NRTHGB" in says("intermediary_route_new", subject)


def test_intermediary_route_new_absent():
    bank = history()
    route = {"intermediaries": (Agent(bic="NRTHGB2L"),)}
    bank.pay(transfer(creditor="Alder", account="4567123", bank="XMPLHKHH", **route))

    assert weigh("intermediary_route_new", bank.subject(mule(**route), day(1))) == 0.0
    assert weigh("intermediary_route_new", bank.subject(mule())) == 0.0


def test_corridor_destination_prior_absent():
    bank = history()

    assert weigh("corridor_destination_prior", bank.subject(stranger(bank="NRTHCATT"))) == 0.0
    assert weigh("corridor_destination_prior", bank.subject(stranger(bank="NRTHFIHH"))) == 0.0


def test_corridor_destination_prior_unknown():
    assert weigh("corridor_destination_prior", history().subject(stranger(bank=None))) is None
