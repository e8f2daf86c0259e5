//! The sale on the wire is the sale of event payloads, with quantities as decimal texts.

use super::Sale;
use bodega_domain::digest::Digest;
use bodega_domain::pricing::{GiftMark, Level, SkipReason, TaxTotal, UnitDiscount, UnitRun};
use bodega_domain::sale::{
    self, ForeignMoney, SaleAdjustment, SaleLine, SaleStatus, Skipped, Tender, TenderPart, TenderState,
};
use serde_json::Value;
use uuid::Uuid;

fn full_sale() -> sale::Sale {
    let id = Uuid::from_u128(7);
    sale::Sale {
        id: id.into(),
        number: "S1-T1-A-1".to_owned(),
        status: SaleStatus::AwaitingPayment,
        store: id.into(),
        terminal: id.into(),
        legal_entity: id.into(),
        member: Some(id.into()),
        channel: "pos".to_owned(),
        occurred_at_ms: 1,
        recorded_at_ms: 2,
        business_date: "2026-01-02".to_owned(),
        currency: "CNY".to_owned(),
        lines: vec![SaleLine {
            line: 0,
            variant: Some(id.into()),
            sku: "APPLE".to_owned(),
            name: "Apple".to_owned(),
            quantity: 1_250_000,
            unit_price_minor: 1000,
            stock_units: 1,
            measured: true,
            tags: vec!["fresh".to_owned()],
            gift: Some(GiftMark { installation: id.into(), reference: "g".to_owned() }),
            original_minor: 1250,
            manual_discount_minor: 10,
            discount_minor: 40,
            amount_minor: 1200,
            tax_ppm: 130_000,
            tax_minor: 138,
            units: vec![UnitRun { first: 0, count: 1, amount: 1200 }],
        }],
        adjustments: vec![SaleAdjustment {
            ordinal: 0,
            installation: id.into(),
            plugin: "promotions".to_owned(),
            version: "1.0.0".to_owned(),
            component: Digest::of(b"component"),
            reference: "rule-1".to_owned(),
            labels: [("en".to_owned(), "Apples".to_owned())].into(),
            note: Some("note".to_owned()),
            level: Level::Line,
            amount_minor: 40,
            allocations: vec![UnitDiscount { line: 0, first: 0, count: 1, amount: 40 }],
        }],
        taxes: vec![TaxTotal { rate_ppm: 130_000, net_minor: 1062, tax_minor: 138 }],
        tenders: vec![Tender {
            id: id.into(),
            method: "cash".to_owned(),
            amount_minor: 1200,
            state: TenderState::Pending,
            reference: Some("r".to_owned()),
            foreign: Some(ForeignMoney {
                currency: "USD".to_owned(),
                amount_minor: 170,
                rate_ppm: 7_000_000,
            }),
            parts: vec![TenderPart { account: "principal/1".to_owned(), amount_minor: 1200 }],
        }],
        subtotal_minor: 1250,
        discount_minor: 50,
        tax_minor: 138,
        total_minor: 1200,
        cash_rounding_minor: 0,
        change_minor: 0,
        skipped: vec![Skipped {
            installation: id.into(),
            plugin: "loyalty".to_owned(),
            reason: SkipReason { code: "plugin.trap".to_owned(), message: "it trapped".to_owned() },
        }],
        expires_at_ms: Some(3),
    }
}

#[test]
fn a_sale_reads_as_in_events() {
    let event: Value = serde_json::to_value(full_sale()).unwrap();
    let wire = serde_json::to_value(Sale::from(full_sale())).unwrap();
    assert_eq!(wire, event);
}

#[test]
fn what_a_sale_has_not_is_left_out() {
    let bare = sale::Sale { member: None, skipped: Vec::new(), expires_at_ms: None, ..full_sale() };
    let event = serde_json::to_value(&bare).unwrap();
    let wire = serde_json::to_value(Sale::from(bare)).unwrap();
    assert_eq!(wire.as_object().unwrap().len(), event.as_object().unwrap().len());
}
