"""API keys: each is bound to one tenant. Only digests are kept, so a copy of the store opens nothing.

Making and revoking are acts of a tenant, with an entry in its audit: `interceptor/housekeeping.py`.
"""

from typing import Any, NamedTuple

from interceptor.store.batch import KeyRow
from interceptor.store.store import Store

_COLUMNS = (
    "k.key_id, t.name, k.name, k.digest, k.scopes, k.jurisdiction, k.created_at, k.expires_at, k.revoked_at"
    " FROM api_key k JOIN tenant t ON t.id = k.tenant"
)


class ApiKey(NamedTuple):
    """One key as stored. Times are milliseconds since 1970, UTC."""

    key_id: str
    """Public: the beginning of the key, for finding it and for logs."""
    tenant: str
    name: str
    digest: bytes
    """SHA-256 of the whole key."""
    scopes: frozenset[str]
    jurisdiction: str | None
    """Of a desk's key: the country whose alerts it may answer."""
    created_at: int
    expires_at: int | None
    revoked_at: int | None

    def row(self) -> KeyRow:
        """As it is kept when it is new."""
        scopes = " ".join(sorted(self.scopes))
        return KeyRow(self.key_id, self.name, self.digest, scopes, self.jurisdiction, self.created_at, self.expires_at)

    def valid(self, now_ms: int) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now_ms < self.expires_at)


class ApiKeys:
    """Every key of one store. Keys come before tenants: whose request it is, is read here and nowhere else."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, key_id: str) -> ApiKey | None:
        """The key with this public id, valid or not."""
        row = self._store.database.execute(f"SELECT {_COLUMNS} WHERE k.key_id = ?", (key_id,)).fetchone()
        return _key(row) if row else None

    def all(self, tenant: str | None = None) -> list[ApiKey]:
        """Every key, or those of one tenant, oldest first."""
        rows = self._store.database.execute(f"SELECT {_COLUMNS} ORDER BY k.created_at, k.key_id").fetchall()
        return [key for key in map(_key, rows) if tenant in (None, key.tenant)]

    def tenants(self) -> list[str]:
        """Tenants that have a key which is not revoked."""
        rows = self._store.database.execute(
            "SELECT DISTINCT t.name FROM api_key k JOIN tenant t ON t.id = k.tenant WHERE k.revoked_at IS NULL"
            " ORDER BY t.name"
        ).fetchall()
        return [str(row[0]) for row in rows]


def _key(row: tuple[Any, ...]) -> ApiKey:
    key_id, tenant, name, digest, scopes, *rest = row
    return ApiKey(key_id, tenant, name, bytes(digest), frozenset(scopes.split()), *rest)
