"""The smallest change in the world with which a transfer would have been released, verified by scoring again."""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Final

import msgspec

from interceptor.decisions.decide import Verdict
from interceptor.errors import ConfigError, Fault
from interceptor.indicators.catalogue import POSITIONS
from models.tables import TableModel

MOST_CHANGES: Final = 3
"""A person can picture two or three changes; more explain nothing."""


class Counterfactual(msgspec.Struct, frozen=True):
    """What would have made the decision a release."""

    changes: tuple[str, ...]
    absent: tuple[str, ...]
    """Indicators that were set to absent, in catalogue order."""
    probability: float
    """What the model gives then."""
    text: str
    """One sentence."""


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that could have been different."""

    text: str
    clears: tuple[str, ...]
    when: tuple[str, ...] = ()
    """The change makes sense only where one of these is there; empty: always."""


class _Changes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    change: tuple[Change, ...]


def counterfactual(
    model: TableModel, values: Sequence[float | None], verdict_of: Callable[[float], Verdict]
) -> Counterfactual | None:
    """The fewest changes that release the transfer, and of those the ones that change the probability least.

    `verdict_of` gives the verdict at a probability with everything else as it is. None when the transfer is released
    anyway, or no `MOST_CHANGES` changes release it.
    """
    if verdict_of(model.probability(model.score(values))) == "release":
        return None
    helpful = [(change, hit) for change in changes() if (hit := _hit(change, model, values))]
    for size in range(1, MOST_CHANGES + 1):
        best: Counterfactual | None = None
        for found in _tries(model, values, helpful, size):
            if (best is None or found.probability > best.probability) and verdict_of(found.probability) == "release":
                best = found
        if best is not None:
            return best
    return None


@cache
def changes() -> tuple[Change, ...]:
    """The shipped changes. Raises `ConfigError` when the file is damaged or names an unknown indicator."""
    body = (files("interceptor.decisions") / "data" / "changes.toml").read_text()
    try:
        found = msgspec.convert(tomllib.loads(body), _Changes).change
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ConfigError(Fault.BAD_DATA, f"changes.toml: {error}") from error
    if unknown := {name for change in found for name in (*change.clears, *change.when)} - POSITIONS.keys():
        raise ConfigError(Fault.BAD_DATA, f"changes.toml names {', '.join(sorted(unknown))}")
    return found


def _hit(change: Change, model: TableModel, values: Sequence[float | None]) -> frozenset[int]:
    """Positions that the change clears and that are there; none when it makes no sense here or would not help."""
    if change.when and not any(values[POSITIONS[name]] for name in change.when):
        return frozenset()
    hit = frozenset(POSITIONS[name] for name in change.clears if values[POSITIONS[name]])
    return hit if hit and model.score(_without(values, hit)) < model.score(values) else frozenset()


def _tries(
    model: TableModel, values: Sequence[float | None], helpful: Sequence[tuple[Change, frozenset[int]]], size: int
) -> Iterator[Counterfactual]:
    for chosen in combinations(helpful, size):
        absent: frozenset[int] = frozenset().union(*(hit for _, hit in chosen))
        probability = model.probability(model.score(_without(values, absent)))
        texts = tuple(change.text for change, _ in chosen)
        names = tuple(model.names[position] for position in sorted(absent))
        yield Counterfactual(texts, names, probability, f"would be released if {_listed(texts)}")


def _without(values: Sequence[float | None], positions: frozenset[int]) -> list[float | None]:
    return [0.0 if position in positions else value for position, value in enumerate(values)]


def _listed(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
