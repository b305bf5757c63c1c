"""The body of a register row, made while its transfer is under way; `registered` reads it."""

from functools import lru_cache
from itertools import compress

import msgspec

from interceptor.pipeline.registered import NUMBERS, THROUGH
from interceptor.transfers.packed import Packed

_encode = msgspec.msgpack.Encoder().encode

Split = tuple[dict[int, float], bytes]
"""`fired` and `unknown` of a `Registered`; not to be changed, since transfers share them."""


def split_values(values: list[float | None]) -> Split:
    """Values in catalogue order as `fired` and `unknown` of a `Registered`."""
    return _split(tuple(values))


@lru_cache(maxsize=1_024)  # nothing fires for most transfers, and then they all have the same values
def _split(values: tuple[float | None, ...]) -> Split:
    fired = dict(compress(zip(NUMBERS, values, strict=True), values))
    unknown = bytes(compress(NUMBERS, [value is None for value in values]))
    return fired, unknown  # type: ignore[return-value]  # None is falsy, so no value of `fired` is None


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
