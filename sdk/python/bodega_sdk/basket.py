"""The basket being priced or checked. Every method is one crossing into the host: call each once."""

from __future__ import annotations

from dataclasses import dataclass

from bodega_contract.imports import basket_view
from bodega_contract.imports.basket_view import BasketContext, GiftLine, Line, Request, TagRef, UnitRun

__all__ = ["Basket", "BasketContext", "GiftLine", "Line", "Request", "TagRef", "UnitRun", "Units"]

#: Lines a crossing asks for: nearly every basket comes in one.
LINES_PAGE = 512


@dataclass(frozen=True)
class Units:
    """`count` units of a line from unit `first` on that cost `price` each at this moment."""

    line: int
    first: int
    count: int
    price: int


class Basket:
    """The basket. What more there is to know about it (tags of the member, usage, balances, documents) are capabilities
    of their own: import `basket_member_tags`, `basket_usage`, ... from `bodega_contract.imports`."""

    def context(self) -> BasketContext:
        """Where and when."""
        return basket_view.context()

    def lines(self) -> list[Line]:
        """All lines."""
        lines: list[Line] = []
        while len(page := basket_view.lines(len(lines), LINES_PAGE)) == LINES_PAGE:
            lines += page
        return lines + page

    def units(self) -> list[UnitRun]:
        """The running prices of all units, in order."""
        return basket_view.units()

    def numbered_units(self) -> list[Units]:
        """`units` with the number of each run's first unit in its line. A line may have 100,000 units: work on runs."""
        numbered: list[Units] = []
        for run in basket_view.units():
            last = numbered[-1] if numbered else None
            first = last.first + last.count if last and last.line == run.line else 0
            numbered.append(Units(run.line, first, run.count, run.price))
        return numbered

    def tagged(self, tag: str) -> set[int]:
        """The numbers of the lines that carry a tag; ask the set, do not walk it."""
        names = basket_view.tag_names()
        if tag not in names:
            return set()
        index = names.index(tag)
        return {ref.line for ref in basket_view.tag_refs() if ref.tag == index}

    def tag_names(self) -> list[str]:
        """The distinct tags in the basket."""
        return basket_view.tag_names()

    def tag_refs(self) -> list[TagRef]:
        """Which line carries which tag."""
        return basket_view.tag_refs()

    def gift_lines(self) -> list[GiftLine]:
        """Lines that are gifts."""
        return basket_view.gift_lines()

    def coupons(self) -> list[str]:
        """Coupon codes entered, without duplicates."""
        return basket_view.coupons()

    def requests(self) -> dict[str, str]:
        """What the customer asked this plugin for, by name."""
        return {request.name: request.value for request in basket_view.requests()}
