"""CPU time of running processes, children included, as the kernel counts it (Linux)."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """User and system seconds of a process and of everything it started, dead children included."""
    return sum(_own(member) for member in family(pid))


def family(pid: int) -> list[int]:
    """The process and its living descendants."""
    found, waiting = [], [pid]
    while waiting:
        member = waiting.pop()
        found.append(member)
        for task in Path(f"/proc/{member}/task").glob("*/children"):
            waiting.extend(int(child) for child in task.read_text().split())
    return found


def _own(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return 0.0
    fields = text.rpartition(")")[2].split()
    return sum(int(fields[place]) for place in (11, 12, 13, 14)) / _TICKS
