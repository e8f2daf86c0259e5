//! Compiles components. A component can be made to cost the compiler gigabytes and minutes, so a server compiles in a
//! process of its own: bounded in memory and time, without environment, gone with whatever it leaves behind.

use crate::engine;
use bodega_package::COMPONENT_BYTES_MAX;
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use wasmtime::Engine;

/// Memory of a compilation, bytes. Python's interpreter, the largest component we know, takes 450 MiB.
pub const COMPILE_MEMORY_BYTES_MAX: u64 = 2 << 30;
/// Processor time of a compilation, seconds. Python's interpreter takes 24 s with a compiler built for debugging.
pub const COMPILE_CPU_SECONDS_MAX: u64 = 120;
/// How long a compilation may take on a busy machine.
pub const COMPILE_WALL_MAX: Duration = Duration::from_secs(300);
/// Machine code of a component: about three times its size.
pub(crate) const ARTEFACT_BYTES_MAX: u64 = 256 << 20;
/// The longest explanation that is read from a worker.
const MESSAGE_BYTES_MAX: u64 = 4 << 10;
/// What a worker exits with where the component is not valid.
const INVALID: u8 = 3;

/// Where components are compiled.
#[derive(Clone, Debug, Default)]
pub enum Compiler {
    /// In this process, without bounds but those on the size of the input: for an author's own component.
    #[default]
    InProcess,
    /// In a process of its own: a program that calls [`compile_worker`].
    Worker {
        /// The program.
        program: PathBuf,
        /// What makes it call it.
        arguments: Vec<OsString>,
    },
}

/// Why there is no machine code.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CompileError {
    #[error("{0}")]
    Invalid(String),
    #[error(
        "compiling it takes more than {} MiB or {COMPILE_CPU_SECONDS_MAX} s: make its functions smaller",
        COMPILE_MEMORY_BYTES_MAX >> 20
    )]
    TooCostly,
    #[error("the compiler could not be run: {0}")]
    Worker(#[from] io::Error),
}

impl Compiler {
    /// Machine code of a component.
    pub(crate) fn compile(&self, engine: &Engine, component: &[u8]) -> Result<Vec<u8>, CompileError> {
        match self {
            Compiler::InProcess => {
                let compiled = engine.precompile_component(component);
                compiled.map_err(|error| CompileError::Invalid(format!("{error:#}")))
            }
            Compiler::Worker { program, arguments } => {
                let mut command = Command::new(program);
                command.args(arguments).env_clear();
                command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
                talk(command.spawn()?, component)
            }
        }
    }
}

/// Gives a worker its component and takes what it makes of it.
fn talk(mut worker: Child, component: &[u8]) -> Result<Vec<u8>, CompileError> {
    let (done, answer) = mpsc::channel();
    let (input, output, errors) = (worker.stdin.take(), worker.stdout.take(), worker.stderr.take());
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // A worker reads all before it writes. One that died while it read says so by its status.
            let _ = input.map(|mut input| input.write_all(component));
            let read = read_bounded(output, ARTEFACT_BYTES_MAX);
            let message = read_bounded(errors, MESSAGE_BYTES_MAX).unwrap_or_default();
            let _ = done.send((read, message));
        });
        let answered = answer.recv_timeout(COMPILE_WALL_MAX);
        // One that answered is at its end; another one ends here.
        if answered.is_err() {
            worker.kill()?;
        }
        let status = worker.wait()?;
        let (artefact, message) = answered.map_err(|_| CompileError::TooCostly)?;
        judge(status, artefact?, &String::from_utf8_lossy(&message))
    })
}

fn judge(status: ExitStatus, artefact: Vec<u8>, message: &str) -> Result<Vec<u8>, CompileError> {
    match status.code() {
        Some(0) => Ok(artefact),
        Some(code) if code == i32::from(INVALID) => Err(CompileError::Invalid(message.trim().to_owned())),
        // It ran into its bounds: no memory aborts, no time kills. A compiler that panics is made to by the component too.
        _ => {
            tracing::warn!(%status, "a compilation was cut off: {message}");
            Err(CompileError::TooCostly)
        }
    }
}

fn read_bounded(from: Option<impl Read>, bytes_max: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(from) = from {
        from.take(bytes_max).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// A worker's whole work: bounds itself, reads a component from standard input, writes its machine code to standard
/// output. What is wrong with the component goes to standard error.
pub fn compile_worker() -> ExitCode {
    match work() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::from(INVALID)
        }
    }
}

fn work() -> Result<(), String> {
    bound_myself().map_err(|error| format!("the compiler cannot bound itself: {error}"))?;
    let mut component = Vec::new();
    let input = io::stdin().lock().take(COMPONENT_BYTES_MAX as u64 + 1).read_to_end(&mut component);
    input.map_err(|error| error.to_string())?;
    let engine = engine::compiling().map_err(|error| format!("{error:#}"))?;
    let artefact = engine.precompile_component(&component).map_err(|error| format!("{error:#}"))?;
    let mut output = io::stdout().lock();
    output.write_all(&artefact).and_then(|()| output.flush()).map_err(|error| error.to_string())
}

/// Sets this process's limits of data and processor time, and lets it leave no core file.
#[allow(unsafe_code)]
fn bound_myself() -> io::Result<()> {
    let bounds = [
        (libc::RLIMIT_DATA, COMPILE_MEMORY_BYTES_MAX),
        (libc::RLIMIT_CPU, COMPILE_CPU_SECONDS_MAX),
        (libc::RLIMIT_CORE, 0),
    ];
    for (resource, most) in bounds {
        let limit = libc::rlimit { rlim_cur: most, rlim_max: most };
        // SAFETY: the pointer is to a live value of the type that the call reads.
        if unsafe { libc::setrlimit(resource, &raw const limit) } != 0 {
            return Err(io::Error::last_os_error());
        }
    }
    Ok(())
}
