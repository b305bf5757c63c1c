"""The relationships of one batch, wherever they lie: in the row of their debtor, or in rows of their own.

The first few of a debtor lie in its row: one row to read and one page to write for nearly every payment. A debtor with
thousands of payees keeps the others apart, so that its row stays small (docs/decisions/profiles.md).
"""

from collections.abc import Iterable

from interceptor.pipeline.working_set import OwnProfiles
from interceptor.profiles.codec import decode, encode
from interceptor.profiles.debtor import RELATIONSHIPS, DebtorProfile
from interceptor.profiles.keys import parties
from interceptor.profiles.relationship import RelationshipProfile
from interceptor.store.batch import ProfileRow


def _decode(body: bytes) -> RelationshipProfile:
    return decode(RelationshipProfile, body)


class Relationships:
    """Relationships by row key (see `keys.relationship_key`); their debtors are loaded before they are asked for."""

    def __init__(self, debtors: OwnProfiles[DebtorProfile], capacity: int) -> None:
        """`capacity` is how many rows of their own stay in memory between batches."""
        self._debtors = debtors
        self._inside: dict[bytes, RelationshipProfile] = {}
        """Of debtors' rows, taken out for this batch."""
        self._changed: dict[bytes, None] = {}
        """Keys in `_inside` to put back."""
        self._apart = OwnProfiles(RelationshipProfile, encode, _decode, capacity)

    def missing(self, keys: Iterable[bytes]) -> list[bytes]:
        """Which of `keys` must be read, since no debtor's row has them."""
        inside, debtors, others = self._inside, self._debtors, []
        for key in keys:
            if key not in inside:
                debtor, entity = parties(key)
                body = debtors.get(debtor).relationships.get(entity)
                if body is None:
                    others.append(key)
                else:
                    inside[key] = _decode(body)
        return self._apart.missing(others)

    def load(self, keys: Iterable[bytes], found: dict[bytes, tuple[int, bytes]]) -> None:
        """Take in what was read for the missing `keys`."""
        self._apart.load(keys, found)

    def get(self, key: bytes) -> RelationshipProfile:
        """The relationship of a loaded key; a new one where there was none."""
        found = self._inside.get(key)
        return self._apart.get(key) if found is None else found

    def __contains__(self, key: bytes) -> bool:
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
                relationships[entity] = b""  # its place; the bytes come when the batch is written
                self._inside[key] = self._apart.give_up(key)
                self._changed[key] = None
                return
        self._apart.touch(key)

    def rows(self) -> list[ProfileRow]:
        """Put what changed into the rows of the debtors, which are written after this; gives the rows apart."""
        for key in self._changed:
            debtor, entity = parties(key)
            self._debtors.get(debtor).relationships[entity] = encode(self._inside[key])
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
