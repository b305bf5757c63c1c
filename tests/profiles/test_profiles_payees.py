import pytest
from builders import CEDAR, MULE_ACCOUNT, TODAY, day, history, transfer

from interceptor.profiles.directory import directory, may_hold_account, may_hold_lei, payee_names, payee_of, rows
from interceptor.profiles.payees import resolve

LEI = "5299000J2N45DDNE4Y28"


def found(bank, **overrides):
    return bank.resolve(bank.describe(transfer(**overrides), TODAY))


def row(bank, payee):
    """What the directory has on a payee that was found."""
    return payee_of(bank.debtor(bank.describe(transfer(), TODAY)), payee.entity)


@pytest.mark.parametrize(
    "name",
    [CEDAR, "CEDAR TIMBER LTD", "Cedar Timber Limited", "cedar  timber, ltd.", "TIMBER CEDAR LTD", "Cédar Timber Ltd"],
)
def test_case_marks_word_order_and_the_writing_of_the_form_do_not_matter(name):
    bank = history()
    payee = found(bank, creditor=name, account=MULE_ACCOUNT)

    assert payee.how in {"name", "alias"}
    assert row(bank, payee).name == CEDAR


def test_a_name_cut_after_35_characters_is_the_same_payee():
    whole = "Northern Cedar and Hemlock Timber Exports Ltd"
    bank = history(creditor=whole)
    payee = found(bank, creditor=whole[:35], account=MULE_ACCOUNT)

    assert payee.how == "alias"
    assert row(bank, payee).name == whole


def test_an_alias_once_paid_is_found_without_comparing():
    whole = "Northern Cedar and Hemlock Timber Exports Ltd"
    bank = history(creditor=whole)
    bank.pay(transfer(creditor=whole[:35]), TODAY)
    payment = bank.describe(transfer(creditor=whole[:35]), day(1))

    assert payment.entity in bank.debtor(payment).aliases
    assert row(bank, bank.resolve(payment)).name == whole


def test_a_known_account_under_another_name_is_its_payee():
    bank = history()
    payee = found(bank, creditor="Unrelated Holdings")

    assert payee.how == "account"
    assert row(bank, payee).name == CEDAR


def test_the_name_decides_before_the_account():
    bank = history()
    payee = found(bank, creditor="Blue Harbour Freight")

    assert payee.how == "name"
    assert row(bank, payee).name == "Blue Harbour Freight"


def test_an_lei_finds_a_renamed_payee():
    bank = history(lei=LEI)
    payee = found(bank, creditor="Evergreen Wood Group", account=MULE_ACCOUNT, lei=LEI)

    assert payee.how == "lei"
    assert row(bank, payee).name == CEDAR


@pytest.mark.parametrize("name", ["Cedar Tirnber Ltd", "Cedar Timbers Ltd", "Cedar Timber GmbH", "Сedar Timber Ltd"])
def test_a_name_that_nearly_equals_is_new_and_a_lookalike(name):
    bank = history()
    payee = found(bank, creditor=name, account=MULE_ACCOUNT)

    assert payee.how == "new"
    assert row(bank, payee) is None
    assert payee.lookalike == CEDAR
    assert 0.4 < payee.similarity < 1.0


def test_two_companies_under_one_name_key_are_kept_apart():
    bank = history()
    german = {"creditor": "Cedar Timber GmbH", "account": "99887766554"}
    bank.pay(transfer(**german), TODAY)
    bank.pay(transfer(**german), day(1))
    payee = found(bank, **german)

    assert payee.how == "name"
    assert row(bank, payee).name == "Cedar Timber GmbH"
    assert row(bank, payee).count == 2
    assert row(bank, found(bank)).name == CEDAR
    assert row(bank, found(bank)).count == 12


def test_an_unrelated_name_is_new_and_like_none():
    bank = history()
    payee = found(bank, creditor="Unique Star Trading", account=MULE_ACCOUNT)

    assert (payee.how, row(bank, payee), payee.lookalike) == ("new", None, None)


@pytest.mark.parametrize("name", ["", None, "...", "  "])
def test_without_a_name_the_account_is_the_payee(name):
    bank = history()
    nameless = {"creditor": name, "account": "99887766554"}
    bank.pay(transfer(**nameless), TODAY)

    assert row(bank, found(bank, **nameless)).count == 1
    assert found(bank, creditor=name, account="11223344556").how == "new"


def test_resolving_changes_nothing():
    bank = history()
    payment = bank.describe(transfer(creditor="Cedar Tirnber Ltd"), TODAY)
    before = repr(bank.debtor(payment))
    bank.resolve(payment)

    assert repr(bank.debtor(payment)) == before


def test_tenants_have_entities_of_their_own():
    bank = history()
    payment = bank.describe(transfer(creditor="Cedar Timber GmbH", account=MULE_ACCOUNT), TODAY)
    debtor = bank.debtor(payment)

    assert resolve("a", debtor, payment).entity != resolve("b", debtor, payment).entity


@pytest.mark.parametrize("others", [0, 4, 40])
def test_the_names_of_payees_are_those_of_the_directory(others):
    bank = history(others=others, payments=3)
    debtor = bank.debtor(bank.describe(transfer(), TODAY))
    expected = [payee.name for payee in directory(debtor).values()]

    assert len(expected) == others + 1
    assert payee_names(debtor) == payee_names(debtor, rows(debtor)) == expected


def test_rows_are_opened_only_where_an_account_or_an_lei_may_stand():
    bank = history(lei=LEI)
    debtor = bank.debtor(bank.describe(transfer(), TODAY))
    packed = rows(debtor)
    accounts = [account for payee in directory(debtor).values() for account in payee.accounts]

    assert accounts
    assert all(may_hold_account(packed, account) for account in accounts)
    assert not may_hold_account(packed, bytes(4))
    assert may_hold_lei(packed, LEI)
    assert not may_hold_lei(packed, LEI[::-1])
