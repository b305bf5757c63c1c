"""The messages that speed is measured on, and the bare parse of their bytes: `python -m benchmarks.messages`.

8,000 distinct pacs.008 with business header, about 4 KB each, from a simulated world: the same bytes in every run. Bare
parse is the project's safe lxml recipe and nothing else. Thread CPU time, interleaved rounds, median, so that a busy
neighbour disturbs little.
"""

import json
import random
import statistics
import time
from functools import lru_cache
from typing import Any, Final

from lxml import etree

from interceptor.messages.xml import new_parser
from models.worlds import pacs008
from models.worlds.contexts import stamp
from models.worlds.simulation import Plan, payments

COUNT: Final = 8_000
SIZES: Final = range(3_700, 4_400)
"""Bytes of a message that counts as one of about 4 KB."""
_SEED: Final = 20_250_605
_ROUNDS: Final = 9
_CHUNKS: Final = 8


@lru_cache(maxsize=2)
def records(count: int = COUNT) -> tuple[dict[str, Any], ...]:
    """Wire records without context in order of time, each with one pacs.008 of one transaction; all distinct."""
    rng = random.Random(_SEED)
    found: list[dict[str, Any]] = []
    for payment in payments(Plan(seed=_SEED, days=120, debtors=150, wires=2 * count, fraud_rate=0.0)):
        message = pacs008.render((payment,), rng, version="08", envelope="Envelope")
        if len(message.encode()) in SIZES:
            found.append({"received_at": stamp(payment.time), "format": "pacs.008", "message": message})
            if len(found) == count:
                return tuple(found)
    raise AssertionError("the world is too small")


def messages(count: int = COUNT) -> tuple[bytes, ...]:
    """The messages of `records`, as bytes."""
    return tuple(record["message"].encode() for record in records(count))


def parse_us(bodies: tuple[bytes, ...], rounds: int = _ROUNDS) -> float:
    """Microseconds of thread CPU time to parse one of `bodies` and let it go: the median over chunks and rounds."""
    parser = new_parser()
    chunks = [bodies[start::_CHUNKS] for start in range(_CHUNKS)]
    figures = []
    for _ in range(rounds):
        for chunk in chunks:
            start = time.thread_time()
            for body in chunk:
                etree.fromstring(body, parser)
            figures.append((time.thread_time() - start) / len(chunk) * 1e6)
    return statistics.median(figures)


def main() -> None:
    """Print what the set is and what parsing costs."""
    bodies = messages()
    sizes = sorted(map(len, bodies))
    result = {
        "messages": len(bodies),
        "distinct": len(set(bodies)),
        "median_bytes": sizes[len(sizes) // 2],
        "bytes": [sizes[0], sizes[-1]],
        "parse_us": round(parse_us(bodies), 1),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
