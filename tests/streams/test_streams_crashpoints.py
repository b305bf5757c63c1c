"""Crash points: nothing unless asked, then as dead as `kill -9`."""

import os
import signal
import subprocess
import sys
import timeit

import pytest

from streams import crashpoints


def test_they_do_nothing_and_cost_nothing_unless_asked() -> None:
    assert crashpoints.reach is crashpoints._nothing
    each = min(timeit.repeat(lambda: crashpoints.reach("in_publish"), number=10_000, repeat=5)) / 10_000
    assert each < 2e-6


@pytest.mark.parametrize(("setting", "reached"), [("here", 1), ("here:1", 1), ("here:3", 3)])
def test_the_process_dies_when_the_point_is_reached_that_often(setting: str, reached: int) -> None:
    code = (
        "from streams.crashpoints import reach\n"
        "for number in range(1, 10):\n"
        "    reach('elsewhere'); print(number, flush=True); reach('here')"
    )
    environment = {**os.environ, crashpoints.VARIABLE: setting}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert run.returncode == -signal.SIGKILL
    assert run.stdout.split() == [str(number) for number in range(1, reached + 1)]


@pytest.mark.parametrize("setting", ["", ":1", "here:0", "here:x"])
def test_a_wrong_setting_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        crashpoints.reacher(setting)
