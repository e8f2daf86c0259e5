"""Every point of the fixture plugin, natively."""

from __future__ import annotations

import hashlib
import hmac
import importlib.util
import json
import unittest
from pathlib import Path
from types import ModuleType
from typing import Any

from bodega_contract.imports import host_egress
from bodega_contract.imports.base_types import Document, Posting
from bodega_sdk.actions import Reject
from bodega_sdk.egress import RefusedRequest, TooLarge, Unreachable, send
from bodega_sdk.events import Retry
from bodega_sdk.messaging import RetryAfter
from bodega_sdk.sandbox import NotAvailable
from bodega_sdk.testing import (
    TestBasket,
    TestHost,
    TestRules,
    check,
    compile_rules,
    handle,
    outgoing,
    migrate,
    press,
    price,
    report,
    request,
    run_export,
    run_job,
)  # fmt: skip
from bodega_sdk.testing import send as send_message
from bodega_sdk.testing.offer import offered
from componentize_py_types import Err


def everything() -> ModuleType:
    """The fixture's module."""
    file = Path(__file__).parent / "fixtures" / "everything" / "plugin.py"
    spec = importlib.util.spec_from_file_location("everything", file)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PLUGIN = everything().Plugin()
WEBHOOK_KEY = b"webhook key"


def hmac_verify(_algorithm: Any, key: Any, parts: list[Any], tag: bytes) -> bool:
    """The host's, for one secret."""
    assert key.value == "webhook"
    wanted = hmac.new(WEBHOOK_KEY, b"".join(part.value for part in parts), hashlib.sha256).digest()
    return hmac.compare_digest(wanted, tag)


class Points(unittest.TestCase):
    """One call each."""

    def test_migration(self) -> None:
        stored = [Document("notes", key, 1, body) for key, body in [("a", '{"old":1}'), ("b", "{}"), ("c", '{"old":0}')]]
        outcomes = migrate(PLUGIN, "0.9.0", stored)
        names = [type(outcome).__name__ for outcome in outcomes]
        self.assertEqual(names, ["Outcome_Replace", "Outcome_Keep", "Outcome_Remove"])

    def test_compile_reads_documents_beyond_a_page(self) -> None:
        rules = TestRules({"a": 1}, {"rules": {f"{n:04}": {"n": n} for n in range(401)}})
        compiled = compile_rules(PLUGIN, rules)
        self.assertEqual(len(json.loads(compiled.snapshot)["rules"]), 401)
        self.assertEqual([key.value for key in compiled.keys], ["points/{member}"])

    def test_a_message_waits_and_goes(self) -> None:
        message = outgoing("13800001234", "{name} 您好 {gone}", parameters={"name": "王芳"})
        with self.assertRaises(RetryAfter) as raised:
            send_message(PLUGIN, message, TestHost())
        self.assertEqual(raised.exception.after_ms, 90_000)
        message = outgoing("13800001234", "{name} 您好 {gone}", parameters={"name": "王芳"}, attempt=2)
        self.assertEqual(send_message(PLUGIN, message, TestHost()), "sms 1234 王芳 您好 {gone}")

    def test_an_export_writes_files_and_names_one(self) -> None:
        host = TestHost()
        self.assertEqual(run_export(PLUGIN, "voucher", host), 1)
        self.assertEqual(host.recorded[1:], [("begin", "voucher.csv", "text/csv"), ("append", 1, b"a,b\n")])
        with self.assertRaisesRegex(Reject, "nothing to export"):
            run_export(PLUGIN, "voucher", host, parameters={"empty": True})

    def test_price_reads_lines_beyond_a_page(self) -> None:
        basket = TestBasket()
        for number in range(1025):
            basket.line(f"sku-{number}", 1, 100)
        seen: list[int] = []

        class Counts(type(PLUGIN)):  # type: ignore[misc]
            def price(self, rules: Any, basket: Any) -> Any:
                seen.append(len(basket.lines()))
                return super().price(rules, basket)

        price(Counts(), b"", basket)
        self.assertEqual(seen, [1025])

    def test_check_objects_to_tagged_lines(self) -> None:
        basket = TestBasket().line("tea", 1, 990).line("baijiu", 1, 9900, tags=["alcohol"])
        [objection] = check(PLUGIN, b"", basket)
        self.assertEqual((objection.code, objection.line), ("age", 1))
        self.assertEqual([label.language for label in objection.message], ["en", "zh-CN"])

    def test_handle_records_and_waits(self) -> None:
        host = TestHost()
        handle(PLUGIN, "sale.committed.v1", {}, host)
        self.assertEqual(host.recorded, [("post", [Posting("points/m", 1, None)], "sale.committed.v1")])
        host.commit()
        self.assertEqual(host.accounts, {"points/m": 1})
        with self.assertRaises(Retry):
            handle(PLUGIN, "sale.committed.v1", {"wait": True}, host)

    def test_a_job_sends_secrets_by_name(self) -> None:
        sent: list[host_egress.Request] = []

        def reply(request: host_egress.Request) -> host_egress.Response:
            sent.append(request)
            return host_egress.Response(200, [("content-type", "application/json")], b'{"ok":true}')

        host = TestHost().offer("host_egress", send=reply)
        run_job(PLUGIN, "sync", host)
        headers = {name: [vars(part) for part in parts] for name, parts in sent[0].headers}
        self.assertEqual(headers["x-key"], [{"value": "key"}])
        self.assertIsInstance(dict(sent[0].headers)["x-key"][0], host_egress.Part_Secret)
        self.assertEqual(headers["idempotency-key"], [{"value": "test-invocation"}])
        self.assertEqual(host.logged, ["info: sync: 200 True"])

    def test_failures_of_egress_have_names(self) -> None:
        def failing(failure: Any) -> Any:
            def fail(_request: Any) -> Any:
                raise Err(failure)

            return fail

        for failure, wanted in [
            (host_egress.Failure_Refused("10.0.0.1"), RefusedRequest),
            (host_egress.Failure_Invalid("url"), RefusedRequest),
            (host_egress.Failure_Unreachable("timeout"), Unreachable),
            (host_egress.Failure_TooLarge(), TooLarge),
        ]:
            with offered({"host_egress": {"send": failing(failure)}}), self.assertRaises(wanted):
                send("GET", "https://api.example.com")
        with offered({}), self.assertRaises(ValueError):
            send("POST", "https://api.example.com", body=b"", form={})

    def test_a_webhook_is_verified_over_the_exact_bytes(self) -> None:
        host = TestHost().offer("host_crypto", hmac_verify=hmac_verify)
        body = b"\x00\xff" * 300_000
        signature = hmac.new(WEBHOOK_KEY, body, hashlib.sha256).hexdigest()
        headers = {"X-Signature": signature}
        good = request(PLUGIN, "POST", "/hook", host, body=body, headers=headers, query="a=1&b=%E8%8C%B6&c=")
        self.assertEqual(good.status, 200)
        self.assertEqual(json.loads(good.body)["query"], {"a": "1", "b": "茶", "c": ""})
        self.assertEqual(request(PLUGIN, "POST", "/hook", host, body=body + b"x", headers=headers).status, 401)

    def test_press_and_its_refusal(self) -> None:
        host = TestHost({"a": 1})
        for number in range(450):
            host.document("notes", f"{number:04}", {"n": number})
        answer = press(PLUGIN, "count", host, subject="m-1")
        self.assertEqual((answer.message, answer.data), ("450", '{"settings":{"a":1}}'))
        with self.assertRaises(Reject):
            press(PLUGIN, "count", host)

    def test_a_report_has_typed_cells(self) -> None:
        table = report(PLUGIN, "sales", TestHost())
        self.assertEqual([[type(cell).__name__ for cell in row] for row in table.rows],
                         [["Cell_Text", "Cell_Number"], ["Cell_Empty", "Cell_Number"]])  # fmt: skip


class Refusals(unittest.TestCase):
    """What natively fails as it does in a component."""

    def test_clock_and_randomness_are_closed_and_open_again(self) -> None:
        import random
        import time

        before = (time.time, random.random, random.Random)
        for mode in ("time", "localtime", "now", "today", "random", "random-object", "urandom", "uuid"):
            with self.subTest(mode), self.assertRaises(NotAvailable):
                price(PLUGIN, b"", TestBasket().request("mode", mode))
        self.assertEqual(before, (time.time, random.random, random.Random))

    def test_what_the_contract_does_not_take_is_named(self) -> None:
        with self.assertRaisesRegex(TypeError, r"answer\.adjustments\[0\]\.amount\.value is 0\.5, not int"):
            price(PLUGIN, b"", TestBasket().request("mode", "float"))

    def test_what_a_test_does_not_offer_is_named(self) -> None:
        with self.assertRaisesRegex(LookupError, r"host_egress\.send"):
            run_job(PLUGIN, "sync", TestHost())
        for mistaken in ({"host_egres": {"send": print}}, {"host_egress": {"sent": print}}):
            with self.assertRaises(LookupError), offered(mistaken):
                pass

    def test_commit_refuses_floors_and_stale_documents_whole(self) -> None:
        host = TestHost().account("points/m", 5).document("notes", "a", {}, version=2)
        host.recorded = [("post", [Posting("points/m", -3, None)], ""), ("put", "notes", "a", "{}", 1)]
        with self.assertRaisesRegex(ValueError, "notes/a is at version 2"):
            host.commit({"points": 0})
        self.assertEqual(host.accounts, {"points/m": 5})
        host.recorded = [("post", [Posting("points/m", -6, None)], "")]
        with self.assertRaisesRegex(ValueError, "floor"):
            host.commit({"points": 0})


if __name__ == "__main__":
    unittest.main()
