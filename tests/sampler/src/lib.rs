//! Serves every extension point in a few lines each, so that tests see the host's side of it.

mod exports;
mod messaging;

mod channel;

use bodega_sdk::prelude::*;
use bodega_sdk::{
    AccountGroup, AccountQuestion, ActionAnswer, ActionFailure, Cell, Column, Content, CryptoPart,
    DigestAlgorithm, EgressFailure, EgressPart, EgressRequest, Fact, Group, HttpCaller, HttpFailure,
    HttpRequest, HttpResponse, JobFailure, JobRun, Kind, Localized, MigrationOutcome, MoveLine, Objection,
    Plot, Press, Question, ReportQuery, Severity, Table, Tender, Totals, json_response,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// The plugin.
pub struct Sampler;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Settings {
    /// Taken off every unit, parts of ten thousand.
    bp: i64,
    /// Fails at every price.
    crash: bool,
    /// Counts a strike against the member with every discount.
    strike: bool,
}

impl Pricing for Sampler {
    fn compile(rules: &impl CompileSource) -> Result<Compiled, Refusal> {
        let settings: Settings =
            serde_json::from_str(&rules.settings()).map_err(|e| Refusal::InvalidSettings(e.to_string()))?;
        let mut snapshot = settings.bp.to_le_bytes().to_vec();
        snapshot.extend([u8::from(settings.crash), u8::from(settings.strike)]);
        Ok(Compiled::new(snapshot).legend("off", "en", "Off").legend("off", "zh-CN", "优惠"))
    }

    fn price(snapshot: &[u8], basket: &impl Basket) -> Result<Answer, Refusal> {
        let (bp, flags) = snapshot.split_at(8);
        assert_ne!(flags[0], 1, "told to");
        let bp = i64::from_le_bytes(bp.try_into().map_err(|_| Refusal::Other("snapshot".to_owned()))?);
        let total: i64 = basket.units().iter().map(|run| run.price * i64::from(run.count)).sum();
        let off = total * bp / 10_000;
        let mut adjustment = Adjustment::order("off", off);
        if let (1, Some(member)) = (flags[1], basket.context().member) {
            adjustment = adjustment.claim(format!("strikes/{member}"), 1, None);
        }
        let adjustments = if off > 0 { vec![adjustment] } else { vec![] };
        Ok(Answer { adjustments, gifts: vec![] })
    }
}

impl Validation for Sampler {
    fn check(
        _: &[u8],
        basket: &impl Basket,
        totals: Totals,
        tenders: &[Tender],
    ) -> Result<Vec<Objection>, Refusal> {
        let names = basket.tag_names();
        let mut objections = Vec::new();
        for (tag, severity) in
            [("remarkable", Severity::Remark), ("adults", Severity::Override), ("recalled", Severity::Refuse)]
        {
            let index = names.iter().position(|name| name == tag);
            let line = basket.tag_refs().iter().find(|r| Some(r.tag as usize) == index).map(|r| r.line);
            if line.is_some() {
                objections.push(objection(tag, severity, line));
            }
        }
        objections.extend(objections_of_inputs(basket));
        let cash: i64 = tenders.iter().filter(|t| t.method == "cash").map(|t| t.amount).sum();
        if cash > 5_000_000 && totals.total > 5_000_000 {
            objections.push(objection("too-much-cash", Severity::Refuse, None));
        }
        Ok(objections)
    }
}

/// What the declared inputs of a check say: a member's tag, an account, a document.
fn objections_of_inputs(basket: &impl Basket) -> Vec<Objection> {
    let is_banned = basket.member_tags().iter().any(|tag| tag == "sampler:banned");
    let is_out = basket.balances().iter().any(|strikes| strikes.available >= 2);
    let is_watched = basket.documents().iter().any(|document| document.key.starts_with("watch/"));
    let raised = [
        ("banned", Severity::Refuse, is_banned),
        ("strikes", Severity::Override, is_out),
        ("watched", Severity::Remark, is_watched),
    ];
    let raised = raised.into_iter().filter(|(.., is_raised)| *is_raised);
    raised.map(|(code, severity, _)| objection(code, severity, None)).collect()
}

fn objection(code: &str, severity: Severity, line: Option<u32>) -> Objection {
    let text =
        |language: &str, text: &str| Localized { language: language.to_owned(), text: text.to_owned() };
    let message = vec![text("en", &format!("this is {code}")), text("zh-CN", &format!("此商品：{code}"))];
    Objection { code: code.to_owned(), severity, line, message }
}

fn note(kind: &str, text: &str) -> String {
    json!({ "kind": kind, "text": text }).to_string()
}

impl EventHandler for Sampler {
    fn handle(event: &Envelope, host: &mut impl Host) -> Result<(), Failure> {
        let payload: Value =
            serde_json::from_str(&event.payload).map_err(|e| Failure::Reject(e.to_string()))?;
        let Some(member) = payload["sale"]["member"].as_str() else { return Ok(()) };
        if payload["sale"]["lines"][0]["sku"] == "ban" {
            host.add_tag(member, "banned");
        }
        let key = format!("greeted/{member}");
        if host.document("notes", &key).is_some() {
            return Ok(());
        }
        host.put("notes", &key, &note("greeted", member), Some(0));
        host.send_message(member, "service", "welcome", "{}");
        host.emit("sampler.greeted.v1", member, &json!({ "member": member }).to_string());
        Ok(())
    }
}

impl Jobs for Sampler {
    fn run(run: &JobRun, host: &mut impl Host) -> Result<(), JobFailure> {
        if run.job == "flaky" && run.attempt == 1 {
            return Err(JobFailure::Retry("not yet".to_owned()));
        }
        let key = format!("{}/{}", run.job, run.scheduled_ms);
        let text = format!("{} missed {} attempt {}", run.scheduled_local, run.missed, run.attempt);
        host.put("notes", &key, &note("job", &text), Some(0));
        Ok(())
    }
}

impl Http for Sampler {
    fn handle(request: &HttpRequest, body: &[u8], host: &mut impl Host) -> Result<HttpResponse, HttpFailure> {
        let last = request.path.rsplit('/').next().unwrap_or_default();
        match request.route.as_str() {
            "hello" => {
                let by = match &request.caller {
                    HttpCaller::Token(_) => "token",
                    _ => "nobody",
                };
                let hidden = request.headers.iter().any(|(name, _)| name == "authorization");
                Ok(json_response(
                    200,
                    &json!({ "hello": last, "query": request.query, "by": by, "saw_token": hidden }),
                ))
            }
            "five" => Ok(five(last, host)),
            "sums" => Ok(json_response(200, &sums(host))),
            "seen" => Ok(json_response(200, &seen(last, host))),
            "stock" => {
                let wish: Value =
                    serde_json::from_slice(body).map_err(|e| HttpFailure::Reject(e.to_string()))?;
                let text = |name: &str| wish[name].as_str().unwrap_or_default().to_owned();
                let before = host.on_hand(&text("sku"), &text("location"));
                let line = MoveLine { sku: text("sku"), quantity: wish["quantity"].as_i64().unwrap_or(0) };
                host.adjust_stock(&text("location"), &[line]);
                Ok(json_response(200, &json!({ "before": before })))
            }
            "news" => channel::news(body, host),
            "outside" => outside(body, host),
            "message" => messaging::ask(body, host),
            "receipt" => messaging::receipt(body, host),
            "files" => exports::list(host),
            "paid" => paid(request, body, host),
            _ => bad(last, host),
        }
    }
}

/// Five effects of five kinds of rows.
fn five(member: &str, host: &mut impl Host) -> HttpResponse {
    host.put("notes", &format!("five/{member}"), &note("five", "one of five"), None);
    host.put("pins", &format!("five/{member}"), &note("five", "another"), None);
    host.add_tag(member, "five");
    host.send_message(member, "service", "welcome", "{}");
    host.emit("sampler.greeted.v1", member, &json!({ "member": member }).to_string());
    json_response(200, &json!({ "effects": 5 }))
}

/// Sums by members' tags, and of strikes.
fn sums(host: &impl Host) -> Value {
    let (from, to) = ("2000-01-01".to_owned(), "2999-12-31".to_owned());
    let by_tag = Question {
        fact: Fact::Sales,
        groups: vec![Group::MemberTag],
        from: from.clone(),
        to: to.clone(),
        stores: vec![],
        max: 100,
    };
    let strikes = AccountQuestion {
        prefix: "strikes/".to_owned(),
        groups: vec![AccountGroup::Account],
        from,
        to,
        max: 100,
    };
    let tags = host.sums(&by_tag).into_iter().map(|row| json!([row.keys[0], row.sums[0], row.sums[5]]));
    let strikes = host.account_sums(&strikes).into_iter();
    let strikes = strikes.map(|row| json!([row.account, row.transfers, row.gained, row.spent]));
    json!({ "tags": tags.collect::<Vec<_>>(), "strikes": strikes.collect::<Vec<_>>() })
}

/// All that the plugin sees of a store.
fn seen(store: &str, host: &impl Host) -> Value {
    let question = Question {
        fact: Fact::Sales,
        groups: vec![Group::Store],
        from: "2000-01-01".to_owned(),
        to: "2999-12-31".to_owned(),
        stores: vec![store.to_owned()],
        max: 100,
    };
    let units = host.org_units(None, 200).into_iter().filter_map(|unit| {
        let unit: Value = serde_json::from_str(&unit).ok()?;
        Some(unit["id"].clone())
    });
    json!({
        "units": units.collect::<Vec<_>>(),
        "unit": host.org_unit(store).is_some(),
        "price": host.price_at("tea", store, host.now_ms()),
        "on_hand": host.on_hand("tea", store),
        "levels": host.stock(store, None, 10).len(),
        "sums": host.sums(&question).len(),
    })
}

fn bad(way: &str, host: &mut impl Host) -> Result<HttpResponse, HttpFailure> {
    let response = |name: &str, value: &str| HttpResponse {
        status: 200,
        headers: vec![(name.to_owned(), value.to_owned())],
        body: vec![],
    };
    match way {
        "cookie" => Ok(response("set-cookie", "a=b")),
        "split" => Ok(response("x-a", "b\r\nset-cookie: c")),
        "status" => Ok(HttpResponse { status: 101, ..response("x-a", "b") }),
        "schema" => {
            host.put("notes", "bad", "{\"kind\":1}", None);
            Ok(response("x-a", "b"))
        }
        "later" => Err(HttpFailure::Retry("later".to_owned())),
        _ => panic!("told to"),
    }
}

/// A webhook: the signature over the exact bytes is checked with a secret that the plugin never sees, and the same
/// notice twice is noted once.
fn paid(request: &HttpRequest, body: &[u8], host: &mut impl Host) -> Result<HttpResponse, HttpFailure> {
    let given = request.headers.iter().find(|(name, _)| name == "x-signature").map(|(_, value)| hex(value));
    let key = CryptoPart::Secret("hook_key".to_owned());
    let parts = [CryptoPart::Bytes(body.to_vec())];
    let right = host.hmac_verify(DigestAlgorithm::Sha256, &key, &parts, &given.unwrap_or_default());
    match right {
        Ok(true) => {}
        Ok(false) => return Ok(json_response(401, &json!({ "error": "signature" }))),
        Err(error) => return Err(HttpFailure::Reject(format!("{error:?}"))),
    }
    let notice: Value = serde_json::from_slice(body).map_err(|e| HttpFailure::Reject(e.to_string()))?;
    let key = format!("paid/{}", notice["id"].as_str().unwrap_or_default());
    if host.document("notes", &key).is_none() {
        host.put("notes", &key, &note("paid", "once"), Some(0));
    }
    Ok(json_response(200, &json!({ "ok": true })))
}

fn hex(text: &str) -> Vec<u8> {
    let pair = |i| u8::from_str_radix(text.get(i..i + 2)?, 16).ok();
    (0..text.len()).step_by(2).map_while(pair).collect()
}

fn outside(body: &[u8], host: &mut impl Host) -> Result<HttpResponse, HttpFailure> {
    let url = String::from_utf8(body.to_vec()).map_err(|e| HttpFailure::Reject(e.to_string()))?;
    let secret = vec![EgressPart::Text("Bearer ".to_owned()), EgressPart::Secret("api_key".to_owned())];
    let request = EgressRequest {
        method: "GET".to_owned(),
        url,
        query: vec![],
        headers: vec![("authorization".to_owned(), secret)],
        body: Content::Empty,
        redirects: 0,
        timeout_ms: 2_000,
    };
    let answer = match host.egress(&request) {
        Ok(answer) => json!({ "status": answer.status, "body": String::from_utf8_lossy(&answer.body) }),
        Err(EgressFailure::Refused(why)) => json!({ "refused": why }),
        Err(EgressFailure::Invalid(why)) => json!({ "invalid": why }),
        Err(other) => json!({ "failed": format!("{other:?}") }),
    };
    Ok(json_response(200, &answer))
}

impl Actions for Sampler {
    fn run(press: &Press, host: &mut impl Host) -> Result<ActionAnswer, ActionFailure> {
        let input: Value = serde_json::from_str(&press.input).unwrap_or_default();
        let text = input["text"].as_str().unwrap_or_default();
        if text == "no" {
            return Err(ActionFailure::Reject("not this one".to_owned()));
        }
        let Some(sale) = host.sale(&press.subject) else {
            return Err(ActionFailure::Reject("there is no such sale".to_owned()));
        };
        host.put("notes", &format!("mark/{}", press.subject), &note("mark", text), None);
        let sale: Value = serde_json::from_str(&sale).unwrap_or_default();
        let data = json!({ "total_minor": sale["total_minor"], "language": press.language }).to_string();
        Ok(ActionAnswer { message: format!("marked: {text}"), data })
    }
}

impl Reports for Sampler {
    fn run(_: &ReportQuery, host: &impl Host) -> Result<Table, Refusal> {
        let question = Question {
            fact: Fact::Sales,
            groups: vec![Group::Store],
            from: "2000-01-01".to_owned(),
            to: "2999-12-31".to_owned(),
            stores: vec![],
            max: 100,
        };
        let column = |name: &str, kind| Column { name: name.to_owned(), title: name.to_owned(), kind };
        let rows = host.sums(&question).into_iter().map(|row| {
            let numbers = [row.sums[0], row.sums[5]].map(Cell::Number);
            row.keys.into_iter().map(Cell::Text).chain(numbers).collect()
        });
        Ok(Table {
            title: "By store".to_owned(),
            columns: vec![
                column("store", Kind::Text),
                column("sales", Kind::Count),
                column("net", Kind::Money("CNY".to_owned())),
            ],
            rows: rows.collect(),
            plot: Plot::Bar,
        })
    }
}

/// A text over the limit of the next version is cut; other words of a document's text are orders.
const TEXT_MAX: usize = 20;

impl Migration for Sampler {
    fn migrate(from: &str, document: &Document) -> Result<MigrationOutcome, Refusal> {
        let mut body: Value =
            serde_json::from_str(&document.body).map_err(|e| Refusal::InvalidInput(e.to_string()))?;
        let text = body["text"].as_str().unwrap_or_default().to_owned();
        match text.as_str() {
            "refuse" => return Err(Refusal::Other(format!("{} cannot be migrated", document.key))),
            "crash" => panic!("told to"),
            "drop" => return Ok(MigrationOutcome::Remove),
            "wrong" => return Ok(MigrationOutcome::Replace("{}".to_owned())),
            "slow" => spin(),
            _ if text.len() <= TEXT_MAX => return Ok(MigrationOutcome::Keep),
            _ => {}
        }
        let cut: String = text.chars().take(TEXT_MAX - from.len() - 1).collect();
        body["text"] = json!(format!("{from} {cut}"));
        Ok(MigrationOutcome::Replace(body.to_string()))
    }
}

/// Takes some milliseconds, so that a test can look on.
fn spin() {
    let mut sum = 0u64;
    for n in 0..8_000_000u64 {
        sum = std::hint::black_box(sum ^ n);
    }
}

bodega_sdk::register!(Sampler: pricing, validation, migration, events, jobs, http, actions, reports, messaging, exports, channel);
