"""What a figure was measured on: `python -m benchmarks.machine`. Print it beside every figure that is quoted."""

import json
import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lxml import etree

from interceptor.compiled import compiled

_LIBRARIES = ("lxml", "msgspec", "pydantic", "rapidfuzz", "schwifty", "ahocorasick_rs", "zstandard")


def processor() -> str:
    """The processor's name as the system tells it."""
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def machine() -> dict[str, Any]:
    """Processor, cores, system, versions, whether we are compiled, and the load for 1, 5 and 15 minutes."""
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "compiled": compiled(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "libxml2": ".".join(map(str, etree.LIBXML_VERSION)),
        "sqlite": sqlite3.sqlite_version,
        "load_average": [round(load, 2) for load in os.getloadavg()],
    }


if __name__ == "__main__":
    print(json.dumps(machine(), indent=2))
