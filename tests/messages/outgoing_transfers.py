"""Transfers for the tests of outgoing messages: one plain, a varied series, and a hypothesis strategy."""

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import strategies as st

from interceptor.messages.recall import Recall, recall_of
from interceptor.transfers.transfer import Account, Agent, Party, Transfer

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
UETR = "3f1c7a52-6d0e-4b8f-9a41-c2e7d4b86f10"
NAMES = (
    "Cedar Timber Ltd",
    "Müller & Söhne GmbH <Export>",
    "深圳市雪松贸易有限公司",
    "ООО «Кедр»",
    "x" * 200,
    "Line\r\nbreak\tand \x00\x07\x1b bell",
    "\u202eDTL rebmiT radeC",
    ":20:FAKE\n-}{5:}",
    "  ",
    "\ud800 half a pair",
    "/UETR/00000000-0000-4000-8000-000000000000",
)
AMOUNTS = ("2300000.00", "0.01", "1", "123456789012345678", "1234567890123456789.12345", "99.12345", "5.00000")
DATES = ("2026-03-02", "2026-02-30", "", None, "20260302", "9999-12-31")
TIMES = (
    "2026-03-02T14:03:11.120Z",
    "2026-03-02T14:03:11",
    "2026-03-02T25:00:00",
    "now",
    None,
    "2026-03-02T14:03:11+14:30",
)
ACCOUNTS = (
    Account(id="GB29NWBK60161331926819", iban=True),
    Account(id="hk 123-456 789"),
    Account(id="not an iban", iban=True),
    Account(proxy="+85212345678"),
    Account(id="9" * 60),
    Account(id="١٢٣٤", name="n" * 99),
    None,
)
AGENTS = (
    Agent(bic="XMPLCATTXXX"),
    Agent(bic="NRTHHKHH", name="North Bank", lei="5299000000000000XX12"),
    Agent(clearing_system="USABA", member_id="021000021", name="South Bank"),
    Agent(clearing_system="a house of its own \x01", member_id="17"),
    Agent(bic="not a bic", name="Bank\nof Somewhere", town="Hong Kong", country="HK"),
)
FORMATS = (("pacs.008", "pacs.008.001.08"), ("mt103", "MT103"), ("pacs.009", "pacs.009.001.08"), ("json", "json"))


def varied(number: int) -> Transfer:
    """Transfer `number` of an endless series in which every list above turns at its own pace."""
    kind, name = FORMATS[number % len(FORMATS)]
    return Transfer(
        format=kind,
        message_name=name,
        amount=Decimal(AMOUNTS[number % len(AMOUNTS)]),
        currency=("CAD", "EUR", "JPY", "BHD")[number % 4],
        settlement_date=DATES[number % len(DATES)],
        message_id=(f"MSG{number}", None, "m" * 36, "A//B/")[number // 2 % 4],
        created_at=TIMES[number % len(TIMES)],
        instruction_id=(f"INSTR{number}", None, "i" * 80)[number % 3],
        end_to_end_id=(f"E2E{number}", None, "NOTPROVIDED", "e" * 36)[number % 4],
        transaction_id=f"TX{number}",
        uetr=f"{number:08x}-6d0e-4b8f-9a41-c2e7d4b86f10",
        clearing_reference=(None, "20260302MMQFMP31000001")[number % 2],
        settlement_method=(None, "INDA", "COVE", "CLRG")[number % 4],
        clearing_system=(None, "FDW", "TGT", "a proprietary one")[number % 4],
        service_levels=((), ("SEPA",), ("G001", "proprietary level"))[number % 3],
        local_instrument=(None, "INST")[number % 2],
        category_purpose=(None, "SUPP", "longer than four")[number % 3],
        instructing_agent=AGENTS[number % len(AGENTS)],
        instructed_agent=AGENTS[(number + 1) % len(AGENTS)],
        reimbursement_agents=(Agent(bic="RMBSUS33XXX"),),
        debtor=Party(name=NAMES[number % len(NAMES)], town="Vancouver", country="CA", residence="C\0"),
        debtor_account=ACCOUNTS[number % len(ACCOUNTS)],
        debtor_agent=AGENTS[(number + 2) % len(AGENTS)],
        ultimate_debtor=Party(bic="CORPCAVV", lei="bad"),
        creditor=Party(name=NAMES[(number * 3 + 1) % len(NAMES)], address=("bare line",), country="HK"),
        creditor_account=ACCOUNTS[(number + 3) % len(ACCOUNTS)],
        creditor_agent=AGENTS[(number + 3) % len(AGENTS)],
        remittance=(NAMES[(number + 5) % len(NAMES)], "INV 4711"),
    )


def vancouver(**changes: object) -> Transfer:
    fields: dict[str, object] = {
        "format": "pacs.008",
        "message_name": "pacs.008.001.08",
        "amount": Decimal("2300000.00"),
        "currency": "CAD",
        "settlement_date": "2026-03-02",
        "message_id": "BANK-2026-0001",
        "created_at": "2026-03-02T14:03:11-08:00",
        "instruction_id": "INSTR-0001",
        "end_to_end_id": "CLOSING-77",
        "uetr": UETR,
        "instructing_agent": Agent(bic="XMPLCATTXXX"),
        "instructed_agent": Agent(bic="NRTHHKHHXXX"),
        "debtor": Party(name="Fern & Alder LLP", town="Vancouver", country="CA"),
        "debtor_account": Account(id="001-2345678"),
        "creditor": Party(name="Harbour Light Trading Ltd"),
        "creditor_account": Account(id="123456789"),
        "creditor_agent": Agent(bic="SOUTHKHHXXX"),
    }
    return Transfer(**{**fields, **changes})  # type: ignore[arg-type]


def recall(transfer: Transfer | None = None, **changes: object) -> Recall:
    given_fields: dict[str, object] = {"alert_id": "alert-1", "case_id": "case-1", "created_at": NOW}
    return recall_of(transfer or vancouver(), **{**given_fields, **changes})  # type: ignore[arg-type]


text = st.text(max_size=200)
maybe = st.none() | text
bic = st.sampled_from(("XMPLCATTXXX", "NRTHHKHH", "xmplcatt", "")) | maybe
agents = st.sampled_from(AGENTS) | st.builds(
    Agent,
    bic=bic,
    clearing_system=maybe | st.just("USABA"),
    member_id=maybe,
    lei=maybe,
    name=maybe,
    country=maybe,
    town=maybe,
)
parties = st.builds(
    Party,
    name=maybe,
    country=maybe | st.just("HK"),
    residence=maybe,
    town=maybe,
    postcode=maybe,
    street=maybe,
    lei=maybe,
    bic=bic,
)
accounts = st.none() | st.builds(Account, id=maybe, iban=st.booleans(), name=maybe, proxy=maybe)
transfers = st.builds(
    Transfer,
    format=st.sampled_from(("pacs.008", "mt103", "pacs.009", "mt202", "json", "pain.001")),
    message_name=st.sampled_from(("pacs.008.001.08", "MT103", "MT202COV", "pain.001.001.09")) | text,
    amount=st.decimals(min_value="0.00001", max_value="9999999999999999999", places=5)
    | st.decimals(min_value=1, max_value=10**12, places=2),
    currency=st.sampled_from(("CAD", "EUR", "JPY", "BHD")),
    settlement_date=maybe | st.dates().map(str),
    message_id=maybe,
    created_at=maybe | st.datetimes().map(lambda when: when.isoformat()),
    instruction_id=maybe,
    end_to_end_id=maybe,
    transaction_id=text.filter(bool),
    uetr=st.uuids(version=4).map(str),
    clearing_reference=maybe,
    settlement_method=maybe | st.just("COVE"),
    clearing_system=maybe,
    service_levels=st.lists(text, max_size=3).map(tuple),
    local_instrument=maybe,
    category_purpose=maybe,
    instructing_agent=agents,
    instructed_agent=agents,
    debtor=parties,
    debtor_account=accounts,
    debtor_agent=agents,
    ultimate_debtor=st.none() | parties,
    creditor=parties,
    creditor_account=accounts,
    creditor_agent=agents,
    ultimate_creditor=st.none() | parties,
    remittance=st.lists(text, max_size=3).map(tuple),
)
