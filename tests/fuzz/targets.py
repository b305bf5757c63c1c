"""Every parser of the project, each with what it promises whatever bytes it is given.

A target takes bytes and raises `Broken`, or lets an error out that is not of the catalogue, where the promise is
broken. Promises: only the catalogued error leaves; what is read is never empty, and can be encoded, identified and
written again; nothing in the input is passed over in silence. `run` adds the bounds on time and memory.
"""

import resource
import time
from collections.abc import Callable
from typing import NamedTuple

from tests.fuzz import checks, log_checks
from tests.fuzz.promises import Broken, expect

MAX_SECONDS = 2.0
"""CPU time of one call, for inputs of up to a few hundred KB."""
MAX_GROWTH_KB = 512 * 1024
"""Growth of the process's largest size during one call, in KB: far more than any message, far less than the machine."""

__all__ = ["TARGETS", "Broken", "Target", "run"]


class Target(NamedTuple):
    """One parser under its promise; `samples` names the seeds in `tests.fuzz.samples`."""

    name: str
    check: Callable[[bytes], None]
    samples: str


TARGETS: dict[str, Target] = {
    target.name: target
    for target in (
        Target("payments_xml", checks.payments, "payments_xml"),
        Target("payments_mt", checks.payments, "payments_mt"),
        Target("payments_json", checks.payments, "payments_json"),
        Target("answers", checks.answers_in, "answers"),
        Target("recalls", checks.recalls_in, "recalls"),
        Target("reply", checks.reply, "replies"),
        Target("alert", checks.alert, "alerts"),
        Target("line", checks.line, "lines"),
        Target("context", checks.context, "contexts"),
        Target("headers", checks.headers, "headers"),
        Target("report", checks.report, "reports"),
        Target("model", checks.model, "models"),
        Target("policy", checks.policy_file, "policies"),
        Target("audit", checks.audit_file, "audits"),
        Target("profile", checks.profile, "profiles"),
        Target("replay", log_checks.replayed, "files"),
        Target("segment", log_checks.segment, "segments"),
        Target("frame", log_checks.frame, "payloads"),
    )
}


def run(name: str, data: bytes, seconds: float = MAX_SECONDS) -> None:
    """Call the target. Raises `Broken` when it takes too long or grows too much, else what the target raises."""
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.thread_time()
    TARGETS[name].check(data)
    spent = time.thread_time() - begun
    expect(spent < seconds, f"{len(data)} bytes took {spent:.1f} s")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    expect(grown < MAX_GROWTH_KB, f"{len(data)} bytes grew the process by {grown // 1024} MB")
