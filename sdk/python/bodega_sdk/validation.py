"""The point `validation.check`: may object to a sale before it is committed. Pure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from bodega_contract.exports.validation_check import Objection, Severity
from bodega_contract.imports.base_types import Localized

from ._guard import refusals
from .basket import Basket
from .data import Json, from_json

__all__ = ["Basket", "Objection", "Severity", "Validation", "objection"]


class Validation(ABC):
    """Serves `validation.check`. What the basket comes to is in `bodega_contract.imports.basket_totals`."""

    def decode(self, snapshot: bytes) -> Json:
        """Reads what `pricing.compile` made of the rules; JSON unless overridden, `None` without that point."""
        return from_json(snapshot) if snapshot else None

    @abstractmethod
    def check(self, rules: Json, basket: Basket) -> Sequence[Objection]:
        """Objections to the sale, none where it is fine. An exception is a failure of the plugin, not an objection."""


def objection(code: str, severity: Severity, texts: Mapping[str, str], line: int | None = None) -> Objection:
    """An objection with what to do about it, by language, for the cashier."""
    return Objection(code, severity, line, [Localized(language, text) for language, text in sorted(texts.items())])


def export(plugin: Validation) -> type:
    """The class that the component exports."""

    class ValidationCheck:
        @refusals(list[Objection])
        def check(self, snapshot: bytes) -> list[Objection]:
            return list(plugin.check(plugin.decode(snapshot), Basket()))

    return ValidationCheck
