"""The demonstration day: the same each time, with its attacks, and the Vancouver wire as in the news."""

from collections import Counter
from decimal import Decimal

from interceptor.messages import decode
from interceptor.routing.receiving import receiving
from interceptor.transfers.transfer import Transfer
from models.worlds.demo import demo_day, demo_history, vancouver


def test_history_and_day_follow_from_the_seed_and_from_each_other() -> None:
    history, day = list(demo_history(7)), demo_day(7)
    assert history == list(demo_history(7))
    assert day == demo_day(7)
    times = [record["received_at"] for record in history]
    assert times == sorted(times)
    assert times[-1] < "2025-06-05T04:00" <= day[0].record["received_at"]
    assert 2_000 < len(history) < 4_000
    assert 180 < len(day) < 350


def test_the_day_has_attacks_of_several_kinds_and_lookalikes() -> None:
    day = demo_day(7)
    typologies = {found.label[1] for found in day if found.label}
    assert {"VEC", "CEO", "MNA", "ACC", "PAY"} <= typologies
    assert len({found.situation for found in day if found.situation}) >= 8


def test_the_vancouver_wire() -> None:
    record = vancouver(7)
    assert record == vancouver(7)
    assert record["received_at"] == "2025-06-05T17:42:17.000Z"
    assert record["context"]["stage"] == "released"
    (wire,) = decode(record["message"].encode(), record["format"])
    assert isinstance(wire, Transfer)
    assert wire.message_name == "pacs.008.001.08"
    assert (wire.amount, wire.currency) == (Decimal("2300000.00"), "CAD")
    assert wire.uetr
    assert wire.debtor_agent is not None
    assert wire.debtor_agent.bic is not None
    assert wire.debtor_agent.bic[4:6] == "CA"
    assert receiving(wire)[0][0] == "HK"


def test_the_law_firm_has_a_history_of_completions_at_home() -> None:
    (wire,) = decode(vancouver(7)["message"].encode())
    assert isinstance(wire, Transfer)
    assert wire.debtor_account is not None
    account = wire.debtor_account.id
    assert account
    own = [record for record in demo_history(7) if account in str(record["message"])]
    countries = Counter(
        receiving(item)[0][0]
        for record in own
        if isinstance(record["message"], str)
        for item in decode(record["message"].encode())
        if isinstance(item, Transfer)
    )
    assert set(countries) == {"CA"}
    assert countries["CA"] > 60
