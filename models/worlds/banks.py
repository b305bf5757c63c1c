"""Invented banks: one code of four letters a bank, present in several countries."""

import random
from dataclasses import dataclass
from functools import lru_cache

from models.worlds.accounts import fill, routing_number
from models.worlds.tables import Country, countries, words

_CODES = "LKWD BRKW OSTK PVHV KSWK ZRNW DLMU FNBK HXMR QLLN TRLW VDLN WXMR YLMR".split()
_MULE_PRONE = {"QVPX": "Quickvault Prepaid", "NVXO": "Novaxo E-Money", "BTZV": "Bitzeva Crypto Custody"}
"""Payment institutions, e-money and custody: over-represented on the receiving side (indicators.md 1.2 #21)."""
_COLLECTORS = {"PYKL": "Paykeld Payments"}
_REGISTERED = {"QVPX": "GB", "NVXO": "LT", "BTZV": "US", "PYKL": "NL"}


@dataclass(frozen=True, slots=True)
class Bank:
    """One institution in one country."""

    code: str
    country: Country
    name: str
    bic: str
    town: str
    national: str
    """Digits that its account numbers begin with."""
    member: str
    """Clearing member id, or empty."""


def _member(country: Country, national: str, rng: random.Random) -> str:
    if country.member == "aba":
        return routing_number(f"0{1 + rng.randrange(2)}{national[:6]}")
    if country.member == "ifsc":
        return f"{country.code}XX0{national[:6]}"
    return fill(country.member, rng)


@lru_cache(maxsize=1_024)
def bank(code: str, country: str) -> Bank:
    """The bank with these four letters in `country`; the same each time. Raises `KeyError` for an unknown country."""
    there = countries()[country]
    rng = random.Random(f"{code}{country}")
    national = fill("##########", rng).replace("0", "7")
    special = _MULE_PRONE.get(code) or _COLLECTORS.get(code)
    name = special or words("bank", "any")[_CODES.index(code)]
    return Bank(
        code=code,
        country=there,
        name=name,
        bic=f"{code}{country}{there.location}",
        town=rng.choice(there.towns),
        national=national,
        member=_member(there, national, rng),
    )


def ordinary_bank(rng: random.Random, country: str, *, other_than: str = "") -> Bank:
    """A bank in `country`, not the one whose code is `other_than`."""
    return bank(rng.choice([code for code in _CODES if code != other_than]), country)


def mule_prone_bank(rng: random.Random) -> Bank:
    """A provider of accounts that are quickly opened, in the country where it is registered."""
    code = rng.choice(sorted(_MULE_PRONE))
    return bank(code, _REGISTERED[code])


def collector() -> Bank:
    """The payment service provider that collects for merchants, one virtual IBAN an invoice."""
    return bank("PYKL", _REGISTERED["PYKL"])
