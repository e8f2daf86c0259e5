//! `bodega audit`: proves the audit trail, gives it out, deletes what is old enough.

use super::{account, audited, tenant_of};
use anyhow::{Context, Result, bail};
use bodega_app::audit::{Act, AuditEntry, HOST_TENANT, Signing, checkpoint_line, sign_chains, verifies};
use bodega_app::{AppError, Clock as _, SystemClock};
use bodega_domain::ids::TenantId;
use bodega_package::VerifyingKey;
use bodega_server::audit_key::{signing_of, trusted_keys};
use bodega_server::config::Config;
use bodega_store::audit::{AuditFault, Checkpoint, PruneError};
use bodega_store::{Store, StoreOptions};
use clap::{Args, Subcommand, ValueEnum};
use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Entries read at a time.
const PAGE: u32 = 500;
/// How the host's own chain is named beside tenants' codes.
const HOST: &str = "host";

/// The audit trail.
#[derive(Subcommand)]
pub enum Audit {
    /// Proves that no entry was changed, dropped, put in or moved; exits non-zero and names the first one where it was.
    Verify(Verify),
    /// Gives sealed entries out, in order.
    Export(Export),
    /// Signs the trail as it is now, as `bodega serve` does every ten minutes.
    Checkpoint,
    /// Deletes entries that are older than 180 days and before a day, up to the last checkpoint. Export them first.
    Prune {
        /// The tenant's code; `host` for acts on the whole host.
        #[arg(long)]
        tenant: String,
        /// The first day that stays, as YYYY-MM-DD (UTC).
        #[arg(long)]
        before: jiff::civil::Date,
    },
}

/// What to prove.
#[derive(Args)]
pub struct Verify {
    /// One tenant's code, or `host`; all where not given.
    #[arg(long)]
    tenant: Option<String>,
    /// A file of checkpoints that was kept outside the database.
    #[arg(long)]
    checkpoints: Option<PathBuf>,
    /// Public keys (PEM) that are trusted beside this host's own; may be given more than once.
    #[arg(long = "key")]
    keys: Vec<PathBuf>,
}

/// What to give out.
#[derive(Args)]
pub struct Export {
    /// The tenant's code; `host` for acts on the whole host.
    #[arg(long)]
    tenant: String,
    /// The form.
    #[arg(long, value_enum, default_value = "jsonl")]
    format: Format,
    /// The first day that is left out, as YYYY-MM-DD (UTC).
    #[arg(long)]
    before: Option<jiff::civil::Date>,
    /// The file, which must not exist; standard output where not given.
    #[arg(long)]
    output: Option<PathBuf>,
}

/// Forms of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A JSON object a line.
    Jsonl,
    /// Comma-separated values with a head.
    Csv,
}

/// Runs it.
pub async fn run(config: &Config, command: Audit) -> Result<ExitCode> {
    let store = Store::connect(&config.database_url, StoreOptions::default()).await?;
    store.migrate().await?;
    let outcome = match command {
        Audit::Verify(wanted) => verify(config, &store, &wanted).await,
        Audit::Export(wanted) => export(&store, &wanted).await,
        Audit::Checkpoint => checkpoint(&store, &signing_of(config)?).await,
        Audit::Prune { tenant, before } => prune(&store, &tenant, before).await,
    };
    store.close().await;
    outcome
}

async fn chain_of(store: &Store, code: &str) -> Result<TenantId> {
    if code == HOST { Ok(HOST_TENANT) } else { tenant_of(store, code).await }
}

async fn verify(config: &Config, store: &Store, wanted: &Verify) -> Result<ExitCode> {
    let mut keys = Vec::new();
    for path in &wanted.keys {
        let pem = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        keys.push(VerifyingKey::from_pem(&pem)?);
    }
    let kept = match &wanted.checkpoints {
        Some(path) => read_checkpoints(path)?,
        None => Vec::new(),
    };
    let only = match &wanted.tenant {
        Some(code) => Some(chain_of(store, code).await?),
        None => None,
    };
    let faults = prove(config, store, only, &kept, keys).await?;
    Ok(if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Proves one chain or all, and says what it found; gives the number of chains that do not hold.
pub async fn prove(
    config: &Config,
    store: &Store,
    only: Option<TenantId>,
    kept: &[Checkpoint],
    mut keys: Vec<VerifyingKey>,
) -> Result<usize> {
    keys.extend(trusted_keys(config)?);
    let mut chains = match only {
        Some(tenant) => vec![tenant],
        None => store.audited_tenants().await?,
    };
    // A chain that the database knows nothing of any more, but the file does.
    let told = kept.iter().map(|checkpoint| checkpoint.end.tenant);
    chains.extend(told.filter(|tenant| only.is_none_or(|only| only == *tenant)));
    chains.sort();
    chains.dedup();
    let mut faults = 0;
    for tenant in chains {
        let is_signed = |checkpoint: &Checkpoint| verifies(&keys, checkpoint);
        let report = store.verify_audit(tenant, kept, &is_signed).await?;
        let name = match store.get_tenant(tenant).await? {
            Some(tenant) => tenant.code,
            None if tenant == HOST_TENANT => HOST.to_owned(),
            None => tenant.to_string(),
        };
        let from = report.base_seq + 1;
        let verdict = report.fault.as_ref().map_or_else(|| "sound".to_owned(), |_| "NOT SOUND".to_owned());
        println!(
            "audit {name}: {} entries sealed from {from} to {}, {} not sealed yet, {} checkpoints, {verdict}",
            report.entries, report.head_seq, report.unsealed, report.checkpoints
        );
        if let Some(fault) = &report.fault {
            println!("  {}", describe(fault));
            faults += 1;
        }
    }
    Ok(faults)
}

fn describe(fault: &AuditFault) -> String {
    match fault {
        AuditFault::Gap { seq } => format!("entry {seq} is gone, or another one has its number"),
        AuditFault::Changed { seq, id } => format!("entry {seq} ({id}) is not what was sealed"),
        AuditFault::Head { seq } => format!("the chain's head says {seq}, which is not its last entry"),
        AuditFault::Cut { seq } => format!("the tail was cut: a checkpoint tells of entry {seq}"),
        AuditFault::Exchanged { seq } => format!("up to entry {seq} this is not the chain that was signed"),
        AuditFault::Signature { seq } => {
            format!("no trusted key signed the checkpoint at {seq}; name other hosts' public keys with --key")
        }
        AuditFault::Base { seq } => {
            format!("entries before {seq} are gone, and no checkpoint says how they ended")
        }
    }
}

fn read_checkpoints(path: &Path) -> Result<Vec<Checkpoint>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(index, line)| {
            checkpoint_line(line).with_context(|| format!("{}:{}", path.display(), index + 1))
        })
        .collect()
}

async fn checkpoint(store: &Store, signing: &Signing) -> Result<ExitCode> {
    let now_ms = SystemClock.now_ms();
    store.seal_audit(now_ms).await?;
    println!("{} chains signed", sign_chains(store, now_ms, signing, 0).await?);
    Ok(ExitCode::SUCCESS)
}

async fn prune(store: &Store, code: &str, before: jiff::civil::Date) -> Result<ExitCode> {
    let tenant = chain_of(store, code).await?;
    let before_ms = first_ms(before)?;
    let act = Act::change(tenant, account(), "prune_audit", ("audit", before.to_string()));
    let pruning = async {
        store.prune_audit(tenant, before_ms, SystemClock.now_ms()).await.map_err(|error| match error {
            PruneError::TooYoung => AppError::conflict("audit.retention", error.to_string()),
            PruneError::Store(error) => error.into(),
        })
    };
    let pruned = audited(store, act, pruning).await?;
    println!("{} entries deleted; the chain goes on after {}", pruned.entries, pruned.base_seq);
    Ok(ExitCode::SUCCESS)
}

fn first_ms(day: jiff::civil::Date) -> Result<i64> {
    Ok(day.to_zoned(jiff::tz::TimeZone::UTC)?.timestamp().as_millisecond())
}

async fn export(store: &Store, wanted: &Export) -> Result<ExitCode> {
    let tenant = chain_of(store, &wanted.tenant).await?;
    let until_ms = wanted.before.map_or(Ok(i64::MAX), first_ms)?;
    let mut out: Box<dyn Write> = match &wanted.output {
        Some(path) => {
            let file = std::fs::File::create_new(path)
                .with_context(|| format!("cannot make {}; it must not exist", path.display()))?;
            Box::new(BufWriter::new(file))
        }
        None => Box::new(BufWriter::new(std::io::stdout())),
    };
    if wanted.format == Format::Csv {
        writeln!(out, "{}", COLUMNS.join(","))?;
    }
    let (mut after, mut count) = (0, 0usize);
    loop {
        let entries = store.read_audit_chain(tenant, after, until_ms, PAGE).await?;
        let Some(last) = entries.last() else { break };
        after = last.seq.context("a sealed entry has a number")?;
        for entry in &entries {
            let line = match wanted.format {
                Format::Jsonl => json_line(entry),
                Format::Csv => csv_line(entry),
            };
            writeln!(out, "{line}")?;
        }
        count += entries.len();
    }
    out.flush()?;
    if count == 0 && wanted.before.is_some() {
        bail!("there is no sealed entry before that day");
    }
    eprintln!("{count} entries");
    Ok(ExitCode::SUCCESS)
}

/// The columns of an export, in both forms.
const COLUMNS: [&str; 19] = [
    "seq",
    "id",
    "asked_at_ms",
    "done_at_ms",
    "actor_kind",
    "actor_id",
    "address",
    "request_id",
    "user_agent",
    "kind",
    "operation",
    "object_kind",
    "object_id",
    "outcome",
    "code",
    "before",
    "after",
    "tenant",
    "hash",
];

/// The values in the order of [`COLUMNS`].
fn values(entry: &AuditEntry) -> [Option<String>; 19] {
    let asked = entry.asked.clone();
    let hex = |hash: [u8; 32]| {
        hash.iter().fold(String::new(), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    };
    [
        entry.seq.map(|seq| seq.to_string()),
        Some(asked.id.to_string()),
        Some(asked.asked_at_ms.to_string()),
        entry.done_at_ms.map(|at| at.to_string()),
        Some(asked.actor_kind.as_str().to_owned()),
        Some(asked.actor_id),
        asked.address,
        asked.request_id,
        asked.user_agent,
        Some(asked.kind.as_str().to_owned()),
        Some(asked.operation),
        Some(asked.object_kind),
        Some(asked.object_id),
        Some(entry.outcome.as_str().to_owned()),
        entry.code.clone(),
        asked.before_json,
        entry.after_json.clone(),
        Some(asked.tenant.to_string()),
        entry.hash.map(hex),
    ]
}

/// Every value as a text, so that the columns of both forms are the same; numbers are texts of digits.
fn json_line(entry: &AuditEntry) -> String {
    let members = COLUMNS.iter().zip(values(entry));
    let members = members.map(|(name, value)| ((*name).to_owned(), serde_json::Value::from(value)));
    serde_json::Value::Object(members.collect()).to_string()
}

fn csv_line(entry: &AuditEntry) -> String {
    let fields = values(entry).map(|value| csv_field(&value.unwrap_or_default()));
    fields.join(",")
}

/// A field that no spreadsheet takes for a formula: a caller chooses what its program calls itself.
fn csv_field(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::csv_field;

    #[test]
    fn a_field_is_quoted_and_never_a_formula() {
        assert_eq!(csv_field("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(csv_field("=cmd|' /c calc'!A1"), "\"'=cmd|' /c calc'!A1\"");
    }
}
