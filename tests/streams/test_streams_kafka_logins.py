"""Every way to log in, on a broker that checks it: the right one works, a wrong one is said at once and not shown."""

import dataclasses
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from kafka_log import config_of
from streams_harness import messages

from streams.errors import BadCredentials, NotAllowed
from streams.kafka import KafkaConfig, KafkaSink, KafkaSource
from streams.kafka.config import Mechanism
from tests.services import broker_tokens
from tests.services.broker import Broker
from tests.services.broker_security import Security
from tests.services.clients import Kafka

# kafka-python leaves the socket of a connection that it was making when it was closed to the collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

PASSWORDS: tuple[Mechanism, ...] = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
WRONG = "guessed-wrongly"


class Authority(BaseHTTPRequestHandler):
    """Gives tokens to whoever has the secret."""

    kafka: Kafka

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        known = self.headers["Authorization"] == "Basic b3Vyczpvcy1zZWNyZXQ="  # ours:os-secret
        body = json.dumps({"access_token": self.kafka.token(), "expires_in": 600} if known else {}).encode()
        self.send_response(200 if known else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def authority(secure_kafka: Kafka) -> Iterator[str]:
    """Address of an authority whose tokens the broker takes."""
    server = HTTPServer(("127.0.0.1", 0), type("Ours", (Authority,), {"kafka": secure_kafka}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/token"
    server.shutdown()
    thread.join()
    server.server_close()


def with_token(kafka: Kafka, path: Path, token: str) -> KafkaConfig:
    path.write_text(token)
    return dataclasses.replace(config_of(kafka), mechanism="OAUTHBEARER", user="", password="", token_file=path)


def works(kafka: Kafka, config: KafkaConfig) -> None:
    """A record goes in and comes out."""
    kafka.create_topic("wires", 1)
    sink, source = KafkaSink(config), KafkaSource(config, ["wires"], "readers")
    try:
        sink.append(messages(1))
        deadline = time.monotonic() + 20
        while True:
            for partition in source.changes().assigned:
                source.seek(partition, 0)
            if records := source.poll(10, 0.1):
                break
            assert time.monotonic() < deadline
        assert [record.value for record in records] == [b"value-0"]
    finally:
        for opened in (sink, source):
            opened.close()


def refused(config: KafkaConfig) -> None:
    """The login fails at once, and nothing of the secret is said."""
    begun = time.monotonic()
    with pytest.raises(BadCredentials) as raised:
        KafkaSink(config)
    assert time.monotonic() - begun < 5
    shown = f"{raised.value} {config!r}"
    for secret in (WRONG, config.token_file.read_text() if config.token_file else WRONG):
        assert secret not in shown


@pytest.mark.parametrize("mechanism", PASSWORDS)
def test_a_password_lets_in(secure_kafka: Kafka, mechanism: Mechanism) -> None:
    works(secure_kafka, dataclasses.replace(config_of(secure_kafka), mechanism=mechanism))


@pytest.mark.parametrize("mechanism", PASSWORDS)
@pytest.mark.parametrize("user", ["admin", "nobody"])
def test_a_wrong_password_does_not(secure_kafka: Kafka, mechanism: Mechanism, user: str) -> None:
    right = config_of(secure_kafka)
    refused(dataclasses.replace(right, mechanism=mechanism, user=user, password=WRONG))


def test_a_signed_token_lets_in_as_whom_it_names(secure_kafka: Kafka, tmp_path: Path) -> None:
    works(secure_kafka, with_token(secure_kafka, tmp_path / "token", secure_kafka.token("admin")))
    reader = KafkaSink(with_token(secure_kafka, tmp_path / "token", secure_kafka.token("reader")))
    with pytest.raises(NotAllowed):
        reader.append(messages(1))
    reader.close()


@pytest.mark.parametrize("fault", ["ended", "forged", "no token"])
def test_a_bad_token_does_not(secure_kafka: Kafka, tmp_path: Path, fault: str) -> None:
    assert secure_kafka.authority
    folder, another = Path(secure_kafka.authority).parent, ec.generate_private_key(ec.SECP256R1())
    tokens = {
        "ended": secure_kafka.token(seconds=-60),
        "forged": broker_tokens.token(folder, "admin", key=another),
        "no token": WRONG,
    }
    refused(with_token(secure_kafka, tmp_path / "token", tokens[fault]))


def test_an_authority_s_token_lets_in_and_its_refusal_is_said(secure_kafka: Kafka, authority: str) -> None:
    ours = dataclasses.replace(
        config_of(secure_kafka),
        mechanism="OAUTHBEARER",
        token_url=authority,
        token_client="ours",
        token_secret="os-secret",
    )
    works(secure_kafka, ours)
    refused(dataclasses.replace(ours, token_secret=WRONG))


@pytest.mark.slow
def test_a_mechanism_that_the_broker_lacks_is_said() -> None:
    security = Security.of(())
    with Broker(security, {"sasl.enabled.mechanisms": "SCRAM-SHA-512"}) as broker, pytest.raises(BadCredentials):
        KafkaSink(dataclasses.replace(config_of(Kafka.at(broker)), mechanism="PLAIN"))
