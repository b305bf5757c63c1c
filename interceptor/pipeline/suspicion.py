"""Which record kills the process: three deaths at one record, and it is rejected as poison (DESIGN 4).

A death leaves no word, so starts are counted instead. A second start at the same offset works record by record and
notes each before it is touched; the record that is noted at the next start is the one. Only a partition under
suspicion pays for the notes. A process that gives a partition up alive says so, and its start no longer counts.
"""

from interceptor.store.tenant import TenantStore

_DEATHS = 3


class Suspicion:
    """What starts and notes say about one partition."""

    def __init__(
        self, store: TenantStore, topic: str, partition: int, next_offset: int, before: "Suspicion | None" = None
    ) -> None:
        """Call once at assignment: counts this start.

        `before` is what this process had of the partition when it let it go: since it lives, what it began then was no
        death, unless somebody else had the partition meanwhile.
        """
        self._store = store
        self._note_name = f"suspect:{topic}:{partition}"
        self._starts_name = f"starts:{topic}:{partition}"
        found = _pair(store.setting(self._starts_name))
        ours = before is not None and found == before.start
        starts = found[1] + (not ours) if found[0] == next_offset else 1
        self.start: tuple[int, int] = (next_offset, starts)
        if self.start != found:
            store.set_setting(self._starts_name, f"{self.start[0]}:{self.start[1]}")
        self.noted: tuple[int, int] = _pair(store.setting(self._note_name))
        self._noted, self._deaths = self.noted
        self._alive = before is not None and before.alive and before.noted == self.noted
        self._by_starts = starts > 1
        self._by_note = self._noted == next_offset

    @property
    def one_by_one(self) -> bool:
        """True while records must be worked singly.

        Ask before each record: the one who had the partition before may live, and say so a moment late.
        """
        if self._by_starts and not self._by_note:
            self._by_starts = _pair(self._store.setting(self._starts_name))[1] > 1
        return self._by_starts or self._by_note

    @property
    def alive(self) -> bool:
        """Whether the last note is of this process."""
        return self._alive

    def note(self, offset: int) -> bool:
        """About to work this record, singly. False when it is poison and must be rejected unworked."""
        if self._alive and offset == self._noted:
            return True
        deaths = self._deaths + 1 if offset == self._noted else 1
        if deaths >= _DEATHS:
            return False
        self._noted, self._deaths = self.noted = offset, deaths
        self._alive = True
        self._store.set_setting(self._note_name, f"{offset}:{deaths}")
        return True

    def survived(self) -> None:
        """A whole poll was worked: nothing is suspect any more."""
        self._by_starts = self._by_note = False

    def let_go(self) -> None:
        """The partition goes to another, or this process ends in order: the start that was counted was no death."""
        offset, starts = _pair(self._store.setting(self._starts_name))
        if offset == self.start[0] and starts > 0:
            self._store.set_setting(self._starts_name, f"{offset}:{starts - 1}")


def _pair(text: str | None) -> tuple[int, int]:
    offset, _, count = (text or "-1:0").partition(":")
    return int(offset), int(count)
