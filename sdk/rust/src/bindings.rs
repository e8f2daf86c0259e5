//! Generated from `wit/`: one module for everything a plugin may import, one for each point it may export.
#![allow(missing_docs, unsafe_code, clippy::all)]

pub mod imports {
    wit_bindgen::generate!({
        path: [
            "../../wit/base", "../../wit/basket", "../../wit/pricing", "../../wit/data", "../../wit/host",
            "../../wit/events",
        ],
        inline: "
            package bodega:sdk@0.1.0;
            world everything {
                import bodega:base/types@0.1.0;
                import bodega:basket/view@0.1.0;
                import bodega:basket/member-tags@0.1.0;
                import bodega:basket/usage@0.1.0;
                import bodega:basket/balances@0.1.0;
                import bodega:basket/documents@0.1.0;
                import bodega:basket/compile-source@0.1.0;
                import bodega:data/event@0.1.0;
                import bodega:data/sales@0.1.0;
                import bodega:data/members@0.1.0;
                import bodega:data/ledger@0.1.0;
                import bodega:data/ledger-effects@0.1.0;
                import bodega:data/member-effects@0.1.0;
                import bodega:data/event-effects@0.1.0;
                import bodega:host/log@0.1.0;
                import bodega:host/settings@0.1.0;
                import bodega:host/collections@0.1.0;
                import bodega:host/collection-effects@0.1.0;
            }
        ",
        world: "bodega:sdk/everything",
        runtime_path: "::bodega_sdk::wit_bindgen::rt",
        additional_derives: [PartialEq, Clone],
        generate_all,
    });
}

pub mod pricing {
    wit_bindgen::generate!({
        path: ["../../wit/base", "../../wit/pricing"],
        world: "bodega:pricing/pricing-plugin",
        with: { "bodega:base/types@0.1.0": crate::bindings::imports::bodega::base::types },
        runtime_path: "::bodega_sdk::wit_bindgen::rt",
        additional_derives: [PartialEq, Clone],
        pub_export_macro: true,
        export_macro_name: "export_pricing",
        default_bindings_module: "::bodega_sdk::bindings::pricing",
    });
}

pub mod events {
    wit_bindgen::generate!({
        path: ["../../wit/events"],
        world: "bodega:events/events-plugin",
        runtime_path: "::bodega_sdk::wit_bindgen::rt",
        additional_derives: [PartialEq, Clone],
        pub_export_macro: true,
        export_macro_name: "export_events",
        default_bindings_module: "::bodega_sdk::bindings::events",
    });
}

/// The types of the pricing points under one roof.
pub mod exports_pricing {
    pub use super::imports::bodega::base::types::{Balance, Document, Localized, Posting, Refusal};
    pub use super::imports::bodega::basket::view::{
        BasketContext as Context, GiftLine, Line, Request, TagRef, UnitRun,
    };
    pub use super::pricing::exports::bodega::pricing::compile::{Compiled, KeyTemplate, Legend};
    pub use super::pricing::exports::bodega::pricing::price::{
        Adjustment, Amount, Answer, Gift, Level, LineDiscount, UnitDiscount,
    };
}
