"""Pushes stock to a platform, and keeps the orders that its webhook brings. Both ways are signed with a key that only
the host sees."""

from __future__ import annotations

from collections.abc import Iterator

from bodega_contract.imports import data_stock, host_log
from bodega_contract.imports.data_stock import Level
from bodega_sdk import crypto, documents, documents_effects, egress, settings
from bodega_sdk.crypto import DigestAlgorithm
from bodega_sdk.data import to_json
from bodega_sdk.http import Request, Response, Routes, empty_response
from bodega_sdk.jobs import Details, Jobs, Reject, Retry
from bodega_sdk.money import MICROS_PER_ONE

API = "https://api.example.com/v1"
KEY = crypto.Secret("api_key")
ORDERS = "orders"
#: Levels in a request: what the platform takes.
BATCH = 200


class Plugin(Jobs, Routes):
    """The plugin."""

    def run_job(self, run: Details) -> None:
        """`push-stock`: whole pieces on hand, in batches. A run again sends the same key for the same batch."""
        chosen = settings.read()
        for number, levels in enumerate(batches(chosen["location"])):
            stock = [{"sku": level.sku, "pieces": max(level.on_hand // MICROS_PER_ONE, 0)} for level in levels]
            push(to_json({"shop": chosen["shop"], "stock": stock}), f"{run.invocation}/{number}")

    def respond(self, request: Request) -> Response:
        """`POST /orders`: the platform sends an order again until it is answered with 2xx, so a known one is fine."""
        body = request.body()
        if not is_signed(request.header("x-signature") or "", body):
            return empty_response(401)
        try:
            order = request.json()
            number, total = order["id"], order["total"]
        except (ValueError, KeyError, TypeError):
            return empty_response(400)
        if not isinstance(number, str) or type(total) is not int or total < 0:
            return empty_response(422)
        if documents.get(ORDERS, number) is None:
            kept = {"total": total, "received_ms": request.head.now_ms}
            documents_effects.put(ORDERS, number, kept, documents_effects.NEW)
        return empty_response()


def batches(location: str) -> Iterator[list[Level]]:
    """All levels of a location."""
    after: str | None = None
    while levels := data_stock.scan(location, after, BATCH):
        yield levels
        after = levels[-1].sku


def push(body: str, idempotency_key: str) -> None:
    """Sends a batch. What may pass is tried again by the host; what cannot is told to people."""
    signature = crypto.hmac(DigestAlgorithm.SHA256, KEY, body).hex()
    headers = {"content-type": "application/json", "x-signature": signature, "idempotency-key": idempotency_key}
    try:
        answer = egress.send("POST", f"{API}/stock", headers=headers, body=body.encode())
    except egress.RefusedRequest as error:
        raise Reject(str(error)) from error
    except egress.EgressError as error:
        raise Retry(str(error)) from error
    if answer.status == 429 or answer.status >= 500:
        raise Retry(f"the platform answered {answer.status}")
    if answer.status >= 300:
        raise Reject(f"the platform answered {answer.status}: check the shop id and the key")
    host_log.write(host_log.Level.INFO, f"pushed {len(body)} bytes of stock")


def is_signed(signature: str, body: bytes) -> bool:
    """Whether the platform made this request: HMAC-SHA256 over the exact bytes, in hexadecimal."""
    try:
        tag = bytes.fromhex(signature)
    except ValueError:
        return False
    return crypto.hmac_verify(DigestAlgorithm.SHA256, KEY, tag, body)
