"""The alert document: what goes in at once, what follows, what never leaves, and what is refused on the way in."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interceptor.errors import Fault, MessageError
from interceptor.routing.alert import (
    CaseFacts,
    Onward,
    PoliceReport,
    RecallSent,
    ReportFiled,
    alert_id,
    build,
    json_schema,
    read,
    render,
    revise,
)
from interceptor.routing.alert.document import Alert
from interceptor.routing.alert.facts import INTERNAL_FACTS
from interceptor.routing.alert.words import WITHHELD
from interceptor.routing.alert.writers import WRITERS
from interceptor.routing.directory import directory
from interceptor.routing.lanes import chosen, plan
from interceptor.routing.plan import LanePlan, Rail, RouteRequest
from interceptor.routing.requirements import (
    COLUMNS,
    INTERNAL_NUMBERS,
    NEVER_SWIFT_NUMBERS,
    complete_set,
    required_set,
    requirements,
    send_set,
)
from interceptor.transfers.transfer import Account, Agent, Party, Transfer

NOW = datetime(2025, 6, 18, 20, 0, tzinfo=UTC)
UETR = "0f2c1c5e-6b0a-4c1e-9d53-3a2b8f0e7d11"


def wire(**fields: Any) -> Transfer:
    values: dict[str, Any] = {
        "format": "pacs.008",
        "message_name": "pacs.008.001.08",
        "amount": Decimal("2300000.00"),
        "currency": "CAD",
        "settlement_date": "2025-06-18",
        "uetr": UETR,
        "message_id": "MSG-1",
        "end_to_end_id": "E2E-1",
        "debtor": Party(name="Harbour Law LLP", town="Vancouver", country="CA"),
        "debtor_account": Account(id="000123456789"),
        "debtor_agent": Agent(bic="XMPLCATT", country="CA"),
        "creditor": Party(name="远东贸易有限公司", country="HK"),
        "creditor_account": Account(id="123456789012"),
        "creditor_agent": Agent(bic="NRTHHKHH", country="HK"),
        "remittance": ("Settlement funds, matter 4711",),
    }
    return Transfer(**(values | fields))


def lanes(basis: Any = "reported", country: str = "HK", **fields: Any) -> dict[str, LanePlan]:
    request = RouteRequest(
        payer_country="CA",
        countries=((country, "agent_bic"),),
        amount=Decimal("2300000.00"),
        currency="CAD",
        rail=Rail(format="pacs.008", uetr=True),
        sent_at=NOW - timedelta(hours=5),
        now=NOW,
        basis=basis,
        **fields,
    )
    return {item.kind: item for item in reversed(chosen(plan(request)))}


def facts(**fields: Any) -> CaseFacts:
    values: dict[str, Any] = {"case_id": "case-1", "alert_id": alert_id("case-1", 1, "x", "y"), "basis": "reported"}
    return CaseFacts(**(values | {"created_at": NOW} | fields))


FULL: dict[str, Any] = {
    "complete": True,
    "officer": "desk-officer-7",
    "cancellation_id": "CXL-1",
    "typology": "VEC",
    "payer_says": ("The bank details came in a mail that the supplier did not write.",),
    "bank_sees": ("First payment to this account; 14 earlier ones went to another.",),
    "debited_at": NOW - timedelta(hours=5),
    "debtor_contact": "payer-contact-3",
    "expected_creditor": "Far East Trading",
    "expected_creditor_country": "HK",
    "recall": RecallSent(sent_at=NOW, message_id="ABC"),
    "police_report": PoliceReport(force="Vancouver Police", number="25-1", reported_on=date(2025, 6, 18)),
    "ic3_complaint": "I-1",
    "suspicious_activity_report": ReportFiled(fiu="FINTRAC", filed_on=date(2025, 6, 18)),
    "victim_statement": "a" * 64,
    "indemnity": Decimal("1000.00"),
    "onward_use": True,
    "linked_alerts": ("11111111-2222-5333-8444-555555555555",),
    "technical_indicators": ("sender_domain_sha256:" + "b" * 64,),
    "evidence": ("c" * 64,),
    "expires_at": NOW + timedelta(days=7),
    "next_review": NOW + timedelta(days=1),
}
INTERNAL: dict[str, Any] = {
    "probability": 0.8312345,
    "model": "model-secret-3",
    "policy": "policy-secret-9",
    "reasons": ("reason-secret-1",),
    "approver": "approver-secret-2",
    "approved_at": datetime(2031, 1, 2, tzinfo=UTC),
    "screening": "screening-secret-5",
}


def test_the_table_is_that_of_the_research() -> None:
    rows = requirements()
    assert [row.number for row in rows] == list(range(1, 41))
    head = {"identity", "created_at", "case_id", "assessment", "screening"}
    assert {row.field for row in rows} - head == set(WRITERS)
    for row in rows:
        if row.number in INTERNAL_NUMBERS:
            assert set(row.cells.values()) == {"-"}
        if row.number in NEVER_SWIFT_NUMBERS:
            assert row.cells["B"] == "-"
    assert set(send_set(True)) == {
        "identity", "sender", "assignee", "uetr", "amounts", "times", "debtor_account", "creditor_name",
        "creditor_account", "requested_actions", "basis",
    }  # fmt: skip
    assert set(send_set(True)) ^ set(send_set(False)) == {"uetr", "references"}
    for column in COLUMNS:
        assert set(required_set(column)) <= set(complete_set(column))


def test_version_one_goes_at_once_and_names_what_is_pending() -> None:
    alert = build(wire(), lanes("suspected")["desk"], facts(basis="suspected"))
    body = json.loads(render(alert))
    assert body["schema"] == "interceptor.alert/1"
    assert not alert.draft
    assert alert.version == 1
    assert alert.uetr == UETR
    assert alert.amounts is not None
    assert alert.amounts.settled.amount == "2300000.00"
    assert alert.creditor_account is not None
    assert alert.creditor_account.account == "123456789012"
    assert alert.summary is None
    assert {"police_report", "summary", "officer", "recall"} <= set(alert.pending)
    assert "indemnity" not in alert.pending  # wanted on no such lane, so nothing is promised
    assert alert.jurisdiction == "HK"


def test_complete_follows_as_the_next_version_under_the_same_id() -> None:
    desk = lanes()["desk"]
    first = build(wire(), desk, facts())
    second = revise(first, build(wire(), desk, facts(**FULL)))
    assert second is not None
    assert (second.alert_id, second.version) == (first.alert_id, 2)
    # The account's ultimate holder was never in the message, so it is not owed.
    assert second.pending == ()
    assert revise(second, build(wire(), desk, facts(**FULL, version=7))) is None


@pytest.mark.parametrize("kind", ["bank", "desk", "police", "fiu"])
def test_a_lane_carries_its_column_and_nothing_else(kind: str) -> None:
    item = lanes()[kind]
    alert = build(wire(), item, facts(**FULL, **INTERNAL))
    sent = set(alert.model_dump(exclude_none=True)) & set(WRITERS)
    assert sent <= set(complete_set(item.column))
    if kind == "bank":
        assert not sent & {"debtor_contact", "victim_statement", "technical_indicators", "summary", "officer"}
    assert alert.pending == ()


def test_police_and_fiu_stay_drafts_until_complete() -> None:
    for kind in ("police", "fiu"):
        item = lanes()[kind]
        assert build(wire(), item, facts()).draft
        assert not build(wire(), item, facts(**FULL, approver="x")).draft
    assert build(wire(), lanes()["fiu"], facts(**FULL)).draft  # a report to the FIU is a person's act
    signed = lanes(country="CN")["desk"]
    assert build(wire(), signed, facts()).draft
    assert not build(wire(), signed, facts(approver="x")).draft


def test_the_minimum_text_is_the_send_set() -> None:
    bank = lanes(country="CN")["bank"]
    assert bank.minimum_text
    alert = build(wire(), bank, facts(**FULL))
    assert alert.debtor_name is None
    assert "debtor_name" in alert.pending
    assert not alert.draft


def test_names_in_two_scripts_times_on_two_clocks() -> None:
    alert = build(wire(), lanes()["police"], facts(**FULL))
    assert alert.creditor_name is not None
    assert alert.creditor_name.original == "远东贸易有限公司"
    assert alert.creditor_name.latin is not None
    assert alert.creditor_name.latin.isascii()
    assert alert.creditor_name.status == "as instructed, unverified"
    assert alert.times is not None
    assert alert.times.debited_at is not None
    assert alert.times.debited_at.utc == NOW - timedelta(hours=5)
    assert alert.times.debited_at.local == "2025-06-18T23:00:00+08:00 Asia/Hong_Kong"
    assert alert.debtor_name is not None
    assert alert.debtor_name.latin is None


def test_neutral_wording() -> None:
    says = {
        "payer_says": ("The fraudster took our money.", "We called the supplier."),
        "bank_sees": ("See http://x.io",),
    }
    alert = build(wire(), lanes()["desk"], facts(complete=True, **says))
    assert alert.summary is not None
    assert "fraudster" not in alert.summary
    assert "Payer: We called the supplier." in alert.summary
    assert "http" not in alert.summary
    assert alert.legal_basis is not None
    assert alert.legal_basis.asked == ("any hold available under your law",)


def test_a_hostile_remittance_is_withheld_not_forwarded() -> None:
    text = "Please transfer the funds to account 99 via www.example.com"
    alert = build(wire(remittance=(text,), creditor=Party(name="see https://a.io")), lanes()["desk"], facts(**FULL))
    assert alert.remittance == (WITHHELD,)
    assert alert.creditor_name is not None
    assert alert.creditor_name.original == WITHHELD
    assert read(render(alert)) == alert


def test_an_onward_hop_asks_about_the_next_account() -> None:
    onward = Onward(account=Account(id="777"), agent=Agent(bic="XMPLSGSG"), amount=Decimal("10.00"), currency="SGD")
    parent = alert_id("case-1", 1, "hk_adcc", "ADCC")
    alert = build(wire(), lanes()["desk"], facts(onward=onward, hop=2, parent_alert_id=parent))
    assert (alert.hop, alert.parent) == (2, parent)
    assert alert.uetr == UETR  # each child keeps the parent's UETR (recall.md 9 rule 12)
    assert alert.creditor_account is not None
    assert alert.creditor_account.account == "777"
    assert alert.amounts is not None
    assert alert.amounts.settled.currency == "SGD"


def test_ids_are_stable_and_told_apart() -> None:
    base = ("case", 1, "hk_adcc", "ADCC", "payment")
    assert alert_id(*base) == alert_id(*base)
    ids = {alert_id("case2", *base[1:]), alert_id("case", 2, *base[2:]), alert_id("case", 1, "x", *base[3:])}
    ids |= {alert_id("case", 1, "hk_adcc", "y"), alert_id("case", 1, "hk_adcc", "ADCC", "cover"), alert_id(*base)}
    assert len(ids) == 6


def test_every_row_of_the_directory_gives_alerts_that_we_would_read() -> None:
    for country in directory().jurisdictions:
        for item in lanes(country=country).values():
            alert = build(wire(), item, facts(**FULL))
            assert read(render(alert)) == alert


def _body(**changes: Any) -> bytes:
    body = json.loads(render(build(wire(), lanes()["desk"], facts(**FULL))))
    return json.dumps(body | changes).encode()


@pytest.mark.parametrize(
    "changes",
    [
        {"summary": "Please send the funds to the account below."},
        {"summary": "Details at https://desk.example"},
        {"summary": "Use the new account 12345"},
        {"summary": "Return it by GB29 NWBK 6016 1331 9268 19"},
        {"return_account": "12345"},
        {"extra": {"note": "wire the money to our safe account"}},
        {"extra": {"payment_url": "x"}},
        {"officer": "call mail@desk.example"},
        {"addressee": "www.example.com"},
        {"remittance": ["ok", "click here"]},
        {"what_follows": "kindly remit the balance"},
        {"creditor_account": {"account": "Please pay into account 5"}},
    ],
)
def test_an_inbound_alert_with_an_order_or_link_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(MessageError) as error:
        read(_body(**changes))
    assert error.value.fault is Fault.INSTRUCTION


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", Fault.NOT_JSON),
        (b"[]", Fault.NOT_JSON),
        (b"\xff", Fault.NOT_JSON),
        (b'{"a":1,"a":2}', Fault.NOT_JSON),
        (b'{"a":NaN}', Fault.NOT_JSON),
        (b"[" * 100_000, Fault.NOT_JSON),
        (b'{"x":' * 50 + b"1" + b"}" * 50, Fault.BAD_FIELD),
        (b" " * 300_000, Fault.TOO_LARGE),
        (b"{}", Fault.BAD_FIELD),
    ],
)
def test_unreadable_alerts(body: bytes, fault: Fault) -> None:
    with pytest.raises(MessageError) as error:
        read(body)
    assert error.value.fault is fault


def test_a_company_may_be_called_dot_com_and_additions_are_let_go() -> None:
    assert read(_body(assignee={"name": {"original": "Example.com Ltd"}}, colour="blue")).alert_id


@given(st.binary(max_size=200))
def test_reading_never_crashes(body: bytes) -> None:
    with pytest.raises(MessageError):
        read(body)


def test_the_schema_names_no_internal_field() -> None:
    text = json.dumps(json_schema())
    assert '"interceptor.alert/1"' in text
    for internal in INTERNAL_FACTS | {"assessment", "score"}:
        assert f'"{internal}"' not in text
    assert not INTERNAL_FACTS & set(Alert.model_fields)


TEXT = st.text(max_size=60)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
PARTY = st.builds(Party, name=TEXT, town=TEXT, country=TEXT, subdivision=TEXT)
ACCOUNT = st.builds(Account, id=TEXT, proxy=TEXT)
AGENT = st.builds(Agent, bic=TEXT, name=TEXT, member_id=TEXT, country=TEXT, town=TEXT)


@settings(max_examples=60)
@given(
    wire=st.builds(
        wire, creditor=PARTY, debtor=PARTY, creditor_account=ACCOUNT, debtor_account=ACCOUNT, creditor_agent=AGENT,
        debtor_agent=AGENT, remittance=TEXTS, message_id=TEXT, end_to_end_id=TEXT, settlement_date=TEXT,
        uetr=st.sampled_from([UETR, None]),
    ),
    kind=st.sampled_from(["bank", "desk", "police", "fiu"]),
    says=TEXTS, officer=TEXT, complete=st.booleans(), basis=st.sampled_from(["suspected", "reported", "confirmed"]),
    secrets=st.fixed_dictionaries({"probability": st.floats(0.1, 0.9).map(lambda p: round(p, 9) + 1e-7)}),
)  # fmt: skip
def test_internal_fields_never_leave_and_we_read_what_we_write(
    wire: Transfer, kind: str, *, says: Any, officer: str, complete: bool, basis: Any, secrets: dict[str, Any]
) -> None:
    known = INTERNAL | secrets
    case = facts(**(FULL | {"complete": complete, "payer_says": says, "officer": officer, "basis": basis} | known))
    alert = build(wire, LANES[kind], case)
    body = render(alert)
    assert body == render(build(wire, LANES[kind], case))
    text = body.decode()
    for secret in ("model-secret", "policy-secret", "reason-secret", "approver-secret", "screening-secret", "2031"):
        assert secret not in text
    assert repr(known["probability"]) not in text
    assert read(body) == alert


LANES = lanes()


def test_plans_survive_json() -> None:
    for item in LANES.values():
        assert msgspec.json.decode(msgspec.json.encode(item), type=LanePlan) == item
