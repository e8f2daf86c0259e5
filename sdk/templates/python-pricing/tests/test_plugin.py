"""The plugin as the host would call it, natively."""

from __future__ import annotations

import unittest

from bodega_sdk.pricing import InvalidSettings
from bodega_sdk.testing import TestBasket, TestRules, compile_rules, price

from plugin import Plugin

PLUGIN = Plugin()
SNAPSHOT = compile_rules(PLUGIN, TestRules({"tag": "tea"})).snapshot


def amounts(basket: TestBasket) -> list[tuple[int, int, int, int]]:
    """Line, first unit, count and amount of every discount."""
    return [
        (unit.line, unit.first, unit.count, unit.amount)
        for adjustment in price(PLUGIN, SNAPSHOT, basket).adjustments
        for unit in adjustment.amount.value
    ]


class Price(unittest.TestCase):
    """`price`."""

    def test_the_cheaper_of_two_is_half_price(self) -> None:
        basket = TestBasket().line("oolong", 1, 1500, tags=["tea"]).line("green", 1, 995, tags=["tea"])
        self.assertEqual(amounts(basket), [(1, 0, 1, 498)])

    def test_one_is_not_two(self) -> None:
        self.assertEqual(amounts(TestBasket().line("oolong", 1, 1500, tags=["tea"]).line("cup", 1, 900)), [])

    def test_units_of_one_line_pair_up(self) -> None:
        self.assertEqual(amounts(TestBasket().line("oolong", 5, 1000, tags=["tea"])), [(0, 1, 1, 500), (0, 3, 1, 500)])

    def test_floors_gifts_and_weighed_goods(self) -> None:
        floor = TestBasket().line("oolong", 2, 1000, tags=["tea"], floor=800)
        self.assertEqual(amounts(floor), [(0, 1, 1, 200)])
        gift = TestBasket().line("oolong", 1, 1000, tags=["tea"]).line("green", 1, 900, tags=["tea"]).gift(1)
        self.assertEqual(amounts(gift), [])
        weighed = TestBasket().line("loose", 0, 1000, tags=["tea"], quantity=2_000_000, measured=True)
        self.assertEqual(amounts(weighed), [])

    def test_an_empty_basket(self) -> None:
        self.assertEqual(amounts(TestBasket()), [])


class Settings(unittest.TestCase):
    """`compile`."""

    def test_what_is_wrong_is_told(self) -> None:
        for settings in ({}, {"tag": ""}, {"tag": "tea", "off_bp": 0}, {"tag": "tea", "off_bp": True}, "{"):
            with self.subTest(settings), self.assertRaises(InvalidSettings):
                compile_rules(PLUGIN, TestRules(settings))

    def test_both_languages_have_a_text(self) -> None:
        [legend] = compile_rules(PLUGIN, TestRules({"tag": "tea"})).legends
        self.assertEqual([label.language for label in legend.labels], ["en", "zh-CN"])


if __name__ == "__main__":
    unittest.main()
