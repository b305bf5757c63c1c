"""One tenant's store. Nothing here can reach another tenant's rows: the tenant id is bound at construction.

What can be read stands in the base classes, one file a subject; what a commit writes in `interceptor.store.committing`.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from time import perf_counter

from interceptor.store import committing
from interceptor.store.batch import Batch
from interceptor.store.case_rows import CaseRows
from interceptor.store.positions import DESK, Position, Positions
from interceptor.store.profile_rows import Profiles
from interceptor.store.register_rows import Registers
from streams import crashpoints

__all__ = ["DESK", "Position", "TenantStore"]

CommitWatch = Callable[[str, Batch, float, BaseException | None], None]
"""Told of every attempt to commit: the tenant, the batch, the seconds that it took, and why it failed. Never raises."""

_LOST = 2


def _unwatched(_tenant: str, _batch: Batch, _seconds: float, _error: BaseException | None) -> None:
    """For when nobody watches."""


class TenantStore(Positions, Profiles, Registers, CaseRows):
    """Reads and commits for one tenant."""

    watch: CommitWatch = staticmethod(_unwatched)

    def commit(self, batch: Batch) -> None:
        """Write everything in `batch` in one transaction.

        Raises `StoreError` (`conflict`) when a profile, case or register row was changed by another writer since it
        was read, and (`fenced`) when another worker has the partition; nothing was written then. Any other fault may
        leave it open whether the commit was kept: ask `position` before going on.
        """
        begun = perf_counter()
        try:
            self._commit(batch)
        except BaseException as error:
            self.watch(self.name, batch, perf_counter() - begun, error)
            raise
        self.watch(self.name, batch, perf_counter() - begun, None)

    def _commit(self, batch: Batch) -> None:
        tenant = self.tenant_id
        writes = [
            *committing.fence(batch, tenant),
            *committing.profiles(batch),
            *self._register.writes(batch, tenant),
            *committing.cases(batch, tenant),
            *committing.outgoing(batch, tenant),
            *committing.rejected(batch, tenant),
            *committing.settings(batch.settings, tenant),
            *committing.keys(batch, tenant),
        ]
        shared = self.database.shared(self._commits)
        with self.database.transaction():
            self.database.write(writes if shared is None else [shared, *writes])
            crashpoints.reach("in_transaction")
        self._register.committed(batch)

    def turn(self, attempt: int) -> AbstractContextManager[None]:
        """Around reading, deciding and committing, `attempt` counted from 0.

        Who lost to other writers twice has the tenant's commits for itself the third time: where many engines work the
        same debtor, each still comes to its turn.
        """
        return self.database.reserved(self._commits) if attempt >= _LOST else nullcontext()

    @property
    def _commits(self) -> str:
        return f"commits:{self.tenant_id}"

    def set_setting(self, name: str, value: str) -> None:
        """Keep a value."""
        with self.database.transaction():
            self.database.write(committing.settings([(name, value)], self.tenant_id))
