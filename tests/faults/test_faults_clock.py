"""The machine's clock jumps, by hours and back: wires are decided by the stream's time, each once, and none is lost."""

import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

from interceptor import settings
from interceptor.commands.common import options
from interceptor.service import Service
from interceptor.store.store import Store
from interceptor.tenancy import Tenancy
from interceptor.worker import Worker
from streams.kafka import KafkaConfig, KafkaSource
from tests.faults.cluster_scene import Scene, lines
from tests.faults.engine_state import TENANT
from tests.wires import NOW_MS

_JUMPS = (0, 3_600_000, -7_200_000, 30 * 86_400_000, -30 * 86_400_000, 1)
"""Milliseconds from the right time."""


def test_a_clock_that_jumps_changes_no_count(make_scene: Callable[..., Scene]) -> None:
    scene = make_scene(partitions=1)
    scene.put(0, lines(200))
    scene.start("relay")
    chance = random.Random(5)
    end = threading.Event()
    kafka = scene.site.kafka
    config = settings.load(policy=Path(scene.site.settings["INTERCEPTOR_POLICY"]))
    source = KafkaSource(KafkaConfig(servers=kafka.servers, prefix=kafka.prefix), ["wires.outbound"], "jumping")
    with Store(scene.site.dsn, engine=True) as store:
        worker = Worker(
            [Tenancy(store.tenant(TENANT), options(config))],
            source,
            clock=lambda: NOW_MS + chance.choice(_JUMPS),
            batch_size=10,
        )
        deadline = time.monotonic() + 90
        thread = threading.Thread(target=Service(worker, end).run)
        thread.start()
        try:
            while scene.worked() < scene.wires and time.monotonic() < deadline:
                time.sleep(0.2)
        finally:
            end.set()
            thread.join()
            source.close()
    scene.until_quiet()
    assert not scene.broken()
