"""Requests to the outside, to hosts that the manifest names and the merchant approved (`bodega:host/egress`).

What was sent cannot be taken back: send the invocation's id as idempotency key, in `http`, `jobs` and `actions` alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bodega_contract.imports import host_egress
from componentize_py_types import Err

from .data import Json, from_json, to_json
from .secret import Secret

__all__ = ["EgressError", "Part", "RefusedRequest", "Response", "Secret", "TooLarge", "Unreachable", "Value", "send"]


@dataclass(frozen=True)
class Basic:
    """`user:secret` in base64, as HTTP Basic authentication asks for; `secret` is the secret's name."""

    user: str
    secret: str


#: A piece of a value: text, or a secret that only the host sees.
Part = str | Secret | Basic
#: One or several pieces, joined by the host.
Value = Part | list[Part]
#: Names and values; a list of pairs where a name comes twice.
Pairs = Mapping[str, Value] | Iterable[tuple[str, Value]]

#: A platform that does not answer in 10 s is better asked again later.
TIMEOUT_MS = 10_000


class EgressError(Exception):
    """A request without an answer."""


class RefusedRequest(EgressError):
    """The host does not send it: an address not approved, or a request that is none. Trying again cannot help."""


class Unreachable(EgressError):
    """No connection, or no answer in time. It may have arrived all the same."""


class TooLarge(EgressError):
    """The answer is larger than the installation may take."""


@dataclass(frozen=True)
class Response:
    """An answer, whatever its status."""

    status: int
    #: Names in lower case.
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first header of this name, in whatever case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), None)

    def json(self) -> Json:
        """The body as JSON; fractions are refused."""
        return from_json(self.body)


def send(
    method: str,
    url: str,
    *,
    query: Pairs = (),
    headers: Pairs = (),
    body: bytes | list[Part] | None = None,
    json: Json = None,
    form: Pairs | None = None,
    redirects: int = 0,
    timeout_ms: int = TIMEOUT_MS,
) -> Response:
    """Sends a request with at most one of `body` (bytes, or text with secrets), `json` and `form`.

    Raises `RefusedRequest`, `Unreachable`, `TooLarge` or plain `EgressError`.
    """
    if sum(content is not None for content in (body, json, form)) > 1:
        raise ValueError("a request has one of `body`, `json` and `form`")
    pairs = _pairs(headers)
    content: host_egress.Content = host_egress.Content_Empty()
    if json is not None:
        content = host_egress.Content_Bytes(to_json(json).encode())
        pairs.append(("content-type", [host_egress.Part_Text("application/json")]))
    elif form is not None:
        content = host_egress.Content_Form(_pairs(form))
    elif isinstance(body, bytes):
        content = host_egress.Content_Bytes(body)
    elif body is not None:
        content = host_egress.Content_Parts(_parts(body))
    request = host_egress.Request(method, url, _pairs(query), pairs, content, redirects, timeout_ms)
    try:
        response = host_egress.send(request)
    except Err as error:
        raise _error(error.value) from None
    return Response(response.status, response.headers, response.body)


def _error(failure: host_egress.Failure) -> EgressError:
    if isinstance(failure, host_egress.Failure_TooLarge):
        return TooLarge("the answer is larger than the installation may take")
    if isinstance(failure, (host_egress.Failure_Refused, host_egress.Failure_Invalid)):
        return RefusedRequest(failure.value)
    if isinstance(failure, host_egress.Failure_Unreachable):
        return Unreachable(failure.value)
    return EgressError(failure.value)


def _pairs(pairs: Pairs) -> list[tuple[str, list[host_egress.Part]]]:
    items = pairs.items() if isinstance(pairs, Mapping) else pairs
    return [(name, _parts(value if isinstance(value, list) else [value])) for name, value in items]


def _parts(parts: list[Part]) -> list[host_egress.Part]:
    return [_part(part) for part in parts]


def _part(part: Part) -> host_egress.Part:
    if isinstance(part, Secret):
        return host_egress.Part_Secret(part.name)
    if isinstance(part, Basic):
        return host_egress.Part_Basic((part.user, part.secret))
    return host_egress.Part_Text(part)
