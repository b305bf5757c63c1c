"""`interceptor status`, and the first line of `cases list`."""

from office import AN_HOUR_LATER, Office

from interceptor.observability.freshness import Word
from interceptor.store.store import Store


def say(office: Office, **fields: object) -> None:
    given = {"at_ms": AN_HOUR_LATER - 4_000, "behind": 0, "waited": 0.0, "decided_ms": AN_HOUR_LATER - 9_000, **fields}
    word = Word("wires.outbound.bank", 0, **given)  # type: ignore[arg-type]
    with Store(office.data / "store.db") as store:
        store.tenant("bank").set_setting(*word.setting())


def test_it_says_how_fresh_and_what_waits(office: Office) -> None:
    say(office)
    shown = office.shown("status")
    assert "decisions up to date: nothing waits for a decision; newest decision 9 s ago" in shown
    assert "wires.outbound.bank 0: 0 wait (said 4 s ago)" in shown
    assert "alerts leave on their own; 4 of at most" in shown
    assert "messages wait to be published" in shown
    assert "cases 3 open" in shown
    assert "1 stop, the next ends in" in shown
    assert "2 records could not be read: " in shown


def test_it_is_there_for_programs(office: Office) -> None:
    say(office, behind=12, waited=3.5)
    found = office.read("status")
    assert (found["behind"], found["oldest_undecided_seconds"]) == (12, 7.5)
    assert found["partitions"][0]["topic"] == "wires.outbound.bank"
    assert found["rejected"]


def test_without_an_engine_it_exits_with_2(office: Office) -> None:
    assert office.run("status").exit_code == 2
    assert "freshness unknown" in office.run("status").stdout
    say(office, at_ms=AN_HOUR_LATER - 120_000, behind=3)
    silent = office.run("status")
    assert silent.exit_code == 2
    assert "NO WORD from the engine for 2 min; 3 records waited then" in " ".join(silent.stdout.split())
    assert office.run("status", "--json").exit_code == 2


def test_the_queue_says_first_how_fresh_it_is(office: Office) -> None:
    assert office.shown("cases", "list").startswith("freshness unknown")
    say(office, behind=3, waited=70.0)
    assert office.shown("cases", "list").startswith("BEHIND: 3 records wait for a decision")
