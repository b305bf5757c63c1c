"""What the upkeep removes, a little at a time, and what it must leave: the same on both databases."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from wires import NOW_MS, Rig, diverted, history, wire

from interceptor.desk import utc_now
from interceptor.errors import CaseError
from interceptor.store import aging, lookup, published, retention_sqlite
from interceptor.store.calendar import back, begin_of, month_of
from interceptor.store.outbox import StoreOutbox
from interceptor.store.upkeep import OUTBOX_DAYS, Keep
from streams.memory import MemoryLog, MemoryPublisher
from streams.relay import Relay

DAY_MS = 86_400_000
MONTHS = Keep(14)
LATER_MS = NOW_MS + 550 * DAY_MS


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every removal takes several steps, and SQLite's index leaves the memory at once."""
    for module in (aging, published, retention_sqlite):
        monkeypatch.setattr(module, "_AT_ONCE", 3)
    monkeypatch.setattr(lookup, "_ROWS_A_SLICE", 1)


@pytest.fixture
def rig(place: Path | str) -> Iterator[Rig]:
    """An engine that has intercepted two wires and could not read four records."""
    made = Rig(place)
    made.score(history(), size=1)
    made.score([diverted(900), diverted(901, account="808900055512"), wire(950, 0.1)])
    made.raw([b"garbage"] * 4)
    yield made
    made.close()


def mark_all(rig: Rig) -> None:
    outbox = StoreOutbox(rig.store.database, str)
    for stream in outbox.streams():
        outbox.mark(stream, outbox.last(stream))


def facts(rig: Rig) -> dict[str, Any]:
    tables = "outbox decision register case_file rejected alert_sent profile shared_profile audit".split()
    return {table: rig.count(table) for table in tables}


def test_without_a_word_nothing_goes_but_what_is_of_no_more_use(rig: Rig) -> None:
    before = facts(rig)
    assert before["alert_sent"] > 0
    done = rig.store.maintain(LATER_MS)
    assert (done.removed, done.dropped) == (0, [])
    assert facts(rig) == before | {"alert_sent": before["alert_sent"]}


def test_a_message_goes_when_it_was_published_long_enough_ago(rig: Rig) -> None:
    count = rig.count("outbox")
    assert count > 3
    rig.store.maintain(NOW_MS)
    mark_all(rig)
    for days in (1, OUTBOX_DAYS):  # noted on day 1 as published, so it stays for that many days after it
        assert rig.store.maintain(NOW_MS + days * DAY_MS).removed == 0
    decisions = rig.count("decision")
    rig.score([diverted(902, 0.2, account="808900055513")])
    newer = rig.count("outbox") - count
    assert rig.store.maintain(NOW_MS + (1 + OUTBOX_DAYS) * DAY_MS).removed == count
    assert (rig.count("outbox"), rig.count("decision")) == (newer, decisions + 1)


def test_nothing_goes_that_a_restored_store_would_have_to_send_again(rig: Rig) -> None:
    mark_all(rig)
    rig.store.maintain(NOW_MS)
    rig.store.database.execute("UPDATE outbox_mark SET number = number - 5 WHERE stream = ?", (rig.position.stream,))
    rig.store.maintain(NOW_MS + 400 * DAY_MS)
    log = MemoryLog()
    relay = Relay(StoreOutbox(rig.store.database, str), MemoryPublisher(log))
    relay.resume()
    assert relay.round() == 5
    assert relay.round() == 0


def test_notes_do_not_pile_up(rig: Rig) -> None:
    mark_all(rig)
    for days in range(2 * OUTBOX_DAYS):
        rig.store.maintain(NOW_MS + days * DAY_MS)
    assert rig.count("outbox_day") == OUTBOX_DAYS + 1


def test_transfers_go_with_their_decisions_but_for_what_cases_stand_on(rig: Rig) -> None:
    intercepted, released = (rig.rows("SELECT number, transfer_id FROM register ORDER BY number")[n] for n in (-3, -1))
    assert rig.store.maintain(LATER_MS, MONTHS).removed == 4  # the unreadable ones; decisions are not published yet
    assert rig.count("decision") > 0
    mark_all(rig)
    done = rig.store.maintain(LATER_MS, MONTHS)
    assert done.removed > 10
    assert rig.count("register") == 2
    assert rig.rows("SELECT count(*) FROM decision WHERE register NOT IN (SELECT register FROM case_file)") == [(0,)]
    assert rig.tenant.register([intercepted[0]])
    assert rig.tenant.register([n for found in rig.tenant.find([bytes(released[1])]).values() for n in found]) == {}
    case = rig.cases()[0]
    assert rig.desk.withdraw(case.case_id, "honest after all", utc_now(NOW_MS + DAY_MS)).withdrawn
    with pytest.raises(CaseError):
        rig.desk.find(str(released[1]))


def test_a_transfer_that_comes_again_after_its_time_is_a_new_one(rig: Rig) -> None:
    mark_all(rig)
    rig.store.maintain(LATER_MS, MONTHS)
    again = rig.score([diverted(900), wire(950, 0.1)])
    assert [line["repeat_of"] is None for line in again] == [False, True]
    assert rig.score([wire(950, 0.1)])[0]["repeat_of"] == again[1]["transfer_id"]
    assert rig.position.register_count == max(row[0] for row in rig.rows("SELECT number & 1099511627775 FROM register"))


def test_transfers_within_the_time_stay(rig: Rig) -> None:
    mark_all(rig)
    oldest = begin_of(back(month_of(NOW_MS), 13))
    before = facts(rig)
    ((within,),) = rig.rows("SELECT COUNT(*) FROM register WHERE event_at >= ?", (oldest,))
    assert 10 < within < before["register"]
    rig.store.maintain(NOW_MS, MONTHS)
    assert facts(rig) == before | {"register": within, "decision": within}


def test_alerts_of_the_last_hour_still_count_against_the_cap(rig: Rig) -> None:
    rig.store.maintain(LATER_MS)
    assert rig.count("alert_sent") > 0
    rig.store.database.execute("UPDATE alert_sent SET sent_at = sent_at - ?", (8 * DAY_MS,))
    rig.store.maintain(LATER_MS)
    assert rig.count("alert_sent") == 0


@pytest.mark.parametrize("steps", range(8))
def test_it_may_be_ended_after_any_step_and_begun_again(rig: Rig, steps: int) -> None:
    mark_all(rig)

    def pace() -> None:
        nonlocal steps
        steps -= 1
        if steps < 0:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        rig.store.maintain(LATER_MS, MONTHS, pace=pace)
    rig.store.maintain(LATER_MS, MONTHS)
    assert rig.count("register") == 2
    assert rig.count("rejected") == 0


def test_an_engine_goes_on_beside_it(place: Path, open_store: Callable[..., Any]) -> None:
    """Over a connection of its own; what the engine still has in memory of removed rows does no harm."""
    rig = Rig(place)
    rig.score(history())
    mark_all(rig)
    beside = open_store(place, engine=False)
    assert beside.maintain(LATER_MS, MONTHS).removed > 0
    found = rig.score([*history(), diverted(900)], size=1)
    assert all(line["repeat_of"] is None for line in found)
    assert found[-1]["decision"] == "intercept"
    assert rig.count("register") == len(found)
    rig.close()
