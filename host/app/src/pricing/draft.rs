//! A basket as a client asks for it: what is bought, not yet what it costs.

use bodega_domain::ids::{MemberId, OrgUnitId, TerminalId};
use bodega_domain::pricing::{GiftMark, ManualDiscount, Request};

/// The most lines of one basket: a wholesale pallet list fits.
pub const LINES_MAX: usize = 2_000;
/// The most coupon codes of one basket.
pub const COUPONS_MAX: usize = 50;
/// The longest coupon code in bytes.
pub const COUPON_LEN_MAX: usize = 100;
/// The most requests to plugins with one basket.
pub const REQUESTS_MAX: usize = 50;

/// What a client wants priced.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Where.
    pub store: OrgUnitId,
    /// On which terminal.
    pub terminal: TerminalId,
    /// Who buys, where known.
    pub member: Option<MemberId>,
    /// The sales channel, e.g. `pos`.
    pub channel: String,
    /// In ticket order.
    pub lines: Vec<DraftLine>,
    /// The cashier's discounts, in order.
    pub manual_discounts: Vec<ManualDiscount>,
    /// Codes as entered.
    pub coupons: Vec<String>,
    /// What the customer asks of plugins.
    pub requests: Vec<Request>,
}

/// One line of a draft.
#[derive(Clone, Debug)]
pub struct DraftLine {
    /// What.
    pub item: DraftItem,
    /// Millionths.
    pub quantity: i64,
    /// The gift this line is, where the client took a proposed one.
    pub gift: Option<GiftMark>,
}

/// What a line sells.
#[derive(Clone, Debug)]
pub enum DraftItem {
    /// A variant by SKU.
    Sku(String),
    /// Something without a master record, e.g. a hand-entered deduction.
    Open(OpenItem),
}

/// An item that the cashier enters by hand.
#[derive(Clone, Debug)]
pub struct OpenItem {
    /// What the receipt says.
    pub name: String,
    /// Minor units; may be negative.
    pub unit_price_minor: i64,
    /// Parts per million.
    pub tax_ppm: u32,
}

/// The SKU that open lines carry in pricing inputs; no variant may have it.
pub const OPEN_SKU: &str = "~open";

/// What is wrong with a draft, and where: `pointer` is a JSON pointer into the request.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{pointer}: {message}")]
pub struct InvalidDraft {
    /// JSON pointer.
    pub pointer: String,
    /// For people.
    pub message: String,
}

impl InvalidDraft {
    /// At `pointer`.
    pub fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        InvalidDraft { pointer: pointer.into(), message: message.into() }
    }
}

impl Draft {
    /// Checks the bounds that hold for every basket and drops repeated coupon codes.
    pub fn checked(mut self) -> Result<Self, InvalidDraft> {
        if self.lines.len() > LINES_MAX {
            return Err(InvalidDraft::new("/lines", format!("at most {LINES_MAX} lines")));
        }
        if self.coupons.len() > COUPONS_MAX {
            return Err(InvalidDraft::new("/coupons", format!("at most {COUPONS_MAX} codes")));
        }
        if self.requests.len() > REQUESTS_MAX {
            return Err(InvalidDraft::new("/requests", format!("at most {REQUESTS_MAX} requests")));
        }
        for (index, code) in self.coupons.iter().enumerate() {
            if code.is_empty() || code.len() > COUPON_LEN_MAX {
                let message = format!("a code has 1 to {COUPON_LEN_MAX} bytes");
                return Err(InvalidDraft::new(format!("/coupons/{index}"), message));
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        self.coupons.retain(|code| seen.insert(code.clone()));
        Ok(self)
    }
}
