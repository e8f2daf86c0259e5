//! `bodega serve`: the HTTP door and background work, until SIGINT or SIGTERM.

use anyhow::Context;
use bodega_app::{audit, events, plugins};
use bodega_server::audit_key::signing_of;
use bodega_server::backup;
use bodega_server::config::Config;
use bodega_server::{Opened, console, open};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Instant;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Serves until told to stop; requests under way are finished first.
pub async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}; is another Bodega running there?", config.listen))?;
    let Opened { app, store, marketplace } = open(config).await?;
    let background = events::spawn(app.clone());
    let compiling = tokio::spawn(plugins::compile_installed(app.clone()));
    let registry = tokio::spawn({
        let marketplace = marketplace.clone();
        async move { marketplace.work().await }
    });
    let address = listener.local_addr()?;
    tracing::info!(elapsed_ms = started.elapsed().as_millis(), "serving on http://{address}");
    println!("bodega is serving on http://{address}");
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let signing = audit::spawn_signing(app.clone(), signing_of(config)?, stopped.clone());
    let clock = app.clone();
    let backups = backup::spawn(config, store.clone(), move || clock.now_ms(), stopped)?;
    let api = bodega_api::router(app.clone()).merge(marketplace.router());
    let router = console::with_console(api, config.console.as_deref())?;
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(told_to_stop()).await?;
    compiling.abort();
    background.stop().await;
    registry.abort();
    // What was done last is sealed and signed too.
    store.seal_audit(app.now_ms()).await?;
    stop.send_replace(true);
    signing.await?;
    if let Some(backups) = backups {
        // One that is under way is given up: it would hold the end back for minutes.
        backups.abort();
    }
    store.close().await;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

async fn told_to_stop() {
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}
