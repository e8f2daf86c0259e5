//! Makes completed orders sales, and their refunds returns. That an order is done is a fact of the channel that nothing
//! here may refuse, so it is booked after the fact: once, and what cannot be booked is shown to a person.

use crate::app::App;
use crate::context::OpContext;
use crate::derive::derived_id;
use crate::error::{AppError, AppResult, ErrorKind};
use crate::pricing::{OPEN_SKU, local_time};
use crate::returns::{returned_event, stock_of};
use crate::sales::{get_sale, sale_committed};
use bodega_domain::core::{MICROS_PER_ONE, Remainder, split};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{OrderId, ReturnId, SaleId, TenantId, TenderId, TerminalId};
use bodega_domain::order::{ChargeKind, Goods, MERCHANT, Order, OrderRefund, OrderStatus};
use bodega_domain::pricing::{
    ARITHMETIC_VERSION, Context, Line, ManualDiscount, PricedSale, PricingInput, TaxMode, price,
};
use bodega_domain::sale::{Sale, SaleLine, SaleStatus, Tender, TenderState, check_footing};
use bodega_domain::sale_return::{SaleReturn, Wanted, refunded_lines};
use bodega_store::exceptions::Exception;
use bodega_store::orders::BookedRefund;
use bodega_store::org::StoreContext;
use bodega_store::returns::{CommitReturn, CommitReturnError};
use bodega_store::sales::{CommitError, CommitSale};
use serde_json::json;
use uuid::Uuid;

/// Orders booked in one look.
const BATCH: u32 = 50;
/// How long the booking of an order waits that could not be booked, ms.
const PAUSE_MS: i64 = 10 * 60 * 1000;
/// How often a return is worked out again when another return of the sale came in between.
const RETRIES_MAX: u32 = 3;
/// The terminal of a sale that no till made.
const NO_TERMINAL: TerminalId = TerminalId(Uuid::nil());
/// The reason of discounts that the channel gave in the merchant's name.
const REASON: &str = "channel";

/// Books what is due; gives how many orders were looked at.
pub(crate) async fn book_due(app: &App) -> AppResult<usize> {
    let due = app.store.orders_to_book(app.now_ms(), BATCH).await?;
    for (tenant, id) in &due {
        match book(app, *tenant, *id).await {
            Ok(()) => app.wake_outbox(),
            Err(error) if error.kind == ErrorKind::Busy => return Err(error),
            Err(error) => {
                tracing::error!(%tenant, order = %id, "order {id} is not booked yet: {error}");
                app.store.raise_exception(*tenant, &not_booked(app, *id, &error)).await?;
                app.store.delay_booking(*tenant, *id, app.now_ms() + PAUSE_MS).await?;
            }
        }
    }
    Ok(due.len())
}

fn not_booked(app: &App, order: OrderId, error: &AppError) -> Exception {
    Exception {
        id: derived_id(&format!("order/{order}/not-booked")),
        kind: "order.not_booked".to_owned(),
        document: Some(order.0),
        message_json: json!({ "order": order, "code": error.code, "problem": error.message }).to_string(),
        raised_at_ms: app.now_ms(),
        resolved_at_ms: None,
        resolution: None,
    }
}

async fn book(app: &App, tenant: TenantId, id: OrderId) -> AppResult<()> {
    let cx = OpContext::system(tenant);
    let Some(order) = app.store.get_order(tenant, id).await? else { return Ok(()) };
    if order.status != OrderStatus::Completed {
        return Ok(());
    }
    let sale = match order.sale {
        Some(sale) => get_sale(app, &cx, sale).await?,
        None => book_sale(app, &cx, &order).await?,
    };
    let mut booked = Vec::new();
    for (index, refund) in order.refunds.iter().enumerate().filter(|(_, refund)| refund.booked.is_none()) {
        let made = book_refund(app, &cx, &order, &sale, refund, index).await?;
        booked.push(BookedRefund { refund: refund.id.clone(), booked: made });
    }
    Ok(app.store.mark_booked(tenant, id, sale.id, &booked).await?)
}

/// A time that the channel told, between the order and now.
fn told(order: &Order, at_ms: i64, now_ms: i64) -> i64 {
    at_ms.clamp(order.placed_at_ms.min(now_ms), now_ms)
}

async fn book_sale(app: &App, cx: &OpContext, order: &Order) -> AppResult<Sale> {
    let now = app.now_ms();
    let done = order.steps.iter().rev().find(|step| step.status == OrderStatus::Completed);
    let at_ms = told(order, done.map_or(now, |step| step.at_ms), now);
    let place = app.facts.store_context(&app.store, cx.tenant, order.store).await?;
    let input = input_of(app, cx, order, &place, at_ms).await?;
    let priced = price(&input, &mut [], |_, _| {}).map_err(AppError::fault)?;
    if priced.total_minor != order.sale_minor {
        let (total, sold) = (priced.total_minor, order.sale_minor);
        return Err(AppError::fault(format!("the sale of an order comes to {total}, not {sold}")));
    }
    let local = local_time(at_ms, &place.org_unit.time_zone, place.org_unit.cutoff_hour)?;
    let id = SaleId(derived_id(&format!("order/{}/sale", order.id)));
    let sale = Sale {
        id,
        number: format!("{}-{}", order.channel, order.external_id),
        status: SaleStatus::Completed,
        store: order.store,
        terminal: NO_TERMINAL,
        legal_entity: order.legal_entity,
        member: None,
        channel: order.channel.clone(),
        occurred_at_ms: at_ms,
        recorded_at_ms: now,
        business_date: local.business_date,
        currency: order.currency.clone(),
        lines: sale_lines(order, &input, &priced),
        adjustments: Vec::new(),
        taxes: priced.taxes.clone(),
        tenders: tender(order, id.0, priced.total_minor).into_iter().collect(),
        subtotal_minor: priced.subtotal_minor,
        discount_minor: priced.discount_minor,
        tax_minor: priced.tax_minor,
        total_minor: priced.total_minor,
        cash_rounding_minor: 0,
        change_minor: 0,
        skipped: Vec::new(),
        expires_at_ms: None,
    };
    check_footing(&sale, &priced).map_err(AppError::fault)?;
    let commit = CommitSale {
        tenant: cx.tenant,
        events: vec![sale_committed(&sale, now)?],
        sale,
        // Of the order, not of today's tax rates: once booked it stays as it is.
        request_digest: Digest::of(format!("order {}", order.id).as_bytes()),
        input_json: serde_json::to_string(&input).map_err(AppError::fault)?,
        consulted_json: "[]".to_owned(),
        checks_json: "{}".to_owned(),
        claims: Vec::new(),
        // It left when the order was handed over.
        stock: Vec::new(),
        payments: Vec::new(),
    };
    match app.store.commit_sale(commit).await {
        Ok(committed) => Ok(committed.sale),
        Err(CommitError::Store(error)) => Err(error.into()),
        Err(refused) => Err(AppError::conflict("order.sale_refused", refused.to_string())),
    }
}

/// The channel owes it, or pays it back.
fn tender(order: &Order, document: Uuid, amount_minor: i64) -> Option<Tender> {
    (amount_minor > 0).then(|| Tender {
        id: TenderId(derived_id(&format!("{document}/tender"))),
        method: format!("channel:{}", order.channel),
        amount_minor,
        state: TenderState::Settled,
        reference: Some(order.external_id.clone()),
        foreign: None,
        parts: Vec::new(),
    })
}

/// The order's own prices as a pricing input: its lines, then the fees that are the merchant's, with what the merchant
/// gave away as manual discounts, so that the arithmetic proves the sale.
async fn input_of(
    app: &App,
    cx: &OpContext,
    order: &Order,
    place: &StoreContext,
    at_ms: i64,
) -> AppResult<PricingInput> {
    let local = local_time(at_ms, &place.org_unit.time_zone, place.org_unit.cutoff_hour)?;
    let skus: Vec<String> = order.lines.iter().map(|line| line.sku.clone()).collect();
    let known = app.facts.sku_facts(&app.store, cx.tenant, place, &skus, at_ms, &local.date).await?;
    let tax_of = |sku: &str| known.get(sku).and_then(|facts| facts.tax_ppm).unwrap_or(0);
    // Fees follow the goods they come with: those of the dearest line.
    let dearest = order.lines.iter().max_by_key(|line| line.amount_minor);
    let fee_tax = dearest.map_or(0, |line| tax_of(&line.sku));
    let open = |unit_price: i64, tax_ppm: u32| Line {
        sku: OPEN_SKU.to_owned(),
        quantity: MICROS_PER_ONE,
        unit_price,
        floor: 0,
        hard_floor: 0,
        stock_units: 1,
        measured: false,
        tags: Vec::new(),
        tax_ppm,
        gift: None,
    };
    let goods = order.lines.iter().map(|line| {
        let facts = known.get(&line.sku);
        Line {
            sku: line.sku.clone(),
            quantity: line.quantity,
            stock_units: facts.map_or(1, |facts| facts.stock_units),
            measured: line.units == 1 && line.quantity != MICROS_PER_ONE,
            tags: facts.map(|facts| facts.tags.clone()).unwrap_or_default(),
            ..open(line.unit_price_minor, tax_of(&line.sku))
        }
    });
    let fees = own(order, ChargeKind::Fee).map(|fee| open(fee, fee_tax));
    Ok(PricingInput {
        arithmetic: ARITHMETIC_VERSION,
        context: Context {
            currency: order.currency.clone(),
            store: order.store.to_string(),
            channel: order.channel.clone(),
            member: None,
            now_ms: at_ms,
            offset_minutes: local.offset_minutes,
            date: local.date,
            seconds_of_day: local.seconds_of_day,
            weekday: local.weekday,
            // What customers pay to a channel holds the tax, whatever the store's own lists do.
            tax_mode: TaxMode::Inclusive,
        },
        lines: goods.chain(fees).collect(),
        manual_discounts: discounts(order),
        coupons: Vec::new(),
        requests: Vec::new(),
    })
}

/// The amounts of the merchant's own charges of a kind.
fn own(order: &Order, kind: ChargeKind) -> impl Iterator<Item = i64> {
    let own = order.charges.iter().filter(move |charge| charge.kind == kind && charge.party == MERCHANT);
    own.map(|charge| charge.amount_minor)
}

/// The lines' own discounts, and the order's split over lines and fees by largest remainder.
fn discounts(order: &Order) -> Vec<ManualDiscount> {
    let of_lines = order.lines.iter().map(|line| line.discount_minor);
    let weights: Vec<i64> =
        order.lines.iter().map(|line| line.amount_minor).chain(own(order, ChargeKind::Fee)).collect();
    let of_order = split(own(order, ChargeKind::Discount).sum(), &weights, Remainder::LargestRemainder);
    let of_lines = of_lines.chain(std::iter::repeat(0));
    let discount = |(line, (own, share)): (u32, (i64, i64))| ManualDiscount {
        line,
        amount: own + share,
        reason: Some(REASON.to_owned()),
    };
    let all = (0u32..).zip(of_lines.zip(of_order)).map(discount);
    all.filter(|discount| discount.amount > 0).collect()
}

fn sale_lines(order: &Order, input: &PricingInput, priced: &PricedSale) -> Vec<SaleLine> {
    let fees = order.charges.iter().filter(|c| c.kind == ChargeKind::Fee && c.party == MERCHANT);
    let goods = order.lines.iter().map(|line| (line.variant, &line.name));
    let named = goods.chain(fees.map(|fee| (None, &fee.name)));
    (0u32..)
        .zip(named)
        .zip(input.lines.iter().zip(&priced.lines))
        .map(|((line, (variant, name)), (input, price))| SaleLine {
            line,
            variant,
            sku: input.sku.clone(),
            name: name.clone(),
            quantity: input.quantity,
            unit_price_minor: input.unit_price,
            stock_units: input.stock_units,
            measured: input.measured,
            tags: input.tags.clone(),
            gift: None,
            original_minor: price.original_minor,
            manual_discount_minor: price.manual_discount_minor,
            discount_minor: price.discount_minor,
            amount_minor: price.amount_minor,
            tax_ppm: input.tax_ppm,
            tax_minor: price.tax_minor,
            units: price.units.clone(),
        })
        .collect()
}

async fn book_refund(
    app: &App,
    cx: &OpContext,
    order: &Order,
    sale: &Sale,
    refund: &OrderRefund,
    index: usize,
) -> AppResult<ReturnId> {
    let id = ReturnId(derived_id(&format!("order/{}/refund/{}", order.id, refund.id)));
    if app.store.get_return(cx.tenant, id).await?.is_some() {
        return Ok(id);
    }
    for _ in 0..RETRIES_MAX {
        let before = app.store.list_returns(cx.tenant, sale.id).await?;
        let gone: Vec<_> = before.iter().flat_map(|earlier| earlier.lines.clone()).collect();
        let wanted: Vec<(Wanted, i64)> = refund
            .lines
            .iter()
            .map(|back| (Wanted { line: back.line, count: back.units }, back.amount_minor))
            .collect();
        let lines = refunded_lines(&sale.lines, &gone, &wanted, refund.merchant_minor)
            .map_err(|error| AppError::conflict("order.refund_units", error.to_string()))?;
        let too_much = "less is left of the sale than the channel gave back: it was returned in a store too";
        let lines = lines.ok_or_else(|| AppError::conflict("order.refund_amount", too_much))?;
        let now = app.now_ms();
        let at_ms = told(order, refund.at_ms, now);
        let place = app.facts.store_context(&app.store, cx.tenant, order.store).await?;
        let local = local_time(at_ms, &place.org_unit.time_zone, place.org_unit.cutoff_hour)?;
        let sale_return = SaleReturn {
            id,
            number: format!("{}-{}-R{}", order.channel, order.external_id, index + 1),
            sale: sale.id,
            store: order.store,
            terminal: NO_TERMINAL,
            legal_entity: sale.legal_entity,
            occurred_at_ms: at_ms,
            recorded_at_ms: now,
            business_date: local.business_date,
            currency: sale.currency.clone(),
            reason: refund.reason.clone(),
            tax_minor: lines.iter().map(|line| line.tax_minor).sum(),
            lines,
            refund_minor: refund.merchant_minor,
            cash_rounding_minor: 0,
            tenders: tender(order, id.0, refund.merchant_minor).into_iter().collect(),
        };
        let is_back = refund.goods == Goods::Back && !refund.is_before_hand_over;
        let commit = CommitReturn {
            tenant: cx.tenant,
            request_digest: Digest::of(format!("order {} refund {}", order.id, refund.id).as_bytes()),
            claims: Vec::new(),
            payments: Vec::new(),
            lines_before: Some(gone.len()),
            stock: if is_back { stock_of(sale, &sale_return) } else { Vec::new() },
            events: vec![returned_event(sale, &sale_return, &before)?],
            sale_return,
        };
        match app.store.commit_return(commit).await {
            Ok(_) => return Ok(id),
            Err(CommitReturnError::AlreadyReturned { .. }) => {}
            Err(CommitReturnError::Store(error)) => return Err(error.into()),
            Err(refused) => return Err(AppError::conflict("order.refund_refused", refused.to_string())),
        }
    }
    Err(AppError::conflict("return.contended", "other returns of this sale are being made"))
}
