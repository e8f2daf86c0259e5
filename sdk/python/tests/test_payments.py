"""The points of payments, natively: what is asked, what is answered, what is raised."""

from __future__ import annotations

import unittest
from typing import Any

from bodega_contract.imports import payment_types
from bodega_sdk import payment_cancel, payments, refunds
from bodega_sdk.payments import ChargeDetails, Outcome, Receipt, Retry
from bodega_sdk.testing.offer import Offer, offered
from componentize_py_types import Err

CHARGE = ChargeDetails("c", "scan", 990, "CNY", "sale", "S1", "store", "terminal", "1345", None, 1, 2, 3, 1)
REFUND = refunds.RefundDetails("r", 5, "damaged", 1, 1)


class Wallet(payments.Charges, payment_cancel.Cancels, refunds.Refunds):
    """Answers with what it was asked."""

    def charge(self, charge: ChargeDetails) -> Outcome:
        """Paid, as asked."""
        return payments.Outcome_Paid(Receipt(charge.id, charge.amount, charge.currency, charge.now_ms))

    def query_charge(self, charge: ChargeDetails) -> Outcome:
        """Not known."""
        raise Retry(f"{charge.id} is on its way")

    def cancel(self, charge: ChargeDetails) -> payment_cancel.Answer:
        """An amount that is none."""
        receipt: Any = Receipt("x", 9.9, charge.currency, 0)  # type: ignore[arg-type]
        return payment_cancel.Answer_Paid(receipt)

    def refund(self, refund: refunds.RefundDetails, charge: ChargeDetails) -> Outcome:
        """Declined, with both ids."""
        return payments.Outcome_Declined(payments.Decline(f"{refund.id} of {charge.id}", [], []))

    def query_refund(self, refund: refunds.RefundDetails, charge: ChargeDetails) -> Outcome:
        """Unknown."""
        return payments.Outcome_Unknown()


def ask(module: Any, function: str, refund: refunds.RefundDetails | None = REFUND) -> Any:
    """One call of a point's function: its answer, or its failure."""
    about: Offer = {"payment_request": {"charge": lambda: CHARGE, "refund": lambda: refund}}
    with offered(about):
        try:
            return getattr(module.export(Wallet())(), function)()
        except Err as failure:
            return failure.value


class Payments(unittest.TestCase):
    """One call each."""

    def test_answers_pass(self) -> None:
        paid = ask(payments, "start")
        self.assertEqual(paid, payments.Outcome_Paid(Receipt("c", 990, "CNY", 3)))
        self.assertEqual(ask(refunds, "start").value.code, "r of c")
        self.assertIsInstance(ask(refunds, "query"), payments.Outcome_Unknown)

    def test_what_is_not_known_is_a_failure_of_the_contract(self) -> None:
        self.assertEqual(ask(payments, "query"), payment_types.Failure_Retry("c is on its way"))
        self.assertEqual(ask(refunds, "start", None), payment_types.Failure_Other("the host names no refund"))

    def test_money_is_never_a_fraction(self) -> None:
        failure = ask(payment_cancel, "cancel")
        self.assertIsInstance(failure, payment_types.Failure_Other)
        self.assertIn("9.9, not int", failure.value)


if __name__ == "__main__":
    unittest.main()
