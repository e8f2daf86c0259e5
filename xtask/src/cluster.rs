//! A private PostgreSQL cluster in a temporary folder, gone when its owner is gone, however that happens.
//! A small shell process watches a pipe from us: the pipe closes when we end, are interrupted or are killed,
//! and the shell then stops the server and removes the folder. It has a process group of its own,
//! so Ctrl-C in the terminal reaches it only through that pipe.

use std::fs::{self, DirBuilder};
use std::net::TcpListener;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, bail};

use crate::process;

/// Arguments: folder, folder of PostgreSQL's programs, port, fsync (`on` or `off`).
/// SIGQUIT stops at once: nothing in the cluster outlives it.
const SUPERVISOR: &str = r#"
if "$2/initdb" --pgdata="$1/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C \
    --no-sync --no-instructions </dev/null >"$1/log" 2>&1
then
    "$2/postgres" -D "$1/data" -p "$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
        -c max_connections=200 -c fsync="$4" </dev/null >>"$1/log" 2>&1 &
    server=$!
else
    touch "$1/failed"
    server=
fi
cat >/dev/null
if [ -n "$server" ]; then kill -QUIT "$server" 2>/dev/null; fi
wait
rm -rf "$1"
"#;

/// A cluster starts in two or three seconds; a busy machine may need more.
const START_LIMIT: Duration = Duration::from_secs(60);

/// How often we look whether the server is ready.
const POLL: Duration = Duration::from_millis(30);

/// Another program may take the port between our choosing it and the server's binding it.
const START_ATTEMPTS_MAX: u32 = 3;

/// A running cluster; dropping it stops the server and removes its folder.
pub struct Cluster {
    url: String,
    supervisor: Child,
}

impl Cluster {
    /// Creates and starts a cluster with the programs in `programs`.
    pub fn start(programs: &Path) -> Result<Self> {
        let mut attempt = 1;
        loop {
            match Self::try_start(programs) {
                Err(error) if attempt < START_ATTEMPTS_MAX && is_port_taken(&error) => attempt += 1,
                result => return result,
            }
        }
    }

    /// Connects as super user.
    pub fn url(&self) -> &str {
        &self.url
    }

    fn try_start(programs: &Path) -> Result<Self> {
        let owner = Owner::find()?;
        let folder = create_folder(&owner)?;
        let port = free_port()?;
        // Durable by default, like production: tests should meet real commit times.
        let fsync = std::env::var("BODEGA_POSTGRES_FSYNC").unwrap_or_else(|_| "on".to_owned());

        let mut command = Command::new("sh");
        command
            .args(["-c", SUPERVISOR, "bodega-postgres"])
            .arg(&folder)
            .arg(programs)
            .arg(port.to_string())
            .arg(fsync)
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0);
        if let Owner::Other { uid, gid } = owner {
            command.uid(uid).gid(gid);
        }
        let cluster = Self {
            url: format!("postgres://postgres@127.0.0.1:{port}/postgres"),
            supervisor: command.spawn().context("cannot start a shell for PostgreSQL")?,
        };
        wait_until_ready(&folder)?;
        Ok(cluster)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Closing the pipe is the signal; waiting makes sure that nothing is left behind us.
        drop(self.supervisor.stdin.take());
        let _ = self.supervisor.wait();
    }
}

/// PostgreSQL refuses to run as root, so root lends it to another user.
enum Owner {
    Ourselves,
    Other { uid: u32, gid: u32 },
}

impl Owner {
    fn find() -> Result<Self> {
        if !process::is_root() {
            return Ok(Self::Ourselves);
        }
        for user in ["postgres", "nobody"] {
            if let (Ok(uid), Ok(gid)) = (user_number("-u", user), user_number("-g", user)) {
                return Ok(Self::Other { uid, gid });
            }
        }
        bail!("PostgreSQL does not run as root, and there is neither a user `postgres` nor `nobody`")
    }
}

fn user_number(which: &str, user: &str) -> Result<u32> {
    let printed = process::capture(Command::new("id").args([which, user]))?;
    Ok(printed.trim().parse()?)
}

fn create_folder(owner: &Owner) -> Result<PathBuf> {
    // Root's own temporary folder may be closed to the user that runs the server.
    let parent = match owner {
        Owner::Ourselves => std::env::temp_dir(),
        Owner::Other { .. } => PathBuf::from("/tmp"),
    };
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let folder = parent.join(format!("bodega-postgres-{}-{}", std::process::id(), now.as_micros()));
    DirBuilder::new()
        .mode(0o700)
        .create(&folder)
        .with_context(|| format!("cannot create {}", folder.display()))?;
    if let Owner::Other { uid, gid } = owner {
        std::os::unix::fs::chown(&folder, Some(*uid), Some(*gid))?;
    }
    Ok(folder)
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free port on 127.0.0.1")?;
    Ok(listener.local_addr()?.port())
}

/// The server writes `ready` into its pid file once it takes connections.
fn wait_until_ready(folder: &Path) -> Result<()> {
    let started = Instant::now();
    loop {
        let state = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default();
        if state.lines().any(|line| line.trim() == "ready") {
            return Ok(());
        }
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        if folder.join("failed").exists() || log.contains("FATAL:") {
            bail!("PostgreSQL did not start:\n{}", log.trim());
        }
        if started.elapsed() > START_LIMIT {
            bail!("PostgreSQL was not ready after {}:\n{}", process::human(START_LIMIT), log.trim());
        }
        thread::sleep(POLL);
    }
}

fn is_port_taken(error: &anyhow::Error) -> bool {
    error.to_string().contains("Address already in use")
}
