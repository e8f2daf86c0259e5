//! A sale: what was sold, for how much and why, and how it was paid.

use crate::ids::{
    InstallationId, LegalEntityId, MemberId, OrgUnitId, SaleId, TenderId, TerminalId, VariantId,
};
use crate::pricing::{Level, PricedSale, SkipReason, TaxTotal, UnitRun};
use serde::{Deserialize, Serialize};

/// A sale as it is stored and shown. Amounts in minor units of `currency`, quantities in millionths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    /// Made by the till.
    pub id: SaleId,
    /// The number people read, minted on the terminal.
    pub number: String,
    /// Where it stands.
    pub status: SaleStatus,
    /// The store.
    pub store: OrgUnitId,
    /// The terminal.
    pub terminal: TerminalId,
    /// Who sells in law.
    pub legal_entity: LegalEntityId,
    /// Who buys, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    /// The sales channel, e.g. `pos`.
    pub channel: String,
    /// When it happened by the device, ms since 1970 UTC.
    pub occurred_at_ms: i64,
    /// When the server stored it, ms since 1970 UTC.
    pub recorded_at_ms: i64,
    /// The day it counts for, `YYYY-MM-DD`.
    pub business_date: String,
    /// ISO 4217 code.
    pub currency: String,
    /// In ticket order.
    pub lines: Vec<SaleLine>,
    /// In the order given.
    pub adjustments: Vec<SaleAdjustment>,
    /// Totals per rate.
    pub taxes: Vec<TaxTotal>,
    /// How it was paid.
    pub tenders: Vec<Tender>,
    /// Sum of lines before discounts.
    pub subtotal_minor: i64,
    /// Sum of adjustments and manual discounts.
    pub discount_minor: i64,
    /// Sum of taxes, whether included or added.
    pub tax_minor: i64,
    /// What the customer owes before cash rounding.
    pub total_minor: i64,
    /// Added to the total where cash is paid, by the store's rule; may be negative.
    pub cash_rounding_minor: i64,
    /// Cash handed back.
    pub change_minor: i64,
    /// Installations the price was made without.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
    /// While awaiting payment: when the claims are given up, ms since 1970 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at_ms: Option<i64>,
}

/// Where a sale stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaleStatus {
    /// Price frozen, claims pending, stock reserved; an external tender is under way.
    AwaitingPayment,
    /// Paid; stock and claims posted.
    Completed,
    /// Not paid in time or given up; claims voided, stock released.
    Voided,
}

impl SaleStatus {
    /// The text in databases and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            SaleStatus::AwaitingPayment => "awaiting_payment",
            SaleStatus::Completed => "completed",
            SaleStatus::Voided => "voided",
        }
    }

    /// Reads [`Self::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [SaleStatus::AwaitingPayment, SaleStatus::Completed, SaleStatus::Voided]
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}

/// One line of a sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleLine {
    /// From 0, in ticket order.
    pub line: u32,
    /// The variant sold; `None` for an open line such as a hand-entered deduction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<VariantId>,
    /// SKU at the time.
    pub sku: String,
    /// Name at the time.
    pub name: String,
    /// Millionths; decimal text in JSON.
    #[serde(with = "crate::decimal")]
    pub quantity: i64,
    /// List price of one unit of quantity.
    pub unit_price_minor: i64,
    /// Stock units in one unit of quantity.
    pub stock_units: u32,
    /// One piece, weighed or measured.
    pub measured: bool,
    /// Product tags at the time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The installation and reference this line is a gift of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gift: Option<crate::pricing::GiftMark>,
    /// Before discounts.
    pub original_minor: i64,
    /// Taken off by the cashier.
    pub manual_discount_minor: i64,
    /// Taken off by plugins.
    pub discount_minor: i64,
    /// original - manual discount - discount.
    pub amount_minor: i64,
    /// Parts per million.
    pub tax_ppm: u32,
    /// Included in or added to the amount, by the sale's tax mode.
    pub tax_minor: i64,
    /// What each unit costs in the end; runs in unit order, empty for a line without units.
    pub units: Vec<UnitRun>,
}

/// One rule's discount in a sale, by unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleAdjustment {
    /// From 0, in the order given.
    pub ordinal: u32,
    /// Who gave it.
    pub installation: InstallationId,
    /// The plugin's name.
    pub plugin: String,
    /// The plugin's version.
    pub version: String,
    /// The component's digest.
    pub component: crate::digest::Digest,
    /// The plugin's own reference.
    pub reference: String,
    /// What it is called, for people, by language.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub labels: std::collections::BTreeMap<String, String>,
    /// A remark for the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How people read it.
    pub level: Level,
    /// What it took off.
    pub amount_minor: i64,
    /// By unit: `amount` each.
    pub allocations: Vec<crate::pricing::UnitDiscount>,
}

/// A tender: money, or what stands for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tender {
    /// Made by the till.
    pub id: TenderId,
    /// `cash`, `card`, `external:<name>` as the till says; `pay:<method>` is charged by a plugin, `ledger:<plugin>/<name>` taken
    /// from accounts of a plugin.
    pub method: String,
    /// Handed over, in the sale's currency; for cash before change.
    pub amount_minor: i64,
    /// Where it stands.
    pub state: TenderState,
    /// The acquirer's or terminal's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Foreign money handed over, where the tender was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreign: Option<ForeignMoney>,
    /// What a `ledger` tender took from which account, or what of a refund went back there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<TenderPart>,
}

/// A part of a `ledger` tender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenderPart {
    /// The plugin's account.
    pub account: String,
    /// Minor units, more than 0.
    pub amount_minor: i64,
}

/// Foreign money and the rate it was taken at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignMoney {
    /// ISO 4217 code.
    pub currency: String,
    /// Minor units of that currency.
    pub amount_minor: i64,
    /// Minor units of the sale's currency for a million minor units of the foreign one.
    pub rate_ppm: i64,
}

/// Where a tender stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TenderState {
    /// Asked for, outcome unknown.
    Pending,
    /// Received.
    Settled,
    /// Refused or given up.
    Failed,
}

impl TenderState {
    /// The text in databases and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            TenderState::Pending => "pending",
            TenderState::Settled => "settled",
            TenderState::Failed => "failed",
        }
    }

    /// Reads [`Self::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [TenderState::Pending, TenderState::Settled, TenderState::Failed]
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

/// An installation the price was made without, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Which.
    pub installation: InstallationId,
    /// The plugin's name.
    pub plugin: String,
    /// Why.
    #[serde(flatten)]
    pub reason: SkipReason,
}

/// What a tender's method starts with where it is taken from accounts of a plugin: `ledger:PLUGIN/NAME`.
pub const LEDGER_PREFIX: &str = "ledger:";

/// The method name of cash.
pub const CASH: &str = "cash";

/// Why tenders do not pay for a sale.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TenderError {
    /// Too little or, without cash to give change from, too much.
    #[error("tenders add up to {paid_minor}, the sale costs {due_minor}")]
    DoesNotPay {
        /// Sum of tenders.
        paid_minor: i64,
        /// Total with cash rounding.
        due_minor: i64,
    },
    /// A tender below zero, or of nothing.
    #[error("tender {index} must be more than 0")]
    NotPositive {
        /// Position in the list.
        index: usize,
    },
    /// Cash rounding where no cash was paid, or more than the store's rule allows.
    #[error("cash rounding of {given_minor} is not what the store's rule gives, {allowed_minor}")]
    Rounding {
        /// As sent.
        given_minor: i64,
        /// By the rule.
        allowed_minor: i64,
    },
    /// The amounts do not fit.
    #[error("tender amounts are too large")]
    Overflow,
}

/// What settles the account between customer and store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// Added to the total for cash; may be negative.
    pub cash_rounding_minor: i64,
    /// Cash to hand back.
    pub change_minor: i64,
}

/// Checks that `tenders` pay `total_minor`, with the cash part rounded to multiples of `cash_unit_minor`
/// (1 = no rounding; 10 in a shop that gives no fen), half up.
///
/// Rounding applies to what is left for cash to pay after the other tenders. Change comes out of cash only.
pub fn settle(total_minor: i64, tenders: &[Tender], cash_unit_minor: i64) -> Result<Settlement, TenderError> {
    let mut cash: i64 = 0;
    let mut other: i64 = 0;
    for (index, tender) in tenders.iter().enumerate() {
        if tender.amount_minor <= 0 {
            return Err(TenderError::NotPositive { index });
        }
        let sum = if tender.method == CASH { &mut cash } else { &mut other };
        *sum = sum.checked_add(tender.amount_minor).ok_or(TenderError::Overflow)?;
    }
    let paid = cash.checked_add(other).ok_or(TenderError::Overflow)?;
    let left = total_minor.checked_sub(other).ok_or(TenderError::Overflow)?;
    if cash == 0 || left <= 0 {
        // Nothing for cash to pay: the other tenders must fit exactly.
        return if paid == total_minor {
            Ok(Settlement { cash_rounding_minor: 0, change_minor: 0 })
        } else {
            Err(TenderError::DoesNotPay { paid_minor: paid, due_minor: total_minor })
        };
    }
    let unit = i128::from(cash_unit_minor.max(1));
    let rounded = bodega_core::div_round(i128::from(left), unit, bodega_core::Rounding::HalfUp) * unit;
    let rounded = i64::try_from(rounded).map_err(|_| TenderError::Overflow)?;
    if cash < rounded {
        return Err(TenderError::DoesNotPay { paid_minor: paid, due_minor: other.saturating_add(rounded) });
    }
    Ok(Settlement { cash_rounding_minor: rounded - left, change_minor: cash - rounded })
}

/// Why a sale's numbers do not add up. Never seen unless there is a fault in Bodega.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("sale does not foot: {0}")]
pub struct DoesNotFoot(pub String);

/// Checks DESIGN's first invariant on a whole sale: lines, units, adjustments, taxes, tenders.
pub fn check_footing(sale: &Sale, priced: &PricedSale) -> Result<(), DoesNotFoot> {
    let fail = |what: &str| Err(DoesNotFoot(what.to_owned()));
    for line in &sale.lines {
        let units: i64 = line.units.iter().map(|run| run.amount * i64::from(run.count)).sum();
        if units != line.amount_minor {
            return fail("a line's units do not add up to the line");
        }
        if line.original_minor - line.manual_discount_minor - line.discount_minor != line.amount_minor {
            return fail("a line's discounts do not lead to its amount");
        }
        if line.original_minor >= 0 && line.units.iter().any(|run| run.amount < 0) {
            return fail("a discount took a unit below zero");
        }
    }
    let amounts: i64 = sale.lines.iter().map(|line| line.amount_minor).sum();
    let originals: i64 = sale.lines.iter().map(|line| line.original_minor).sum();
    let manual: i64 = sale.lines.iter().map(|line| line.manual_discount_minor).sum();
    let adjusted: i64 = sale.adjustments.iter().map(|adjustment| adjustment.amount_minor).sum();
    if originals != sale.subtotal_minor || adjusted + manual != sale.discount_minor {
        return fail("subtotal or discount is not the sum of its parts");
    }
    let added_tax = priced.added_tax_minor();
    if amounts + added_tax != sale.total_minor
        || originals - manual - adjusted + added_tax != sale.total_minor
    {
        return fail("the total is not lines less discounts plus added tax");
    }
    let paid: i64 = sale.tenders.iter().map(|tender| tender.amount_minor).sum();
    if sale.total_minor + sale.cash_rounding_minor != paid - sale.change_minor {
        return fail("tenders less change are not the total with cash rounding");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tender(method: &str, amount_minor: i64) -> Tender {
        Tender {
            id: TenderId(uuid::Uuid::nil()),
            method: method.to_owned(),
            amount_minor,
            state: TenderState::Settled,
            reference: None,
            foreign: None,
            parts: Vec::new(),
        }
    }

    #[test]
    fn cash_rounds_only_the_part_that_cash_pays() {
        let split = [tender("card", 1000), tender(CASH, 500)];
        assert_eq!(settle(1234, &split, 10), Ok(Settlement { cash_rounding_minor: -4, change_minor: 270 }));
        assert_eq!(settle(1234, &split, 1), Ok(Settlement { cash_rounding_minor: 0, change_minor: 266 }));
        assert_eq!(
            settle(1235, &[tender(CASH, 1240)], 10),
            Ok(Settlement { cash_rounding_minor: 5, change_minor: 0 })
        );
    }

    #[test]
    fn change_never_comes_out_of_a_card() {
        assert!(settle(1000, &[tender("card", 1500)], 1).is_err());
        assert!(settle(1000, &[tender("card", 1000), tender(CASH, 500)], 1).is_err());
        assert!(settle(1000, &[tender("card", 400), tender(CASH, 599)], 1).is_err());
        assert!(settle(0, &[], 1).is_ok());
        assert!(settle(1000, &[tender(CASH, 0), tender("card", 1000)], 1).is_err());
    }
}
