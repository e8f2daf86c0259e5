//! The registry standing alone: `bodega-registry serve`, and tokens to begin with.

use anyhow::{Context, Result};
use bodega_registry::{NoHost, Options, Registry, ReleasePolicy, Role, open_object_store};
use clap::{Parser, Subcommand};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

#[derive(Parser)]
#[command(about = "The Bodega marketplace: an OCI registry and a catalogue of plugins", version)]
struct Arguments {
    /// sqlite://FILE?mode=rwc or postgres://USER:PASSWORD@HOST/DATABASE
    #[arg(
        long,
        env = "BODEGA_REGISTRY_DATABASE",
        default_value = "sqlite://registry.db?mode=rwc",
        global = true
    )]
    database: String,
    /// A folder, or s3://BUCKET/PREFIX with the settings of the environment (AWS_ACCESS_KEY_ID, ...)
    #[arg(long, env = "BODEGA_REGISTRY_OBJECTS", default_value = "registry-objects", global = true)]
    objects: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves /v2/ and /v1/market/
    Serve {
        /// Where to listen
        #[arg(long, env = "BODEGA_REGISTRY_LISTEN", default_value = "127.0.0.1:5000")]
        listen: SocketAddr,
        /// Where clients reach it, e.g. https://registry.example
        #[arg(long, env = "BODEGA_REGISTRY_PUBLIC_URL")]
        public_url: Option<String>,
        /// What happens to a release that passed all checks
        #[arg(long, env = "BODEGA_REGISTRY_POLICY", value_enum, default_value = "review")]
        policy: ReleasePolicy,
    },
    /// Prints a new operator's token, once
    OperatorToken {
        /// What it is for
        #[arg(long, default_value = "command line")]
        label: String,
    },
}

#[tokio::main]
async fn main() -> Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    let (public_url, policy) = match &arguments.command {
        Command::Serve { public_url, policy, .. } => (public_url.clone(), *policy),
        Command::OperatorToken { .. } => (None, ReleasePolicy::default()),
    };
    let registry = Registry::open(Options {
        database_url: arguments.database,
        objects: open_object_store(&arguments.objects)?,
        public_url,
        policy,
        checks: Arc::new(NoHost),
    });
    let registry = registry.await.context("the registry does not open")?;
    match arguments.command {
        Command::OperatorToken { label } => {
            println!("{}", registry.issue_token(&Role::Operator, &label, None).await?.text);
            Ok(())
        }
        Command::Serve { listen, .. } => serve(registry, listen).await,
    }
}

async fn serve(registry: Registry, listen: SocketAddr) -> Result<()> {
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    tracing::info!("listening on http://{}", listener.local_addr()?);
    let worker = tokio::spawn({
        let registry = registry.clone();
        async move { registry.work().await }
    });
    axum::serve(listener, registry.router()).with_graceful_shutdown(stopped()).await?;
    worker.abort();
    Ok(())
}

async fn stopped() {
    let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(terminate) => terminate,
        Err(error) => {
            tracing::warn!(%error, "only ctrl-c ends this process");
            let _ = tokio::signal::ctrl_c().await;
            return;
        }
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
