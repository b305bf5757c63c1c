"""From an input to numbered records."""

import json
from pathlib import Path

import pytest
from wires import payment, wire

from interceptor.errors import Fault, MessageError
from interceptor.pipeline.feeding import numbered
from interceptor.pipeline.records import read_line
from streams.replay import replay


@pytest.mark.parametrize("ending", ["json", "txt", "ndjson"])
@pytest.mark.parametrize("indent", [None, 2])
def test_a_bare_json_transfer_in_a_file_is_a_message(tmp_path: Path, make_rig, ending: str, indent: int | None) -> None:
    if ending == "ndjson" and indent:
        pytest.skip("lines are records there")
    source = tmp_path / f"one.{ending}"
    source.write_text(json.dumps(payment(1), indent=indent))
    rig = make_rig(learnt=False)
    (decision,) = map(json.loads, rig.engine.process(list(numbered(replay(str(source))))))
    assert decision["amount"] == "48250.75"
    assert decision["transfer_id"] == make_rig(learnt=False).one(wire(1))["transfer_id"]


def test_the_other_name_of_the_amount_will_do() -> None:
    record = read_line(b' {"amount": "1.00", "currency": "CAD", "format": "pacs.008"}')
    assert (record.format, record.body[:1], record.text) == ("json", b"{", True)


@pytest.mark.parametrize("line", [b"{}", b'{"message": null, "amount": "1.00"}', b'{"currency": "CAD"}'])
def test_a_record_without_message_and_amount_stays_empty(line: bytes) -> None:
    with pytest.raises(MessageError) as caught:
        read_line(line)
    assert caught.value.fault is Fault.EMPTY
