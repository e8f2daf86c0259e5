//! A guest that misbehaves in the way its settings ask for: `{"compile": M, "price": M, "handle": M}`, each a
//! name from [`misbehave`] or absent. Tests replace a good plugin by it and look whether the shop still sells.

mod trespass;

use bodega_sdk::prelude::*;
use bodega_sdk::{Fulfilment, Goods, NewOrder, OrderLine, OrderRef};

struct Hostile;

impl Pricing for Hostile {
    fn compile(rules: &impl CompileSource) -> Result<Compiled, Refusal> {
        let settings = rules.settings();
        misbehave(mode(&settings, "compile"));
        Ok(Compiled::new(settings.into_bytes()).legend("hostile", "en", "Hostile"))
    }

    fn price(snapshot: &[u8], basket: &impl Basket) -> Result<Answer, Refusal> {
        let settings = String::from_utf8_lossy(snapshot);
        let mode = mode(&settings, "price");
        misbehave(mode);
        let units = |line, first, count, amount| {
            let discount = UnitDiscount { line, first, count, amount };
            vec![Adjustment::units("hostile", Level::Line, vec![discount])]
        };
        let adjustments = match mode {
            "refuse" => return Err(Refusal::Other("no discount today".to_owned())),
            "unknown-line" => units(9_999, 0, 1, 1),
            "unknown-unit" => units(0, 9_999, 1, 1),
            "negative" => units(0, 0, 1, -100),
            "below-zero" => units(0, 0, 1, i64::MAX),
            "too-much" => vec![Adjustment::order("hostile", i64::MAX)],
            "empty-reference" => vec![Adjustment::order("", 1)],
            "unknown-account" => vec![Adjustment::order("hostile", 1).claim("gold/1", -1, None)],
            "claim-without-funds" => vec![Adjustment::order("hostile", 1).claim("purse/empty", -1, Some(0))],
            "many-answers" => (0..100_000).map(|n| Adjustment::order(format!("hostile-{n}"), 0)).collect(),
            "many-host-calls" => {
                for _ in 0..10_000_000 {
                    let _ = basket.lines();
                }
                Vec::new()
            }
            "one-off" => vec![Adjustment::order("hostile", 1)],
            _ => Vec::new(),
        };
        Ok(Answer { adjustments, gifts: Vec::new() })
    }
}

impl EventHandler for Hostile {
    fn handle(event: &Envelope, host: &mut impl Host) -> Result<(), Failure> {
        let settings = host.settings();
        let mode = mode(&settings, "handle");
        misbehave(mode);
        match mode {
            "retry" => return Err(Failure::Retry("not yet".to_owned())),
            "reject" => return Err(Failure::Reject("never".to_owned())),
            "overdraw" => host.post(
                &[Posting { account: "purse/empty".to_owned(), delta: -1, floor: Some(0) }],
                "overdraw",
            ),
            "foreign-account" => {
                host.post(
                    &[Posting { account: "points/somebody".to_owned(), delta: 1, floor: None }],
                    "theft",
                );
            }
            "foreign-collection" => host.put("promotions", "free", "{}", None),
            "many-effects" => {
                for n in 0..1_000_000 {
                    host.put("notes", &format!("n{n}"), "{}", None);
                }
            }
            "flood-log" => {
                for _ in 0..1_000_000 {
                    host.log(LogLevel::Error, &"x".repeat(4096));
                }
            }
            "order-foreign-channel" => host.place_order(&order(event, "eats", 100)),
            "order-foreign-store" => {
                let store = "0190a0b0-0000-7000-8000-000000000001".to_owned();
                host.place_order(&NewOrder { store, ..order(event, "dark-kitchen", 100) });
            }
            "order-negative" => host.place_order(&order(event, "dark-kitchen", -100)),
            "order-overflow" => host.place_order(&order(event, "dark-kitchen", i64::MAX)),
            "order-unbalanced" => {
                host.place_order(&NewOrder { paid: 1, ..order(event, "dark-kitchen", 100) });
            }
            "order-long" => {
                let short = order(event, "dark-kitchen", 0);
                let lines = vec![short.lines[0].clone(); 501];
                host.place_order(&NewOrder { lines, ..short });
            }
            "order-state" => host.update_order(&OrderRef::new("dark-kitchen", "1"), 1, "new"),
            "order-future" => host.accept_order(&OrderRef::new("dark-kitchen", "1"), i64::MAX),
            // News of an order of another plugin's channel: it waits for an order of its own.
            "order-of-another" => {
                host.cancel_order(&OrderRef::new("dark-kitchen", "77"), 1, None, Goods::Back)
            }
            "emit-foreign" => host.emit("sale.committed.v1", "x", "{}"),
            // With another plugin that does the same: for ever, were it not for the depth of events.
            "echo" => host.emit(self::mode(&settings, "emit"), &event.subject, "{}"),
            "trespass" => trespass::read(&settings, host),
            "trespass-post" | "trespass-tag" | "trespass-stock" | "trespass-message" | "trespass-put" => {
                trespass::write(mode, &settings, host);
            }
            _ => {}
        }
        Ok(())
    }
}

bodega_sdk::register!(Hostile: pricing, events);

/// An order of one piece at this price, at the store of the event's sale.
fn order(event: &Envelope, channel: &str, price: i64) -> NewOrder {
    let line = OrderLine {
        sku: "tea".to_owned(),
        name: "tea".to_owned(),
        quantity: 1_000_000,
        unit_price: price,
        discount: 0,
    };
    NewOrder {
        channel: channel.to_owned(),
        external_id: "1".to_owned(),
        number: "#1".to_owned(),
        store: mode(&event.payload, "store").to_owned(),
        fulfilment: Fulfilment::Pickup,
        placed_ms: 1,
        wanted_ms: None,
        lines: vec![line],
        charges: vec![],
        paid: price,
        recipient: None,
    }
}

/// The value of `key` in a flat JSON object of strings.
pub(crate) fn mode<'a>(settings: &'a str, key: &str) -> &'a str {
    let quoted = format!("\"{key}\"");
    let Some((_, rest)) = settings.split_once(&quoted) else { return "" };
    rest.split('"').nth(1).unwrap_or("")
}

/// Does not come back from the worst of them.
fn misbehave(mode: &str) {
    match mode {
        "loop" => loop {
            std::hint::black_box(0);
        },
        "trap" => panic!("trapped on purpose"),
        "memory" => {
            let mut hoard = Vec::new();
            loop {
                hoard.push(std::hint::black_box(vec![1u8; 1 << 20]));
            }
        }
        "recurse" => {
            std::hint::black_box(recurse(1));
        }
        _ => {}
    }
}

#[allow(unconditional_recursion)]
fn recurse(depth: u64) -> u64 {
    let frame = std::hint::black_box([depth; 64]);
    frame[0] + recurse(std::hint::black_box(depth + 1))
}
