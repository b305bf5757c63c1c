"""Accounts have the check digits and lengths of their country."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schwifty import BIC, IBAN

from interceptor.transfers.accounts import is_iban
from models.worlds.accounts import clabe, lei, new_account, routing_number
from models.worlds.banks import bank, collector, mule_prone_bank, ordinary_bank
from models.worlds.tables import countries


@pytest.mark.parametrize("country", sorted(countries()))
def test_an_account_is_an_iban_exactly_where_there_are_ibans(country: str) -> None:
    rng = random.Random(1)
    for _ in range(20):
        at = ordinary_bank(rng, country)
        account = new_account(rng, at.country, at.national, at.code)
        assert account.iban == bool(countries()[country].bban)
        assert is_iban(account.number) == account.iban
        if account.iban:
            assert IBAN(account.number, validate_bban=False).country_code == country
        else:
            assert account.number.isdigit()


@given(st.text("0123456789", min_size=8, max_size=8))
def test_routing_numbers_satisfy_their_sum(first: str) -> None:
    number = routing_number(first)
    digits = [int(digit) for digit in number]
    assert sum(d * w for d, w in zip(digits, (3, 7, 1) * 3, strict=True)) % 10 == 0


def test_check_digits_of_published_numbers() -> None:
    # The worked example of the CLABE standard, and a routing number printed in the ABA's own description.
    assert clabe("03218000011835971") == "032180000118359719"
    assert routing_number("11100002") == "111000025"


def test_an_lei_has_remainder_one() -> None:
    rng = random.Random(4)
    for _ in range(50):
        code = lei(rng)
        assert len(code) == 20
        assert int("".join(str(int(char, 36)) for char in code)) % 97 == 1


@pytest.mark.parametrize("country", sorted(countries()))
def test_bics_have_the_right_structure_and_are_nobodys(country: str) -> None:
    rng = random.Random(2)
    for _ in range(60):
        for at in (ordinary_bank(rng, country), mule_prone_bank(rng), collector()):
            code = BIC(at.bic)
            assert code.country_code == at.country.code
            assert not code.exists


def test_a_bank_is_the_same_each_time() -> None:
    bank.cache_clear()
    first = bank("LKWD", "CA")
    bank.cache_clear()
    assert bank("LKWD", "CA") == first
