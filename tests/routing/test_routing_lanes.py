"""Which lanes a wire gets, and why; the cases of research/recall.md section 9 and DESIGN 6."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interceptor.routing.directory import directory
from interceptor.routing.lanes import chosen, plan
from interceptor.routing.plan import LanePlan, LocalSettings, Rail, RouteRequest
from interceptor.routing.table import table, topic

NOW = datetime(2025, 6, 18, 20, 0, tzinfo=UTC)
COUNTRIES = sorted(directory().jurisdictions)
SWIFT = Rail(format="pacs.008", uetr=True)


def request(payer: str, receiver: str | None, **fields: Any) -> RouteRequest:
    values: dict[str, Any] = {
        "payer_country": payer,
        "countries": ((receiver, "agent_bic"),) if receiver else (),
        "amount": Decimal("250000.00"),
        "currency": "USD",
        "rail": SWIFT,
        "sent_at": NOW - timedelta(hours=5),
        "now": NOW,
    }
    return RouteRequest(**(values | fields))


def used(payer: str, receiver: str | None, **fields: Any) -> dict[str, LanePlan]:
    return {item.lane: item for item in chosen(plan(request(payer, receiver, **fields)))}


def considered(payer: str, receiver: str | None, **fields: Any) -> dict[str, LanePlan]:
    return {item.lane: item for item in plan(request(payer, receiver, **fields))}


VANCOUVER: dict[str, Any] = {"amount": Decimal("2300000.00"), "currency": "CAD"}


def test_vancouver_to_hong_kong_suspected() -> None:
    lanes = used("CA", "HK", **VANCOUVER)
    assert set(lanes) == {"hk_adcc", "camt056_bilateral"}
    desk = lanes["hk_adcc"]
    assert (desk.kind, desk.country, desk.via, desk.rank) == ("desk", "HK", "frontier_plus", 1)
    assert "ADCC" in desk.addressee
    assert "CA-HK" in desk.why
    assert desk.waits_for == ()
    assert not desk.must_sign
    assert topic(desk) == "recalls.alerts.hk"
    assert desk.clock.chase_at_local == "2025-06-19T08:00:00+08:00 Asia/Hong_Kong"
    rest = considered("CA", "HK", **VANCOUVER)
    for lane in ("interpol_igrip", "egmont_fiu_request"):
        assert not rest[lane].chosen
        assert "Suspected" in rest[lane].why


def test_vancouver_to_hong_kong_reported() -> None:
    lanes = used("CA", "HK", **VANCOUVER, basis="reported")
    assert {item.kind for item in lanes.values()} == {"bank", "desk", "police", "fiu"}
    police = lanes["interpol_igrip"]
    assert police.country == "CA"
    assert "Canadian Anti-Fraud Centre" in police.addressee
    assert "sub-bureau in Hong Kong" in police.why
    assert police.waits_for == ("police_report",)
    assert topic(police) == "recalls.alerts.ca"
    fiu = lanes["egmont_fiu_request"]
    assert (fiu.country, fiu.addressee) == ("CA", "FINTRAC")
    assert fiu.must_sign
    with_report = used("CA", "HK", **VANCOUVER, basis="confirmed", police_report=True)
    assert with_report["interpol_igrip"].waits_for == ()


def test_frontier_needs_both_ends() -> None:
    assert used("US", "HK")["hk_adcc"].via is None
    assert used("US", "HK")["hk_adcc"].rank == 3
    for member in ("AU", "ID", "KR", "MO", "MV", "MY", "SG", "TH"):
        desks = [item for item in used("CA", member).values() if item.kind == "desk"]
        assert [item.via for item in desks] == ["frontier_plus"]


def test_taiwan_never_through_beijing() -> None:
    lanes = used("CA", "TW", basis="confirmed", police_report=True)
    assert set(lanes) == {"tw_165", "camt056_bilateral", "payer_police", "egmont_fiu_request"}
    assert lanes["tw_165"].must_sign
    assert "liaison" in lanes["payer_police"].why
    igrip = considered("CA", "TW", basis="confirmed")["interpol_igrip"]
    assert not igrip.chosen
    assert "Beijing" in igrip.why


@pytest.mark.parametrize(("country", "words"), [("MO", "sub-bureau in Macao"), ("XK", "UNMIK"), ("GI", "sub-bureau")])
def test_ncb_routes(country: str, words: str) -> None:
    assert words in used("CA", country, basis="reported")["interpol_igrip"].why


@pytest.mark.parametrize("country", ["KP", "TV"])
def test_no_ncb(country: str) -> None:
    lanes = used("CA", country, basis="reported")
    assert "interpol_igrip" not in lanes
    assert "payer_police" in lanes


def test_north_korea_gets_nothing_without_a_person() -> None:
    lanes = used("CA", "KP", basis="reported")
    assert "jurisdiction_desk" not in lanes
    assert all(item.must_sign for item in lanes.values())


def test_sepa_recall_is_one_shot() -> None:
    euro: dict[str, Any] = {"currency": "EUR", "rail": Rail(format="pacs.008", service_levels=("SEPA",))}
    lane = used("DE", "ES", **euro)["sct_recall"]
    assert lane.clock.latest_start == NOW - timedelta(hours=5) + timedelta(days=393)
    # 15 banking days on the TARGET calendar from 18 June 2025: the end of 9 July in Madrid.
    assert lane.clock.chase_at == datetime(2025, 7, 9, 22, 0, tzinfo=UTC)
    inst = Rail(format="pacs.008", service_levels=("SEPA",), local_instrument="INST")
    assert "sct_inst_recall" in used("DE", "ES", currency="EUR", rail=inst)
    by_customer = LocalSettings(sepa_reason="CUST")
    assert "sct_rfro" in used("DE", "ES", **euro, settings=by_customer)
    assert "sct_recall" in used("DE", "ES", currency="EUR", rail=Rail())
    late = used("DE", "ES", **euro, sent_at=NOW - timedelta(days=400))
    assert "camt056_bilateral" in late
    assert late["camt056_bilateral"].must_sign  # a draft by age


@pytest.mark.parametrize(
    ("payer", "receiver", "currency", "rail"),
    [
        ("DE", "ES", "EUR", Rail(format="pacs.008", clearing_system="TGT")),
        ("DE", "ES", "EUR", Rail(format="pacs.008", settlement_method="INGA", uetr=True)),
        ("DE", "ES", "EUR", Rail(format="mt103", uetr=True)),
        ("DE", "ES", "USD", Rail(format="pacs.008")),
        ("DE", "US", "EUR", Rail(format="pacs.008")),
        ("DK", "GL", "EUR", Rail(format="pacs.008")),
    ],
)
def test_what_is_no_sepa_transfer(payer: str, receiver: str, currency: str, rail: Rail) -> None:
    assert not {"sct_recall", "sct_rfro", "sct_inst_recall"} & set(used(payer, receiver, currency=currency, rail=rail))


@pytest.mark.parametrize(
    ("rail", "fields", "lane"),
    [
        (Rail(format="pacs.008", uetr=True), {}, "camt056_bilateral"),
        (Rail(format="mt103", uetr=True), {}, "mt192"),
        (Rail(format="mt103", uetr=True), {"settings": LocalSettings(recall_format="iso")}, "camt056_bilateral"),
        (Rail(format="pacs.008", uetr=True), {"settings": LocalSettings(recall_format="mt")}, "mt192"),
        (Rail(format="pacs.008", uetr=False), {}, "mt192"),
        (Rail(), {}, "camt056_bilateral"),
        (
            Rail(format="pacs.008", uetr=True),
            {"settings": LocalSettings(stop_and_recall_from=date(2025, 6, 18))},
            "swift_stop_and_recall",
        ),
        (Rail(format="mt103", uetr=True), {"now": datetime(2027, 11, 1, tzinfo=UTC)}, "swift_stop_and_recall"),
        (Rail(format="mt103", uetr=False), {"now": datetime(2027, 11, 1, tzinfo=UTC)}, "mt192"),
    ],
)
def test_swift_instruments_switch_by_format_and_date(rail: Rail, fields: dict[str, Any], lane: str) -> None:
    assert [item.lane for item in used("CA", "HK", rail=rail, **fields).values() if item.kind == "bank"] == [lane]


@pytest.mark.parametrize(
    ("receiver", "currency", "rail", "lane"),
    [
        ("US", "USD", Rail(clearing_system="FDW"), "fedwire_return_request"),
        ("US", "USD", Rail(), "fedwire_return_request"),
        ("PR", "USD", Rail(), "fedwire_return_request"),
        ("US", "USD", Rail(clearing_system="FDN"), "fednow_return_request"),
        ("US", "USD", Rail(format="mt103", uetr=True), "mt192"),
    ],
)
def test_us_rails(receiver: str, currency: str, rail: Rail, lane: str) -> None:
    assert lane in used("US", receiver, currency=currency, rail=rail)


def test_chaps_is_unconfirmed_so_only_the_minimum_goes() -> None:
    lane = used("GB", "GB", currency="GBP", rail=Rail(clearing_system="CHAPS"))["chaps_recall"]
    assert lane.minimum_text
    assert not lane.must_sign
    assert lane.confidence == "unconfirmed"


def test_a_cover_is_a_second_leg() -> None:
    rail = Rail(format="pacs.008", uetr=True, settlement_method="COVE", receiving_agent="NRTHHKHH")
    banks = [item for item in chosen(plan(request("CA", "HK", rail=rail))) if item.kind == "bank"]
    assert [(item.leg, item.addressee) for item in banks] == [
        ("cover", "reimbursement agents"),
        ("payment", "NRTHHKHH"),
    ]


def test_us_gates_are_a_matter_of_priority_only() -> None:
    small = used("US", "HK", basis="reported", amount=Decimal(20_000))["us_ic3_rat_ffkc"]
    assert small.priority == "high"
    assert "below_threshold" in small.flags
    large = used("US", "HK", basis="reported")["us_ic3_rat_ffkc"]
    assert large.priority == "urgent"
    assert large.clock.latest_start == NOW + timedelta(hours=67)
    late = used("US", "HK", basis="reported", sent_at=NOW - timedelta(days=5))["us_ic3_rat_ffkc"]
    assert "after_latest_start" in late.flags
    assert late.priority == "normal"
    unknown = used("US", "HK", basis="reported", currency="CHF", amount=Decimal(1))["us_ic3_rat_ffkc"]
    assert unknown.priority == "urgent"  # unknown is not below
    dollars = used("US", "HK", basis="reported", currency="CHF", amount_usd=Decimal(1))["us_ic3_rat_ffkc"]
    assert dollars.priority == "high"


def test_gbp_and_jpy_floors() -> None:
    assert "below_threshold" in used("CA", "GB", currency="GBP", amount=Decimal(999))["jurisdiction_desk"].flags
    assert "below_threshold" not in used("CA", "GB", currency="CAD", amount=Decimal(999))["jurisdiction_desk"].flags
    assert "below_threshold" in used("CA", "JP", currency="JPY", amount=Decimal(999))["jurisdiction_desk"].flags


def test_secret_service_is_a_canadian_referral() -> None:
    assert "us_secret_service" in used("CA", "US", basis="reported")
    assert "us_secret_service" not in used("DE", "US", basis="reported")


def test_domestic_money_needs_no_interpol() -> None:
    lanes = used("CA", "CA", basis="reported", currency="CAD")
    assert {"ca_cafc_nc3", "payer_police", "own_fiu_report"} <= set(lanes)
    assert not {"interpol_igrip", "egmont_fiu_request"} & set(lanes)
    assert lanes["ca_cafc_nc3"].via is None


@pytest.mark.parametrize("country", ["CN", "VN", "MM", "RU"])
def test_without_egmont_the_own_fiu_chooses_the_way(country: str) -> None:
    lanes = used("CA", country, basis="reported")
    assert "own_fiu_report" in lanes
    assert "egmont_fiu_request" not in lanes


def test_unknown_country_goes_to_a_person() -> None:
    lanes = used("CA", None)
    desk = lanes["jurisdiction_desk"]
    assert desk.must_sign
    assert topic(desk) == "recalls.alerts.zz"
    assert "jurisdiction_unknown" in desk.flags
    assert lanes["camt056_bilateral"].minimum_text


def test_disagreeing_countries_are_both_asked() -> None:
    pairs = (("LT", "iban"), ("HK", "agent_bic"), ("NG", "creditor_address"))
    plans = chosen(plan(request("CA", None, countries=pairs)))
    assert {item.country for item in plans if item.kind == "desk"} == {"LT", "HK"}
    assert all({"jurisdictions_disagree", "emi_account"} <= set(item.flags) for item in plans)


def test_human_review_and_unconfirmed_rows_are_signed() -> None:
    for country, row in directory().jurisdictions.items():
        if not (row.human_review or row.confidence == "unconfirmed"):
            continue
        for item in used("CA", country, basis="reported", police_report=True).values():
            if item.kind == "bank":
                assert item.minimum_text or item.must_sign
            else:
                assert item.must_sign
                assert item.sign_why


def test_sanctions_hold_back_the_bank_lane_too() -> None:
    assert used("CA", "IR")["camt056_bilateral"].must_sign
    assert used("CA", "MM")["camt056_bilateral"].must_sign
    assert not used("CA", "AE")["camt056_bilateral"].must_sign


def test_a_contract_dispute_never_reaches_police() -> None:
    lanes = used("CA", "HK", basis="confirmed", police_report=True, contract_dispute=True)
    assert {item.kind for item in lanes.values()} == {"bank"}
    assert all(item.must_sign for item in lanes.values())


def test_old_transfers_make_drafts() -> None:
    lanes = used("CA", "HK", basis="reported", sent_at=NOW - timedelta(days=31))
    assert all(item.must_sign for item in lanes.values())
    assert all("draft_age" in item.flags for item in lanes.values())


def test_closed_desks() -> None:
    assert "id_iasc" not in used("US", "ID")
    assert "id_iasc" in used("SG", "ID")
    assert "in_1930_cfcfrms" not in used("US", "IN")
    assert "in_1930_cfcfrms" in used("IN", "IN", currency="INR")


def test_powers_in_force_are_named() -> None:
    assert "gb_nca_daml" in used("CA", "GB")["jurisdiction_desk"].powers
    assert "gb_nca_daml" not in used("CA", "JE")["jurisdiction_desk"].powers
    assert "je_no_consent" in used("CA", "JE")["jurisdiction_desk"].powers
    before, after = datetime(2025, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    for now, there in ((before, False), (after, True)):
        desk = used("CA", "DE", now=now, sent_at=now)["jurisdiction_desk"]
        assert ("eu_amlr_suspension_2027" in desk.powers) is there
        assert not considered("CA", "DE", now=now, sent_at=now)["eu_amlr_suspension_2027"].chosen


def test_gulf_bank_chase_skips_friday_and_saturday() -> None:
    thursday = datetime(2025, 6, 19, 9, 0, tzinfo=UTC)
    lane = used("CA", "KW", now=thursday, sent_at=thursday)["camt056_bilateral"]
    assert lane.clock.chase_at_local == "2025-06-23T00:00:00+03:00 Asia/Kuwait"  # the end of Sunday


def test_the_table_for_people() -> None:
    plans = plan(request("CA", "HK", basis="reported"))
    rows = table(plans)
    assert len(rows) == len(plans)
    assert rows[0].used
    assert rows[0].latest_start == "as soon as possible"
    police = next(row for row in rows if row.lane == "interpol_igrip")
    assert police.pending == "waits for police report"
    assert all(row.why and row.source and row.confidence for row in rows)


@settings(max_examples=150)
@given(
    payer=st.sampled_from([*COUNTRIES, "ZZ", "AQ"]),
    pairs=st.lists(
        st.tuples(
            st.sampled_from([*COUNTRIES, "AQ"]),
            st.sampled_from(["iban", "agent_bic", "clearing_system", "creditor_address", "free_text"]),
        ),
        max_size=4,
    ).map(tuple),
    currency=st.sampled_from(["USD", "EUR", "GBP", "CAD", "JPY"]),
    rail=st.builds(
        Rail,
        format=st.sampled_from([None, "pacs.008", "mt103", "json"]),
        uetr=st.sampled_from([None, True, False]),
        settlement_method=st.sampled_from([None, "INDA", "COVE", "CLRG"]),
        clearing_system=st.sampled_from([None, "FDW", "FDN", "TGT", "CHAPS"]),
    ),
    basis=st.sampled_from(["suspected", "reported", "confirmed"]),
    age=st.integers(0, 500),
    dispute=st.booleans(),
)
def test_what_holds_for_every_wire(
    *, payer: str, pairs: Any, currency: str, rail: Rail, basis: Any, age: int, dispute: bool
) -> None:
    wire = request(
        payer, None, countries=pairs, currency=currency, rail=rail, basis=basis, contract_dispute=dispute,
        sent_at=NOW - timedelta(days=age),
    )  # fmt: skip
    plans = plan(wire)
    assert plans == plan(wire)
    banks = [item for item in plans if item.kind == "bank" and item.chosen and item.leg == "payment"]
    assert len(banks) == 1
    for item in plans:
        assert item.why.endswith(".")
        assert item.source
        assert item.clock.chase_at > NOW
        if item.chosen and item.kind in {"police", "fiu"}:
            assert basis != "suspected"
            assert not dispute
            assert item.country in {payer, "ZZ"}
        if item.chosen and item.kind == "desk":
            assert item.country in {country for country, _ in pairs} | {"ZZ"}
    keys = [(item.lane, item.country, item.addressee, item.leg) for item in chosen(plans)]
    assert len(keys) == len(set(keys))  # so that alert ids are told apart
