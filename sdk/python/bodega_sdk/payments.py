"""The point `payment.charge`: money for a tender of one of the plugin's methods."""

from __future__ import annotations

from abc import ABC, abstractmethod

from bodega_contract.imports import payment_request, payment_types
from bodega_contract.imports.payment_request import ChargeDetails
from bodega_contract.imports.payment_types import (
    Decline,
    Outcome,
    Outcome_Declined,
    Outcome_Other,
    Outcome_Paid,
    Outcome_Pending,
    Outcome_Unknown,
    Receipt,
    Show_Link,
    Show_Nothing,
    Show_Qr,
    Waiting,
)  # fmt: skip

from ._guard import failures
from .errors import Reject, Retry

__all__ = [
    "ChargeDetails", "Charges", "Decline", "Outcome", "Outcome_Declined", "Outcome_Other", "Outcome_Paid",
    "Outcome_Pending", "Outcome_Unknown", "Receipt", "Reject", "Retry", "Show_Link", "Show_Nothing", "Show_Qr",
    "Waiting",
]  # fmt: skip


class Charges(ABC):
    """Serves `payment.charge`."""

    @abstractmethod
    def charge(self, charge: ChargeDetails) -> Outcome:
        """Asks for the money under `charge.id`, once for a payment; raise where it is not known what became of it."""

    @abstractmethod
    def query_charge(self, charge: ChargeDetails) -> Outcome:
        """Asks what became of it."""


def export(plugin: Charges) -> type:
    """The class that the component exports."""

    class PaymentCharge:
        @failures(Outcome, payment_types)
        def start(self) -> Outcome:
            return plugin.charge(payment_request.charge())

        @failures(Outcome, payment_types)
        def query(self) -> Outcome:
            return plugin.query_charge(payment_request.charge())

    return PaymentCharge
