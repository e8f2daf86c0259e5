"""The points `pricing.compile` and `pricing.price` under one roof. Both are pure."""

from __future__ import annotations

from .compile import Compile, Compiled, Document, InvalidSettings, Source
from .price import (
    Adjustment,
    Answer,
    Basket,
    Gift,
    Level,
    Posting,
    Price,
    UnitDiscount,
    Units,
    answer,
    joined,
    line_discount,
    order_discount,
    unit_discounts,
)

__all__ = [
    "Adjustment", "Answer", "Basket", "Compiled", "Document", "Gift", "InvalidSettings", "Level", "Posting", "Pricing",
    "Source", "UnitDiscount", "Units", "answer", "joined", "line_discount", "order_discount", "unit_discounts",
]  # fmt: skip


class Pricing(Compile, Price):
    """Serves `pricing.compile` and `pricing.price`."""
