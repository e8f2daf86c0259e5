//! `bodega serve`: the HTTP door and background work, until SIGINT or SIGTERM.

use anyhow::Context;
use bodega_app::{events, plugins};
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
    let api = bodega_api::router(app).merge(marketplace.router());
    let router = console::with_console(api, config.console.as_deref())?;
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(told_to_stop())
        .await?;
    compiling.abort();
    background.stop().await;
    registry.abort();
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
