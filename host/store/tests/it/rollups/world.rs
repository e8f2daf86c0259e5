//! A world in which sales, returns and moves happen, added up by hand as they do.

use super::truth::{Truth, tags_of};
use crate::support::{
    CompletePayment, Decide, Shop, VoidSale, cash, digest, event, install, plain_line, posting,
};
use bodega_domain::event::{SALE_COMMITTED, SALE_RETURNED};
use bodega_domain::ids::{InstallationId, MemberId, OrgUnitId, ProductId, ReturnId, VariantId};
use bodega_domain::pricing::{TaxMode, UnitRun};
use bodega_domain::sale::{Sale, SaleStatus};
use bodega_domain::sale_return::{ReturnedLine, SaleReturn, Wanted, refund_minor, returned_lines};
use bodega_store::Store;
use bodega_store::catalog::{Product, ProductStatus, Variant};
use bodega_store::effects::{ApplyEffects, Effects};
use bodega_store::members::{Member, MemberStatus, TagAction, TagChange};
use bodega_store::org::OrgUnit;
use bodega_store::returns::CommitReturn;
use bodega_store::sales::CommitSale;
use bodega_store::stock::{MoveStock, StockDelta, StockReason};
use proptest::prelude::*;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use uuid::Uuid;

/// 2023-11-14 00:00 UTC.
const START: i64 = 1_699_920_000_000;
const HOUR: i64 = 3_600_000;

/// A line: variant 1 to 4 or 0 for none, units, price of one, what the line is discounted by.
pub type LinePlan = (u8, u32, i64, i64);

/// One thing that happens.
#[derive(Clone, Debug)]
pub enum Step {
    /// Sold: hours after the start, in the second store, tax added, how it is paid.
    Sell(Vec<LinePlan>, i64, bool, bool, Paid),
    /// Units of each line of a sale come back, as far as they are there, hours after the start.
    Return(usize, u32, i64),
    /// Goods move: reason, variant, how many, hours after the start.
    Move(u8, u8, i64, i64),
    /// A plugin corrects stock.
    Effect(u8, i64, i64),
    /// A plugin posts on an account of a member.
    Post(u8, i64, i64),
    /// Events are numbered, this many.
    Number(u32),
    /// The cursor moves on by this many, and dies after this many polls.
    Crash(u32, usize),
    /// The cursor moves on.
    Advance(u32),
}

#[derive(Clone, Copy, Debug)]
pub enum Paid {
    AtOnce,
    /// No event tells.
    Imported,
    Later,
    Never,
}

pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    let line = (0..5u8, 1..5u32, 1..2_000i64, 0..3i64);
    let paid = prop_oneof![
        4 => Just(Paid::AtOnce),
        1 => Just(Paid::Imported),
        1 => Just(Paid::Later),
        1 => Just(Paid::Never),
    ];
    let step = prop_oneof![
        5 => (proptest::collection::vec(line, 1..4), 0..60i64, any::<bool>(), any::<bool>(), paid)
            .prop_map(|(lines, hour, second, added, paid)| Step::Sell(lines, hour, second, added, paid)),
        3 => (0..8usize, 1..4u32, 0..60i64).prop_map(|(sale, units, hour)| Step::Return(sale, units, hour)),
        1 => (0..3u8, 1..5u8, -9..9i64, 0..60i64).prop_map(|(why, what, n, hour)| Step::Move(why, what, n, hour)),
        1 => (1..5u8, -9..9i64, 0..60i64).prop_map(|(what, n, hour)| Step::Effect(what, n, hour)),
        2 => (1..4u8, -9..9i64, 0..60i64).prop_map(|(whose, n, hour)| Step::Post(whose, n, hour)),
        2 => (1..4u32).prop_map(Step::Number),
        2 => (1..4u32, 0..40usize).prop_map(|(batch, polls)| Step::Crash(batch, polls)),
        1 => (1..4u32).prop_map(Step::Advance),
    ];
    proptest::collection::vec(step, 1..30)
}

/// A tenant with two stores in two zones.
pub struct World {
    pub shop: Shop,
    pub second: OrgUnitId,
    /// The installation that records effects.
    plugin: InstallationId,
    sold: Vec<(Sale, Vec<LinePlan>, bool, Vec<ReturnedLine>)>,
    pub truth: Truth,
}

fn variant(n: u8) -> VariantId {
    VariantId(Uuid::from_u128(n.into()))
}

pub fn product_of(n: u8) -> ProductId {
    ProductId(Uuid::from_u128(100 + u128::from(n / 3)))
}

/// 0 = nobody.
fn member_of(n: u8) -> Option<MemberId> {
    (n > 0).then(|| MemberId(Uuid::from_u128(1_000 + u128::from(n))))
}

/// Gives the members their tags.
async fn tag(store: &Store, shop: &Shop, installation: InstallationId) {
    let add = |member: u8, tag: &&str| TagChange {
        member: member_of(member).expect("a member"),
        tag: (*tag).to_owned(),
        action: TagAction::Add,
    };
    let tags = (1..4u8).flat_map(|member| {
        let named = tags_of(member).iter().filter(|tag| !tag.is_empty());
        named.map(move |tag| add(member, tag))
    });
    let apply = ApplyEffects {
        tenant: shop.tenant,
        installation,
        plugin: "loyalty".to_owned(),
        invocation: Uuid::now_v7(),
        recorded_at_ms: START,
        effects: Effects { member_tags: tags.collect(), ..Effects::default() },
    };
    store.apply_effects(apply).await.unwrap();
}

fn date(hours: i64) -> String {
    format!("2023-11-{:02}", 14 + hours.div_euclid(24))
}

impl World {
    pub async fn open(store: &Store) -> World {
        let shop = Shop::open(store).await;
        let second = OrgUnitId(Uuid::now_v7());
        let berlin = OrgUnit {
            id: second,
            code: "s2".to_owned(),
            time_zone: "Europe/Berlin".to_owned(),
            cutoff_hour: 0,
            ..shop.org_unit()
        };
        store.put_org_unit(shop.tenant, &berlin).await.unwrap();
        let products: Vec<Product> = (0..2u8)
            .map(|n| Product {
                id: product_of(n * 3),
                name: format!("P{n}"),
                tags: Vec::new(),
                tax_class: "standard".to_owned(),
                unit_of_measure: "piece".to_owned(),
                measured: false,
                category: String::new(),
                status: ProductStatus::Active,
                variants: (1..5u8)
                    .filter(|v| product_of(*v) == product_of(n * 3))
                    .map(|v| Variant {
                        id: variant(v),
                        sku: format!("SKU{v}"),
                        name: String::new(),
                        stock_units: 1,
                        hard_floor_minor: 0,
                        barcodes: Vec::new(),
                    })
                    .collect(),
            })
            .collect();
        store.upsert_products(shop.tenant, &products).await.unwrap();
        for member in 1..4u8 {
            let id = member_of(member).expect("a member");
            let new =
                Member { id, code: format!("M{member}"), status: MemberStatus::Active, created_at_ms: START };
            store.put_member(shop.tenant, &new, None).await.unwrap();
        }
        let plugin = install(store, &shop).await;
        tag(store, &shop, plugin).await;
        World { shop, second, plugin, sold: Vec::new(), truth: Truth::default() }
    }

    fn add_member(&mut self, key: (String, OrgUnitId, u8), sums: [i64; 6]) {
        let row = self.truth.members.entry(key).or_default();
        row.iter_mut().zip(sums).for_each(|(sum, more)| *sum += more);
    }

    /// A plugin posts on an account, which may not pass its floor.
    async fn post(&mut self, store: &Store, whose: u8, delta: i64, hour: i64) {
        let kind = if whose == 3 { "cards" } else { "points" };
        let account = format!("{kind}/m{whose}");
        let at_ms = START + hour * HOUR;
        let apply = ApplyEffects {
            tenant: self.shop.tenant,
            installation: self.plugin,
            plugin: "loyalty".to_owned(),
            invocation: Uuid::now_v7(),
            recorded_at_ms: at_ms,
            effects: Effects { postings: vec![posting(&account, delta)], ..Effects::default() },
        };
        if store.apply_effects(apply).await.is_ok() && delta != 0 {
            self.add_posting(&account, delta, at_ms);
        }
    }

    fn add_posting(&mut self, account: &str, delta: i64, at_ms: i64) {
        let day = self.clock(self.shop.store, (at_ms - START).div_euclid(HOUR)).1;
        let row = self.truth.accounts.entry((day, account.to_owned())).or_default();
        let sums = [1, delta.max(0), (-delta).max(0)];
        row.iter_mut().zip(sums).for_each(|(sum, more)| *sum += more);
    }

    /// The hour at a store, Shanghai or Berlin in winter, and the business day of a stock move.
    fn clock(&self, store: OrgUnitId, hours: i64) -> (i64, String) {
        let (offset, cutoff) = if store == self.second { (1, 0) } else { (8, 4) };
        ((hours + offset).rem_euclid(24), date(hours + offset - cutoff))
    }

    fn add_sale(&mut self, key: (String, i64, OrgUnitId, Option<u8>), sums: [i64; 6]) {
        let row = self.truth.sales.entry(key).or_default();
        row.iter_mut().zip(sums).for_each(|(sum, more)| *sum += more);
    }

    fn add_stock(&mut self, store: OrgUnitId, hours: i64, what: u8, sums: [i64; 3]) {
        let day = self.clock(store, hours).1;
        let row = self.truth.stock.entry((day, store, what)).or_default();
        row.iter_mut().zip(sums).for_each(|(sum, more)| *sum += more);
    }

    pub async fn take(&mut self, store: &Store, step: Step) {
        match step {
            Step::Sell(lines, hour, in_second, is_added, paid) => {
                self.sell(store, lines, hour, in_second, is_added, paid).await;
            }
            Step::Return(sale, units, hour) => self.bring_back(store, sale, units, hour).await,
            Step::Move(why, what, units, hour) => self.move_goods(store, why, what, units, hour).await,
            Step::Effect(what, units, hour) => {
                let stock = vec![self.shop.less(variant(what), -units)];
                let apply = ApplyEffects {
                    tenant: self.shop.tenant,
                    installation: self.plugin,
                    plugin: "loyalty".to_owned(),
                    invocation: Uuid::now_v7(),
                    recorded_at_ms: START + hour * HOUR,
                    effects: Effects { stock, ..Effects::default() },
                };
                store.apply_effects(apply).await.unwrap();
                self.add_stock(self.shop.store, hour, what, [0, 0, units]);
            }
            Step::Post(whose, delta, hour) => self.post(store, whose, delta, hour).await,
            Step::Number(batch) => {
                store.sequence_events(Some(self.shop.tenant), batch).await.unwrap();
            }
            Step::Crash(batch, polls) => {
                cut(polls, store.advance_rollups(Some(self.shop.tenant), batch)).await;
            }
            Step::Advance(batch) => {
                store.advance_rollups(Some(self.shop.tenant), batch).await.unwrap();
            }
        }
    }

    pub async fn sell(
        &mut self,
        store: &Store,
        plan: Vec<LinePlan>,
        hour: i64,
        in_second: bool,
        is_added: bool,
        paid: Paid,
    ) {
        let place = if in_second { self.second } else { self.shop.store };
        let mut commit = self.shop.sale(1);
        let sale = &mut commit.sale;
        sale.store = place;
        let member = (hour % 4) as u8;
        sale.member = member_of(member);
        sale.occurred_at_ms = START + hour * HOUR;
        sale.business_date = date(hour);
        sale.lines = (0u32..).zip(&plan).map(|(n, line)| sold_line(n, *line)).collect();
        sale.tax_minor = sale.lines.iter().map(|line| line.tax_minor).sum();
        sale.total_minor = sale.lines.iter().map(|line| line.amount_minor).sum();
        sale.total_minor += if is_added { sale.tax_minor } else { 0 };
        sale.tenders = vec![cash(sale.total_minor)];
        commit.stock = plan
            .iter()
            .filter(|(what, ..)| *what > 0)
            .map(|(what, units, ..)| StockDelta {
                location: place,
                ..self.shop.less(variant(*what), i64::from(*units))
            })
            .collect();
        commit.events = vec![event(SALE_COMMITTED, commit.sale.id.0)];
        // Held until it is paid where that comes later, and then posted on that day.
        commit.claims = (member > 0).then(|| posting(&format!("points/m{member}"), 1)).into_iter().collect();
        let posted_at_ms = if matches!(paid, Paid::Later) { START } else { commit.sale.recorded_at_ms };
        self.commit(store, commit.clone(), paid).await;
        if matches!(paid, Paid::Never) {
            return;
        }
        let (clock, day) = (self.clock(place, hour).0, date(hour));
        self.add_sale((day.clone(), clock, place, None), [1, 0, 0, 0, 0, 0]);
        self.add_member((day.clone(), place, member), [1, 0, 0, 0, 0, 0]);
        if member > 0 {
            self.add_posting(&format!("points/m{member}"), 1, posted_at_ms);
        }
        let mut seen = Vec::new();
        for (line, (what, units, ..)) in commit.sale.lines.iter().zip(&plan) {
            let net = line.amount_minor - if is_added { 0 } else { line.tax_minor };
            let first = i64::from(!seen.contains(what));
            seen.push(*what);
            let (gross, off) = (line.original_minor, line.manual_discount_minor + line.discount_minor);
            let sums = [first, line.quantity, gross, off, line.tax_minor, net];
            self.add_sale((day.clone(), clock, place, Some(*what)), sums);
            self.add_member((day.clone(), place, member), [0, sums[1], sums[2], sums[3], sums[4], sums[5]]);
            if *what > 0 {
                self.add_stock(place, hour, *what, [0, i64::from(*units), 0]);
            }
        }
        self.sold.push((commit.sale, plan, is_added, Vec::new()));
    }

    async fn commit(&self, store: &Store, mut commit: CommitSale, paid: Paid) {
        let (tenant, sale) = (self.shop.tenant, commit.sale.id);
        let events = commit.events.clone();
        match paid {
            Paid::AtOnce => {}
            Paid::Imported => commit.events.clear(),
            Paid::Later | Paid::Never => {
                commit.sale.status = SaleStatus::AwaitingPayment;
                commit.events.clear();
            }
        }
        store.commit_sale(commit).await.unwrap();
        let (tenders, recorded_at_ms) = (Vec::new(), START);
        if matches!(paid, Paid::Later) {
            let payment = CompletePayment { tenant, sale, tenders, recorded_at_ms, events };
            store.complete_payment(payment).await.unwrap();
        } else if matches!(paid, Paid::Never) {
            let events = vec![event("sale.voided.v1", sale.0)];
            store.void_sale(VoidSale { tenant, sale, tenders, recorded_at_ms, events }).await.unwrap();
        }
    }

    async fn bring_back(&mut self, store: &Store, sale: usize, units: u32, hour: i64) {
        let Some((sold, plan, is_added, before)) = self.sold.get(sale).cloned() else { return };
        let wanted: Vec<Wanted> = (0u32..)
            .zip(&plan)
            .filter_map(|(line, (_, sold, ..))| {
                let gone: u32 = before.iter().filter(|back| back.line == line).map(|back| back.count).sum();
                let count = units.min(sold - gone);
                (count > 0).then_some(Wanted { line, count })
            })
            .collect();
        if wanted.is_empty() {
            return;
        }
        let lines = returned_lines(&sold.lines, &before, &wanted).unwrap();
        let id = ReturnId(Uuid::now_v7());
        let place = self.shop.store;
        let mode = if is_added { TaxMode::Exclusive } else { TaxMode::Inclusive };
        let moves = lines.iter().filter(|line| plan[line.line as usize].0 > 0);
        let stock = moves
            .map(|line| self.shop.less(variant(plan[line.line as usize].0), -i64::from(line.count)))
            .collect();
        let commit = CommitReturn {
            payments: Vec::new(),
            lines_before: None,
            tenant: self.shop.tenant,
            sale_return: SaleReturn {
                id,
                number: id.to_string(),
                sale: sold.id,
                store: place,
                terminal: self.shop.terminal,
                legal_entity: self.shop.entity,
                occurred_at_ms: START + hour * HOUR,
                recorded_at_ms: START,
                business_date: date(hour),
                currency: "CNY".to_owned(),
                reason: None,
                tax_minor: 0,
                refund_minor: refund_minor(&lines, mode),
                cash_rounding_minor: 0,
                tenders: Vec::new(),
                lines: lines.clone(),
            },
            request_digest: digest(&id.to_string()),
            claims: Vec::new(),
            stock,
            events: vec![event(SALE_RETURNED, id.0)],
        };
        store.commit_return(commit).await.unwrap();
        let (clock, day) = (self.clock(place, hour).0, date(hour));
        let member = (0..4u8).find(|n| member_of(*n) == sold.member).unwrap_or(0);
        for line in &lines {
            let (what, _, price, _) = plan[line.line as usize];
            let gross = price * i64::from(line.count);
            let net = line.amount_minor - if is_added { 0 } else { line.tax_minor };
            let sums = [0, -line.quantity, -gross, line.amount_minor - gross, -line.tax_minor, -net];
            self.add_sale((day.clone(), clock, place, Some(what)), sums);
            self.add_member((day.clone(), place, member), sums);
            if what > 0 {
                self.add_stock(place, hour, what, [0, -i64::from(line.count), 0]);
            }
        }
        self.sold[sale].3.extend(lines);
    }

    async fn move_goods(&mut self, store: &Store, why: u8, what: u8, units: i64, hour: i64) {
        let (reason, sums) = match why {
            0 => (StockReason::Receipt, [units, 0, 0]),
            1 => (StockReason::Adjust, [0, 0, units]),
            _ => (StockReason::Transfer, [0, 0, units]),
        };
        let document = MoveStock {
            document: Uuid::now_v7(),
            reason,
            occurred_at_ms: START + hour * HOUR,
            recorded_at_ms: START,
            deltas: vec![self.shop.less(variant(what), -units)],
            events: Vec::new(),
        };
        store.move_stock(self.shop.tenant, document).await.unwrap();
        self.add_stock(self.shop.store, hour, what, sums);
    }
}

fn sold_line(line: u32, (what, units, price, off): LinePlan) -> bodega_domain::sale::SaleLine {
    let original = price * i64::from(units);
    let each = (price - off).max(0);
    let amount = each * i64::from(units);
    bodega_domain::sale::SaleLine {
        variant: (what > 0).then(|| variant(what)),
        sku: format!("SKU{what}"),
        quantity: i64::from(units) * 1_000_000,
        unit_price_minor: price,
        original_minor: original,
        manual_discount_minor: (original - amount) / 2,
        discount_minor: (original - amount) - (original - amount) / 2,
        amount_minor: amount,
        tax_minor: amount * 13 / 113,
        units: vec![UnitRun { first: 0, count: units, amount: each }],
        ..plain_line(line, variant(1))
    }
}

/// Drops work after some polls, as a crash would.
async fn cut<T>(polls: usize, work: impl Future<Output = T>) -> Option<T> {
    let (mut work, mut left) = (pin!(work), polls);
    poll_fn(|cx| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(cx).map(Some)
    })
    .await
}
