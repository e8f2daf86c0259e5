"""Writes the plugin's own documents (`bodega:host/collection-effects`)."""

from __future__ import annotations

from bodega_contract.imports import host_collection_effects

from .data import Json, to_json

#: The document must not exist yet.
NEW = 0


def put(collection: str, key: str, value: Json, expected_version: int | None) -> None:
    """Writes a document. `expected_version` is the version read before (`NEW` = must not exist); another version at
    commit runs the invocation again. `None` overwrites whatever is there."""
    host_collection_effects.put(collection, key, to_json(value), expected_version)


def delete(collection: str, key: str, expected_version: int | None) -> None:
    """Deletes a document."""
    host_collection_effects.delete(collection, key, expected_version)
