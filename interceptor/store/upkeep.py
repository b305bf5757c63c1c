"""What upkeep of a store has done."""

from dataclasses import dataclass, field


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
    """Rows that are no longer kept, all tables together."""
    signed: int = 0
    """Tenants whose audit got a new checkpoint."""
    unsigned: int = 0
    """Tenants whose audit should have got one, where no key was there to sign with."""
