//! From a draft to a quote: facts looked up, plugins asked, answers checked. No transaction is open meanwhile.

mod consult;
mod declared;
mod draft;
pub(crate) mod facts;
mod input;
mod keys;
mod local_time;
mod quote;
mod shadow;

pub use consult::quote_draft;
pub use draft::{
    COUPON_LEN_MAX, COUPONS_MAX, Draft, DraftItem, DraftLine, InvalidDraft, LINES_MAX, OPEN_SKU, OpenItem,
    REQUESTS_MAX,
};
pub use local_time::{LocalTime, LocalTimeError, local_time};
pub use quote::{Legends, LineFacts, ProposedGift, Quote};

pub(crate) use consult::{ask_to_prove, price_again, running_runs};
pub(crate) use declared::fetch;
pub(crate) use shadow::{ShadowSale, compare_waiting};
