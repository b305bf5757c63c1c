"""Which shared profiles a batch reads and writes: those of settled payments stay where they are (DESIGN 4)."""

import pytest
from wires import wire

from interceptor.pipeline.entries import Entries
from interceptor.pipeline.learning import Learner, payment_of
from interceptor.pipeline.profiling import Profiling, _silent
from interceptor.profiles.codec import encode
from interceptor.profiles.creditor_account import SUSPECTED, CreditorAccountProfile, Fact, Report
from interceptor.profiles.relationship import TRUST_AFTER
from interceptor.store.batch import Batch

SHARED = "SELECT key, stream, version, value FROM shared_profile ORDER BY key"


@pytest.fixture
def rig(make_rig):
    return make_rig()


def names_read(rig, monkeypatch, lines):
    """Keys of creditor names that the engine asks the store for while it works on `lines`."""
    keys = []
    read = rig.tenant.shared_profiles

    def listen(wanted):
        keys.extend(wanted)
        return read(wanted)

    monkeypatch.setattr(rig.tenant, "shared_profiles", listen)
    rig.score(lines)
    return [key for key in keys if key.startswith(b"N")]


def test_a_settled_payment_reads_no_name_and_writes_no_shared_profile(rig, monkeypatch):
    before = rig.rows(SHARED)

    assert names_read(rig, monkeypatch, [wire(800), wire(801, 1)]) == []
    assert rig.rows(SHARED) == before


def test_a_new_account_reads_its_name_once_and_writes_account_and_name(rig, monkeypatch):
    stranger = {"creditor": "Unique Star Trading", "account": "880000019999"}
    before = rig.count("shared_profile")

    assert len(names_read(rig, monkeypatch, [wire(800, **stranger), wire(801, 1, **stranger)])) == 1
    assert rig.count("shared_profile") == before + 2


def test_a_report_on_a_settled_payment_marks_account_and_name(rig):
    rig.score([wire(800)])
    (number,) = rig.rows("SELECT MAX(number) FROM register")[0]
    profiles = Profiling(rig.tenant, rig.position.stream, 0, TRUST_AFTER)
    batch = Batch(*[0] * 7)

    Learner("bank", profiles, 0.0).learn(Entries(rig.tenant).of(number), "reported", "case 1")
    profiles.write(batch)

    assert [row.key[:1] for row in batch.shared] == [b"A", b"N"]
    assert all(row.version for row in batch.shared)


def test_the_account_of_a_settled_payment_is_opened_only_where_something_was_said(rig):
    rig.score([wire(800)])
    (number,) = rig.rows("SELECT MAX(number) FROM register")[0]
    payment = payment_of("bank", Entries(rig.tenant).of(number), None)
    profiles = Profiling(rig.tenant, rig.position.stream, 0, TRUST_AFTER)
    profiles.fetch([payment])

    assert profiles.account(payment, settled=True) == CreditorAccountProfile()
    assert profiles.accounts.unopened(payment.account_key)
    assert profiles.account(payment, settled=False).debtors

    profiles.prepare([payment])
    profiles.mark(payment, "case 1", SUSPECTED, payment.time)
    assert profiles.account(payment, settled=True).reports
    assert profiles.account(payment, settled=True).debtors


def test_an_account_is_silent_without_reports_and_facts():
    sketches = {b"abcd": 20_000, b"\x80\x80\x80\x80": 20_001}
    whole = {"payments": 3, "earliest": 1, "debtors": sketches, "names": sketches}
    quiet = encode(CreditorAccountProfile(**whole))
    # The ends of a source and of a number may look like empty reports and facts.
    reported = encode(CreditorAccountProfile(**whole, reports={b"case0001": Report(1, SUSPECTED, "\u00c0")}))
    known = encode(CreditorAccountProfile(**whole, facts={"pass_through": Fact(1, 1.0000000000000073)}))
    shorter = quiet[:1] + b"\x92\x03\x01"

    assert _silent([])
    assert _silent([quiet, shorter])
    assert not _silent([quiet, reported])
    assert not _silent([known, quiet])
