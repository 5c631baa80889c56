"""Asking a language model behind an OpenAI-compatible address, on this machine unless the owner allows another.

What was said in a session is sent there, so the address is checked before anything is: a host that is not this
machine must be named by the owner and is reached over TLS alone, no proxy is used, and no redirect is followed.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import math
import ssl
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from clew.therapy.errors import TherapyError

if TYPE_CHECKING:
    import socket

SECONDS = 120.0
"""The time for one whole answer, unless told otherwise."""
MAX_ANSWER = 4 * 1024 * 1024
"""The most bytes that are read of one answer."""
LONGEST_WAIT = 60.0
"""The most seconds before a question is put again, whatever the server asks for."""
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})


class EndpointError(TherapyError):
    """The model cannot be asked, or does not answer as such a server does."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is asked, and how patiently.

    ``url`` is the base of the address, as ``http://localhost:11434/v1``; ``hosts`` are those beside this machine that
    the owner allows; ``seconds`` is the time for one whole answer; prices are for a million tokens, None where unknown.

    Raises:
        EndpointError: the address is none, is not allowed, or would send what was said over an open line.
    """

    url: str
    model: str
    hosts: Collection[str] = ()
    key: str = field(default="", repr=False)
    seconds: float = SECONDS
    attempts: int = 4
    price_in: float | None = None
    price_out: float | None = None

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            host, port = "", None
        if not host or parts.scheme not in ("http", "https") or parts.query or parts.fragment or port == 0:
            raise EndpointError("The address of a model looks like http://localhost:11434/v1.")
        if parts.username is not None or parts.password is not None:
            raise EndpointError("Put the key of the model into CLEW_CODER_KEY, not into its address.")
        if not self.model.strip() or not self.model.isprintable():
            raise EndpointError("The model needs a name, as its server calls it.")
        if is_local(host):
            return
        if host not in {allowed.lower() for allowed in self.hosts}:
            raise EndpointError(
                f"{host} is another machine. Only the owner can allow that what is said in a session is sent "
                "there, by naming it in CLEW_CODER_HOSTS."
            )
        if parts.scheme != "https":
            raise EndpointError(f"What is said in a session goes to {host} only over https.")

    @property
    def host(self) -> str:
        """The host that is asked."""
        return urlsplit(self.url).hostname or ""

    @property
    def local(self) -> bool:
        """Whether what is said stays on this machine."""
        return is_local(self.host)


def is_local(host: str) -> bool:
    """Whether a host is this machine: ``localhost`` or a loopback address."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def of_owner(environment: Mapping[str, str], *, url: str, model: str) -> Endpoint:
    """Return the endpoint with this address and model as the owner's settings, ``CLEW_CODER_...``, let it be asked.

    Raises:
        EndpointError: a setting cannot be read, or the address is not allowed.
    """

    def number(name: str) -> float | None:
        told = environment.get(name, "")
        if not told:
            return None
        try:
            value = float(told)
        except ValueError:
            value = math.nan
        if not 0 <= value < math.inf:
            raise EndpointError(f"{name} is a number from 0 on.")
        return value

    return Endpoint(
        url=url,
        model=model,
        hosts=[host.strip() for host in environment.get("CLEW_CODER_HOSTS", "").split(",") if host.strip()],
        key=environment.get("CLEW_CODER_KEY", ""),
        seconds=number("CLEW_CODER_SECONDS") or SECONDS,
        price_in=number("CLEW_CODER_PRICE_IN"),
        price_out=number("CLEW_CODER_PRICE_OUT"),
    )


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered, and the tokens that the server counted; None where it did not say."""

    text: str
    tokens_in: int | None
    tokens_out: int | None


class _Again(Exception):
    """What went wrong may pass: the question can be put again, after so many seconds if the server says so."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


def ask(endpoint: Endpoint, body: dict[str, Any], wait: Callable[[float], None] = time.sleep) -> Reply:
    """Put one question, again where the server is busy, fails or does not answer, later each time.

    Raises:
        EndpointError: it does not answer however often it is asked, refuses, or its answer is none.
    """
    sent = json.dumps(body).encode()
    why = ""
    for attempt in range(endpoint.attempts):
        try:
            return _reply(_post(endpoint, sent))
        except _Again as problem:
            why = str(problem)
            if attempt + 1 < endpoint.attempts:
                later = 2.0**attempt if problem.after is None else problem.after
                wait(min(later, LONGEST_WAIT))
    raise EndpointError(f"The model at {endpoint.host} does not answer: {why}.")


def _post(endpoint: Endpoint, sent: bytes) -> bytes:
    parts = urlsplit(endpoint.url)
    until = time.monotonic() + endpoint.seconds
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(
            endpoint.host, parts.port, timeout=endpoint.seconds, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(endpoint.host, parts.port, timeout=endpoint.seconds)
    try:
        connection.connect()
        line = connection.sock
        connection.request("POST", f"{parts.path.rstrip('/')}/chat/completions", sent, headers)
        with connection.getresponse() as response:
            _check(endpoint, response)
            found = _body(endpoint, response, line, until)
            if response.length:  # fewer bytes than were announced
                raise _Again("it broke off in the middle of an answer")
            return found
    except ssl.SSLCertVerificationError:
        raise EndpointError(f"{endpoint.host} cannot prove that it is {endpoint.host}.") from None
    except TimeoutError:
        raise _Again(f"it took longer than {endpoint.seconds:g} seconds") from None
    except (OSError, http.client.HTTPException) as problem:
        raise _Again(f"the connection failed ({type(problem).__name__})") from None
    finally:
        connection.close()


def _body(endpoint: Endpoint, response: http.client.HTTPResponse, line: socket.socket, until: float) -> bytes:
    found = bytearray()
    while (left := until - time.monotonic()) > 0:
        line.settimeout(left)
        more = response.read1(65_536)
        if not more:
            return bytes(found)
        found += more
        if len(found) > MAX_ANSWER:
            raise EndpointError(f"The answer of the model at {endpoint.host} has no end.")
    raise TimeoutError


def _check(endpoint: Endpoint, response: http.client.HTTPResponse) -> None:
    """Raise unless the server accepts the question. Its own words are not repeated: they can quote what was said."""
    status = response.status
    if status == 200:
        return
    if status in _AGAIN:
        after = response.headers.get("Retry-After", "")
        raise _Again(f"it says {status}", float(after) if after.isascii() and after.isdecimal() else None)
    told = {
        401: "it wants a key, or another one; set CLEW_CODER_KEY",
        403: "it wants a key, or another one; set CLEW_CODER_KEY",
        404: "it knows no such address or model",
        400: "it does not understand the question; it may not know answers by a JSON schema",
        413: "the question is too long for it",
    }
    why = told.get(status, f"it says {status}")
    if 300 <= status < 400:
        why = "it points to another address, and none is followed"
    raise EndpointError(f"The model at {endpoint.host} cannot be asked: {why}.")


def _reply(data: bytes) -> Reply:
    """Read what a server sends: the answer's text, empty where the model broke off or would not answer."""
    try:
        value = json.loads(data)
        choice = value["choices"][0]
        text = choice["message"]["content"]
        cut = choice.get("finish_reason") not in (None, "stop")
        usage = value.get("usage") or {}
        tokens = [usage.get(name) for name in ("prompt_tokens", "completion_tokens")]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise _Again("its answers are not those of an OpenAI-compatible server") from None
    counted = [n if isinstance(n, int) and not isinstance(n, bool) and n >= 0 else None for n in tokens]
    return Reply(text if isinstance(text, str) and not cut else "", *counted)
