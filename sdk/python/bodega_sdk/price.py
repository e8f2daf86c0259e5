"""The point `pricing.price`: proposes discounts for a basket. Pure: the same inputs give the same answer, anywhere."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

from bodega_contract.exports import pricing_price
from bodega_contract.exports.pricing_price import Adjustment, Answer, Gift, Level, LineDiscount, UnitDiscount
from bodega_contract.imports.base_types import Posting

from ._guard import refusals
from .basket import Basket, Units
from .data import Json, from_json

__all__ = ["Adjustment", "Answer", "Basket", "Gift", "Level", "Posting", "Price", "UnitDiscount", "Units"]


class Price(ABC):
    """Serves `pricing.price`; use `pricing.Pricing` where the plugin has settings or rules."""

    def decode(self, snapshot: bytes) -> Json:
        """Reads what `compile` made of the rules; JSON unless overridden."""
        return from_json(snapshot) if snapshot else None

    @abstractmethod
    def price(self, rules: Json, basket: Basket) -> Answer:
        """Proposes discounts. An answer that fails the host's checks is refused whole; an exception leaves this
        plugin out of the sale, and the cashier is told."""


def answer(adjustments: Iterable[Adjustment] = (), gifts: Iterable[Gift] = ()) -> Answer:
    """An answer; discounts are given in the order of the adjustments."""
    return Answer(list(adjustments), list(gifts))


def order_discount(reference: str, amount: int, claims: Sequence[Posting] = (), note: str | None = None) -> Adjustment:
    """An amount off the order, which the host splits over all units."""
    return Adjustment(reference, Level.ORDER, pricing_price.Amount_Order(amount), list(claims), note)


def line_discount(
    reference: str, line: int, amount: int, claims: Sequence[Posting] = (), note: str | None = None
) -> Adjustment:
    """An amount off one line, which the host splits over its units."""
    off = pricing_price.Amount_Line(LineDiscount(line, amount))
    return Adjustment(reference, Level.LINE, off, list(claims), note)


def unit_discounts(
    reference: str,
    level: Level,
    units: Iterable[UnitDiscount],
    claims: Sequence[Posting] = (),
    note: str | None = None,
) -> Adjustment:
    """Exact amounts by unit."""
    return Adjustment(reference, level, pricing_price.Amount_Units(list(units)), list(claims), note)


def joined(discounts: Iterable[UnitDiscount]) -> list[UnitDiscount]:
    """Discounts by line and unit, neighbours of equal amounts as one; those of nothing are left out."""
    found: list[UnitDiscount] = []
    for discount in sorted(discounts, key=lambda discount: (discount.line, discount.first)):
        last = found[-1] if found else None
        if discount.amount == 0 or discount.count == 0:
            continue
        if last and (last.line, last.first + last.count, last.amount) == (
            discount.line,
            discount.first,
            discount.amount,
        ):
            found[-1] = UnitDiscount(last.line, last.first, last.count + discount.count, last.amount)
        else:
            found.append(discount)
    return found


def export(plugin: Price) -> type:
    """The class that the component exports."""

    class PricingPrice:
        @refusals(Answer)
        def price(self, snapshot: bytes) -> Answer:
            return plugin.price(plugin.decode(snapshot), Basket())

    return PricingPrice
