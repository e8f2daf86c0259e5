//! The promotion rule format, version 1: documents are read and compiled once ([`compile`]), then evaluated
//! over baskets ([`evaluate`]); [`refunds`] answers what a return pays back.
//!
//! Comments name sections of the format page where the code follows one of its sentences closely.

mod basket;
mod compile;
mod evaluate;
mod instant;
mod line_set;
mod model;
mod packed;
mod policy;
mod read;
mod refund;
mod results;
mod snapshot;

pub use basket::{Basket, InvalidBasket, Line, ManualDiscount, UnitRun, Uses};
pub use compile::compile;
pub use evaluate::{Applied, GrantedGift, Outcome, UnitDiscount, evaluate};
pub use instant::parse_instant_ms;
pub use model::{Limits, Needs, Promotion, Rules, Scope};
pub use policy::Policy;
pub use read::Invalid;
pub use refund::{RefundPolicy, ReturnedUnits, refunds};
pub use results::{Gift, Results};
pub use snapshot::{CorruptSnapshot, Snapshot};
