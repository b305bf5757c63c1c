"""`interceptor alerts` and `interceptor audit`."""

import json
import stat
from pathlib import Path

import msgspec
import pytest
from office import AN_HOUR_LATER, Office
from wires import Rig, diverted

from interceptor.cases import audit
from interceptor.housekeeping import CHECKPOINTS


def test_paused_alerts_become_drafts_until_they_resume(office: Office) -> None:
    assert "running" in office.shown("alerts", "status")
    office.shown("alerts", "pause", "--reason", "drill", "--officer", "officer-7")
    assert office.read("alerts", "status")["paused"] is True
    rig = Rig(office.data / "store.db", live=True, now_ms=AN_HOUR_LATER)
    drafted = rig.one(diverted(980, account="808900077714"))
    office.shown("alerts", "resume")
    sent = rig.one(diverted(981, account="808900077715"))
    rig.close()
    assert {alert["state"] for alert in drafted["alerts"]} == {"draft"}
    assert "sent" in {alert["state"] for alert in sent["alerts"]}
    assert office.read("alerts", "status")["paused"] is False


def test_pausing_is_audited_with_officer_and_reason(office: Office, tmp_path: Path) -> None:
    office.shown("alerts", "pause", "--reason", "drill", "--officer", "officer-7")
    office.shown("audit", "export", str(tmp_path / "audit.ndjson"))
    lines = (tmp_path / "audit.ndjson").read_bytes().splitlines()
    entry = next(entry for line in lines if (entry := msgspec.json.decode(line, type=audit.Entry)).act == "pause")
    assert (entry.actor, entry.body) == ("officer-7", '{"reason":"drill"}')


def test_one_tenant_does_not_pause_another(office: Office) -> None:
    office.shown("alerts", "pause", "--reason", "drill")
    assert office.read("alerts", "status", tenant="other") == {
        "tenant": "other",
        "paused": False,
        "sent_last_hour": 0,
        "alerts_per_hour": office.read("alerts", "status")["alerts_per_hour"],
    }


def test_the_stores_own_chains_verify(office: Office) -> None:
    shown = office.shown("audit", "verify")
    assert "✓ intact" in shown
    assert "engine-1" in shown
    assert "could be cut off unseen" in shown
    office.shown("audit", "checkpoint")
    report = office.read("audit", "verify")
    assert report["signed"] == {writer: head["number"] for writer, head in report["heads"].items()}


def test_the_key_is_its_owners_alone(office: Office) -> None:
    office.shown("audit", "checkpoint")
    assert stat.S_IMODE((office.data / "audit.key").stat().st_mode) == 0o600
    assert (office.data / "audit.pub").read_bytes().startswith(b"-----BEGIN PUBLIC KEY-----")


def test_an_export_verifies_off_line_and_a_cut_tail_shows(office: Office, tmp_path: Path) -> None:
    for _ in range(2):
        office.shown("alerts", "pause", "--reason", "drill")
        office.shown("audit", "checkpoint")
    file, key = tmp_path / "audit.ndjson", tmp_path / "audit.pub"
    office.shown("audit", "export", str(file))
    verified = ("audit", "verify", str(file), "--public-key", str(key))
    assert "2 checkpoints" in office.shown(*verified)
    lines = file.read_bytes().splitlines(keepends=True)
    published = tmp_path / "checkpoints.ndjson"
    published.write_bytes(b"".join(line for line in lines if b"audit.checkpoint.1" in line))

    file.write_bytes(b"".join(lines[:1]))
    office.shown(*verified)
    refusal = office.refused(*verified, "--checkpoints", str(published))
    assert refusal.startswith("the audit chain does not verify")
    assert "cut off or deleted" in refusal

    file.write_bytes(b"".join(lines).replace(b'"actor":"desk"', b'"actor":"dusk"'))
    assert "edited" in office.refused(*verified)


def test_an_edit_in_the_store_shows(office: Office) -> None:
    rig = Rig(office.data / "store.db")
    rig.store.database.execute("UPDATE audit SET body = replace(body, 'suspected', 'confirmed') WHERE number = 1")
    rig.close()
    assert "edited" in office.refused("audit", "verify")


@pytest.mark.parametrize("body", [b"\xff\x00", b"{}", b'{"time": "2026-03-10T12:00:00"}', b"null", b""])
def test_rubbish_in_the_store_shows(office: Office, body: bytes) -> None:
    rig = Rig(office.data / "store.db")
    rig.store.database.execute("UPDATE audit SET body = ?", (body,))
    rig.close()
    office.refused("audit", "verify")


def test_nothing_is_signed_behind_rubbish(office: Office) -> None:
    rig = Rig(office.data / "store.db")
    rig.store.database.execute("UPDATE audit SET body = x'ff'")
    rig.close()
    assert office.refused("audit", "checkpoint").startswith("the audit chain does not verify")


def test_checkpoints_are_published_and_follow_each_other(office: Office) -> None:
    office.shown("audit", "checkpoint")
    assert office.read("audit", "checkpoint")["number"] == 2
    rig = Rig(office.data / "store.db")
    published = rig.sent("audit.checkpoints")
    assert [(message["topic"], message["number"]) for message in published] == [
        ("audit.checkpoints.bank", 1),
        ("audit.checkpoints.bank", 2),
    ]
    assert rig.tenant.audit_head(CHECKPOINTS) is not None
    rig.close()


@pytest.mark.parametrize("option", ["--public-key", "--checkpoints"])
def test_missing_files_are_one_line(office: Office, tmp_path: Path, option: str) -> None:
    assert "No such file" in office.refused("audit", "verify", option, str(tmp_path / "[red]none"))


def test_what_is_no_key_is_one_line(office: Office, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret")
    assert office.refused("audit", "verify", "--public-key", str(tmp_path / "key")).startswith("the file holds no")
    (office.data / "audit.key").write_text("secret")
    assert office.refused("audit", "checkpoint").startswith("the file holds no")


def test_another_tenants_audit_is_empty(office: Office) -> None:
    assert office.read("audit", "verify", tenant="other")["entries"] == 0


def test_what_is_erased_is_gone_and_the_audit_verifies(office: Office, tmp_path: Path) -> None:
    case = office.ids["mule_case"]
    office.shown("audit", "checkpoint")
    assert "erase an open case" in office.refused("audit", "erase", case, "--reason", "asked for")
    office.shown("cases", "withdraw", case, "--reason", "call-back confirmed")
    assert office.read("audit", "erase", case, "--reason", "asked for by the payer")["erased"] == 2
    file = tmp_path / "audit.ndjson"
    office.shown("audit", "export", str(file))
    entries = [json.loads(line) for line in file.read_bytes().splitlines() if b"audit.entry" in line]
    about = [entry for entry in entries if entry["subject"] == case]
    assert [(entry["act"], entry["body"] is None, entry["salt"] is None) for entry in about] == [
        ("case", True, True),
        ("case", True, True),
        ("erase", False, False),
    ]
    assert json.loads(about[-1]["body"]) == {"reason": "asked for by the payer", "bodies": 2}
    report = office.read("audit", "verify")
    assert (report["problems"], report["erased"]) == ([], 2)
    assert office.read("audit", "erase", case, "--reason", "again")["erased"] == 0
    assert office.read("audit", "verify")["problems"] == []
