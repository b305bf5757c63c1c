"""Every row of the directory and of the playbooks loads, and a damaged one is refused by name."""

import csv
from collections.abc import Callable, Iterator
from importlib.resources import files

import pytest

from interceptor.errors import ConfigError, Fault
from interceptor.routing.countries import COUNTRIES
from interceptor.routing.directory import CONFIDENCES, directory, read_jurisdictions, read_lanes
from interceptor.routing.playbooks import playbooks, read_playbooks

DATA = files("interceptor.routing") / "data"


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text("utf-8").splitlines()))


def test_every_row_loads_with_source_and_confidence() -> None:
    book = directory()
    assert len(book.jurisdictions) == len(rows("jurisdictions.csv")) == 236
    assert len(book.lanes) == len(rows("lanes.csv")) == 76
    for row in (*book.jurisdictions.values(), *book.lanes.values()):
        assert row.source
        assert row.confidence in CONFIDENCES
    # Antarctic and other uninhabited territories hold no banks; all else is there.
    assert COUNTRIES - set(book.jurisdictions) <= set("AQ BV CC CX EH GS HM IO NF PN SJ TF TK UM".split())


def test_starts_and_holds_are_apart() -> None:
    book = directory().jurisdictions
    starts = {code: row.latest_start_hours for code, row in book.items() if row.latest_start_hours}
    assert starts == {"HU": 24, "ID": 12, "IN": 24, "MY": 24, "NG": 72, "NZ": 24, "US": 72}
    assert {code: book[code].hold_hours for code in ("CN", "PL", "TH", "TR")} == {
        "CN": 48,
        "PL": 72,
        "TH": 72,
        "TR": 48,
    }
    assert book["SG"].latest_start_hours is None  # a freeze within a day is neither a start nor a hold
    assert book["GB"].hold_banking_days == 7
    assert directory().lanes["tr_account_suspension_128a"].hold_hours == 48
    assert directory().lanes["za_fic_s34"].hold_banking_days == 10


def test_what_is_newer_than_the_research() -> None:
    book = directory()
    assert book.jurisdictions["LA"].egmont_fiu == "AMLIO"
    assert "LA" in book.lanes["egmont_fiu_request"].between
    assert book.jurisdictions["TR"].hold_hours == 48
    for country in ("CN", "MM", "VN", "RU"):
        assert country not in book.lanes["egmont_fiu_request"].between


def test_routes_to_countries_that_are_no_members() -> None:
    book = directory().jurisdictions
    assert book["HK"].ncb == "China NCB sub-bureau Hong Kong"
    assert book["XK"].ncb == "UNMIK liaison office"
    assert [code for code, row in book.items() if not row.interpol_member and not row.ncb] == ["KP", "TV", "TW"]


def test_only_one_kind_each_and_frontier_is_a_desk_link() -> None:
    lanes = directory().lanes
    assert {lane.kind for lane in lanes.values()} == {"bank", "desk", "police", "fiu"}
    assert lanes["frontier_plus"].between == lanes["frontier_plus"].operates_in
    assert "CA" in lanes["frontier_plus"].between


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("alpha2", "ZZ"), ("alpha2", "AE"), ("time_zone", "Mars/Olympus"), ("currency", "XXXX"), ("source", " "),
        ("confidence", "sure"), ("human_review", "perhaps"), ("hold_hours", "-1"), ("hold_hours", "x"),
        ("min_amount", "much"), ("fast_lane", ""), ("name", ""),
    ],
)  # fmt: skip
def test_a_damaged_jurisdiction_is_refused(column: str, value: str) -> None:
    _refused(read_jurisdictions, rows("jurisdictions.csv"), column, value)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "mlat"), ("kind", "network"), ("operates_in", "DE QQ"), ("operates_in", ""), ("starts_in", "here"),
        ("in_force_from", "soon"), ("source", ""), ("confidence", ""), ("currency", "EURO"), ("between", "xx"),
    ],
)  # fmt: skip
def test_a_damaged_lane_is_refused(column: str, value: str) -> None:
    _refused(read_lanes, rows("lanes.csv"), column, value)


def test_a_short_row_is_refused() -> None:
    with pytest.raises(ConfigError):
        read_lanes(iter([{"id": "x"}]))


def _refused(
    reader: Callable[[Iterator[dict[str, str]]], object], table: list[dict[str, str]], column: str, value: str
) -> None:
    table[0][column] = value
    with pytest.raises(ConfigError) as error:
        reader(iter(table))
    assert error.value.fault is Fault.BAD_DATA


def test_every_lane_plays_one_part() -> None:
    roles = playbooks().roles
    parts = [roles.instrument, roles.request, roles.link, roles.power, roles.later]
    assert sum(map(len, parts)) == len(directory().lanes)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"mlat"', '"mlats"'), ('"mlat"', '"mlat", "hk_adcc"'), ("[ranks]", "[rank]"), ("bank = 2", 'bank = "two"'),
        ("schema =", "schema"), ("desk_hours = 4", "desk_hours = 4\nextra = 1"), ("KP = ", "QQ = "),
    ],
)  # fmt: skip
def test_damaged_playbooks_are_refused(old: str, new: str) -> None:
    text = (DATA / "playbooks.toml").read_text("utf-8")
    assert old in text
    with pytest.raises(ConfigError) as error:
        read_playbooks(text.replace(old, new))
    assert error.value.fault is Fault.BAD_DATA
