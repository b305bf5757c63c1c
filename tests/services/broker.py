"""An Apache Kafka broker of our own: one process in KRaft mode on loopback, that can be stopped, killed and frozen."""

import base64
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.services import child
from tests.services.broker_security import Security
from tests.services.jars import jars, java

_READY = "Kafka Server started"
_JVM = (
    "-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
    "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",
)  # fmt: skip
"""Small and quick to start: a broker of tests lives for minutes."""
_PROPERTIES = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "auto.create.topics.enable": "false",
    "num.partitions": "4",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    # A broker that was killed is let in again when its old session is over.
    "broker.session.timeout.ms": "9000",
    "broker.heartbeat.interval.ms": "500",
    "controlled.shutdown.enable": "false",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "log.cleaner.dedupe.buffer.size": "16777216",
    "log.segment.bytes": "67108864",
    # Messages of wires.outbound may have 8 MB.
    "message.max.bytes": "9000000",
}


class Broker:
    """One broker. Its port, its data and its cluster id stay the same over every stop and start.

    Call `start` from a main thread: the broker is killed when the thread that started it ends.
    """

    def __init__(self, security: Security | None = None, properties: Mapping[str, str] | None = None) -> None:
        """`properties` are added to those of server.properties. Raises ServiceMissing."""
        kafka = jars()
        self.folder = Path(tempfile.mkdtemp(prefix="interceptor-kafka-"))
        options = security.java_options(self.folder) if security else ()
        self._command = [java(), *_JVM, *options, "-cp", f"{kafka}/*"]
        self.log = self.folder / "broker.log"
        self.security = security
        self.port, controller = child.free_port(), child.free_port()
        self.cluster_id = base64.urlsafe_b64encode(os.urandom(16)).decode().rstrip("=").replace("-", "_")
        listener = "SASL_SSL" if security else "PLAINTEXT"
        self._settings = {
            **_PROPERTIES,
            "controller.quorum.voters": f"1@127.0.0.1:{controller}",
            "listeners": f"{listener}://127.0.0.1:{self.port},CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": f"{listener}://127.0.0.1:{self.port}",
            "listener.security.protocol.map": f"{listener}:{listener},CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": listener,
            "log.dirs": str(self.folder / "data"),
            **(security.broker_properties(self.folder) if security else {}),
            **(properties or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def servers(self) -> str:
        """What clients call bootstrap servers."""
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """Of the running process."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self, timeout: float = 90.0) -> None:
        """Start, and wait until it takes connections. Raises ServiceFailed."""
        properties = self.folder / "server.properties"
        if not properties.exists():
            properties.write_text("".join(f"{name}={value}\n" for name, value in self._settings.items()))
            self._format(properties)
        before = self.log.stat().st_size
        self._process = child.spawn([*self._command, "kafka.Kafka", str(properties)], self.log)
        child.wait_until(lambda: self._says(_READY, before), self._process, self.log, timeout)

    def _says(self, words: str, place: int) -> bool:
        with self.log.open("rb") as said:
            said.seek(place)
            return words.encode() in said.read()

    def _format(self, properties: Path) -> None:
        users = self.security.format_options() if self.security else []
        format_it = ["kafka.tools.StorageTool", "format", "-t", self.cluster_id, "-c", str(properties), *users]
        with self.log.open("ab") as output:
            done = subprocess.run([*self._command, *format_it], stdout=output, stderr=output, check=False)
        if done.returncode:
            raise child.ServiceFailed(f"its folder was not formatted\n{child.tail(self.log)}")

    def stop(self) -> None:
        """In order, as an operator does."""
        if self._process:
            child.end(self._process)

    def kill(self) -> None:
        """As by `kill -9`."""
        if self._process:
            child.end(self._process, signal.SIGKILL)

    def restart(self, *, kill: bool = False) -> None:
        """Down and up again, with the same port and data."""
        self.kill() if kill else self.stop()
        self.start()

    def pause(self) -> None:
        """Freeze it: connections stay open, nothing answers."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a frozen one go on."""
        assert self._process
        self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """End it and remove its data."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> "Broker":
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
