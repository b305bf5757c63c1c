"""Named points at which a test may kill the process, to prove that nothing is lost or done twice there.

`INTERCEPTOR_CRASH_AT="point:count"` kills (as `kill -9` does) when `point` is reached for the count-th time; without
the variable `reach` does nothing and costs one empty call.
"""

import os
import signal
from collections.abc import Callable

VARIABLE = "INTERCEPTOR_CRASH_AT"


def _nothing(_point: str) -> None:
    """What `reach` is outside fault tests."""


def reacher(setting: str) -> Callable[[str], None]:
    """The function that kills at `point:count` (count 1 if absent). Raises ValueError for another shape."""
    target, _, count = setting.partition(":")
    left = int(count or "1")
    if not target or left < 1:
        raise ValueError(f"{VARIABLE} must be point:count")

    def reach(point: str) -> None:
        nonlocal left
        if point == target:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return reach


reach: Callable[[str], None] = reacher(os.environ[VARIABLE]) if VARIABLE in os.environ else _nothing
"""Say that a named point is reached."""
