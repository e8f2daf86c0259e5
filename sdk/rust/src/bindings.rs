//! Generated from `wit/`: one module for everything a plugin may import, one for each point it may export.
#![allow(missing_docs, unsafe_code, clippy::all)]

pub mod imports {
    wit_bindgen::generate!({
        path: [
            "../../wit/base", "../../wit/basket", "../../wit/pricing", "../../wit/data", "../../wit/host",
            "../../wit/events", "../../wit/jobs", "../../wit/http", "../../wit/actions", "../../wit/reports",
            "../../wit/payment",
            "../../wit/messaging", "../../wit/exports",
            "../../wit/channel",
        ],
        inline: "
            package bodega:sdk@0.1.0;
            world everything {
                import bodega:base/types@0.1.0;
                import bodega:basket/view@0.1.0;
                import bodega:basket/member-tags@0.1.0;
                import bodega:basket/totals@0.1.0;
                import bodega:basket/usage@0.1.0;
                import bodega:basket/balances@0.1.0;
                import bodega:basket/documents@0.1.0;
                import bodega:basket/compile-source@0.1.0;
                import bodega:data/event@0.1.0;
                import bodega:jobs/run-info@0.1.0;
                import bodega:http/incoming@0.1.0;
                import bodega:actions/press@0.1.0;
                import bodega:reports/query@0.1.0;
                import bodega:payment/types@0.1.0;
                import bodega:payment/request@0.1.0;
                import bodega:payment/payment-effects@0.1.0;
                import bodega:messaging/outgoing@0.1.0;
                import bodega:messaging/receipt-effects@0.1.0;
                import bodega:exports/request@0.1.0;
                import bodega:data/sales@0.1.0;
                import bodega:data/catalog@0.1.0;
                import bodega:data/prices@0.1.0;
                import bodega:data/stock@0.1.0;
                import bodega:data/org@0.1.0;
                import bodega:data/aggregates@0.1.0;
                import bodega:data/members@0.1.0;
                import bodega:data/ledger@0.1.0;
                import bodega:data/ledger-effects@0.1.0;
                import bodega:data/member-effects@0.1.0;
                import bodega:data/event-effects@0.1.0;
                import bodega:data/stock-effects@0.1.0;
                import bodega:data/message-effects@0.1.0;
                import bodega:data/orders@0.1.0;
                import bodega:data/order-recipients@0.1.0;
                import bodega:data/order-effects@0.1.0;
                import bodega:channel/changes@0.1.0;
                import bodega:host/log@0.1.0;
                import bodega:host/clock@0.1.0;
                import bodega:host/random@0.1.0;
                import bodega:host/egress@0.1.0;
                import bodega:host/crypto@0.1.0;
                import bodega:host/settings@0.1.0;
                import bodega:host/collections@0.1.0;
                import bodega:host/collection-effects@0.1.0;
                import bodega:host/files@0.1.0;
                import bodega:host/file-effects@0.1.0;
                import bodega:host/document-effects@0.1.0;
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

pub mod validation {
    wit_bindgen::generate!({
        path: ["../../wit/base", "../../wit/validation"],
        world: "bodega:validation/validation-plugin",
        with: { "bodega:base/types@0.1.0": crate::bindings::imports::bodega::base::types },
        runtime_path: "::bodega_sdk::wit_bindgen::rt",
        additional_derives: [PartialEq, Clone],
        pub_export_macro: true,
        export_macro_name: "export_validation",
        default_bindings_module: "::bodega_sdk::bindings::validation",
    });
}

pub mod migration {
    wit_bindgen::generate!({
        path: ["../../wit/base", "../../wit/migration"],
        world: "bodega:migration/migration-plugin",
        with: { "bodega:base/types@0.1.0": crate::bindings::imports::bodega::base::types },
        runtime_path: "::bodega_sdk::wit_bindgen::rt",
        additional_derives: [PartialEq, Clone],
        pub_export_macro: true,
        export_macro_name: "export_migration",
        default_bindings_module: "::bodega_sdk::bindings::migration",
    });
}

pub mod jobs {
    wit_bindgen::generate!({
        path: ["../../wit/jobs"],
        world: "bodega:jobs/jobs-plugin",
        runtime_path: "::bodega_sdk::wit_bindgen::rt",
        additional_derives: [PartialEq, Clone],
        pub_export_macro: true,
        export_macro_name: "export_jobs",
        default_bindings_module: "::bodega_sdk::bindings::jobs",
    });
}

pub mod http {
    wit_bindgen::generate!({
        path: ["../../wit/http"],
        world: "bodega:http/http-plugin",
        runtime_path: "::bodega_sdk::wit_bindgen::rt",
        additional_derives: [PartialEq, Clone],
        pub_export_macro: true,
        export_macro_name: "export_http",
        default_bindings_module: "::bodega_sdk::bindings::http",
    });
}

pub mod actions {
    wit_bindgen::generate!({
        path: ["../../wit/actions"],
        world: "bodega:actions/actions-plugin",
        runtime_path: "::bodega_sdk::wit_bindgen::rt",
        additional_derives: [PartialEq, Clone],
        pub_export_macro: true,
        export_macro_name: "export_actions",
        default_bindings_module: "::bodega_sdk::bindings::actions",
    });
}

pub mod reports {
    wit_bindgen::generate!({
        path: ["../../wit/base", "../../wit/reports"],
        world: "bodega:reports/reports-plugin",
        with: { "bodega:base/types@0.1.0": crate::bindings::imports::bodega::base::types },
        runtime_path: "::bodega_sdk::wit_bindgen::rt",
        additional_derives: [PartialEq, Clone],
        pub_export_macro: true,
        export_macro_name: "export_reports",
        default_bindings_module: "::bodega_sdk::bindings::reports",
    });
}

pub mod payment {
    wit_bindgen::generate!({
        path: ["../../wit/base", "../../wit/payment"],
        world: "bodega:payment/payment-plugin",
        with: {
            "bodega:base/types@0.1.0": crate::bindings::imports::bodega::base::types,
            "bodega:payment/types@0.1.0": crate::bindings::imports::bodega::payment::types,
        },
        runtime_path: "::bodega_sdk::wit_bindgen::rt",
        additional_derives: [PartialEq, Clone],
        pub_export_macro: true,
        export_macro_name: "export_payment",
        default_bindings_module: "::bodega_sdk::bindings::payment",
    });
}

pub mod refunds {
    wit_bindgen::generate!({
        path: ["../../wit/base", "../../wit/payment"],
        world: "bodega:payment/refunds-plugin",
        with: {
            "bodega:base/types@0.1.0": crate::bindings::imports::bodega::base::types,
            "bodega:payment/types@0.1.0": crate::bindings::imports::bodega::payment::types,
        },
        runtime_path: "::bodega_sdk::wit_bindgen::rt",
        additional_derives: [PartialEq, Clone],
        pub_export_macro: true,
        export_macro_name: "export_refunds",
        default_bindings_module: "::bodega_sdk::bindings::refunds",
    });
}

pub mod messaging {
    wit_bindgen::generate!({
        path: ["../../wit/messaging"],
        world: "bodega:messaging/messaging-plugin",
        runtime_path: "::bodega_sdk::wit_bindgen::rt",
        additional_derives: [PartialEq, Clone],
        pub_export_macro: true,
        export_macro_name: "export_messaging",
        default_bindings_module: "::bodega_sdk::bindings::messaging",
    });
}

pub mod exports {
    wit_bindgen::generate!({
        path: ["../../wit/exports"],
        world: "bodega:exports/exports-plugin",
        runtime_path: "::bodega_sdk::wit_bindgen::rt",
        additional_derives: [PartialEq, Clone],
        pub_export_macro: true,
        export_macro_name: "export_exports",
        default_bindings_module: "::bodega_sdk::bindings::exports",
    });
}

pub mod channel {
    wit_bindgen::generate!({
        path: ["../../wit/channel"],
        world: "bodega:channel/channel-plugin",
        runtime_path: "::bodega_sdk::wit_bindgen::rt",
        additional_derives: [PartialEq, Clone],
        pub_export_macro: true,
        export_macro_name: "export_channel",
        default_bindings_module: "::bodega_sdk::bindings::channel",
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
