//! Measures the group commit: sales with 3 to 5 lines, two claims and one event each, at 1, 32 and 64 waiting.
//!
//! `cargo run --release -p bodega-store --example group_commit [sqlite|postgres|URL] [seconds]`; `postgres` takes the
//! server in BODEGA_TEST_POSTGRES. The database is made for the run and removed after it.

use bodega_domain::digest::Digest;
use bodega_domain::ids::{
    EventId, InstallationId, LegalEntityId, MemberId, OrgUnitId, SaleId, TenantId, TenderId, TerminalId,
    VariantId,
};
use bodega_domain::pricing::{Level, TaxTotal, UnitDiscount, UnitRun};
use bodega_domain::sale::{Sale, SaleAdjustment, SaleLine, SaleStatus, Tender, TenderState};
use bodega_store::events::NewEvent;
use bodega_store::ledger::LedgerPosting;
use bodega_store::sales::CommitSale;
use bodega_store::stock::{StockDelta, StockGuard};
use bodega_store::{Store, StoreOptions};
use sea_orm::{ConnectionTrait, Database};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// As in the server.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// SKUs that sales draw from.
const SKUS: u64 = 2_000;
/// Members whose accounts are posted on.
const MEMBERS: u64 = 20_000;

/// Sales made so far.
static SALES: AtomicU64 = AtomicU64::new(0);

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut args = std::env::args().skip(1);
    let kind = args.next().unwrap_or_else(|| "sqlite".to_owned());
    let seconds: u64 = args.next().map_or(Ok(3), |text| text.parse())?;
    let name = format!("bench_{}", Uuid::now_v7().simple());
    let folder = std::env::temp_dir().join(&name);
    let admin = std::env::var("BODEGA_TEST_POSTGRES").unwrap_or_default();
    let url = match kind.as_str() {
        "sqlite" => {
            std::fs::create_dir_all(&folder)?;
            format!("sqlite://{}?mode=rwc", folder.join("bodega.db").display())
        }
        "postgres" => {
            on_server(&admin, &format!("CREATE DATABASE {name}")).await?;
            let (server, _) = admin.rsplit_once('/').ok_or("BODEGA_TEST_POSTGRES is not a URL")?;
            format!("{server}/{name}")
        }
        url => url.to_owned(),
    };
    let store = Store::connect(&url, StoreOptions::default()).await?;
    store.migrate().await?;
    println!("{kind}, {} build", if cfg!(debug_assertions) { "dev" } else { "release" });
    println!("{:>8} {:>10} {:>9} {:>9} {:>9}", "waiting", "sales/s", "p50 ms", "p99 ms", "max ms");
    for waiting in [1, 32, 64] {
        measure(&store, waiting, Duration::from_secs(seconds)).await?;
    }
    let started = Instant::now();
    let mut numbered = 0;
    loop {
        let done = store.sequence_events(None, 1_000).await?;
        numbered += done.events;
        if !done.has_more {
            break;
        }
    }
    println!("sequencer: {:.0} events/s", numbered as f64 / started.elapsed().as_secs_f64());
    let tenant = TenantId(Uuid::nil());
    println!("ledger sound: {}", store.check_ledger(tenant).await?.is_sound());
    println!("stock sound: {}", store.check_stock(tenant).await?.is_empty());
    store.close().await;
    match kind.as_str() {
        "sqlite" => std::fs::remove_dir_all(&folder)?,
        "postgres" => on_server(&admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await?,
        _ => {}
    }
    Ok(())
}

async fn on_server(admin: &str, sql: &str) -> Result<(), Failure> {
    let connection = Database::connect(admin).await?;
    connection.execute_unprepared(sql).await?;
    Ok(connection.close().await?)
}

/// Keeps `waiting` sales in the queue for a while and prints what came of it.
async fn measure(store: &Store, waiting: usize, time: Duration) -> Result<(), Failure> {
    let started = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..waiting {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            let mut times = Vec::new();
            while started.elapsed() < time {
                let commit = sale(SALES.fetch_add(1, Ordering::Relaxed));
                let sent = Instant::now();
                store.commit_sale(commit).await?;
                times.push(sent.elapsed());
            }
            Ok::<_, Failure>(times)
        }));
    }
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    let elapsed = started.elapsed().as_secs_f64();
    times.sort();
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize].as_secs_f64() * 1_000.0;
    println!(
        "{waiting:>8} {:>10.0} {:>9.2} {:>9.2} {:>9.2}",
        times.len() as f64 / elapsed,
        at(0.5),
        at(0.99),
        at(1.0)
    );
    Ok(())
}

/// A sale as a till in a chain makes it.
fn sale(n: u64) -> CommitSale {
    let id = SaleId(Uuid::now_v7());
    let store = OrgUnitId(Uuid::from_u128(1));
    let count = 3 + (n % 3) as u32;
    let variant = |line: u32| VariantId(Uuid::from_u128(u128::from((n * 7 + u64::from(line) * 131) % SKUS)));
    let lines: Vec<SaleLine> = (0..count).map(|line| sale_line(line, variant(line))).collect();
    let subtotal: i64 = lines.iter().map(|line| line.original_minor).sum();
    let total: i64 = lines.iter().map(|line| line.amount_minor).sum();
    let sale = Sale {
        id,
        number: format!("s1-t{}-{n}", n % 8),
        status: SaleStatus::Completed,
        store,
        terminal: TerminalId(Uuid::from_u128(2)),
        legal_entity: LegalEntityId(Uuid::from_u128(3)),
        member: Some(MemberId(Uuid::from_u128(u128::from(n % MEMBERS)))),
        channel: "pos".to_owned(),
        occurred_at_ms: 1_700_000_000_000,
        recorded_at_ms: 1_700_000_000_000 + (n & 0xff_ffff) as i64,
        business_date: "2023-11-15".to_owned(),
        currency: "CNY".to_owned(),
        adjustments: vec![adjustment(0, &lines), adjustment(1, &lines)],
        taxes: vec![TaxTotal {
            rate_ppm: 130_000,
            net_minor: total * 100 / 113,
            tax_minor: total * 13 / 113,
        }],
        tenders: vec![Tender {
            id: TenderId(Uuid::now_v7()),
            method: "cash".to_owned(),
            amount_minor: total,
            state: TenderState::Settled,
            reference: None,
            foreign: None,
            parts: Vec::new(),
        }],
        subtotal_minor: subtotal,
        discount_minor: subtotal - total,
        tax_minor: total * 13 / 113,
        total_minor: total,
        cash_rounding_minor: 0,
        change_minor: 0,
        skipped: Vec::new(),
        expires_at_ms: None,
        lines,
    };
    let claim = |account: String, kind: &str, delta: i64, floor: Option<i64>| LedgerPosting {
        plugin: "loyalty".to_owned(),
        account,
        kind: kind.to_owned(),
        unit: kind.to_uppercase(),
        delta,
        floor,
        shards: 1,
        memo: None,
    };
    CommitSale {
        payments: Vec::new(),
        tenant: TenantId(Uuid::nil()),
        request_digest: Digest::of(id.0.as_bytes()),
        input_json: format!(r#"{{"arithmetic":1,"lines":"{}"}}"#, "x".repeat(900)),
        consulted_json: format!(r#"["{}"]"#, "x".repeat(900)),
        checks_json: "{}".to_owned(),
        claims: vec![
            claim(format!("points/{}", n % MEMBERS), "points", 12, Some(0)),
            claim(format!("budget/{}", n % 20), "budget", -3, Some(-1 << 40)),
        ],
        stock: (0..count)
            .map(|line| StockDelta {
                variant: variant(line),
                location: store,
                delta_micros: -1_000_000,
                guard: StockGuard::AllowNegative,
            })
            .collect(),
        events: vec![NewEvent {
            id: EventId(Uuid::now_v7()),
            event_type: "sale.committed.v1".to_owned(),
            ordering_key: id.to_string(),
            subject: Some(id.0),
            store: Some(store),
            occurred_at_ms: sale.occurred_at_ms,
            recorded_at_ms: sale.recorded_at_ms,
            depth: 0,
            payload_json: serde_json::to_string(&sale).unwrap_or_default(),
        }],
        sale,
    }
}

fn sale_line(line: u32, variant: VariantId) -> SaleLine {
    SaleLine {
        line,
        variant: Some(variant),
        sku: format!("SKU-{variant}"),
        name: "A thing from the shelf".to_owned(),
        quantity: 2_000_000,
        unit_price_minor: 990,
        stock_units: 1,
        measured: false,
        tags: vec!["food".to_owned()],
        gift: None,
        original_minor: 1_980,
        manual_discount_minor: 0,
        discount_minor: 40,
        amount_minor: 1_940,
        tax_ppm: 130_000,
        tax_minor: 223,
        units: vec![UnitRun { first: 0, count: 2, amount: 970 }],
    }
}

fn adjustment(ordinal: u32, lines: &[SaleLine]) -> SaleAdjustment {
    let off = |line: &SaleLine| UnitDiscount { line: line.line, first: 0, count: 2, amount: 10 };
    SaleAdjustment {
        ordinal,
        installation: InstallationId(Uuid::from_u128(9)),
        plugin: "promotions".to_owned(),
        version: "1.0.0".to_owned(),
        component: Digest::of(b"component"),
        reference: format!("rule-{ordinal}"),
        labels: [("zh".to_owned(), "满减".to_owned())].into(),
        note: None,
        level: Level::Order,
        amount_minor: 20 * lines.len() as i64,
        allocations: lines.iter().map(off).collect(),
    }
}
