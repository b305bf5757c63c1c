"""MT103: every field option, and what a message is when it is no payment."""

from decimal import Decimal

import pytest
from inbound_messages import MT103_TAGS, MT_BLOCK_3, UETR, mt103, with_tags

from interceptor.errors import Fault, MessageError
from interceptor.messages import decode
from interceptor.messages.mt_parties import country_in
from interceptor.transfers.transfer import Account, Agent, Charge, Party, Refusal, Skipped, Transfer


def one(text: str) -> Transfer:
    (item,) = decode(text.encode())
    assert isinstance(item, Transfer), item
    return item


def test_the_plain_message() -> None:
    assert one(mt103()) == Transfer(
        format="mt103",
        message_name="MT103",
        amount=Decimal("2300000.00"),
        currency="CAD",
        settlement_date="2026-03-02",
        charge_bearer="SHAR",
        message_id="INSTR1",
        instruction_id="INSTR1",
        uetr=UETR,
        instructing_agent=Agent(bic="XMPLCATTXXX"),
        instructed_agent=Agent(bic="NRTHUS33XXX"),
        debtor=Party(
            name="HARBOUR AND FINCH LAW CORPORATION",
            name_alternative="HARBOUR AND FINCH LAW CORPORATION VANCOUVER, CANADA",
            country="CA",
            address=("VANCOUVER, CANADA",),
        ),
        debtor_account=Account(id="000118-4420118"),
        debtor_agent=Agent(bic="XMPLCATTXXX"),
        creditor=Party(name="CEDAR TIMBER TRADING LIMITED"),
        creditor_account=Account(id="999118204838"),
        creditor_agent=Agent(bic="STHNHKHHXXX"),
        warnings=("country_from_text",),
    )


def test_received_message() -> None:
    text = mt103().replace("{2:I103NRTHUS33XXXXN}", "{2:O1031412260302NRTHUS33AXXX12345678902603021413N}")
    found = one(text)
    assert (found.instructing_agent, found.instructed_agent) == (Agent(bic="NRTHUS33XXX"), Agent(bic="XMPLCATTXXX"))
    assert found.created_at == "2026-03-02T14:12:00"


@pytest.mark.parametrize(
    ("value", "agent"),
    [
        ({"F57A": "STHNHKHH"}, Agent(bic="STHNHKHH")),
        ({"F57A": "/12345\nSTHNHKHHXXX"}, Agent(bic="STHNHKHHXXX", account="12345")),
        ({"F57A": "/C/12345\nSTHNHKHHXXX"}, Agent(bic="STHNHKHHXXX", account="12345")),
        ({"F57A": "//FW026099999\nNRTHUS33"}, Agent(bic="NRTHUS33", clearing_system="USABA", member_id="026099999")),
        ({"F57B": "/12345\nKOWLOON"}, Agent(town="KOWLOON", account="12345")),
        ({"F57C": "//SC209999"}, Agent(clearing_system="GBDSC", member_id="209999")),
        ({"F57C": "//SW09999"}, Agent(clearing_system="CHBCC", member_id="09999")),
        ({"F57C": "//SW099999"}, Agent(clearing_system="CHSIC", member_id="099999")),
        ({"F57C": "//CH123456"}, Agent(clearing_system="CHIPS", member_id="123456")),
        (
            {"F57D": "//IN SBIN0009999\nSOUTHERN BANK\nMUMBAI"},
            Agent(clearing_system="INFSC", member_id="SBIN0009999", name="SOUTHERN BANK", address=("MUMBAI",)),
        ),
        ({"F57D": "//RT\nSOUTHERN BANK"}, Agent(name="SOUTHERN BANK")),
        ({"F57D": "//FW\nSOUTHERN BANK"}, Agent(name="SOUTHERN BANK")),
        ({"F57A": ""}, Agent(bic="NRTHUS33XXX")),  # the receiver is the creditor's bank
    ],
)
def test_creditor_agent(value: dict[str, str], agent: Agent) -> None:
    assert one(with_tags(**value)).creditor_agent == agent


def test_an_unknown_clearing_code_is_kept_and_noted() -> None:
    found = one(with_tags(F57C="//XX123"))
    assert found.creditor_agent == Agent(member_id="XX123")
    assert "unknown_clearing_code" in found.warnings


@pytest.mark.parametrize(
    ("value", "party", "account"),
    [
        ({"F59": "/1\nCEDAR"}, Party(name="CEDAR"), Account(id="1")),
        ({"F59": "CEDAR"}, Party(name="CEDAR"), None),
        ({"F59": "/DE89370400440532013000\nX"}, Party(name="X"), Account(id="DE89370400440532013000", iban=True)),
        ({"F59A": "/1\nCEDRHKHH"}, Party(bic="CEDRHKHH"), Account(id="1")),
        (
            {"F59F": "/1\n1/CEDAR TIMBER\n1/TRADING LTD\n2/ROAD 9\n3/HK/HONG KONG"},
            Party(name="CEDAR TIMBER TRADING LTD", street="ROAD 9", country="HK", town="HONG KONG"),
            Account(id="1"),
        ),
        ({"F59F": "/1\n1/CEDAR\n3/HK"}, Party(name="CEDAR", country="HK"), Account(id="1")),
        (
            {"F59": "/1\nGUANGZHOU CEDAR TIMBER (PVT) COMPANY\nLIMITED\nSHANGHAI CHINA"},
            Party(
                name="GUANGZHOU CEDAR TIMBER (PVT) COMPANY",
                name_alternative="GUANGZHOU CEDAR TIMBER (PVT) COMPANYLIMITED",
                address=("LIMITED", "SHANGHAI CHINA"),
                country="CN",
            ),
            Account(id="1"),
        ),
    ],
)
def test_creditor(value: dict[str, str], party: Party, account: Account | None) -> None:
    found = one(with_tags(**value))
    assert (found.creditor, found.creditor_account) == (party, account)


@pytest.mark.parametrize(
    ("value", "party", "account"),
    [
        ({"F50A": "/1\nHRBRCATT"}, Party(bic="HRBRCATT"), Account(id="1")),
        (
            {"F50F": "/1\n1/A SMITH\n2/ROAD\n3/CA/VANCOUVER\n4/19700101\n5/CA/VANCOUVER\n7/CA/77"},
            Party(
                name="A SMITH",
                street="ROAD",
                country="CA",
                town="VANCOUVER",
                private=True,
                identifiers=("CA/77",),
            ),
            Account(id="1"),
        ),
        (
            {"F50F": "NIDN/CA/77\n1/A SMITH\n3/CA"},
            Party(name="A SMITH", country="CA", private=True, identifiers=("NIDN/CA/77",)),
            None,
        ),
        ({"F50F": "TXID/CA/77\n1/A"}, Party(name="A", identifiers=("TXID/CA/77",)), None),
    ],
)
def test_debtor(value: dict[str, str], party: Party, account: Account | None) -> None:
    found = one(with_tags(**value))
    assert (found.debtor, found.debtor_account) == (party, account)


def test_a_double_slash_ends_a_reference_in_field_70() -> None:
    found = one(with_tags(F70="/ROC/E2E-00000741//INV 16250 16251"))
    assert found.end_to_end_id == "E2E-00000741"
    found = one(with_tags(F70="/INV/AB/SDF-96//1234-234///ROC/98IU87"))
    assert found.documents == ("AB/SDF-96", "1234-234")
    assert found.end_to_end_id == "98IU87"


def test_remittance_and_its_code_words() -> None:
    found = one(with_tags(F70="/INV/118\n/RFB/R2 /ROC/E2E\nBALANCE /ULTB/CEDAR HOLDINGS"))
    assert found.remittance == ("/INV/118 /RFB/R2 /ROC/E2E BALANCE /ULTB/CEDAR HOLDINGS",)
    assert (found.documents, found.references, found.end_to_end_id) == (("118",), ("R2",), "E2E")
    assert found.ultimate_creditor == Party(name="CEDAR HOLDINGS")


def test_notes_between_banks() -> None:
    found = one(with_tags(F72="/INS/WSTNGB2L\n/INS/WESTERN BANK\n//LONDON\n/ACC/PHONE FIRST\n/INTA/NRTHUS33\nFREE"))
    assert found.previous_agents == (Agent(bic="WSTNGB2L"), Agent(name="WESTERN BANK LONDON"))
    assert found.intermediaries == (Agent(bic="NRTHUS33"),)
    assert "/ACC/PHONE FIRST" in found.instructions
    assert found.instructions[-1] == "FREE"


def test_times_instructions_charges_and_amounts() -> None:
    tags = MT103_TAGS + (
        ":13C:/CLSTIME/1600+0100\n:13C:/TILTIME/1530+0000\n:13C:/SNDTIME/0900+0000\n:23E:SDVA\n:23E:INTC\n:23E:PHOB/123\n"
        ":33B:USD1700000,\n:36:1,3529\n:56A:NRTHUS33\n:71F:CAD12,5\n:71F:CAD0,\n:71G:CAD3,\n"
        ":77B:/BENEFRES/HK//X\n/ORDERRES/CA\n:26T:K90"
    )
    found = one(mt103(tags, block3="{3:{111:001}{103:TGT}}"))
    assert found.settle_by == "16:00:00+01:00"
    assert (found.service_levels, found.category_purpose, found.instructions) == (
        ("G001", "SDVA"),
        "INTC",
        ("PHOB/123",),
    )
    assert (found.instructed_currency, found.instructed_amount) == ("USD", Decimal(1700000))
    assert found.exchange_rate == Decimal("1.3529")
    assert found.charges == (Charge(Decimal("12.5"), "CAD"), Charge(Decimal(3), "CAD"))
    assert (found.creditor.residence, found.debtor.residence) == ("HK", "CA")
    assert found.intermediaries == (Agent(bic="NRTHUS33"),)
    assert (found.settlement_method, found.clearing_system) == ("CLRG", "TGT")
    assert (found.purpose, found.uetr) == ("K90", None)


def test_remit_text_is_remittance() -> None:
    found = one(mt103(MT103_TAGS + ":77T:/NARR/LONG\n{TEXT} -} END"))
    assert found.remittance == ("/NARR/LONG {TEXT} -} END",)


@pytest.mark.parametrize(
    ("tags", "method"),
    [(":53A:CORRUS33", "COVE"), (":53A:XMPLCATTXXX", None), (":53B:/123", None), (":54A:CORRUS33", "COVE")],
)
def test_settlement_method(tags: str, method: str | None) -> None:
    found = one(mt103(MT103_TAGS + tags))
    assert found.settlement_method == method
    assert len(found.reimbursement_agents) == 1


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("CAD1234,", "1234"),
        ("CAD1234,5", "1234.5"),
        ("JPY1234,", "1234"),
        ("BHD1,234", "1.234"),
        ("CAD0001,00", "1.00"),
    ],
)
def test_amounts(value: str, amount: str) -> None:
    found = one(with_tags(F32A="260302" + value))
    assert str(found.amount) == str(Decimal(amount))
    assert "amount_decimals" not in found.warnings


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("260302CAD1234.00", "bad_amount"),
        ("260302CAD1234", "bad_amount"),
        ("260302CAD,", "bad_amount"),
        ("260302CAD0,", "bad_amount"),
        ("260302CAD-1,", "bad_amount"),
        ("260302CAD" + "9" * 40 + ",", "bad_amount"),
        ("260302QQQ1,", "bad_currency"),
        ("CAD1,", "bad_field"),
        ("", "missing_field"),
    ],
)
def test_bad_amounts_are_refused(value: str, fault: str) -> None:
    (item,) = decode(with_tags(F32A=value).encode())
    assert item == Refusal(fault, item.detail if isinstance(item, Refusal) else "", 0)


@pytest.mark.parametrize(
    ("changes", "block3", "warning"),
    [
        ({"F32A": "260302JPY1,5"}, MT_BLOCK_3, "amount_decimals"),
        ({"F32A": "260230CAD1,"}, MT_BLOCK_3, "bad_date"),
        ({"F33B": "CAD1.5"}, MT_BLOCK_3, "bad_instructed_amount"),
        ({"F36": "1.5"}, MT_BLOCK_3, "bad_rate"),
        ({"F57A": "STHN"}, MT_BLOCK_3, "bad_bic"),
        ({"F59F": "/1\n1/A\n3/HKG/X"}, MT_BLOCK_3, "bad_country"),
        ({"F59F": "/1\nA"}, MT_BLOCK_3, "unnumbered_line"),
        ({"F59": "/1"}, MT_BLOCK_3, "no_creditor"),
        ({}, "{3:{121:no}}", "bad_uetr"),
        ({"F70": "x" * 3_000}, MT_BLOCK_3, "truncated"),
    ],
)
def test_what_is_read_around_is_noted(changes: dict[str, str], block3: str, warning: str) -> None:
    assert warning in one(with_tags(**changes).replace(MT_BLOCK_3, block3)).warnings


@pytest.mark.parametrize("side", ["F50K", "F59"])
def test_a_side_that_is_absent_is_refused(side: str) -> None:
    (item,) = decode(with_tags(**{side: ""}).encode())
    assert isinstance(item, Refusal)
    assert item.fault == Fault.MISSING_FIELD.code


@pytest.mark.parametrize(("code", "what"), [("RETN", "return"), ("REJT", "reject")])
def test_a_return_is_no_payment(code: str, what: str) -> None:
    text = with_tags(F72=f"/{code}/99\n/AC01/\n/MREF/ORIGINAL1\n/TEXT/CLOSED")
    assert decode(text.encode()) == [Skipped(what, 0, UETR, "ORIGINAL1")]


@pytest.mark.parametrize(
    ("line", "country"),
    [
        ("SRI LANKA", "LK"),
        ("Lagos, Nigeria", "NG"),
        ("MADRID SPAIN", "ES"),
        ("HONG KONG", "HK"),
        ("NEW JERSEY", None),
        ("ATLANTA GEORGIA", None),
        ("GEORGIA", "GE"),
        ("U.S.A.", "US"),
        ("28014 MADRID", None),
        ("", None),
    ],
)
def test_country_in_free_text(line: str, country: str | None) -> None:
    assert country_in(line) == country


ACK = "{1:F21XMPLCATTAXXX0000000000}{4:{177:2603021413}{451:0}}"


def test_an_acknowledgement_belongs_to_the_message_behind_it() -> None:
    items = decode((ACK + mt103() + "$" + ACK.replace("451:0", "451:1") + mt103() + ACK).encode())
    assert [type(item) for item in items] == [Transfer, Transfer, Skipped]
    assert [isinstance(i, Transfer) and "network_rejected" in i.warnings for i in items[:2]] == [False, True]
    assert items[2] == Skipped("service_message", 2)


@pytest.mark.parametrize("number", ["940", "199", "192", "104", "210"])
def test_other_types_are_skipped_by_name(number: str) -> None:
    (item,) = decode(mt103(number=number).encode())
    assert isinstance(item, Skipped)
    assert item.what == f"not_a_payment:MT{number}"


@pytest.mark.parametrize("number", ["101", "102", "200"])
def test_an_order_that_is_not_read_is_never_passed_over(number: str) -> None:
    with pytest.raises(MessageError) as caught:
        decode(mt103(number=number).encode())
    assert caught.value.fault is Fault.UNKNOWN_FORMAT


def test_bad_messages_among_good_ones() -> None:
    items = decode("$".join([mt103(), mt103(number="101"), with_tags(F32A="x"), mt103()]).encode())
    assert [type(item) for item in items] == [Transfer, Refusal, Refusal, Transfer]
    assert [item.index for item in items if isinstance(item, Refusal)] == [1, 2]


def test_a_bare_block_4() -> None:
    found = one(MT103_TAGS)
    assert (found.format, found.instructing_agent) == ("mt103", None)


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig", "iso-8859-1"])
def test_encodings(codec: str) -> None:
    found = decode(mt103().replace("CEDAR", "ZÉDER").encode(codec))[0]
    assert isinstance(found, Transfer)
    assert found.creditor.name == "ZÉDER TIMBER TRADING LIMITED"
    assert ("not_utf8" in found.warnings) == (codec == "iso-8859-1")
