//! A short run of `cargo xtask crash` on both databases.

use std::path::PathBuf;
use std::process::Command;

/// Kills in the short run; `cargo xtask crash 50` is for patience.
const ROUNDS: &str = "3";

/// The binary under test.
pub fn server() -> PathBuf {
    let built = || {
        // Beside the folder of this test's own binary: target/<profile>/deps.
        let own = std::env::current_exe().expect("a path");
        own.parent().and_then(|deps| deps.parent()).expect("a target folder").join("bodega")
    };
    std::env::var_os("BODEGA_SERVER").map_or_else(built, PathBuf::from)
}

fn crash(database: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_crash"))
        .args([ROUNDS, "--database", database, "--server"])
        .arg(server())
        .output()
        .expect("the crash run starts");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
}

#[test]
fn no_acknowledged_sale_is_lost_on_sqlite() {
    crash("sqlite");
}

#[test]
fn no_acknowledged_sale_is_lost_on_postgres() {
    crash("postgres");
}
