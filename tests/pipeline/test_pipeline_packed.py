"""Which transfers the pipeline opens: the few that somebody looks at (docs/decisions/packed-transfers.md)."""

import json

import msgspec
import pytest
from wires import diverted, history, wire

from interceptor.indicators.catalogue import CATALOGUE
from interceptor.messages import decode
from interceptor.pipeline import registered
from interceptor.pipeline.registered import Registered
from interceptor.pipeline.registering import register_body, split_values
from interceptor.transfers import packed
from interceptor.transfers.packed import pack
from interceptor.transfers.transfer import Transfer


@pytest.fixture
def opened(monkeypatch):
    """The transfers that are opened from now on, in order."""
    found, whole = [], packed._decode

    def listen(body):
        found.append(whole(body))
        return found[-1]

    monkeypatch.setattr(packed, "_decode", listen)
    return found


def test_a_settled_transfer_is_weighed_and_decided_without_being_opened(make_rig, opened):
    rig = make_rig()
    opened.clear()

    found = rig.score([wire(900 + number, number / 24) for number in range(40)])

    assert {line["decision"] for line in found} == {"release"}
    assert rig.folded(40) == [2] * 40
    assert opened == []


def test_history_is_learnt_without_opening_a_transfer(make_rig, opened):
    rig = make_rig(learnt=False, learning=True)
    rig.raw(history())

    assert rig.debtor().payments == 72
    assert opened == []


def test_an_intercepted_transfer_is_opened_once(make_rig, opened):
    rig = make_rig()
    opened.clear()

    assert rig.one(diverted(900))["decision"] == "intercept"
    assert [transfer.message_id for transfer in opened] == ["M900"]


# --- the register's body ---


def transfer_of(line):
    (found,) = decode(json.dumps(json.loads(line)["message"]).encode(), "json", declared_encoding=False)
    assert isinstance(found, Transfer)
    return found


def test_the_registers_body_is_that_of_a_transfer_that_was_never_packed():
    transfer = transfer_of(wire(900))
    values = [None, 0.5, *[0.0] * (len(CATALOGUE) - 3), 1.0]
    fired, unknown = split_values(values)
    written = register_body(
        pack(transfer), b"{}", (fired, unknown), b"payee", suspect_time=True, identifier_reused=False
    )

    whole = Registered(transfer, b"{}", fired, unknown, b"payee", True, False)
    assert written == msgspec.msgpack.encode(whole)
    assert registered.decode(written) == whole
    assert registered.decode(written).values() == values


def test_an_indicator_that_came_later_is_unknown_for_transfers_from_before():
    transfer = transfer_of(wire(900))
    written = register_body(
        pack(transfer), None, split_values([0.0] * len(CATALOGUE)), b"", suspect_time=False, identifier_reused=False
    )

    *_, through = msgspec.msgpack.decode(written)
    assert through == CATALOGUE[-1].number
    older = msgspec.structs.replace(registered.decode(written), through=through - 1)
    assert older.values() == [*[0.0] * (len(CATALOGUE) - 1), None]


def test_the_values_of_a_transfer_are_split_into_fired_and_unknown():
    first = split_values([0.0] * len(CATALOGUE))
    assert split_values([1.0, *[0.0] * (len(CATALOGUE) - 1)])[0] == {CATALOGUE[0].number: 1.0}
    assert split_values([None, *[0.0] * (len(CATALOGUE) - 1)]) == ({}, bytes([CATALOGUE[0].number]))
    assert split_values([0.0] * len(CATALOGUE)) == first == ({}, b"")
