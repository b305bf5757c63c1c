"""`interceptor serve` before Kafka: it appends there and reads the store; the engine is another process."""

import httpx
import pytest
from office_of_banks import NDJSON, links, make_key, problem
from test_web_serve import serving
from wires import LATER_MS, NOW, wire

from interceptor.engine import Engine, Options
from interceptor.errors import StoreError
from interceptor.housekeeping import Housekeeping
from interceptor.pipeline.carrying import from_record
from interceptor.pipeline.planning import Institution
from interceptor.store.store import Store
from interceptor.web.api import keys

OPTIONS = Options(institution=Institution("Maple Bank", "MAPLCATT", "CA"))
WIRES = "wires.outbound.maple"


def test_wires_go_to_kafka_and_decisions_come_from_the_store(kafka, postgres, tmp_path):
    from streams.kafka import KafkaConfig, KafkaSource
    from streams.port import Partition

    kafka.create_topic(WIRES, 1)
    settings = {
        "INTERCEPTOR_KAFKA_SERVERS": kafka.servers,
        "INTERCEPTOR_KAFKA_PREFIX": kafka.prefix,
        "INTERCEPTOR_STORE": postgres,
        "INTERCEPTOR_TENANTS": "maple",
    }
    with Store(postgres, engine=True) as store, serving(tmp_path, **settings) as (process, url):
        key = {"Authorization": f"Bearer {make_key(store, 'maple')}"}
        lines = [wire(1), b'{"message": "<unreadable"}', wire(2)]
        answer = httpx.post(f"{url}/v1/transfers", headers={**key, **NDJSON}, content=b"\n".join(lines), timeout=60)
        assert answer.status_code == 202, answer.text
        found = links(answer.json())
        problem(httpx.get(f"{url}{found[0]}", headers=key, timeout=60), 404, "unknown_transfer")
        other = {"Authorization": f"Bearer {make_key(store, 'birch')}"}
        refused = httpx.post(f"{url}/v1/transfers", headers={**other, **NDJSON}, content=wire(1), timeout=60)
        problem(refused, 503, "not_served")

        source = KafkaSource(KafkaConfig(servers=kafka.servers, prefix=kafka.prefix), [WIRES], "test")
        try:
            records = []
            while len(records) < 3:
                for partition in source.changes().assigned:
                    source.seek(partition, 0)
                records += source.poll(10, 1.0)
        finally:
            source.close()
        assert [record.key for record in records] == [b"555000111222", None, b"555000111222"]
        assert Partition(records[0].topic, records[0].partition) == Partition(WIRES, 0)

        tenant = store.tenant("maple")
        engine = Engine(tenant, tenant.assign(WIRES, 0, "kafka"), OPTIONS, now_ms=LATER_MS, live=True)
        engine.process([from_record(record) for record in records])
        for link, number in zip(found, (1, 2), strict=True):
            decided = httpx.get(f"{url}{link}", headers=key, params={"wait": 10}, timeout=60).json()
            assert decided["end_to_end_id"] == f"E{number}"
        maple = Housekeeping(tenant, "officer-7")
        key_id = keys.id_of(key["Authorization"].removeprefix("Bearer ")) or ""
        maple.revoke_key(key_id, NOW)
        problem(httpx.get(f"{url}{found[0]}", headers=key, timeout=60), 401, "no_key")
        with pytest.raises(StoreError, match="no such API key"):
            maple.revoke_key(key_id, NOW)
        process.terminate()
        assert process.wait(30) == 0


@pytest.mark.slow
def test_a_broker_that_cannot_be_reached_is_one_clear_line(tmp_path):
    with serving(tmp_path, INTERCEPTOR_KAFKA_SERVERS="127.0.0.1:1") as (process, _):
        assert process.wait(120) == 1
        assert process.stderr is not None
        lines = process.stderr.read().strip().splitlines()
        assert [line for line in lines if line.startswith("interceptor:")] == lines[-1:]
