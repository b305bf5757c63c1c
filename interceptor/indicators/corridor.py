"""Corridor, currency and route (research/indicators.md 1.3 #23, #24, #25, #27)."""

import csv
from functools import lru_cache
from importlib.resources import files
from time import gmtime
from typing import Final

from interceptor.indicators.declaration import HISTORY, UNSETTLED, indicator
from interceptor.indicators.subject import Subject
from interceptor.indicators.wording import creditor, plural
from interceptor.profiles.statistics import DAY

_UNKNOWN_COUNTRY: Final = "ZZ"
_LEAST_OF_PAYEE: Final = 2


def _priors() -> dict[int, dict[str, float]]:
    text = files("interceptor.indicators").joinpath("corridor_priors.csv").read_text(encoding="utf-8")
    years: dict[int, dict[str, float]] = {}
    for row in csv.DictReader(text.splitlines()):
        years.setdefault(int(row["year"]), {})[row["country"]] = float(row["prior"])
    return years


_PRIORS: Final = _priors()


@lru_cache(maxsize=1_024)
def _in_force(day: float) -> dict[str, float]:
    """The priors of the latest year published that is not after the day (epoch days)."""
    year = gmtime(day * DAY).tm_year
    return _PRIORS[max((known for known in _PRIORS if known <= year), default=min(_PRIORS))]


def _new_country_evidence(subject: Subject, value: float) -> str:
    debtor = subject.debtor
    return (
        f"The debtor never paid into {subject.country} before; its {plural(debtor.payments, 'payment')} went to"
        f" {len(debtor.countries)} {'country' if len(debtor.countries) == 1 else 'countries'}."
    )


@indicator(
    number=23,
    id="debtor_new_country",
    typologies="CEO MNA ATT",
    data="P+H",
    strength="M",
    source="indicators.md 1.3 #23; K10 K26 K47",
    evidence=_new_country_evidence,
    fires_at=3.0,
    steps=((1.0, 0.3), (3.0, 0.6), (10.0, 0.8), (30.0, 1.0)),
    gate=HISTORY,
)
def debtor_new_country(subject: Subject) -> float | None:
    """Payments per country so far, when this country is new: a long history in few countries makes it telling."""
    if subject.country == _UNKNOWN_COUNTRY:
        return None
    countries = subject.debtor.countries
    if subject.country in countries:
        return 0.0
    return subject.debtor.payments / max(1, len(countries))


def _prior_evidence(subject: Subject, value: float) -> str:
    return f"{subject.country} is over-represented among destinations of BEC money (weight {value:.1f} of 1)."


@indicator(
    number=24,
    id="corridor_destination_prior",
    typologies="ALL",
    data="P",
    strength="W",
    source="indicators.md 1.3 #24 and 3.3; PSA18-24 IC3-24",
    evidence=_prior_evidence,
    fires_at=0.3,
    steps=((0.3, 0.4), (0.6, 0.7), (1.0, 1.0)),
    gate=UNSETTLED,
)
def corridor_destination_prior(subject: Subject) -> float | None:
    """Weight of the destination in published statistics of the latest year not after the transfer; 0.0 at home."""
    country = subject.country
    if country == _UNKNOWN_COUNTRY:
        return None
    if country == subject.gist.debtor_country:
        return 0.0
    return _in_force(subject.time // DAY).get(country, 0.0)


def _currency_evidence(subject: Subject, value: float) -> str:
    known = subject.relationship.currencies if subject.relationship is not None else []
    return f"{creditor(subject)} is paid in {subject.payment.currency}, until now in {', '.join(known)}."


@indicator(
    number=25,
    id="currency_new_for_creditor",
    typologies="VEC",
    data="P+H",
    strength="M",
    source="indicators.md 1.3 #25 (unconfirmed)",
    evidence=_currency_evidence,
    gate=UNSETTLED,
)
def currency_new_for_creditor(subject: Subject) -> float | None:
    """1.0 when a payee paid at least twice is paid in a currency that it never got; None before that."""
    relationship = subject.relationship
    if relationship is None or relationship.count < _LEAST_OF_PAYEE:
        return None
    return float(subject.payment.currency not in relationship.currencies)


def _route_evidence(subject: Subject, value: float) -> str:
    new = [route.partition(">")[0] for route in subject.payment.routes if route not in subject.debtor.routes]
    return f"Intermediary {', '.join(new[:2])} was never used by this debtor on the way to {subject.country}."


@indicator(
    number=27,
    id="intermediary_route_new",
    typologies="ALL",
    data="P",
    strength="W",
    source="indicators.md 1.3 #27; PSA24",
    evidence=_route_evidence,
    gate=HISTORY,
)
def intermediary_route_new(subject: Subject) -> float | None:
    """1.0 when an intermediary is new for the debtor on this corridor; 0.0 without intermediaries."""
    if not subject.payment.routes:
        return 0.0
    return float(any(route not in subject.debtor.routes for route in subject.payment.routes))
