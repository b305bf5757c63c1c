"""Words and countries that a world is made of: data files beside this module, read once."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Country:
    """How names, addresses and accounts look in one country.

    In patterns `#` is a random digit, `%` a digit of the bank's national code, `@` a letter (of the bank's code in
    account numbers), `X` a random letter; anything else stands for itself.
    """

    code: str
    name: str
    currency: str
    zone: ZoneInfo
    region: str
    forms: tuple[str, ...]
    towns: tuple[str, ...]
    postcode: str
    bban: str
    """Pattern behind the check digits of an IBAN; empty where there are none."""
    account: str
    """Pattern of an account number where there is no IBAN."""
    clearing: str
    """ISO 20022 clearing system code, or empty."""
    member: str
    """Pattern of a clearing member id."""
    location: str
    """Letters 7 and 8 of its banks' BICs."""


def _rows(name: str) -> list[dict[str, str]]:
    source = files("models.worlds").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(source.splitlines()))


@lru_cache(maxsize=1)
def countries() -> dict[str, Country]:
    """Every country of the world, by ISO 3166 code."""
    return {row["code"]: _country(row) for row in _rows("countries.csv")}


def _country(row: dict[str, str]) -> Country:
    return Country(
        code=row["code"],
        name=row["name"],
        currency=row["currency"],
        zone=ZoneInfo(row["zone"]),
        region=row["region"],
        forms=tuple(row["forms"].split("|")),
        towns=tuple(row["towns"].split("|")),
        postcode=row["postcode"],
        bban=row["bban"],
        account=row["account"],
        clearing=row["clearing"],
        member=row["member"],
        location=row["location"],
    )


@lru_cache(maxsize=1)
def _words() -> dict[tuple[str, str], tuple[str, ...]]:
    return {(row["kind"], row["group"]): tuple(row["words"].split("|")) for row in _rows("words.csv")}


def words(kind: str, group: str) -> tuple[str, ...]:
    """The words of one kind (`stem`, `trade`, `given`, …) for a region or sector. Raises `KeyError` if unknown."""
    return _words()[kind, group]
