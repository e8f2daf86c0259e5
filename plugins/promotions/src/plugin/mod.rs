//! The pricing points: settings and documents are compiled to a snapshot, a basket is priced with it.
//!
//! # What the platform is asked for
//!
//! - **Collection `promotions`**: one promotion of the rule format a document, under its id as key. Members beside
//!   the format: `position` (integer, 0; promotions are declared in order of position, then key) and `name`
//!   (texts by language, the legend of the promotion on receipts).
//! - **Settings**: the policy of the rule format.
//! - **Accounts**: `use/<promotion>` counts all uses of a promotion with `limits.total`, `use/<promotion>/<member>`
//!   those of one member where it has `limits.per_customer`. Each use posts -1 and may not pass the limit; a
//!   cancelled use is posted back. Without a member a `per_customer` limit counts 0 uses and posts nothing.
//! - **Request `manual-lines`**: numbers of the lines that carry a manual discount, separated by commas. Only the
//!   policy `replaces_line_promotions` asks; without the request, lines count that cost less than their list price,
//!   which is all of them but a manual discount of 0.
//!
//! # What it answers
//!
//! One adjustment for each promotion of the format's `applied_promotions`, in order of application, with the
//! promotion's id as reference. An adjustment may be empty: a proposed gift, or the winner of a priority that took
//! nothing off. Lines that take a gift of ours are brought to 0 up to the granted quantity, in the adjustment of
//! the promotion that grants it; only then does a gift use up a limit.

mod answer;
mod basket;
mod compile;

use crate::rules::{CorruptSnapshot, Snapshot, evaluate};
use bodega_sdk::prelude::*;

/// The plugin.
pub struct Promotions;

impl Pricing for Promotions {
    fn compile(rules: &impl CompileSource) -> Result<Compiled, Refusal> {
        compile::compile(&rules.settings(), &rules.documents(compile::COLLECTION))
    }

    fn price(snapshot: &[u8], basket: &impl Basket) -> Result<Answer, Refusal> {
        let damaged = |error: CorruptSnapshot| Refusal::Other(error.to_string());
        let snapshot = Snapshot::open(snapshot).map_err(damaged)?;
        let ticket = basket::Ticket::read(snapshot.needs(), basket);
        let rules = snapshot.rules_for(&ticket.coupons, ticket.now_ms()).map_err(damaged)?;
        let priced = ticket.basket(&rules);
        let outcome = evaluate(&rules, &priced).map_err(|error| Refusal::InvalidInput(error.to_string()))?;
        Ok(answer::answer(&rules, &ticket, &outcome))
    }
}

/// The account that counts all uses of a promotion.
fn total_account(promotion: &str) -> String {
    format!("use/{promotion}")
}

/// The account that counts one member's uses of a promotion.
fn member_account(promotion: &str, member: &str) -> String {
    format!("use/{promotion}/{member}")
}
