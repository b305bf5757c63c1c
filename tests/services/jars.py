"""Java, and the jars of Kafka: fetched once by Maven into `.services/` of this checkout."""

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from tests.services.child import ServiceMissing

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".services"
"""Ignored by git; `make clean` removes it."""
_POM = Path(__file__).with_name("pom.xml")
_OLDEST_JAVA = 17
"""Oldest that a Kafka 4 broker runs on."""


@cache
def java() -> str:
    """The path of Java. Raises ServiceMissing."""
    found = shutil.which("java", path=f"{os.environ['JAVA_HOME']}/bin" if "JAVA_HOME" in os.environ else None)
    if not found:
        raise ServiceMissing("Kafka needs Java 17 or newer: apt-get install openjdk-17-jre-headless")
    said = subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    if not version or int(version[1]) < _OLDEST_JAVA:
        raise ServiceMissing(f"Kafka needs Java 17 or newer, {found} says: {said.splitlines()[:1]}")
    return found


def version() -> str:
    """Of Kafka, as the pom has it."""
    found = re.search(r"<version>(.+?)</version>", _POM.read_text("utf-8"))
    assert found
    return found[1]


@cache
def jars() -> Path:
    """The folder of the jars, fetched if need be. Raises ServiceMissing when Maven is missing or gets nothing."""
    folder = CACHE / f"kafka-{version()}"
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "fetch.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _fetch(folder)
    return folder


def _fetch(folder: Path) -> None:
    maven = shutil.which("mvn")
    if not maven:
        raise ServiceMissing("the broker is fetched by Maven: apt-get install maven")
    with tempfile.TemporaryDirectory(dir=CACHE) as target:
        command = [maven, "-q", "-B", "-f", str(_POM), "dependency:copy-dependencies", "-DincludeScope=runtime"]
        done = subprocess.run(
            [*command, f"-DoutputDirectory={target}/jars"], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise ServiceMissing(f"Maven could not fetch the broker:\n{(done.stdout + done.stderr)[-1500:]}")
        Path(target, "jars").rename(folder)
