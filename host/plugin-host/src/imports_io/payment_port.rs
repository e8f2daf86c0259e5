//! What a payment is about, and what its party reports by itself.

use super::denied;
use crate::bindings::v0_1::bodega::payment::{payment_effects, request, types};
use crate::convert::payment_v0_1 as convert;
use crate::effects::PaymentReport;
use crate::input::Weigh;
use crate::occasion::Occasion;
use crate::state::State;
use wasmtime::Result;

impl request::Host for State {
    fn charge(&mut self) -> Result<request::ChargeDetails> {
        const FUNCTION: &str = "bodega:payment/request.charge";
        let Occasion::Payment(about) = &self.enter(FUNCTION, 0)?.occasion else {
            return Err(denied(FUNCTION));
        };
        let charge = convert::charge(about);
        let bytes = charge.weigh();
        self.give(charge, bytes)
    }

    fn refund(&mut self) -> Result<Option<request::RefundDetails>> {
        const FUNCTION: &str = "bodega:payment/request.refund";
        let Occasion::Payment(about) = &self.enter(FUNCTION, 0)?.occasion else {
            return Err(denied(FUNCTION));
        };
        let refund = about.refund.as_ref().map(convert::refund);
        let bytes = refund.as_ref().map_or(0, Weigh::weigh);
        self.give(refund, bytes)
    }
}

impl payment_effects::Host for State {
    fn report(&mut self, payment: String, outcome: types::Outcome) -> Result<()> {
        let bytes = payment.len() + outcome.weigh();
        let work = self.record("bodega:payment/payment-effects.report", bytes, 1)?;
        work.effects.payments.push(PaymentReport { payment, answer: convert::outcome(outcome) });
        Ok(())
    }
}
