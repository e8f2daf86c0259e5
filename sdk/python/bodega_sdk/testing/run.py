"""Calls points as the host does, with plain values in the host's place. What a point raises reaches the test."""

from __future__ import annotations

from bodega_contract.exports.actions_run import Answer as ActionAnswer
from bodega_contract.exports.channel_push import Answer as PushAnswer
from bodega_contract.exports.http_handle import Response
from bodega_contract.exports.migration_run import Outcome
from bodega_contract.exports.pricing_compile import Compiled
from bodega_contract.exports.pricing_price import Answer
from bodega_contract.exports.reports_run import Table
from bodega_contract.exports.validation_check import Objection
from bodega_contract.imports.actions_press import Details as Press
from bodega_contract.imports.base_types import Document
from bodega_contract.imports.basket_totals import Sums
from bodega_contract.imports.channel_changes import Details as PushDetails
from bodega_contract.imports.channel_changes import Item, Order
from bodega_contract.imports.data_event import Envelope
from bodega_contract.imports.exports_request import Details as Export
from bodega_contract.imports.http_incoming import Caller, Caller_Public, Head
from bodega_contract.imports.jobs_run_info import Details as JobRun
from bodega_contract.imports.messaging_outgoing import Details as Message
from bodega_contract.imports.reports_query import Details as Query

from .._types import checked
from ..actions import Actions
from ..basket import Basket
from ..channel import Channel, changes
from ..compile import Compile, compiled
from ..data import Json, to_json
from ..events import EventHandler
from ..exports import Exports
from ..http import Request, Routes
from ..jobs import Jobs
from ..messaging import Messaging
from ..migration import Migration, migrated
from ..price import Price
from ..reports import Reports
from ..validation import Validation
from .basket import TestBasket, TestRules
from .host import NOW_MS, TestHost
from .offer import Offer, offered

_INVOCATION = "test-invocation"


def compile_rules(plugin: Compile, rules: TestRules | None = None) -> Compiled:
    """`pricing.compile`."""
    with offered((rules or TestRules()).offers()):
        return checked(compiled(plugin), Compiled)


def price(plugin: Price, snapshot: bytes, basket: TestBasket) -> Answer:
    """`pricing.price`."""
    with offered(basket.offers()):
        return checked(plugin.price(plugin.decode(snapshot), Basket()), Answer)


def check(plugin: Validation, snapshot: bytes, basket: TestBasket, summary: Sums | None = None) -> list[Objection]:
    """`validation.check`; without a summary nothing is taken off and no tax is added."""
    original = sum(run.count * run.price for run in basket.running_units())
    totals = summary or Sums(original, 0, 0, original)
    offers = basket.offers()
    with offered(offers, _totals(totals)):
        objections = list(plugin.check(plugin.decode(snapshot), Basket()))
        return checked(objections, list[Objection], "objections")


def migrate(plugin: Migration, version: str, documents: list[Document]) -> list[Outcome]:
    """`migration.run`."""
    return checked(migrated(plugin, version, documents), list[Outcome], "outcomes")


def handle(
    plugin: EventHandler, event_type: str, payload: Json, host: TestHost, *, subject: str = "subject", sequence: int = 1
) -> None:
    """`events.handle`. `payload` is a value, or JSON text as it is."""
    text = payload if isinstance(payload, str) else to_json(payload)
    event = Envelope(f"{event_type}/{subject}", event_type, subject, sequence, host.now_ms, host.now_ms, text)
    with offered(host.offers(), {"data_event": {"current": lambda: event}}):
        plugin.handle(event)


def run_job(plugin: Jobs, job: str, host: TestHost, *, attempt: int = 1, missed: int = 0) -> None:
    """`jobs.run`."""
    local = "2026-01-01T12:00:00+08:00"
    details = JobRun(_INVOCATION, job, NOW_MS, local, host.now_ms, attempt, missed)
    with offered(host.offers(), {"jobs_run_info": {"current": lambda: details}}):
        plugin.run_job(details)


def request(
    plugin: Routes,
    method: str,
    path: str,
    host: TestHost,
    *,
    route: str = "",
    query: str = "",
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    caller: Caller | None = None,
) -> Response:
    """`http.handle`, from a caller that nobody knows unless one is given."""
    pairs = [(name.lower(), value) for name, value in (headers or {}).items()]
    who = caller or Caller_Public()
    head = Head(_INVOCATION, method, path, query, pairs, who, route, host.now_ms, len(body))
    incoming: Offer = {
        "http_incoming": {"current": lambda: head, "body": lambda offset, max: body[offset : offset + max]}
    }
    with offered(host.offers(), incoming):
        return checked(plugin.respond(Request()), Response)


def press(
    plugin: Actions, action: str, host: TestHost, *, subject: str = "", entered: Json = None, language: str = "en"
) -> ActionAnswer:
    """`actions.run`."""
    details = Press(_INVOCATION, action, subject, to_json(entered), "test", language, host.now_ms)
    with offered(host.offers(), {"actions_press": {"current": lambda: details}}):
        return checked(plugin.press(details), ActionAnswer)


def report(plugin: Reports, name: str, host: TestHost, *, parameters: Json = None, language: str = "en") -> Table:
    """`reports.run`."""
    query = Query(name, to_json(parameters), language, host.now_ms)
    with offered(host.offers(), {"reports_query": {"current": lambda: query}}):
        return checked(plugin.report(query), Table)


def send(plugin: Messaging, message: Message, host: TestHost) -> str:
    """`messaging.send`."""
    with offered(host.offers(), {"messaging_outgoing": {"current": lambda: message}}):
        return checked(plugin.send(message), str)


def outgoing(
    address: str,
    text: str = "",
    *,
    channel: str = "sms",
    template: str = "test",
    parameters: Json = None,
    purpose: str = "service",
    attempt: int = 1,
) -> Message:
    """A message on its way, for `send`."""
    filling = to_json({} if parameters is None else parameters)
    late = NOW_MS + 86_400_000
    return Message(
        "test-message", channel, address, purpose, "test", template, text, filling, "zh-CN", attempt, late, NOW_MS
    )


def run_export(
    plugin: Exports, name: str, host: TestHost, *, parameters: Json = None, language: str = "zh-CN", attempt: int = 1
) -> int:
    """`exports.run`: the number of the file; what is in it is among `host.recorded`."""
    asked = to_json({} if parameters is None else parameters)
    details = Export(_INVOCATION, name, asked, "test", language, attempt, host.now_ms)
    with offered(host.offers(), {"exports_request": {"current": lambda: details}}):
        return checked(plugin.export(details), int)


def push(
    plugin: Channel,
    host: TestHost,
    *,
    items: list[Item] | None = None,
    orders: list[Order] | None = None,
    shop: Json = None,
    store: str = "store",
    attempt: int = 1,
) -> PushAnswer:
    """`channel.push`."""
    goods, news = items or [], orders or []
    document = None if shop is None else to_json(shop)
    details = PushDetails(_INVOCATION, store, document, host.now_ms, attempt, len(goods), len(news))
    taken: Offer = {
        "channel_changes": {
            "current": lambda: details,
            "items": lambda offset, max: goods[offset : offset + max],
            "orders": lambda offset, max: news[offset : offset + max],
        }
    }
    with offered(host.offers(), taken):
        return checked(plugin.push(changes()), PushAnswer)


def _totals(summary: Sums) -> Offer:
    return {"basket_totals": {"summary": lambda: summary}}
