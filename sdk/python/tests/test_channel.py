"""What goes out to a sales channel, and orders that come in, run natively."""

import unittest

from bodega_contract.imports import data_order_effects
from bodega_contract.imports.channel_changes import Item, Order
from bodega_contract.imports.data_order_effects import OrderRef
from bodega_sdk.channel import Answer, Changes, Channel, Outcome_Done, Outcome_Reject, Retry
from bodega_sdk.testing import TestHost, push


class Eats(Channel):
    """Refuses what is not on sale, and says that it heard of orders."""

    def push(self, changes: Changes) -> Answer:
        if changes.details.shop is None:
            raise Retry("no shop")
        for order in changes.orders:
            data_order_effects.accept(OrderRef(order.channel, order.external_id), 7)
        outcome = [
            (item.sku, Outcome_Done() if item.on_sale else Outcome_Reject("not on the menu")) for item in changes.items
        ]
        return Answer(outcome, [(order.id, Outcome_Done()) for order in changes.orders])


class ChannelTest(unittest.TestCase):
    def test_a_push_says_what_became_of_each(self) -> None:
        items = [Item("tea", "{}", 1_000_000, 0, 990, True), Item("cups", "{}", 0, 0, None, False)]
        orders = [Order("o", "eats", "9007199254740993123", "accepted", "new", None)]
        host = TestHost()
        answer = push(Eats(), host, items=items, orders=orders, shop={"id": 1})
        self.assertEqual(answer.items, [("tea", Outcome_Done()), ("cups", Outcome_Reject("not on the menu"))])
        self.assertEqual(answer.orders, [("o", Outcome_Done())])
        self.assertEqual(len(host.recorded), 1)

    def test_a_push_that_fails_has_one_reason_for_all(self) -> None:
        with self.assertRaises(Retry):
            push(Eats(), TestHost(), items=[Item("tea", "{}", 0, 0, None, True)])


if __name__ == "__main__":
    unittest.main()
