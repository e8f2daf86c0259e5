//! Configuration: a TOML file, then environment variables, then flags; the later one wins.

use crate::backup::Keep;
use anyhow::Context;
use clap::Args;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Where it listens by default.
const LISTEN: &str = "127.0.0.1:8080";
/// Where it keeps its files by default.
const DATA_DIR: &str = "bodega-data";
/// The audit trail's key in the data folder, where no other is named.
pub const AUDIT_KEY: &str = "audit.key.pem";
/// The key's file in the data folder by default.
pub const KEY_FILE: &str = "bodega.key";

/// Flags of every command, and the environment variables behind them.
#[derive(Clone, Debug, Default, Args)]
pub struct Options {
    /// Configuration file (TOML) with the keys `database_url`, `data_dir`, `key_file`, `listen`, `first_party`, `files`, `egress_roots`, `console`, `allow_unsigned`, `audit_key`, `audit_checkpoints`,
    /// `backup_to`, `backup_key`, `backup_schedule`, and the table `backup_keep` (`daily`, `weekly`, `monthly`).
    #[arg(long, global = true, env = "BODEGA_CONFIG")]
    pub config: Option<PathBuf>,
    /// `sqlite://path` or `postgres://user@host/database`; default: an SQLite file in the data folder.
    #[arg(long, global = true, env = "BODEGA_DATABASE_URL")]
    pub database_url: Option<String>,
    /// Folder for the embedded database and compiled components.
    #[arg(long, global = true, env = "BODEGA_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// The key that opens personal data and secrets in the database; default: `bodega.key` in the data folder, made at the first start. Nodes of one
    /// database share it. `BODEGA_KEYS` holds keys instead of a file.
    #[arg(long, global = true, env = "BODEGA_KEY_FILE")]
    pub key_file: Option<PathBuf>,
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, global = true, env = "BODEGA_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// Folder of signed packages and public keys (`*.pub.pem`) that come with this host: they are in its marketplace from the start.
    #[arg(long, global = true, env = "BODEGA_FIRST_PARTY")]
    pub first_party: Option<PathBuf>,
    /// Root certificates (PEM, one after the other) that plugins' requests trust beside the public ones.
    #[arg(long, global = true, env = "BODEGA_EGRESS_ROOTS")]
    pub egress_roots: Option<PathBuf>,
    /// Where files of plugins are kept: a folder, or `s3://bucket/prefix` (settings of the environment: `AWS_ACCESS_KEY_ID`,
    /// `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT`). Nodes of one database share it.
    #[arg(long, global = true, env = "BODEGA_FILES")]
    pub files: Option<String>,
    /// Folder of the built screens (`pos/`): what a browser gets at `/pos/`. Without it the API is served alone.
    #[arg(long, global = true, env = "BODEGA_CONSOLE")]
    pub console: Option<PathBuf>,
    /// Takes packages that no known key signed: for authors at work, never for a shop.
    #[arg(long, global = true, env = "BODEGA_ALLOW_UNSIGNED")]
    pub allow_unsigned: bool,
    /// The ed25519 key (PEM) that signs the audit trail; made where it is missing. Nodes of one database share it.
    #[arg(long, global = true, env = "BODEGA_AUDIT_KEY")]
    pub audit_key: Option<PathBuf>,
    /// A file that every checkpoint of the audit trail is added to; best on storage that the database's administrator
    /// cannot write.
    #[arg(long, global = true, env = "BODEGA_AUDIT_CHECKPOINTS")]
    pub audit_checkpoints: Option<PathBuf>,
    /// Where backups go: a folder, best on another machine, or `s3://bucket/prefix`, with settings as for `files`.
    #[arg(long, global = true, env = "BODEGA_BACKUP_TO")]
    pub backup_to: Option<String>,
    /// The file of the key that seals backups (`bodega backup keygen`); the key itself may be in BODEGA_BACKUP_KEY.
    #[arg(long, global = true, env = "BODEGA_BACKUP_KEY_FILE")]
    pub backup_key: Option<PathBuf>,
    /// When `bodega serve` takes backups: a cron expression in the machine's time zone, e.g. `0 3 * * *`.
    #[arg(long, global = true, env = "BODEGA_BACKUP_SCHEDULE")]
    pub backup_schedule: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    database_url: Option<String>,
    data_dir: Option<PathBuf>,
    key_file: Option<PathBuf>,
    listen: Option<SocketAddr>,
    first_party: Option<PathBuf>,
    egress_roots: Option<PathBuf>,
    files: Option<String>,
    console: Option<PathBuf>,
    #[serde(default)]
    allow_unsigned: bool,
    audit_key: Option<PathBuf>,
    audit_checkpoints: Option<PathBuf>,
    backup_to: Option<String>,
    backup_key: Option<PathBuf>,
    backup_schedule: Option<String>,
    #[serde(default)]
    backup_keep: Keep,
}

/// What is configured of backups.
#[derive(Clone, Default)]
pub struct BackupConfig {
    /// As [`Options::backup_to`].
    pub to: Option<String>,
    /// As [`Options::backup_key`].
    pub key: Option<PathBuf>,
    /// The key itself, from the environment.
    pub key_text: Option<String>,
    /// As [`Options::backup_schedule`].
    pub schedule: Option<String>,
    /// Which backups stay.
    pub keep: Keep,
}

impl std::fmt::Debug for BackupConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let BackupConfig { to, key, key_text: _, schedule, keep } = self;
        f.debug_tuple("BackupConfig").field(to).field(key).field(schedule).field(keep).finish()
    }
}

/// The configuration in force.
#[derive(Clone, Debug)]
pub struct Config {
    /// As [`Options::database_url`].
    pub database_url: String,
    /// As [`Options::data_dir`].
    pub data_dir: PathBuf,
    /// As [`Options::key_file`].
    pub key_file: PathBuf,
    /// As [`Options::listen`].
    pub listen: SocketAddr,
    /// As [`Options::first_party`].
    pub first_party: Option<PathBuf>,
    /// As [`Options::egress_roots`].
    pub egress_roots: Option<PathBuf>,
    /// As [`Options::files`].
    pub files: String,
    /// As [`Options::console`].
    pub console: Option<PathBuf>,
    /// As [`Options::allow_unsigned`].
    pub allow_unsigned: bool,
    /// As [`Options::audit_key`].
    pub audit_key: PathBuf,
    /// As [`Options::audit_checkpoints`].
    pub audit_checkpoints: Option<PathBuf>,
    /// Backups.
    pub backup: BackupConfig,
    /// The `bodega` binary, started for each component that is compiled; `None` compiles in this process.
    pub compiler: Option<PathBuf>,
}

impl Config {
    /// Puts file, environment and flags together.
    pub fn load(options: &Options) -> anyhow::Result<Self> {
        let file = match &options.config {
            Some(path) => read(path)?,
            None => File::default(),
        };
        let data_dir = options.data_dir.clone().or(file.data_dir).unwrap_or_else(|| PathBuf::from(DATA_DIR));
        let database_url = options.database_url.clone().or(file.database_url);
        let embedded = || format!("sqlite://{}?mode=rwc", data_dir.join("bodega.db").display());
        let files = options.files.clone().or(file.files);
        Ok(Config {
            database_url: database_url.unwrap_or_else(embedded),
            listen: options.listen.or(file.listen).map_or_else(|| LISTEN.parse(), Ok)?,
            first_party: options.first_party.clone().or(file.first_party),
            egress_roots: options.egress_roots.clone().or(file.egress_roots),
            key_file: options.key_file.clone().or(file.key_file).unwrap_or_else(|| data_dir.join(KEY_FILE)),
            files: files.unwrap_or_else(|| data_dir.join("files").to_string_lossy().into_owned()),
            console: options.console.clone().or(file.console),
            allow_unsigned: options.allow_unsigned || file.allow_unsigned,
            audit_key: options
                .audit_key
                .clone()
                .or(file.audit_key)
                .unwrap_or_else(|| data_dir.join(AUDIT_KEY)),
            audit_checkpoints: options.audit_checkpoints.clone().or(file.audit_checkpoints),
            backup: BackupConfig {
                to: options.backup_to.clone().or(file.backup_to),
                key: options.backup_key.clone().or(file.backup_key),
                key_text: std::env::var("BODEGA_BACKUP_KEY").ok().filter(|text| !text.is_empty()),
                schedule: options.backup_schedule.clone().or(file.backup_schedule),
                keep: file.backup_keep,
            },
            compiler: Some(own_program()?),
            data_dir,
        })
    }
}

/// This program, to be started again: by its process where the system shows it, since an upgrade may have put another
/// program at its path, which would compile for another engine.
fn own_program() -> anyhow::Result<PathBuf> {
    let running = PathBuf::from("/proc/self/exe");
    match running.exists() {
        true => Ok(running),
        false => std::env::current_exe().context("cannot find this program's own file"),
    }
}

fn read(path: &Path) -> anyhow::Result<File> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("{} is not a configuration file", path.display()))
}
