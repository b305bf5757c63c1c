"""What a test needs to speak to a broker: where it is, who we are, and a name space for topics of its own."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.services import broker_tokens
from tests.services.broker import Broker
from tests.services.broker_security import ADMIN


@dataclass(frozen=True)
class Kafka:
    """A running broker, as one test sees it."""

    servers: str
    """Bootstrap servers."""
    authority: str | None = None
    """File with the certificate that signed the broker's, when it wants TLS."""
    passwords: dict[str, str] = field(default_factory=dict)
    """By user; `admin` may do everything, the others what ACLs allow."""
    prefix: str = field(default_factory=lambda: f"t{secrets.token_hex(5)}.")
    """Begin the names of topics, groups and transactions with this: other tests use the broker at the same time."""

    @classmethod
    def of(cls, described: dict[str, Any]) -> "Kafka":
        """From how the guardian describes it."""
        return cls(described["servers"], described["authority"], described["passwords"])

    @classmethod
    def at(cls, broker: Broker) -> "Kafka":
        """A broker of the test's own, without a prefix."""
        security = broker.security
        authority = str(broker.folder / "ca.pem") if security else None
        return cls(broker.servers, authority, security.passwords if security else {}, prefix="")

    def options(self, user: str = ADMIN) -> dict[str, Any]:
        """Keywords for any client of kafka-python."""
        found: dict[str, Any] = {"bootstrap_servers": self.servers}
        if self.authority:
            found |= {"security_protocol": "SASL_SSL", "ssl_cafile": self.authority, "sasl_mechanism": "SCRAM-SHA-512"}
            found |= {"sasl_plain_username": user, "sasl_plain_password": self.passwords[user]}
        return found

    def token(self, user: str = ADMIN, seconds: int = 600) -> str:
        """A token for OAUTHBEARER that a secure broker takes, unless it has ended (`seconds` below -30)."""
        assert self.authority
        return broker_tokens.token(Path(self.authority).parent, user, seconds=seconds)

    def settings(self, user: str = ADMIN) -> dict[str, str]:
        """What `interceptor` is told of a broker with logins, as environment variables."""
        found = {
            "SERVERS": self.servers,
            "PREFIX": self.prefix,
            "SECURITY": "SASL_SSL",
            "AUTHORITY": self.authority or "",
            "USER": user,
            "PASSWORD": self.passwords[user],
        }
        return {f"INTERCEPTOR_KAFKA_{name}": value for name, value in found.items()}

    def create_topic(self, name: str = "wires", partitions: int = 4) -> str:
        """Make the topic `prefix + name` and wait until it can be used; gives its name."""
        from kafka.admin import NewTopic

        topic = self.prefix + name
        with self.admin() as admin:
            admin.create_topics([NewTopic(name=topic, num_partitions=partitions, replication_factor=1)])
            while not admin.describe_topics([topic])[0]["partitions"]:
                time.sleep(0.02)
        return topic

    def delete_topics(self) -> None:
        """Remove all topics under the prefix."""
        from kafka.errors import UnknownTopicOrPartitionError

        with self.admin() as admin:
            mine = [topic for topic in admin.list_topics() if topic.startswith(self.prefix or "\0")]
            with suppress(UnknownTopicOrPartitionError):  # the test did it
                if mine:
                    admin.delete_topics(mine)

    @contextmanager
    def admin(self, user: str = ADMIN) -> Iterator[Any]:
        """An admin client of kafka-python, closed at the end."""
        # Imported here: it takes a second, and most tests need no Kafka.
        from kafka import KafkaAdminClient

        client = KafkaAdminClient(**self.options(user))
        try:
            yield client
        finally:
            client.close()
