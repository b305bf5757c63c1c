"""What upkeep of a store is asked to keep, and what it has done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

Pace = Callable[[], None]
"""Called between two small steps. It may wait a little, and raises whatever is to end the upkeep there: every step is
a commit of its own, and the next upkeep goes on."""

OUTBOX_DAYS = 30
"""Days for which a published message is kept, unless somebody says otherwise."""
LEAST_OUTBOX_DAYS = 8
"""A broker forgets how far a stream was published after 7 days (offsets.retention.minutes)."""


class Keep(NamedTuple):
    """How much stays."""

    months: int | None = None
    """Months of transfers with their decisions, and of records that could not be read; None: all."""
    outbox_days: int = OUTBOX_DAYS
    """Days of published messages."""


@dataclass
class Upkeep:
    """What was done. Months are numbers such as 202603."""

    made: list[int] = field(default_factory=list)
    moved: int = 0
    """Rows that came home from the default partition."""
    dropped: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    """Months whose time is over, but some of whose decisions are not published yet."""
    removed: int = 0
    """Transfers, messages and unreadable records that are no longer kept."""
    segments: int = 0
    """Files of the embedded log that are no longer kept."""
    signed: int = 0
    """Tenants whose audit got a new checkpoint."""
    unsigned: int = 0
    """Tenants whose audit should have got one, where no key was there to sign with."""
