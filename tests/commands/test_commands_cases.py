"""`interceptor cases`: the queue, one case, and the acts of people."""

from pathlib import Path

import pytest
from office import AN_HOUR_LATER, SOON, Office
from wires import HONG_KONG, Rig, wire

from interceptor.commands import common
from interceptor.store.store import Store


def test_the_queue_has_the_most_recoverable_first(office: Office) -> None:
    rows = office.read("cases", "list")
    worth = [row["recoverable_usd"] for row in rows]
    assert len(rows) == 3
    assert worth == sorted(worth, reverse=True)
    assert worth[-1] > 0
    shown = office.shown("cases", "list")
    assert "in flight 250,000.00: desk sent, bank sent" in shown
    assert "250,000.00 CAD to HK, suspected" in shown


def test_a_case_is_shown_whole(office: Office) -> None:
    shown = office.shown("cases", "show", office.ids["mule_case"])
    assert office.ids["mule"] in shown
    assert f"hop 1: HK, {HONG_KONG['bank']}, …789" in shown
    assert "hop 1 250,000.00 CAD alerted = 250,000.00 in flight" in shown
    assert "hk_adcc" in shown
    assert "alerted → in flight" in shown


def test_an_id_may_be_cut_to_four_digits_with_or_without_dashes(office: Office) -> None:
    case = office.ids["mule_case"]
    for typed in (case[:8], case[:4], case[:13], case.replace("-", ""), case.upper()):
        assert case in office.shown("cases", "show", typed)


@pytest.mark.parametrize("typed", ["abc", "", "zzzz", "%", "____", "0000000000", "'; --", "[red]x[/]\x1b[31m"])
def test_what_is_no_id_finds_nothing(office: Office, typed: str) -> None:
    assert office.refused("cases", "show", typed).startswith("no such case")


def test_another_tenant_sees_nothing(office: Office) -> None:
    assert office.shown("cases", "list", tenant="other").endswith("here no open cases")
    assert office.read("cases", "list", "--all", tenant="other") == []
    assert office.refused("cases", "show", office.ids["mule_case"], tenant="other").startswith("no such case")
    opened = ("cases", "open", office.ids["honest"], "--basis", "reported")
    assert office.refused(*opened, tenant="other").startswith("no such transfer")
    answered = ("cases", "reply", office.alert("mule_case", "bank")["alert_id"], "ACK")
    assert office.refused(*answered, tenant="other").startswith("no alert matches")


@pytest.mark.parametrize(
    "command",
    [
        ("cases", "list"),
        ("cases", "show", "abcdef"),
        ("cases", "due"),
        ("alerts", "status"),
        ("alerts", "pause", "--reason", "drill"),
        ("alerts", "resume"),
        ("audit", "verify"),
        ("rejected", "list"),
        ("explain", "abcdef"),
    ],
)
def test_a_misspelt_tenant_is_refused_and_makes_none(office: Office, command: tuple[str, ...]) -> None:
    assert office.refused(*command, tenant="bnak").startswith("unknown tenant (bnak)")
    with Store(office.data / "store.db") as store:
        names = [name for (name,) in store.database.execute("SELECT name FROM tenant ORDER BY name").fetchall()]
    assert names == ["bank", "other"]


def test_hostile_text_is_shown_and_does_nothing(office: Office) -> None:
    office.shown("cases", "show", office.ids["hostile_case"])
    office.shown("cases", "open", office.ids["hostile"], "--basis", "reported")
    bank = office.alert("hostile_case", "bank")["alert_id"]
    shown = office.shown("cases", "reply", bank, "ACK", "--case-number", "[red]7[/red]\x1b[31m")
    assert "[red]7[/red]\\x1b[31m" in shown


def test_a_released_transfer_is_reported_and_its_lanes_start(office: Office) -> None:
    shown = office.shown("cases", "open", office.ids["honest"][:8], "--basis", "confirmed", "--police-report", "VPD 1")
    assert "49,000.00 CAD, confirmed" in shown
    assert "police report VPD 1" in shown
    assert office.shown("explain", office.ids["honest"]).count("report") >= 1


def test_a_stopped_transfer_has_its_deadline_and_no_alerts(office: Office) -> None:
    shown = office.shown("cases", "show", office.ids["stopped_case"])
    assert "stopped until" in shown
    assert "no alerts: the money has not left" in shown


def test_a_report_completes_what_waited_for_it(office: Office) -> None:
    case = office.ids["mule_case"]
    office.shown("cases", "open", office.ids["mule"], "--basis", "confirmed")
    assert office.alert("mule_case", "police")["state"] == "draft"
    office.shown("cases", "complete", case, "--police-report", "VPD 2026-7")
    assert office.alert("mule_case", "police")["state"] == "sent"


def test_a_draft_is_signed(office: Office) -> None:
    case = office.ids["mule_case"]
    office.shown("cases", "open", office.ids["mule"], "--basis", "confirmed")
    office.shown("cases", "complete", case, "--police-report", "VPD 1", "--fact", "bank_sar")
    fiu = office.alert("mule_case", "fiu")
    assert fiu["state"] == "draft"
    office.shown("cases", "sign", case, fiu["alert_id"][:8], "--officer", "officer-7")
    signed = office.alert("mule_case", "fiu")
    assert (signed["state"], signed["signed_by"]) == ("sent", "officer-7")


def test_what_is_no_draft_is_not_signed(office: Office) -> None:
    bank = office.alert("mule_case", "bank")["alert_id"]
    assert "sign in sent" in office.refused("cases", "sign", office.ids["mule_case"], bank)
    assert office.refused("cases", "sign", office.ids["mule_case"], "ffff0000").startswith("no alert matches")


def test_a_withdrawal_takes_everything_back(office: Office) -> None:
    done = office.read("cases", "withdraw", office.ids["mule_case"], "--reason", "call-back: genuine")
    assert done["status"] == "closed"
    assert {alert["state"] for alert in done["alerts"]} <= {"withdrawn", "closed"}
    assert office.ids["mule_case"] not in [row["case_id"] for row in office.read("cases", "list")]
    assert office.ids["mule_case"] in [row["case_id"] for row in office.read("cases", "list", "--all")]
    assert "closed: 250,000.00 CAD to HK, withdrawn" in office.shown("cases", "list", "--all")
    assert "closed 2026-03-10" in office.shown("cases", "show", office.ids["mule_case"])


def test_a_case_is_closed_on_money_alone(office: Office) -> None:
    case = office.ids["mule_case"]
    assert "in_flight" in office.refused("cases", "close", case, "--reason", "tired of it")
    bank = office.alert("mule_case", "bank")["alert_id"]
    office.shown("cases", "reply", bank, "RETURNED", "--amount", "250000.00", "--return-id", "R1")
    assert office.read("cases", "show", case)["status"] in {"closing", "closed"}
    assert office.read("cases", "close", case, "--reason", "returned in full")["status"] == "closed"


def test_the_clocks_strike_when_it_is_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert office.shown("cases", "due") == "no clock was due"
    monkeypatch.setattr(common, "now_ms", lambda: AN_HOUR_LATER + 7 * 86_400_000)
    assert f"struck: case {office.ids['mule_case']}" in office.shown("cases", "due")
    assert office.alert("mule_case", "bank")["chased"] == 1


def test_acts_and_looks_are_possible_while_an_engine_runs(office: Office) -> None:
    rig = Rig(office.data / "store.db", live=True, now_ms=AN_HOUR_LATER)
    rig.score([wire(991, 0.03)])
    office.shown("cases", "withdraw", office.ids["mule_case"], "--reason", "genuine")
    after = rig.score([wire(992, 0.031), wire(993, 0.032, account=HONG_KONG["account"], bank=HONG_KONG["bank"])])
    assert len(after) == 2
    assert after[0]["transfer_id"] in office.shown("explain", after[0]["transfer_id"][:8])
    rig.close()


def test_without_a_store_there_is_a_clear_line(office: Office) -> None:
    office.data = Path(office.data / "nowhere")
    assert office.refused("cases", "list").startswith("there is no store here")
    assert not office.data.exists()


def test_what_is_no_store_is_a_clear_line(office: Office) -> None:
    (office.data / "store.db").write_bytes(b"this is a text, and no database at all" * 100)
    assert office.refused("cases", "list").startswith("the store cannot be used")


def test_a_case_is_rerouted_withdrawn_and_reopened(office: Office) -> None:
    case = office.ids["mule_case"]
    bank = office.alert("mule_case", "bank")["alert_id"]
    office.shown("cases", "reply", bank, "NOT_OURS", "--holder", "STHBSGSG")
    assert "reroute" in office.shown("cases", "show", case)
    office.shown("cases", "reroute", case, bank[:8])
    alerts = office.read("cases", "show", case)["alerts"]
    assert [item["addressee"] for item in alerts if item["lane"] == "bank"][-1] == "STHBSGSG"
    office.shown("cases", "withdraw", case, "--reason", "call-back confirmed")
    assert office.read("cases", "reopen", case, "--basis", "confirmed")["status"] == "open"


def test_a_task_is_done_once_and_only_what_cannot_be_sent_is_sent_by_hand(office: Office) -> None:
    case = office.ids["mule_case"]
    bank = office.alert("mule_case", "bank")["alert_id"]
    office.shown("cases", "reply", bank, "HELD", "--amount", "90000", "--expires-at", SOON)
    office.shown("cases", "reply", office.alert("mule_case", "desk")["alert_id"], "REJECTED", "--code", "ZZ99")
    office.shown("cases", "done", case, "unknown_code")
    assert office.refused("cases", "done", case, "unknown_code").startswith("the case has no such open task")
    assert "sent by hand" in office.refused("cases", "sign", case, bank, "--by-hand")
