"""All indicators of one transfer, in catalogue order."""

from itertools import product
from typing import Final, NamedTuple

from interceptor.indicators.catalogue import CATALOGUE
from interceptor.indicators.declaration import ALWAYS, CONTEXT, HISTORY, MET, REDIRECTED, UNSETTLED, Gate, Value
from interceptor.indicators.subject import Subject


class _State(NamedTuple):
    """What opens and shuts gates."""

    has_context: bool
    settled: bool
    has_history: bool
    redirected: bool
    met: bool


_Plan = tuple[list[float | None], tuple[tuple[int, Value], ...]]
"""Values where the gate is shut, and what is still to be called, by position."""


def _open(gate: Gate, state: _State) -> bool:
    if gate == ALWAYS:
        return True
    if gate == CONTEXT:
        return state.has_context
    wanted = {UNSETTLED: True, REDIRECTED: state.redirected, MET: state.met, HISTORY: state.has_history}
    return not state.settled and wanted[gate]


def _shut(gate: Gate, state: _State) -> float | None:
    """The value behind a shut gate."""
    if gate == CONTEXT:
        return None
    if gate == HISTORY:
        return 0.0 if state.settled else None
    return 0.0 if state.settled or state.has_history or state.met else None


def _plan(state: _State) -> _Plan:
    opened = [_open(indicator.gate, state) for indicator in CATALOGUE]
    values = [None if is_open else _shut(item.gate, state) for item, is_open in zip(CATALOGUE, opened, strict=True)]
    calls = tuple((position, CATALOGUE[position].value) for position, is_open in enumerate(opened) if is_open)
    return values, calls


_PLANS: Final[dict[tuple[bool, ...], _Plan]] = {
    state: _plan(state) for state in map(_State._make, product((False, True), repeat=5))
}


def evaluate(subject: Subject) -> list[float | None]:
    """Values aligned with `CATALOGUE`: None is unknown, 0.0 is known and absent."""
    start, calls = _PLANS[
        subject.has_context,
        subject.settled,
        subject.has_history,
        subject.redirected,
        subject.relationship is not None,
    ]
    values = start.copy()
    for position, value in calls:
        values[position] = value(subject)
    return values
