//! Gives tests a PostgreSQL: the one named by the environment, else a private cluster.
//! PostgreSQL's programs are installed when they are missing and we may do that.

use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, bail};

use crate::cluster::Cluster;
use crate::{Outcome, apt, process};

/// Where tests look for their server: a super user's URL; every test creates a database of its own.
pub const URL_VAR: &str = "BODEGA_TEST_POSTGRES";

/// Where Debian puts the programs, a folder for each major version.
const DEBIAN_FOLDER: &str = "/usr/lib/postgresql";

/// A server for the time this value lives.
pub enum Server {
    /// Somebody else's: it is neither started nor stopped by us.
    External(String),
    Private(Cluster),
}

impl Server {
    /// Takes the server from the environment, or starts one.
    pub fn for_tests() -> Result<Self> {
        if let Ok(url) = std::env::var(URL_VAR)
            && !url.is_empty()
        {
            eprintln!("  PostgreSQL: the one in {URL_VAR}");
            return Ok(Self::External(url));
        }
        let cluster = start_private()?;
        eprintln!("  PostgreSQL: a private cluster at {}", cluster.url());
        Ok(Self::Private(cluster))
    }

    /// Connects as super user.
    pub fn url(&self) -> &str {
        match self {
            Self::External(url) => url,
            Self::Private(cluster) => cluster.url(),
        }
    }
}

/// The verb: a private cluster till Ctrl-C.
pub fn run(arguments: &[String]) -> Result<Outcome> {
    if let Some(unknown) = arguments.first() {
        bail!("`postgres` takes no arguments, but got `{unknown}`");
    }
    let cluster = start_private()?;
    println!("{}", cluster.url());
    eprintln!("  for tests: export {URL_VAR}={}", cluster.url());
    eprintln!("  Ctrl-C stops the server and removes its data");
    // Ctrl-C ends this process; the cluster notices and cleans up after itself.
    loop {
        thread::park();
    }
}

/// The folder with `initdb` and `postgres`, the newest version first.
pub fn find_programs() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir(DEBIAN_FOLDER)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, folder)| has_programs(folder))
        .collect();
    versions.sort();
    let on_path = || {
        let program = process::find_program("initdb")?;
        program.parent().map(Path::to_owned).filter(|folder| has_programs(folder))
    };
    versions.pop().map(|(_, folder)| folder).or_else(on_path)
}

fn start_private() -> Result<Cluster> {
    if find_programs().is_none() {
        install()?;
    }
    let programs =
        find_programs().with_context(|| format!("no initdb in {DEBIAN_FOLDER}/*/bin or on the PATH"))?;
    Cluster::start(&programs)
}

fn install() -> Result<()> {
    if !apt::can_install() {
        bail!(
            "PostgreSQL is missing: install its server (`sudo apt-get install postgresql`), \
             or set {URL_VAR}=postgres://user@host:port/postgres to a server you have"
        );
    }
    eprintln!("  PostgreSQL is missing: installing it with apt-get");
    apt::install(&["postgresql"])
}

fn has_programs(folder: &Path) -> bool {
    folder.join("initdb").is_file() && folder.join("postgres").is_file()
}
