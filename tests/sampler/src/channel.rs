//! A sales channel: news comes in on a route as a list and is told as it is; a push goes to the shop's address as one
//! request, whose answer says what became of each.

use crate::Sampler;
use bodega_sdk::prelude::*;
use bodega_sdk::{
    Changes, ChargeKind, Content, EgressRequest, Fulfilment, Goods, HttpFailure, HttpResponse, NewOrder,
    OrderCharge, OrderLine, OrderRef, Party, PushAnswer, PushFailure, PushOutcome, Recipient, RepaidLine,
    Repayment, json_response,
};
use serde_json::{Value, json};

/// The sampler's channel.
const CHANNEL: &str = "eats";

/// Tells the host each piece of news.
pub fn news(body: &[u8], host: &mut impl Host) -> Result<HttpResponse, HttpFailure> {
    let news: Vec<Value> = serde_json::from_slice(body).map_err(|e| HttpFailure::Reject(e.to_string()))?;
    for piece in &news {
        tell(piece, host).ok_or_else(|| HttpFailure::Reject(format!("not understood: {piece}")))?;
    }
    let stored = news.first().and_then(|piece| host.find_order(CHANNEL, piece["id"].as_str()?));
    let known = stored.map(|order| serde_json::from_str::<Value>(&order).unwrap_or_default()["id"].clone());
    Ok(json_response(200, &json!({ "told": news.len(), "known": known })))
}

fn tell(piece: &Value, host: &mut impl Host) -> Option<()> {
    let channel = piece["channel"].as_str().unwrap_or(CHANNEL);
    let order = OrderRef::new(channel, piece["id"].as_str()?);
    let at_ms = piece["at"].as_i64().unwrap_or_else(|| host.now_ms());
    let reason = piece["reason"].as_str();
    let goods = if piece["goods"] == "back" { Goods::Back } else { Goods::Gone };
    match piece["news"].as_str()? {
        "placed" => host.place_order(&placed(piece, order, at_ms)?),
        "accepted" => host.accept_order(&order, at_ms),
        "rejected" => host.reject_order(&order, at_ms, reason),
        "cancelled" => host.cancel_order(&order, at_ms, reason, goods),
        "refunded" => {
            let line = |line: &Value| {
                let units = u32::try_from(line["units"].as_u64()?).ok()?;
                let amount = line["amount"].as_i64().unwrap_or(0);
                Some(RepaidLine { line: u32::try_from(line["line"].as_u64()?).ok()?, units, amount })
            };
            let repayment = Repayment {
                id: piece["refund"].as_str()?.to_owned(),
                customer: piece["customer"].as_i64()?,
                merchant: piece["merchant"].as_i64()?,
                lines: piece["lines"].as_array().into_iter().flatten().filter_map(line).collect(),
                goods,
                reason: reason.map(str::to_owned),
            };
            host.refund_order(&order, at_ms, &repayment);
        }
        status => host.update_order(&order, at_ms, status),
    }
    Some(())
}

fn placed(piece: &Value, order: OrderRef, placed_ms: i64) -> Option<NewOrder> {
    let line = |line: &Value| {
        Some(OrderLine {
            sku: line["sku"].as_str()?.to_owned(),
            name: line["sku"].as_str()?.to_owned(),
            quantity: line["quantity"].as_i64()? * 1_000_000,
            unit_price: line["price"].as_i64()?,
            discount: line["discount"].as_i64().unwrap_or(0),
        })
    };
    let charge = |charge: &Value| {
        Some(OrderCharge {
            name: charge["name"].as_str()?.to_owned(),
            kind: match charge["kind"].as_str()? {
                "fee" => ChargeKind::Fee,
                "discount" => ChargeKind::Discount,
                _ => ChargeKind::Commission,
            },
            amount: charge["amount"].as_i64()?,
            party: if charge["party"] == "merchant" { Party::Merchant } else { Party::Channel },
        })
    };
    Some(NewOrder {
        channel: order.channel,
        number: format!("#{}", order.external_id.chars().rev().take(3).collect::<String>()),
        external_id: order.external_id,
        store: piece["store"].as_str()?.to_owned(),
        fulfilment: Fulfilment::ChannelDelivery,
        placed_ms,
        wanted_ms: None,
        lines: piece["lines"].as_array()?.iter().filter_map(line).collect(),
        charges: piece["charges"].as_array().into_iter().flatten().filter_map(charge).collect(),
        paid: piece["paid"].as_i64()?,
        recipient: piece["phone"].as_str().map(|phone| Recipient {
            name: "王女士".to_owned(),
            phone: phone.to_owned(),
            address: "南京路 1 号".to_owned(),
            note: "不要辣".to_owned(),
        }),
    })
}

impl Channel for Sampler {
    fn push(changes: &Changes, host: &mut impl Host) -> Result<PushAnswer, PushFailure> {
        let shop = changes.details.shop.as_deref().unwrap_or("{}");
        let shop: Value = serde_json::from_str(shop).unwrap_or_default();
        let items = changes.items.iter().map(|item| {
            let mapping: Value = serde_json::from_str(&item.mapping).unwrap_or_default();
            json!({
                "sku": item.sku, "item": mapping["item"], "on_hand": item.on_hand, "available": item.available,
                "price": item.price, "on_sale": item.on_sale,
            })
        });
        let orders = changes.orders.iter().map(|order| {
            json!({
                "id": order.id, "external": order.external_id, "status": order.status, "known": order.known,
                "reason": order.reason,
            })
        });
        let body = json!({
            "shop": shop["shop"], "attempt": changes.details.attempt, "items": items.collect::<Vec<_>>(),
            "orders": orders.collect::<Vec<_>>(),
        });
        let answer = send(shop["url"].as_str().unwrap_or_default(), &body, host)?;
        Ok(PushAnswer { items: outcomes(&answer["items"]), orders: outcomes(&answer["orders"]) })
    }
}

fn send(url: &str, body: &Value, host: &mut impl Host) -> Result<Value, PushFailure> {
    let request = EgressRequest {
        method: "POST".to_owned(),
        url: url.to_owned(),
        query: vec![],
        headers: vec![],
        body: Content::Bytes(body.to_string().into_bytes()),
        redirects: 0,
        timeout_ms: 2_000,
    };
    let answer = host.egress(&request).map_err(|error| PushFailure::Retry(format!("{error:?}")))?;
    if answer.status != 200 {
        return Err(PushFailure::Retry(format!("the channel answers {}", answer.status)));
    }
    serde_json::from_slice(&answer.body).map_err(|error| PushFailure::Other(error.to_string()))
}

/// `{"name": "ok" | "retry" | "the reason of a refusal"}`.
fn outcomes(answer: &Value) -> Vec<(String, PushOutcome)> {
    let outcome = |(name, word): (&String, &Value)| {
        let outcome = match word.as_str().unwrap_or_default() {
            "ok" => PushOutcome::Done,
            "retry" => PushOutcome::Retry("told to".to_owned()),
            reason => PushOutcome::Reject(reason.to_owned()),
        };
        (name.clone(), outcome)
    };
    answer.as_object().into_iter().flatten().map(outcome).collect()
}
