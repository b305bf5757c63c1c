"""The installation's key for audit checkpoints: made at first need; the public half is for anybody."""

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


def key_path(data: Path) -> Path:
    """The private key, readable by its owner alone."""
    return data / "audit.key"


def public_path(data: Path) -> Path:
    """The public key, to be given to whoever verifies."""
    return data / "audit.pub"


def private_key(data: Path) -> Ed25519PrivateKey:
    """The installation's key. Raises `ConfigError` (`bad_key`) when the file holds something else."""
    path = key_path(data)
    if not path.exists():
        return _make(data)
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


def _make(data: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    data.mkdir(parents=True, exist_ok=True)
    try:
        # Never readable by others, not even between creation and chmod; a second process loses and reads the first's.
        handle = os.open(key_path(data), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return private_key(data)
    with os.fdopen(handle, "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        os.fsync(file.fileno())
    public_path(data).write_bytes(public_pem(key))
    return key
