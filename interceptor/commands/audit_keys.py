"""The installation's key for audit checkpoints: given, or made at first need; its public half is for all."""

import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from interceptor.errors import ConfigError, Fault
from interceptor.settings import Settings


def key_path(config: Settings) -> Path:
    """The private key, readable by its owner alone."""
    return config.audit_key or config.data / "audit.key"


def private_key(config: Settings) -> Ed25519PrivateKey:
    """The installation's key; made in the data folder where none is given.

    Raises `ConfigError` (`bad_key`) when the file holds something else, and `OSError`.
    """
    if config.audit_key is None and not key_path(config).exists():
        return _make(config)
    return _read(key_path(config))


def known_keys(config: Settings) -> list[Ed25519PublicKey]:
    """Our own public key, and those of former ones: every `audit*.pub` in the data folder."""
    return [private_key(config).public_key(), *map(public_key, sorted(config.data.glob("audit*.pub")))]


def _read(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ConfigError(Fault.BAD_KEY, str(path)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigError(Fault.BAD_KEY, str(path))
    return key


def public_key(path: Path) -> Ed25519PublicKey:
    """The public key in a PEM file. Raises `ConfigError` (`bad_key`) and `OSError`."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ConfigError(Fault.BAD_KEY, str(path)) from error
    if not isinstance(key, Ed25519PublicKey):
        raise ConfigError(Fault.BAD_KEY, str(path))
    return key


def public_pem(key: Ed25519PrivateKey) -> bytes:
    """The public half as PEM."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _make(config: Settings) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    config.data.mkdir(parents=True, exist_ok=True)
    try:
        # Never readable by others, not even between creation and chmod; a second process loses and reads the first's.
        handle = os.open(key_path(config), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return private_key(config)
    with os.fdopen(handle, "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        os.fsync(file.fileno())
    (config.data / "audit.pub").write_bytes(public_pem(key))
    return key
