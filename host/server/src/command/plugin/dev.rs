//! `bodega plugin run`: a host for the author alone, with a seeded shop and the plugin installed. A saved source is built and
//! installed again; the plugin's log and its calls are shown as they happen.

pub mod calls;
mod client;
mod seed;
mod watch;

use super::cases::{self, read_all};
use super::project::{Project, read};
use super::{build, text_of};
use anyhow::{Context, Result};
use bodega_app::events;
use bodega_app::org::{NewTenant, create_tenant};
use bodega_domain::ids::TenantId;
use bodega_server::config::{AUDIT_KEY, BackupConfig, Config, KEY_FILE};
use bodega_server::{Opened, open};
use clap::Args;
use client::Client;
use seed::Shop;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tokio::net::TcpListener;
use uuid::Uuid;
use watch::Sources;

/// How the host is run.
#[derive(Args)]
pub struct Dev {
    /// The project's folder.
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Settings to install with, a JSON file; default: those of the first case.
    #[arg(long)]
    settings: Option<PathBuf>,
    /// Sells one basket, shows what the plugin made of it, and ends.
    #[arg(long)]
    once: bool,
}

/// Serves until told to stop.
pub async fn run(config: &Config, dev: &Dev) -> Result<ExitCode> {
    let project = Project::open(&dev.folder)?;
    let folder = Folder::new(&project)?;
    let listener = TcpListener::bind(config.listen).await.with_context(|| {
        format!("cannot listen on {}; add --listen 127.0.0.1:0 for any free port", config.listen)
    })?;
    let base = format!("http://{}", listener.local_addr()?);
    let config = Config {
        database_url: format!("sqlite://{}?mode=rwc", folder.0.join("bodega.db").display()),
        data_dir: folder.0.clone(),
        key_file: folder.0.join(KEY_FILE),
        listen: config.listen,
        first_party: None,
        egress_roots: config.egress_roots.clone(),
        console: config.console.clone(),
        files: folder.0.join("files").to_string_lossy().into_owned(),
        allow_unsigned: true,
        audit_key: folder.0.join(AUDIT_KEY),
        audit_checkpoints: None,
        backup: BackupConfig::default(),
        compiler: config.compiler.clone(),
    };
    let Opened { app, store, marketplace } = open(&config).await?;
    let background = events::spawn(app.clone());
    let router = bodega_api::router(app.clone()).merge(marketplace.router());
    let server = tokio::spawn(async move {
        axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await
    });
    let tenant = NewTenant { id: TenantId(Uuid::now_v7()), code: "dev".to_owned(), name: "Dev".to_owned() };
    let (_, issued) = create_tenant(&app, tenant).await?;
    let host = Host { client: Client::new(&base, &issued.text)?, installation: Uuid::now_v7() };
    let outcome = async {
        let settings = settings_of(&project, dev.settings.as_deref())?;
        let shop = seed::open(&host.client, &settings).await?;
        host.install(&project, settings).await?;
        tell(&host, &shop);
        match dev.once {
            true => {
                sell_once(&host.client, &shop).await?;
                events::drain(&app).await?;
                Ok(())
            }
            false => follow(&host, dev).await,
        }
    };
    let outcome: Result<()> = outcome.await;
    background.stop().await;
    server.abort();
    store.close().await;
    outcome.map(|()| ExitCode::SUCCESS)
}

/// The host's own folder, which goes with it. What it compiles is kept beside, for the next time.
struct Folder(PathBuf);

impl Folder {
    fn new(project: &Project) -> Result<Self> {
        let folder = project.folder.join("target").join("dev").join(std::process::id().to_string());
        let cannot = || format!("cannot make the folder {}", folder.display());
        let engine = project.engine_path();
        std::fs::create_dir_all(&engine).with_context(cannot)?;
        std::fs::create_dir_all(&folder).with_context(cannot)?;
        let folder = folder.canonicalize().with_context(cannot)?;
        #[cfg(unix)]
        std::os::unix::fs::symlink(engine.canonicalize().with_context(cannot)?, folder.join("components"))
            .with_context(cannot)?;
        Ok(Folder(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A link is removed, what it points to stays.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The author's host, over its own HTTP door.
struct Host {
    client: Client,
    installation: Uuid,
}

impl Host {
    /// Builds the project and installs what came of it, with the consent that it asks for.
    async fn install(&self, project: &Project, settings: Value) -> Result<()> {
        tokio::task::block_in_place(|| build::run(project))?;
        let package = project.package(&project.component_path())?;
        let published = self.client.publish(package.write()?).await?;
        let digest = text_of(&published, "digest");
        let asks = self.client.get(&format!("/v1/packages/{digest}/asks")).await?;
        let wish = json!({ "package": digest, "consent": asks["consent"], "settings": settings });
        self.client.put(&format!("/v1/installations/{}", self.installation), wish).await?;
        eprintln!("  installed {} {}", package.manifest().name, package.manifest().version);
        Ok(())
    }
}

/// The settings that were named, those of the first case, or none.
fn settings_of(project: &Project, path: Option<&Path>) -> Result<Value> {
    if let Some(path) = path {
        return serde_json::from_slice(&read(path)?)
            .with_context(|| format!("{} is no JSON", path.display()));
    }
    let cases = read_all(project)?;
    Ok(cases::first_settings(&cases)
        .filter(|settings| settings.is_object())
        .cloned()
        .unwrap_or_else(|| json!({})))
}

fn tell(host: &Host, shop: &Shop) {
    println!("address   {}", host.client.base());
    println!("token     {}", host.client.token());
    println!("store     {}\nterminal  {}\nmember    {}", shop.store, shop.terminal, shop.member);
    println!("products  {}", shop.skus.join(", "));
    println!("plugin    {}", host.installation);
}

async fn sell_once(client: &Client, shop: &Shop) -> Result<()> {
    let sale = seed::sell(client, shop).await?;
    for adjustment in sale["adjustments"].as_array().into_iter().flatten() {
        println!("discount  {} {}", text_of(adjustment, "reference"), adjustment["amount_minor"]);
    }
    for skipped in sale["skipped"].as_array().into_iter().flatten() {
        println!(
            "skipped   {} {}",
            text_of(&skipped["reason"], "code"),
            text_of(&skipped["reason"], "message")
        );
    }
    println!("sale      {} of {}", sale["total_minor"], sale["subtotal_minor"]);
    Ok(())
}

/// Builds and installs again whenever a source was saved, until told to stop. What fails is said and mended by the next save.
async fn follow(host: &Host, dev: &Dev) -> Result<()> {
    let mut sources = Sources::of(&dev.folder);
    eprintln!("  watching {}; end with Ctrl-C", dev.folder.display());
    loop {
        tokio::select! {
            stopped = tokio::signal::ctrl_c() => return Ok(stopped?),
            () = sources.changed() => {}
        }
        let again = async {
            let project = Project::open(&dev.folder)?;
            let settings = settings_of(&project, dev.settings.as_deref())?;
            host.install(&project, settings).await
        };
        if let Err(error) = again.await {
            eprintln!("  {error:#}\n  the version before goes on; save again when it is mended");
        }
    }
}
