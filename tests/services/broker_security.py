"""TLS, logins and access rights of a broker: its own authority, every mechanism, nothing allowed that no ACL allows."""

import ipaddress
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.services import broker_tokens

ADMIN = "admin"
"""The super user: may do everything, gives others their rights."""
_SCRAM = ("SCRAM-SHA-512", "SCRAM-SHA-256")
_MECHANISMS = (*_SCRAM, "PLAIN", "OAUTHBEARER")
_KAFKA = "org.apache.kafka.common.security"
_LISTENER = "listener.name.sasl_ssl"


@dataclass(frozen=True)
class Security:
    """Who may log in, with random passwords. The controller's listener is plain, on loopback, for the broker alone."""

    passwords: dict[str, str] = field(repr=False)

    @classmethod
    def of(cls, users: Iterable[str]) -> "Security":
        """For these users and the super user."""
        return cls({user: secrets.token_hex(12) for user in (ADMIN, *users)})

    def broker_properties(self, folder: Path) -> dict[str, str]:
        """Additions to server.properties; writes keys and certificates into `folder`."""
        authority(folder)
        scram = f"{_KAFKA}.scram.ScramLoginModule required"
        users = " ".join(f'user_{user}="{password}"' for user, password in self.passwords.items())
        tokens = f"{_KAFKA}.oauthbearer.OAuthBearer"
        return {
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(folder / "broker.pem"),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": str(folder / "ca.pem"),
            "sasl.enabled.mechanisms": ",".join(_MECHANISMS),
            "sasl.mechanism.inter.broker.protocol": _SCRAM[0],
            f"{_LISTENER}.scram-sha-512.sasl.jaas.config": (
                f'{scram} username="{ADMIN}" password="{self.passwords[ADMIN]}";'
            ),
            f"{_LISTENER}.scram-sha-256.sasl.jaas.config": f"{scram};",
            f"{_LISTENER}.plain.sasl.jaas.config": f"{_KAFKA}.plain.PlainLoginModule required {users};",
            f"{_LISTENER}.oauthbearer.sasl.jaas.config": f"{tokens}LoginModule required;",
            f"{_LISTENER}.oauthbearer.sasl.server.callback.handler.class": f"{tokens}ValidatorCallbackHandler",
            "sasl.oauthbearer.jwks.endpoint.url": broker_tokens.key_set(folder).as_uri(),
            "sasl.oauthbearer.expected.audience": broker_tokens.AUDIENCE,
            "sasl.oauthbearer.expected.issuer": broker_tokens.ISSUER,
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "allow.everyone.if.no.acl.found": "false",
            "super.users": f"User:{ADMIN};User:ANONYMOUS",
            # Without this the broker waits for its own users before it serves them.
            "early.start.listeners": "CONTROLLER",
        }

    def format_options(self) -> Sequence[str]:
        """Options of `StorageTool format` that make the users."""
        return [
            option
            for user, password in self.passwords.items()
            for mechanism in _SCRAM
            for option in ("--add-scram", f"{mechanism}=[name={user},password={password}]")
        ]

    @staticmethod
    def java_options(folder: Path) -> Sequence[str]:
        """Options of Java: keys of tokens are read only from places that are named there."""
        return [f"-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls={folder.as_uri()}/tokens.json"]


def authority(folder: Path) -> None:
    """Write `ca.pem`, and `broker.pem` with a key and a certificate for 127.0.0.1 and localhost."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    ca = (
        _certificate(ca_name, ca_name, ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signing=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    addresses = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ipaddress.IPv4Address("127.0.0.1"))]
    )
    broker = (
        _certificate(name, ca_name, key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(addresses, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "ca.pem").write_bytes(ca.public_bytes(pem))
    keystore = folder / "broker.pem"
    keystore.touch(0o600)
    keystore.write_bytes(secret + broker.public_bytes(pem) + ca.public_bytes(pem))


def _certificate(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
    )


def _usage(*, signing: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signing,
        crl_sign=signing,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
