//! Point-in-time recovery of PostgreSQL, rehearsed as "Backups" in README.md says it.

use crate::audit::{Process, succeed, token_of};
use bodega_testkit::{Merchant, TestDatabase, line};
use std::net::TcpListener;
use std::os::unix::fs::{DirBuilderExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// How long a server may take to start or to recover, in looks a tenth of a second apart.
const LOOKS_MAX: u32 = 600;

/// A PostgreSQL of its own, with an archive of its log.
struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    /// Root lends it to another user, as PostgreSQL wants it.
    owner: Option<(u32, u32)>,
    port: u16,
}

impl Cluster {
    fn create() -> Self {
        let owner = owner();
        let folder = PathBuf::from("/tmp").join(format!("bodega-recover-{}", uuid::Uuid::now_v7().simple()));
        std::fs::DirBuilder::new().mode(0o700).create(&folder).unwrap();
        if let Some((user, group)) = owner {
            chown(&folder, Some(user), Some(group)).unwrap();
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let cluster = Cluster { programs: programs(), folder, owner, port };
        cluster.run(
            "initdb",
            &["-D", "data", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"],
        );
        cluster.command("mkdir").args(["archive"]).status().unwrap();
        let archive = cluster.folder.join("archive");
        cluster.configure(
            "data",
            &[
                "listen_addresses = '127.0.0.1'",
                "unix_socket_directories = ''",
                &format!("port = {port}"),
                "wal_level = replica",
                "archive_mode = on",
                &format!("archive_command = 'test ! -f {0}/%f && cp %p {0}/%f'", archive.display()),
            ],
        );
        cluster.start();
        cluster.query("postgres", "CREATE DATABASE shop");
        cluster
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder).stdin(Stdio::null());
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        command
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let output = self.command(self.programs.join(program)).args(arguments).output().expect("it starts");
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn configure(&self, data: &str, lines: &[&str]) {
        let path = self.folder.join(data).join("postgresql.auto.conf");
        let mut text = std::fs::read_to_string(&path).unwrap_or_default();
        lines.iter().for_each(|line| text += &format!("{line}\n"));
        std::fs::write(path, text).unwrap();
    }

    fn start(&self) {
        // A server's output stays open as long as the server: not ours.
        let started = self
            .command(self.programs.join("pg_ctl"))
            .args(["start", "-D", "data", "-l", "log", "-w", "-t", "60"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        let log = || std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        assert!(started.expect("pg_ctl starts").success(), "{}", log());
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    fn query(&self, database: &str, sql: &str) -> String {
        let psql = Command::new("psql")
            .args(["-XAtq", "-v", "ON_ERROR_STOP=1", &self.url(database), "-c", sql])
            .output();
        let output = psql.expect("psql is installed with PostgreSQL");
        assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    fn wait_for(&self, sql: &str, answer: &str) {
        for _ in 0..LOOKS_MAX {
            if self.query("postgres", sql) == answer {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("{sql} never gave {answer}");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let stop = self
            .command(self.programs.join("pg_ctl"))
            .args(["stop", "-D", "data", "-m", "immediate"])
            .output();
        drop(stop);
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn programs() -> PathBuf {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|folder| folder.join("initdb").is_file())
        .collect();
    found.sort();
    let on_path = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .find(|folder| folder.join("initdb").is_file());
    found.pop().or(on_path).expect("PostgreSQL's server is installed")
}

fn owner() -> Option<(u32, u32)> {
    let number = |which: &str, user: &str| -> Option<u32> {
        let output = Command::new("id").args([which, user]).output().ok()?;
        String::from_utf8_lossy(&output.stdout).trim().parse().ok()
    };
    let own = Command::new("id").arg("-u").output().expect("id");
    if String::from_utf8_lossy(&own.stdout).trim() != "0" {
        return None;
    }
    ["postgres", "nobody"].iter().find_map(|user| Some((number("-u", user)?, number("-g", user)?)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mistake_is_undone_by_going_back_to_the_moment_before_it() {
    let cluster = Cluster::create();
    let site = TestDatabase::over(cluster.url("shop"));
    let token = token_of(&succeed(&site, &["tenant", "create", "past", "Past"]));
    let process = Process::start(&site);
    let shop = Merchant::set_up(&process.base, "past", &token, "inclusive").await;
    shop.product("tea", 1250, &[]).await;
    let sell = async |count: usize| {
        for _ in 0..count {
            shop.sell(&shop.basket(vec![line("tea", "1")])).await;
        }
    };
    sell(3).await;
    cluster
        .run("pg_basebackup", &["-D", "base", "-X", "fetch", "-c", "fast", "-d", &cluster.url("postgres")]);
    // What is in the log only.
    sell(4).await;
    let sold = cluster.query("shop", "SELECT COUNT(*), SUM(total_minor) FROM sale");
    let moment = cluster.query("shop", "SELECT clock_timestamp()");
    std::thread::sleep(Duration::from_millis(200));
    sell(2).await;
    drop(process);
    cluster.query("shop", "DELETE FROM sale_line; DELETE FROM sale");
    let last = cluster.query("shop", "SELECT pg_walfile_name(pg_switch_wal())");
    cluster.wait_for(&format!("SELECT last_archived_wal >= '{last}' FROM pg_stat_archiver"), "t");

    // The machine is gone; base backup and archive are elsewhere.
    cluster.run("pg_ctl", &["stop", "-D", "data", "-m", "immediate"]);
    std::fs::remove_dir_all(cluster.folder.join("data")).unwrap();
    std::fs::rename(cluster.folder.join("base"), cluster.folder.join("data")).unwrap();
    let archive = cluster.folder.join("archive");
    cluster.configure(
        "data",
        &[
            &format!("restore_command = 'cp {}/%f %p'", archive.display()),
            &format!("recovery_target_time = '{moment}'"),
            "recovery_target_action = 'promote'",
        ],
    );
    touch(&cluster, Path::new("data/recovery.signal"));
    cluster.start();
    cluster.wait_for("SELECT pg_is_in_recovery()", "f");
    assert_eq!(cluster.query("shop", "SELECT COUNT(*), SUM(total_minor) FROM sale"), sold, "to the sale");
    let books = succeed(&site, &["doctor"]);
    assert!(books.contains("sound") && !books.contains("NOT SOUND"), "{books}");
    let process = Process::start(&site);
    let mut again = Merchant::unfurnished(&process.base, "past", &token);
    (again.store, again.terminal) = (shop.store.clone(), shop.terminal.clone());
    again.sell(&again.basket(vec![line("tea", "1")])).await;
}

fn touch(cluster: &Cluster, path: &Path) {
    assert!(cluster.command("touch").arg(path).status().unwrap().success());
}
