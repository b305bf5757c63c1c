"""Real services for a developer: `python -m tests.services up | down | status`; `make services` is `up`."""

import argparse
import os
import signal
import sys
import threading
from contextlib import ExitStack
from types import FrameType

from tests.services.child import ServiceFailed, ServiceMissing
from tests.services.sharing import STANDING, is_standing, paths, shared

_KINDS = ("broker", "database")
_PID = STANDING / "up.pid"


def up() -> None:
    """Start Kafka and PostgreSQL, say how to use them, keep them until Ctrl-C or `down`."""
    over = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        over.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    with ExitStack() as stack:
        broker, database = (stack.enter_context(shared(kind, STANDING)) for kind in _KINDS)
        _PID.write_text(str(os.getpid()))
        print(f"Kafka and PostgreSQL run, with data in a temporary folder. For `interceptor worker`:\n\n"
              f"export INTERCEPTOR_KAFKA_SERVERS={broker['servers']}\n"
              f"export INTERCEPTOR_STORE={database['dsn']}\n\n"
              "Tests of this checkout use them too. Ctrl-C ends both and forgets their data.", flush=True)  # fmt: skip
        over.wait()
        _PID.unlink(missing_ok=True)


def down() -> None:
    """End what `up` runs here."""
    if not any(is_standing(kind) for kind in _KINDS):
        sys.exit("no services run here")
    os.kill(int(_PID.read_text()), signal.SIGTERM)


def status() -> None:
    """Say what runs."""
    for kind in _KINDS:
        print(f"{kind}: {paths(STANDING, kind)[1].read_text() if is_standing(kind) else 'not running'}")


def main() -> None:
    """Run it from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.services", description=__doc__)
    acts = {"up": up, "down": down, "status": status}
    parser.add_argument("act", choices=acts)
    try:
        acts[parser.parse_args().act]()
    except (ServiceMissing, ServiceFailed) as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
