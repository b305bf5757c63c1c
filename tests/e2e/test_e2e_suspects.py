"""Suspect accounts: what others tell us, what we tell others, and what tenants share (DESIGN 5.4, section 7)."""

import hashlib
import json
from datetime import timedelta

import pytest
from wires import HONG_KONG, LATER_MS, NOW, diverted, history, uetr_of, wire

from interceptor.desk import Desk
from interceptor.engine import Engine, Options
from interceptor.errors import Fault, MessageError
from interceptor.pipeline import suspects, topics
from interceptor.pipeline.feeding import batches, numbered
from interceptor.pipeline.planning import Institution
from interceptor.pipeline.suspects import SuspectAccount, parse
from streams.replay import Line

INSTITUTION = Institution("Maple Bank", "MAPLCATT", "CA")
SAID = {
    "source": "national-desk",
    "reference": "case 7",
    "basis": "confirmed",
    "said_at": "2026-03-09T12:00:00Z",
    "account": "8089 0001 7789",
    "agent": "XMPLHKHH",
}


def said(**changes):
    return parse(json.dumps({**SAID, **changes}).encode())


def reason(record, indicator="creditor_account_prior_report"):
    return next((item["evidence"] for item in record["reasons"] or () if item["indicator"] == indicator), None)


# --- in ---


def test_a_wire_to_an_account_that_others_name_is_stopped_with_the_source_in_its_evidence(make_rig):
    rig = make_rig()
    before = rig.one(wire(900, 0.1, creditor="Pavelin Quarry Ltd", amount="8000.00", **HONG_KONG))
    assert before["decision"] == "release"
    rig.desk.suspect(said(), NOW + timedelta(hours=3))
    after = rig.one(wire(901, 0.2, creditor="Pavelin Quarry Ltd", amount="8000.00", **HONG_KONG))
    assert after["decision"] == "intercept"
    assert "confirmed fraud (by national-desk)" in reason(after)
    assert HONG_KONG["account"] not in json.dumps(after["reasons"])


def test_what_went_there_before_is_weighed_again(make_rig):
    rig = make_rig()
    released = rig.one(wire(900, -0.1, creditor="Pavelin Quarry Ltd", amount="80000.00", **HONG_KONG))
    assert released["decision"] != "intercept"
    rig.desk.suspect(said(), NOW)
    (case,) = rig.cases()
    assert case.transfer_id == released["transfer_id"]


def test_a_word_that_is_taken_back_counts_no_more(make_rig):
    rig = make_rig()
    rig.desk.suspect(said(), NOW)
    rig.desk.suspect(said(basis="withdrawn", said_at="2026-03-09T13:00:00Z"), NOW + timedelta(hours=1))
    found = rig.one(wire(901, 0.2, creditor="Pavelin Quarry Ltd", amount="8000.00", **HONG_KONG))
    assert found["decision"] == "release"


def test_a_time_to_come_does_not_make_a_word_last_for_ever(make_rig):
    rig = make_rig()
    rig.desk.suspect(said(said_at="2999-01-01T00:00:00Z"), NOW)
    rig.desk.suspect(said(basis="withdrawn", said_at="2999-01-01T00:00:00Z"), NOW + timedelta(hours=1))
    found = rig.one(wire(901, 0.2, creditor="Pavelin Quarry Ltd", amount="8000.00", **HONG_KONG))
    assert found["decision"] == "release"


def test_the_same_number_at_another_bank_is_another_account(make_rig):
    rig = make_rig()
    rig.desk.suspect(said(agent="STHBSGSG"), NOW)
    found = rig.one(wire(901, 0.2, creditor="Pavelin Quarry Ltd", amount="8000.00", **HONG_KONG))
    assert found["decision"] == "release"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"basis": "perhaps"}, "basis"),
        ({"source": "a source\x1b[31m"}, "source"),
        ({"said_at": "2026-03-09T12:00:00"}, "said_at"),
        ({"account_sha256": "0" * 64}, "account"),
        ({"account": None}, "account"),
        ({"agent": "Bank"}, "agent"),
    ],
)
def test_a_record_that_cannot_be_is_refused_by_its_field(changes, named):
    with pytest.raises(MessageError, match=named) as caught:
        said(**changes)
    assert caught.value.fault is Fault.BAD_FIELD


@pytest.mark.parametrize("changes", [{"agent": None}, {"account": None, "account_sha256": "0" * 64}])
def test_an_account_that_cannot_be_known_is_refused(make_rig, changes):
    rig = make_rig(learnt=False)
    with pytest.raises(MessageError) as caught:
        rig.desk.suspect(said(**changes), NOW)
    assert caught.value.fault is Fault.MISSING_FIELD
    assert rig.count("shared_profile") == 0


# --- out ---


def shared(rig):
    return [message for message in rig.sent("intel.") if message["topic"] == topics.suspects("bank")]


@pytest.mark.parametrize(
    ("share", "field", "value"),
    [
        ("account", "account", HONG_KONG["account"]),
        ("digest", "account_sha256", hashlib.sha256(HONG_KONG["account"].encode()).hexdigest()),
    ],
)
def test_a_confirmed_account_is_told_to_others_as_the_tenant_chose(make_rig, share, field, value):
    rig = make_rig(share_accounts=share)
    found = rig.one(diverted(900))
    number = rig.desk.find(found["transfer_id"])
    rig.desk.report(number, "reported", NOW + timedelta(hours=1))
    assert shared(rig) == []
    case = rig.desk.report(number, "confirmed", NOW + timedelta(hours=2))
    (message,) = shared(rig)
    assert message[field] == value
    assert message["source"] == "MAPLCATT"
    told = set(message) - {"topic"}
    assert told == {"schema", "source", "reference", "basis", "said_at", field, "agent", "country"}
    for secret in (case.case_id, found["transfer_id"], uetr_of(900), "250000", "Maple Grove"):
        assert secret not in json.dumps(message)
    rig.desk.withdraw(case.case_id, "genuine after all", NOW + timedelta(hours=3))
    assert [item["basis"] for item in shared(rig)] == ["confirmed", "withdrawn"]
    assert len({item["reference"] for item in shared(rig)}) == 1


def test_without_the_setting_nothing_is_told(make_rig):
    rig = make_rig()
    found = rig.one(diverted(900))
    rig.desk.report(rig.desk.find(found["transfer_id"]), "confirmed", NOW + timedelta(hours=1))
    assert shared(rig) == []


def test_our_own_words_come_back_and_change_nothing(make_rig):
    rig = make_rig(share_accounts="account")
    found = rig.one(diverted(900))
    rig.desk.report(rig.desk.find(found["transfer_id"]), "confirmed", NOW + timedelta(hours=1))
    before = rig.rows("SELECT key, value FROM shared_profile ORDER BY key")
    (message,) = shared(rig)
    rig.desk.suspect(SuspectAccount.model_validate(message), NOW + timedelta(hours=2))
    assert rig.rows("SELECT key, value FROM shared_profile ORDER BY key") == before


def test_an_account_that_has_no_usable_number_is_not_told(make_rig):
    rig = make_rig(share_accounts="account")
    found = rig.one(diverted(900, account="12"))
    rig.desk.report(rig.desk.find(found["transfer_id"]), "confirmed", NOW + timedelta(hours=1))
    assert shared(rig) == []
    assert suspects.SCHEMA == "interceptor.suspect_account/1"


# --- between tenants ---


class Tenant:
    """Another bank in the same store."""

    def __init__(self, rig, name, network):
        self.store = rig.store.tenant(name)
        options = Options(institution=INSTITUTION, network=network)
        self.engine = Engine(self.store, self.store.assign("wires", 0, "c"), options, now_ms=LATER_MS, live=False)
        self.desk = Desk(self.store, options)

    def score(self, *lines):
        found = numbered((Line("t", number, line) for number, line in enumerate(lines, 1)), self.engine.next_offset)
        return [json.loads(line) for batch in batches(found, 100) for line in self.engine.process(batch)]


def two(make_rig, mine, theirs):
    rig = make_rig(learnt=False)
    found = Tenant(rig, "one", mine), Tenant(rig, "two", theirs)
    for tenant in found:
        tenant.score(*history())
    return rig, *found


def test_an_account_confirmed_by_one_tenant_is_known_to_the_other_by_count_and_date(make_rig):
    _, one, two_ = two(make_rig, "network", "network")
    found = one.score(diverted(900))[0]
    one.desk.report(one.desk.find(found["transfer_id"]), "confirmed", NOW + timedelta(hours=1))
    wired = two_.score(wire(901, 0.2, creditor="Pavelin Quarry Ltd", amount="8000.00", **HONG_KONG))[0]
    assert wired["decision"] == "intercept"
    assert reason(wired) == "HK account …789 is named in a confirmed fraud, last 4 hours ago."
    told = json.dumps(wired)
    assert not any(word in told for word in ("Cedar", "Timber", "MAPL", found["transfer_id"], found["case_id"]))


def test_a_source_of_one_tenant_is_not_named_to_the_other(make_rig):
    _, one, two_ = two(make_rig, "network", "network")
    one.desk.suspect(said(), NOW)
    wired = two_.score(wire(901, 0.2, creditor="Pavelin Quarry Ltd", amount="8000.00", **HONG_KONG))[0]
    assert wired["decision"] == "intercept"
    assert "national-desk" not in json.dumps(wired)


@pytest.mark.parametrize(("mine", "theirs"), [(None, "network"), ("network", None), (None, None)])
def test_without_both_nothing_is_read_or_written(make_rig, mine, theirs):
    rig, one, two_ = two(make_rig, mine, theirs)
    keys = {row[0] for row in rig.rows("SELECT key FROM shared_profile")}
    found = one.score(diverted(900))[0]
    one.desk.report(one.desk.find(found["transfer_id"]), "confirmed", NOW + timedelta(hours=1))
    read = []
    listen = two_.store.shared_profiles
    two_.store.shared_profiles = lambda asked: read.extend(asked) or listen(asked)
    wired = two_.score(wire(901, 0.2, creditor="Pavelin Quarry Ltd", amount="8000.00", **HONG_KONG))[0]
    assert wired["decision"] == "release"
    new = {row[0] for row in rig.rows("SELECT key FROM shared_profile WHERE stream = 1")} - keys
    assert not new & set(read)


def test_one_tenants_look_back_leaves_the_others_wires_alone(make_rig):
    _, one, two_ = two(make_rig, "network", "network")
    theirs = two_.score(wire(901, -0.2, creditor="Pavelin Quarry Ltd", amount="80000.00", **HONG_KONG))[0]
    assert theirs["decision"] != "intercept"
    found = one.score(diverted(900))[0]
    one.desk.report(one.desk.find(found["transfer_id"]), "confirmed", NOW + timedelta(hours=1))
    assert two_.store.cases() == []
    assert len(one.store.cases()) == 1
