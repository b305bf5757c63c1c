"""Wrong credentials for Kafka end every command that needs it: one clear line, exit code 1, and no secret in it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.clients import Kafka

WRONG = "guessed-wrongly"
COMMANDS = {
    "PLAIN": ["worker"],
    "SCRAM-SHA-256": ["serve", "--port", "0"],
    "SCRAM-SHA-512": ["topics", "apply", "--dry-run"],
    "OAUTHBEARER": ["relay"],
}
"""By mechanism, so that each of both is tried. The relay has nothing to publish, and is to find out all the same."""


@pytest.mark.parametrize("mechanism", COMMANDS)
def test_wrong_credentials_end_a_command_in_one_line(
    secure_kafka: Kafka, postgres: str, tmp_path: Path, mechanism: str
) -> None:
    (tmp_path / "token").write_text(WRONG)
    settings = {
        "SERVERS": secure_kafka.servers,
        "SECURITY": "SASL_SSL",
        "AUTHORITY": secure_kafka.authority or "",
        "MECHANISM": mechanism,
        **({"TOKEN_FILE": str(tmp_path / "token")} if mechanism == "OAUTHBEARER" else {}),
        **({"USER": "admin", "PASSWORD": WRONG} if mechanism != "OAUTHBEARER" else {}),
    }
    environment = {f"INTERCEPTOR_KAFKA_{name}": value for name, value in settings.items()}
    done = subprocess.run(
        [sys.executable, "-c", "from interceptor.cli import main; main()", *COMMANDS[mechanism]],
        env={**os.environ, **environment, "INTERCEPTOR_STORE": postgres, "INTERCEPTOR_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    (said,) = [line for line in done.stderr.splitlines() if '"level": "info"' not in line]
    assert "Kafka refuses the credentials" in said
    assert WRONG not in done.stdout + done.stderr
