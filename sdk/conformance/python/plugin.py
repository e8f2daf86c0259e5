"""10 % off on Tuesdays, 3 for 2 on a product tag, a welcome message on a member's first sale; `../cases.json` has the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bodega_contract.imports import data_message_effects as messages
from bodega_sdk import documents, documents_effects, settings
from bodega_sdk.data import Json
from bodega_sdk.events import Envelope, EventHandler, payload
from bodega_sdk.money import BASIS_POINTS
from bodega_sdk.pricing import (
    Answer, Basket, Compiled, InvalidSettings, Level, Pricing, Source, UnitDiscount, Units, answer, joined,
    unit_discounts,
)  # fmt: skip

TUESDAY = 2
GREETED = "greeted"


@dataclass(frozen=True)
class Settings:
    """Checked settings."""

    tuesday_bp: int
    tag: str
    template: str

    @staticmethod
    def read(given: Json) -> Settings:
        """Checks settings as a merchant saved them."""
        if not isinstance(given, dict):
            raise InvalidSettings("the settings must be an object")
        bp, tag = given.get("tuesday_bp", 1000), given.get("three_for_two_tag", "snack")
        template = given.get("welcome_template", "welcome")
        if type(bp) is not int or not 0 <= bp <= BASIS_POINTS:
            raise InvalidSettings("`tuesday_bp` must be a whole number from 0 to 10000")
        if not isinstance(tag, str):
            raise InvalidSettings("`three_for_two_tag` must be text; leave it empty to switch the rule off")
        if not isinstance(template, str) or not template:
            raise InvalidSettings("`welcome_template` must name a template")
        return Settings(bp, tag, template)


def every_third(runs: list[Units]) -> dict[Units, range]:
    """Which units of each run are the cheapest of their three."""
    free: dict[Units, range] = {}
    seen = 0
    for run in sorted(runs, key=lambda run: (-run.price, run.line, run.first)):
        free[run] = range(run.first + (2 - seen) % 3, run.first + run.count, 3)
        seen += run.count
    return free


def left_over(run: Units, free: range, floor: int) -> Iterator[Units]:
    """The run in pieces, its free units at the price that the floor leaves."""
    first = run.first
    for unit in free:
        yield Units(run.line, first, unit - first, run.price)
        yield Units(run.line, unit, 1, min(run.price, floor))
        first = unit + 1
    yield Units(run.line, first, run.first + run.count - first, run.price)


class Plugin(Pricing, EventHandler):
    """The plugin."""

    def compile(self, source: Source) -> Compiled:
        """The snapshot is the rate and the tag."""
        checked = Settings.read(source.settings())
        return (
            Compiled([checked.tuesday_bp, checked.tag])
            .legend("three-for-two", {"zh-CN": "买三付二", "en": "3 for 2"})
            .legend("tuesday", {"zh-CN": "周二优惠", "en": "Tuesday discount"})
        )

    def price(self, rules: Json, basket: Basket) -> Answer:
        """First three for two, then Tuesday on what is left."""
        bp, tag = rules
        lines, gifts = basket.lines(), {gift.line for gift in basket.gift_lines()}
        tagged = basket.tagged(tag) if tag else set()
        units = [run for run in basket.numbered_units() if run.line not in gifts]
        free = every_third([run for run in units if run.line in tagged and not lines[run.line].measured])
        three = [
            UnitDiscount(run.line, unit, 1, max(run.price - lines[run.line].floor, 0))
            for run, numbers in free.items()
            for unit in numbers
        ]
        tuesday: list[UnitDiscount] = []
        if basket.context().weekday == TUESDAY:
            for run in units:
                floor = lines[run.line].floor
                for piece in left_over(run, free.get(run, range(0)), floor):
                    off = min(piece.price * bp // BASIS_POINTS, piece.price - floor)
                    tuesday.append(UnitDiscount(piece.line, piece.first, piece.count, max(off, 0)))
        proposed = [("three-for-two", Level.LINE, joined(three)), ("tuesday", Level.ORDER, joined(tuesday))]
        return answer([unit_discounts(reference, level, units) for reference, level, units in proposed if units])

    def handle(self, event: Envelope) -> None:
        """Greets a member once."""
        if event.type != "sale.committed.v1":
            return
        sale = payload(event)["sale"]
        member = sale.get("member")
        template = Settings.read(settings.read()).template
        if member is None or documents.get(GREETED, member) is not None:
            return
        messages.send(member, "service", template, "{}")
        documents_effects.put(GREETED, member, {"sale": sale["id"]}, documents_effects.NEW)
