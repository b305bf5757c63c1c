"""Settings for Kafka: `INTERCEPTOR_KAFKA_*` in the environment, a table `[kafka]` in `interceptor.toml`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from interceptor.errors import ConfigError, Fault
from streams.port import MAX_MESSAGE_BYTES

if TYPE_CHECKING:
    from streams.kafka.config import KafkaConfig


class KafkaSettings(BaseModel):
    """How to reach the cluster, who we are there, and how the clients behave."""

    model_config = ConfigDict(extra="forbid")

    servers: str = ""
    """Bootstrap servers, `host:port` with commas between."""
    prefix: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{0,100}$")] = ""
    """Put before every topic, group and transactional id, where a cluster is shared."""
    group: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$")] = "interceptor"
    """Consumer group of the workers. Offsets are the store's; the group only deals the partitions out."""
    relay: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$")] = "relay"
    """Transactional id of the relay, and the beginning of the groups that keep its marks. One a store."""
    member: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,200}$")] | None = None
    """Name of this worker that stays over a restart (static membership): the group waits for it and moves nothing."""
    session_seconds: Annotated[float, Field(ge=1, le=300)] = 10.0
    """Without a sign of life for so long, a worker's partitions go to others."""
    stall_seconds: Annotated[float, Field(ge=1)] = 30.0
    """A partition with records that gives none for about so long gets a new consumer."""
    max_message_bytes: Annotated[int, Field(ge=100_000)] = MAX_MESSAGE_BYTES
    """Largest message that is sent; the topics must take it too (`max.message.bytes`)."""
    security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    """Security protocol of the servers."""
    mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"] = "SCRAM-SHA-512"
    """How to log in where the protocol is a SASL one."""
    user: str = ""
    """User for PLAIN and SCRAM."""
    password: SecretStr = SecretStr("")
    """Its password."""
    authority: Path | None = None
    """PEM file with the authorities that sign the servers' certificates; the system's when absent."""
    certificate: Path | None = None
    """PEM file with our own certificate, where servers want one."""
    key: Path | None = None
    """PEM file with its key."""
    key_password: SecretStr | None = None
    """Password of the key."""
    token_file: Path | None = None
    """OAUTHBEARER: file with the token, kept fresh by something else."""
    token_url: str = ""
    """OAUTHBEARER: where tokens are asked for by the client-credentials grant."""
    token_client: str = ""
    """Our client id there."""
    token_secret: SecretStr = SecretStr("")
    """Our client secret there."""
    token_scope: str = ""
    """Scope to ask for."""

    def config(self) -> "KafkaConfig":
        """What the clients take. Raises `ConfigError` (`bad_setting`) without servers."""
        if not self.servers:
            raise ConfigError(Fault.BAD_SETTING, "kafka.servers: name the brokers, as INTERCEPTOR_KAFKA_SERVERS")
        from streams.kafka.config import KafkaConfig  # 0.7 s, which commands without Kafka need not wait for

        return KafkaConfig(
            servers=self.servers,
            prefix=self.prefix,
            security=self.security,
            mechanism=self.mechanism,
            user=self.user,
            password=self.password.get_secret_value(),
            authority=self.authority,
            certificate=self.certificate,
            key=self.key,
            key_password=None if self.key_password is None else self.key_password.get_secret_value(),
            token_file=self.token_file,
            token_url=self.token_url,
            token_client=self.token_client,
            token_secret=self.token_secret.get_secret_value(),
            token_scope=self.token_scope,
        )
