"""What judged transfers add up to: fraud caught, honest wires held up, and what was behind it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from benchmarks.quality.play import RANK, Judged
from interceptor.indicators.catalogue import CATALOGUE, POSITIONS

BASE_RATE = 1e-4
"""research/indicators.md 3.7; the simulated worlds have more fraud, so that a figure stands on more than one wire."""
_NUMBER = {item.id: item.number for item in CATALOGUE}
_PLAIN = "plain"


@dataclass(slots=True)
class Tally:
    """Counts of transfers, by decision unless said otherwise."""

    fraud: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """By the pattern of the campaign."""
    typologies: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    usd: Counter[str] = field(default_factory=Counter)
    """Fraud by value."""
    campaigns: dict[str, str] = field(default_factory=dict)
    """Campaign: the strongest decision that any of its payments got."""
    honest: Counter[str] = field(default_factory=Counter)
    alone: int = 0
    """Honest transfers that were stopped or recalled without a person."""
    frozen: set[str] = field(default_factory=set)
    """Accounts of honest payees that were in an intercept."""
    situations: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    behind: dict[str, Counter[tuple[int, ...]]] = field(default_factory=lambda: defaultdict(Counter))
    """Decision on honest transfers: combinations of the indicators that raised the score by more than context."""

    def add(self, judged: Iterable[Judged]) -> "Tally":
        """Count these too."""
        for one in judged:
            if one.label is None:
                self._add_honest(one)
            else:
                self._add_fraud(one, one.label.pattern, one.label.typology, one.label.campaign)
        return self

    def _add_fraud(self, one: Judged, pattern: str, typology: str, campaign: str) -> None:
        self.fraud[pattern][one.decision] += 1
        self.typologies[typology][one.decision] += 1
        self.usd[one.decision] += round(one.usd)
        best = self.campaigns.setdefault(campaign, one.decision)
        if RANK[best] < RANK[one.decision]:
            self.campaigns[campaign] = one.decision

    def _add_honest(self, one: Judged) -> None:
        self.honest[one.decision] += 1
        if one.decision == "release":
            return
        self.situations[one.decision][one.situation or _PLAIN] += 1
        told = [name for name in one.raising if CATALOGUE[POSITIONS[name]].strength != "W"]
        self.behind[one.decision][tuple(sorted(_NUMBER[name] for name in told))] += 1
        if one.decision == "intercept":
            self.alone += one.alone
            self.frozen.add(one.account)

    @property
    def frauds(self) -> Counter[str]:
        """All fraudulent transfers."""
        return sum(self.fraud.values(), Counter())

    def per_10_000(self, decision: str) -> float:
        """Honest transfers with this decision among 10,000 honest ones."""
        return 1e4 * self.honest[decision] / max(1, self.honest.total())

    def recall(self, *decisions: str) -> float:
        """Share of fraudulent transfers that got one of these decisions."""
        frauds = self.frauds
        return sum(frauds[name] for name in decisions) / max(1, frauds.total())

    def false_for_true(self, *decisions: str, base_rate: float | None = None) -> float:
        """Honest transfers for each fraudulent one among these decisions; at `base_rate` instead of the world's own."""
        caught = self.recall(*decisions)
        wrong = sum(self.per_10_000(name) for name in decisions) / 1e4
        rate = self.frauds.total() / max(1, self.honest.total()) if base_rate is None else base_rate / (1 - base_rate)
        return wrong / (caught * rate) if caught and rate else float("inf")
