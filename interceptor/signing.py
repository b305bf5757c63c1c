"""Checkpoints of the audit as a daily chore: every tenant whose chains have grown gets one."""

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from interceptor.desk import utc_now
from interceptor.housekeeping import Housekeeping
from interceptor.store.reading import Readings
from interceptor.store.store import Store
from interceptor.store.upkeep import Pace, Upkeep

_ACTOR = "upkeep"


class Signing:
    """A chore. `key` gives None where there is none: then it is only counted what should be signed.

    `before` is called before anything is numbered, and may refuse: a store that was restored from an older copy must
    be known as such first (`interceptor.restored`).
    """

    def __init__(self, key: Callable[[], Ed25519PrivateKey | None], before: Callable[[Store], None]) -> None:
        self._key = key
        self._before = before

    def __call__(self, store: Store, now_ms: int, done: Upkeep, pace: Pace) -> None:
        """Sign what is not signed yet. Raises `CaseError`, `other_key` where somebody else has signed so far."""
        tenants = [tenant for tenant in map(store.tenant, store.tenants()) if Readings(tenant).audit_writers()]
        keepers = [keeper for keeper in (Housekeeping(tenant, _ACTOR) for tenant in tenants) if keeper.unsigned()]
        key = self._key() if keepers else None
        if key is None:
            done.unsigned += len(keepers)
            return
        self._before(store)
        for keeper in keepers:
            keeper.checkpoint(key, utc_now(now_ms))
            done.signed += 1
            pace()
