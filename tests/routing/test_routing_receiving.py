"""The order of DESIGN 5.6 and research/iso20022.md 4.2, with the registry's exceptions."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interceptor.routing.clearing import clearing_country, is_aba
from interceptor.routing.countries import COUNTRIES, PARENTS, named_in
from interceptor.routing.receiving import WEAK_RULES, bic_country, disagreement, held_by_emi, holders, receiving
from interceptor.transfers.transfer import Account, Agent, Party, Transfer

DE_IBAN = "DE89370400440532013000"
FR_IBAN = "FR1420041010050500013M02606"
GB_IBAN = "GB29NWBK60161331926819"
LT_IBAN = "LT121000011101001000"
XK_IBAN = "XK051212012345678906"


def transfer(**fields: Any) -> Transfer:
    """A transfer of which only the receiving side matters."""
    fields.setdefault("creditor", Party(name="Cedar Timber Ltd"))
    return Transfer(
        format="pacs.008",
        message_name="pacs.008.001.08",
        amount=Decimal("100.00"),
        currency="CAD",
        debtor=Party(name="Payer Ltd"),
        **fields,
    )


def account(number: str) -> Account:
    return Account(id=number)


def test_every_rule_in_its_order() -> None:
    full = transfer(
        creditor_account=account(DE_IBAN),
        creditor_agent=Agent(bic="XMPLHKHHXXX", clearing_system="CNAPS", member_id="1", country="SG"),
        creditor=Party(name="x", country="TH", residence="NG"),
    )
    assert receiving(full) == (
        ("DE", "iban"),
        ("HK", "agent_bic"),
        ("CN", "clearing_system"),
        ("SG", "agent_address"),
        ("TH", "creditor_address"),
        ("NG", "creditor_residence"),
    )
    assert holders(receiving(full)) == ("DE", "HK", "CN", "SG")


@pytest.mark.parametrize(
    ("iban", "country"),
    [
        (DE_IBAN, "DE"),
        (DE_IBAN.lower(), "DE"),
        ("DE89 3704 0044 0532 0130 00", "DE"),
        (XK_IBAN, "XK"),
        (GB_IBAN, "GB"),
        (FR_IBAN, "FR"),
        (LT_IBAN, "LT"),
    ],
)
def test_an_iban_counts_in_any_spelling(iban: str, country: str) -> None:
    assert receiving(transfer(creditor_account=account(iban))) == ((country, "iban"),)


@pytest.mark.parametrize("number", ["DE89370400440532013001", "DE8937040044053201300", "ZZ89370400440532013000", "123"])
def test_what_fails_the_iban_check_is_no_evidence(number: str) -> None:
    pairs = receiving(transfer(creditor_account=Account(id=number, iban=True), creditor_agent=Agent(bic="XMPLPLPW")))
    assert pairs == (("PL", "agent_bic"),)


@pytest.mark.parametrize(
    ("bic", "country"),
    [
        ("XMPLHKHH", "HK"), ("XMPLXKPR", "XK"), ("XMPLGGSP", "GG"), ("XMPLJESH", "JE"), ("XMPLIMDD", "IM"),
        ("XMPLTWTPXXX", "TW"), ("XMPLZZ22", None), ("XMPLHK", None), ("", None), (None, None), ("XMPLEU22XXX", None),
    ],
)  # fmt: skip
def test_bic_country(bic: str | None, country: str | None) -> None:
    assert bic_country(bic) == country


@pytest.mark.parametrize(
    ("code", "country"),
    [
        ("USABA", "US"), ("GBDSC", "GB"), ("CNAPS", "CN"), ("HKNCC", "HK"), ("INFSC", "IN"), ("AUBSB", "AU"),
        ("CACPA", "CA"), ("CHBCC", "CH"), ("CHSIC", "CH"), ("ZANCC", "ZA"), ("JPZGN", "JP"), ("SGIBG", "SG"),
        ("DEBLZ", "DE"), ("ATBLZ", "AT"), ("ESNCC", "ES"), ("ITNCC", "IT"), ("IENCC", "IE"), ("PTNCC", "PT"),
        ("PLKNR", "PL"), ("GRBIC", "GR"), ("RUCBC", "RU"), ("NZNCC", "NZ"), ("SESBA", "SE"), ("TWNCC", "TW"),
        ("US", "US"), ("za", "ZA"), (" hk ", "HK"), ("GB-SORTCODE", "GB"), ("NCC/SG", "SG"), ("ABA_US", "US"),
        ("USABA021000021", "US"), ("MYXYZ", "MY"),
    ],
)  # fmt: skip
def test_clearing_systems(code: str, country: str) -> None:
    found = clearing_country(code)
    assert found is not None
    assert (found.country, found.weak) == (country, False)
    pairs = receiving(transfer(creditor_agent=Agent(clearing_system=code, member_id="123")))
    assert pairs == ((country, "clearing_system"),)


@pytest.mark.parametrize("code", ["CNCIP", "USPID"])
def test_world_wide_participants_rank_below_addresses(code: str) -> None:
    agent = Agent(clearing_system=code, member_id="0123")
    weak = (code[:2], "clearing_system_weak")
    assert receiving(transfer(creditor_agent=agent)) == (weak,)
    placed = transfer(creditor_agent=agent, creditor=Party(country="MY"))
    assert receiving(placed) == (("MY", "creditor_address"), weak)
    assert not disagreement(receiving(placed))


@pytest.mark.parametrize("code", ["", "BANK", "999", "ABCDEFG", "TARGET2", "ZZZZZ"])
def test_unknown_clearing_systems_say_nothing(code: str) -> None:
    assert clearing_country(code) is None


def test_a_routing_number_without_its_code() -> None:
    assert is_aba("021000021")
    assert not is_aba("021000022")
    assert not is_aba("000000000")
    assert receiving(transfer(creditor_agent=Agent(member_id="021000021"))) == (("US", "clearing_system_weak"),)
    assert receiving(transfer(creditor_agent=Agent(member_id="USABA021000021"))) == (("US", "clearing_system"),)


@pytest.mark.parametrize(
    ("iban", "bic", "first"),
    [(GB_IBAN, "XMPLJESH", "JE"), (GB_IBAN, "XMPLGGSP", "GG"), (GB_IBAN, "XMPLIMDD", "IM"), (FR_IBAN, "XMPLRERX", "RE"),
     (FR_IBAN, "XMPLPFTP", "PF"), (FR_IBAN, "XMPLGPGX", "GP")],
)  # fmt: skip
def test_a_territory_behind_its_parents_iban(iban: str, bic: str, first: str) -> None:
    pairs = receiving(transfer(creditor_account=account(iban), creditor_agent=Agent(bic=bic)))
    assert pairs == ((first, "agent_bic"), (iban[:2], "iban"))
    assert not disagreement(pairs)
    assert holders(pairs) == (first,)


def test_us_territories_use_the_us_row() -> None:
    pairs = receiving(transfer(creditor_agent=Agent(clearing_system="USABA", member_id="021502011", country="PR")))
    assert pairs[0] == ("US", "clearing_system")
    assert not disagreement(pairs)


def test_hong_kong_and_macao_are_not_china() -> None:
    for own in ("HK", "MO", "TW"):
        assert own not in PARENTS
        assert disagreement(((own, "agent_bic"), ("CN", "agent_address")))


def test_an_emoney_account_run_from_abroad_is_flagged() -> None:
    pairs = receiving(transfer(creditor_account=account(LT_IBAN), creditor_agent=Agent(bic="XMPLGB2L")))
    assert pairs[0] == ("LT", "iban")
    assert held_by_emi(pairs)
    assert disagreement(pairs)
    assert holders(pairs) == ("LT", "GB")
    assert not held_by_emi((("DE", "iban"),))
    assert not held_by_emi((("LT", "agent_bic"),))


@pytest.mark.parametrize(
    ("line", "country"),
    [
        ("SRI LANKA", "LK"), ("COLOMBO, SRI LANKA", "LK"), ("SHENZHEN CHINA", "CN"), ("KOWLOON HONG KONG", "HK"),
        ("ATLANTA GEORGIA", None), ("GEORGIA", "GE"), ("NEWARK NEW JERSEY", None), ("TAIPEI TAIWAN R.O.C.", "TW"),
        ("EQUATORIAL GUINEA", "GQ"), ("12 MAIN STREET", None), ("", None), ("SEOUL, KOREA", "KR"), ("CONGO", None),
        ("Québec", None), ("U.K.", "GB"), ("LONDON UK.", "GB"), ("BEIJING P.R. CHINA", "CN"),
        ("MADRID SPAIN 28010", "ES"), ("TOKYO JAPAN 100-0001", "JP"), ("LONDON EC1A 1BB", None),
    ],
)  # fmt: skip
def test_free_text_names(line: str, country: str | None) -> None:
    assert named_in(line) == country


def test_free_text_never_above_a_bic() -> None:
    creditor = Party(name="x", address=("12 GALLE ROAD", "SRI LANKA"))
    assert receiving(transfer(creditor=creditor)) == (("LK", "free_text"),)
    assert receiving(transfer(creditor=creditor, creditor_agent=Agent(bic="XMPLSGSG")))[0] == ("SG", "agent_bic")
    direct = transfer(creditor=creditor, instructed_agent=Agent(bic="XMPLINBB"))
    assert receiving(direct) == (("IN", "instructed_agent"), ("LK", "free_text"))
    via = transfer(creditor=creditor, instructed_agent=Agent(bic="XMPLUS33"), creditor_agent=Agent(name="A BANK"))
    assert receiving(via) == (("LK", "free_text"),)


def test_an_iban_with_wrong_check_digits_is_weak() -> None:
    wrong = "DE88370400440532013000"
    assert receiving(transfer(creditor_account=account(wrong))) == (("DE", "iban_unchecked"),)
    banked = transfer(creditor_account=account(wrong), creditor_agent=Agent(bic="XMPLPLPW"))
    assert receiving(banked) == (("PL", "agent_bic"),)
    assert receiving(transfer(creditor_account=account(wrong + "1"))) == ()
    assert receiving(transfer(creditor_account=account("US88370400440532013000"))) == ()


def test_last_resorts_and_nothing() -> None:
    assert receiving(transfer()) == ()
    assert receiving(transfer(clearing_system="FDW")) == (("US", "rail"),)
    assert receiving(transfer(clearing_system="TGT")) == ()
    assert receiving(transfer(creditor=Party(bic="XMPLJPJT"))) == (("JP", "creditor_bic"),)
    assert receiving(transfer(creditor_agent=Agent(country="Hong Kong"))) == ()
    assert receiving(transfer(creditor_agent=Agent(country="hk"))) == (("HK", "agent_address"),)
    assert holders(()) == ()
    assert not disagreement(())


text = st.one_of(st.none(), st.text(max_size=40))
agents = st.builds(Agent, bic=text, clearing_system=text, member_id=text, country=text, address=st.tuples(st.text()))
parties = st.builds(Party, country=text, residence=text, bic=text, address=st.tuples(st.text()))


@given(st.builds(transfer, creditor=parties, creditor_agent=agents, instructed_agent=agents, clearing_system=text,
                 creditor_account=st.builds(Account, id=text)))  # fmt: skip
def test_any_text_gives_known_countries_and_strong_before_weak(wire: Transfer) -> None:
    pairs = receiving(wire)
    assert all(country in COUNTRIES for country, _ in pairs)
    strengths = [rule in WEAK_RULES for _, rule in pairs]
    assert strengths == sorted(strengths)
