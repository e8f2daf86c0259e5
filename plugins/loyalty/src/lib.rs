//! Loyalty: points, tiers and redemption.
//!
//! Points are spent in [`redeem`], as claims of a priced sale, and earned in [`earn`], once the sale is committed; a
//! return takes both back in [`returns`]. They are kept on the ledger, see [`lots`]. The other files hold one idea
//! each; this one reads what they need and records what they say. `README.md` tells merchants what can be set.

pub mod dates;
pub mod earn;
pub mod lots;
pub mod payload;
pub mod record;
pub mod redeem;
pub mod returns;
pub mod settings;
pub mod tiers;

use bodega_sdk::prelude::*;
use dates::Date;
use payload::{Sale, SaleCommitted, SaleReturned};
use record::Record;
use returns::reverse;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use settings::{ONCE_PPM, Redeem, Settings, Tier};
use tiers::Member;

const EARNINGS: &str = "earnings";
const MEMBERS: &str = "members";
const POINTS_EARNED: &str = "loyalty.points-earned.v1";
const POINTS_RETURNED: &str = "loyalty.points-returned.v1";
const TIER_CHANGED: &str = "loyalty.tier-changed.v1";
/// The host's limit of a document. A sale would need some thousand lines to pass it.
const DOCUMENT_BYTES_MAX: usize = 64 << 10;
/// A lot a month for forty years; also the most that the host gives at once.
const LOTS_MAX: u32 = 500;

/// The plugin.
pub struct Loyalty;

// Natively, in tests, the trait is called: a linker of shared objects cannot read the names of component exports.
#[cfg(target_arch = "wasm32")]
bodega_sdk::register!(Loyalty: pricing, events);

impl Pricing for Loyalty {
    fn compile(rules: &impl CompileSource) -> Result<Compiled, Refusal> {
        let settings = Settings::read(&rules.settings())
            .map_err(|problem| Refusal::InvalidSettings(problem.to_string()))?;
        let snapshot = postcard::to_allocvec(&settings.redeem)
            .map_err(|error| Refusal::Other(format!("cannot write the snapshot: {error}")))?;
        let Some(rule) = settings.redeem else { return Ok(Compiled::new(snapshot)) };
        let reference = redeem::reference(&rule);
        Ok(Compiled::new(snapshot)
            .balance(lots::lots_prefix("{member}") + "*")
            .balance(lots::owed_account("{member}"))
            .legend(&reference, "zh-CN", "积分抵扣")
            .legend(&reference, "en", "Points redeemed"))
    }

    fn price(snapshot: &[u8], basket: &impl Basket) -> Result<Answer, Refusal> {
        let rule: Option<Redeem> = postcard::from_bytes(snapshot)
            .map_err(|error| Refusal::Other(format!("cannot read the snapshot: {error}")))?;
        redeem::price(rule.as_ref(), basket)
    }
}

impl EventHandler for Loyalty {
    fn handle(event: &Envelope, host: &mut impl Host) -> Result<(), Failure> {
        match event.type_.as_str() {
            "sale.committed.v1" => {
                let SaleCommitted { sale } = read("the event", &event.payload)?;
                earn_points(&sale, host)
            }
            "sale.returned.v1" => {
                let returned: SaleReturned = read("the event", &event.payload)?;
                return_points(&returned, Date::of_utc_ms(event.occurred_ms), host)
            }
            _ => Ok(()),
        }
    }
}

/// Gives the member of a sale what it earned, and the tier that it leads to.
fn earn_points(sale: &Sale, host: &mut impl Host) -> Result<(), Failure> {
    let Some(id) = &sale.member else { return Ok(()) };
    let key = sale_key(&sale.id);
    if sale.status != "completed" || host.document(EARNINGS, &key).is_some() {
        return Ok(());
    }
    let settings = settings(host)?;
    let day = Date::parse(&sale.business_date)
        .ok_or_else(|| Failure::Reject(format!("business_date {:?} is not a date", sale.business_date)))?;
    let (mut member, version) = member(host, id)?;

    let tier = member.reached(&settings.tiers, member.as_of(day.month()));
    let multiplier = tier.map_or(ONCE_PPM, |tier| tier.multiplier_ppm);
    let earned = earn::earn(sale, &settings.earn, multiplier, day)
        .ok_or_else(|| Failure::Reject("the sale's amounts are too large to earn points".to_owned()))?;
    let expiry = lots::expiry_of(day, settings.lifetime);
    let lot = lots::lot_account(id, expiry);
    let record = Record::new(sale, id, day.month().to_string(), lot.clone(), &earned);
    put(host, EARNINGS, &key, &record, 0)?;

    if earned.points > 0 {
        let (postings, debt_paid) = lots::give(id, &lot, earned.points, debt(host, id));
        host.post(&postings, &format!("sale {}", sale.number));
        let payload = json!({
            "sale": sale.id, "member": id, "points": earned.points, "debt_paid": debt_paid,
            "expires": (expiry < Date::LAST).then(|| expiry.to_string()), "tier": tier.map(|tier| &tier.tag),
        });
        host.emit(POINTS_EARNED, &sale.id, &payload.to_string());
    }
    member.spent(day.month(), earned.spend_minor);
    settle_tier(host, &settings.tiers, id, &mut member, day, &sale.id);
    put(host, MEMBERS, &member_key(id), &member, version)
}

/// Takes back what the returned goods earned, and gives back what was redeemed for them.
fn return_points(returned: &SaleReturned, today: Date, host: &mut impl Host) -> Result<(), Failure> {
    if returned.member.is_none() {
        return Ok(());
    }
    let key = sale_key(&returned.sale);
    let Some(document) = host.document(EARNINGS, &key) else { return missing_record(host, &key) };
    let before: Record = read("the sale's document", &document.body)?;
    let mut record = before.clone();
    let reversal = reverse(&mut record, &returned.lines);
    if record == before {
        return Ok(());
    }
    put(host, EARNINGS, &key, &record, document.version)?;

    let id = record.member.as_str();
    let (mut member, version) = member(host, id)?;
    let net = reversal.given_back - reversal.reversed;
    let (postings, owed) = if net >= 0 {
        (lots::give(id, &record.lot, net, debt(host, id)).0, 0)
    } else {
        lots::take_back(id, &record.lot, &host.accounts(&lots::lots_prefix(id), LOTS_MAX), today, -net)
    };
    if !postings.is_empty() {
        host.post(&postings, &format!("return of sale {}", record.number));
    }
    if reversal.reversed > 0 || reversal.given_back > 0 {
        let payload = json!({
            "sale": returned.sale, "return": returned.return_id, "member": id,
            "reversed": reversal.reversed, "given_back": reversal.given_back, "owed": owed,
        });
        host.emit(POINTS_RETURNED, &returned.sale, &payload.to_string());
    }
    member.unspent(&record.month, reversal.spend_minor);
    settle_tier(host, &settings(host)?.tiers, id, &mut member, today, &returned.sale);
    put(host, MEMBERS, &member_key(id), &member, version)
}

/// Sales of before the installation have no record and never will; their ids, UUIDv7, sort before all we know.
/// Any other sale's event is still to come.
fn missing_record(host: &impl Host, key: &str) -> Result<(), Failure> {
    let first = host.documents(EARNINGS, &sale_key(""), None, 1);
    if first.first().is_some_and(|first| key < first.key.as_str()) {
        host.log(
            LogLevel::Info,
            &format!("{key} is older than the installation: its return moves no points"),
        );
        return Ok(());
    }
    Err(Failure::Retry(format!("{key} is not in `{EARNINGS}` yet: its return waits for the sale")))
}

/// Brings the member's tag in line with what was spent, and reports a change.
fn settle_tier(host: &mut impl Host, tiers: &[Tier], id: &str, member: &mut Member, day: Date, sale: &str) {
    let to = member.reached(tiers, member.as_of(day.month()));
    let tag = to.map(|tier| tier.tag.clone());
    if tag == member.tier {
        return;
    }
    if let Some(old) = &member.tier {
        host.remove_tag(id, old);
    }
    if let Some(new) = &tag {
        host.add_tag(id, new);
    }
    let payload = json!({
        "member": id, "from": member.tier, "to": tag, "name": to.map(|tier| &tier.name), "sale": sale,
    });
    host.emit(TIER_CHANGED, id, &payload.to_string());
    member.tier = tag;
}

/// Points the member owes.
fn debt(host: &impl Host, member: &str) -> i64 {
    -host.available(&lots::owed_account(member)).min(0)
}

/// The member's document and its version. Whoever changes points writes it, so that two events of one member never
/// commit on the same reading.
fn member(host: &impl Host, id: &str) -> Result<(Member, u64), Failure> {
    match host.document(MEMBERS, &member_key(id)) {
        Some(document) => Ok((read("the member's document", &document.body)?, document.version)),
        None => Ok((Member::default(), 0)),
    }
}

/// A person may mend the settings while the event waits.
fn settings(host: &impl Host) -> Result<Settings, Failure> {
    Settings::read(&host.settings()).map_err(|problem| Failure::Retry(format!("settings: {problem}")))
}

fn read<T: DeserializeOwned>(what: &str, json: &str) -> Result<T, Failure> {
    serde_json::from_str(json).map_err(|error| Failure::Reject(format!("cannot read {what}: {error}")))
}

fn put(
    host: &mut impl Host,
    collection: &str,
    key: &str,
    document: &impl Serialize,
    expected_version: u64,
) -> Result<(), Failure> {
    let body = serde_json::to_string(document)
        .map_err(|error| Failure::Reject(format!("cannot write {collection}/{key}: {error}")))?;
    if body.len() > DOCUMENT_BYTES_MAX {
        return Err(Failure::Reject(format!("{collection}/{key} would have {} bytes, too many", body.len())));
    }
    host.put(collection, key, &body, Some(expected_version));
    Ok(())
}

fn sale_key(id: &str) -> String {
    format!("sale/{id}")
}

fn member_key(id: &str) -> String {
    format!("member/{id}")
}
