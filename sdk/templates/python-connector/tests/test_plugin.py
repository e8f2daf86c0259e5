"""The plugin as the host would call it, natively."""

from __future__ import annotations

import hashlib
import hmac
import json
import unittest
from typing import Any

from bodega_contract.imports import host_egress
from bodega_contract.imports.data_stock import Level
from bodega_sdk.jobs import Reject, Retry
from bodega_sdk.testing import TestHost, request, run_job
from componentize_py_types import Err

from plugin import Plugin

PLUGIN = Plugin()
KEY = b"the merchant's key"


def sign(_algorithm: Any, key: Any, parts: list[Any]) -> bytes:
    """The host's HMAC, for the one secret there is."""
    assert key.value == "api_key"
    return hmac.new(KEY, b"".join(part.value for part in parts), hashlib.sha256).digest()


def verify(algorithm: Any, key: Any, parts: list[Any], tag: bytes) -> bool:
    """The host's check of an HMAC."""
    return hmac.compare_digest(sign(algorithm, key, parts), tag)


class Platform:
    """The other side: answers with a status, or fails."""

    def __init__(self, outcome: int | host_egress.Failure = 200) -> None:
        self.outcome = outcome
        self.requests: list[host_egress.Request] = []

    def send(self, sent: host_egress.Request) -> host_egress.Response:
        """Takes a request."""
        self.requests.append(sent)
        if isinstance(self.outcome, int):
            return host_egress.Response(self.outcome, [], b"")
        raise Err(self.outcome)


def host(platform: Platform, levels: int = 3) -> TestHost:
    """A store with so many goods."""
    stock = [Level(f"sku-{number:04}", "store-1", number * 1_000_000 - 1) for number in range(levels)]

    def scan(_location: str, after: str | None, max: int) -> list[Level]:
        return [level for level in stock if after is None or level.sku > after][:max]

    shop = TestHost({"shop": "shop-9", "location": "store-1"})
    return (
        shop.offer("data_stock", scan=scan)
        .offer("host_crypto", hmac=sign, hmac_verify=verify)
        .offer("host_egress", send=platform.send)
    )


class PushStock(unittest.TestCase):
    """The job."""

    def test_batches_are_signed_and_have_keys_of_their_own(self) -> None:
        platform = Platform()
        run_job(PLUGIN, "push-stock", host(platform, levels=401))
        self.assertEqual(len(platform.requests), 3)
        keys = set()
        for sent in platform.requests:
            assert isinstance(sent.body, host_egress.Content_Bytes)
            headers = {name: parts[0].value for name, parts in sent.headers}
            self.assertEqual(headers["x-signature"], hmac.new(KEY, sent.body.value, hashlib.sha256).hexdigest())
            keys.add(headers["idempotency-key"])
        self.assertEqual(keys, {"test-invocation/0", "test-invocation/1", "test-invocation/2"})

    def test_pieces_are_whole_and_never_below_nothing(self) -> None:
        platform = Platform()
        run_job(PLUGIN, "push-stock", host(platform))
        stock = json.loads(platform.requests[0].body.value)["stock"]
        self.assertEqual([level["pieces"] for level in stock], [0, 0, 1])

    def test_what_may_pass_is_tried_again_and_the_rest_is_not(self) -> None:
        passing: list[Any] = [429, 503, host_egress.Failure_Unreachable("timeout")]
        for outcome in passing:
            with self.subTest(outcome), self.assertRaises(Retry):
                run_job(PLUGIN, "push-stock", host(Platform(outcome)))
        for outcome in (403, host_egress.Failure_Refused("not approved")):
            with self.subTest(outcome), self.assertRaises(Reject):
                run_job(PLUGIN, "push-stock", host(Platform(outcome)))

    def test_no_stock_sends_nothing(self) -> None:
        platform = Platform()
        run_job(PLUGIN, "push-stock", host(platform, levels=0))
        self.assertEqual(platform.requests, [])


class Orders(unittest.TestCase):
    """The webhook."""

    def post(self, body: bytes, shop: TestHost, signature: str | None = None) -> int:
        """The status of an order."""
        right = hmac.new(KEY, body, hashlib.sha256).hexdigest()
        headers = {"X-Signature": right if signature is None else signature}
        return request(PLUGIN, "POST", "/orders", shop, route="orders", headers=headers, body=body).status

    def test_an_order_is_kept_once(self) -> None:
        shop, body = host(Platform()), b'{"id": "o-1", "total": 990}'
        self.assertEqual(self.post(body, shop), 204)
        shop.commit()
        self.assertEqual(json.loads(shop.documents["orders", "o-1"].body)["total"], 990)
        self.assertEqual(self.post(body, shop), 204)
        self.assertEqual(shop.recorded, [])

    def test_what_is_not_signed_or_no_order_is_not_kept(self) -> None:
        shop = host(Platform())
        for signature in ("", "zz", "00" * 32):
            self.assertEqual(self.post(b'{"id": "o-1", "total": 990}', shop, signature), 401)
        for body in (b"", b"[]", b'{"id": "o-1"}', b'{"id": "o-1", "total": 9.9}'):
            self.assertEqual(self.post(body, shop), 400, body)
        for body in (b'{"id": 1, "total": 990}', b'{"id": "o-1", "total": -1}'):
            self.assertEqual(self.post(body, shop), 422, body)
        self.assertEqual(shop.recorded, [])


if __name__ == "__main__":
    unittest.main()
