//! Runs the whole test suite with everything it needs and closes with one line that counts it.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};

use crate::postgres::Server;
use crate::tally::{Runner, Tally};
use crate::{Outcome, apt, console, journeys, plugins, postgres, process, sdks, toolchain, workspace};

/// How long the last lines may take after the runner has ended; they are in the pipe already.
const LEFTOVER_LIMIT: Duration = Duration::from_secs(5);

/// The verb; arguments go to the test runner.
pub fn run(arguments: &[String]) -> Result<Outcome> {
    // Guests first: when they do not build, no test can say anything.
    let plugins = plugins::build()?;
    sdks::build(&plugins)?;
    // Real clients of the registry.
    apt::require(&[("skopeo", "skopeo"), ("docker-registry", "docker-registry")])?;
    let server = Server::for_tests()?;
    let binary = journeys::build("bodega")?;

    let runner = find_runner();
    let mut command = command(runner, arguments);
    command.env(workspace::PLUGINS_DIR_VAR, &plugins).env(postgres::URL_VAR, server.url());
    command.env(workspace::SERVER_VAR, &binary);
    // Tests that go an author's way build projects of their own.
    toolchain::find()?.tell(&mut command);
    command.env(workspace::PYTHON_VAR, sdks::environment());
    command.env(workspace::PROJECTS_DIR_VAR, workspace::target().join("projects"));
    let (mut code, tally) = run_and_count(runner, &mut command)?;
    if code != 0 && tally.failed == 0 {
        eprintln!("  the suite did not run to its end, see above");
    }
    // A filter is for tests of the runner; without one, the screens are tried as well.
    if arguments.is_empty() {
        let screens = console::test(&plugins, &binary, &[])?;
        if screens != 0 {
            eprintln!("  the screens' tests failed, see above; `cargo xtask console` runs them alone");
        }
        code = code.max(screens);
    }
    Ok(Outcome { code: if tally.failed > 0 { code.max(1) } else { code }, closing: Some(tally.to_string()) })
}

/// cargo-nextest where it is installed (a process for each test), else cargo's own runner.
fn find_runner() -> Runner {
    if process::find_program("cargo-nextest").is_some() {
        Runner::Nextest
    } else {
        eprintln!("  cargo-nextest is not installed: using cargo test");
        Runner::CargoTest
    }
}

fn command(runner: Runner, arguments: &[String]) -> Command {
    let mut command = match runner {
        Runner::Nextest => process::cargo("nextest"),
        Runner::CargoTest => process::cargo("test"),
    };
    if runner == Runner::Nextest {
        command.args(["run", "--no-tests=pass"]);
    }
    let names_packages =
        arguments.iter().any(|argument| argument == "-p" || argument.starts_with("--package"));
    if !names_packages {
        command.arg("--workspace");
    }
    // Nextest takes it once only.
    command.arg("--no-fail-fast").args(arguments.iter().filter(|argument| *argument != "--no-fail-fast"));
    command
}

/// Passes all output on as it comes and counts tests in it.
fn run_and_count(runner: Runner, command: &mut Command) -> Result<(u8, Tally)> {
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
        child.stdout.take().map(|pipe| forward(pipe, std::io::stdout(), runner, &tally)),
        child.stderr.take().map(|pipe| forward(pipe, std::io::stderr(), runner, &tally)),
    ];
    let code = process::exit_code(child.wait()?);
    let ended = Instant::now();
    while !readers.iter().flatten().all(thread::JoinHandle::is_finished) {
        if ended.elapsed() > LEFTOVER_LIMIT {
            eprintln!("  a process that a test left behind still holds the output open");
            break;
        }
        thread::sleep(Duration::from_millis(10));
    }
    let tally = *tally.lock().map_err(|_| anyhow!("counting the tests failed"))?;
    Ok((code, tally))
}

fn forward(
    pipe: impl Read + Send + 'static,
    mut to: impl Write + Send + 'static,
    runner: Runner,
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
                tally.read_line(runner, &String::from_utf8_lossy(&line));
            }
            line.clear();
        }
    })
}
