"""Baskets and rules of plain values."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from bodega_contract.imports.base_types import Balance, Document
from bodega_contract.imports.basket_totals import Tender
from bodega_contract.imports.basket_view import BasketContext, GiftLine, Line, Request, TagRef, UnitRun

from ..data import Json, to_json
from ..money import MICROS_PER_ONE, line_amount, whole_units
from .offer import Offer

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


class TestBasket:
    """A basket made of plain values: empty, on Thursday 2026-01-01, noon in Shanghai, unless told otherwise."""

    __test__ = False

    def __init__(self, currency: str = "CNY") -> None:
        self.context = BasketContext(currency, "store", "pos", None, 0, 0, "", 0, 0)
        self.at("2026-01-01T12:00:00+08:00")
        self.lines: list[Line] = []
        self.tags: list[list[str]] = []
        #: Running prices; worked out from the lines where left empty.
        self.units: list[UnitRun] = []
        self.gift_lines: list[GiftLine] = []
        self.coupons: list[str] = []
        self.requests: list[Request] = []
        self.member_tags: list[str] = []
        self.order_number: int | None = None
        self.balances: list[Balance] = []
        self.documents: list[Document] = []
        self.tenders: list[Tender] = []
        self._offers: Offer = {}

    def at(self, moment: str) -> Self:
        """Sets the store's time, e.g. `2026-01-06T09:30:00+08:00`."""
        when = datetime.datetime.fromisoformat(moment)
        offset = when.utcoffset()
        if offset is None:
            raise ValueError(f"`{moment}` needs an offset, e.g. `+08:00`")
        context = self.context
        context.now_ms = (when - _EPOCH) // datetime.timedelta(milliseconds=1)
        context.offset_minutes = offset // datetime.timedelta(minutes=1)
        context.date, context.weekday = when.date().isoformat(), when.isoweekday()
        context.seconds_of_day = when.hour * 3600 + when.minute * 60 + when.second
        return self

    def line(
        self,
        sku: str,
        count: int,
        unit_price: int,
        *,
        tags: Sequence[str] = (),
        floor: int = 0,
        quantity: int | None = None,
        measured: bool = False,
    ) -> Self:
        """Adds a line of `count` units, or of a `quantity` in millionths."""
        micros = count * MICROS_PER_ONE if quantity is None else quantity
        self.lines.append(Line(sku, micros, unit_price, floor, 1, measured))
        self.tags.append(list(tags))
        return self

    def member(self, member: str, *, tags: Sequence[str] = (), order_number: int | None = None) -> Self:
        """Shows a member."""
        self.context.member, self.member_tags, self.order_number = member, list(tags), order_number
        return self

    def gift(self, line: int, reference: str = "") -> Self:
        """Makes a line a gift, of this plugin where it has a reference."""
        self.gift_lines.append(GiftLine(line, reference, reference != ""))
        return self

    def request(self, name: str, value: str) -> Self:
        """Asks the plugin for something."""
        self.requests.append(Request(name, value))
        return self

    def balance(self, account: str, available: int) -> Self:
        """Gives an own account a balance."""
        self.balances.append(Balance(account, available))
        return self

    def document(self, collection: str, key: str, value: Json, version: int = 1) -> Self:
        """Gives an own document that the compiled keys ask for."""
        self.documents.append(Document(collection, key, version, to_json(value)))
        return self

    def offer(self, interface: str, **functions: Callable[..., Any]) -> Self:
        """Offers other functions of the contract."""
        self._offers.setdefault(interface, {}).update(functions)
        return self

    def running_units(self) -> list[UnitRun]:
        """The running prices."""
        return self.units or [run for number, line in enumerate(self.lines) if (run := _units_of(number, line))]

    def offers(self) -> Offer:
        """Everything that the contract asks a basket."""
        names = list(dict.fromkeys(tag for tags in self.tags for tag in tags))
        refs = [TagRef(line, names.index(tag)) for line, tags in enumerate(self.tags) for tag in tags]
        view: dict[str, Callable[..., Any]] = {
            "context": lambda: self.context,
            "lines": lambda offset, max: self.lines[offset : offset + max],
            "units": self.running_units,
            "tag_names": lambda: names,
            "tag_refs": lambda: refs,
            "gift_lines": lambda: self.gift_lines,
            "coupons": lambda: self.coupons,
            "requests": lambda: self.requests,
        }
        return {
            "basket_view": view,
            "basket_member_tags": {"tags": lambda: self.member_tags},
            "basket_usage": {"order_number": lambda: self.order_number},
            "basket_balances": {"fetched": lambda: self.balances},
            "basket_documents": {"fetched": lambda: self.documents},
            "basket_totals": {"tenders": lambda: self.tenders},
            **self._offers,
        }


def _units_of(number: int, line: Line) -> UnitRun | None:
    count = whole_units(line.quantity)
    if count == 0:
        return None
    if count is None or line.measured:
        return UnitRun(number, 1, line_amount(line.unit_price, line.quantity))
    return UnitRun(number, count, line.unit_price)


class TestRules:
    """What `compile` reads: settings, and documents of `x-compile` collections by key."""

    __test__ = False

    def __init__(self, settings: Json = None, documents: Mapping[str, Mapping[str, Json]] | None = None) -> None:
        #: JSON text, so that a test can also give what is none.
        self.settings = settings if isinstance(settings, str) else to_json({} if settings is None else settings)
        self.documents = {
            collection: [Document(collection, key, 1, to_json(value)) for key, value in sorted(by_key.items())]
            for collection, by_key in (documents or {}).items()
        }

    def offers(self) -> Offer:
        """Everything that the contract asks rules."""
        return {
            "basket_compile_source": {
                "settings": lambda: self.settings,
                "documents": lambda name, offset, max: self.documents.get(name, [])[offset : offset + max],
            }
        }
