"""The body of a register row, made while its transfer is under way; `registered` reads it."""

from typing import Final

import msgspec

from interceptor.pipeline.registered import NUMBERS, THROUGH
from interceptor.transfers.packed import Packed

_encode = msgspec.msgpack.Encoder().encode

_NUMBERS: Final[list[int]] = NUMBERS

Split = tuple[dict[int, float], bytes]
"""`fired` and `unknown` of a `Registered`."""


def split_values(values: list[float | None]) -> Split:
    """Values in catalogue order as `fired` and `unknown` of a `Registered`."""
    fired: dict[int, float] = {}
    unknown: list[int] = []
    for position, value in enumerate(values):
        if value is None:
            unknown.append(_NUMBERS[position])
        elif value:
            fired[_NUMBERS[position]] = value
    return fired, bytes(unknown)


def register_body(
    packed: Packed,
    context: bytes | None,
    values: Split,
    entity: bytes,
    *,
    suspect_time: bool,
    identifier_reused: bool,
) -> bytes:
    """Bytes for the register, of a `Registered` whose transfer is packed already; `values` as `split_values` gives."""
    fired, unknown = values
    row = (msgspec.Raw(packed.body), context, fired, unknown, entity, suspect_time, identifier_reused, THROUGH)
    return _encode(row)
