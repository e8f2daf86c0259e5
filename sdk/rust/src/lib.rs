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
mod channel;
mod events;
mod host;
mod points;
mod pricing;
pub mod testing;
mod wasm;

pub use bodega_core as core;
pub use channel::{
    Changes, Channel, Charge as OrderCharge, ChargeKind, Fulfilment, Goods, NewOrder, OrderLine, OrderRef,
    Party, PushAnswer, PushDetails, PushFailure, PushItem, PushOrder, PushOutcome, Recipient, RepaidLine,
    Repayment,
};
pub use events::{EventHandler, Failure, ledger_total};
pub use host::Host;
pub use points::{
    ActionAnswer, ActionFailure, Actions, CancelAnswer, Cell, Charge, Column, Decline, ExportFailure,
    ExportRequest, Exports, Http, HttpCaller, HttpFailure, HttpRequest, HttpResponse, JobFailure, JobRun,
    Jobs, Kind, Later, Messaging, Migration, MigrationOutcome, Objection, OutgoingMessage, PaymentFailure,
    PaymentOutcome, Payments, Plot, Press, Receipt, Refund, Refunds, ReportQuery, Reports, SendFailure,
    Severity, Show, Table, Tender, Totals, Validation, Waiting, fill_text, json_response,
};
pub use pricing::{
    Adjustment, Amount, Answer, Balance, Basket, CompileSource, Compiled, Context, Document, Gift, GiftLine,
    KeyTemplate, Legend, Level, Line, LineDiscount, Localized, Posting, Pricing, Refusal, Request, TagRef,
    UnitDiscount, UnitRun,
};
#[doc(hidden)]
pub use wasm::{
    ActionsExport, ChannelExport, EventsExport, ExportsExport, HttpExport, JobsExport, MessagingExport,
    MigrationExport, PaymentsExport, PricingExport, RefundsExport, ReportsExport, ValidationExport,
};
#[doc(hidden)]
pub use wit_bindgen;

pub use bindings::imports::bodega::data::aggregates::{Fact, Group, Question, Row as SumRow};
pub use bindings::imports::bodega::data::event::Envelope;
pub use bindings::imports::bodega::data::ledger::{
    SumGroup as AccountGroup, SumQuestion as AccountQuestion, SumRow as AccountSums,
};
pub use bindings::imports::bodega::data::stock::Level as StockLevel;
pub use bindings::imports::bodega::data::stock_effects::MoveLine;
pub use bindings::imports::bodega::host::collections::{FieldTest, FieldValue, Found};
pub use bindings::imports::bodega::host::crypto::{
    DigestAlgorithm, Failure as CryptoFailure, Part as CryptoPart,
};
pub use bindings::imports::bodega::host::document_effects::{
    Cell as DocumentCell, Column as DocumentColumn, Format as DocumentFormat, Head as DocumentHead,
    Kind as DocumentKind, Row as DocumentRow,
};
pub use bindings::imports::bodega::host::egress::{
    Content, Failure as EgressFailure, Part as EgressPart, Request as EgressRequest,
    Response as EgressResponse,
};
pub use bindings::imports::bodega::host::files::Info as FileInfo;
pub use bindings::imports::bodega::host::log::Level as LogLevel;
pub use bindings::imports::bodega::messaging::receipt_effects::{State as ReceiptState, Which as ReceiptOf};

/// What most plugins need: `use bodega_sdk::prelude::*;`.
pub mod prelude {
    pub use crate::{
        Actions, Adjustment, Amount, Answer, Balance, Basket, Channel, CompileSource, Compiled, Context,
        Document, Envelope, EventHandler, Exports, Failure, Gift, Host, Http, Jobs, KeyTemplate, Level, Line,
        LogLevel, Messaging, Migration, Payments, Posting, Pricing, Refunds, Refusal, Reports, UnitDiscount,
        UnitRun, Validation,
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
    (@ validation $plugin:ty) => {
        #[cfg(not(target_arch = "wasm32"))]
        const _: fn() = || { fn serves<P: $crate::Validation>() {} serves::<$plugin>() };
        #[cfg(target_arch = "wasm32")]
        #[doc(hidden)]
        #[allow(missing_docs, unsafe_code)]
        mod __bodega_validation {
            use super::*;
            type Export = $crate::ValidationExport<$plugin>;
            $crate::bindings::validation::export_validation!(Export with_types_in $crate::bindings::validation);
        }
    };
    (@ migration $plugin:ty) => {
        #[cfg(not(target_arch = "wasm32"))]
        const _: fn() = || { fn serves<P: $crate::Migration>() {} serves::<$plugin>() };
        #[cfg(target_arch = "wasm32")]
        #[doc(hidden)]
        #[allow(missing_docs, unsafe_code)]
        mod __bodega_migration {
            use super::*;
            type Export = $crate::MigrationExport<$plugin>;
            $crate::bindings::migration::export_migration!(Export with_types_in $crate::bindings::migration);
        }
    };
    (@ jobs $plugin:ty) => {
        #[cfg(not(target_arch = "wasm32"))]
        const _: fn() = || { fn serves<P: $crate::Jobs>() {} serves::<$plugin>() };
        #[cfg(target_arch = "wasm32")]
        #[doc(hidden)]
        #[allow(missing_docs, unsafe_code)]
        mod __bodega_jobs {
            use super::*;
            type Export = $crate::JobsExport<$plugin>;
            $crate::bindings::jobs::export_jobs!(Export with_types_in $crate::bindings::jobs);
        }
    };
    (@ http $plugin:ty) => {
        #[cfg(not(target_arch = "wasm32"))]
        const _: fn() = || { fn serves<P: $crate::Http>() {} serves::<$plugin>() };
        #[cfg(target_arch = "wasm32")]
        #[doc(hidden)]
        #[allow(missing_docs, unsafe_code)]
        mod __bodega_http {
            use super::*;
            type Export = $crate::HttpExport<$plugin>;
            $crate::bindings::http::export_http!(Export with_types_in $crate::bindings::http);
        }
    };
    (@ actions $plugin:ty) => {
        #[cfg(not(target_arch = "wasm32"))]
        const _: fn() = || { fn serves<P: $crate::Actions>() {} serves::<$plugin>() };
        #[cfg(target_arch = "wasm32")]
        #[doc(hidden)]
        #[allow(missing_docs, unsafe_code)]
        mod __bodega_actions {
            use super::*;
            type Export = $crate::ActionsExport<$plugin>;
            $crate::bindings::actions::export_actions!(Export with_types_in $crate::bindings::actions);
        }
    };
    (@ payments $plugin:ty) => {
        #[cfg(not(target_arch = "wasm32"))]
        const _: fn() = || { fn serves<P: $crate::Payments>() {} serves::<$plugin>() };
        #[cfg(target_arch = "wasm32")]
        #[doc(hidden)]
        #[allow(missing_docs, unsafe_code)]
        mod __bodega_payments {
            use super::*;
            type Export = $crate::PaymentsExport<$plugin>;
            $crate::bindings::payment::export_payment!(Export with_types_in $crate::bindings::payment);
        }
    };
    (@ refunds $plugin:ty) => {
        #[cfg(not(target_arch = "wasm32"))]
        const _: fn() = || { fn serves<P: $crate::Refunds>() {} serves::<$plugin>() };
        #[cfg(target_arch = "wasm32")]
        #[doc(hidden)]
        #[allow(missing_docs, unsafe_code)]
        mod __bodega_refunds {
            use super::*;
            type Export = $crate::RefundsExport<$plugin>;
            $crate::bindings::refunds::export_refunds!(Export with_types_in $crate::bindings::refunds);
        }
    };
    (@ channel $plugin:ty) => {
        #[cfg(not(target_arch = "wasm32"))]
        const _: fn() = || { fn serves<P: $crate::Channel>() {} serves::<$plugin>() };
        #[cfg(target_arch = "wasm32")]
        #[doc(hidden)]
        #[allow(missing_docs, unsafe_code)]
        mod __bodega_channel {
            use super::*;
            type Export = $crate::ChannelExport<$plugin>;
            $crate::bindings::channel::export_channel!(Export with_types_in $crate::bindings::channel);
        }
    };
    (@ reports $plugin:ty) => {
        #[cfg(not(target_arch = "wasm32"))]
        const _: fn() = || { fn serves<P: $crate::Reports>() {} serves::<$plugin>() };
        #[cfg(target_arch = "wasm32")]
        #[doc(hidden)]
        #[allow(missing_docs, unsafe_code)]
        mod __bodega_reports {
            use super::*;
            type Export = $crate::ReportsExport<$plugin>;
            $crate::bindings::reports::export_reports!(Export with_types_in $crate::bindings::reports);
        }
    };
    (@ messaging $plugin:ty) => {
        #[cfg(not(target_arch = "wasm32"))]
        const _: fn() = || { fn serves<P: $crate::Messaging>() {} serves::<$plugin>() };
        #[cfg(target_arch = "wasm32")]
        #[doc(hidden)]
        #[allow(missing_docs, unsafe_code)]
        mod __bodega_messaging {
            use super::*;
            type Export = $crate::MessagingExport<$plugin>;
            $crate::bindings::messaging::export_messaging!(Export with_types_in $crate::bindings::messaging);
        }
    };
    (@ exports $plugin:ty) => {
        #[cfg(not(target_arch = "wasm32"))]
        const _: fn() = || { fn serves<P: $crate::Exports>() {} serves::<$plugin>() };
        #[cfg(target_arch = "wasm32")]
        #[doc(hidden)]
        #[allow(missing_docs, unsafe_code)]
        mod __bodega_exports {
            use super::*;
            type Export = $crate::ExportsExport<$plugin>;
            $crate::bindings::exports::export_exports!(Export with_types_in $crate::bindings::exports);
        }
    };
}
