"""What is odd about the record itself (our own, numbers 61 to 63; DESIGN 4, 5.2 and 5.6)."""

from interceptor.indicators.declaration import indicator
from interceptor.indicators.subject import Subject


def _reused_evidence(subject: Subject, value: float) -> str:
    return "The identifiers of this transfer were used before, for another amount, date or account."


@indicator(
    number=61,
    id="identifier_reused",
    typologies="ALL",
    data="H",
    strength="M",
    source="DESIGN 5.2",
    evidence=_reused_evidence,
)
def identifier_reused(subject: Subject) -> float | None:
    """1.0 when a known identifier comes with another fingerprint."""
    return 1.0 if subject.identifier_reused else 0.0


def _disagreement_evidence(subject: Subject, value: float) -> str:
    named = ", ".join(f"{country} by {rule.replace('_', ' ')}" for country, rule in subject.countries[:4])
    return f"The message names {int(value)} receiving countries: {named}."


@indicator(
    number=62,
    id="jurisdiction_disagreement",
    typologies="ALL",
    data="P",
    strength="W",
    source="DESIGN 5.6",
    evidence=_disagreement_evidence,
    fires_at=2.0,
)
def jurisdiction_disagreement(subject: Subject) -> float | None:
    """Number of receiving countries that the message names, when strong evidence disagrees; 0.0 when it agrees."""
    if not subject.countries:
        return None
    return float(len({country for country, _ in subject.countries})) if subject.disagreement else 0.0


def _time_evidence(subject: Subject, value: float) -> str:
    return "The record had no usable time of its own, so windows and intervals are uncertain."


@indicator(
    number=63,
    id="time_suspect",
    typologies="ALL",
    data="P",
    strength="W",
    source="DESIGN 4",
    evidence=_time_evidence,
)
def time_suspect(subject: Subject) -> float | None:
    """1.0 when the event time was missing or had to be clamped."""
    return 1.0 if subject.time_suspect else 0.0
