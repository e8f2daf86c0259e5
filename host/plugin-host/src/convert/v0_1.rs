//! Contract 0.1 to the host's types and back.

use crate::bindings::v0_1::bodega::base::types as base;
use crate::bindings::v0_1::bodega::basket::{totals, view};
use crate::bindings::v0_1::bodega::data::{aggregates, ledger, stock, stock_effects};
use crate::bindings::v0_1::bodega::host::collections;
use crate::bindings::v0_1::exports::bodega::migration::run as migration;
use crate::bindings::v0_1::exports::bodega::pricing::{compile, price};
use crate::bindings::v0_1::exports::bodega::validation::check;
use crate::call::{Compiled, KeyTemplate, Legend, MigratedDocument};
use crate::error::Refusal;
use crate::input::{RunningRun, Weigh};
use crate::outcome::{MESSAGE_BYTES_MAX, cut};
use crate::ports::{
    AccountQuestion, AccountSums, AggregateRow, Fact, FieldTest, FieldValue, Group, Question,
};
use bodega_domain::ids::InstallationId;
use bodega_domain::ledger::Posting;
use bodega_domain::pricing::{
    Adjustment, Amount, Answer, Balance, Context, Document, Gift, Level, Line, Request, UnitDiscount,
};
use bodega_domain::validation::{Objection, Severity};
use std::collections::HashMap;

pub(crate) fn context(from: &Context) -> view::BasketContext {
    view::BasketContext {
        currency: from.currency.clone(),
        store: from.store.clone(),
        channel: from.channel.clone(),
        member: from.member.clone(),
        now_ms: from.now_ms,
        offset_minutes: from.offset_minutes,
        date: from.date.clone(),
        seconds_of_day: from.seconds_of_day,
        weekday: from.weekday,
    }
}

pub(crate) fn line(from: &Line) -> view::Line {
    view::Line {
        sku: from.sku.clone(),
        quantity: from.quantity,
        unit_price: from.unit_price,
        floor: from.floor,
        stock_units: from.stock_units,
        measured: from.measured,
    }
}

/// Distinct tags in order of appearance, and which line carries which.
pub(crate) fn tags(lines: &[Line]) -> (Vec<String>, Vec<view::TagRef>) {
    let mut names: Vec<String> = Vec::new();
    let mut index_of: HashMap<&str, u32> = HashMap::new();
    let mut refs = Vec::new();
    for (line, tags) in (0u32..).zip(lines.iter().map(|l| &l.tags)) {
        for tag in tags {
            let tag = *index_of.entry(tag).or_insert_with(|| {
                names.push(tag.clone());
                names.len() as u32 - 1
            });
            refs.push(view::TagRef { line, tag });
        }
    }
    (names, refs)
}

pub(crate) fn unit_run(from: &RunningRun) -> view::UnitRun {
    view::UnitRun { line: from.line, count: from.count, price: from.price }
}

/// Gift lines; another installation's reference stays its own business.
pub(crate) fn gift_lines(lines: &[Line], me: InstallationId) -> Vec<view::GiftLine> {
    let gifts = (0u32..).zip(lines).filter_map(|(line, l)| l.gift.as_ref().map(|gift| (line, gift)));
    gifts
        .map(|(line, gift)| {
            let mine = gift.installation == me;
            let reference = if mine { gift.reference.clone() } else { String::new() };
            view::GiftLine { line, reference, mine }
        })
        .collect()
}

pub(crate) fn requests(requests: &[Request], plugin: &str) -> Vec<view::Request> {
    let mine = requests.iter().filter(|r| r.plugin == plugin);
    mine.map(|r| view::Request { name: r.name.clone(), value: r.value.clone() }).collect()
}

pub(crate) fn balance(from: &Balance) -> base::Balance {
    base::Balance { account: from.account.clone(), available: from.available }
}

pub(crate) fn document(from: &Document) -> base::Document {
    base::Document {
        collection: from.collection.clone(),
        key: from.key.clone(),
        version: from.version,
        body: from.body.clone(),
    }
}

pub(crate) fn posting(from: base::Posting) -> Posting {
    Posting { account: from.account, delta: from.delta, floor: from.floor }
}

pub(crate) fn answer(from: price::Answer) -> Answer {
    Answer {
        adjustments: from.adjustments.into_iter().map(adjustment).collect(),
        gifts: from.gifts.into_iter().map(gift).collect(),
    }
}

fn adjustment(from: price::Adjustment) -> Adjustment {
    Adjustment {
        reference: from.reference,
        level: match from.level {
            price::Level::Line => Level::Line,
            price::Level::Order => Level::Order,
        },
        amount: match from.amount {
            price::Amount::Units(units) => Amount::Units(units.into_iter().map(unit_discount).collect()),
            price::Amount::Line(line) => Amount::Line { line: line.line, amount: line.amount },
            price::Amount::Order(amount) => Amount::Order(amount),
        },
        claims: from.claims.into_iter().map(posting).collect(),
        note: from.note,
    }
}

fn unit_discount(from: price::UnitDiscount) -> UnitDiscount {
    UnitDiscount { line: from.line, first: from.first, count: from.count, amount: from.amount }
}

fn gift(from: price::Gift) -> Gift {
    Gift { reference: from.reference, sku: from.sku, quantity: from.quantity }
}

pub(crate) fn compiled(from: compile::Compiled) -> Compiled {
    let key = |key| match key {
        compile::KeyTemplate::Balance(account) => KeyTemplate::Balance(account),
        compile::KeyTemplate::Document((collection, key)) => KeyTemplate::Document { collection, key },
    };
    let legend = |legend: compile::Legend| Legend {
        reference: legend.reference,
        labels: legend.labels.into_iter().map(|l| (l.language, l.text)).collect(),
    };
    Compiled {
        snapshot: from.snapshot,
        keys: from.keys.into_iter().map(key).collect(),
        legends: from.legends.into_iter().map(legend).collect(),
    }
}

pub(crate) fn outcome(from: migration::Outcome) -> MigratedDocument {
    match from {
        migration::Outcome::Keep => MigratedDocument::Keep,
        migration::Outcome::Replace(body) => MigratedDocument::Replace(body),
        migration::Outcome::Remove => MigratedDocument::Remove,
    }
}

pub(crate) fn refusal(from: base::Refusal) -> Refusal {
    match from {
        base::Refusal::InvalidSettings(text) => Refusal::InvalidSettings(message(text)),
        base::Refusal::InvalidInput(text) => Refusal::InvalidInput(message(text)),
        base::Refusal::Other(text) => Refusal::Other(message(text)),
    }
}

pub(crate) fn objection(from: check::Objection) -> Objection {
    Objection {
        code: message(from.code),
        severity: match from.severity {
            check::Severity::Remark => Severity::Remark,
            check::Severity::Override => Severity::Override,
            check::Severity::Refuse => Severity::Refuse,
        },
        line: from.line,
        message: from.message.into_iter().map(|l| (l.language, message(l.text))).collect(),
    }
}

pub(crate) fn question(from: aggregates::Question) -> Question {
    let group = |group| match group {
        aggregates::Group::Day => Group::Day,
        aggregates::Group::Hour => Group::Hour,
        aggregates::Group::Store => Group::Store,
        aggregates::Group::Sku => Group::Sku,
        aggregates::Group::Product => Group::Product,
        aggregates::Group::MemberTag => Group::MemberTag,
    };
    Question {
        fact: match from.fact {
            aggregates::Fact::Sales => Fact::Sales,
            aggregates::Fact::Stock => Fact::Stock,
        },
        groups: from.groups.into_iter().map(group).collect(),
        from: from.from,
        to: from.to,
        stores: from.stores,
        max: from.max,
    }
}

pub(crate) fn aggregate_row(from: AggregateRow) -> aggregates::Row {
    aggregates::Row { keys: from.keys, sums: from.sums }
}

pub(crate) fn account_question(from: ledger::SumQuestion) -> AccountQuestion {
    let is_by = |group| from.groups.contains(&group);
    AccountQuestion {
        is_by_day: is_by(ledger::SumGroup::Day),
        is_by_account: is_by(ledger::SumGroup::Account),
        prefix: from.prefix,
        from: from.from,
        to: from.to,
        max: from.max,
    }
}

pub(crate) fn account_sums(from: AccountSums) -> ledger::SumRow {
    let AccountSums { day, account, transfers, gained, spent } = from;
    ledger::SumRow { day, account, transfers, gained, spent }
}

pub(crate) fn field_test(from: collections::FieldTest) -> FieldTest {
    let value = |value| match value {
        collections::FieldValue::Text(text) => FieldValue::Text(text),
        collections::FieldValue::Number(number) => FieldValue::Number(number),
        collections::FieldValue::Flag(flag) => FieldValue::Flag(flag),
    };
    FieldTest { field: from.field, at_least: value(from.at_least), at_most: value(from.at_most) }
}

/// A text for people, as long as one may be.
pub(super) fn message(mut text: String) -> String {
    cut(&mut text, MESSAGE_BYTES_MAX);
    text
}

/// Records count with what they hold; numbers and headers are rounded up to 16 bytes a list entry.
const ENTRY_BYTES: usize = 16;

impl Weigh for String {
    fn weigh(&self) -> usize {
        ENTRY_BYTES + self.len()
    }
}

impl Weigh for view::BasketContext {
    fn weigh(&self) -> usize {
        let member = self.member.as_ref().map_or(0, String::len);
        4 * ENTRY_BYTES
            + self.currency.len()
            + self.store.len()
            + self.channel.len()
            + member
            + self.date.len()
    }
}

impl Weigh for view::Line {
    fn weigh(&self) -> usize {
        3 * ENTRY_BYTES + self.sku.len()
    }
}

impl Weigh for view::UnitRun {
    fn weigh(&self) -> usize {
        ENTRY_BYTES
    }
}

impl Weigh for view::TagRef {
    fn weigh(&self) -> usize {
        ENTRY_BYTES
    }
}

impl Weigh for view::GiftLine {
    fn weigh(&self) -> usize {
        ENTRY_BYTES + self.reference.len()
    }
}

impl Weigh for view::Request {
    fn weigh(&self) -> usize {
        ENTRY_BYTES + self.name.len() + self.value.len()
    }
}

impl Weigh for base::Balance {
    fn weigh(&self) -> usize {
        ENTRY_BYTES + self.account.len()
    }
}

impl Weigh for base::Document {
    fn weigh(&self) -> usize {
        2 * ENTRY_BYTES + self.collection.len() + self.key.len() + self.body.len()
    }
}

impl Weigh for base::Posting {
    fn weigh(&self) -> usize {
        2 * ENTRY_BYTES + self.account.len()
    }
}

impl Weigh for totals::Tender {
    fn weigh(&self) -> usize {
        ENTRY_BYTES + self.method.len()
    }
}

impl Weigh for stock::Level {
    fn weigh(&self) -> usize {
        2 * ENTRY_BYTES + self.sku.len() + self.location.len()
    }
}

impl Weigh for stock_effects::MoveLine {
    fn weigh(&self) -> usize {
        ENTRY_BYTES + self.sku.len()
    }
}

impl Weigh for ledger::SumRow {
    fn weigh(&self) -> usize {
        self.day.len() + self.account.len() + 24
    }
}

impl Weigh for aggregates::Row {
    fn weigh(&self) -> usize {
        self.keys.iter().map(Weigh::weigh).sum::<usize>() + self.sums.len() * 8
    }
}
