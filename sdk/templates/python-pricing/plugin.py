"""Of every two units with a tag, the cheaper one costs less by a rate."""

from __future__ import annotations

from bodega_sdk.data import Json
from bodega_sdk.money import BASIS_POINTS, div_round
from bodega_sdk.pricing import (
    Answer,
    Basket,
    Compiled,
    InvalidSettings,
    Level,
    Pricing,
    Source,
    UnitDiscount,
    Units,
    answer,
    joined,
    unit_discounts,
)  # fmt: skip


class Plugin(Pricing):
    """The plugin."""

    def compile(self, source: Source) -> Compiled:
        """Checks the settings once, so that `price` can trust them."""
        settings = source.settings()
        tag, off_bp = settings.get("tag"), settings.get("off_bp", 5000)
        if not isinstance(tag, str) or not tag:
            raise InvalidSettings("`tag` is missing: name the tag of the goods that take part")
        if type(off_bp) is not int or not 0 < off_bp <= BASIS_POINTS:
            raise InvalidSettings("`off_bp` must be a whole number from 1 to 10000")
        texts = {"zh-CN": "第二件优惠", "en": "Second one for less"}
        return Compiled({"tag": tag, "off_bp": off_bp}).legend("second", texts)

    def price(self, rules: Json, basket: Basket) -> Answer:
        """Works on runs of units, not on single ones: a line may have 100,000."""
        lines, gifts = basket.lines(), {gift.line for gift in basket.gift_lines()}
        tagged = basket.tagged(rules["tag"]) - gifts
        runs = [run for run in basket.numbered_units() if run.line in tagged and not lines[run.line].measured]
        runs.sort(key=lambda run: (-run.price, run.line, run.first))
        discounts: list[UnitDiscount] = []
        before = 0
        for run in runs:
            off = div_round(run.price * rules["off_bp"], BASIS_POINTS)
            amount = max(min(off, run.price - lines[run.line].floor), 0)
            discounts += [UnitDiscount(run.line, unit, 1, amount) for unit in every_second(run, before)]
            before += run.count
        found = joined(discounts)
        return answer([unit_discounts("second", Level.LINE, found)] if found else [])


def every_second(run: Units, before: int) -> range:
    """The units of a run that are the second of two, where so many units came before."""
    return range(run.first + (before + 1) % 2, run.first + run.count, 2)
