"""Runs one shared service until nobody uses it: `python -m tests.services.guardian KIND FOLDER`. See `sharing.py`."""

import fcntl
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from tests.services.broker import Broker
from tests.services.broker_security import Security
from tests.services.child import ServiceMissing
from tests.services.database import Postgres
from tests.services.sharing import paths

USERS = ("interceptor", "reader", "stranger")
"""Who can log in to the secure broker besides the super user. They may do nothing until an ACL says so."""
_EVERY = 0.3
"""Seconds between two looks whether anybody is left."""


def main(kind: str, folder: Path) -> None:
    """Start the service, describe it, wait until nobody uses it or it has died, end it."""
    users, described, _ = paths(folder, kind)
    try:
        service = _make(kind)
    except ServiceMissing as missing:
        print(missing)
        sys.exit(os.EX_UNAVAILABLE)
    with service, users.open("a") as lock:
        draft = described.with_suffix(".draft")
        draft.touch(0o600)
        draft.write_text(json.dumps(_describe(service)))
        draft.rename(described)
        while not _alone(lock) and service.pid is not None:
            time.sleep(_EVERY)
        described.unlink(missing_ok=True)


def _make(kind: str) -> Broker | Postgres:
    if kind == "database":
        return Postgres()
    return Broker(Security.of(USERS) if kind == "secure-broker" else None)


def _describe(service: Broker | Postgres) -> dict[str, Any]:
    if isinstance(service, Postgres):
        return {"pid": service.pid, "dsn": service.dsn()}
    security = service.security
    return {
        "pid": service.pid,
        "servers": service.servers,
        "authority": str(service.folder / "ca.pem") if security else None,
        "passwords": security.passwords if security else {},
    }


def _alone(lock: Any) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
