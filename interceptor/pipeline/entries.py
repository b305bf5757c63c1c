"""The register as one batch sees it: rows read back from the store, and the batch's own new rows."""

from collections.abc import Iterable
from typing import Any, Final

from interceptor.errors import CaseError, Fault
from interceptor.pipeline.work import Entry, Work
from interceptor.store.batch import Batch, RegisterChange, RegisterRow
from interceptor.store.tenant import TenantStore
from interceptor.transfers.identity import identifier_of_uetr

PAYMENT_KINDS: Final = ("pacs.008", "mt103", "pain.001", "json")
COVER_KINDS: Final = ("pacs.009.cov", "mt202.cov", "json.cov")


class Entries:
    """Entries by transfer id and by identifier, for the transfers of one batch."""

    def __init__(self, store: TenantStore) -> None:
        self._store = store
        self._by_id: dict[bytes, Entry] = {}
        self._by_identifier: dict[bytes, list[Entry]] = {}
        self._by_number: dict[int, Entry] = {}
        self._new: list[Entry] = []

    def prepare(self, works: Iterable[Work]) -> None:
        """Find what the register has of these transfers, of others with their identifiers, and of their legs."""
        digests: dict[bytes, None] = {}
        for work in works:
            digests[work.identifier] = None
            if work.context.payment_id:
                digests[work.key] = None  # without one, who has the same id has the same identifiers
            for digest in related(self._store.name, work):
                digests[digest] = None
        found = self._store.find(list(digests))
        if found:
            self.load({number for numbers in found.values() for number in numbers})

    def load(self, numbers: Iterable[int]) -> None:
        """Read register rows and their latest decisions, in two bulk reads; what is here stays as it is."""
        rows = self._store.register(sorted(set(numbers) - self._by_number.keys())).values()
        decided = self._store.decisions([row[8] for row in rows if row[8]])
        for row in rows:
            self._index(_entry(row, decided.get(row[8])))

    def of(self, number: int) -> Entry:
        """The entry of a register number. Raises `CaseError` (`unknown_transfer`)."""
        if number not in self._by_number:
            self.load([number])
        if number not in self._by_number:
            raise CaseError(Fault.UNKNOWN_TRANSFER)
        return self._by_number[number]

    def _index(self, entry: Entry) -> None:
        self._by_number[entry.number] = entry
        self._by_id[entry.transfer_id] = entry
        self._by_identifier.setdefault(entry.identifier, []).append(entry)

    def add(self, entry: Entry) -> None:
        """A transfer seen for the first time."""
        self._index(entry)
        self._new.append(entry)

    def by_id(self, transfer_id: bytes) -> Entry | None:
        """The entry of a transfer id, or None."""
        return self._by_id.get(transfer_id)

    def reused(self, identifier: bytes, transfer_id: bytes) -> bool:
        """True when another transfer came with the same identifiers."""
        entries = self._by_identifier.get(identifier)
        return entries is not None and any(entry.transfer_id != transfer_id for entry in entries)

    def related(self, work: Work) -> list[Entry]:
        """The transfer of a cover, or the covers of a transfer."""
        entries = (self._by_identifier.get(digest, ()) for digest in related(self._store.name, work))
        return [entry for group in entries for entry in group]

    def write(self, batch: Batch) -> None:
        """Put new and changed rows into the commit."""
        batch.register = [
            RegisterRow(
                entry.number,
                entry.transfer_id,
                entry.identifier,
                entry.account,
                entry.received_ms,
                entry.event_ms,
                entry.stage,
                entry.folded,
                entry.decision,
                entry.body,
            )
            for entry in self._new
        ]
        batch.register_changes = [
            RegisterChange(entry.stage, entry.folded, entry.decision, entry.number, *entry.read)
            for entry in self._by_id.values()
            if entry.changed and not entry.new
        ]


def related(tenant: str, work: Work) -> list[bytes]:
    """Identifiers under which the other leg of a covered payment is in the register."""
    packed = work.packed
    if packed.uetr is None:
        return []
    if packed.cover:
        kinds: tuple[str, ...] = PAYMENT_KINDS
    elif packed.covered:
        kinds = COVER_KINDS
    else:
        return []
    return [identifier_of_uetr(tenant, kind, packed.uetr) for kind in kinds]


def _entry(row: tuple[Any, ...], decided: bytes | None) -> Entry:
    number, transfer_id, identifier, account, received, event, stage, folded, decision, body = row
    return Entry(
        number=number,
        transfer_id=transfer_id,
        identifier=identifier,
        account=account,
        received_ms=received,
        event_ms=event,
        stage=stage,
        folded=folded,
        decision=decision,
        body=body,
        decided=decided,
        new=False,
        read=(stage, folded, decision),
    )
