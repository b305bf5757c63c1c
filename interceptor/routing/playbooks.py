"""The playbooks: which lane plays which part, and the exceptions, read from data and checked against the lanes."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

import msgspec

from interceptor.errors import ConfigError, Fault
from interceptor.routing.directory import directory


class Roles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lane ids by the part they play."""

    instrument: frozenset[str]
    request: frozenset[str]
    link: frozenset[str]
    power: frozenset[str]
    later: frozenset[str]


class Ranks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Order of the lanes for a person; 1 is first."""

    frontier_plus: int
    bank: int
    desk: int
    police: int
    fiu: int


class Chase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When an unanswered request is chased."""

    sepa_banking_days: int
    bank_banking_days: int
    desk_hours: int
    police_hours: int
    fiu_banking_days: int


class Rails(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What tells one payment system's recall from another's."""

    large_value: frozenset[str]
    fedwire: frozenset[str]
    fednow: frozenset[str]
    chaps: frozenset[str]
    sepa_window_days: int
    stop_and_recall_from: date


class PriorityHours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hours since the payment up to which a request is urgent, or high."""

    urgent_hours: int
    high_hours: int


class Playbooks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All rules of `data/playbooks.toml`."""

    schema: str
    roles: Roles
    payers: dict[str, frozenset[str]]
    closed: dict[str, str]
    forbidden: dict[str, str]
    ncb: dict[str, str]
    no_ncb: dict[str, str]
    ranks: Ranks
    chase: Chase
    rails: Rails
    priority: PriorityHours


@cache
def playbooks() -> Playbooks:
    """The shipped playbooks. Raises `ConfigError` (`bad_data`) when a rule or lane is missing or unknown."""
    return read_playbooks((files("interceptor.routing") / "data" / "playbooks.toml").read_text("utf-8"))


def read_playbooks(text: str) -> Playbooks:
    """Playbooks from TOML. Raises `ConfigError` (`bad_data`)."""
    try:
        found = msgspec.convert(tomllib.loads(text), Playbooks)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ConfigError(Fault.BAD_DATA, "playbooks") from error
    roles = msgspec.structs.asdict(found.roles).values()
    named = [lane for ids in roles for lane in ids]
    lanes = directory().lanes
    if sorted(named) != sorted(lanes) or not (found.payers.keys() | found.closed.keys()) <= lanes.keys():
        raise ConfigError(Fault.BAD_DATA, "playbooks roles")
    countries = directory().jurisdictions
    if not (found.forbidden.keys() | found.ncb.keys() | found.no_ncb.keys()) <= countries.keys():
        raise ConfigError(Fault.BAD_DATA, "playbooks countries")
    return found
