"""Label values come from closed sets only: no id, name or text of a message can become a time series.

Whatever is not in its set counts under one value for the rest, so that hostile input cannot grow the number of series.
"""

from collections.abc import Callable
from functools import lru_cache

from interceptor.cases.states import State
from interceptor.errors import Fault
from interceptor.pipeline import topics
from interceptor.pipeline.reading import UNKNOWN_COUNTRY
from interceptor.pipeline.work import KINDS
from interceptor.routing.countries import COUNTRIES
from interceptor.routing.directory import KINDS as LANE_KINDS

OTHER = "other"

CAUSES = frozenset({"scored", "stage", "lookback", "report", "reply", "withdrawn", "deadline"})
"""Of a decision record (DESIGN 5.3)."""
DECISIONS = frozenset(KINDS)
LANES = frozenset(LANE_KINDS)
STATES = frozenset(state.value for state in State)
FAULTS = frozenset(fault.code for fault in Fault)

_ALERTS = topics.alerts("")
_BASES = (
    topics.wires(topics.DEFAULT_TENANT),
    topics.reports(topics.DEFAULT_TENANT),
    topics.replies(topics.DEFAULT_TENANT),
    topics.suspects(topics.DEFAULT_TENANT),
    topics.decisions(topics.DEFAULT_TENANT),
    topics.rejected(topics.DEFAULT_TENANT),
    topics.recalls(topics.DEFAULT_TENANT),
    topics.checkpoints(topics.DEFAULT_TENANT),
)


def one_of(known: frozenset[str]) -> Callable[[str], str]:
    """A function that lets values of `known` through and calls all others `other`."""
    return lambda value: value if value in known else OTHER


decision = one_of(DECISIONS)
cause = one_of(CAUSES)
lane = one_of(LANES)
state = one_of(STATES)
fault = one_of(FAULTS)


def country(code: str | None) -> str:
    """ISO 3166 alpha-2, upper case; `ZZ` for anything else."""
    return code if code is not None and code in COUNTRIES else UNKNOWN_COUNTRY


@lru_cache(maxsize=4096)
def topic(name: str) -> str:
    """A topic without its tenant or country: `wires.decisions.acme` is `wires.decisions`."""
    if name.startswith(_ALERTS):
        return _ALERTS.rstrip(".")
    return next((base for base in _BASES if name == base or name.startswith(f"{base}.")), OTHER)
