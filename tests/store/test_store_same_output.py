"""The same input gives the same bytes, whatever holds the state."""

from wires import HONG_KONG, Rig, diverted, history, uetr_of, wire


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
