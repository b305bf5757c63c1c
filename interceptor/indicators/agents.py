"""Kinds of payee banks that mules favour (research/indicators.md 1.2 #21).

By words of the agent's name, never by naming institutions: published rates do not name them (research/indicators.md
3.5), and a bank that knows its own rates has better data than we could ship.
"""

import csv
from functools import lru_cache
from importlib.resources import files

from interceptor.indicators.declaration import UNSETTLED, indicator
from interceptor.indicators.lexicon import fold_text
from interceptor.indicators.quoting import quote
from interceptor.indicators.subject import Subject


@lru_cache(maxsize=1)
def _classes() -> tuple[tuple[str, str, float], ...]:
    source = files("interceptor.indicators").joinpath("agent_classes.csv").read_text(encoding="utf-8")
    return tuple(
        (f" {row['word']} ", row["class"], float(row["weight"])) for row in csv.DictReader(source.splitlines())
    )


@lru_cache(maxsize=8_192)
def provider_class(name: str) -> tuple[str, float]:
    """(class, weight 0.5 or 1.0) of a creditor agent by its name; ("", 0.0) for a bank like others."""
    folded = f" {fold_text(name)} "
    found = [(weight, kind) for word, kind, weight in _classes() if word in folded]
    weight, kind = max(found, default=(0.0, ""))
    return kind, weight


def _prone(subject: Subject, value: float) -> str:
    name = subject.gist.creditor_agent or ""
    return f"The creditor agent {quote(name)} is by its name of a class that mules favour: {provider_class(name)[0]}."


@indicator(
    number=21,
    id="creditor_agent_mule_prone",
    typologies="ALL",
    data="P",
    strength="M",
    source="indicators.md 1.2 #21 and 3.5; PSA23 PSA24 RUSI FORTRA",
    evidence=_prone,
    fires_at=0.5,
    steps=((0.5, 0.5), (1.0, 1.0)),
    gate=UNSETTLED,
)
def creditor_agent_mule_prone(subject: Subject) -> float | None:
    """0.5 for payment firms and digital banks, 1.0 for crypto, prepaid and virtual IBAN; None without a name."""
    name = subject.gist.creditor_agent
    return provider_class(name)[1] if name else None
