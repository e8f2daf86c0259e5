//! What the marketplace shows: texts by language, categories.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A text by language tag; `zh-CN` and `en` are always there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Localized(pub BTreeMap<String, String>);

impl Localized {
    /// The text in a language, or in English, or any.
    pub fn get(&self, language: &str) -> &str {
        let text = self.0.get(language).or_else(|| self.0.get("en")).or_else(|| self.0.values().next());
        text.map_or("", String::as_str)
    }
}

/// What a plugin may be filed under. Closed, so that a search by category finds all of a kind; it grows with releases.
pub const CATEGORIES: [&str; 24] = [
    "accounting",
    "compliance",
    "coupons",
    "delivery",
    "developer-tools",
    "e-commerce",
    "food-service",
    "forecasting",
    "franchise",
    "fresh-food",
    "gift-cards",
    "integrations",
    "inventory",
    "invoicing",
    "loyalty",
    "marketing",
    "members",
    "messaging",
    "payments",
    "promotions",
    "purchasing",
    "quality",
    "reports",
    "workforce",
];
