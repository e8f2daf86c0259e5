//! The binary, and the tools of each language as `cargo xtask test` found or installed them.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long a build may take on a busy machine.
const WAIT: Duration = Duration::from_secs(120);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Rust,
    Typescript,
    Python,
}

impl Language {
    pub fn word(self) -> &'static str {
        match self {
            Language::Rust => "rust",
            Language::Typescript => "typescript",
            Language::Python => "python",
        }
    }

    /// The SDK's folder in this tree.
    pub fn sdk(self) -> PathBuf {
        let folder = match self {
            Language::Rust => "sdk/rust",
            Language::Typescript => "sdk/js",
            Language::Python => "sdk/python",
        };
        root().join(folder)
    }
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the tree is there")
}

/// A link to a file or folder, with the folders above it.
pub fn link(from: &Path, to: &Path) {
    std::fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
    std::os::unix::fs::symlink(from, to).expect("a link");
}

/// What engines compiled, for all tests and for the next run: a Python component takes half a minute of a core.
pub fn compiled() -> PathBuf {
    let folder = variable("BODEGA_PROJECTS_DIR").join("engine");
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

pub fn variable(name: &str) -> PathBuf {
    std::env::var_os(name).map(PathBuf::from).expect("run me through `cargo xtask test`")
}

/// The binary, with nothing of this machine's settings for it.
pub fn bodega(folder: &Path) -> Command {
    let mut command = Command::new(variable("BODEGA_SERVER"));
    command.current_dir(folder).env("RUSTC", variable("BODEGA_WASM_RUSTC"));
    // Projects share what they depend on, and take it from what the tree has fetched already.
    command.env("CARGO_TARGET_DIR", variable("BODEGA_PROJECTS_DIR")).env("CARGO_NET_OFFLINE", "true");
    for (name, _) in std::env::vars_os() {
        let ours = name.to_string_lossy().into_owned();
        if ours.starts_with("BODEGA_") || ours.starts_with("CARGO_PKG_") {
            command.env_remove(name);
        }
    }
    command
}

/// What a command printed, both outputs, and whether it succeeded.
pub struct Ended {
    is_success: bool,
    text: String,
}

impl Ended {
    pub fn of(mut command: Command) -> Self {
        let output = command.output().expect("the binary starts");
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        Ended { is_success: output.status.success(), text: text.concat() }
    }

    pub fn ok(self) -> String {
        assert!(self.is_success, "{}", self.text);
        self.text
    }

    pub fn refused(self) -> String {
        assert!(!self.is_success, "it should have failed: {}", self.text);
        self.text
    }
}

/// A command that goes on; it ends with the value.
pub struct Running {
    child: Child,
    lines: Receiver<String>,
    seen: Vec<String>,
}

impl Running {
    pub fn start(mut command: Command) -> Self {
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
        let (sender, lines) = channel();
        let pipes: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().expect("piped")), Box::new(child.stderr.take().expect("piped"))];
        for pipe in pipes {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                    if sender.send(line).is_err() {
                        break;
                    }
                }
            });
        }
        Running { child, lines, seen: Vec::new() }
    }

    /// The next line that holds a text.
    pub fn wait_for(&mut self, text: &str) -> String {
        let deadline = Instant::now() + WAIT;
        while let Ok(line) = self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            self.seen.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
        panic!("`{text}` was not said, but:\n{}", self.seen.join("\n"));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
