//! Runs the whole test suite with everything it needs and closes with one line that counts it.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use anyhow::{Context, Result, anyhow};

use crate::postgres::Server;
use crate::tally::Tally;
use crate::{Outcome, plugins, postgres, process, workspace};

/// The verb; arguments go to the test runner.
pub fn run(arguments: &[String]) -> Result<Outcome> {
    // Guests first: when they do not build, no test can say anything.
    let plugins = plugins::build()?;
    let server = Server::for_tests()?;

    let mut runner = runner(arguments);
    runner
        .env(workspace::PLUGINS_DIR_VAR, plugins)
        .env(postgres::URL_VAR, server.url());
    let (code, tally) = run_and_count(&mut runner)?;
    if code != 0 && tally.failed == 0 {
        eprintln!("  the suite did not run to its end, see above");
    }
    Ok(Outcome {
        code: if tally.failed > 0 { code.max(1) } else { code },
        closing: Some(tally.to_string()),
    })
}

/// cargo-nextest where it is installed (a process for each test), else cargo's own runner.
fn runner(arguments: &[String]) -> Command {
    let names_packages = arguments
        .iter()
        .any(|argument| argument == "-p" || argument.starts_with("--package"));
    let mut command = if process::find_program("cargo-nextest").is_some() {
        let mut command = process::cargo("nextest");
        command.args(["run", "--no-tests=pass"]);
        command
    } else {
        eprintln!("  cargo-nextest is not installed: using cargo test");
        process::cargo("test")
    };
    if !names_packages {
        command.arg("--workspace");
    }
    command.arg("--no-fail-fast").args(arguments);
    command
}

/// Passes all output on as it comes and counts tests in it.
fn run_and_count(command: &mut Command) -> Result<(u8, Tally)> {
    if std::io::stderr().is_terminal() && std::env::var_os("CARGO_TERM_COLOR").is_none() {
        // The runner sees a pipe and would give up its colours.
        command.env("CARGO_TERM_COLOR", "always");
    }
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot start the test runner")?;
    let tally = Arc::new(Mutex::new(Tally::default()));
    let readers = [
        child
            .stdout
            .take()
            .map(|pipe| forward(pipe, std::io::stdout(), &tally)),
        child
            .stderr
            .take()
            .map(|pipe| forward(pipe, std::io::stderr(), &tally)),
    ];
    for reader in readers.into_iter().flatten() {
        reader
            .join()
            .map_err(|_| anyhow!("reading the tests' output failed"))?;
    }
    let code = process::exit_code(child.wait()?);
    let tally = *tally
        .lock()
        .map_err(|_| anyhow!("counting the tests failed"))?;
    Ok((code, tally))
}

fn forward(
    pipe: impl Read + Send + 'static,
    mut to: impl Write + Send + 'static,
    tally: &Arc<Mutex<Tally>>,
) -> thread::JoinHandle<()> {
    let tally = Arc::clone(tally);
    thread::spawn(move || {
        let mut lines = BufReader::new(pipe);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            // A closed terminal must not end the count.
            let _ = to.write_all(&line).and_then(|()| to.flush());
            if let Ok(mut tally) = tally.lock() {
                tally.read_line(&String::from_utf8_lossy(&line));
            }
            line.clear();
        }
    })
}
