import pytest
from builders import TODAY, Bank, day, history, transfer
from weighing import fires, mule, says, stranger, weigh

from interceptor.profiles.creditor_folds import report, state_fact

CASE = b"case0001"


def profile(bank, wire):
    """The shared row of the wire's account, made by an attempt long ago if need be."""
    payment = bank.describe(wire, TODAY)
    return bank.profiles(payment, bank.resolve(payment)).account


def test_creditor_account_new_to_network_fires():
    bank = history()
    subject = bank.subject(mule())

    assert weigh("creditor_account_new_to_network", subject) == 1.0
    assert "No payment to HK account …789" in says("creditor_account_new_to_network", subject)


def test_creditor_account_new_to_network_unknown():
    bank = history()

    assert weigh("creditor_account_new_to_network", Bank().subject(mule())) is None
    assert weigh("creditor_account_new_to_network", bank.subject(mule(), account=None)) is None


def test_creditor_account_new_to_network_absent():
    bank = history()
    bank.pay(mule(debtor_account="111222333"), day(-90))
    assert weigh("creditor_account_new_to_network", bank.subject(mule())) == 0.0

    bank = history()
    bank.pay(mule(debtor_account="111222333"), day(-15))
    assert weigh("creditor_account_new_to_network", bank.subject(mule())) == pytest.approx(0.5)
    assert "15 days ago" in says("creditor_account_new_to_network", bank.subject(mule()))


def test_creditor_account_shared_by_names_fires():
    bank = history()
    bank.pay(mule(creditor="North Shore Builders", debtor_account="111222333"), day(-20))

    assert weigh("creditor_account_shared_by_names", bank.subject(mule())) == 1.0


def test_creditor_account_shared_by_names_absent():
    bank = history()
    bank.pay(mule(creditor="North Shore Builders", debtor_account="111222333"), day(-20))

    assert weigh("creditor_account_shared_by_names", bank.subject(mule(), day(120))) == 0.0
    assert weigh("creditor_account_shared_by_names", bank.subject(transfer())) == 0.0


def test_creditor_account_shared_by_names_unknown():
    bank = history()
    bank.pay(mule(creditor="North Shore Builders", debtor_account="111222333"), day(-20))

    assert weigh("creditor_account_shared_by_names", bank.subject(mule(), account=None)) is None


def test_a_collection_account_is_shared_by_nature():
    bank = history()
    for number in range(30):
        merchant = mule(creditor=f"Merchant {chr(65 + number % 26)}{number}", debtor_account=f"1112223{number:02d}")
        bank.pay(merchant, day(-300 + 9 * number))

    assert weigh("creditor_account_shared_by_names", bank.subject(mule())) == 0.0


@pytest.mark.parametrize(("basis", "word"), [(1, "suspected"), (2, "reported"), (3, "confirmed")])
def test_creditor_account_prior_report_fires(basis, word):
    bank = history()
    report(profile(bank, mule()), CASE, basis, day(-2).timestamp())
    subject = bank.subject(mule())

    assert weigh("creditor_account_prior_report", subject) == basis
    assert f"named in a {word} fraud, last 2 days ago" in says("creditor_account_prior_report", subject)


def test_a_report_also_counts_on_a_known_account():
    bank = history()
    report(profile(bank, transfer()), CASE, 3, day(-2).timestamp())

    assert weigh("creditor_account_prior_report", bank.subject(transfer())) == 3.0


def test_creditor_account_prior_report_absent_once_withdrawn():
    bank = history()
    report(profile(bank, mule()), CASE, 3, day(-2).timestamp())
    report(profile(bank, mule()), CASE, 0, day(-1).timestamp())

    assert weigh("creditor_account_prior_report", bank.subject(mule())) == 0.0


def test_a_report_on_the_name_counts_half():
    bank = history()
    payment = bank.describe(stranger(), TODAY)
    report(bank.profiles(payment, bank.resolve(payment)).name, CASE, 3, day(-2).timestamp())
    subject = bank.subject(stranger(account="606060606060"))

    assert weigh("creditor_account_prior_report", subject) == 1.5
    assert "on another account" in says("creditor_account_prior_report", subject)


def test_an_account_reported_by_this_debtor_counts_without_a_network():
    bank = history()
    bank.pay(mule(), day(-5))
    bank.take_out(mule(), day(-5), reported=True)

    assert weigh("creditor_account_prior_report", bank.subject(mule())) == 2.0


def test_several_new_payers_of_a_young_account_look_like_pass_through():
    bank = history()
    for number in range(3):
        bank.pay(stranger(debtor_account=f"99887766{number}"), day(-number - 1))

    assert fires("creditor_account_pass_through", bank.subject(stranger()))
    assert "3 unrelated payers" in says("creditor_account_pass_through", bank.subject(stranger()))


def stated(name, value):
    """A bank to which a desk stated a fact about the mule's account."""
    bank = history()
    state_fact(profile(bank, mule()), name, value, day(-1).timestamp())
    return bank


def test_creditor_account_prior_report_absent():
    assert weigh("creditor_account_prior_report", history().subject(mule())) == 0.0


def test_creditor_account_prior_report_unknown():
    assert weigh("creditor_account_prior_report", history().subject(mule(), account=None, name=None)) is None


def test_beneficiary_name_not_account_holder_fires():
    bank = stated("holder_differs", 1.0)

    assert fires("beneficiary_name_not_account_holder", bank.subject(mule()))
    assert "does not hold" in says("beneficiary_name_not_account_holder", bank.subject(mule()))


def test_beneficiary_name_not_account_holder_absent():
    bank = stated("holder_differs", 1.0)
    state_fact(profile(bank, mule()), "holder_differs", 0.0, day(0).timestamp())

    assert weigh("beneficiary_name_not_account_holder", bank.subject(mule())) == 0.0


def test_beneficiary_name_not_account_holder_unknown():
    assert weigh("beneficiary_name_not_account_holder", history().subject(mule())) is None
    assert weigh("beneficiary_name_not_account_holder", stated("pass_through", 1.0).subject(mule())) is None


def test_creditor_account_pass_through_fires():
    bank = stated("pass_through", 0.95)

    assert weigh("creditor_account_pass_through", bank.subject(mule())) == 0.95
    assert "95% of the money" in says("creditor_account_pass_through", bank.subject(mule()))


def test_creditor_account_pass_through_absent():
    assert weigh("creditor_account_pass_through", stated("pass_through", 0.0).subject(mule())) == 0.0


def test_creditor_account_pass_through_unknown():
    assert weigh("creditor_account_pass_through", history().subject(mule())) is None


def test_payers_who_follow_a_payee_to_its_new_bank_are_no_pass_through():
    bank = history()
    for number in range(3):
        bank.pay(mule(debtor_account=f"99887766{number}"), day(-number - 1))

    assert fires("known_creditor_new_account", bank.subject(mule()))
    assert weigh("creditor_account_pass_through", bank.subject(mule())) is None

    bank.pay(mule(debtor_account="998877669", creditor="Pavelin Quarry Ltd"), day(-1))

    assert weigh("creditor_account_pass_through", bank.subject(mule())) == 0.5
