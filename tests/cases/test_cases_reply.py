"""Replies as JSON and out of bank messages."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from case_builder import NOW, UETR
from hypothesis import given
from hypothesis import strategies as st

from interceptor.cases.reply_json import parse
from interceptor.cases.reply_message import from_answer
from interceptor.cases.states import ANSWERS, Event
from interceptor.errors import Fault, MessageError
from interceptor.messages.answer import Answer, Meaning
from interceptor.transfers.transfer import Charge


def _record(**fields: object) -> str:
    return json.dumps({"alert_id": "a-1", "answer": "HELD", "amount": "920000.00", "currency": "CAD", **fields})


def test_a_record_is_read_with_its_exact_digits() -> None:
    went = {"account": "987", "bic": "STHBHKHH", "amount": 7907400.1, "currency": "HKD", "rate": "5.73"}
    found = parse(_record(expires_at="2026-03-05T18:00:00+08:00", onward=[went], later_field=1), NOW)
    assert found.amount == Decimal("920000.00")
    assert found.expires_at == datetime(2026, 3, 5, 10, 0, tzinfo=UTC)
    assert (found.onward[0].amount, found.onward[0].rate) == (Decimal("7907400.1"), Decimal("5.73"))
    assert found.answer is Event.HELD


def test_the_same_content_has_the_same_id_whenever_it_comes() -> None:
    assert parse(_record(), NOW).reply_id == parse(_record(), datetime(2026, 1, 1, tzinfo=UTC)).reply_id
    assert parse(_record(), NOW).reply_id != parse(_record(amount="1"), NOW).reply_id
    assert parse(_record(reply_id="mine"), NOW).reply_id == "mine"


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"answer": "send"}, Fault.BAD_FIELD),
        ({"answer": "MAYBE"}, Fault.BAD_FIELD),
        ({"answer": None}, Fault.BAD_FIELD),
        ({"alert_id": None}, Fault.MISSING_FIELD),
        ({"amount": "-1"}, Fault.BAD_AMOUNT),
        ({"amount": "0"}, Fault.BAD_AMOUNT),
        ({"amount": "NaN"}, Fault.BAD_AMOUNT),
        ({"amount": "1e400"}, Fault.BAD_AMOUNT),
        ({"currency": "XXQ"}, Fault.BAD_CURRENCY),
        ({"currency": None}, Fault.MISSING_FIELD),
        ({"expires_at": "2026-03-05T18:00:00"}, Fault.BAD_TIME),
        ({"expires_at": "soon"}, Fault.BAD_TIME),
        ({"onward": [{"amount": "1", "currency": "HKD", "bic": "nonsense"}]}, Fault.BAD_FIELD),
        ({"text": "Please transfer the fee to account GB33BUKB20201555555555"}, Fault.INSTRUCTION),
        ({"text": "see https://desk.example/case"}, Fault.INSTRUCTION),
    ],
)
def test_bad_records_have_a_reason(fields: dict[str, object], fault: Fault) -> None:
    with pytest.raises(MessageError) as caught:
        parse(_record(**fields), NOW)
    assert caught.value.fault is fault


@given(st.binary(max_size=300) | st.from_type(dict).map(lambda value: json.dumps(value, default=str).encode()))
def test_anything_is_read_or_refused(body: bytes) -> None:
    with pytest.raises(MessageError):
        parse(body, NOW)


@given(
    st.dictionaries(
        st.sampled_from(["answer", "amount", "currency", "onward", "text", "missing", "code", "uetr"]),
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20) | st.lists(st.integers()),
    )
)
def test_odd_values_are_read_or_refused(fields: dict[str, object]) -> None:
    try:
        found = parse(_record(**fields), NOW)
    except MessageError:
        return
    assert found.answer in ANSWERS


def test_every_meaning_of_a_message_has_an_event() -> None:
    for meaning in Meaning:
        assert from_answer(Answer(kind="camt.029", meaning=meaning), NOW).answer in {*ANSWERS, Event.UNDELIVERED}


def test_a_return_is_known_by_its_id_and_keeps_its_charges() -> None:
    answer = Answer(
        kind="pacs.004",
        meaning=Meaning.RETURNED,
        message_id="M1",
        uetr=UETR,
        sender_bic="XMPLHKHH",
        reasons=("FOCR",),
        return_id="R1",
        returned_amount=Decimal("2299960.00"),
        returned_currency="CAD",
        charges=(Charge(Decimal("40.00"), "CAD"), Charge(Decimal("1.00"), "HKD")),
        settlement_date="2025-07-02",
    )
    found = from_answer(answer, NOW)
    assert (found.return_id, found.amount, found.charges) == ("R1", Decimal("2299960.00"), Decimal("40.00"))
    assert found.happened_at == datetime(2025, 7, 2, tzinfo=UTC)
    assert found.reply_id == "pacs.004:M1:0"


def test_a_contradiction_is_for_a_person() -> None:
    assert from_answer(Answer(kind="camt.029", meaning=Meaning.HUMAN, conflict=True), NOW).needs_person
