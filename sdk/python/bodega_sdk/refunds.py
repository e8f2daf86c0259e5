"""The point `payment.refund`: money back to where it came from."""

from __future__ import annotations

from abc import ABC, abstractmethod

from bodega_contract.imports import payment_request, payment_types
from bodega_contract.imports.payment_request import ChargeDetails, RefundDetails
from bodega_contract.imports.payment_types import Outcome

from ._guard import failures
from .errors import Refused, Reject, Retry

__all__ = ["ChargeDetails", "Outcome", "RefundDetails", "Refunds", "Reject", "Retry"]


class Refunds(ABC):
    """Serves `payment.refund`."""

    @abstractmethod
    def refund(self, refund: RefundDetails, charge: ChargeDetails) -> Outcome:
        """Asks for the refund under `refund.id`; the same id twice must refund once."""

    @abstractmethod
    def query_refund(self, refund: RefundDetails, charge: ChargeDetails) -> Outcome:
        """Asks what became of it."""


def _under_way() -> tuple[RefundDetails, ChargeDetails]:
    refund = payment_request.refund()
    if refund is None:
        raise Refused("the host names no refund")
    return refund, payment_request.charge()


def export(plugin: Refunds) -> type:
    """The class that the component exports."""

    class PaymentRefund:
        @failures(Outcome, payment_types)
        def start(self) -> Outcome:
            return plugin.refund(*_under_way())

        @failures(Outcome, payment_types)
        def query(self) -> Outcome:
            return plugin.query_refund(*_under_way())

    return PaymentRefund
