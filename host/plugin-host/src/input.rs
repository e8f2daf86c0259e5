//! What a price call looks at, in the shape that plugins read. Built once for a basket and shared, so that a call
//! clones pointers only; each call lays its own part over it.

use crate::bindings::v0_1::bodega::base::types::{Balance, Document};
use crate::bindings::v0_1::bodega::basket::totals;
use crate::bindings::v0_1::bodega::basket::view::{BasketContext, GiftLine, Line, Request, TagRef, UnitRun};
use crate::convert::v0_1 as convert;
use bodega_domain::ids::InstallationId;
use bodega_domain::pricing::{DeclaredInputs, PricingInput};
use std::sync::Arc;

/// `count` consecutive units of a line that cost `price` each at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunningRun {
    /// Line number.
    pub line: u32,
    /// Units.
    pub count: u32,
    /// Minor units each.
    pub price: i64,
}

/// What a basket comes to, for `validation.check`.
#[derive(Debug)]
pub struct CheckTotals {
    pub(crate) summary: totals::Sums,
    pub(crate) tenders: Weighed<[totals::Tender]>,
}

impl CheckTotals {
    /// Amounts in minor units; `tenders` are method and amount.
    pub fn new(original: i64, discount: i64, tax: i64, total: i64, tenders: &[(String, i64)]) -> Arc<Self> {
        let tender =
            |(method, amount): &(String, i64)| totals::Tender { method: method.clone(), amount: *amount };
        Arc::new(CheckTotals {
            summary: totals::Sums { original, discount, tax, total },
            tenders: Weighed::list(tenders.iter().map(tender).collect()),
        })
    }
}

/// The part of a basket that every installation sees alike.
#[derive(Debug)]
pub struct PureBasket {
    pub(crate) context: Weighed<BasketContext>,
    pub(crate) lines: Weighed<[Line]>,
    pub(crate) tag_names: Weighed<[String]>,
    pub(crate) tag_refs: Weighed<[TagRef]>,
    pub(crate) coupons: Weighed<[String]>,
    source: Arc<PricingInput>,
}

impl PureBasket {
    /// The basket of a pricing input.
    pub fn new(source: Arc<PricingInput>) -> Arc<Self> {
        let (tag_names, tag_refs) = convert::tags(&source.lines);
        Arc::new(PureBasket {
            context: Weighed::one(convert::context(&source.context)),
            lines: Weighed::list(source.lines.iter().map(convert::line).collect()),
            tag_names: Weighed::list(tag_names),
            tag_refs: Weighed::list(tag_refs),
            coupons: Weighed::list(source.coupons.clone()),
            source,
        })
    }
}

/// A basket as one installation sees it at one moment of the way of a price.
#[derive(Clone, Debug)]
pub struct PureInput {
    pub(crate) inner: Arc<PureInputInner>,
}

#[derive(Debug)]
pub(crate) struct PureInputInner {
    pub(crate) basket: Arc<PureBasket>,
    pub(crate) units: Weighed<[UnitRun]>,
    pub(crate) gift_lines: Weighed<[GiftLine]>,
    pub(crate) requests: Weighed<[Request]>,
    pub(crate) member_tags: Weighed<[String]>,
    pub(crate) balances: Weighed<[Balance]>,
    pub(crate) documents: Weighed<[Document]>,
    pub(crate) order_number: Option<u32>,
}

impl PureInput {
    /// Lays an installation's own part over a basket: the units as they stand, its gifts, requests to it and the
    /// inputs its keys asked for.
    pub fn new(
        basket: &Arc<PureBasket>,
        installation: InstallationId,
        plugin: &str,
        units: &[RunningRun],
        declared: &DeclaredInputs,
    ) -> Self {
        let source = &basket.source;
        let inner = PureInputInner {
            units: Weighed::list(units.iter().map(convert::unit_run).collect()),
            gift_lines: Weighed::list(convert::gift_lines(&source.lines, installation)),
            requests: Weighed::list(convert::requests(&source.requests, plugin)),
            member_tags: Weighed::list(declared.member_tags.clone()),
            balances: Weighed::list(declared.balances.iter().map(convert::balance).collect()),
            documents: Weighed::list(declared.documents.iter().map(convert::document).collect()),
            order_number: declared.order_number,
            basket: basket.clone(),
        };
        PureInput { inner: Arc::new(inner) }
    }

    /// How many lines the basket has: what limits scale with.
    pub fn lines(&self) -> usize {
        self.inner.basket.lines.value.len()
    }
}

/// A value that is handed to guests as it is, with the bytes it counts for.
#[derive(Debug)]
pub(crate) struct Weighed<T: ?Sized> {
    pub(crate) value: Arc<T>,
    pub(crate) bytes: usize,
}

impl<T: Weigh> Weighed<T> {
    fn one(value: T) -> Self {
        let bytes = value.weigh();
        Weighed { value: Arc::new(value), bytes }
    }
}

impl<T: Weigh> Weighed<[T]> {
    fn list(values: Vec<T>) -> Self {
        let bytes = weigh_all(&values);
        Weighed { value: values.into(), bytes }
    }
}

/// Bytes that a value takes on its way between host and guest.
pub(crate) trait Weigh {
    /// How many.
    fn weigh(&self) -> usize;
}

/// Bytes of a list.
pub(crate) fn weigh_all<T: Weigh>(values: &[T]) -> usize {
    values.iter().map(Weigh::weigh).sum()
}
