"""Reads the plugin's own documents (`bodega:host/collections`); `documents_effects` writes them."""

from __future__ import annotations

from collections.abc import Iterator

from bodega_contract.imports import host_collections
from bodega_contract.imports.base_types import Document
from bodega_contract.imports.host_collections import FieldTest

from .data import Json, from_json

__all__ = ["Document", "FieldTest", "between", "equal", "find", "get", "read", "scan"]

#: Documents a crossing asks for; the most that the host gives.
PAGE = 200

#: A value of an indexed field.
FieldValue = str | int | bool


def get(collection: str, key: str) -> Document | None:
    """A document with its version."""
    return host_collections.get(collection, key)


def read(collection: str, key: str) -> Json:
    """A document's value, or `None`."""
    document = host_collections.get(collection, key)
    return from_json(document.body) if document else None


def scan(collection: str, prefix: str = "") -> Iterator[Document]:
    """Documents whose key starts with `prefix`, by key, fetched page by page as they are asked for."""
    after: str | None = None
    while page := host_collections.scan(collection, prefix, after, PAGE):
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].key


def find(collection: str, *tests: FieldTest) -> Iterator[Document]:
    """Documents that pass all tests, fetched page by page; see `equal` and `between`."""
    cursor: str | None = ""
    while cursor is not None:
        found = host_collections.find(collection, list(tests), cursor, PAGE)
        yield from found.documents
        cursor = found.next


def equal(field: str, value: FieldValue) -> FieldTest:
    """The indexed field has this value."""
    return between(field, value, value)


def between(field: str, at_least: FieldValue, at_most: FieldValue) -> FieldTest:
    """The indexed field is from the one to the other value, both included."""
    return FieldTest(field, _value(at_least), _value(at_most))


def _value(value: FieldValue) -> host_collections.FieldValue:
    if isinstance(value, bool):
        return host_collections.FieldValue_Flag(value)
    if isinstance(value, int):
        return host_collections.FieldValue_Number(value)
    return host_collections.FieldValue_Text(value)
