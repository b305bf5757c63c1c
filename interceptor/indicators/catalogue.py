"""All indicators, in number order. A family is a module; add its name to `FAMILIES` and its indicators are in."""

from importlib import import_module
from typing import Final

from interceptor.errors import ConfigError, Fault
from interceptor.indicators.declaration import Indicator

FAMILIES: Final[tuple[str, ...]] = (
    "agents",
    "amount_history",
    "amount_shape",
    "channel",
    "circumstances",
    "content",
    "corridor",
    "haste",
    "instruction_mail",
    "payee_check",
    "payee_history",
    "payee_kind",
    "payee_likeness",
    "payee_name",
    "payee_network",
    "purpose",
    "record",
    "references_history",
    "rhythm",
    "sector_fit",
    "sequel",
    "series",
    "third_party",
)


def _gather() -> tuple[Indicator, ...]:
    found = [
        item
        for family in FAMILIES
        for item in vars(import_module(f"interceptor.indicators.{family}")).values()
        if isinstance(item, Indicator)
    ]
    found.sort(key=lambda item: item.number)
    for field in ("number", "id"):
        values = [getattr(item, field) for item in found]
        if len(set(values)) != len(values):
            raise ConfigError(Fault.BAD_DATA, f"two indicators share a {field}")
    return tuple(found)


CATALOGUE: Final = _gather()
POSITIONS: Final = {item.id: position for position, item in enumerate(CATALOGUE)}
"""Indicator id: position in `CATALOGUE` and in every list of values."""
