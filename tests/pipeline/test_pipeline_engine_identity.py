"""Identity and stages (DESIGN 5.2): repeats, reused identifiers, covers, returns, and a transfer's later stages."""

import msgspec
import pytest
from wires import HONG_KONG, diverted, history, instant, record, uetr_of, wire

from interceptor.profiles.directory import directory

INITIATED = {"stage": "initiated"}
RELEASED = {"stage": "released"}
SETTLED = {"stage": "settled"}
CANCELLED = {"stage": "cancelled"}


@pytest.fixture
def rig(make_rig):
    return make_rig()


def sums(profile):
    """What a fold adds to and takes from a debtor's profile, and its decayed sums."""
    counts = [profile.payments, *map(bytes, (profile.histogram, profile.hours, profile.weekdays, profile.month_days))]
    payees = {entity: (row.count, row.total) for entity, row in directory(profile).items()}
    moments = msgspec.to_builtins(profile.amounts)
    return counts, payees, moments


def assert_same(one, two):
    assert one[:2] == two[:2]
    assert one[2] == pytest.approx(two[2], rel=1e-9)


# --- repeats ---


def test_a_repeat_gives_the_earlier_decision_and_raises_nothing_again(rig):
    first = rig.one(diverted())
    rows, messages = rig.count("register"), len(rig.sent())
    for again in (rig.one(diverted()), *rig.score([diverted(), diverted()])):
        assert again == {**first, "repeat_of": first["transfer_id"]}
    assert (rig.count("register"), len(rig.sent()), rig.count("case_file")) == (rows, messages, 1)


def test_a_repeat_within_its_batch_and_after_reopening(tmp_path, make_rig):
    rig = make_rig(tmp_path / "store.db", learnt=False)
    first, second = rig.score([wire(1), wire(1)])
    assert second["repeat_of"] == first["transfer_id"]
    rig.close()
    rig = make_rig(tmp_path / "store.db", learnt=False)
    assert rig.one(wire(1)) == second
    assert rig.count("register") == 1
    assert rig.folded(1) == [2]


def test_a_whole_file_given_twice_learns_nothing_the_second_time(rig):
    before = rig.rows("SELECT key, value FROM profile ORDER BY key")
    again = rig.score(history())
    assert all(line["repeat_of"] for line in again)
    assert rig.rows("SELECT key, value FROM profile ORDER BY key") == before


def test_a_reused_identifier_is_another_transfer_scored_afresh(rig, make_rig):
    first = rig.one(wire(900))
    second = rig.one(wire(900, amount="90000.00"))
    assert second["repeat_of"] is None
    assert second["transfer_id"] != first["transfer_id"]
    explained = make_rig(explain_all=True)
    explained.one(wire(900))
    found = explained.one(wire(900, amount="90000.00"))
    assert "identifier_reused" in {reason["indicator"] for reason in found["reasons"]}


# --- covers and returns ---


def covered(number, **fields):
    return wire(number, settlement_method="COVE", **fields)


def cover(number, **fields):
    return wire(number, cover=True, **fields)


def test_a_cover_after_its_transfer_is_a_leg_and_its_repeat_too(rig):
    rig.one(covered(900))
    for line in [cover(900), cover(900), cover(900, amount="48250.75")]:
        found = rig.one(line)
        assert found["skipped"] == "cover"
    assert rig.folded(2) == [2, 0]


def test_an_orphan_cover_is_scored_and_its_transfer_takes_its_fold_over(rig, make_rig):
    quiet = make_rig()
    quiet.one(covered(900))
    found = rig.one(cover(900))
    assert found["decision"] == "release"
    assert rig.one(covered(900))["repeat_of"] is None
    assert rig.folded(2) == [0, 2]
    assert_same(sums(rig.debtor()), sums(quiet.debtor()))


def test_an_orphan_cover_repeated_after_its_transfer_is_a_leg_or_a_repeat(rig):
    rig.one(cover(900))
    rig.one(covered(900))
    again = rig.one(cover(900))
    assert again.get("repeat_of") or again.get("skipped") == "cover"
    assert rig.count("register") == len(history()) + 2


def test_an_orphan_cover_of_an_intercepted_transfer_does_not_stay_a_payment(rig):
    before = sums(rig.debtor())
    line = cover(900, **HONG_KONG, amount="60000.00")
    rig.one(line)
    rig.one(diverted(900, settlement_method="COVE", amount="60000.00"))
    assert 2 not in rig.folded(2)
    assert_same(sums(rig.debtor()), before)


def test_both_legs_of_a_covered_payment_are_recalled(rig):
    rig.one(covered(899))
    found = rig.one(diverted(900, settlement_method="COVE", reimbursement_agents=[{"bic": "NRTHUS33"}]))
    assert sum(alert["kind"] == "bank" for alert in found["alerts"]) == 2


# --- stages ---


def test_intercepted_and_then_released_starts_the_recall(rig):
    stopped = rig.one(diverted(900, context=INITIATED))
    assert (stopped["action"], stopped["stop_until"]) == ("stop", instant(1))
    assert not rig.sent()
    released = rig.one(diverted(900, 0.05, context=RELEASED))
    assert (released["revision"], released["cause"], released["decision"]) == (2, "stage", "intercept")
    assert (released["action"], released["stop_until"], released["repeat_of"]) == ("recall", None, None)
    assert {message["topic"] for message in rig.sent()} == {"recalls.alerts.hk", "recalls.outbound.bank"}
    assert released["case_id"] == stopped["case_id"]
    assert rig.folded(1)[0] == 1


def test_intercepted_and_then_cancelled_closes_with_the_money_prevented(rig):
    rig.one(diverted(900, context=INITIATED))
    cancelled = rig.one(diverted(900, 0.05, context=CANCELLED))
    assert (cancelled["cause"], cancelled["action"]) == ("stage", "none")
    (case,) = rig.cases()
    assert case.status == "closed"
    assert case.closing
    assert case.closing.reason == "prevented"
    assert not rig.sent()


def test_released_and_then_settled_folds_once(rig):
    first = rig.one(wire(900))
    before = sums(rig.debtor())
    settled = rig.one(wire(900, 0.05, SETTLED))
    assert (settled["revision"], settled["cause"], settled["score"]) == (2, "stage", first["score"])
    assert_same(sums(rig.debtor()), before)
    assert rig.one(wire(900, 0.06, RELEASED))["repeat_of"] == first["transfer_id"]


def test_initiated_then_released_becomes_a_payment_as_if_paid_at_once(rig, make_rig):
    quiet = make_rig()
    quiet.one(wire(900))
    rig.one(wire(900, context=INITIATED))
    assert rig.folded(1) == [1]
    rig.one(wire(900, 2.0, RELEASED, settlement_date="2026-03-10"))
    assert rig.folded(1) == [2]
    assert_same(sums(rig.debtor()), sums(quiet.debtor()))


def test_released_then_cancelled_comes_out_as_it_went_in(rig):
    before = sums(rig.debtor())
    rig.one(wire(900))
    found = rig.one(wire(900, 6.0, CANCELLED, settlement_date="2026-03-10"))
    assert found["cause"] == "stage"
    assert rig.folded(1) == [1]
    assert_same(sums(rig.debtor()), before)


def test_stages_out_of_order_change_nothing(rig):
    first = rig.one(diverted(900))
    late = rig.one(diverted(900, 0.05, context=INITIATED))
    assert late == {**first, "repeat_of": first["transfer_id"]}
    rig.one(wire(901, context=SETTLED))
    assert rig.one(wire(901, 0.01))["repeat_of"]


def test_a_cancelled_wire_that_goes_out_calls_a_person(rig):
    rig.one(diverted(900, context=INITIATED))
    rig.one(diverted(900, 0.05, context=CANCELLED))
    found = rig.one(diverted(900, 0.1, context=RELEASED))
    assert found["repeat_of"]
    assert ("stage_contradicts",) in rig.rows("SELECT task FROM task")


def test_a_spelling_that_changes_with_the_stage_folds_the_first_one(rig):
    rig.one(wire(900, context=INITIATED))
    found = rig.one(wire(900, 0.1, RELEASED, creditor="CEDAR TIMBER LIMITED OF VANCOUVER"))
    assert (found["cause"], found["revision"]) == ("stage", 2)
    assert rig.folded(1)[0] == 2


def test_the_banks_own_payment_id_is_the_identity(rig):
    first = rig.one(wire(900, context={"payment_id": "P-1", "stage": "initiated"}))
    second = rig.one(wire(900, 0.1, {"payment_id": "P-1"}, uetr=uetr_of(901), settlement_date="2026-03-11"))
    assert second["transfer_id"] == first["transfer_id"]
    assert second["cause"] == "stage"


def test_another_account_under_a_known_payment_id_is_scored_afresh(rig):
    first = rig.one(wire(900, context={"payment_id": "P-1", "stage": "initiated"}))
    second = rig.one(diverted(900, 0.1, {"payment_id": "P-1"}))
    assert first["decision"] == "release"
    assert (second["decision"], second["repeat_of"]) == ("intercept", None)
    assert second["transfer_id"] != first["transfer_id"]
    assert rig.one(diverted(900, 0.1, {"payment_id": "P-1"}))["repeat_of"] == second["transfer_id"]


def test_a_return_is_no_payment(rig):
    body = (
        "{1:F01MAPLCATTAXXX0000000000}{2:I103XMPLHKHHXXXXN}{4:\r\n:20:R1\r\n:23B:CRED\r\n:32A:260310CAD10,\r\n"
        ":50K:/111\r\nMAPLE\r\n:59:/222\r\nCEDAR\r\n:71A:SHA\r\n:72:/REJT/59\r\n/AC01/M9\r\n-}"
    )
    rows = rig.count("register")
    assert rig.one(record(body, form="mt103"))["skipped"]
    assert rig.count("register") == rows
