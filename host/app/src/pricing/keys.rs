//! Key templates of declared inputs: `use/{member}` and the like, filled in per basket.

use bodega_domain::pricing::PricingInput;
use std::collections::BTreeSet;

/// The most keys one installation may have fetched for one basket.
pub const KEYS_MAX: usize = 500;

/// Fills `template` in for a basket: one key for each combination of values, none where a value is missing.
pub fn expand(template: &str, input: &PricingInput) -> BTreeSet<String> {
    let mut keys = BTreeSet::from([template.to_owned()]);
    for (name, values) in [
        ("{member}", input.context.member.iter().cloned().collect::<Vec<_>>()),
        ("{store}", vec![input.context.store.clone()]),
        ("{coupon}", input.coupons.clone()),
        ("{sku}", input.lines.iter().map(|line| line.sku.clone()).collect()),
    ] {
        if !template.contains(name) {
            continue;
        }
        keys = keys
            .iter()
            .flat_map(|key| values.iter().map(move |value| key.replace(name, value)))
            .take(KEYS_MAX)
            .collect();
    }
    keys
}
