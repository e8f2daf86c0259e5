//! Compiled rules: what a snapshot holds. Everything that can be decided without a basket is decided here:
//! the sequence, numbers in their final unit, SKUs, tags, codes and targets as indices into tables.
//! Nothing depends on when it was compiled.

use super::packed::{Numbers, Texts};
use super::policy::Policy;
use serde::{Deserialize, Serialize};

/// A set of promotions and the policy they are evaluated under.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules<'a> {
    /// How promotions meet each other.
    pub policy: Policy,
    /// What of a basket can matter at all.
    pub needs: Needs,
    /// SKUs that targets name.
    pub(super) skus: Texts<'a>,
    /// Line tags that targets name.
    pub(super) tags: Texts<'a>,
    /// Codes that promotions require.
    pub(super) coupons: Vec<&'a str>,
    /// Customer tags that conditions name.
    pub(super) customer_tags: Vec<&'a str>,
    /// Distinct targets; a [`TargetRef`] points here.
    pub(super) targets: Vec<Target<'a>>,
    /// Enabled promotions in the policy's sequence.
    pub promotions: Vec<Promotion<'a>>,
}

/// The parts of a basket that some promotion reads; the rest may be left out of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs {
    /// Tags of lines.
    pub line_tags: bool,
    /// Codes entered.
    pub coupons: bool,
    /// Tags of the customer.
    pub customer_tags: bool,
    /// The customer's order number.
    pub order_number: bool,
    /// The instant of pricing.
    pub now: bool,
    /// Uses so far.
    pub uses: bool,
    /// Which lines carry a manual discount.
    pub manual_lines: bool,
}

/// Index into [`Rules::targets`]; `None` matches every line.
pub(super) type TargetRef = Option<u32>;

/// Which lines (section 6). A list that is present and empty matches as written: no line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Target<'a> {
    /// Ascending places in [`Rules::skus`].
    #[serde(borrow)]
    pub skus: Option<Numbers<'a>>,
    /// Ascending places in [`Rules::tags`].
    #[serde(borrow)]
    pub tags_any: Option<Numbers<'a>>,
    #[serde(borrow)]
    pub exclude_tags: Numbers<'a>,
    pub exclude_discounted: bool,
    pub price_gte: Option<i64>,
    pub price_lte: Option<i64>,
}

/// Whether a promotion takes off lines or off the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// Discounts are line discounts.
    Line,
    /// Discounts are order shares.
    Order,
}

/// One enabled promotion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Promotion<'a> {
    /// The document's id.
    pub id: &'a str,
    /// Place in the order of declaration, which breaks ties of priority.
    pub(super) declared: u32,
    pub(super) priority: i64,
    pub(super) exclusive: bool,
    /// Promotions with the same number exclude each other.
    pub(super) group: Option<u32>,
    pub(super) combine: Combine,
    /// Index into [`Rules::coupons`].
    pub(super) coupon: Option<u32>,
    /// How often it may be used.
    pub limits: Limits,
    pub(super) when: Vec<Condition>,
    pub(super) target: TargetRef,
    pub(super) effect: Effect<'a>,
}

impl Promotion<'_> {
    /// The scope that the effect belongs to.
    pub fn scope(&self) -> Scope {
        match self.effect {
            Effect::Line(_) => Scope::Line,
            Effect::Order(_) => Scope::Order,
        }
    }

    /// Whether it grants gifts, and so takes nothing off by itself.
    pub fn is_gift(&self) -> bool {
        matches!(self.effect, Effect::Line(LineEffect::Gift(_)))
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Combine {
    #[default]
    Compound,
    BestPrice,
}

/// The number of uses from which on a promotion is not eligible.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Uses by one customer.
    pub per_customer: Option<i64>,
    /// Uses by everyone.
    pub total: Option<i64>,
}

/// A condition (section 7). Quantities are millionths.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Condition {
    MinSubtotal {
        amount: i64,
        target: TargetRef,
        basis: SubtotalBasis,
        strict: bool,
    },
    SubtotalEq {
        amount: i64,
        target: TargetRef,
    },
    MinQty {
        quantity: i64,
        target: TargetRef,
    },
    MaxQty {
        quantity: i64,
        target: TargetRef,
    },
    LineMinQty {
        quantity: i64,
        target: TargetRef,
    },
    Contains {
        target: TargetRef,
    },
    /// Index into [`Rules::customer_tags`].
    CustomerTag {
        tag: u32,
    },
    OrderNumber {
        n: i64,
    },
    /// Both ends belong to it; milliseconds since 1970 UTC.
    Window {
        from_ms: i64,
        to_ms: i64,
    },
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum SubtotalBasis {
    #[default]
    Running,
    Original,
}

/// What a promotion does; its scope decides which kinds there are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Effect<'a> {
    #[serde(borrow)]
    Line(LineEffect<'a>),
    Order(OrderEffect),
}

/// Effects of scope line (section 8.2).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum LineEffect<'a> {
    PercentOff {
        bp: i64,
        selection: Selection,
        max_amount: Option<i64>,
    },
    TieredPercent(TieredRate),
    TieredAmount(Tiers),
    AmountOffUnit {
        amount: i64,
        selection: Selection,
    },
    AmountOffLine {
        amount: i64,
        selection: Selection,
    },
    FixedUnitPrice {
        price: i64,
    },
    UnitGroups {
        size: u32,
        order: UnitOrder,
        each: GroupEffect,
    },
    BuyGet(BuyGet),
    Bundle(Bundle),
    #[serde(borrow)]
    Gift(GiftEffect<'a>),
}

/// Effects of scope order (section 8.7).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct OrderEffect {
    pub amount: OrderAmount,
    pub max_amount: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum OrderAmount {
    Percent { bp: i64 },
    TieredPercent(TieredRate),
    Fixed { amount: i64 },
    Every { every: i64, amount: i64 },
}

/// Which of the covered units an effect is for (section 8.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Selection {
    pub per_line: Option<u32>,
    pub units: Option<u32>,
    pub pick: Pick,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Pick {
    #[default]
    MostExpensive,
    Cheapest,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum UnitOrder {
    #[default]
    Position,
    LineQtyDesc,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum GroupEffect {
    AmountOff { amount: i64 },
    PercentOff { bp: i64 },
    TieredPercent(TieredRate),
}

/// Tiers in listed order: the last that holds wins (section 8.6).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Tiers {
    pub steps: Vec<Tier>,
    pub base: i64,
}

/// `gte` is in the unit of what it is compared with: minor units or millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tier {
    pub gte: i64,
    pub value: i64,
}

impl Tiers {
    /// The value of the last listed tier that `measure` reaches.
    pub(super) fn value_at(&self, measure: i128) -> i64 {
        self.steps
            .iter()
            .rev()
            .find(|tier| measure >= i128::from(tier.gte))
            .map_or(self.base, |tier| tier.value)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct TieredRate {
    pub tiers: Tiers,
    pub basis: TierBasis,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum TierBasis {
    #[default]
    OrderSubtotal,
    OrderRunning,
    TargetSubtotal,
    TargetQty,
}

/// A number of units of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Units {
    pub target: TargetRef,
    pub count: u32,
}

/// `buy_x_get_y` (section 8.4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct BuyGet {
    pub buy: Units,
    pub get: Units,
    pub applications_max: Option<u32>,
    pub get_pick: Pick,
    pub discount_bp: i64,
    pub allow_partial_get: bool,
}

/// `bundle_price` (section 8.5).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Bundle {
    pub components: Vec<Units>,
    pub price: i64,
    pub applications_max: Option<u32>,
}

/// `gift`; quantities are millionths.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct GiftEffect<'a> {
    pub sku: &'a str,
    pub get: i64,
    pub buy_target: TargetRef,
    pub buy_min: i64,
    pub buy_every: Option<i64>,
}
