//! What `bindgen!` makes of `wit/`: one module a contract version. Types stay inside this crate.
#![allow(missing_docs, dead_code)]

/// Contract 0.1.
pub(crate) mod v0_1 {
    wasmtime::component::bindgen!({
        path: [
            "../../wit/base",
            "../../wit/basket",
            "../../wit/pricing",
            "../../wit/validation",
            "../../wit/migration",
            "../../wit/events",
            "../../wit/jobs",
            "../../wit/http",
            "../../wit/actions",
            "../../wit/reports",
            "../../wit/payment",
            "../../wit/messaging",
            "../../wit/exports",
            "../../wit/data",
            "../../wit/channel",
            "../../wit/host",
        ],
        inline: r#"
            package bodega:host-side@0.1.0;

            world every-point {
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
                export bodega:pricing/compile@0.1.0;
                export bodega:pricing/price@0.1.0;
                export bodega:validation/check@0.1.0;
                export bodega:migration/run@0.1.0;
                export bodega:events/handle@0.1.0;
                export bodega:jobs/run@0.1.0;
                export bodega:http/handle@0.1.0;
                export bodega:actions/run@0.1.0;
                export bodega:reports/run@0.1.0;
                export bodega:payment/charge@0.1.0;
                export bodega:payment/cancel@0.1.0;
                export bodega:payment/refund@0.1.0;
                export bodega:messaging/send@0.1.0;
                export bodega:exports/run@0.1.0;
                export bodega:channel/push@0.1.0;
            }
        "#,
        world: "bodega:host-side/every-point@0.1.0",
        imports: {
            "bodega:data": async | trappable,
            "bodega:host": async | trappable,
            default: trappable,
        },
        exports: {
            "bodega:events/handle": async,
            "bodega:jobs/run": async,
            "bodega:http/handle": async,
            "bodega:actions/run": async,
            "bodega:reports/run": async,
            "bodega:payment/charge": async,
            "bodega:payment/cancel": async,
            "bodega:payment/refund": async,
            "bodega:messaging/send": async,
            "bodega:exports/run": async,
            "bodega:channel/push": async,
        },
    });
}
