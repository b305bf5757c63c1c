"""A simulation follows from its plan, runs in order of time, keeps its rates, and tells nothing in its records."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from interceptor.messages import decode
from interceptor.pipeline.records import read_context
from interceptor.transfers.transfer import Transfer
from models.worlds.attacks import CAMPAIGNS
from models.worlds.lookalikes import SITUATIONS
from models.worlds.simulation import Plan, simulate

SMALL = Plan(seed=5, days=30, debtors=20, wires=600, fraud_rate=0.05, lookalike_rate=0.05, quiet_days=5)


def _bytes(plan: Plan) -> list[bytes]:
    return [msgspec.json.encode([found.record, found.truths]) for found in simulate(plan)]


def test_same_seed_same_bytes() -> None:
    first = _bytes(SMALL)
    assert first == _bytes(SMALL)
    assert first != _bytes(replace(SMALL, seed=6))


def test_records_are_in_order_of_time_and_as_many_as_planned() -> None:
    times = [found.record["received_at"] for found in simulate(SMALL)]
    assert times == sorted(times)
    assert len(times) == 600


def test_every_record_decodes_and_every_context_is_read_whole() -> None:
    formats: Counter[str] = Counter()
    for found in simulate(SMALL):
        record = found.record
        message = record["message"]
        body = message.encode() if isinstance(message, str) else msgspec.json.encode(message)
        items = decode(body, record["format"])
        assert all(isinstance(item, Transfer) for item in items)
        assert len(items) == len(found.truths)
        context, bad = read_context(msgspec.json.encode(record.get("context")))
        assert bad == ()
        assert not context.model_extra
        formats[record["format"]] += 1
    assert set(formats) == {"pacs.008", "mt103", "json"}
    assert 0.5 < formats["pacs.008"] / 600 < 0.7


def test_truth_stays_out_of_the_records() -> None:
    words = [b"campaign", b"situation", *(name.encode() for name in (*CAMPAIGNS, *SITUATIONS) if "_" in name)]
    for found in simulate(SMALL):
        content = msgspec.json.encode(found.record)
        assert not [word for word in words if word in content]


@pytest.mark.slow
def test_rates_are_kept_and_everything_happens() -> None:
    plan = Plan(seed=2, days=90, debtors=60, wires=30_000, fraud_rate=0.02, lookalike_rate=0.05)
    patterns: Counter[str] = Counter()
    situations: Counter[str] = Counter()
    several = stages = 0
    for found in simulate(plan):
        several += len(found.truths) > 1
        stages += found.record.get("context", {}).get("stage") == "initiated"
        patterns.update(truth.label.pattern for truth in found.truths if truth.label)
        situations.update(truth.situation for truth in found.truths if truth.situation)
    assert set(patterns) == set(CAMPAIGNS)
    assert set(situations) == set(SITUATIONS)
    assert several
    assert stages
    assert 0.014 < sum(patterns.values()) / 30_000 < 0.026


def _run(labels: Path, hash_seed: str) -> bytes:
    options = "--seed 4 --days 12 --debtors 12 --wires 150 --mix pacs.008=1 --fraud-rate 0.1".split()
    command = [sys.executable, "-m", "models.worlds", *options, "--labels", str(labels)]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    return subprocess.run(command, check=True, capture_output=True, env=environment).stdout


def test_the_command_writes_the_same_records_and_truth_in_any_process(tmp_path: Path) -> None:
    labels, again = tmp_path / "labels.ndjson", tmp_path / "again.ndjson"
    output = _run(labels, "1")
    assert output == _run(again, "2")
    assert labels.read_bytes() == again.read_bytes()
    lines = [msgspec.json.decode(line) for line in output.splitlines()]
    assert len(lines) == 150
    assert {line["format"] for line in lines} == {"pacs.008"}
    rows = [msgspec.json.decode(line) for line in labels.read_bytes().splitlines()]
    assert any("campaign" in row for row in rows)
    assert all(1 <= row["line"] <= 150 for row in rows)
