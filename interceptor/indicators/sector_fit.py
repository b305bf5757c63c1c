"""Does the payment fit the payer's business? (research/indicators.md 1.3 #26)

Two tables of our own (estimate): which words speak of which topic (`topic_words.csv`), and which topics are ordinary
for which sector (`sector_topics.csv`). Words of no topic, such as rent, software or insurance, fit everybody.
"""

import csv
from functools import lru_cache
from importlib.resources import files

from interceptor.indicators.declaration import CONTEXT, indicator
from interceptor.indicators.lexicon import read
from interceptor.indicators.standing import sector
from interceptor.indicators.subject import Subject
from interceptor.profiles.names import fold


def _rows(name: str) -> list[dict[str, str]]:
    source = files("interceptor.indicators").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(source.splitlines()))


@lru_cache(maxsize=1)
def _topic_words() -> dict[str, str]:
    return {row["word"]: row["topic"] for row in _rows("topic_words.csv")}


@lru_cache(maxsize=1)
def ordinary_topics() -> dict[str, frozenset[str]]:
    """Sector: the topics that are ordinary for it."""
    topics: dict[str, set[str]] = {}
    for row in _rows("sector_topics.csv"):
        topics.setdefault(row["sector"], set()).add(row["topic"])
    return {name: frozenset(found) for name, found in topics.items()}


def _topics(subject: Subject) -> set[str]:
    """What the remittance, the order and the payee's name speak of."""
    table = _topic_words()
    order = subject.context.instruction_text
    said = subject.reading.text.split() + fold(subject.gist.creditor or "").words
    if order:
        said = said + read((order,)).text.split()
    return {table[word] for word in said if word in table}


def _unfit(subject: Subject, value: float) -> str:
    topics = " and ".join(sorted(_topics(subject)))
    return f"The payment speaks of {topics}, which is unusual for a payer in the sector {sector(subject)}."


@indicator(
    number=26,
    id="debtor_sector_payment_incoherent",
    typologies="CEO MNA",
    data="P+X",
    strength="M",
    source="indicators.md 1.3 #26; K26 K32 K13; tables estimate",
    evidence=_unfit,
    gate=CONTEXT,
)
def debtor_sector_payment_incoherent(subject: Subject) -> float | None:
    """1.0 when everything the payment speaks of is foreign to the payer's sector; None when sector or topic is unknown.

    A known payee on a known account has shown that it fits: 0.0.
    """
    if subject.settled:
        return 0.0
    line = sector(subject)
    ordinary = ordinary_topics().get(line) if line else None
    if ordinary is None:
        return None
    topics = _topics(subject)
    return float(topics.isdisjoint(ordinary)) if topics else None
