"""Small bounded collections with fixed eviction, so that the same events always leave the same bytes."""

from collections.abc import Mapping
from typing import Final, TypeVar

K = TypeVar("K")
V = TypeVar("V")
FULL: Final = 255


def touch(entries: dict[K, V], key: K, value: V, bound: int) -> None:
    """Set `key` as the latest used; beyond `bound` entries the one used longest ago goes."""
    entries.pop(key, None)
    entries[key] = value
    if len(entries) > bound:
        del entries[next(iter(entries))]


def touch_day(days: dict[K, int], key: K, day: int, bound: int) -> None:
    """As `touch`, for a last-used day; a second use on one day changes nothing, which is the cheap common case."""
    last = days.get(key)
    if last != day:
        touch(days, key, day if last is None or day > last else last, bound)


def push(items: list[V], item: V, bound: int) -> None:
    """Put `item` last; beyond `bound` the first goes. An item already there moves to the end."""
    if items and items[-1] == item:
        return
    if item in items:
        items.remove(item)
    items.append(item)
    if len(items) > bound:
        del items[0]


def bump(counters: bytearray, position: int) -> None:
    """Count one; when a byte is full, all are halved, so that shares stay and old habits fade."""
    if counters[position] == FULL:
        for index in range(len(counters)):
            counters[index] >>= 1
    counters[position] += 1


def drop(counters: bytearray, position: int) -> None:
    """Take one count out again, never below zero (exact unless a halving came between)."""
    if counters[position]:
        counters[position] -= 1


def keep_smallest(entries: dict[bytes, V], bound: int) -> None:
    """Keep the `bound` smallest keys. What is kept of a set never depends on the order or split of its parts."""
    while len(entries) > bound:
        del entries[max(entries)]


def in_key_order(entries: Mapping[bytes, V]) -> dict[bytes, V]:
    """The same entries sorted by key, so that equal sketches have equal bytes."""
    return dict(sorted(entries.items()))
