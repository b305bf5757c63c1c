"""How to reach a Kafka cluster and who we are there. Everything else about the clients is set where it is used."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from streams.errors import BadClientSetting
from streams.kafka.tokens import ClientCredentials, TokenFile

Security = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
Mechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"]


@dataclass(frozen=True, kw_only=True)
class KafkaConfig:
    """One cluster, one user. Passwords and tokens are not shown by `repr`."""

    servers: str
    """host:port, several with commas."""
    prefix: str = ""
    """Put before the names of topics, groups and transactions, for clusters that others use too."""
    client_id: str = "interceptor"
    security: Security = "PLAINTEXT"
    mechanism: Mechanism = "SCRAM-SHA-512"
    user: str = ""
    password: str = field(default="", repr=False)
    authority: Path | None = None
    """PEM file with the authorities that sign the brokers' certificates; the system's when absent."""
    certificate: Path | None = None
    """PEM file with our own certificate, where the brokers want one."""
    key: Path | None = None
    key_password: str | None = field(default=None, repr=False)
    token_file: Path | None = None
    token_url: str = ""
    token_client: str = ""
    token_secret: str = field(default="", repr=False)
    token_scope: str = ""
    timeout: float = 15.0
    """Seconds to wait for a first answer of the cluster."""

    def options(self) -> dict[str, Any]:
        """Keywords that every client of kafka-python takes. Raises BadClientSetting."""
        found: dict[str, Any] = {
            "bootstrap_servers": [server.strip() for server in self.servers.split(",") if server.strip()],
            "client_id": self.client_id,
            "bootstrap_timeout_ms": round(self.timeout * 1000),
            "security_protocol": self.security,
            "reconnect_backoff_max_ms": 2_000,
        }
        if not found["bootstrap_servers"]:
            raise BadClientSetting("servers: none is named")
        if self.security.endswith("SSL"):
            found |= self._tls()
        if self.security.startswith("SASL"):
            found |= self._login()
        return found

    def _tls(self) -> dict[str, Any]:
        files = {"authority": self.authority, "certificate": self.certificate, "key": self.key}
        for name, path in files.items():
            if path is not None and not path.is_file():
                raise BadClientSetting(f"{name}: no file {path}")
        paths = (("ssl_cafile", self.authority), ("ssl_certfile", self.certificate), ("ssl_keyfile", self.key))
        found: dict[str, Any] = {name: str(path) for name, path in paths if path is not None}
        if self.key_password is not None:
            found["ssl_password"] = self.key_password
        return found

    def _login(self) -> dict[str, Any]:
        if self.mechanism == "OAUTHBEARER":
            return {"sasl_mechanism": self.mechanism, "sasl_oauth_token_provider": self._tokens()}
        if not self.user or not self.password:
            raise BadClientSetting(f"user and password: {self.mechanism} wants both")
        return {
            "sasl_mechanism": self.mechanism,
            "sasl_plain_username": self.user,
            "sasl_plain_password": self.password,
        }

    def _tokens(self) -> TokenFile | ClientCredentials:
        if self.token_file is not None:
            return TokenFile(self.token_file)
        if not (self.token_url and self.token_client and self.token_secret):
            raise BadClientSetting("OAUTHBEARER wants token_file, or token_url, token_client and token_secret")
        return ClientCredentials(
            self.token_url, self.token_client, self.token_secret, self.token_scope, authority=self.authority
        )
