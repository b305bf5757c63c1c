"""`interceptor score` over hostile, broken and half-known input (issue 2, bad input)."""

import base64
import gzip
import json

import pytest
from typer.testing import CliRunner
from wires import HONG_KONG, diverted, history, payment, record, wire

from interceptor.cli import app

PACS = "urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"


@pytest.fixture
def score(tmp_path):
    """Scores bytes as a file; gives exit code, lines and standard error."""

    def run(content, name="wires.ndjson", *more):
        source, output = tmp_path / name, tmp_path / "decisions.ndjson"
        source.write_bytes(content)
        result = CliRunner().invoke(app, ["score", str(source), "--output", str(output), "--tenant", "bank", *more])
        lines = [json.loads(line) for line in output.read_bytes().splitlines()] if output.exists() else []
        return result, lines

    return run


def raw(body, **fields):
    return json.dumps({"message_base64": base64.b64encode(body).decode(), **fields}).encode()


BILLION = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<Document xmlns="' + PACS.encode() + b'"><x>&b;</x></Document>'
)
EXTERNAL = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
DEEP = b"<Document xmlns='" + PACS.encode() + b"'>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</Document>"

BROKEN = {
    "doctype": raw(BILLION),
    "external_entity": raw(EXTERNAL),
    "deep_xml": raw(DEEP),
    "deep_json": b"[" * 100_000,
    "deep_message": record("[" * 100_000),
    "nul_bytes": raw(b"\x00" * 300),
    "nul_in_xml": raw(b"<Document\x00 xmlns='" + PACS.encode() + b"'/>"),
    "wrong_encoding": raw(b"<?xml version='1.0' encoding='UTF-16'?><Document/>"),
    "not_utf8": b'{"message": "\xff\xfe\xfa"}',
    "negative": record(payment(1, settlement_amount="-5.00")),
    "zero": record(payment(1, settlement_amount="0.00")),
    "absurd": record(payment(1, settlement_amount="9" * 400)),
    "exponent": record(payment(1, settlement_amount="1e999999999")),
    "nan": record(payment(1, settlement_amount="NaN")),
    "unknown_currency": record(payment(1, currency="ZZQ")),
    "no_amount": record({**payment(1), "settlement_amount": None}),
    "wrong_type": b'{"message": 5}',
    "no_object": b"17",
    "empty_message": b'{"message": ""}',
    "empty_base64": b'{"message_base64": ""}',
    "bad_base64": b'{"message_base64": "%%%"}',
    "unknown_format": record("hello", form="carrier-pigeon"),
    "half_line": wire(7)[:200],
}


def test_every_bad_line_gets_its_line_and_the_good_ones_between_are_scored(score):
    content = b"\n".join(part for n, bad in enumerate(BROKEN.values()) for part in (bad, wire(1000 + n)))
    result, lines = score(content + b"\n")
    assert result.exit_code == 0, result.output
    assert len(lines) == 2 * len(BROKEN)
    for n, (name, bad, good) in enumerate(zip(BROKEN, lines[::2], lines[1::2], strict=True)):
        assert bad["error"], name
        assert bad["error"] != "poison", name
        assert bad["reason"], name
        assert bad["line"] == 2 * n + 1, name
        assert good["end_to_end_id"] == f"E{1000 + n}", name


def test_a_line_of_50_mb_is_refused_and_the_next_is_scored(score):
    result, lines = score(b'{"message": "' + b"x" * 50_000_000 + b'"}\n' + wire(1) + b"\n")
    assert result.exit_code == 0
    assert (lines[0]["error"], lines[0]["line"]) == ("too_large", 1)
    assert lines[1]["decision"] == "release"


def test_one_uetr_on_different_payments_is_told(score):
    _, lines = score(b"\n".join([*history(), wire(900), wire(900, **HONG_KONG)]), "wires.ndjson", "--explain")
    assert lines[-1]["repeat_of"] is None
    assert lines[-1]["transfer_id"] != lines[-2]["transfer_id"]
    assert "identifier_reused" in {reason["indicator"] for reason in lines[-1]["reasons"]}


def test_script_and_formula_in_the_remittance_are_text(score):
    remittance = ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "new bank details"]
    result, lines = score(b"\n".join([*history(), diverted(900, remittance=remittance)]))
    assert result.exit_code == 0
    assert lines[-1]["decision"] == "intercept"


def test_garbage_between_messages_of_one_line_each(score):
    content = b"\n\n   \n" + wire(1) + b"\r\n\xef\xbb\xbf\n" + b"\x00\x01\n" + wire(2) + b"\n" + b"}{" * 50
    result, lines = score(content)
    assert result.exit_code == 0
    assert [line.get("decision") for line in lines if "decision" in line] == ["release", "release"]


def test_a_corrupt_gz_tail_comes_after_the_good_lines_and_fails(score):
    packed = gzip.compress(b"\n".join(wire(n) for n in range(40)) + b"\n")
    result, lines = score(packed[:-60], "wires.ndjson.gz")
    assert result.exit_code == 1
    assert 0 < len(lines) <= 40
    assert all("decision" in line for line in lines)
    assert len(result.stderr.strip().splitlines()) == 1


def test_no_good_line_is_lost_before_damage(score):
    good = gzip.compress(b"\n".join(wire(n) for n in range(40)) + b"\n")
    result, lines = score(good + b"\x1f\x8b\x08trash", "wires.ndjson.gz")
    assert result.exit_code == 1
    assert len(lines) == 40


def test_empty_input_gives_empty_output(score):
    result, lines = score(b"")
    assert (result.exit_code, lines) == (0, [])


def test_a_missing_file_is_one_clear_line_and_exit_1(tmp_path):
    result = CliRunner().invoke(app, ["score", str(tmp_path / "none.ndjson"), "--output", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert "none.ndjson" in result.stderr


def test_an_output_that_cannot_be_written_is_one_clear_line_and_exit_1(tmp_path):
    source = tmp_path / "wires.ndjson"
    source.write_bytes(wire(1))
    result = CliRunner().invoke(app, ["score", str(source), "--output", str(tmp_path / "no" / "folder" / "out")])
    assert result.exit_code == 1
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_store_goes_on_where_it_was(score, tmp_path):
    store = ["--store", str(tmp_path / "store.db")]
    whole = [*history(), diverted(900), wire(901)]
    _, expected = score(b"\n".join(whole))
    _, first = score(b"\n".join(whole[:30]), "wires.ndjson", *store)
    _, second = score(b"\n".join(whole[30:]), "wires.ndjson", *store)
    assert first + second == expected
    _, again = score(whole[-2], "wires.ndjson", *store)
    assert again[0]["repeat_of"] == expected[-2]["transfer_id"]
