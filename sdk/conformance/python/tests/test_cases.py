"""Runs the plugin natively over `../cases.json`, the vectors that the plugin of every SDK passes."""

from __future__ import annotations

import json
import unittest
from pathlib import Path
from typing import Any

from bodega_contract.exports.pricing_price import Answer
from bodega_contract.imports.basket_view import BasketContext, GiftLine, UnitRun
from bodega_sdk.errors import InvalidSettings, Reject
from bodega_sdk.testing import TestBasket, TestHost, TestRules, compile_rules, handle, price
from plugin import Plugin

CASES = json.loads((Path(__file__).resolve().parents[2] / "cases.json").read_text("utf-8"))


def basket_of(case: dict[str, Any]) -> TestBasket:
    """The basket of a case, which has the shape of the host's pricing input."""
    given = case["input"]
    basket = TestBasket()
    fields = {name: value for name, value in given["context"].items() if name != "tax_mode"}
    basket.context = BasketContext(**{"member": None, **fields})
    for number, line in enumerate(given["lines"]):
        basket.line(
            line["sku"], 0, line["unit_price"], quantity=line["quantity"], floor=line.get("floor", 0),
            measured=line.get("measured", False), tags=line.get("tags", []),
        )  # fmt: skip
        if gift := line.get("gift"):
            basket.gift_lines.append(GiftLine(number, gift.get("reference", ""), False))
    basket.units = [UnitRun(**run) for run in case["units"]]
    return basket


def plain(answer: Answer) -> dict[str, Any]:
    """An answer in the shape of the vectors."""
    adjustments = [
        {
            "reference": adjustment.reference,
            "level": adjustment.level.name.lower(),
            "amount": {"units": [vars(unit) for unit in adjustment.amount.value]},
        }
        for adjustment in answer.adjustments
    ]
    return {"adjustments": adjustments, "gifts": [vars(gift) for gift in answer.gifts]}


class Conformance(unittest.TestCase):
    """The vectors."""

    def test_there_are_vectors(self) -> None:
        self.assertGreaterEqual(len(CASES["price"]), 20)
        self.assertTrue(CASES["compile"] and CASES["events"])

    def test_compile(self) -> None:
        for case in CASES["compile"]:
            with self.subTest(case["name"]):
                rules = TestRules(case["settings"])
                if "refused" in case:
                    self.assertEqual(case["refused"], "invalid-settings")
                    with self.assertRaises(InvalidSettings):
                        compile_rules(Plugin(), rules)
                    continue
                compiled = compile_rules(Plugin(), rules)
                self.assertEqual(compiled.keys, [])
                legends = {
                    legend.reference: {label.language: label.text for label in legend.labels}
                    for legend in compiled.legends
                }
                wanted = {
                    legend["reference"]: {label["language"]: label["text"] for label in legend["labels"]}
                    for legend in CASES["legends"]
                }
                self.assertEqual(legends, wanted)

    def test_price(self) -> None:
        for case in CASES["price"]:
            with self.subTest(case["name"]):
                snapshot = compile_rules(Plugin(), TestRules(case["settings"])).snapshot
                self.assertEqual(plain(price(Plugin(), snapshot, basket_of(case))), case["answer"])

    def test_events(self) -> None:
        for case in CASES["events"]:
            with self.subTest(case["name"]):
                host = TestHost(case["settings"])
                for document in case["documents"]:
                    body = json.loads(document["body"])
                    host.document(document["collection"], document["key"], body, document["version"])
                event = case["event"]
                if "failure" in case:
                    self.assertEqual(case["failure"], "reject")
                    with self.assertRaises((Reject, InvalidSettings)):
                        handle(Plugin(), event["type"], event["payload"], host, subject=event["subject"])
                else:
                    handle(Plugin(), event["type"], event["payload"], host, subject=event["subject"])
                self.assertEqual([effect_of(recorded) for recorded in host.recorded], wanted_effects(case))


def effect_of(recorded: tuple[Any, ...]) -> dict[str, Any]:
    """An effect in the shape of the vectors, its body as a value."""
    name, *arguments = recorded
    names = {
        "send": ("member", "purpose", "template", "parameters"),
        "put": ("collection", "key", "body", "expected_version"),
    }
    return {name: parsed(dict(zip(names[name], arguments, strict=True)))}


def wanted_effects(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The effects of a case, their bodies as values."""
    return [{name: parsed(effect) for name, effect in wanted.items()} for wanted in case["effects"]]


def parsed(effect: dict[str, Any]) -> dict[str, Any]:
    """JSON texts in an effect as values."""
    return {key: json.loads(value) if key in ("body", "parameters") else value for key, value in effect.items()}


if __name__ == "__main__":
    unittest.main()
