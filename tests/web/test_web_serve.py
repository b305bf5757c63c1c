"""`interceptor serve` as a process: what it acknowledged survives its death, and it ends when it is told to."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from office_of_banks import NDJSON, links, make_key
from wires import diverted, history, wire

from interceptor.store.store import Store

pytestmark = pytest.mark.slow
"""Each test starts the program several times."""


@contextmanager
def serving(folder: Path, *arguments: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and its address."""
    command = [
        sys.executable,
        "-c",
        "from interceptor.cli import main; main()",
        "serve",
        "--data",
        str(folder),
        "--port",
        "0",
        *arguments,
    ]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment}
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield process, line.rpartition(" ")[2].strip()
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def key(tmp_path: Path) -> dict[str, str]:
    """The header of a bank."""
    with Store(tmp_path / "store.db") as store:
        return {"Authorization": f"Bearer {make_key(store, 'maple')}"}


def test_what_was_acknowledged_survives_kill_9(tmp_path, key):
    """Also what the engine had not come to: the kill follows the acknowledgement at once."""
    sent = {}
    for number in range(4):
        with serving(tmp_path) as (process, url):
            for wires in ([*history(8), diverted(900 + number)], [wire(950 + number)]):
                answer = httpx.post(f"{url}/v1/transfers", headers={**key, **NDJSON}, content=b"\n".join(wires))
                assert answer.status_code == 202, answer.text
                for record, link in zip(answer.json()["records"], links(answer.json()), strict=True):
                    sent[record["transactions"][0]["transfer_id"]] = link
            process.send_signal(signal.SIGKILL)
            process.wait()
    with serving(tmp_path) as (process, url):
        for transfer_id, link in sent.items():
            found = httpx.get(f"{url}{link}", headers=key, params={"wait": 30}, timeout=60)
            assert found.json()["transfer_id"] == transfer_id
        assert len(sent) == 24 + 8
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    with Store(tmp_path / "store.db") as store:
        (count,) = store.database.execute("SELECT COUNT(*) FROM register").fetchone()
        (cases,) = store.database.execute("SELECT COUNT(*) FROM case_file").fetchone()
        (repeats,) = store.database.execute("SELECT COUNT(*) FROM decision WHERE revision > 1").fetchone()
    assert (count, cases, repeats) == (len(sent), 4, 0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_on_a_signal_though_somebody_waits(tmp_path, key, number):
    with serving(tmp_path) as (process, url):
        unknown = f"{url}/v1/decisions/00000000-0000-4000-8000-000000000000"
        with httpx.Client(timeout=60) as client:
            client.get(unknown, headers=key)
            begun = time.monotonic()
            process.send_signal(number)
            assert process.wait(20) == 0
            assert time.monotonic() - begun < 10
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_second_engine_on_the_same_folder_is_told_so(tmp_path, key):
    assert key
    with serving(tmp_path), serving(tmp_path) as (second, _):
        assert second.wait(30) == 1
        assert second.stderr is not None
        assert "another process writes to this log" in second.stderr.read()


def test_keys_do_not_travel_in_the_clear(tmp_path):
    with serving(tmp_path, "--host", "0.0.0.0") as (process, _):
        assert process.wait(30) == 1
        assert process.stderr is not None
        assert "keys would travel in the clear" in process.stderr.read()
    with serving(tmp_path, "--host", "0.0.0.0", INTERCEPTOR_HTTP_BEHIND_PROXY="true") as (_, url):
        assert httpx.get(f"http://127.0.0.1:{url.rpartition(':')[2]}/openapi.json").status_code == 200


def test_a_port_that_is_taken_is_one_clear_line(tmp_path, key):
    assert key
    with serving(tmp_path) as (_, url), serving(tmp_path / "b", "--port", url.rpartition(":")[2]) as (second, _):
        assert second.wait(30) == 1
        assert second.stderr is not None
        assert "in use" in second.stderr.read()


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of localhost by itself, and its key."""
    from datetime import UTC, datetime, timedelta
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return paths


def test_tls(tmp_path, key):
    import ssl

    chain, private = certificate(tmp_path)
    settings = {"INTERCEPTOR_HTTP_CERTIFICATE": str(chain), "INTERCEPTOR_HTTP_KEY": str(private)}
    with serving(tmp_path, **settings) as (_, url):
        assert url.startswith("https://")
        trusting = ssl.create_default_context(cafile=str(chain))
        with httpx.Client(verify=trusting) as client:
            assert client.get(f"{url}/v1/decisions", headers=key).status_code == 200
    with serving(tmp_path, INTERCEPTOR_HTTP_CERTIFICATE=str(chain)) as (process, _):
        assert process.wait(30) == 1
        assert process.stderr is not None
        assert "one without the other" in process.stderr.read()
