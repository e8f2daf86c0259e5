//! An order as a channel tells of it, checked: its numbers must add up, because they become a sale's.

use super::{
    CHARGES_MAX, Charge, ChargeKind, EXTERNAL_ID_MAX, Fulfilment, LINES_MAX, MERCHANT, Order, OrderLine,
    OrderStatus, OrderStep, TEXT_MAX,
};
use crate::ids::{LegalEntityId, OrderId, OrgUnitId, VariantId};
use crate::order::Actor;
use crate::pricing::AMOUNT_MAX;
use bodega_core::{Micros, line_amount};

/// The most units of one line.
const UNITS_MAX: u32 = 100_000;

/// An order as it came, with what the host looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOrder {
    /// Made by the host.
    pub id: OrderId,
    /// The plugin that serves the channel.
    pub plugin: String,
    /// The sales channel.
    pub channel: String,
    /// The channel's own id.
    pub external_id: String,
    /// What people call it by.
    pub number: String,
    /// The store.
    pub store: OrgUnitId,
    /// The store's.
    pub legal_entity: LegalEntityId,
    /// How the goods get to the customer.
    pub fulfilment: Fulfilment,
    /// ISO 4217 code.
    pub currency: String,
    /// By the channel's clock, ms since 1970 UTC.
    pub placed_at_ms: i64,
    /// When the customer wants it.
    pub wanted_at_ms: Option<i64>,
    /// By the server, ms since 1970 UTC.
    pub recorded_at_ms: i64,
    /// What.
    pub lines: Vec<NewOrderLine>,
    /// Fees, discounts, commissions.
    pub charges: Vec<Charge>,
    /// What the customer paid.
    pub paid_minor: i64,
}

/// One line as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOrderLine {
    /// SKU.
    pub sku: String,
    /// Its variant, where the SKU is known.
    pub variant: Option<VariantId>,
    /// What the channel calls it.
    pub name: String,
    /// Millionths.
    pub quantity: i64,
    /// The channel's price of one.
    pub unit_price_minor: i64,
    /// What the merchant took off the line.
    pub discount_minor: i64,
    /// Stock units in one unit of quantity.
    pub stock_units: u32,
    /// Weighed or measured goods: one piece.
    pub is_measured: bool,
}

/// Why an order is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("order {external_id:?}: {problem}")]
pub struct InvalidOrder {
    /// The channel's id of it, as given.
    pub external_id: String,
    /// What is wrong.
    pub problem: String,
}

/// Whether a channel's id can be one: plain text of 1 to [`EXTERNAL_ID_MAX`] bytes.
pub fn order_id_is_plain(id: &str) -> bool {
    !id.is_empty() && id.len() <= EXTERNAL_ID_MAX && id.bytes().all(|byte| byte.is_ascii_graphic())
}

impl Order {
    /// Checks an order as it came; nothing is reserved yet.
    ///
    /// # Errors
    /// Where a bound is passed or the numbers do not add up.
    pub fn place(new: NewOrder) -> Result<Order, InvalidOrder> {
        place(&new).map_err(|problem| InvalidOrder { external_id: new.external_id.clone(), problem })
    }
}

fn place(new: &NewOrder) -> Result<Order, String> {
    if !order_id_is_plain(&new.external_id) {
        return Err(format!("the channel's id must be 1 to {EXTERNAL_ID_MAX} visible ASCII characters"));
    }
    text("number", &new.number)?;
    if new.lines.is_empty() || new.lines.len() > LINES_MAX {
        return Err(format!("an order has 1 to {LINES_MAX} lines"));
    }
    if new.charges.len() > CHARGES_MAX {
        return Err(format!("an order has at most {CHARGES_MAX} charges"));
    }
    let lines = (0u32..)
        .zip(&new.lines)
        .map(|(number, line)| order_line(number, line).map_err(|problem| format!("line {number}: {problem}")))
        .collect::<Result<Vec<_>, _>>()?;
    for charge in &new.charges {
        text("a charge's name", &charge.name)?;
        text("a charge's party", &charge.party)?;
        amount("a charge", charge.amount_minor)?;
    }
    let goods: i64 = lines.iter().map(|line| line.amount_minor).sum();
    let sum = |kind, is_own: bool| -> i64 {
        let of_kind = new.charges.iter().filter(|charge| charge.kind == kind);
        of_kind.filter(|charge| !is_own || charge.party == MERCHANT).map(|charge| charge.amount_minor).sum()
    };
    let due = goods + sum(ChargeKind::Fee, false) - sum(ChargeKind::Discount, false);
    if due != new.paid_minor {
        let paid = new.paid_minor;
        return Err(format!("the customer paid {paid}, but goods and fees less discounts are {due}"));
    }
    let sale = goods + sum(ChargeKind::Fee, true) - sum(ChargeKind::Discount, true);
    if due < 0 || sale < 0 {
        return Err("discounts are more than goods and fees".to_owned());
    }
    let placed =
        OrderStep { status: OrderStatus::New, by: Actor::Channel, at_ms: new.placed_at_ms, reason: None };
    Ok(Order {
        id: new.id,
        plugin: new.plugin.clone(),
        channel: new.channel.clone(),
        external_id: new.external_id.clone(),
        number: new.number.clone(),
        status: OrderStatus::New,
        store: new.store,
        legal_entity: new.legal_entity,
        fulfilment: new.fulfilment,
        currency: new.currency.clone(),
        placed_at_ms: new.placed_at_ms,
        wanted_at_ms: new.wanted_at_ms,
        recorded_at_ms: new.recorded_at_ms,
        lines,
        charges: new.charges.clone(),
        goods_minor: goods,
        paid_minor: due,
        sale_minor: sale,
        refunds: Vec::new(),
        steps: vec![placed],
        sale: None,
    })
}

fn order_line(number: u32, line: &NewOrderLine) -> Result<OrderLine, String> {
    text("the SKU", &line.sku)?;
    text("the name", &line.name)?;
    amount("the price", line.unit_price_minor)?;
    let quantity = Micros(line.quantity);
    if line.quantity <= 0 || line.quantity / bodega_core::MICROS_PER_ONE > i64::from(UNITS_MAX) {
        return Err(format!("the quantity must be more than 0 and at most {UNITS_MAX}"));
    }
    let gross = line_amount(line.unit_price_minor, quantity).filter(|gross| *gross <= AMOUNT_MAX);
    let gross = gross.ok_or("the amount is too large")?;
    if line.discount_minor < 0 || line.discount_minor > gross {
        return Err(format!("the discount must be from 0 to {gross}"));
    }
    let units = match quantity.whole_units() {
        Some(count) if !line.is_measured => count,
        _ => 1,
    };
    let stock = line.quantity.checked_mul(i64::from(line.stock_units)).ok_or("the quantity is too large")?;
    Ok(OrderLine {
        line: number,
        sku: line.sku.clone(),
        variant: line.variant,
        name: line.name.clone(),
        quantity: line.quantity,
        unit_price_minor: line.unit_price_minor,
        discount_minor: line.discount_minor,
        amount_minor: gross - line.discount_minor,
        units,
        stock,
        reserved: 0,
        out: 0,
    })
}

pub(super) fn text(what: &str, value: &str) -> Result<(), String> {
    if value.trim().is_empty() || value.chars().count() > TEXT_MAX || value.chars().any(char::is_control) {
        return Err(format!("{what} must be 1 to {TEXT_MAX} characters without control characters"));
    }
    Ok(())
}

pub(super) fn amount(what: &str, value: i64) -> Result<(), String> {
    if !(0..=AMOUNT_MAX).contains(&value) {
        return Err(format!("{what} must be from 0 to {AMOUNT_MAX}"));
    }
    Ok(())
}
