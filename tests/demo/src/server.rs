//! Runs a server of our own: packs the plugins, makes the tenant, starts `bodega serve` and ends it again.

use crate::client::Client;
use anyhow::{Context, Result, bail, ensure};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// The longest until a started server answers: migrations and the first compile on a busy machine.
const START_LIMIT: Duration = Duration::from_secs(60);

/// The longest that a command of the binary may take.
const COMMAND_LIMIT: Duration = Duration::from_secs(60);

/// The longest that a server may take to finish its requests when it is told to stop.
const STOP_LIMIT: Duration = Duration::from_secs(10);

/// Where tools find the packed components; set by `cargo xtask`.
const PLUGINS_DIR_VAR: &str = "BODEGA_PLUGINS_DIR";

/// A `bodega` binary and the folder its data go to.
#[derive(Clone, Debug)]
pub struct Installation {
    /// The binary.
    pub binary: PathBuf,
    /// The data folder.
    pub data_dir: PathBuf,
}

impl Installation {
    /// A data folder of this process's own beside the build of `binary`: `target/debug/bodega` gives
    /// `target/demo/<process>`.
    ///
    /// # Errors
    /// There is no such binary, or its folder cannot be written.
    pub fn beside(binary: &Path) -> Result<Self> {
        ensure!(
            binary.is_file(),
            "there is no server at {}; `cargo build -p bodega-server` makes it",
            binary.display()
        );
        let binary = std::path::absolute(binary)?;
        let target = binary.parent().and_then(Path::parent).context("the binary is in no build folder")?;
        let data_dir = target.join("demo").join(std::process::id().to_string());
        std::fs::create_dir_all(&data_dir).with_context(|| format!("cannot make {}", data_dir.display()))?;
        Ok(Installation { binary, data_dir })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        // What a developer has set for a server of theirs must not meet the demo.
        for variable in [
            "BODEGA_CONFIG",
            "BODEGA_DATABASE_URL",
            "BODEGA_DATA_DIR",
            "BODEGA_KEY_FILE",
            "BODEGA_KEYS",
            "BODEGA_LISTEN",
            "BODEGA_FIRST_PARTY",
            "BODEGA_SIGNING_KEY",
        ] {
            command.env_remove(variable);
        }
        command.arg("--data-dir").arg(&self.data_dir).stdin(Stdio::null()).kill_on_drop(true);
        command
    }

    async fn run(&self, arguments: &[&str]) -> Result<String> {
        let what = format!("bodega {}", arguments.iter().take(2).copied().collect::<Vec<_>>().join(" "));
        let output = tokio::time::timeout(COMMAND_LIMIT, self.command().args(arguments).output())
            .await
            .with_context(|| format!("{what} took longer than {} s", COMMAND_LIMIT.as_secs()))?
            .with_context(|| format!("cannot start {}", self.binary.display()))?;
        if !output.status.success() {
            bail!("{what} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Makes a merchant and gives its administrator's token.
    ///
    /// # Errors
    /// The binary fails or prints no token.
    pub async fn create_tenant(&self, code: &str, name: &str) -> Result<String> {
        let said = self.run(&["tenant", "create", code, name]).await?;
        let token = said.lines().find_map(|line| line.strip_prefix("token "));
        Ok(token.context("`bodega tenant create` printed no token")?.trim().to_owned())
    }

    /// Packs and signs plugins of the tree, so that they are in the server's marketplace when it starts.
    ///
    /// # Errors
    /// A component is missing, or the binary refuses to pack or sign.
    pub async fn publish(&self, plugins: &[&str]) -> Result<()> {
        let built = std::env::var_os(PLUGINS_DIR_VAR).map(PathBuf::from);
        let built = built
            .with_context(|| format!("{PLUGINS_DIR_VAR} is not set; start me with `cargo xtask demo`"))?;
        let shelf = self.first_party();
        std::fs::create_dir_all(&shelf).with_context(|| format!("cannot make {}", shelf.display()))?;
        let path = |path: &Path| path.to_str().map(str::to_owned).context("a path is not UTF-8");
        let key = path(&shelf.join("publisher.pem"))?;
        self.run(&["plugin", "keygen", &key]).await?;
        for plugin in plugins {
            let component = built.join(format!("{plugin}.wasm"));
            ensure!(
                component.is_file(),
                "{} is missing; `cargo xtask plugins` builds it",
                component.display()
            );
            let (folder, package) = (self.plugin_folder(plugin)?, shelf.join(format!("{plugin}.tar")));
            self.run(&["plugin", "pack", &path(&folder)?, &path(&component)?, &path(&package)?]).await?;
            self.run(&["plugin", "sign", &path(&package)?, "--key", &key]).await?;
        }
        Ok(())
    }

    /// Publisher and version of a plugin of the tree.
    ///
    /// # Errors
    /// Its manifest is not there or not read.
    pub fn release(&self, plugin: &str) -> Result<(String, String)> {
        let manifest = self.plugin_folder(plugin)?.join("bodega.toml");
        let text = std::fs::read_to_string(&manifest)?;
        let value = |key: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='));
            let value = line.map(|value| value.trim().trim_matches('"').to_owned());
            value.with_context(|| format!("{} has no {key}", manifest.display()))
        };
        Ok((value("publisher")?, value("version")?))
    }

    fn first_party(&self) -> PathBuf {
        self.data_dir.join("first-party")
    }

    /// The folder of a plugin's manifest and schemas, in the workspace that we or the binary are in.
    fn plugin_folder(&self, plugin: &str) -> Result<PathBuf> {
        let places = [std::env::current_dir().ok(), Some(self.binary.clone())];
        let workspaces = places.iter().flatten().flat_map(|place| place.ancestors());
        let mut folders = workspaces.map(|workspace| workspace.join("plugins").join(plugin));
        let found = folders.find(|folder| folder.join("bodega.toml").is_file());
        found.with_context(|| {
            format!("plugins/{plugin}/bodega.toml is nowhere above here; start me in the workspace")
        })
    }

    /// Starts the server on `listen` (port 0: a free one) and waits until it is ready. It logs to `server.log`.
    ///
    /// # Errors
    /// It ends early or does not become ready; says what it logged last.
    pub async fn serve(&self, listen: &str) -> Result<Running> {
        let log_path = self.data_dir.join("server.log");
        let log = std::fs::File::options().create(true).append(true).open(&log_path)?;
        let mut command = self.command();
        let first_party = self.first_party();
        if first_party.is_dir() {
            command.arg("--first-party").arg(first_party);
        }
        command.args(["--listen", listen, "serve"]).stdout(Stdio::piped()).stderr(log);
        // Ctrl-C is for us: we end the server when we are done with it.
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.spawn().with_context(|| format!("cannot start {}", self.binary.display()))?;
        let started = tokio::time::timeout(START_LIMIT, address(&mut child)).await;
        let Ok(Ok(address)) = started else {
            let log = std::fs::read_to_string(&log_path).unwrap_or_default();
            let last: Vec<&str> = log.lines().rev().take(5).collect();
            let last: Vec<&str> = last.into_iter().rev().collect();
            bail!("the server did not start:\n{}", last.join("\n"));
        };
        let running = Running { child, address };
        running.ready().await?;
        Ok(running)
    }

    /// Takes the data away.
    pub fn remove(&self) {
        // Left-overs in a build folder are a nuisance, not a failure.
        let _ = std::fs::remove_dir_all(&self.data_dir);
    }
}

/// The address from the line that says where the server serves; what it prints later is passed over.
async fn address(child: &mut Child) -> Result<String> {
    let stdout = child.stdout.take().context("the server has no output")?;
    let mut lines = BufReader::new(stdout).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some(at) = line.find("http://") {
            let address = line[at..].split_whitespace().next().unwrap_or_default().to_owned();
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(address);
        }
    }
    bail!("the server ended before it served")
}

/// A running server; ends with its handle.
#[derive(Debug)]
pub struct Running {
    child: Child,
    /// `http://host:port`.
    pub address: String,
}

impl Running {
    async fn ready(&self) -> Result<()> {
        let client = Client::new(&self.address, "")?;
        let ready = async {
            while let Err(error) = client.get::<serde_json::Value>("/readyz").await {
                // An answer that is no JSON is an answer.
                if error.to_string().contains("another shape") {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        tokio::time::timeout(START_LIMIT, ready).await.context("the server does not become ready")
    }

    /// Ends it as a power cut would (SIGKILL) and starts it again on the same address and data.
    ///
    /// # Errors
    /// It cannot be killed, or does not come back.
    pub async fn crash(&mut self, installation: &Installation) -> Result<()> {
        self.child.kill().await.context("cannot kill the server")?;
        let listen = self.address.trim_start_matches("http://").to_owned();
        *self = installation.serve(&listen).await?;
        Ok(())
    }

    /// Tells it to finish and waits; one that does not is killed.
    ///
    /// # Errors
    /// Its state cannot be read.
    pub async fn stop(mut self) -> Result<()> {
        #[cfg(unix)]
        if let Some(process) = self.child.id() {
            let told = Command::new("kill").args(["-TERM", &process.to_string()]).status().await;
            if told.is_ok_and(|status| status.success())
                && tokio::time::timeout(STOP_LIMIT, self.child.wait()).await.is_ok()
            {
                return Ok(());
            }
        }
        self.child.kill().await.context("cannot end the server")
    }

    /// Waits until it ends by itself, which it should not.
    pub async fn ended(&mut self) -> String {
        match self.child.wait().await {
            Ok(status) => format!("the server ended with {status}"),
            Err(error) => format!("the server is gone: {error}"),
        }
    }
}
