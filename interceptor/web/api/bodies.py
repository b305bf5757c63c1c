"""Reading a request's body: never more than the cap, packed or not, and never more of all requests than fits."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from fastapi import Request
from starlette.requests import ClientDisconnect

from interceptor.errors import Fault
from interceptor.web.api.problems import Refused

_PATIENCE = 60.0
"""Seconds for a whole body: a client that sends slower holds memory and nothing else."""
_PIECE = 256 * 1024
"""Bytes unpacked at once: a bomb is noticed after one piece too many."""


class Budget:
    """Bytes of bodies that may be held at once by all requests. For one event loop."""

    def __init__(self, size: int) -> None:
        self._left = size

    @contextmanager
    def hold(self) -> Iterator["Share"]:
        """A share that grows as a body comes in, given back at the end."""
        share = Share(self)
        try:
            yield share
        finally:
            self._left += share.size

    def take(self, size: int) -> None:
        """Raises `Refused` (`busy`) when that does not fit now."""
        if size > self._left:
            raise Refused(Fault.BUSY)
        self._left -= size


class Share:
    """What one request holds of a budget."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.size = 0

    def grow(self, size: int) -> None:
        """Raises `Refused` (`busy`)."""
        self._budget.take(size)
        self.size += size


async def read(request: Request, cap: int, share: Share) -> bytes:
    """The body, unpacked. Raises `Refused`: `too_large`, `bad_body`, `media_type`, `busy`."""
    stated = request.headers.get("content-length", "")
    if stated.isascii() and stated.isdigit() and int(stated[:18]) > cap:
        raise Refused(Fault.TOO_LARGE, f"at most {cap} bytes")
    unpacking = _unpacking(request.headers.get("content-encoding", "identity"))
    try:
        async with asyncio.timeout(_PATIENCE):
            return await _gather(request.stream(), unpacking, cap, share)
    except TimeoutError:
        raise Refused(Fault.BAD_BODY, "too slow", status=408) from None
    except ClientDisconnect:
        raise Refused(Fault.BAD_BODY, "broken off") from None
    except zlib.error:
        raise Refused(Fault.BAD_BODY, "gzip") from None


async def _gather(source: AsyncIterator[bytes], unpacking: "_Gzip | None", cap: int, share: Share) -> bytes:
    body = bytearray()
    packed = 0
    async for chunk in source:
        packed += len(chunk)
        if packed > cap:
            raise Refused(Fault.TOO_LARGE, f"at most {cap} bytes")
        for piece in unpacking.pieces(chunk) if unpacking else (chunk,):
            share.grow(len(piece))
            body += piece
            if len(body) > cap:
                raise Refused(Fault.TOO_LARGE, f"at most {cap} bytes unpacked")
    if unpacking is not None and not unpacking.whole:
        raise Refused(Fault.BAD_BODY, "gzip")
    return bytes(body)


def _unpacking(encoding: str) -> "_Gzip | None":
    match encoding.strip().lower():
        case "identity" | "":
            return None
        case "gzip" | "x-gzip":
            return _Gzip()
    raise Refused(Fault.MEDIA_TYPE, "content-encoding", headers={"Accept-Encoding": "gzip, identity"})


class _Gzip:
    """Unpacks gzip piece by piece; nothing may follow its one member."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16)

    @property
    def whole(self) -> bool:
        """True once the member has ended, checksum and all."""
        return self._stream.eof

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What a chunk gives. Raises `zlib.error`."""
        if self._stream.eof and chunk:
            raise zlib.error("bytes behind the end")
        more = not self._stream.eof
        while more:
            piece = self._stream.decompress(chunk, _PIECE)
            chunk = self._stream.unconsumed_tail
            more = bool(chunk) or len(piece) == _PIECE  # a full piece may leave output behind without any input
            if piece:
                yield piece
        if self._stream.unused_data:
            raise zlib.error("bytes behind the end")
