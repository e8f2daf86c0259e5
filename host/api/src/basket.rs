//! A basket on the wire: what a quote and a sale ask for alike.

use crate::problem::Problem;
use crate::quantity::Quantity;
use crate::sales::wire::GiftMark;
use crate::wire::bounded;
use bodega_app::AppError;
use bodega_app::pricing::{Draft, DraftItem, DraftLine, OpenItem};
use bodega_domain::core::PPM;
use bodega_domain::pricing::{ManualDiscount, Request};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The longest name, reason or request value, characters.
const TEXT_MAX: usize = 200;
/// The longest channel name, characters.
const CHANNEL_MAX: usize = 32;
/// The channel where none is given.
const POS: &str = "pos";

/// A basket to price. It says what is bought; the host knows what it costs.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Basket {
    /// Where.
    pub store: Uuid,
    /// On which terminal.
    pub terminal: Uuid,
    /// Who buys, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Uuid>,
    /// The sales channel.
    #[serde(default = "pos")]
    pub channel: String,
    /// In ticket order, at most 2000.
    #[schema(max_items = 2000)]
    pub lines: Vec<BasketLine>,
    /// Codes as entered, at most 50.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub coupons: Vec<String>,
    /// What the customer asks of plugins, at most 50.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub requests: Vec<PluginRequest>,
}

pub(crate) fn pos() -> String {
    POS.to_owned()
}

/// One line: either `sku` or `open`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BasketLine {
    /// A variant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// Something without a master record, entered by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<OpenLine>,
    /// How much.
    pub quantity: Quantity,
    /// The gift this line is, where the client took a proposed one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gift: Option<GiftMark>,
    /// A discount the cashier gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manual_discount: Option<LineDiscount>,
}

/// An item entered by hand.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenLine {
    /// What the receipt says.
    pub name: String,
    /// Of one unit; may be negative.
    pub unit_price_minor: i64,
    /// Tax rate, parts per million.
    #[schema(maximum = 1_000_000)]
    pub tax_ppm: u32,
}

/// A discount the cashier gives on a line.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LineDiscount {
    /// What is taken off, not negative.
    #[schema(minimum = 0)]
    pub amount_minor: i64,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Something the customer asks a plugin for.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PluginRequest {
    /// The plugin's name.
    pub plugin: String,
    /// What is asked for, in the plugin's words.
    pub name: String,
    /// How much or which.
    pub value: String,
}

impl Basket {
    /// What the use case takes.
    pub(crate) fn into_draft(self) -> Result<Draft, Problem> {
        bounded("/channel", &self.channel, CHANNEL_MAX)?;
        for (index, request) in self.requests.iter().enumerate() {
            for (member, text) in
                [("plugin", &request.plugin), ("name", &request.name), ("value", &request.value)]
            {
                bounded(&format!("/requests/{index}/{member}"), text, TEXT_MAX)?;
            }
        }
        let (mut lines, mut manual_discounts) = (Vec::with_capacity(self.lines.len()), Vec::new());
        for (number, line) in (0u32..).zip(self.lines) {
            let at = format!("/lines/{number}");
            if let Some(discount) = line.manual_discount {
                if let Some(reason) = &discount.reason {
                    bounded(&format!("{at}/manual_discount/reason"), reason, TEXT_MAX)?;
                }
                let (amount, reason) = (discount.amount_minor, discount.reason);
                manual_discounts.push(ManualDiscount { line: number, amount, reason });
            }
            lines.push(DraftLine {
                item: item(&at, line.sku, line.open)?,
                quantity: line.quantity.micros(),
                gift: line.gift.map(Into::into),
            });
        }
        let request = |request: PluginRequest| Request {
            plugin: request.plugin,
            name: request.name,
            value: request.value,
        };
        Ok(Draft {
            store: self.store.into(),
            terminal: self.terminal.into(),
            member: self.member.map(Into::into),
            channel: self.channel,
            lines,
            manual_discounts,
            coupons: self.coupons,
            requests: self.requests.into_iter().map(request).collect(),
        })
    }
}

fn item(at: &str, sku: Option<String>, open: Option<OpenLine>) -> Result<DraftItem, Problem> {
    match (sku, open) {
        (Some(sku), None) => {
            bounded(&format!("{at}/sku"), &sku, TEXT_MAX)?;
            Ok(DraftItem::Sku(sku))
        }
        (None, Some(open)) => {
            bounded(&format!("{at}/open/name"), &open.name, TEXT_MAX)?;
            if i64::from(open.tax_ppm) > PPM {
                let detail = format!("must be at most {PPM}");
                return Err(Problem::unprocessable(
                    "field.out_of_range",
                    format!("{at}/open/tax_ppm"),
                    detail,
                ));
            }
            Ok(DraftItem::Open(OpenItem {
                name: open.name,
                unit_price_minor: open.unit_price_minor,
                tax_ppm: open.tax_ppm,
            }))
        }
        _ => Err(Problem::unprocessable("basket.line", at, "a line has either sku or open")),
    }
}

/// The lines that carry a discount of the cashier's, in order: what the use cases' `/manual_discounts/<n>` stands for.
pub(crate) fn discounted_lines(draft: &Draft) -> Vec<u32> {
    draft.manual_discounts.iter().map(|discount| discount.line).collect()
}

/// Points an error at the member of the request that it is about.
pub(crate) fn repoint(mut error: AppError, discounted: &[u32]) -> AppError {
    let index = error.pointer.as_deref().and_then(|pointer| pointer.strip_prefix("/manual_discounts/"));
    let line = index.and_then(|index| index.parse::<usize>().ok()).and_then(|index| discounted.get(index));
    if let Some(line) = line {
        error.pointer = Some(format!("/lines/{line}/manual_discount"));
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn basket(lines: serde_json::Value) -> Basket {
        let id = Uuid::nil();
        serde_json::from_value(json!({ "store": id, "terminal": id, "lines": lines })).unwrap()
    }

    #[test]
    fn a_line_is_a_sku_or_an_open_item() {
        let draft = basket(json!([
            { "sku": "APPLE", "quantity": "0.75" },
            { "open": { "name": "bag", "unit_price_minor": 30, "tax_ppm": 130000 }, "quantity": 2,
              "manual_discount": { "amount_minor": 5 } },
        ]));
        let draft = draft.into_draft().unwrap();
        assert_eq!((draft.channel.as_str(), draft.lines[0].quantity), ("pos", 750_000));
        assert_eq!(discounted_lines(&draft), [1]);

        let both = basket(json!([{ "quantity": 1 }])).into_draft().unwrap_err();
        assert_eq!((both.code(), both.pointer()), ("basket.line", Some("/lines/0")));
    }

    #[test]
    fn errors_about_discounts_point_into_the_request() {
        let error = AppError::invalid("basket.invalid", "/manual_discounts/1", "below 0");
        assert_eq!(repoint(error, &[0, 4]).pointer.as_deref(), Some("/lines/4/manual_discount"));
        let other = AppError::invalid("basket.invalid", "/lines/1", "no");
        assert_eq!(repoint(other, &[0, 4]).pointer.as_deref(), Some("/lines/1"));
    }
}
