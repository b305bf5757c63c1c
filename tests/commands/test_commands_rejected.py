"""`interceptor rejected`."""

import base64
import json
from pathlib import Path

import pytest
from office import Office
from wires import Rig, diverted, payment, record

from interceptor.commands import replaying
from interceptor.errors import Fault, MessageError
from interceptor.messages import decode
from interceptor.pipeline.reading import Numbered
from interceptor.pipeline.records import Incoming
from interceptor.store.numbers import row_number
from interceptor.store.store import Store


def keep(office: Office, *bodies: bytes, fault: Fault = Fault.POISON) -> list[str]:
    """Reject good records, as a version that could not read them would have; gives their numbers as typed."""
    rig = Rig(office.data / "store.db")
    start = rig.engine.next_offset
    rig.engine.process([Numbered(n, start + n, Incoming(body), MessageError(fault)) for n, body in enumerate(bodies)])
    numbers = [row[0] for row in rig.rows("SELECT number FROM rejected ORDER BY number")][-len(bodies) :]
    rig.close()
    return [f"{number >> 40}-{number & (1 << 40) - 1}" for number in numbers]


def test_what_could_not_be_read_is_listed(office: Office) -> None:
    shown = office.shown("rejected", "list")
    assert "not_json" in shown
    rows = office.read("rejected", "list")
    assert rows[0]["fault"] == "not_json"
    assert len(rows) == 2
    assert "… and 1 more" in office.shown("rejected", "list", "--limit", "1")


def test_another_tenant_sees_nothing(office: Office) -> None:
    assert office.shown("rejected", "list", tenant="other") == "nothing is rejected"
    number = str(office.read("rejected", "list")[0]["number"])
    assert office.refused("rejected", "show", number, tenant="other").startswith("no such rejected record")
    assert office.refused("rejected", "replay", number, tenant="other").startswith("no such rejected record")


def test_one_is_shown_made_harmless_and_given_byte_for_byte(office: Office, tmp_path: Path) -> None:
    shown = office.shown("rejected", "show", "1-1")
    assert "\\x1b[31mgarbage [red]" in shown
    assert "send one JSON object" in shown
    office.shown("rejected", "show", "1-1", "--output", str(tmp_path / "bytes"))
    assert (tmp_path / "bytes").read_bytes() == b"\x1b[31mgarbage [red]"
    assert office.run("rejected", "show", "1-1", "--output", "-").stdout_bytes == b"\x1b[31mgarbage [red]"
    assert base64.b64decode(office.read("rejected", "show", str(row_number(1, 1)))["body_base64"]).endswith(b"[red]")


@pytest.mark.parametrize("typed", ["9-9", "x", "1-x", "-", "99999999999999999999999", "1-99999999999999999999"])
def test_an_unknown_number_is_one_line(office: Office, typed: str) -> None:
    assert office.refused("rejected", "show", typed if typed[0] != "-" else " -").startswith("no such rejected record")


def test_what_is_still_unreadable_is_left_and_not_rejected_twice(office: Office) -> None:
    shown = office.shown("rejected", "replay", "--all")
    assert "0 of 2 could be read" in shown
    assert len(office.read("rejected", "list", "--all")) == 2


def test_a_record_is_read_after_a_fix(office: Office) -> None:
    line = diverted(960, account="808900099914")
    message = json.dumps(payment(961)).encode()
    numbers = keep(office, line, message)
    (first, second) = office.read("rejected", "replay", *numbers)
    assert (first["read"], second["read"]) == (True, True)
    assert first["decisions"][0]["decision"] == "intercept"
    assert first["decisions"][0]["case_id"] in [row["case_id"] for row in office.read("cases", "list")]
    assert second["decisions"][0]["decision"] == "release"
    assert len(office.read("rejected", "list")) == 2
    assert "read since" in office.shown("rejected", "list", "--all")
    shown = office.shown("rejected", "replay", *numbers)
    assert "(a repeat)" in shown


def test_only_the_transaction_that_was_rejected_must_be_readable(office: Office) -> None:
    (number,) = keep(office, record(payment(970)))
    shown = office.shown("rejected", "replay", number)
    assert "1 of 1 could be read" in shown


def test_an_oversized_record_must_be_sent_again(office: Office) -> None:
    (number,) = keep(office, b" " * 70_000, fault=Fault.TOO_LARGE)
    assert "only its beginning is kept" in office.shown("rejected", "replay", number)


def test_text_is_utf8_whatever_its_declaration_says(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    def noted(body: bytes, form: str | None = None, *, declared_encoding: bool = True) -> object:
        seen.append(declared_encoding)
        return decode(body, form, declared_encoding=declared_encoding)

    monkeypatch.setattr(replaying, "decode", noted)
    office.shown("rejected", "replay", *keep(office, "<a>é</a>".encode(), "<a>é</a>".encode("latin-1")))
    assert seen == [False, True]


def test_a_rejected_report_goes_to_the_desk(office: Office) -> None:
    with Store(office.data / "store.db", engine=True) as store:
        tenant = store.tenant("bank")
        stream = tenant.assign("wires.reports", 0, "cluster").stream
        body = json.dumps({"transfer_id": office.ids["honest"], "basis": "confirmed"}).encode()
        store.database.execute(
            "INSERT INTO rejected (number, tenant, source_offset, received_at, fault, detail, size, digest, context,"
            " body) VALUES (?, ?, 1, 0, 'unknown_transfer', '', ?, '', x'', ?)",
            (row_number(stream, 1), tenant.tenant_id, len(body), body),
        )
    assert "report taken in, case" in office.shown("rejected", "replay", f"{stream}-1")


def test_a_running_engine_keeps_replay_out(office: Office) -> None:
    with Store(office.data / "store.db", engine=True):
        assert office.refused("rejected", "replay", "--all").startswith("another engine has this store open")
        assert "not_json" in office.shown("rejected", "list")


def test_numbers_or_all(office: Office) -> None:
    assert office.run("rejected", "replay").exit_code == 2
    assert office.run("rejected", "replay", "1-1", "--all").exit_code == 2
