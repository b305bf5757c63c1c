"""Approximate exchange rates, only to compare amounts of different currencies with each other.

Units of currency per US dollar, rounded by us as of mid-2025 (estimate; no market source is quoted). They are good to
a few per cent at their date and drift afterwards. Nothing is converted, booked, reported or decided on a limit with
them: they place an amount on one scale, where a wire of twice the usual size and one of 1.9 times are the same thing.
They are fixed within a release, so that the same input gives the same output.
"""

from importlib.resources import files
from typing import Final

from interceptor.errors import ConfigError, Fault

AS_OF: Final = "2025-06"


def _load() -> dict[str, float]:
    text = files("interceptor.transfers").joinpath("reference_rates.csv").read_text(encoding="ascii")
    rates: dict[str, float] = {}
    for line in text.split()[1:]:
        currency, _, per_usd = line.partition(",")
        rates[currency] = 1.0 / float(per_usd)
    if rates.get("USD") != 1.0:
        raise ConfigError(Fault.BAD_DATA, "reference_rates.csv")
    return rates


_USD_PER_UNIT: Final = _load()
CURRENCIES: Final = frozenset(_USD_PER_UNIT)
"""Currencies that can be compared."""


def in_usd(amount: float, currency: str) -> float | None:
    """`amount` of `currency` in US dollars, approximately; None for a currency without a reference rate."""
    rate = _USD_PER_UNIT.get(currency)
    return None if rate is None else amount * rate
