"""Account numbers of an invented bank: right lengths and check digits, wherever a country has them."""

import random
import string
from dataclasses import dataclass

from models.worlds.tables import Country

_CLABE_WEIGHTS = (3, 7, 1)
_ABA_WEIGHTS = (3, 7, 1)


@dataclass(frozen=True, slots=True)
class Account:
    """A number and whether it is an IBAN."""

    number: str
    iban: bool


def fill(pattern: str, rng: random.Random, national: str = "", letters: str = "") -> str:
    """The pattern of `Country` with its places filled."""
    codes, names = iter(national), iter(letters)
    found = []
    for place in pattern:
        if place == "#":
            found.append(str(rng.randrange(10)))
        elif place == "%":
            found.append(next(codes, "0"))
        elif place == "@":
            found.append(next(names, None) or rng.choice(string.ascii_uppercase))
        elif place == "X":
            found.append(rng.choice(string.ascii_uppercase))
        else:
            found.append(place)
    return "".join(found)


def iban(country: str, bban: str) -> str:
    """The IBAN of a `bban`: check digits are 98 minus the remainder by 97 (ISO 13616)."""
    digits = "".join(str(int(char, 36)) for char in f"{bban}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{bban}"


def lei(rng: random.Random) -> str:
    """A legal entity identifier with right check digits (ISO 17442), of no registrar."""
    body = "0000" + "".join(rng.choice(string.ascii_uppercase + string.digits) for _ in range(14))
    digits = "".join(str(int(char, 36)) for char in body + "00")
    return f"{body}{98 - int(digits) % 97:02d}"


def routing_number(first_eight: str) -> str:
    """A US routing number: the ninth digit makes the sum weighted 3, 7, 1 a multiple of ten."""
    total = sum(int(digit) * _ABA_WEIGHTS[place % 3] for place, digit in enumerate(first_eight))
    return f"{first_eight}{-total % 10}"


def clabe(first_seventeen: str) -> str:
    """A Mexican account number with its check digit: products by 3, 7, 1, each modulo ten."""
    total = sum(int(digit) * _CLABE_WEIGHTS[place % 3] % 10 for place, digit in enumerate(first_seventeen))
    return f"{first_seventeen}{-total % 10}"


def new_account(rng: random.Random, country: Country, national: str, letters: str) -> Account:
    """An account at a bank with this national code and these four letters."""
    if country.bban:
        return Account(iban(country.code, fill(country.bban, rng, national, letters)), iban=True)
    if country.account == "clabe":
        return Account(clabe(fill("%%%##############", rng, national)), iban=False)
    return Account(fill(country.account, rng, national), iban=False)
