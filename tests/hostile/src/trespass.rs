//! Walks every capability with ids of another merchant, which the settings name: `sale`, `member`, `store`, `sku`, `barcode`.
//! What it finds goes into a note of its own, for the test to read.

use crate::mode;
use bodega_sdk::prelude::*;
use bodega_sdk::{Fact, Group, MoveLine, Question};

const IDS: [&str; 5] = ["sale", "member", "store", "sku", "barcode"];
/// As many as any scan gives.
const MANY: u32 = 100;

pub fn read(settings: &str, host: &mut impl Host) {
    let id = |name| mode(settings, name);
    let (sale, member, store, sku) = (id("sale"), id("member"), id("store"), id("sku"));
    let question = |fact, stores: Vec<String>| Question {
        fact,
        groups: vec![Group::Store],
        from: "2000-01-01".to_owned(),
        to: "2999-12-31".to_owned(),
        stores,
        max: MANY,
    };
    let mut found: Vec<(&str, String)> = Vec::new();
    let mut look = |what, seen: String| found.push((what, seen));
    look("sales.get", format!("{:?}", host.sale(sale)));
    look("members.tags", format!("{:?}", host.member_tags(member)));
    look("catalog.by-sku", format!("{:?}", host.product(sku)));
    look("catalog.by-barcode", format!("{:?}", host.barcode(id("barcode"))));
    look("prices.at", format!("{:?}", host.price_at(sku, store, host.now_ms())));
    look("stock.on-hand", format!("{:?}", host.on_hand(sku, store)));
    look("stock.scan", format!("{:?}", host.stock(store, None, MANY).len()));
    look("orders.get", format!("{:?}", host.order(sale)));
    look("orders.find", format!("{:?}", host.find_order("dark-kitchen", sale)));
    look("orders.scan", format!("{:?}", host.orders("new", None, MANY).len()));
    look("org.get", format!("{:?}", host.org_unit(store)));
    look("ledger.available", format!("{:?}", host.available(&format!("purse/{member}"))));
    look("collections.get", format!("{:?}", host.document("notes", &format!("of/{member}")).is_some()));
    look("collections.find-none", format!("{}", host.documents("notes", "of/", None, MANY).len()));
    look(
        "aggregates.sales",
        format!("{:?}", host.sums(&question(Fact::Sales, vec![store.to_owned()])).len()),
    );
    // Scans give what is the merchant's own: nothing of the other may be in it.
    let scans = [
        ("catalog.scan", host.products(None, MANY).concat()),
        ("org.scan", host.org_units(None, MANY).concat()),
        ("ledger.scan", host.accounts("", MANY).into_iter().map(|balance| balance.account).collect()),
        (
            "aggregates.sum",
            host.sums(&question(Fact::Sales, vec![])).into_iter().flat_map(|row| row.keys).collect(),
        ),
    ];
    for (what, seen) in scans {
        let foreign = IDS.iter().filter(|name| seen.contains(id(name))).count();
        look(what, foreign.to_string());
    }
    let lines: Vec<String> =
        found.into_iter().map(|(what, seen)| format!("\"{what}\":\"{}\"", seen.replace('"', "'"))).collect();
    host.put("notes", "found", &format!("{{{}}}", lines.join(",")), None);
}

pub fn write(way: &str, settings: &str, host: &mut impl Host) {
    let id = |name| mode(settings, name);
    match way {
        "trespass-post" => {
            let posting = |account: String, delta| Posting { account, delta, floor: None };
            host.post(&[posting(format!("purse/{}", id("member")), -1)], "theft");
        }
        "trespass-tag" => host.add_tag(id("member"), "marked"),
        "trespass-stock" => {
            let line = MoveLine { sku: id("sku").to_owned(), quantity: -1_000_000 };
            host.adjust_stock(id("store"), &[line]);
        }
        "trespass-message" => host.send_message(id("member"), "service", "hello", "{}"),
        _ => host.put("notes", &format!("of/{}", id("member")), "{\"stolen\":true}", None),
    }
}
