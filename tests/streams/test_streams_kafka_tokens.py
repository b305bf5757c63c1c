"""Tokens for OAUTHBEARER: from a file, and from an authority."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from streams.errors import BadClientSetting, BadCredentials, BrokerUnreachable
from streams.kafka.tokens import ClientCredentials, TokenFile


class Authority(BaseHTTPRequestHandler):
    """Gives a new token each time; what it was asked is kept."""

    asked: list[tuple[str, dict[str, list[str]]]]
    answer: tuple[int, bytes | None]

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.asked.append((self.headers["Authorization"], form))
        status, body = self.answer
        body = body or json.dumps({"access_token": f"token-{len(self.asked)}", "expires_in": 300}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def authority() -> Iterator[str]:
    Authority.asked, Authority.answer = [], (200, None)
    server = HTTPServer(("127.0.0.1", 0), Authority)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/token"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_token_is_kept_until_a_minute_before_its_end(authority: str) -> None:
    now = [1000.0]
    provider = ClientCredentials(authority, "our id", "s:cret", "kafka", clock=lambda: now[0])
    assert [provider.token() for _ in range(3)] == ["token-1"] * 3
    now[0] += 239
    assert provider.token() == "token-1"
    now[0] += 2
    assert provider.token() == "token-2"
    secret = base64.b64encode(b"our%20id:s%3Acret").decode()
    assert Authority.asked[0] == (f"Basic {secret}", {"grant_type": ["client_credentials"], "scope": ["kafka"]})
    assert provider.extensions() == {}


@pytest.mark.parametrize("answer", [(401, b"{}"), (200, b"no json"), (200, b'{"token": "x"}'), (500, b"")])
def test_an_authority_that_refuses_is_said_without_the_secret(authority: str, answer: tuple[int, bytes]) -> None:
    Authority.answer = answer
    with pytest.raises(BadCredentials, match="token authority") as raised:
        ClientCredentials(authority, "id", "s3cret").token()
    assert "s3cret" not in str(raised.value)


def test_an_authority_that_does_not_answer_is_said() -> None:
    with pytest.raises(BrokerUnreachable, match="token authority"):
        ClientCredentials("http://127.0.0.1:1/token", "id", "secret").token()


def test_a_secret_does_not_travel_in_the_open() -> None:
    with pytest.raises(BadClientSetting, match="https"):
        ClientCredentials("http://authority.example/token", "id", "secret")


def test_a_token_file_is_read_anew_each_time(tmp_path: Path) -> None:
    path = tmp_path / "token"
    provider = TokenFile(path)
    with pytest.raises(BadClientSetting, match="cannot be read"):
        provider.token()
    for token in ("first", "second"):
        path.write_text(f"{token}\n")
        assert provider.token() == token
    path.write_text(" \n")
    with pytest.raises(BadClientSetting, match="empty"):
        provider.token()
