"""The directory: jurisdictions and lanes as typed rows, read and checked once.

Our own edition of the two files. `latest_start_hours` is how long after the payment a request still has its best
effect; `hold_hours` and `hold_banking_days` are how long a first hold lasts. The file it came from mixed the two.
"""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from interceptor.errors import ConfigError, Fault
from interceptor.routing.countries import COUNTRIES
from interceptor.transfers.money import CURRENCIES

KINDS = ("bank", "desk", "police", "fiu")
CONFIDENCES = ("confirmed", "likely", "unconfirmed")
EVERYWHERE = frozenset({"*"})

_T = TypeVar("_T")


class Jurisdiction(msgspec.Struct, frozen=True, kw_only=True):
    """One country: who can stop money there, by which way, and with what clocks."""

    alpha2: str
    alpha3: str
    name: str
    interpol_member: bool
    ncb: str
    """How INTERPOL traffic reaches it when it is no member itself: the sub-bureau or parent; empty = no way."""
    egmont_fiu: str
    iban_country: bool
    time_zone: str
    currency: str
    authority: str
    fast_lane: str
    min_amount: Decimal | None
    min_amount_currency: str
    latest_start_hours: int | None
    hold_hours: int | None
    hold_banking_days: int | None
    requires: tuple[str, ...]
    notes: str
    human_review: bool
    source: str
    confidence: str


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """One way to reach somebody who can stop money."""

    id: str
    name: str
    kind: str
    operates_in: frozenset[str]
    starts_in: str
    """`payer`, `receiver` or `either`."""
    between: frozenset[str]
    """Members, when both ends have to be one; else empty."""
    min_amount: Decimal | None
    currency: str
    latest_start_hours: int | None
    hold_hours: int | None
    hold_banking_days: int | None
    in_force_from: date | None
    notes: str
    requires: tuple[str, ...]
    not_for: str
    source: str
    confidence: str

    def reaches(self, country: str) -> bool:
        """True when the lane works for money held in `country`. Territories are listed one by one: Greenland is no
        part of SEPA although Denmark is, and Jersey has a law of its own."""
        return self.operates_in == EVERYWHERE or country in self.operates_in


class Directory(msgspec.Struct, frozen=True):
    """All rows, by id."""

    jurisdictions: MappingProxyType[str, Jurisdiction]
    lanes: MappingProxyType[str, Lane]


@cache
def directory() -> Directory:
    """The shipped directory. Raises `ConfigError` (`bad_data`) when a row is not as it must be."""
    return Directory(
        MappingProxyType(read_jurisdictions(_rows("jurisdictions.csv"))),
        MappingProxyType(read_lanes(_rows("lanes.csv"))),
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("interceptor.routing") / "data" / name).read_text("utf-8")
    return iter(csv.DictReader(text.splitlines()))


def read_jurisdictions(rows: Iterator[dict[str, str]]) -> dict[str, Jurisdiction]:
    """Checked rows by alpha-2. Raises `ConfigError` (`bad_data`) naming the row and the field."""
    found: dict[str, Jurisdiction] = {}
    for row in rows:
        cell = _Cells("jurisdictions", row, "alpha2")
        member = cell.text("interpol_member")
        country = Jurisdiction(
            alpha2=cell.one_of("alpha2", COUNTRIES),
            alpha3=cell.required("alpha3"),
            name=cell.required("name"),
            interpol_member=member == "yes",
            ncb="" if member in {"yes", "no", "no - no NCB"} else member.removeprefix("no - "),
            egmont_fiu=cell.text("egmont_fiu"),
            iban_country=cell.yes_no("iban_country"),
            time_zone=cell.parse("time_zone", lambda text: ZoneInfo(text).key),
            currency=cell.one_of("currency", CURRENCIES),
            authority=cell.text("authority"),
            fast_lane=cell.required("fast_lane"),
            min_amount=cell.amount("min_amount"),
            min_amount_currency=cell.currency("min_amount_currency"),
            latest_start_hours=cell.count("latest_start_hours"),
            hold_hours=cell.count("hold_hours"),
            hold_banking_days=cell.count("hold_banking_days"),
            requires=cell.names("requires"),
            notes=cell.text("notes"),
            human_review=cell.yes_no("human_review"),
            source=cell.required("source"),
            confidence=cell.one_of("confidence", CONFIDENCES),
        )
        if country.alpha2 in found:
            raise cell.bad("alpha2")
        found[country.alpha2] = country
    return found


def read_lanes(rows: Iterator[dict[str, str]]) -> dict[str, Lane]:
    """Checked rows by id. Raises `ConfigError` (`bad_data`) naming the row and the field."""
    found: dict[str, Lane] = {}
    for row in rows:
        cell = _Cells("lanes", row, "id")
        lane = Lane(
            id=cell.required("id"),
            name=cell.required("name"),
            kind=cell.one_of("kind", KINDS),
            operates_in=cell.countries("operates_in"),
            starts_in=cell.one_of("starts_in", ("payer", "receiver", "either")),
            between=cell.countries("between"),
            min_amount=cell.amount("min_amount"),
            currency=cell.currency("currency"),
            latest_start_hours=cell.count("latest_start_hours"),
            hold_hours=cell.count("hold_hours"),
            hold_banking_days=cell.count("hold_banking_days"),
            in_force_from=cell.parse("in_force_from", date.fromisoformat) if cell.text("in_force_from") else None,
            notes=cell.text("notes"),
            requires=cell.names("requires"),
            not_for=cell.text("not_for"),
            source=cell.required("source"),
            confidence=cell.one_of("confidence", CONFIDENCES),
        )
        if lane.id in found or not lane.operates_in:
            raise cell.bad("id")
        found[lane.id] = lane
    return found


class _Cells:
    """Cells of one row, each read with a check; a fault names file, row key and column, never more."""

    def __init__(self, file: str, row: dict[str, str], key: str) -> None:
        self._file, self._row, self._key = file, row, row.get(key) or "?"

    def bad(self, column: str) -> ConfigError:
        return ConfigError(Fault.BAD_DATA, f"{self._file} {self._key} {column}")

    def text(self, column: str) -> str:
        value = self._row.get(column)
        if not isinstance(value, str):  # a missing column, or a row that is too short
            raise self.bad(column)
        return value.strip()

    def required(self, column: str) -> str:
        return self.text(column) or self._fail(column)

    def _fail(self, column: str) -> str:
        raise self.bad(column)

    def one_of(self, column: str, allowed: frozenset[str] | tuple[str, ...]) -> str:
        value = self.text(column)
        return value if value in allowed else self._fail(column)

    def yes_no(self, column: str) -> bool:
        return self.one_of(column, ("yes", "no")) == "yes"

    def currency(self, column: str) -> str:
        return self.one_of(column, CURRENCIES) if self.text(column) else ""

    def names(self, column: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.text(column).split(",") if part.strip())

    def countries(self, column: str) -> frozenset[str]:
        codes = frozenset(self.text(column).split())
        if codes != EVERYWHERE and not codes <= COUNTRIES:
            raise self.bad(column)
        return codes

    def count(self, column: str) -> int | None:
        return self.parse(column, _positive) if self.text(column) else None

    def amount(self, column: str) -> Decimal | None:
        return self.parse(column, Decimal) if self.text(column) else None

    def parse(self, column: str, parser: Callable[[str], _T]) -> _T:
        try:
            return parser(self.text(column))
        except (ValueError, InvalidOperation, ZoneInfoNotFoundError) as error:
            raise self.bad(column) from error


def _positive(text: str) -> int:
    number = int(text)
    if number <= 0:
        raise ValueError
    return number
