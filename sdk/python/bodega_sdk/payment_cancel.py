"""The point `payment.cancel`: stops a charge whose time is up or that the cashier gives up."""

from __future__ import annotations

from abc import ABC, abstractmethod

from bodega_contract.exports.payment_cancel import Answer, Answer_Cancelled, Answer_Other, Answer_Paid, Answer_Pending
from bodega_contract.imports import payment_request, payment_types
from bodega_contract.imports.payment_request import ChargeDetails
from bodega_contract.imports.payment_types import Receipt

from ._guard import failures
from .errors import Reject, Retry

__all__ = [
    "Answer", "Answer_Cancelled", "Answer_Other", "Answer_Paid", "Answer_Pending", "Cancels", "ChargeDetails",
    "Receipt", "Reject", "Retry",
]  # fmt: skip


class Cancels(ABC):
    """Serves `payment.cancel`."""

    @abstractmethod
    def cancel(self, charge: ChargeDetails) -> Answer:
        """Makes sure that no money comes any more, or says that it came."""


def export(plugin: Cancels) -> type:
    """The class that the component exports."""

    class PaymentCancel:
        @failures(Answer, payment_types)
        def cancel(self) -> Answer:
            return plugin.cancel(payment_request.charge())

    return PaymentCancel
