"""Payers and what they owe to whom: sector, pay-run days, staff, and one relation a payee with its rhythm and style."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import exp, log

from models.worlds.parties import Party
from models.worlds.payment import Holder
from models.worlds.tables import Country

SECTORS = {
    "manufacturing": ("chemicals", "electronics", "energy", "manufacturing", "transport", "services"),
    "importer": ("textile", "electronics", "food", "manufacturing", "transport"),
    "construction": ("construction", "manufacturing", "energy", "transport"),
    "public": ("construction", "services", "software", "energy", "office"),
    "legal": ("office", "software", "services"),
    "fund": ("services", "software"),
    "healthcare": ("medical", "services", "software", "energy"),
    "retail": ("food", "textile", "transport", "energy", "services"),
    "payroll": ("software", "services", "office"),
}
"""Sector of a payer: the lines of business that it buys from. Weighted to the victims of indicators.md 3.3."""

_WHOLE_UNITS = frozenset({"JPY", "KRW", "VND", "HUF"})
_PER_MAJOR = {
    "JPY": 150.0, "KRW": 1350.0, "VND": 25000.0, "HUF": 340.0, "INR": 85.0, "MXN": 18.0, "THB": 34.0, "PHP": 57.0,
    "TWD": 31.0, "HKD": 7.8, "CNY": 7.2, "ZAR": 18.0, "TRY": 39.0, "PLN": 3.7, "SEK": 9.6, "DKK": 6.4, "NOK": 10.0,
    "AED": 3.7,
}  # fmt: skip
"""Units of a currency that one unit of a major currency is worth, roughly; 1 for those not named."""


def money(value: float, currency: str) -> Decimal:
    """An invoice total worth `value` in a major currency, in units of `currency`; never zero."""
    value *= _PER_MAJOR.get(currency, 1.0)
    places = 0 if currency in _WHOLE_UNITS else 2
    return Decimal(f"{max(value, 1.0):.{places}f}")


@dataclass(slots=True)
class Relation:
    """One payee as one payer knows it. The account may change; the style of references does not."""

    payee: Holder
    trade: str
    currency: str
    median: float
    """Usual invoice, in units of a major currency."""
    spread: float
    rhythm: str
    """`monthly` with the monthly run, `weekly` with every `every`th weekly run, or `irregular`."""
    every: int
    style: str
    counter: int
    months: frozenset[int] = frozenset(range(1, 13))
    """Months in which anything is owed."""
    person: bool = False
    paid_until: date = date.min
    """Nothing more is owed up to this day: the invoice has been paid, to whomever."""

    def amount(self, rng: random.Random) -> float:
        """An invoice total: log-normal around the median."""
        return exp(rng.gauss(log(self.median), self.spread))

    def next_references(self, rng: random.Random) -> tuple[str, tuple[str, ...]]:
        """Remittance text and document numbers of the next invoice, in the payee's style."""
        self.counter += 1 + rng.randrange(9)
        number = str(self.counter)
        if rng.random() < 0.15:
            # Several invoices in one wire (indicators.md 5.2).
            number = f"{number} {self.counter + 1}"
            self.counter += 1
        text = self.style.format(n=number, po=self.counter // 7 + 45000)
        return text, tuple(number.split())


@dataclass(slots=True)
class Firm:
    """A payer: one account at the bank whose wires these are."""

    holder: Holder
    sector: str
    scale: float
    """Its usual invoice, in units of a major currency."""
    run_weekday: int
    run_day: int
    """Day of the month of the monthly run; on a weekend, the next Monday."""
    staff: tuple[str, ...]
    gives_context: bool
    channel: str
    relations: list[Relation] = field(default_factory=list)
    group: list[Relation] = field(default_factory=list)
    """Accounts of its own group: sweeps and funding."""

    @property
    def country(self) -> Country:
        """Where it is."""
        return self.holder.party.country

    @property
    def party(self) -> Party:
        """Name and address."""
        return self.holder.party

    def monthly_run(self, day: date) -> bool:
        """True on the day of the monthly run."""
        planned = day.replace(day=self.run_day)
        return day == working_day(planned)

    def owes(self, relation: Relation, day: date) -> bool:
        """True when an invoice of `relation` may be paid on `day` by its rhythm and the firm's runs."""
        if day.month not in relation.months or day <= relation.paid_until:
            return False
        if relation.rhythm == "monthly":
            return self.monthly_run(day)
        if relation.rhythm == "weekly":
            return day.weekday() == self.run_weekday and day.toordinal() // 7 % relation.every == 0
        return day.weekday() < 5

    def moment(self, rng: random.Random, day: date) -> datetime:
        """A time in its office hours: most wires go out in the late morning and the middle of the afternoon."""
        hour = rng.gauss(10.75, 1.0) if rng.random() < 0.55 else rng.gauss(14.75, 1.1)
        second = int(min(max(hour, 8.0), 18.4) * 3600) + rng.randrange(60)
        clock = time(second // 3600, second // 60 % 60, second % 60, rng.randrange(1000) * 1000)
        return datetime.combine(day, clock, self.country.zone)


def working_day(day: date, days: int = 0) -> date:
    """`day` moved by so many working days, and off a weekend."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    for _ in range(days):
        day += timedelta(days=3 if day.weekday() == 4 else 1)
    return day
