"""A host that keeps documents, accounts and tags, and records effects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

from bodega_contract.imports.base_types import Balance, Document, Posting
from bodega_contract.imports.host_collections import FieldTest, Found

from ..data import Json, from_json, to_json
from .offer import Offer

#: Functions that record an effect, by interface.
_EFFECTS = {
    "data_ledger_effects": ["post"],
    "data_member_effects": ["add_tag", "remove_tag"],
    "data_event_effects": ["emit"],
    "data_message_effects": ["send"],
    "data_stock_effects": ["adjust"],
    "data_order_effects": ["place", "accept", "reject", "update", "cancel", "refund"],
    "host_collection_effects": ["put", "delete"],
    "host_file_effects": ["append"],
    "host_document_effects": ["table", "rows"],
    "messaging_receipt_effects": ["report"],
}
#: 2026-01-01T12:00:00+08:00.
NOW_MS = 1_767_240_000_000


class TestHost:
    """A host made of plain values. Reads see what is committed, never what was just recorded; `commit` applies it."""

    __test__ = False

    def __init__(self, settings: Json = None) -> None:
        self.settings = settings if isinstance(settings, str) else to_json({} if settings is None else settings)
        self.documents: dict[tuple[str, str], Document] = {}
        self.accounts: dict[str, int] = {}
        self.member_tags: dict[str, list[str]] = {}
        #: JSON texts by id.
        self.sales: dict[str, str] = {}
        self.now_ms = NOW_MS
        #: Effects in order: function and arguments, e.g. `("post", [Posting(...)], "memo")`.
        self.recorded: list[tuple[Any, ...]] = []
        self.logged: list[str] = []
        self._offers: Offer = {}

    def document(self, collection: str, key: str, value: Json, version: int = 1) -> Self:
        """Keeps a document."""
        self.documents[collection, key] = Document(collection, key, version, to_json(value))
        return self

    def account(self, account: str, available: int) -> Self:
        """Gives an own account a balance."""
        self.accounts[account] = available
        return self

    def offer(self, interface: str, **functions: Callable[..., Any]) -> Self:
        """Offers other functions of the contract, e.g. `offer("host_egress", send=...)`."""
        self._offers.setdefault(interface, {}).update(functions)
        return self

    def commit(self, floors: Mapping[str, int] | None = None) -> None:
        """Applies what was recorded as the host does, or nothing. `floors` are the floors of account kinds.

        Raises `ValueError` that names the account that would pass its floor, or the document whose version is stale.
        """
        accounts, documents = dict(self.accounts), dict(self.documents)
        tags = {member: list(names) for member, names in self.member_tags.items()}
        for name, *arguments in self.recorded:
            if name == "post":
                for posting in arguments[0]:
                    _post(accounts, posting, floors or {})
            elif name in ("put", "delete"):
                _write(documents, *arguments)
            elif name in ("add_tag", "remove_tag"):
                member, tag = arguments
                kept = [other for other in tags.get(member, []) if other != tag]
                tags[member] = [*kept, tag] if name == "add_tag" else kept
        self.accounts, self.documents, self.member_tags, self.recorded = accounts, documents, tags, []

    def offers(self) -> Offer:
        """Everything that the contract asks this host."""
        effects: Offer = {
            interface: {name: self._record(name) for name in names} for interface, names in _EFFECTS.items()
        }
        for interface in ("host_file_effects", "host_document_effects"):
            effects[interface]["begin"] = self._begin
        return {
            **effects,
            "data_sales": {"get": self.sales.get},
            "data_members": {"tags": lambda member: list(self.member_tags.get(member, []))},
            "data_ledger": {"available": lambda account: self.accounts.get(account, 0), "scan": self._accounts},
            "host_settings": {"get": lambda: self.settings},
            "host_log": {"write": lambda level, message: self.logged.append(f"{level.name.lower()}: {message}")},
            "host_clock": {"now_ms": lambda: self.now_ms},
            "host_collections": {
                "get": lambda collection, key: self.documents.get((collection, key)),
                "scan": self._scan,
                "find": self._find,
            },
            **self._offers,
        }

    def _record(self, name: str) -> Callable[..., None]:
        return lambda *arguments: self.recorded.append((name, *arguments))

    def _begin(self, *arguments: Any) -> int:
        number = sum(1 for name, *_ in self.recorded if name == "begin")
        self.recorded.append(("begin", *arguments))
        return number

    def _accounts(self, prefix: str, max: int) -> list[Balance]:
        found = [Balance(name, value) for name, value in sorted(self.accounts.items()) if name.startswith(prefix)]
        return found[:max]

    def _scan(self, collection: str, prefix: str, after: str | None, max: int) -> list[Document]:
        found = [
            document
            for (of, key), document in sorted(self.documents.items())
            if of == collection and key.startswith(prefix) and (after is None or key > after)
        ]
        return found[:max]

    def _find(self, collection: str, tests: list[FieldTest], cursor: str, max: int) -> Found:
        def passes(document: Document) -> bool:
            value = from_json(document.body)
            return all(
                test.field in value and test.at_least.value <= value[test.field] <= test.at_most.value for test in tests
            )

        first = tests[0].field
        found = [document for document in self._scan(collection, "", None, len(self.documents)) if passes(document)]
        found.sort(key=lambda document: (from_json(document.body)[first], document.key))
        start = int(cursor or 0)
        page = found[start : start + max]
        return Found(page, str(start + max) if start + max < len(found) else None)


def _post(accounts: dict[str, int], posting: Posting, floors: Mapping[str, int]) -> None:
    floor = posting.floor if posting.floor is not None else floors.get(posting.account.partition("/")[0])
    balance = accounts.get(posting.account, 0) + posting.delta
    if posting.delta < 0 and floor is not None and balance < floor:
        raise ValueError(f"{posting.account} would pass its floor")
    accounts[posting.account] = balance


def _write(documents: dict[tuple[str, str], Document], collection: str, key: str, *rest: Any) -> None:
    *body, expected = rest
    now = documents.get((collection, key))
    version = now.version if now else 0
    if expected is not None and expected != version:
        raise ValueError(f"{collection}/{key} is at version {version}")
    if body:
        documents[collection, key] = Document(collection, key, version + 1, body[0])
    else:
        documents.pop((collection, key), None)
