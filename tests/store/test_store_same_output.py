"""The same input gives the same bytes, whatever holds the state."""

from wires import HONG_KONG, LATER_MS, Rig, diverted, history, uetr_of, wire

from interceptor.engine import Engine
from interceptor.pipeline.feeding import numbered
from interceptor.profiles.codec import decode
from interceptor.profiles.creditor_account import CreditorAccountProfile
from interceptor.profiles.creditor_name import CreditorNameProfile
from interceptor.profiles.merging import merge
from streams.replay import Line


def lines() -> list[bytes]:
    """A history, an interception, a repeat, a second payment to the mule, a later stage, and what cannot be read."""
    changed = {"uetr": uetr_of(900)}
    return [
        *history(),
        diverted(900),
        diverted(900),
        wire(901, 0.1, **HONG_KONG),
        diverted(902, 0.2, {"stage": "initiated", "payment_id": "P1"}),
        diverted(902, 0.3, {"stage": "released", "payment_id": "P1"}),
        diverted(903, 0.4, amount="1.00", **changed),
        b"no record",
        b'{"format": "pacs.008\\u0000", "message": "<Document/>"}',
    ]


def test_postgresql_gives_the_bytes_of_sqlite(postgres: str) -> None:
    embedded, served = Rig(), Rig(postgres)
    try:
        for size in (1, 7, 500):
            wanted = embedded.raw(lines(), size)
            assert served.raw(lines(), size) == wanted
        statement = "SELECT number, topic, key, headers, value FROM outbox ORDER BY number"
        assert served.rows(statement) == embedded.rows(statement)
    finally:
        embedded.close()
        served.close()


def shared(rig: Rig) -> dict[bytes, CreditorAccountProfile | CreditorNameProfile]:
    """What all streams together know of every creditor account and name."""
    kinds = {0x31: CreditorAccountProfile, 0x41: CreditorNameProfile}
    keys = [key for (key,) in rig.rows("SELECT DISTINCT key FROM shared_profile")]
    return {
        key: merge([decode(kinds[body[0]], body) for _, _, body in parts])
        for key, parts in rig.tenant.shared_profiles(keys).items()
    }


def new_payees() -> list[bytes]:
    """Payments to two payees within a week: none is settled, so that each writes the shared profiles."""
    freight = {"creditor": "Blue Harbour Freight", "account": "770000011234"}
    return [wire(number, number / 4, **(freight if number % 2 else {})) for number in range(24)]


def test_any_split_over_partitions_merges_to_the_whole(postgres: str) -> None:
    whole, split = Rig(), Rig(postgres)
    try:
        whole.raw(new_payees())
        tenant = split.store.tenant("bank")
        engines = [split.engine]
        for number in (1, 2):
            position = tenant.assign("wires.outbound", number, "cluster")
            engines.append(Engine(tenant, position, split.options, now_ms=LATER_MS, live=False))
        for number, line in enumerate(new_payees()):
            engine = engines[number % 3]
            engine.process(list(numbered([Line("test", 1, line)], engine.next_offset)))
        assert shared(split) == shared(whole)
        assert split.debtor() == whole.debtor()
        assert split.count("shared_profile") > whole.count("shared_profile")
    finally:
        whole.close()
        split.close()
