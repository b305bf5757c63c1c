"""All indicators of one transfer, in catalogue order."""

from typing import Final

from interceptor.indicators.catalogue import CATALOGUE
from interceptor.indicators.declaration import CONTEXT, UNSETTLED, Value
from interceptor.indicators.subject import Subject


def _plan(has_context: bool, settled: bool) -> tuple[list[float | None], tuple[tuple[int, Value], ...]]:
    """Values where the gate is shut, and what is still to be called."""
    values: list[float | None] = [None] * len(CATALOGUE)
    calls = []
    for position, indicator in enumerate(CATALOGUE):
        if indicator.gate == CONTEXT and not has_context:
            continue
        if indicator.gate == UNSETTLED and settled:
            values[position] = 0.0
        else:
            calls.append((position, indicator.value))
    return values, tuple(calls)


_PLANS: Final = {
    (has_context, settled): _plan(has_context, settled) for has_context in (False, True) for settled in (False, True)
}


def evaluate(subject: Subject) -> list[float | None]:
    """Values aligned with `CATALOGUE`: None is unknown, 0.0 is known and absent."""
    start, calls = _PLANS[subject.has_context, subject.settled]
    values = start.copy()
    for position, value in calls:
        values[position] = value(subject)
    return values
