"""Builds components and runs them in wasmtime: what only a component shows. Takes a minute or two of a core."""

from __future__ import annotations

import hashlib
import hmac
import importlib.util
import json
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

from test_points import hmac_verify
from wasm import Component

from bodega_contract.imports import host_egress, http_incoming
from bodega_contract.imports.base_types import Document
from bodega_contract.imports.data_event import Envelope
from bodega_contract.imports.jobs_run_info import Details as JobRun
from bodega_sdk.build import component as binaries
from bodega_sdk.build.__main__ import build
from bodega_sdk.testing import TestBasket, TestHost, TestRules
from componentize_py_types import Err

HERE = Path(__file__).resolve().parent
CONFORMANCE = HERE.parents[1] / "conformance" / "python"

# What the host gives: `host/plugin-host/src/limits.rs` and `marketplace/package/src/lib.rs`.
COMPONENT_BYTES_MAX = 32 << 20
CORE_INSTANCES_MAX = 64
MEMORIES_MAX = 4
TABLES_MAX = 8
TABLE_ELEMENTS_MAX = 20_000
PRICE_MEMORY_BYTES = 16 << 20
PRICE_FUEL_BASE, PRICE_FUEL_PER_LINE = 20_000_000, 1_000_000


def built(folder: Path) -> tuple[Component, binaries.Needs, bytes]:
    """A component, built now."""
    with tempfile.TemporaryDirectory() as scratch:
        output = Path(scratch) / "plugin.wasm"
        needs = build(folder, output)
        return Component(output), needs, output.read_bytes()


class Everything(unittest.TestCase):
    """The fixture that serves every point, and misbehaves."""

    component: Component
    needs: binaries.Needs
    binary: bytes

    @classmethod
    def setUpClass(cls) -> None:
        cls.component, cls.needs, cls.binary = built(HERE / "fixtures" / "everything")

    def price(self, mode: str) -> Any:
        """One price."""
        return self.component.call("pricing.price", TestBasket().request("mode", mode).offers(), b"")

    def refusal(self, mode: str) -> str:
        """Why there is none."""
        with self.assertRaises(Err) as raised:
            self.price(mode)
        return str(raised.exception.value["other"])

    def test_it_fits_the_host(self) -> None:
        self.assertLess(self.needs.size_bytes, COMPONENT_BYTES_MAX)
        self.assertLessEqual(self.needs.core_instances, CORE_INSTANCES_MAX)
        self.assertLessEqual(self.needs.memories, MEMORIES_MAX)
        self.assertLessEqual(self.needs.tables, TABLES_MAX)
        self.assertLessEqual(self.needs.table_elements, TABLE_ELEMENTS_MAX)
        self.assertLess(self.needs.memory_bytes, PRICE_MEMORY_BYTES)

    def test_imports_are_what_the_code_names(self) -> None:
        names = {name.removeprefix("bodega:").partition("@")[0] for name in self.component.imports}
        self.assertEqual(
            names,
            {
                "actions/press", "base/types", "basket/compile-source", "basket/view", "data/event",
                "data/ledger-effects", "exports/request", "host/clock", "host/collections", "host/crypto",
                "host/egress", "host/file-effects", "host/log", "host/settings", "http/incoming", "jobs/run-info",
                "messaging/outgoing", "reports/query",
            },
        )  # fmt: skip
        self.assertEqual(len(self.component.exports), 10)
        self.assertEqual(binaries.imports(self.binary), list(self.component.imports))
        self.assertEqual(binaries.exports(self.binary), list(self.component.exports))

    def test_what_a_plugin_has_no_right_to_fails_with_words(self) -> None:
        for mode, words in {
            "time": "no clock", "localtime": "no clock", "now": "no clock", "today": "no clock",
            "random": "no randomness", "random-object": "no randomness", "urandom": "no randomness",
            "uuid": "no randomness", "open": "no files", "listdir": "no files", "print": "no console",
            "import": "`statistics` was not imported when the component was built", "exit": "SystemExit",
            "float": "answer.adjustments[0].amount.value is 0.5, not int",
        }.items():  # fmt: skip
            with self.subTest(mode):
                self.assertIn(words, self.refusal(mode))

    def test_a_bug_is_told_with_its_place(self) -> None:
        self.assertRegex(self.refusal("division"), r"^ZeroDivisionError: .*plugin\.py:\d+")
        self.assertIn("RecursionError", self.refusal("recursion"))
        self.assertIn("MemoryError", self.refusal("memory"))

    def test_nothing_of_the_building_machine_is_left(self) -> None:
        self.assertEqual(self.price("environment")["adjustments"][0]["reference"], "[]")
        for trace in (tempfile.gettempdir() + "/tmp", str(HERE.parents[2])):
            self.assertEqual(self.binary.count(trace.encode()), 0, trace)

    def test_dates_are_still_dates(self) -> None:
        self.assertEqual(self.price("dates")["adjustments"][0]["reference"], "2026-02-01")
        self.assertEqual(self.price("instances")["adjustments"][0]["reference"], "True")

    def test_sets_have_the_order_of_every_build(self) -> None:
        order = self.price("hashes")["adjustments"][0]["reference"]
        self.assertEqual(
            order, "milk,salt,rice,tea,sugar", "install a C compiler: with `cc` the build fixes the hash seed"
        )

    def test_a_call_leaves_nothing_to_the_next(self) -> None:
        answers = [self.price("dates") for _ in range(2)]
        fuel = self.component.last and self.component.last.fuel
        self.refusal("recursion")
        self.price("dates")
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(fuel, self.component.last and self.component.last.fuel)

    def test_other_points(self) -> None:
        host = TestHost({"a": 1})
        basket = TestBasket().line("baijiu", 1, 9900, tags=["alcohol"])
        [objection] = self.component.call("validation.check", basket.offers(), b"")
        self.assertEqual((objection["code"], objection["severity"], objection["line"]), ("age", "override", 0))
        compiled = self.component.call("pricing.compile", TestRules({"a": 1}, {"rules": {"x": {}}}).offers())
        self.assertEqual(json.loads(bytes(compiled["snapshot"])), {"settings": {"a": 1}, "rules": {"x": 1}})

        stored = [Document("notes", key, 1, body) for key, body in [("a", '{"old":1}'), ("b", "{}"), ("c", '{"old":0}')]]
        outcomes = self.component.call("migration.run", {}, "0.9.0", stored)
        self.assertEqual(outcomes, [{"replace": '{"from":"0.9.0","new":1}'}, {"keep": None}, {"remove": None}])

        event = Envelope("e", "sale.committed.v1", "s", 1, 0, 0, "{}")
        self.component.call("events.handle", {**host.offers(), "data_event": {"current": lambda: event}})
        self.assertEqual(host.recorded[0][0], "post")
        event.payload = '{"wait":true}'
        with self.assertRaises(Err) as raised:
            self.component.call("events.handle", {**host.offers(), "data_event": {"current": lambda: event}})
        self.assertEqual(raised.exception.value, {"retry": "the other side is asleep"})

    def test_outside_calls(self) -> None:
        host = TestHost()
        sent: list[host_egress.Request] = []

        def reply(request: host_egress.Request) -> host_egress.Response:
            sent.append(request)
            return host_egress.Response(200, [("x", "y")], b'{"ok":true}')

        details = JobRun("i", "sync", 0, "", 0, 1, 0)
        run = {"jobs_run_info": {"current": lambda: details}, "host_egress": {"send": reply}}
        self.component.call("jobs.run", {**host.offers(), **run})
        self.assertEqual(sent[0].body, host_egress.Content_Bytes(b'{"at":%d}' % host.now_ms))
        self.assertEqual(dict(sent[0].headers)["x-key"], [host_egress.Part_Secret("key")])
        self.assertEqual(host.logged, ["info: sync: 200 True"])

    def test_a_route(self) -> None:
        body = b"\x00\xff" * 200_000
        tag = hmac.new(b"webhook key", body, hashlib.sha256).hexdigest()
        head = http_incoming.Head(
            "i", "POST", "/hook", "a=1", [("x-signature", tag)], http_incoming.Caller_Public(), "hook", 0, len(body)
        )
        pages = {"current": lambda: head, "body": lambda offset, max: body[offset : offset + max]}
        offers = {"http_incoming": pages, "host_crypto": {"hmac_verify": hmac_verify}}
        answer = self.component.call("http.handle", offers)
        self.assertEqual((answer["status"], json.loads(bytes(answer["body"]))["right"]), (200, True))


class Conformance(unittest.TestCase):
    """The vectors that the plugin of every SDK passes, in a component under a price's limits."""

    def test_the_vectors(self) -> None:
        sys.path.insert(0, str(CONFORMANCE))
        self.addCleanup(sys.path.remove, str(CONFORMANCE))
        spec = importlib.util.spec_from_file_location("cases", CONFORMANCE / "tests" / "test_cases.py")
        assert spec and spec.loader
        cases = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(cases)
        component, _, _ = built(CONFORMANCE)
        self.assertEqual(len(component.imports), 8)
        for case in cases.CASES["compile"]:
            with self.subTest(compile=case["name"]):
                self.compile(component, case)
        for case in cases.CASES["price"]:
            with self.subTest(price=case["name"]):
                snapshot = bytes(component.call("pricing.compile", TestRules(case["settings"]).offers())["snapshot"])
                offers = cases.basket_of(case).offers()
                answer = component.call("pricing.price", offers, snapshot, memory_bytes=PRICE_MEMORY_BYTES)
                self.assertEqual(shaped(answer), case["answer"])
                assert component.last
                lines = len(case["input"]["lines"])
                self.assertLess(component.last.fuel, PRICE_FUEL_BASE + lines * PRICE_FUEL_PER_LINE)
        for case in cases.CASES["events"]:
            with self.subTest(event=case["name"]):
                self.event(component, case, cases)

    def compile(self, component: Component, case: dict[str, Any]) -> None:
        """One case of `compile`."""
        offers = TestRules(case["settings"]).offers()
        if "refused" not in case:
            component.call("pricing.compile", offers)
            return
        with self.assertRaises(Err) as raised:
            component.call("pricing.compile", offers)
        self.assertEqual(list(raised.exception.value), [case["refused"]])

    def event(self, component: Component, case: dict[str, Any], cases: Any) -> None:
        """One case of `handle`."""
        host = TestHost(case["settings"])
        for document in case["documents"]:
            body = json.loads(document["body"])
            host.document(document["collection"], document["key"], body, document["version"])
        event = Envelope(**case["event"])
        offers = {**host.offers(), "data_event": {"current": lambda: event}}
        if "failure" in case:
            with self.assertRaises(Err) as raised:
                component.call("events.handle", offers)
            self.assertEqual(list(raised.exception.value), [case["failure"]])
        else:
            component.call("events.handle", offers)
        self.assertEqual([cases.effect_of(recorded) for recorded in host.recorded], cases.wanted_effects(case))


def shaped(answer: Any) -> Any:
    """An answer in the shape of the vectors; wasmtime leaves the arms of `amount` untagged, which differ in type."""
    adjustments = [
        {
            "reference": adjustment["reference"],
            "level": adjustment["level"],
            "amount": {"units": adjustment["amount"]},
        }
        for adjustment in answer["adjustments"]
    ]
    return {"adjustments": adjustments, "gifts": answer["gifts"]}


if __name__ == "__main__":
    unittest.main()
