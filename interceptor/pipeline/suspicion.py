"""Which record kills the process: three deaths at one record, and it is rejected as poison (DESIGN 4).

A death leaves no word, so starts are counted instead. A second start at the same offset works record by record and
notes each before it is touched; the record that is noted at the next start is the one. Only a partition under
suspicion pays for the notes.
"""

from interceptor.store.tenant import TenantStore

_DEATHS = 3


class Suspicion:
    """What starts and notes say about one partition."""

    def __init__(self, store: TenantStore, topic: str, partition: int, next_offset: int) -> None:
        """Call once at assignment: counts this start."""
        self._store = store
        self._starts_name = f"starts:{topic}:{partition}"
        self._note_name = f"suspect:{topic}:{partition}"
        offset, starts = _pair(store.setting(self._starts_name))
        starts = starts + 1 if offset == next_offset else 1
        store.set_setting(self._starts_name, f"{next_offset}:{starts}")
        self._noted, self._deaths = _pair(store.setting(self._note_name))
        self.one_by_one = starts > 1 or self._noted == next_offset
        """True while records must be worked singly."""

    def note(self, offset: int) -> bool:
        """About to work this record, singly. False when it is poison and must be rejected unworked."""
        deaths = self._deaths + 1 if offset == self._noted else 1
        if deaths >= _DEATHS:
            return False
        self._noted, self._deaths = offset, deaths
        self._store.set_setting(self._note_name, f"{offset}:{deaths}")
        return True

    def survived(self) -> None:
        """A whole poll was worked: nothing is suspect any more."""
        self.one_by_one = False


def _pair(text: str | None) -> tuple[int, int]:
    offset, _, count = (text or "-1:0").partition(":")
    return int(offset), int(count)
