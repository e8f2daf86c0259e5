//! Promotions: discounts, bundles, gifts and coupons from rule documents.
//!
//! [`rules`] is the engine: the promotion rule format, version 1, from documents to results. It knows nothing of
//! WebAssembly and runs natively in tests. [`plugin`] serves it at the pricing points.

pub mod plugin;
pub mod rules;

use plugin::Promotions;

bodega_sdk::register!(Promotions: pricing);
