//! Promotions: discounts, bundles, gifts and coupons from rule documents.
//!
//! [`rules`] is the engine: the promotion rule format, version 1, from documents to results. It knows nothing of
//! WebAssembly and runs natively in tests. [`plugin`] serves it at the pricing points.

pub mod plugin;
pub mod rules;

#[cfg(target_arch = "wasm32")]
use plugin::Promotions;

// Export names of components are not symbols a native linker takes.
#[cfg(target_arch = "wasm32")]
bodega_sdk::register!(Promotions: pricing);
