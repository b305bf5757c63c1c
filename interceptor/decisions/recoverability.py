"""The chance that money which has left can still be held: a coarse table with its sources."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated, Final, Literal

import msgspec

from interceptor.errors import ConfigError, Fault
from interceptor.transfers.transfer import Transfer

Rail = Literal["instant", "domestic", "cross_border"]

_Share = Annotated[float, msgspec.Meta(gt=0, le=1)]


class Chance(msgspec.Struct, frozen=True):
    """A chance in (0, 1], and where it comes from."""

    value: float
    source: str


class _Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    hours: float
    chance: _Share
    source: str


class _Rail(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Rail
    steps: tuple[_Step, ...]


class _Country(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    codes: tuple[str, ...]
    factor: _Share
    source: str


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rail: tuple[_Rail, ...]
    country: tuple[_Country, ...]


UNSENT: Final = Chance(1.0, "the money has not left")


def rail_of(transfer: Transfer, country: str | None, home: str | None) -> Rail:
    """The rail whose money moves alike: instant by its local instrument, else domestic or not by the two countries.

    `country` is the receiving jurisdiction, `home` that of the debtor's bank; an unknown one counts as abroad.
    """
    if transfer.local_instrument == "INST":
        return "instant"
    return "domestic" if country is not None and country == home else "cross_border"


def is_sepa(transfer: Transfer) -> bool:
    """True when the EPC scheme's rules hold, with its 13 months for a fraud recall (research/recall.md 1.4)."""
    return "SEPA" in transfer.service_levels


def chance(rail: Rail, hours: float, country: str | None) -> Chance:
    """The chance that money sent `hours` ago can still be held in `country` (alpha-2, None when unknown)."""
    steps, factors = _table()
    step = next(step for step in steps[rail] if hours <= step.hours)
    if country not in factors:
        return Chance(step.chance, step.source)
    factor = factors[country]
    return Chance(step.chance * factor.factor, f"{step.source}; {factor.source}")


@cache
def _table() -> tuple[dict[Rail, tuple[_Step, ...]], dict[str | None, _Country]]:
    body = (files("interceptor.decisions") / "data" / "recoverability.toml").read_text()
    try:
        table = msgspec.convert(tomllib.loads(body), _Table)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ConfigError(Fault.BAD_DATA, f"recoverability.toml: {error}") from error
    factors: dict[str | None, _Country] = {code: country for country in table.country for code in country.codes}
    return {rail.name: rail.steps for rail in table.rail}, factors
