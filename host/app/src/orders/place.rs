//! What a plugin said of orders, in the store's words: names become ids, and numbers are checked.

use crate::app::App;
use crate::derive::derived_id;
use crate::error::AppResult;
use crate::invocations::Invocation;
use crate::pricing::local_time;
use bodega_domain::ids::{OrderId, OrgUnitId};
use bodega_domain::order::{NewOrder, NewOrderLine, Order, OrderChange, OrderStatus, order_id_is_plain};
use bodega_plugin_host::{OrderEffect, OrderSaid, Recipient as RecordedRecipient, RecordedOrder};
use bodega_store::orders::{OrderCommand, OrderNews, PlaceOrder, Recipient};
use bodega_store::org::OrgUnitKind;

/// The longest text of a recipient, characters: an address with directions.
const RECIPIENT_TEXT_MAX: usize = 500;
/// How far a channel's clock may be ahead of ours, ms: a day of a wrong time zone.
const AHEAD_MAX_MS: i64 = 24 * 60 * 60 * 1000;

/// The commands that an invocation's order effects are, or why they are not allowed.
pub(crate) async fn commands(
    app: &App,
    invocation: &Invocation,
    effects: Vec<OrderEffect>,
) -> AppResult<Result<Vec<OrderCommand>, String>> {
    let mut commands = Vec::with_capacity(effects.len());
    for effect in effects {
        let command = match effect {
            OrderEffect::Place(order) => place(app, invocation, *order).await?,
            OrderEffect::Tell { channel, external_id, at_ms, said } => {
                tell(app, invocation, OrderEffectRef { channel, external_id, at_ms }, said)
            }
        };
        match command {
            Ok(command) => commands.push(command),
            Err(problem) => return Ok(Err(problem)),
        }
    }
    Ok(Ok(commands))
}

struct OrderEffectRef {
    channel: String,
    external_id: String,
    at_ms: i64,
}

fn check_channel(invocation: &Invocation, channel: &str) -> Result<(), String> {
    let declared = invocation.installed.manifest.channel.as_ref();
    if declared.is_some_and(|declared| declared.names.iter().any(|name| name == channel)) {
        return Ok(());
    }
    Err(format!("channel {channel:?} is not declared in the manifest"))
}

fn check_time(app: &App, what: &str, at_ms: i64) -> Result<(), String> {
    if (0..=app.now_ms() + AHEAD_MAX_MS).contains(&at_ms) {
        return Ok(());
    }
    Err(format!("{what} must be a time in ms since 1970 that is not more than a day ahead, not {at_ms}"))
}

fn tell(
    app: &App,
    invocation: &Invocation,
    order: OrderEffectRef,
    said: OrderSaid,
) -> Result<OrderCommand, String> {
    let OrderEffectRef { channel, external_id, at_ms } = order;
    check_channel(invocation, &channel)?;
    check_time(app, "the time of an order's news", at_ms)?;
    if !order_id_is_plain(&external_id) {
        return Err(format!("{external_id:?} is not an id of an order"));
    }
    let change = match said {
        OrderSaid::Step { to, reason } => {
            let status = OrderStatus::parse(&to)
                .filter(|status| !matches!(status, OrderStatus::New | OrderStatus::Cancelled));
            let to = status.ok_or_else(|| format!("an order cannot be told to be {to:?}"))?;
            OrderChange::Step { to, reason }
        }
        OrderSaid::Cancel { reason, goods } => OrderChange::Cancel { reason, goods },
        OrderSaid::Refund(refund) => OrderChange::Refund(refund),
    };
    Ok(OrderCommand::Tell(OrderNews { channel, external_id, change, at_ms }))
}

async fn place(
    app: &App,
    invocation: &Invocation,
    recorded: RecordedOrder,
) -> AppResult<Result<OrderCommand, String>> {
    if let Err(problem) = check_channel(invocation, &recorded.channel) {
        return Ok(Err(problem));
    }
    let Ok(store) = recorded.store.parse::<OrgUnitId>() else {
        return Ok(Err(format!("{:?} is not a store's id", recorded.store)));
    };
    let tenant = invocation.tenant;
    let known = app.store.get_org_unit(tenant, store).await?;
    let scope = &invocation.installed.scope;
    if known.is_none_or(|unit| unit.kind != OrgUnitKind::Store || !scope.covers(&unit.lineage())) {
        return Ok(Err(format!("there is no store {store}")));
    }
    let times = check_time(app, "the time of an order", recorded.placed_ms);
    if let Err(problem) = times.and_then(|()| check_recipient(recorded.recipient.as_ref())) {
        return Ok(Err(problem));
    }
    let now = app.now_ms();
    let context = app.facts.store_context(&app.store, tenant, store).await?;
    let local = local_time(now, &context.org_unit.time_zone, context.org_unit.cutoff_hour)?;
    let skus: Vec<String> = recorded.lines.iter().map(|line| line.sku.clone()).collect();
    let facts = app.facts.sku_facts(&app.store, tenant, &context, &skus, now, &local.date).await?;
    let lines = recorded.lines.into_iter().map(|line| {
        let facts = facts.get(&line.sku);
        NewOrderLine {
            variant: facts.map(|facts| facts.variant),
            stock_units: facts.map_or(1, |facts| facts.stock_units),
            is_measured: facts.is_some_and(|facts| facts.measured),
            sku: line.sku,
            name: line.name,
            quantity: line.quantity,
            unit_price_minor: line.unit_price,
            discount_minor: line.discount,
        }
    });
    // Of the invocation, so that a re-run makes the same order.
    let id = format!("order/{}/{}/{}", invocation.id, recorded.channel, recorded.external_id);
    let order = Order::place(NewOrder {
        id: OrderId(derived_id(&id)),
        plugin: invocation.installed.plugin.to_string(),
        channel: recorded.channel,
        external_id: recorded.external_id,
        number: recorded.number,
        store,
        legal_entity: context.legal_entity.id,
        fulfilment: recorded.fulfilment,
        currency: context.legal_entity.currency.clone(),
        placed_at_ms: recorded.placed_ms,
        wanted_at_ms: recorded.wanted_ms,
        recorded_at_ms: now,
        lines: lines.collect(),
        charges: recorded.charges,
        paid_minor: recorded.paid,
    });
    let recipient = recorded.recipient.map(|who| Recipient {
        name: who.name,
        phone: who.phone,
        address: who.address,
        note: who.note,
    });
    Ok(order
        .map(|order| OrderCommand::Place(Box::new(PlaceOrder { order, recipient })))
        .map_err(|invalid| invalid.to_string()))
}

/// The texts themselves are in no message: it goes to logs.
fn check_recipient(recipient: Option<&RecordedRecipient>) -> Result<(), String> {
    let Some(who) = recipient else { return Ok(()) };
    let is_long = |text: &String| text.chars().count() > RECIPIENT_TEXT_MAX || text.contains('\0');
    match [&who.name, &who.phone, &who.address, &who.note].into_iter().any(is_long) {
        true => Err(format!("a recipient's texts have at most {RECIPIENT_TEXT_MAX} characters each")),
        false => Ok(()),
    }
}
