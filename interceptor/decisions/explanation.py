"""Why a transfer got its probability: the model's contributions, each with its sentence of evidence."""

from collections.abc import Sequence
from typing import Final

import msgspec

from interceptor.indicators.catalogue import CATALOGUE, POSITIONS
from interceptor.indicators.subject import Subject
from models.tables import BASE, TableModel, parts

MORE: Final = "Together they say more than each alone."
LESS: Final = "Together they say less than each alone: partly one fact, or one explains the other."


class Reason(msgspec.Struct, frozen=True):
    """One contribution to the score."""

    indicator: str
    """Indicator id, or `A together with B`."""
    contribution: float
    """Log-odds before calibration; with the model's base rate they add up to the sum."""
    evidence: str
    """Sentence with the numbers in it; of a pair, how it counts, and the sentence of a member with no other reason."""


def reasons(model: TableModel, subject: Subject, values: Sequence[float | None]) -> list[Reason]:
    """What speaks for fraud, heaviest first, then what speaks against it, heaviest first. The base rate is left out."""
    contributions = [item for item in model.contributions(values) if item[0] != BASE]
    told = {name for name, _ in contributions}
    found = []
    for name, weight in contributions:
        sentences = [_sentence(part, subject, values) for part in parts(name) if name == part or part not in told]
        if name not in parts(name):
            sentences.insert(0, MORE if weight > 0 else LESS)
        found.append(Reason(name, weight, " ".join(sentences)))
    return sorted(found, key=lambda reason: (reason.contribution < 0, -abs(reason.contribution), reason.indicator))


def _sentence(name: str, subject: Subject, values: Sequence[float | None]) -> str:
    position = POSITIONS[name]
    value = values[position]
    if value is None:
        return f"{name} is unknown."
    text = CATALOGUE[position].evidence(subject, value).strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith(".") else f"{text}."
