"""The point `events.handle`: hears of what was committed and records effects."""

from __future__ import annotations

from abc import ABC, abstractmethod

from bodega_contract.exports import events_handle
from bodega_contract.imports import data_event
from bodega_contract.imports.data_event import Envelope

from ._guard import failures
from .data import Json, from_json
from .errors import Reject, Retry

__all__ = ["Envelope", "EventHandler", "Reject", "Retry", "payload"]


class EventHandler(ABC):
    """Serves `events.handle`."""

    @abstractmethod
    def handle(self, event: Envelope) -> None:
        """Handles one event. What was recorded is committed with the delivery mark after this returned, or not at all
        where it raised; a conflict at commit (an account below its floor, a stale document) calls it again."""


def payload(event: Envelope) -> Json:
    """The event's payload. What cannot be read is rejected: trying again cannot help."""
    try:
        return from_json(event.payload)
    except ValueError as error:
        raise Reject(f"the payload of {event.type} {event.id} cannot be read: {error}") from error


def export(plugin: EventHandler) -> type:
    """The class that the component exports."""

    class EventsHandle:
        @failures(type(None), events_handle)
        def handle(self) -> None:
            plugin.handle(data_event.current())

    return EventsHandle
