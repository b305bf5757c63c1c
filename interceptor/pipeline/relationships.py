"""The relationships of one batch, wherever they lie: in the row of their debtor, or in rows of their own.

The first few of a debtor lie in its row: one row to read and one page to write for nearly every payment. A debtor with
thousands of payees keeps the others apart, so that its row stays small (docs/decisions/profiles.md).
"""

from collections.abc import Callable, Iterable, Sequence

from interceptor.pipeline.working_set import Found, OwnProfiles
from interceptor.profiles.codec import decode, encode
from interceptor.profiles.debtor import RELATIONSHIPS, DebtorProfile
from interceptor.profiles.keys import parties
from interceptor.profiles.relationship import RelationshipProfile
from interceptor.store.batch import ProfileRow


def _decode(body: bytes) -> RelationshipProfile:
    return decode(RelationshipProfile, body)


class Relationships:
    """Relationships by row key (see `keys.relationship_key`), open while their debtors are."""

    def __init__(
        self, debtors: OwnProfiles[DebtorProfile], read: Callable[[Sequence[bytes]], Found], capacity: int
    ) -> None:
        """`read` gives the stored rows of keys; `capacity` is how many of those stay in memory between batches."""
        self._debtors = debtors
        self._inside: dict[bytes, RelationshipProfile] = {}
        """Of debtors' rows, open."""
        self._changed: dict[bytes, None] = {}
        """Keys of `_inside` to put back."""
        self._apart = OwnProfiles(RelationshipProfile, encode, _decode, read, capacity)

    def open(self, keys: Iterable[bytes]) -> None:
        """Open the relationships of `keys`, whose debtors are open; a key without one gets a new one."""
        inside, debtors, others = self._inside, self._debtors, []
        for key in keys:
            if key not in inside:
                debtor, entity = parties(key)
                body = debtors.get(debtor).relationships.get(entity)
                if body is None:
                    others.append(key)
                else:
                    inside[key] = _decode(body)
        self._apart.open(others)

    def get(self, key: bytes) -> RelationshipProfile:
        """An open relationship."""
        found = self._inside.get(key)
        return self._apart.get(key) if found is None else found

    def __contains__(self, key: bytes) -> bool:
        """True when the relationship is open."""
        return key in self._inside or key in self._apart

    def exists(self, key: bytes) -> bool:
        """True when the relationship is stored or was folded into; a new, untouched one does not count."""
        return key in self._inside or self._apart.exists(key)

    def touch(self, key: bytes) -> None:
        """It was folded into and must be written. A new one goes into its debtor's row while there is room."""
        if key in self._inside:
            self._changed[key] = None
            return
        if not self._apart.exists(key):
            debtor, entity = parties(key)
            relationships = self._debtors.get(debtor).relationships
            if len(relationships) < RELATIONSHIPS:
                relationships[entity] = b""  # its place; the bytes come when it is closed
                self._inside[key] = self._apart.give_up(key)
                self._changed[key] = None
                return
        self._apart.touch(key)

    def close(self) -> None:
        """Back to bytes: into the rows of the debtors, which are closed after this, or into rows of their own."""
        for key in self._changed:
            debtor, entity = parties(key)
            self._debtors.get(debtor).relationships[entity] = encode(self._inside[key])
        self._start_over()
        self._apart.close()

    def rows(self) -> list[ProfileRow]:
        """What to write into rows of their own, once all are closed."""
        return self._apart.rows()

    def committed(self) -> None:
        """The rows were written."""
        self._start_over()
        self._apart.committed()

    def forget(self) -> None:
        """The commit failed: nothing in memory can be trusted."""
        self._start_over()
        self._apart.forget()

    def _start_over(self) -> None:
        self._inside.clear()
        self._changed.clear()
