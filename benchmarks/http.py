"""The durable acknowledgement over HTTP: `python -m benchmarks.http [SECONDS]`.

Conditions: `interceptor serve` as a process of its own on the embedded log, every acknowledgement behind an fsync, the
engine at work beside it; clients in this process on the same machine over loopback, one pacs.008 of about 4 KB a
request on kept connections. Prints milliseconds to the acknowledgement (p50, p99) for 1 and for 16 clients, to the
decision (wire sent, then its decision waited for), and beside them one fsync'd append of the same bytes to a file. The
last line is JSON.
"""

import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.machine import machine
from benchmarks.traffic import traffic

SECONDS = 5.0
"""Of each measurement, when the command line says nothing."""
CLIENTS = 16
_WIRES = 4_000
"""Wires are sent over and over; a repeat costs the engine less, the acknowledgement the same."""


@contextmanager
def _serving(folder: Path) -> Iterator[tuple[str, str]]:
    """Address and key of a server over an empty folder."""
    program = [sys.executable, "-c", "from interceptor.cli import main; main()"]
    where = ["--data", str(folder)]
    made = [*program, "keys", "create", "bank", "--name", "benchmark", *where]
    key = subprocess.run(made, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603
    serve = [*program, "serve", "--port", "0", *where]
    process = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        assert process.stdout is not None
        yield process.stdout.readline().rpartition(" ")[2].strip(), key
    finally:
        process.terminate()
        process.communicate()


class _Client:
    """One kept connection."""

    def __init__(self, url: str, key: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def send(self, wire: bytes) -> str:
        """The link of the decision."""
        self._connection.request("POST", "/v1/transfers", wire, self._headers)
        answer = self._connection.getresponse()
        told = json.loads(answer.read())
        assert answer.status == 202, told
        link: str = told["records"][0]["transactions"][0]["decision"]
        return link

    def decide(self, link: str) -> None:
        """Wait for the decision."""
        self._connection.request("GET", f"{link}?wait=30", headers=self._headers)
        answer = self._connection.getresponse()
        told = answer.read()
        assert answer.status == 200, told


def _measure(url: str, key: str, wires: list[bytes], clients: int, seconds: float, *, decided: bool) -> list[float]:
    """Seconds of each request, sorted. With `decided` to the decision, and each wire once."""
    numbers, spent, end = count(), [], time.perf_counter() + seconds

    def work() -> None:
        client = _Client(url, key)
        while (begun := time.perf_counter()) < end:
            link = client.send(wires[next(numbers) % len(wires)])
            if decided:
                client.decide(link)
            spent.append(time.perf_counter() - begun)

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(spent)


def _synced(folder: Path, body: bytes, times: int = 300) -> list[float]:
    """Seconds of an append and its fsync, sorted: what durability alone costs here."""
    spent = []
    with (folder / "synced").open("ab", buffering=0) as file:
        for _ in range(times):
            begun = time.perf_counter()
            file.write(body)
            os.fdatasync(file.fileno())
            spent.append(time.perf_counter() - begun)
    return sorted(spent)


def _figures(spent: list[float]) -> dict[str, float]:
    return {
        "p50_ms": round(spent[len(spent) // 2] * 1_000, 2),
        "p99_ms": round(spent[min(len(spent) - 1, len(spent) * 99 // 100)] * 1_000, 2),
    }


def main(seconds: float) -> None:
    """Measure and print."""
    wires = list(traffic(_WIRES))
    with tempfile.TemporaryDirectory() as name, _serving(Path(name) / "data") as (url, key):
        _measure(url, key, wires, 1, min(seconds, 1.0), decided=False)
        found: dict[str, dict[str, float]] = {"fsync": _figures(_synced(Path(name), wires[0]))}
        found["decision_1"] = _figures(_measure(url, key, wires[1_000:], 1, seconds, decided=True))
        for clients in (1, CLIENTS):
            spent = _measure(url, key, wires, clients, seconds, decided=False)
            found[f"ack_{clients}"] = {**_figures(spent), "per_second": round(len(spent) / seconds)}
    for label, figures in found.items():
        print(f"{label:12s} " + "  ".join(f"{name} {value:,}" for name, value in figures.items()))
    print(json.dumps({**found, "seconds": seconds, "bytes": len(wires[0]), "machine": machine()}))


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
