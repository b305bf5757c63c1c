"""Long polls: look, and where there is nothing yet, wait until there may be, and look again."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

from fastapi import Query

from interceptor.errors import Fault
from interceptor.web.api.following import TICK
from interceptor.web.api.problems import Refused
from interceptor.web.api.service import Service

LONGEST = 30.0
"""Seconds; proxies cut silent connections soon after."""

_AT_LEAST = 2.0
"""Seconds after which a request looks again though it heard of nothing."""

T = TypeVar("T")

Wait = Annotated[
    float,
    Query(ge=0, le=LONGEST, description="Seconds to wait for an answer that is not there yet.", allow_inf_nan=False),
]


async def until(
    service: Service, tenant: str, names: tuple[str, ...], wait: float, look: Callable[[], Awaitable[T | None]]
) -> T | None:
    """What `look` gives, at most `wait` seconds from now; None when it gave nothing all the time.

    `names` are the transfers whose decisions are worth another look; none means any. Raises `Refused` (`busy`).
    """
    found = await look()
    if found is not None or wait <= 0:
        return found
    if service.waiting >= service.limits.waiting:
        raise Refused(Fault.BUSY, "too many requests wait for decisions")
    loop = asyncio.get_running_loop()
    end = loop.time() + wait
    while not service.stopping:
        async with service.follower(tenant).listen(*names) as heard:
            found = await look()
            left = end - loop.time()
            if found is not None or left <= 0:
                return found
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(heard.wait(), min(left, _AT_LEAST))
        found = await look()
        if found is not None:
            return found
        await asyncio.sleep(TICK)  # woken for nothing, as where the store fails: not at once again
    return None
