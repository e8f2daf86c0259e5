//! Small helpers to run other programs: captured, checked, bounded in time.

use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::workspace;

/// How often a bounded child is asked whether it has ended: unnoticed by people, cheap for the machine.
const POLL: Duration = Duration::from_millis(50);

/// The cargo that started us, on this workspace, whatever folder we were called from.
pub fn cargo(subcommand: &str) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .arg(subcommand)
        .arg("--manifest-path")
        .arg(workspace::root().join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", workspace::target());
    command
}

/// Runs a command with our terminal and returns its exit code.
pub fn status(command: &mut Command) -> Result<u8> {
    let status = command.status().with_context(|| format!("cannot start {}", name(command)))?;
    Ok(exit_code(status))
}

/// Runs a command with our terminal and fails when it does.
pub fn check(command: &mut Command) -> Result<()> {
    match status(command)? {
        0 => Ok(()),
        code => bail!("{} ended with exit code {code}, see above", name(command)),
    }
}

/// Runs a command and returns what it wrote to standard output; its standard error goes into the error.
pub fn capture(command: &mut Command) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {}", name(command)))?;
    if !output.status.success() {
        bail!(
            "{} ended with exit code {}: {}",
            name(command),
            exit_code(output.status),
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Like [`capture`], but kills the command when it takes longer than `limit`.
pub fn capture_within(command: &mut Command, limit: Duration) -> Result<String> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", name(command)))?;
    // Pipes are drained on threads, so that a chatty child never waits for us.
    let stdout = drain(child.stdout.take());
    let stderr = drain(child.stderr.take());
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if started.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            bail!("{} took longer than {} and was stopped", name(command), human(limit));
        }
        thread::sleep(POLL);
    };
    let stdout = stdout.join().unwrap_or_default();
    let stderr = stderr.join().unwrap_or_default();
    if !status.success() {
        bail!("{} ended with exit code {}: {}", name(command), exit_code(status), stderr.trim());
    }
    Ok(stdout)
}

/// The exit code a shell would report: 128 and the signal for a killed process.
pub fn exit_code(status: ExitStatus) -> u8 {
    let code = status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
    u8::try_from(code).unwrap_or(1)
}

/// Whether a program of this name can be found on the `PATH`.
pub fn find_program(program: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(program)).find(|candidate| candidate.is_file())
}

/// Whether we may install packages and change users.
pub fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// A duration the way a person would say it.
pub fn human(duration: Duration) -> String {
    match duration.as_secs() {
        0..10 => format!("{:.1} s", duration.as_secs_f64()),
        seconds @ 10..120 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

fn name(command: &Command) -> String {
    let mut text = format!("`{}", command.get_program().to_string_lossy());
    // The first words say which command it was; whole lines of flags drown the message.
    for argument in command.get_args().take(3) {
        text = text + " " + &argument.to_string_lossy();
    }
    if command.get_args().len() > 3 {
        text += " …";
    }
    text + "`"
}

fn drain<R: Read + Send + 'static>(pipe: Option<R>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // A read error ends the text early; the exit status still decides.
            let _ = pipe.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
