"""What the register keeps of a transfer: enough to explain the decision, recall the money and redo the folds."""

from functools import lru_cache
from itertools import compress
from typing import Any

import msgspec

from interceptor.indicators.catalogue import CATALOGUE
from interceptor.transfers.packed import Packed
from interceptor.transfers.transfer import Transfer

_NUMBERS = [item.number for item in CATALOGUE]
_THROUGH = _NUMBERS[-1] if _NUMBERS else 0


class Registered(msgspec.Struct, array_like=True, gc=False):
    """Body of a register row. New fields go at the end."""

    transfer: Transfer
    context: bytes | None
    """JSON as received."""
    fired: dict[int, float]
    """Indicator number: value, for known values other than 0."""
    unknown: bytes | list[int]
    """Numbers of the indicators whose value was unknown."""
    entity: bytes
    """8-byte digest of the payee among the debtor's payees."""
    suspect_time: bool
    identifier_reused: bool
    through: int = _THROUGH
    """The highest indicator number there was: later ones are unknown for this transfer."""

    def values(self) -> list[float | None]:
        """Indicator values in catalogue order; an indicator that did not exist then is unknown."""
        unknown = set(self.unknown)
        return [
            None if number in unknown or number > self.through else self.fired.get(number, 0.0) for number in _NUMBERS
        ]


Split = tuple[dict[int, float], bytes]
"""`fired` and `unknown` of a `Registered`; not to be changed, since transfers share them."""


def split_values(values: list[float | None]) -> Split:
    """Values in catalogue order as `fired` and `unknown` of a `Registered`."""
    return _split(tuple(values))


@lru_cache(maxsize=1_024)  # nothing fires for most transfers, and then they all have the same values
def _split(values: tuple[float | None, ...]) -> Split:
    fired = dict(compress(zip(_NUMBERS, values, strict=True), values))
    unknown = bytes(compress(_NUMBERS, [value is None for value in values]))
    return fired, unknown  # type: ignore[return-value]  # None is falsy, so no value of `fired` is None


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Registered)


def encode(
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
    row = (msgspec.Raw(packed.body), context, fired, unknown, entity, suspect_time, identifier_reused, _THROUGH)
    return _encoder.encode(row)


def decode(body: Any) -> Registered:
    """What `encode` wrote."""
    return _decoder.decode(body)
