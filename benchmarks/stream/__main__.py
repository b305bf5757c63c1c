"""`make bench-stream`: the engine on Kafka and PostgreSQL beside a plain echo of the same messages, in one run.

Prints throughput (decisions published), its share of the echo's, CPU by process, latency at even paces, and what a
second worker adds; one closing line of JSON. Rates count from when everything is fed, with processes started and
partitions dealt out; latencies leave out the first tenth. Everything (broker, database, clients) runs on this one
machine and shares its cores, so ratios say more than rates.
"""

import argparse
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.machine import machine
from benchmarks.stream.feed import fill, paced
from benchmarks.stream.installation import Installation, installation
from benchmarks.stream.messages import ALERT_EVERY, wires
from benchmarks.stream.processes import cpu_seconds
from benchmarks.stream.watch import Watch, latencies_ms, percentile

WIRES = "wires.outbound"
DECISIONS = "wires.decisions"
ALERTS = "recalls.alerts.hk"
_SETTLE_S = 10.0
"""Workers deal their partitions out before they are fed: a rebalance takes some seconds."""
_WARM_SHARE = 10


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stream", description=__doc__)
    parser.add_argument("--wires", type=int, default=20_000, help="for each measurement of throughput")
    parser.add_argument("--partitions", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3, help="echo and engine in turn, medians")
    parser.add_argument("--rates", default="100,1000", help="wires a second for latency")
    parser.add_argument("--seconds", type=int, default=20, help="at each rate")
    chosen = parser.parse_args()
    with installation(chosen.partitions) as made:
        _say("history learnt")
        report = _throughput(made, chosen.wires, chosen.rounds)
        report["latency_ms"] = {rate: _latency(made, int(rate), chosen.seconds) for rate in chosen.rates.split(",")}
    print(json.dumps({**report, "wires": chosen.wires, "partitions": chosen.partitions, "machine": machine()}))


def _throughput(made: Installation, count: int, rounds: int) -> dict[str, Any]:
    feed = _Feed(made)
    echoes, engines, pairs, cpu = [], [], [], []
    for number in range(rounds):
        echoes.append(_echo(made, f"echo.{number}", count))
        rate, spent = _engine(made, feed, count, 1)
        engines.append(rate)
        cpu.append(spent)
        pairs.append(_engine(made, feed, count, 2)[0])
        _say(f"echo {echoes[-1]:,.0f}/s, one worker {rate:,.0f}/s, two {pairs[-1]:,.0f}/s")
    share = statistics.median(a / b for a, b in zip(engines, echoes, strict=True))
    gain = statistics.median(a / b for a, b in zip(pairs, engines, strict=True))
    return {
        "echo_per_second": round(statistics.median(echoes)),
        "per_second": round(statistics.median(engines)),
        "share_of_echo": round(share, 3),
        "two_workers_per_second": round(statistics.median(pairs)),
        "second_worker_gain": round(gain, 2),
        "cpu_s_per_1000": {name: round(statistics.median(one[name] for one in cpu), 3) for name in cpu[0]},
    }


class _Feed:
    """Wires never fed before."""

    def __init__(self, made: Installation) -> None:
        self._made = made
        self._fed = 0

    def more(self, count: int) -> int:
        """Feed `count` fresh ones; gives `count`."""
        fed = fill(self._made.broker.servers, WIRES, _fresh(self._fed, count))
        self._fed += fed
        return fed


def _fresh(start: int, count: int) -> Iterator[Any]:
    return wires(count, start=start, alert_every=1_000)


def _echo(made: Installation, topic: str, count: int) -> float:
    """Messages a second."""
    made.topic(topic)
    made.topic(f"{topic}.out")
    fill(made.broker.servers, topic, _fresh(0, count))
    with _echoing(made, topic, count) as process:
        assert process.stdout is not None
        seconds: float = json.loads(process.stdout.readline())["seconds"]
    return count / seconds


@contextmanager
def _echoing(made: Installation, topic: str, count: int) -> Iterator["subprocess.Popen[str]"]:
    words = ["--bootstrap", made.broker.servers, "--source", topic, "--target", f"{topic}.out", "--count", str(count)]
    command = [sys.executable, "-m", "benchmarks.stream.echo", *words]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.communicate("\n", timeout=60)


def _engine(made: Installation, feed: _Feed, count: int, workers: int) -> tuple[float, dict[str, float]]:
    """Decisions published a second, and CPU seconds of each process for 1,000 transfers."""
    before = made.decided()
    with made.running(workers) as started:
        pids = {**started, "broker": made.broker.pid or 0, "postgresql": made.database.pid or 0}
        time.sleep(_SETTLE_S)
        goal = before + feed.more(count)
        first, began = made.decided(), time.perf_counter()
        spent = {name: cpu_seconds(pid) for name, pid in pids.items()}
        done = goal - first
        ended = made.wait_published(goal)
        cpu = {name: (cpu_seconds(pid) - spent[name]) * 1000 / done for name, pid in pids.items()}
    return done / (ended - began), cpu


def _latency(made: Installation, rate: int, seconds: int) -> dict[str, Any]:
    topic = f"echo.at.{rate}"
    made.topic(topic)
    made.topic(f"{topic}.out")
    count = rate * seconds
    with _echoing(made, topic, count):
        echoed = _seen(made, topic, [f"{topic}.out"], rate, count)
    with made.running(1):
        time.sleep(_SETTLE_S)
        found = _seen(made, WIRES, [DECISIONS, ALERTS], rate, count)
    return {**echoed, **found}


def _seen(made: Installation, topic: str, targets: list[str], rate: int, count: int) -> dict[str, Any]:
    watch = Watch(made.broker.servers, targets)
    sent: dict[str, float] = {}
    offset = 10_000_000 * (1 + rate)  # numbers of their own
    feeder = threading.Thread(
        target=paced,
        args=(made.broker.servers, topic, wires(count, start=offset, alert_every=ALERT_EVERY), rate, sent),
    )
    feeder.start()
    feeder.join()
    until = time.monotonic() + 60
    while len(watch.seen[targets[0]]) < count and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(1)
    watch.close()
    warm = set(list(sent)[count // _WARM_SHARE :])
    measured = {uetr: moment for uetr, moment in sent.items() if uetr in warm}
    return {
        target: {"seen": len(found), "p50": _round(percentile(found, 0.5)), "p99": _round(percentile(found, 0.99))}
        for target in targets
        for found in [latencies_ms(measured, watch.seen[target])]
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
