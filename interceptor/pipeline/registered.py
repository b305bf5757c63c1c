"""What the register keeps of a transfer: enough to explain the decision, recall the money and redo the folds."""

from typing import Any

import msgspec

from interceptor.indicators.catalogue import CATALOGUE
from interceptor.transfers.transfer import Transfer

NUMBERS = [item.number for item in CATALOGUE]
THROUGH = NUMBERS[-1] if NUMBERS else 0


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
    through: int = THROUGH
    """The highest indicator number there was: later ones are unknown for this transfer."""

    def values(self) -> list[float | None]:
        """Indicator values in catalogue order; an indicator that did not exist then is unknown."""
        unknown = set(self.unknown)
        return [
            None if number in unknown or number > self.through else self.fired.get(number, 0.0) for number in NUMBERS
        ]


_decoder = msgspec.msgpack.Decoder(Registered)


def decode(body: Any) -> Registered:
    """What `registering.register_body` wrote."""
    return _decoder.decode(body)
