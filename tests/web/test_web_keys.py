"""API keys: bound to a tenant, to scopes and to a time; nothing but a digest is kept."""

import json
import logging
import re

import pytest
from office_of_banks import make_key, problem
from typer.testing import CliRunner
from wires import NOW, NOW_MS

from interceptor.cli import app
from interceptor.errors import StoreError
from interceptor.housekeeping import Housekeeping
from interceptor.store.api_keys import ApiKeys
from interceptor.store.reading import Readings
from interceptor.store.store import Store
from interceptor.web.api import keys

ASK = ("GET", "/v1/decisions")


def ask(banks, authorization):
    return banks.client.request(*ASK, headers={"Authorization": authorization} if authorization is not None else {})


def test_what_is_no_valid_key_opens_nothing(banks):
    good = banks.keys["maple"]
    other = keys.new_key()
    wrong = [
        None,
        "",
        "Bearer",
        f"Basic {good}",
        good,
        f"Bearer {good}x",
        f"Bearer {good[:-1]}",
        f"Bearer {good[:-1]}{'A' if good[-1] != 'A' else 'B'}",
        f"Bearer {good.upper()}",
        f"Bearer {other}",
        f"Bearer ik_{keys.id_of(good)}_{other.rsplit('_', 1)[1][-43:]}",
        "Bearer " + "x" * 10_000,
        "Bearer ' OR 1=1 --",
    ]
    for authorization in wrong:
        answer = ask(banks, authorization)
        problem(answer, 401, "no_key")
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert ask(banks, f"bearer {good}").status_code == 200


def test_a_key_ends_when_it_expires_or_is_revoked(banks):
    with Store(banks.path) as store:
        short = make_key(store, "maple", expires_at=NOW_MS + 1_000)
    assert ask(banks, f"Bearer {short}").status_code == 200
    banks.now += 1_000
    problem(ask(banks, f"Bearer {short}"), 401, "no_key")
    with Store(banks.path) as store:
        maple = Housekeeping(store.tenant("maple"), "officer-7")
        key_id = keys.id_of(banks.keys["maple"])
        with pytest.raises(StoreError, match="no such API key"):
            Housekeeping(store.tenant("birch"), "officer-7").revoke_key(key_id, NOW)
        assert ask(banks, f"Bearer {banks.keys['maple']}").status_code == 200
        maple.revoke_key(key_id, NOW)
        with pytest.raises(StoreError, match="no such API key"):
            maple.revoke_key(key_id, NOW)
    problem(ask(banks, f"Bearer {banks.keys['maple']}"), 401, "no_key")


def test_a_refused_key_is_logged_by_its_id_alone(banks, caplog):
    good = banks.keys["maple"]
    wrong = f"{good[:-1]}{'A' if good[-1] != 'A' else 'B'}"
    with caplog.at_level(logging.INFO):
        ask(banks, f"Bearer {wrong}")
    assert keys.id_of(good) in caplog.text
    assert wrong[25:] not in caplog.text


def test_the_store_holds_no_key(banks):
    banks.engine.close()
    found = b"".join(path.read_bytes() for path in banks.folder.iterdir() if path.is_file())
    assert keys.id_of(banks.keys["maple"]).encode() in found
    assert banks.keys["maple"].rsplit("_", 1)[1][-40:].encode() not in found


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_keys_are_made_listed_and_revoked_by_command(tmp_path, caplog):
    data = ["--data", tmp_path]
    with caplog.at_level(logging.INFO):
        made = run("keys", "create", "maple", "--name", "hub", "--days", 30, "--officer", "officer-7", *data)
        key = made.stdout.strip()
        key_id = keys.id_of(key)
        assert key_id
        assert key_id in made.stderr
        desk = run("keys", "create", "maple", "--name", "adcc", "--jurisdiction", "HK", *data)
        assert desk.exit_code == 0
        listed = run("keys", "list", "--json", *data).stdout
        assert key_id in listed
        assert key not in listed
        assert '"decisions:read"' in listed
        assert re.search(r'"jurisdiction": "HK"', listed)
        assert run("keys", "list", "birch", "--json", *data).stdout.strip() == "[]"
        assert key_id in run("keys", "list", *data).stdout
        assert run("keys", "revoke", key_id, *data).exit_code == 0
    again = run("keys", "revoke", key_id, *data)
    assert again.exit_code == 1
    assert "no such API key" in again.stderr
    assert caplog.text.count(key_id) == 2
    assert key not in caplog.text
    with Store(tmp_path / "store.db") as store:
        row = ApiKeys(store).find(key_id)
        entries = [json.loads(line) for line in Readings(store.tenant("maple")).audit("desk-1")]
    acts = [(entry["actor"], entry["act"], entry["subject"]) for entry in entries]
    assert acts[0] == ("officer-7", "make_key", key_id)
    assert acts[-1] == ("desk", "revoke_key", key_id)
    assert json.loads(entries[1]["body"])["jurisdiction"] == "HK"
    assert run("audit", "verify", "--tenant", "maple", *data).exit_code == 0
    assert row is not None
    assert row.digest == keys.digest_of(key)
    assert row.expires_at - row.created_at == 30 * 86_400_000
    assert row.revoked_at is not None


@pytest.mark.parametrize(
    "arguments",
    [
        ("No Tenant", "--name", "x"),
        ("maple", "--name", "x", "--scope", "everything"),
        ("maple", "--name", "x", "--scope", "replies:write"),
        ("maple", "--name", "x", "--jurisdiction", "Hong Kong"),
        ("maple", "--name", "x", "--jurisdiction", "HK", "--scope", "transfers:write"),
    ],
)
def test_a_key_that_makes_no_sense_is_not_made(tmp_path, arguments):
    result = run("keys", "create", *arguments, "--data", tmp_path)
    assert result.exit_code == 1
    assert not (tmp_path / "store.db").exists()


def test_no_key_is_made_for_a_tenant_that_nobody_works(tmp_path, monkeypatch):
    command = ["keys", "create", "maple", "--name", "hub", "--data", tmp_path]
    monkeypatch.setenv("INTERCEPTOR_KAFKA_SERVERS", "127.0.0.1:1")
    for tenants in ("", "birch,cedar"):
        monkeypatch.setenv("INTERCEPTOR_TENANTS", tenants)
        refused = run(*command)
        assert refused.exit_code == 1
        assert "no worker of this installation works the tenant (maple)" in refused.stderr
        assert "INTERCEPTOR_TENANTS" in refused.stderr
    assert not (tmp_path / "store.db").exists()
    monkeypatch.setenv("INTERCEPTOR_TENANTS", "birch,maple")
    assert run(*command).exit_code == 0
    monkeypatch.setenv("INTERCEPTOR_TENANTS", "")
    monkeypatch.setenv("INTERCEPTOR_KAFKA_SERVERS", "")
    assert run(*command).exit_code == 0, "on the embedded log every tenant with a key is worked"


def test_keys_are_never_the_same():
    made = {keys.new_key() for _ in range(100)}
    assert len({keys.id_of(key) for key in made}) == 100
