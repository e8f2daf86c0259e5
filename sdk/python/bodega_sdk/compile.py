"""The point `pricing.compile`: turns settings and rule documents into a snapshot when they change. Pure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Self

from bodega_contract.exports import pricing_compile
from bodega_contract.exports.pricing_compile import KeyTemplate, Legend
from bodega_contract.imports import basket_compile_source
from bodega_contract.imports.base_types import Document, Localized

from ._guard import refusals
from .data import Json, from_json, to_json
from .errors import InvalidSettings

__all__ = ["Compile", "Compiled", "Document", "InvalidSettings", "Source"]

#: Documents a crossing asks for at compile time.
DOCUMENTS_PAGE = 200


class Source:
    """What `compile` reads."""

    def settings(self) -> Json:
        """The installation's settings. Text that is not JSON without fractions is refused as invalid settings."""
        try:
            return from_json(basket_compile_source.settings())
        except ValueError as error:
            raise InvalidSettings(f"the settings cannot be read: {error}") from error

    def documents(self, collection: str) -> list[Document]:
        """All documents of a collection marked `x-compile`, by key."""
        found: list[Document] = []
        while len(page := basket_compile_source.documents(collection, len(found), DOCUMENTS_PAGE)) == DOCUMENTS_PAGE:
            found += page
        return found + page


class Compiled:
    """What `compile` makes: rules for `price`, keys to fetch for each basket, and what references mean to people."""

    def __init__(self, rules: Json) -> None:
        self.rules = rules
        self.keys: list[KeyTemplate] = []
        self.legends: list[Legend] = []

    def legend(self, reference: str, texts: Mapping[str, str]) -> Self:
        """Says what `reference` is called, by language."""
        labels = [Localized(language, text) for language, text in sorted(texts.items())]
        self.legends.append(Legend(reference, labels))
        return self

    def balance(self, template: str) -> Self:
        """Asks for a ledger balance with every basket; `basket_balances` gives it."""
        self.keys.append(pricing_compile.KeyTemplate_Balance(template))
        return self

    def document(self, collection: str, template: str) -> Self:
        """Asks for a document with every basket; `basket_documents` gives it."""
        self.keys.append(pricing_compile.KeyTemplate_Document((collection, template)))
        return self


class Compile(ABC):
    """Serves `pricing.compile`: what it makes is what `price` and `check` are given."""

    @abstractmethod
    def compile(self, source: Source) -> Compiled:
        """Turns settings and `x-compile` documents into rules. Raise `InvalidSettings` with a text that says what is
        wrong and how to mend it: the person who saved it reads that text."""

    def encode(self, rules: Json) -> bytes:
        """Writes the snapshot; canonical JSON unless overridden. It must not depend on the time."""
        return to_json(rules).encode()


def compiled(plugin: Compile) -> pricing_compile.Compiled:
    """Asks the plugin to compile what the host offers."""
    made = plugin.compile(Source())
    return pricing_compile.Compiled(plugin.encode(made.rules), made.keys, made.legends)


def export(plugin: Compile) -> type:
    """The class that the component exports for `pricing.compile`."""

    class PricingCompile:
        @refusals(pricing_compile.Compiled)
        def compile(self) -> pricing_compile.Compiled:
            return compiled(plugin)

    return PricingCompile
