"""What people add to a case: the facts that police and FIU ask for, an indemnity, and a place for lost money."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from office import AN_HOUR_LATER, Office
from wires import Rig

DIGEST = hashlib.sha256(b"sworn").hexdigest()
FACTS = (
    ("--police-report", "VPD 2026-123 2026-03-09"),
    ("--callback", "officer-7"),
    ("--payer-contact", "contact-12"),
    ("--payer-says", "The mail that named the account was forged."),
    ("--expected-payee", "Cedar Timber Ltd"),
    ("--expected-country", "ca"),
    ("--ic3", "I2603091234"),
    ("--filed-with", "FINTRAC"),
    ("--filed-on", "2026-03-09"),
    ("--statement", DIGEST),
    ("--evidence", DIGEST),
    ("--credited-at", "2026-03-09T16:00:00+00:00"),
    ("--onward-use",),
)


def sent(office: Office, kind: str) -> list[dict[str, Any]]:
    rig = Rig(office.data / "store.db", live=True, now_ms=AN_HOUR_LATER)
    found = [message for message in rig.sent() if message.get("kind") == kind]
    rig.close()
    return found


def test_the_police_alert_is_complete_once_everything_is_told(office: Office) -> None:
    office.shown("cases", "open", office.ids["mule"], "--basis", "confirmed")
    case = office.ids["mule_case"]
    before = office.alert("mule_case", "police")
    assert {"officer", "police_report", "evidence"} <= set(before["pending"])
    office.shown("cases", "complete", case, *(word for option in FACTS for word in option))
    after = office.alert("mule_case", "police")
    if after["state"] == "draft":
        office.shown("cases", "sign", case, after["alert_id"])
    document = sent(office, "police")[-1]
    assert document["officer"] == "officer-7"
    assert document["victim_statement"] == {"sha256": DIGEST, "available": "on request"}
    assert document["police_report"]["number"] == "2026-123"
    assert document["expected_creditor"]["name"]["original"] == "Cedar Timber Ltd"
    assert document["evidence"]["sha256"] == [DIGEST]
    assert "The mail that named the account was forged." in document["summary"]
    assert document["times"]["credited_at"]["utc"] == "2026-03-09T16:00:00Z"
    assert document["expiry"]["next_review"]
    assert after["pending"] == []
    assert {*document.get("pending", [])} <= {"debtor_place"}, "the sample's payer has no address"


def test_what_police_are_told_never_goes_to_the_bank(office: Office) -> None:
    office.shown("cases", "open", office.ids["mule"], "--basis", "confirmed")
    office.shown("cases", "complete", office.ids["mule_case"], *(word for option in FACTS for word in option))
    rig = Rig(office.data / "store.db", live=True, now_ms=AN_HOUR_LATER)
    recalls = [message for message in rig.sent() if message["topic"] == "recalls.outbound.bank"]
    rig.close()
    assert recalls
    for told in ("contact-12", DIGEST, "I2603091234", "forged"):
        assert all(told not in str(message) for message in recalls)


def test_a_file_is_read_for_its_digest_and_not_kept(office: Office, tmp_path: Path) -> None:
    statement = tmp_path / "statement.pdf"
    statement.write_bytes(b"sworn")
    case = office.ids["mule_case"]
    office.shown("cases", "complete", case, "--statement", str(statement))
    assert office.read("cases", "show", case)["told"]["victim_statement"] == DIGEST
    assert b"sworn" not in (office.data / "store.db").read_bytes()


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (("--filed-with", "FINTRAC"), "--filed-on"),
        (("--statement", "no such file"), "--statement"),
        (("--expected-country", "Canada"), "--expected-country"),
        (("--credited-at", "2026-03-09T16:00:00"), "--credited-at"),
        (("--payer-says", "x" * 301), "--payer-says"),
        ((), "--police-report"),
    ],
)
def test_a_fact_that_cannot_be_is_refused_by_its_option(office: Office, given: tuple[str, ...], named: str) -> None:
    result = office.run("cases", "complete", office.ids["mule_case"], *given)
    assert result.exit_code == 2
    assert named in result.output


def test_an_indemnity_that_was_asked_for_is_sent_by_an_officer(office: Office) -> None:
    case, bank = office.ids["mule_case"], office.alert("mule_case", "bank")["alert_id"]
    assert office.refused("cases", "indemnify", case, bank).startswith("this answer is not possible")
    office.shown("cases", "reply", bank, "INDEMNITY_NEEDED", "--text", "letter up to CAD 250,000")
    assert office.alert("mule_case", "bank")["state"] == "waiting_indemnity"
    office.shown("cases", "indemnify", case, bank, "--limit", "250000.00", "--expires-on", "2027-03-31")
    assert office.alert("mule_case", "bank")["state"] == "acknowledged"
    assert office.read("cases", "show", case)["told"]["indemnity"] == "250000.00"


def test_money_that_nobody_accounts_for_is_written_off_by_a_person(office: Office) -> None:
    case, desk = office.ids["mule_case"], office.alert("mule_case", "desk")["alert_id"]
    office.shown("cases", "reply", desk, "GONE", "--amount", "250000.00")
    assert "unknown" in office.refused("cases", "close", case, "--reason", "nothing more to be had")
    office.shown("cases", "write-off", case, "--to", "lost", "--reason", "cash, says the desk")
    found = office.read("cases", "show", case)
    assert found["ledger"][0]["places"] == {"lost": "250000.00"}
    assert found["postings"][-1]["note"] == "cash, says the desk"
    office.shown("cases", "close", case, "--reason", "nothing more to be had")
    assert office.read("cases", "show", case)["status"] == "closed"


def test_no_more_is_written_off_than_there_is(office: Office) -> None:
    case = office.ids["mule_case"]
    given = ("cases", "write-off", case, "--to", "lost", "--reason", "r")
    assert "less than that is open" in office.refused(*given, "--amount", "250000.01")
    office.refused(*given, "--hop", "7")
    assert office.run(*given, "--amount", "-1").exit_code == 2
