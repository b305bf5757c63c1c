"""Why a transfer got its probability: the model's contributions, each with its sentence of evidence."""

from collections.abc import Sequence

import msgspec

from interceptor.indicators.catalogue import CATALOGUE, POSITIONS
from interceptor.indicators.subject import Subject
from models.tables import BASE, TableModel, parts


class Reason(msgspec.Struct, frozen=True):
    """One contribution to the score."""

    indicator: str
    """Indicator id, or `A together with B`."""
    contribution: float
    """Log-odds before calibration; with the model's base rate they add up to the sum."""
    evidence: str
    """Sentence with the numbers in it; of a pair, both sentences."""


def reasons(model: TableModel, subject: Subject, values: Sequence[float | None]) -> list[Reason]:
    """What speaks for fraud, heaviest first, then what speaks against it, heaviest first. The base rate is left out."""
    found = [
        Reason(name, weight, " ".join(_sentence(part, subject, values) for part in parts(name)))
        for name, weight in model.contributions(values)
        if name != BASE
    ]
    return sorted(found, key=lambda reason: (reason.contribution < 0, -abs(reason.contribution), reason.indicator))


def _sentence(name: str, subject: Subject, values: Sequence[float | None]) -> str:
    position = POSITIONS[name]
    value = values[position]
    if value is None:
        return f"{name} is unknown."
    text = CATALOGUE[position].evidence(subject, value).strip()
    return text if text.endswith(".") else f"{text}."
