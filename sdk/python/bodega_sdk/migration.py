"""The point `migration.run`: brings documents of an earlier version to the schemas of this one. Pure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from bodega_contract.exports.migration_run import Outcome, Outcome_Keep, Outcome_Remove, Outcome_Replace
from bodega_contract.imports.base_types import Document

from ._guard import refusals
from .data import Json, to_json

__all__ = ["Document", "Migration", "Outcome", "keep", "remove", "replace"]


class Migration(ABC):
    """Serves `migration.run`, for the collections that the manifest marks `migrates`."""

    @abstractmethod
    def migrate(self, version: str, document: Document) -> Outcome:
        """What becomes of a document that `version` wrote. It may be asked of a document more than once.

        An exception ends the upgrade: the earlier version and all documents stay, and the merchant reads why.
        """


def keep() -> Outcome:
    """The document stays as it is."""
    return Outcome_Keep()


def replace(value: Json) -> Outcome:
    """The document's body is this value."""
    return Outcome_Replace(to_json(value))


def remove() -> Outcome:
    """The document goes."""
    return Outcome_Remove()


def migrated(plugin: Migration, version: str, documents: Sequence[Document]) -> list[Outcome]:
    """One outcome a document."""
    return [plugin.migrate(version, document) for document in documents]


def export(plugin: Migration) -> type:
    """The class that the component exports."""

    class MigrationRun:
        @refusals(list[Outcome])
        def run(self, version: str, documents: list[Document]) -> list[Outcome]:
            return migrated(plugin, version, documents)

    return MigrationRun
