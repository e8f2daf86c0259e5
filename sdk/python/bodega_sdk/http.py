"""The point `http.handle`: routes of the plugin's own, for console pages, a partner's API and webhooks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from urllib.parse import parse_qsl

from bodega_contract.exports import http_handle
from bodega_contract.exports.http_handle import Response
from bodega_contract.imports import http_incoming
from bodega_contract.imports.http_incoming import Caller, Caller_Other, Caller_Public, Caller_Token, Head

from ._guard import failures
from .data import Json, from_json, to_json
from .errors import Reject, Retry

__all__ = [
    "Caller", "Caller_Other", "Caller_Public", "Caller_Token", "Head", "Reject", "Request", "Response", "Retry",
    "Routes", "empty_response", "json_response",
]  # fmt: skip

#: Bytes of the body a crossing asks for.
BODY_PAGE = 256 << 10


class Request:
    """The request under way."""

    def __init__(self) -> None:
        self.head: Head = http_incoming.current()

    def header(self, name: str) -> str | None:
        """The first header of this name, in whatever case."""
        wanted = name.lower()
        return next((value for key, value in self.head.headers if key == wanted), None)

    def query(self) -> list[tuple[str, str]]:
        """The query's names and values, decoded, in order."""
        return parse_qsl(self.head.query, keep_blank_values=True, strict_parsing=bool(self.head.query))

    def body(self) -> bytes:
        """The exact bytes that came: what a signature is made over."""
        parts: list[bytes] = []
        length = 0
        while length < self.head.body_bytes and (page := http_incoming.body(length, BODY_PAGE)):
            parts.append(page)
            length += len(page)
        return b"".join(parts)

    def json(self) -> Json:
        """The body as JSON; fractions are refused."""
        return from_json(self.body())


class Routes(ABC):
    """Serves `http.handle`."""

    @abstractmethod
    def respond(self, request: Request) -> Response:
        """Answers a request to the declared route `request.head.route`. Effects are committed before the answer goes
        out. An answer of 4xx or 5xx is still an answer: raise to have nothing written."""


def json_response(value: Json, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer in JSON."""
    pairs = [("content-type", "application/json"), *(headers or {}).items()]
    return Response(status, pairs, to_json(value).encode())


def empty_response(status: int = 204) -> Response:
    """An answer without a body."""
    return Response(status, [], b"")


def export(plugin: Routes) -> type:
    """The class that the component exports."""

    class HttpHandle:
        @failures(Response, http_handle)
        def handle(self) -> Response:
            return plugin.respond(Request())

    return HttpHandle
