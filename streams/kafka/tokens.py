"""Tokens for SASL OAUTHBEARER: from a file that something else keeps fresh, or by the client-credentials grant.

kafka-python asks for a token at each login and re-authentication, on its IO thread, so an answer of the authority is
kept until shortly before it ends (RFC 6749 section 4.4; `expires_in` is in seconds).
"""

import base64
import ssl
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

import msgspec
from kafka.net.sasl.oauth import AbstractTokenProvider

from streams.errors import BadClientSetting, BadCredentials, BrokerUnreachable

_TIMEOUT = 10.0
_EARLY = 60.0
"""Seconds before its end at which a token is not used any more; half its life where that is less."""
_LIFE = 300.0
"""Seconds that a token lives where the authority does not say."""
_MAX_BYTES = 1 << 20


class TokenFile(AbstractTokenProvider):  # type: ignore[misc]  # kafka-python has no types
    """The token is what the file holds now, as Kubernetes and other secret stores rotate it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def token(self) -> str:
        """The token. Raises BadClientSetting."""
        try:
            token = self._path.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise BadClientSetting(f"token file {self._path} cannot be read") from error
        if not token:
            raise BadClientSetting(f"token file {self._path} is empty")
        return token


class _Grant(msgspec.Struct):
    access_token: str
    expires_in: float = _LIFE


class ClientCredentials(AbstractTokenProvider):  # type: ignore[misc]
    """The client-credentials grant: our id and secret for a token of the authority at `url`."""

    def __init__(
        self,
        url: str,
        client: str,
        secret: str,
        scope: str = "",
        *,
        authority: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise BadClientSetting("token_url: the secret would travel in the open; use https")
        pair = f"{urllib.parse.quote(client, safe='')}:{urllib.parse.quote(secret, safe='')}"
        self._headers = {
            "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        form = {"grant_type": "client_credentials", **({"scope": scope} if scope else {})}
        self._url, self._form = url, urllib.parse.urlencode(form).encode()
        self._tls = ssl.create_default_context(cafile=authority) if url.startswith("https") else None
        self._clock = clock
        self._guard = threading.Lock()
        self._token, self._until = "", 0.0

    def token(self) -> str:
        """A token that is good for a while. Raises BadCredentials, BrokerUnreachable."""
        with self._guard:
            if not self._token or self._clock() >= self._until:
                grant = self._ask()
                self._token = grant.access_token
                self._until = self._clock() + max(grant.expires_in - _EARLY, grant.expires_in / 2)
            return self._token

    def _ask(self) -> _Grant:
        request = urllib.request.Request(self._url, self._form, self._headers)  # noqa: S310  checked above
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT, context=self._tls) as answer:  # noqa: S310
                return msgspec.json.decode(answer.read(_MAX_BYTES), type=_Grant)
        except urllib.error.HTTPError as error:
            with error:
                raise BadCredentials(f"the token authority answers {error.code}") from error
        except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
            raise BrokerUnreachable("the token authority does not answer") from error
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise BadCredentials("the token authority's answer holds no access_token") from error
