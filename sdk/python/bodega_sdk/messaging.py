"""The point `messaging.send`: carries messages to members."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

from bodega_contract.exports import messaging_send
from bodega_contract.imports import messaging_outgoing
from bodega_contract.imports.messaging_outgoing import Details

from ._guard import failures
from .data import from_json
from .errors import Reject, Retry, RetryAfter

__all__ = ["Details", "Messaging", "Reject", "Retry", "RetryAfter", "filled", "parameters"]


class Messaging(ABC):
    """Serves `messaging.send`."""

    @abstractmethod
    def send(self, message: Details) -> str:
        """Hands the message to whoever delivers it and gives the provider's id of it, empty for none.

        `message.message` is the idempotency key; `message.address` is personal data, never to be logged or kept.
        """


def parameters(message: Details) -> dict[str, str]:
    """What fills the message's text."""
    found = from_json(message.parameters)
    return {str(name): str(value) for name, value in found.items()}


def filled(message: Details) -> str:
    """The message's text with its parameters in their places; one that is missing stays as it is."""
    values = parameters(message)
    return re.sub(r"\{([^{}]*)\}", lambda found: values.get(found[1], found[0]), message.text)


def export(plugin: Messaging) -> type:
    """The class that the component exports."""

    class MessagingSend:
        @failures(str, messaging_send)
        def send(self) -> str:
            return plugin.send(messaging_outgoing.current())

    return MessagingSend
