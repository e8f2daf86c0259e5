//! The Rust SDK for Bodega plugins.
//!
//! A plugin is a struct that implements one trait for each extension point it wants to serve, and one line that
//! registers it:
//!
//! ```
//! use bodega_sdk::prelude::*;
//!
//! struct TenOff;
//!
//! impl Pricing for TenOff {
//!     fn compile(_rules: &impl CompileSource) -> Result<Compiled, Refusal> {
//!         Ok(Compiled::new(Vec::new()).legend("ten-off", "en", "10 off"))
//!     }
//!
//!     fn price(_snapshot: &[u8], basket: &impl Basket) -> Result<Answer, Refusal> {
//!         let total: i64 = basket.units().iter().map(|run| run.price * i64::from(run.count)).sum();
//!         let off = Adjustment::order("ten-off", total.min(10));
//!         Ok(Answer { adjustments: vec![off], gifts: vec![] })
//!     }
//! }
//!
//! bodega_sdk::register!(TenOff: pricing);
//! # fn main() {}
//! ```
//!
//! The traits are generic over what they read, so only the interfaces that a plugin really uses end up in its
//! import list, which is its permission list. The same generics let tests run a point natively with
//! [`testing`], without WebAssembly. What each interface means is documented in `wit/`.

extern crate self as bodega_sdk;

#[doc(hidden)]
pub mod bindings;
#[cfg(target_arch = "wasm32")]
mod bump;
mod events;
mod pricing;
pub mod testing;
mod wasm;

pub use bodega_core as core;
pub use events::{EventHandler, Failure, Host, ledger_total};
pub use pricing::{
    Adjustment, Amount, Answer, Balance, Basket, CompileSource, Compiled, Context, Document, Gift, GiftLine,
    KeyTemplate, Legend, Level, Line, LineDiscount, Localized, Posting, Pricing, Refusal, Request, TagRef,
    UnitDiscount, UnitRun,
};
#[doc(hidden)]
pub use wasm::{EventsExport, PricingExport};
#[doc(hidden)]
pub use wit_bindgen;

pub use bindings::imports::bodega::data::event::Envelope;
pub use bindings::imports::bodega::host::log::Level as LogLevel;

/// What most plugins need: `use bodega_sdk::prelude::*;`.
pub mod prelude {
    pub use crate::{
        Adjustment, Amount, Answer, Balance, Basket, CompileSource, Compiled, Context, Document, Envelope,
        EventHandler, Failure, Gift, Host, KeyTemplate, Level, Line, LogLevel, Posting, Pricing, Refusal,
        UnitDiscount, UnitRun,
    };
}

/// Makes the component's exports: `register!(MyPlugin: pricing, events);` with the points that `MyPlugin` serves.
#[macro_export]
macro_rules! register {
    ($plugin:ty : $($point:ident),+ $(,)?) => {
        $($crate::register!(@ $point $plugin);)+
    };
    (@ pricing $plugin:ty) => {
        // A component's export names are not symbols that a native linker takes.
        #[cfg(not(target_arch = "wasm32"))]
        const _: fn() = || { fn serves<P: $crate::Pricing>() {} serves::<$plugin>() };
        #[cfg(target_arch = "wasm32")]
        #[doc(hidden)]
        #[allow(missing_docs, unsafe_code)]
        mod __bodega_pricing {
            use super::*;
            type Export = $crate::PricingExport<$plugin>;
            $crate::bindings::pricing::export_pricing!(Export with_types_in $crate::bindings::pricing);
        }
    };
    (@ events $plugin:ty) => {
        #[cfg(not(target_arch = "wasm32"))]
        const _: fn() = || { fn serves<P: $crate::EventHandler>() {} serves::<$plugin>() };
        #[cfg(target_arch = "wasm32")]
        #[doc(hidden)]
        #[allow(missing_docs, unsafe_code)]
        mod __bodega_events {
            use super::*;
            type Export = $crate::EventsExport<$plugin>;
            $crate::bindings::events::export_events!(Export with_types_in $crate::bindings::events);
        }
    };
}
