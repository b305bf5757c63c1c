"""Signed tokens for OAUTHBEARER (RFC 7519): a key of our own, which the broker knows, and tokens made with it."""

import base64
import json
import time
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

ISSUER, AUDIENCE = "https://tokens.example", "kafka"
_KEY, _KNOWN = "tokens.pem", "tokens.json"
_COORDINATE = 32
"""Bytes of a number of the curve P-256."""


def key_set(folder: Path) -> Path:
    """Make a key in `folder`; gives the file with its public half, as brokers read it (a JSON Web Key Set)."""
    key = ec.generate_private_key(ec.SECP256R1())
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    private = folder / _KEY
    private.touch(0o600)
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
    numbers = key.public_key().public_numbers()
    known = {"kty": "EC", "crv": "P-256", "kid": "ours", "use": "sig", "alg": "ES256"}
    point = {"x": _text(_number(numbers.x)), "y": _text(_number(numbers.y))}
    (folder / _KNOWN).write_text(json.dumps({"keys": [{**known, **point}]}))
    return folder / _KNOWN


def token(folder: Path, user: str, *, seconds: int = 600, key: ec.EllipticCurvePrivateKey | None = None) -> str:
    """A token of `user`, good for so many seconds, signed by the key of `folder`, or by another that is no good."""
    found: Any = key or serialization.load_pem_private_key((folder / _KEY).read_bytes(), None)
    now = int(time.time())
    claims = {"sub": user, "iss": ISSUER, "aud": AUDIENCE, "iat": now - 1200, "exp": now + seconds, "scope": "kafka"}
    signed = ".".join(_text(json.dumps(part).encode()) for part in ({"alg": "ES256", "kid": "ours"}, claims))
    pair = decode_dss_signature(found.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signed}.{_text(b''.join(map(_number, pair)))}"


def _number(value: int) -> bytes:
    return value.to_bytes(_COORDINATE, "big")


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
