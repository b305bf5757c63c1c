import pytest
from hypothesis import given
from hypothesis import strategies as st
from schwifty import IBAN

from interceptor.transfers.accounts import canonical, is_iban, masked
from interceptor.transfers.transfer import Account


def test_an_iban_is_an_iban_wherever_it_stands() -> None:
    written = Account(id="DE89 3704 0044 0532 0130 00", iban=True)
    hidden = Account(id="de89370400440532013000")
    assert canonical(written) == canonical(hidden) == "DE89370400440532013000"
    assert is_iban("DE89370400440532013000")


def test_a_wrong_check_digit_length_or_country_is_no_iban() -> None:
    assert not is_iban("DE88370400440532013000")
    assert not is_iban("DE8937040044053201300")
    assert not is_iban("ZZ89370400440532013000")


def test_a_proxy_never_equals_a_number() -> None:
    assert canonical(Account(proxy="0123")) != canonical(Account(id="0123"))
    assert canonical(Account()) is None
    assert canonical(None) is None


def test_people_see_three_characters() -> None:
    assert masked("DE89370400440532013000") == "…000"
    assert masked(None) == "(none)"


@given(st.text(max_size=60))
def test_any_text_can_be_checked(text: str) -> None:
    is_iban(text)
    canonical(Account(id=text))


@pytest.mark.parametrize("country", ["BE", "DE", "GB", "FR", "MT", "NO", "SA"])
@given(data=st.data())
def test_the_check_of_an_iban_is_that_of_the_standard(country: str, data: st.DataObject) -> None:
    number = IBAN.random(country, random=data.draw(st.randoms()))
    assert is_iban(str(number))
    place = data.draw(st.integers(2, len(number) - 1))
    changed = number[:place] + data.draw(st.sampled_from("0123456789ABCXYZ")) + number[place + 1 :]
    digits = "".join(str(int(char, 36)) for char in changed[4:] + changed[:4])
    assert is_iban(changed) == (changed[2:4].isdigit() and int(digits) % 97 == 1)
