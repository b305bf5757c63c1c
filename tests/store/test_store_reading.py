"""Finding things by the beginning of their id."""

from collections.abc import Iterator

import pytest
from wires import Rig, history

from interceptor.commands.finding import find_transfer
from interceptor.errors import CaseError, Fault
from interceptor.store.reading import Readings
from interceptor.transfers.identity import uuid_text


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    """A store of 72 transfers."""
    made = Rig()
    made.score(history())
    yield made
    made.close()


def ids(rig: Rig) -> dict[str, int]:
    """Every transfer id with its number."""
    return {uuid_text(digest): number for digest, number in rig.rows("SELECT transfer_id, number FROM register")}


def test_every_transfer_is_found_by_every_beginning_of_its_id(rig: Rig) -> None:
    readings, known = Readings(rig.tenant), ids(rig)
    for transfer_id, number in known.items():
        for digits in (4, 5, 8, 9, 13, 20, 36):
            found = readings.transfers_starting(transfer_id[:digits])
            alike = {other for other in known if other.startswith(transfer_id[:digits])}
            assert {item[1] for item in found} == alike
            assert (number, transfer_id) in found


def test_the_merged_part_of_the_index_is_searched_too(rig: Rig) -> None:
    database = rig.store.database
    known = ids(rig)
    transfer_id, number = next(iter(known.items()))
    key = int.from_bytes(bytes.fromhex(transfer_id.replace("-", ""))[:8], "big", signed=True)
    database.execute("INSERT INTO lookup (key, number) VALUES (?, ?)", (key, number))
    for part in range(64):
        database.execute("INSERT INTO lookup_slice (slice, stream, through) VALUES (?, 1, ?)", (part, 2 << 40))
    try:
        assert Readings(rig.tenant).transfers_starting(transfer_id[:8]) == [(number, transfer_id)]
    finally:
        database.execute("DELETE FROM lookup_slice")
        database.execute("DELETE FROM lookup")


@pytest.mark.parametrize("typed", ["", "abc", "ghij", "0" * 33, "____", "%%%%", "12 34"])
def test_what_is_no_beginning_finds_nothing(rig: Rig, typed: str) -> None:
    readings = Readings(rig.tenant)
    assert readings.transfers_starting(typed) == []
    assert readings.cases_starting(typed) == readings.references_starting(typed) == []


def test_an_ambiguous_beginning_is_refused_with_what_matches(rig: Rig) -> None:
    number, digest = rig.rows("SELECT number, transfer_id FROM register LIMIT 1")[0]
    twin = digest[:4] + bytes(12)
    rig.store.database.execute("UPDATE register SET transfer_id = ? WHERE number = ?", (twin, number + 1))
    try:
        with pytest.raises(CaseError) as refusal:
            find_transfer(rig.tenant, digest.hex()[:8])
        assert refusal.value.fault is Fault.AMBIGUOUS
        assert uuid_text(digest) in refusal.value.detail
        assert find_transfer(rig.tenant, digest.hex()[:16]) == number
    finally:
        rig.store.database.execute("UPDATE register SET transfer_id = ? WHERE number = ?", (digest, number + 1))


def test_another_tenant_finds_nothing(rig: Rig) -> None:
    other = Readings(rig.store.tenant("other"))
    for transfer_id in ids(rig):
        assert other.transfers_starting(transfer_id) == []
    assert list(other.rejected()) == other.tasks() == other.audit_writers() == []
    assert other.decisions(next(iter(ids(rig).values()))) == []
