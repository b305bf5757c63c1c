"""The cursor of the list of decisions: how far each stream of the tenant was read. Callers only hand it back."""

import base64
import binascii
from typing import Annotated

import msgspec

from interceptor.errors import Fault
from interceptor.store.decided import Decided
from interceptor.web.api.following import Positions
from interceptor.web.api.problems import Refused

_Number = Annotated[int, msgspec.Meta(ge=0, lt=1 << 40)]


class _Cursor(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    incarnation: str
    positions: dict[_Number, _Number]


_encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(_Cursor)
LONGEST = 16_384
"""Characters of a cursor: some thousand streams."""


def write(decided: Decided, positions: Positions) -> str:
    """The cursor behind these positions."""
    return (
        base64.urlsafe_b64encode(_encode(_Cursor(decided.incarnation, dict(sorted(positions.items())))))
        .decode()
        .rstrip("=")
    )


def read(decided: Decided, text: str | None) -> Positions:
    """The positions in a cursor; None is the beginning.

    Raises `Refused` (`stale_cursor`) where it is no cursor, or its numbers are not, or no longer, those of this store.
    """
    if text is None:
        return {}
    try:
        cursor = _decoder.decode(base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True))
    except (binascii.Error, ValueError, msgspec.MsgspecError, RecursionError):
        raise Refused(Fault.STALE_CURSOR) from None
    ends = decided.ends()
    beyond = any(number > ends[stream] for stream, number in cursor.positions.items() if stream in ends)
    if cursor.incarnation != decided.incarnation or beyond:
        raise Refused(Fault.STALE_CURSOR)
    return {stream: number for stream, number in cursor.positions.items() if stream in ends}
