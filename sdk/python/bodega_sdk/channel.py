"""The point `channel.push`: stock, prices and orders on their way out to a sales channel.

Orders come in on a route or a job: `bodega_contract.imports.data_order_effects` tells the host of them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from bodega_contract.exports import channel_push
from bodega_contract.exports.channel_push import Answer, Outcome, Outcome_Done, Outcome_Reject, Outcome_Retry
from bodega_contract.imports import channel_changes
from bodega_contract.imports.channel_changes import Details, Item, Order

from ._guard import failures
from .errors import Retry

__all__ = [
    "Answer", "Changes", "Channel", "Details", "Item", "Order", "Outcome", "Outcome_Done", "Outcome_Reject",
    "Outcome_Retry", "Retry",
]  # fmt: skip


@dataclass
class Changes:
    """What a push takes out: the latest values of one store."""

    details: Details
    items: list[Item]
    orders: list[Order]


class Channel(ABC):
    """Serves `channel.push`."""

    @abstractmethod
    def push(self, changes: Changes) -> Answer:
        """Takes changes out and says what became of each; what is not named is tried again. Raises `Retry` where nothing
        went out."""


def changes() -> Changes:
    """What the push under way takes out."""
    details = channel_changes.current()
    items = channel_changes.items(0, details.items) if details.items else []
    orders = channel_changes.orders(0, details.orders) if details.orders else []
    return Changes(details, items, orders)


def export(plugin: Channel) -> type:
    """The class that the component exports."""

    class ChannelPush:
        @failures(Answer, channel_push)
        def push(self) -> Answer:
            return plugin.push(changes())

    return ChannelPush
