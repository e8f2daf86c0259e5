//! `cargo xtask crash ROUNDS [--database postgres]`: kills a server with -9 at random points under load and compares
//! every acknowledged sale, event and ledger with what is there afterwards.

use anyhow::{Context, bail, ensure};
use bodega_testkit::{Database, Merchant, TestDatabase, cash, id, line, package_of};
use rand::Rng;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Clients that sell at the same time.
const CLIENTS: usize = 8;
/// Members they sell to.
const MEMBERS: usize = 12;
/// The server lives this long in a round, ms.
const LIFE_MS: std::ops::Range<u64> = 250..1_800;
/// How long background work may take to catch up, in looks a quarter of a second apart.
const CATCH_UP_LOOKS_MAX: u32 = 240;

struct Arguments {
    rounds: u32,
    database: Database,
    server: PathBuf,
}

/// What was sent and what came of it.
#[derive(Default)]
struct Book {
    /// Sales the server answered for, as it answered.
    acknowledged: HashMap<String, Value>,
    /// Requests without an answer: in or not, sending them again must give one sale.
    open: HashMap<String, Value>,
}

fn arguments() -> anyhow::Result<Arguments> {
    let mut parsed =
        Arguments { rounds: 0, database: Database::Sqlite, server: PathBuf::from("target/debug/bodega") };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--database" => {
                parsed.database = match words.next().as_deref() {
                    Some("sqlite") => Database::Sqlite,
                    Some("postgres") => Database::Postgres,
                    other => bail!("--database takes sqlite or postgres, not {other:?}"),
                }
            }
            "--server" => parsed.server = words.next().context("--server takes a path")?.into(),
            rounds => {
                parsed.rounds = rounds
                    .parse()
                    .context("usage: crash ROUNDS [--database sqlite|postgres] [--server PATH]")?
            }
        }
    }
    ensure!(parsed.rounds > 0, "usage: crash ROUNDS [--database sqlite|postgres] [--server PATH]");
    Ok(parsed)
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = arguments()?;
    let database = TestDatabase::create(arguments.database);
    let code = "crash";
    let token = create_tenant(&arguments, &database, code)?;
    let (child, base) = start(&arguments, &database)?;
    let mut shop = Merchant::set_up(&base, code, &token, "inclusive").await;
    let members = furnish(&shop).await;
    let mut server = Some(child);
    let book = Arc::new(Mutex::new(Book::default()));
    for round in 1..=arguments.rounds {
        let life = Duration::from_millis(rand::rng().random_range(LIFE_MS));
        let mut child = match server.take() {
            Some(child) => child,
            None => {
                let (child, base) = start(&arguments, &database)?;
                shop.base = base;
                resend(&shop, &book).await?;
                child
            }
        };
        let before = book.lock().expect("not poisoned").acknowledged.len();
        load(&shop, &members, &book, life, &mut child).await?;
        let (known, open) = {
            let book = book.lock().expect("not poisoned");
            (book.acknowledged.len(), book.open.len())
        };
        println!(
            "round {round}: killed after {} ms, {} sales acknowledged, {open} unanswered",
            life.as_millis(),
            known - before
        );
    }
    let (mut child, base) = start(&arguments, &database)?;
    shop.base = base;
    resend(&shop, &book).await?;
    let book = book.lock().expect("not poisoned").acknowledged.clone();
    let result = check(&shop, &members, &book).await;
    child.kill()?;
    child.wait()?;
    result?;
    doctor(&arguments, &database)?;
    println!(
        "{} sales in {} rounds: every acknowledged one is there once, with its event and its points",
        book.len(),
        arguments.rounds
    );
    Ok(())
}

fn bodega(arguments: &Arguments, database: &TestDatabase) -> Command {
    let mut command = Command::new(&arguments.server);
    command.env("BODEGA_DATABASE_URL", &database.url).env("BODEGA_DATA_DIR", &database.folder);
    command.env("BODEGA_LISTEN", "127.0.0.1:0").env("BODEGA_LOG", "error");
    command
}

fn create_tenant(arguments: &Arguments, database: &TestDatabase, code: &str) -> anyhow::Result<String> {
    let output = bodega(arguments, database).args(["tenant", "create", code, "Crash"]).output()?;
    ensure!(output.status.success(), "tenant create: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout)?;
    let token = text.lines().find_map(|line| line.strip_prefix("token "));
    Ok(token.context("tenant create prints a token")?.to_owned())
}

fn start(arguments: &Arguments, database: &TestDatabase) -> anyhow::Result<(Child, String)> {
    let mut child =
        bodega(arguments, database).args(["--allow-unsigned", "serve"]).stdout(Stdio::piped()).spawn()?;
    let mut lines = BufReader::new(child.stdout.take().context("a pipe")?).lines();
    let first = lines.next().context("the server says where it listens")??;
    let base = first.rsplit(' ').next().context("an address")?.to_owned();
    Ok((child, base))
}

/// Goods, members, a rule with a limit, loyalty.
async fn furnish(shop: &Merchant) -> Vec<String> {
    shop.product("tea", 1250, &["tea"]).await;
    shop.product("cup", 2000, &[]).await;
    for plugin in ["promotions", "loyalty"] {
        let settings = match plugin {
            "loyalty" => json!({ "earn": { "points": 1, "per_minor": 100 } }),
            _ => json!({}),
        };
        shop.install_package(package_of(plugin, |manifest| manifest), settings).await;
    }
    let rule = json!({
        "id": "tea10", "scope": "line", "target": { "tags_any": ["tea"] }, "effect": { "type": "percent_off", "bp": 1000 },
        "limits": { "total": 1_000_000 },
    });
    shop.promotion("tea10", rule).await.ok();
    let mut members = Vec::new();
    for _ in 0..MEMBERS {
        members.push(shop.member().await);
    }
    members
}

/// Sells from several clients until the server is killed.
async fn load(
    shop: &Merchant,
    members: &[String],
    book: &Arc<Mutex<Book>>,
    life: Duration,
    child: &mut Child,
) -> anyhow::Result<()> {
    let clients = (0..CLIENTS).map(|_| async { while sell_one(shop, members, book).await {} });
    let killer = async {
        tokio::time::sleep(life).await;
        child.kill()
    };
    let (killed, _) = futures::join!(killer, futures::future::join_all(clients));
    killed?;
    child.wait()?;
    Ok(())
}

/// One basket; `false` = the server is gone.
async fn sell_one(shop: &Merchant, members: &[String], book: &Arc<Mutex<Book>>) -> bool {
    let (tea, cup, member) = {
        let mut random = rand::rng();
        (random.random_range(1..4u32), random.random_range(1..3u32), random.random_range(0..members.len()))
    };
    let mut basket = shop.basket(vec![line("tea", &tea.to_string()), line("cup", &cup.to_string())]);
    basket["member"] = json!(members[member]);
    let Ok(quote) = shop.try_request(Method::POST, "/v1/quotes", Some(basket.clone())).await else {
        return false;
    };
    if !quote.status.is_success() {
        return true;
    }
    let due = quote.body["total_minor"].as_i64().unwrap_or(0);
    let (sale, request) = (id(), shop.sale_request(&basket, &quote.body, vec![cash(due)]));
    book.lock().expect("not poisoned").open.insert(sale.clone(), request.clone());
    match shop.try_request(Method::PUT, &format!("/v1/sales/{sale}"), Some(request)).await {
        Ok(answer) => {
            let mut book = book.lock().expect("not poisoned");
            book.open.remove(&sale);
            if answer.status.is_success() {
                book.acknowledged.insert(sale, answer.body);
            }
            true
        }
        Err(_) => false,
    }
}

/// Sends again what got no answer: each becomes exactly one sale.
async fn resend(shop: &Merchant, book: &Arc<Mutex<Book>>) -> anyhow::Result<()> {
    let open: Vec<(String, Value)> = book.lock().expect("not poisoned").open.drain().collect();
    for (sale, request) in open {
        let answer = shop.put(&format!("/v1/sales/{sale}"), request).await;
        ensure!(answer.status.is_success(), "sale {sale} sent again: {answer:?}");
        book.lock().expect("not poisoned").acknowledged.insert(sale, answer.body);
    }
    Ok(())
}

async fn check(shop: &Merchant, members: &[String], book: &HashMap<String, Value>) -> anyhow::Result<()> {
    for (sale, answered) in book {
        let stored = shop.get(&format!("/v1/sales/{sale}")).await.ok();
        ensure!(stored == *answered, "sale {sale} is not what was acknowledged:\n{answered}\n{stored}");
    }
    let mut listed = HashSet::new();
    let mut after = String::new();
    loop {
        let page = shop.get(&format!("/v1/sales?limit=500{after}")).await.ok();
        for sale in page["items"].as_array().context("items")? {
            listed.insert(sale["id"].as_str().context("an id")?.to_owned());
        }
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    ensure!(
        listed.len() == book.len(),
        "{} sales are stored, {} were acknowledged",
        listed.len(),
        book.len()
    );
    check_points(shop, members, book).await?;
    check_events(shop, book).await
}

/// Points are given once for each sale: waits until background work caught up, then compares.
async fn check_points(
    shop: &Merchant,
    members: &[String],
    book: &HashMap<String, Value>,
) -> anyhow::Result<()> {
    let mut wanted: BTreeMap<&str, i64> = members.iter().map(|member| (member.as_str(), 0)).collect();
    for sale in book.values() {
        let member = sale["member"].as_str().context("a member")?;
        *wanted.get_mut(member).context("a known member")? +=
            sale["total_minor"].as_i64().context("a total")? / 100;
    }
    for look in 0..=CATCH_UP_LOOKS_MAX {
        let mut wrong = Vec::new();
        for (member, wanted) in &wanted {
            let accounts =
                shop.get(&format!("/v1/plugins/loyalty/accounts?prefix=points/{member}")).await.ok();
            let lots = accounts["items"].as_array().context("items")?;
            let has: i64 = lots.iter().filter_map(|lot| lot["available"].as_i64()).sum();
            if has != *wanted {
                wrong.push(format!("{member}: {has} points, {wanted} earned"));
            }
        }
        if wrong.is_empty() {
            return Ok(());
        }
        ensure!(look < CATCH_UP_LOOKS_MAX, "points are wrong:\n{}", wrong.join("\n"));
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    Ok(())
}

async fn check_events(shop: &Merchant, book: &HashMap<String, Value>) -> anyhow::Result<()> {
    let (mut after, mut committed) = (0, Vec::new());
    loop {
        let page = shop.get(&format!("/v1/events?after_seq={after}&limit=500")).await.ok();
        let items = page["items"].as_array().context("items")?;
        let Some(last) = items.last() else { break };
        for event in items {
            let seq = event["seq"].as_i64().context("a number")?;
            ensure!(seq == after + 1, "event {seq} follows {after}");
            after = seq;
            if event["type"] == "sale.committed.v1" {
                committed.push(event["payload"]["sale"]["id"].as_str().context("a sale")?.to_owned());
            }
        }
        after = last["seq"].as_i64().context("a number")?;
    }
    let distinct: HashSet<&String> = committed.iter().collect();
    ensure!(distinct.len() == committed.len(), "an event is there twice");
    ensure!(committed.len() == book.len(), "{} events for {} sales", committed.len(), book.len());
    let dead = shop.get("/v1/deliveries?state=dead").await.ok();
    ensure!(dead["items"].as_array().is_some_and(Vec::is_empty), "dead letters: {dead}");
    Ok(())
}

/// Ledger sums to zero, stock is the sum of moves, the event chain holds.
fn doctor(arguments: &Arguments, database: &TestDatabase) -> anyhow::Result<()> {
    let output = bodega(arguments, database).arg("doctor").output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    print!("{text}");
    ensure!(
        output.status.success(),
        "the books are not sound: {text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
