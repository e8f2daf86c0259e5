//! After the rush some customers bring goods back: one unit of a line each, refunded as it was paid.

use crate::checkout::Rung;
use crate::client::{Client, ClientError};
use crate::ids::draw;
use crate::loader::Till;
use crate::wire::{Sale, Tender};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Of a thousand sales so many come back for one article.
const RETURNED: u64 = 20;

/// A unit that came back.
#[derive(Clone, Debug)]
pub struct Back {
    /// The sale it was of.
    pub sale: Uuid,
    /// Which article.
    pub sku: String,
    /// In which store of the data set.
    pub store: u32,
    /// What was paid back.
    pub refund_minor: i64,
    /// Whether a member had bought.
    pub is_member: bool,
}

/// Makes the returns, at the first till of the store of each sale.
///
/// # Errors
/// The server refuses one.
pub async fn bring_back(
    client: &Client,
    rung: &[Rung],
    tills: &BTreeMap<u32, (Uuid, Till)>,
) -> Result<Vec<Back>> {
    let mut back = Vec::new();
    for (count, rung) in rung.iter().enumerate().filter(|(_, rung)| draw(rung.basket, 9) < RETURNED) {
        let sale = &rung.sale;
        let fit = sale.lines.iter().filter(|line| line.amount_minor > 0);
        // The line that cost most: with it the customer has the most reason to come back.
        let Some(line) = fit.max_by_key(|line| (line.amount_minor, std::cmp::Reverse(line.line))) else {
            continue;
        };
        let (store, till) = tills.get(&rung.store).context("a sale of a store without a till")?;
        let number = format!("{}-{:02}-R-{:06}", rung.store, till.number, count + 1);
        let wanted = json!([{"line": line.line, "count": 1}]);
        let refund_minor = refund(client, sale, &wanted).await?;
        let path = format!("/v1/returns/{}", Uuid::now_v7());
        let method = if refund_minor > 0 { vec![tender(sale, refund_minor)] } else { Vec::new() };
        let body = json!({
            "sale": sale.id,
            "store": store,
            "terminal": till.id,
            "number": number,
            "occurred_at_ms": jiff::Timestamp::now().as_millisecond(),
            "reason": "changed their mind",
            "lines": wanted,
            "tenders": method,
        });
        let answer: Result<Value, ClientError> = client.put_timed(&path, &body, "return", &number).await;
        answer?;
        let (sku, store) = (line.sku.clone(), rung.store);
        back.push(Back { sale: sale.id, sku, store, refund_minor, is_member: rung.is_member });
    }
    Ok(back)
}

/// What the return would pay back, as the server works it out.
async fn refund(client: &Client, sale: &Sale, wanted: &Value) -> Result<i64> {
    let body = json!({"sale": sale.id, "lines": wanted});
    let preview: Value = client.ask("/v1/returns/preview", &body, "preview", &sale.number).await?;
    preview["refund_minor"].as_i64().context("a preview without the refund")
}

/// Money goes back the way it came; the change of a cash sale never left the till.
fn tender(sale: &Sale, amount_minor: i64) -> Tender {
    let method = sale.tenders.first().map_or("cash", |tender| tender.method.as_str()).to_owned();
    let reference = (method == "card").then(|| format!("REFUND-{}", sale.number));
    Tender { id: Uuid::now_v7(), method, amount_minor, reference }
}
