//! One customer at one till: quote, gift, points, payment, and what to do when the answer is another than hoped.

use crate::campaigns::WELCOME_CODE;
use crate::client::{Client, ClientError};
use crate::data::{Basket, Coupon};
use crate::ids::draw;
use crate::loader::{Till, member_id};
use crate::wire::{Draft, DraftLine, Expected, GiftMark, NewSale, Quote, Request, Sale, Tender};
use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeSet;
use std::sync::Mutex;
use uuid::Uuid;

/// How often a till asks a basket's price again before it gives up: claims of others may come in between.
const TRIES_MAX: u32 = 6;

/// Of a thousand customers so many leave their card at home.
const NO_CARD: u64 = 70;
/// Of a thousand baskets of [`WELCOME_LINES`] lines so many come with the welcome coupon.
const WELCOME: u64 = 200;
/// Lines of a basket worth a coupon.
const WELCOME_LINES: usize = 5;
/// Of a thousand gifts so many are taken.
const TAKEN: u64 = 900;
/// Of a thousand sales so many are sent twice, as a till does whose first answer got lost.
const REPEATED: u64 = 30;
/// Of a thousand sales so many are paid in cash.
const CASH: u64 = 360;
/// Of a thousand sales so many are paid half in cash, half by card.
const SPLIT: u64 = 40;

/// What all tills of a day share.
pub struct Floor<'a> {
    /// The server.
    pub client: &'a Client,
    /// Coupons of the data set.
    pub coupons: &'a [Coupon],
    /// Households that have bought already today: they have points to redeem.
    pub seen: &'a Mutex<BTreeSet<u32>>,
}

/// What came of a basket.
#[derive(Clone, Debug)]
pub struct Rung {
    /// The basket's number in the data set.
    pub basket: u64,
    /// The store's number in the data set.
    pub store: u32,
    /// The sale in the books.
    pub sale: Sale,
    /// Whether a member bought.
    pub is_member: bool,
    /// How often the price had changed between quote and sale.
    pub price_changes: u32,
    /// How often a claim was taken by somebody else in between.
    pub claims_lost: u32,
    /// Whether the sale was sent twice, and came back the same.
    pub is_repeated: bool,
    /// Gifts taken.
    pub gifts: usize,
    /// Codes entered.
    pub codes: usize,
}

/// Rings up `basket` at `till`; `number` is what the receipt says.
///
/// # Errors
/// The server refuses for another reason than a price that changed.
pub async fn ring_up(
    floor: &Floor<'_>,
    basket: &Basket,
    store: Uuid,
    till: Till,
    number: String,
) -> Result<Rung> {
    let is_member = draw(basket.id, 1) >= NO_CARD;
    let mut draft = Draft {
        store,
        terminal: till.id,
        member: is_member.then(|| member_id(basket.household)),
        channel: "pos",
        lines: basket.lines.iter().map(line).collect(),
        coupons: codes(floor, basket, is_member),
        requests: Vec::new(),
    };
    let was_here = is_member && floor.seen.lock().is_ok_and(|seen| seen.contains(&basket.household));
    if was_here {
        // There may be points by now: loyalty gives them by event, a moment after the sale.
        draft.requests.push(Request { plugin: "loyalty", name: "redeem", value: "max" });
    }
    let rung = sell(floor.client, basket, draft, number).await?;
    if let (true, Ok(mut seen)) = (is_member, floor.seen.lock()) {
        seen.insert(basket.household);
    }
    Ok(rung)
}

fn line(line: &crate::data::Line) -> DraftLine {
    DraftLine { sku: line.product.to_string(), quantity: line.quantity.to_string(), gift: None }
}

fn codes(floor: &Floor<'_>, basket: &Basket, is_member: bool) -> Vec<String> {
    let mut codes = Vec::new();
    if is_member {
        let redeemed = floor.coupons.iter().filter(|coupon| coupon.redeemers.contains(&basket.household));
        codes.extend(redeemed.map(|coupon| coupon.upc.to_string()));
    }
    if basket.lines.len() >= WELCOME_LINES && draw(basket.id, 2) < WELCOME {
        codes.push(WELCOME_CODE.to_owned());
    }
    codes
}

async fn sell(client: &Client, basket: &Basket, mut draft: Draft, number: String) -> Result<Rung> {
    let about = |draft: &Draft| format!("{number}, {} lines", draft.lines.len());
    let mut quote: Quote = client.ask("/v1/quotes", &draft, "quote", &about(&draft)).await?;
    let gifts = take_gifts(&mut draft, &quote, basket);
    if gifts > 0 {
        quote = client.ask("/v1/quotes", &draft, "quote", &about(&draft)).await?;
    }
    let path = format!("/v1/sales/{}", Uuid::now_v7());
    let (mut price_changes, mut claims_lost) = (0, 0);
    for _ in 0..TRIES_MAX {
        let sale = NewSale {
            draft: draft.clone(),
            number: number.clone(),
            occurred_at_ms: jiff::Timestamp::now().as_millisecond(),
            tenders: tenders(basket, quote.total_minor, &number),
            quote: Expected { total_minor: quote.total_minor, digest: quote.digest.clone() },
        };
        match client.put_timed::<Sale>(&path, &sale, "sale", &about(&draft)).await {
            Ok(sold) => {
                let is_repeated = draw(basket.id, 5) < REPEATED;
                if is_repeated {
                    let again: Sale = client.put(&path, &sale).await?;
                    ensure!(again == sold, "{number}: the same request came back as another sale");
                }
                let codes = draft.coupons.len();
                return Ok(Rung {
                    basket: basket.id,
                    store: basket.store,
                    sale: sold,
                    is_member: draft.member.is_some(),
                    price_changes,
                    claims_lost,
                    is_repeated,
                    gifts,
                    codes,
                });
            }
            Err(error) => {
                let Some(next) = next_quote(client, &error, &draft, &about(&draft)).await? else {
                    return Err(error).with_context(|| format!("basket {}", basket.id));
                };
                match error.refused_with("price_changed") {
                    Some(_) => price_changes += 1,
                    None => claims_lost += 1,
                }
                quote = next;
            }
        }
    }
    bail!("{number}: the price changed {TRIES_MAX} times in a row")
}

/// The quote to go on with after a refusal; `None` where the refusal is not about the price.
async fn next_quote(
    client: &Client,
    error: &ClientError,
    draft: &Draft,
    about: &str,
) -> Result<Option<Quote>> {
    if let Some(problem) = error.refused_with("price_changed") {
        let quote = problem.more.get("quote").cloned().context("price_changed came without the new quote")?;
        return Ok(Some(serde_json::from_value(quote)?));
    }
    if error.refused_with("sale.claim_refused").is_some() {
        return Ok(Some(client.ask("/v1/quotes", draft, "quote", about).await?));
    }
    Ok(None)
}

/// Puts proposed gifts on the ticket, as the cashier would; how many.
fn take_gifts(draft: &mut Draft, quote: &Quote, basket: &Basket) -> usize {
    if draw(basket.id, 3) >= TAKEN {
        return 0;
    }
    draft.lines.extend(quote.gifts.iter().map(|gift| DraftLine {
        sku: gift.sku.clone(),
        quantity: gift.quantity.clone(),
        gift: Some(GiftMark { installation: gift.installation, reference: gift.reference.clone() }),
    }));
    quote.gifts.len()
}

fn tenders(basket: &Basket, total_minor: i64, number: &str) -> Vec<Tender> {
    let cash = |amount_minor| Tender {
        id: Uuid::now_v7(),
        method: "cash".to_owned(),
        amount_minor,
        reference: None,
    };
    let card = |amount_minor| Tender {
        id: Uuid::now_v7(),
        method: "card".to_owned(),
        amount_minor,
        reference: Some(format!("AUTH-{number}")),
    };
    match draw(basket.id, 4) {
        _ if total_minor <= 0 => Vec::new(),
        0..CASH => vec![cash(notes(total_minor))],
        CASH.. if draw(basket.id, 6) < SPLIT && total_minor > 1 => {
            vec![card(total_minor / 2), cash(total_minor - total_minor / 2)]
        }
        _ => vec![card(total_minor)],
    }
}

/// What a customer hands over in notes: the next $5 for small sums, the next $20 for large ones.
fn notes(total_minor: i64) -> i64 {
    let note = if total_minor <= 2_000 { 500 } else { 2_000 };
    (total_minor + note - 1) / note * note
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_pay_with_notes() {
        assert_eq!(notes(1), 500);
        assert_eq!(notes(500), 500);
        assert_eq!(notes(1_999), 2_000);
        assert_eq!(notes(2_001), 4_000);
    }

    #[test]
    fn tenders_always_pay_and_only_cash_overpays() {
        for id in 0..2_000 {
            let basket = Basket { id, store: 1, household: 1, at_ms: 0, lines: Vec::new() };
            let tenders = tenders(&basket, 2_345, "1-01-A-000001");
            let paid: i64 = tenders.iter().map(|tender| tender.amount_minor).sum();
            let cash = tenders.iter().any(|tender| tender.method == "cash");
            assert!(paid == 2_345 || (paid > 2_345 && cash), "{tenders:?}");
        }
        let basket = Basket { id: 1, store: 1, household: 1, at_ms: 0, lines: Vec::new() };
        assert!(tenders(&basket, 0, "x").is_empty());
    }
}
