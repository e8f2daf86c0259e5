//! A priced basket before it is sold: what the client is shown and what a sale is compared with.

use crate::plugins::installed::InstalledPricing;
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, LegalEntityId, VariantId};
use bodega_domain::pricing::{Consulted, Outcome, PricedSale, PricingInput};
use bodega_domain::sale::{SaleAdjustment, SaleLine, Skipped};
use bodega_plugin_host::RunningRun;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Labels by reference and language, as `compile` gave them.
pub type Legends = BTreeMap<String, BTreeMap<String, String>>;

/// What the store knows of a line beside what prices depend on.
#[derive(Clone, Debug)]
pub struct LineFacts {
    /// The variant; `None` for an open line.
    pub variant: Option<VariantId>,
    /// What the receipt says.
    pub name: String,
}

/// A gift that an installation proposes.
#[derive(Clone, Debug)]
pub struct ProposedGift {
    /// Who gives it.
    pub installation: InstallationId,
    /// The giver's name.
    pub plugin: String,
    /// The giver's own reference.
    pub reference: String,
    /// What is given.
    pub sku: String,
    /// Millionths.
    pub quantity: i64,
    /// What it is called.
    pub labels: BTreeMap<String, String>,
}

/// A version on trial, and what the one in use was asked and said.
#[derive(Clone)]
pub(crate) struct ShadowPrice {
    pub candidate: Arc<InstalledPricing>,
    pub runs: Vec<RunningRun>,
    pub live: Outcome,
}

/// A priced basket.
#[derive(Clone)]
pub struct Quote {
    /// All that the price depends on.
    pub input: PricingInput,
    /// Who was asked, with what, and what came of it.
    pub consulted: Vec<Consulted>,
    /// The price.
    pub priced: PricedSale,
    /// By line.
    pub facts: Vec<LineFacts>,
    /// By position in `consulted`.
    pub legends: Vec<Arc<Legends>>,
    /// Versions on trial that are to be asked the same, once the sale is in the books.
    pub(crate) shadows: Vec<ShadowPrice>,
    /// Kinds of ledger accounts, by position in `consulted`.
    pub accounts: Vec<Arc<[bodega_domain::ledger::AccountKind]>>,
    /// The seller in law.
    pub legal_entity: LegalEntityId,
    /// The day it would count for.
    pub business_date: String,
    /// Cash is paid in multiples of this.
    pub cash_unit_minor: i64,
    /// How long an external tender may take, ms.
    pub hold_ms: i64,
}

impl Quote {
    /// Lines as a sale keeps them.
    pub fn sale_lines(&self) -> Vec<SaleLine> {
        let priced = self.priced.lines.iter().zip(&self.facts);
        (0u32..)
            .zip(&self.input.lines)
            .zip(priced)
            .map(|((line, input), (price, facts))| SaleLine {
                line,
                variant: facts.variant,
                sku: input.sku.clone(),
                name: facts.name.clone(),
                quantity: input.quantity,
                unit_price_minor: input.unit_price,
                stock_units: input.stock_units,
                measured: input.measured,
                tags: input.tags.clone(),
                gift: input.gift.clone(),
                original_minor: price.original_minor,
                manual_discount_minor: price.manual_discount_minor,
                discount_minor: price.discount_minor,
                amount_minor: price.amount_minor,
                tax_ppm: input.tax_ppm,
                tax_minor: price.tax_minor,
                units: price.units.clone(),
            })
            .collect()
    }

    /// Adjustments as a sale keeps them; one that took nothing and claims nothing is left out.
    pub fn sale_adjustments(&self) -> Vec<SaleAdjustment> {
        let shown = self.priced.adjustments.iter().filter(|(position, applied)| {
            applied.amount != 0
                || !self.proposed(*position, applied.index).is_some_and(|a| a.claims.is_empty())
        });
        (0u32..)
            .zip(shown)
            .map(|(ordinal, (position, applied))| {
                let by = &self.consulted[*position];
                SaleAdjustment {
                    ordinal,
                    installation: by.installation,
                    plugin: by.plugin.clone(),
                    version: by.version.clone(),
                    component: by.component.clone(),
                    reference: applied.reference.clone(),
                    labels: self.legends[*position].get(&applied.reference).cloned().unwrap_or_default(),
                    note: self
                        .proposed(*position, applied.index)
                        .and_then(|adjustment| adjustment.note.clone()),
                    level: applied.level,
                    amount_minor: applied.amount,
                    allocations: applied.allocations.clone(),
                }
            })
            .collect()
    }

    fn proposed(&self, position: usize, index: usize) -> Option<&bodega_domain::pricing::Adjustment> {
        match &self.consulted[position].outcome {
            Outcome::Answered(answer) => answer.adjustments.get(index),
            Outcome::Skipped(_) => None,
        }
    }

    /// Who was left out, and why.
    pub fn skipped(&self) -> Vec<Skipped> {
        let reason = |by: &Consulted| match &by.outcome {
            Outcome::Skipped(reason) => Some(reason.clone()),
            Outcome::Answered(_) => None,
        };
        self.consulted
            .iter()
            .filter_map(|by| {
                let (installation, plugin) = (by.installation, by.plugin.clone());
                reason(by).map(|reason| Skipped { installation, plugin, reason })
            })
            .collect()
    }

    /// Gifts that installations propose.
    pub fn gifts(&self) -> Vec<ProposedGift> {
        let mut gifts = Vec::new();
        for (by, legends) in self.consulted.iter().zip(&self.legends) {
            let Outcome::Answered(answer) = &by.outcome else { continue };
            gifts.extend(answer.gifts.iter().map(|gift| ProposedGift {
                installation: by.installation,
                plugin: by.plugin.clone(),
                reference: gift.reference.clone(),
                sku: gift.sku.clone(),
                quantity: gift.quantity,
                labels: legends.get(&gift.reference).cloned().unwrap_or_default(),
            }));
        }
        gifts
    }

    /// What a sale made from this quote must come to again: every line, adjustment and tax, and who said so.
    pub fn digest(&self) -> Digest {
        let mut text = String::with_capacity(1024);
        let mut field = |value: &dyn std::fmt::Display| {
            use std::fmt::Write as _;
            let _ = write!(text, "{value}\u{1f}");
        };
        field(&self.input.arithmetic);
        field(&self.input.context.currency);
        for (line, price) in self.input.lines.iter().zip(&self.priced.lines) {
            field(&line.sku);
            field(&line.quantity);
            field(&price.original_minor);
            field(&price.amount_minor);
            field(&price.tax_minor);
        }
        for by in &self.consulted {
            field(&by.installation);
            field(&by.component);
            field(&by.snapshot);
            field(&matches!(by.outcome, Outcome::Answered(_)));
        }
        for (position, applied) in &self.priced.adjustments {
            field(position);
            field(&applied.reference);
            field(&applied.amount);
        }
        field(&self.priced.total_minor);
        Digest::of(text.as_bytes())
    }
}
