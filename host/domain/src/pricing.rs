//! The way of a price: units, manual discounts, the plugins' answers stage by stage, tax, total.
//!
//! [`PricingInput`] is all that a price depends on; it is stored with the sale, so the price can be computed again.

mod answer;
mod apply;
mod input;
mod tax;
mod total;
mod units;

pub use answer::{Adjustment, Amount, Answer, Gift, Level, UnitDiscount};
pub use apply::{AnswerViolation, AppliedAdjustment, UnitRun, apply_answer, apply_manual_discounts};
pub use input::{
    ARITHMETIC_VERSION, Balance, Consulted, Context, DeclaredInputs, Document, GiftMark, Line,
    ManualDiscount, Outcome, PricingInput, Request, SkipReason, Stage,
};
pub use tax::{TaxMode, tax_of};
pub use total::{PricedLine, PricedSale, TaxTotal, price};
pub use units::{AMOUNT_MAX, LineUnits, PricingError, Run, Units};
