//! `bodega`: one binary that serves, migrates, manages tenants and packages, and proves receipts.
#![forbid(unsafe_code)]

mod command;

use bodega_server::config::{Config, Options};
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// A sale makes thousands of short-lived values on several threads: the system's allocator took a fifth of the CPU.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// An open retail platform for chain stores.
#[derive(Parser)]
#[command(name = "bodega", version, about)]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the HTTP API and runs background work until it is told to stop.
    Serve,
    /// Brings the database up to date.
    Migrate,
    /// Merchants.
    #[command(subcommand)]
    Tenant(command::tenant::Tenant),
    /// Users: the first one, and new passwords.
    #[command(subcommand)]
    User(command::user::User),
    /// Sales.
    #[command(subcommand)]
    Sale(command::sale::Sale),
    /// The marketplace inside this host.
    #[command(subcommand)]
    Marketplace(command::marketplace::Marketplace),
    /// Keys of personal data and secrets.
    #[command(subcommand)]
    Keys(command::keys::Keys),
    /// Plugin projects and packages.
    #[command(subcommand)]
    Plugin(command::plugin::Plugin),
    /// The audit trail: verify, export, prune.
    #[command(subcommand)]
    Audit(command::audit::Audit),
    /// Takes a backup; also lists, proves and clears them.
    Backup(command::backup::Backup),
    /// Brings a backup back.
    Restore(command::backup::Restore),
    /// Checks the database's invariants: keys, ledger, stock, event chain, audit trail.
    Doctor,
    /// Compiles one component from standard input to standard output: what a server starts itself as.
    #[command(name = bodega_server::COMPILE_WORKER, hide = true)]
    CompileWorker,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    if matches!(cli.command, Command::CompileWorker) {
        // Before anything else takes memory.
        return bodega_plugin_host::compile_worker();
    }
    match cli.command {
        Command::Plugin(command::plugin::Plugin::Run(_)) => command::plugin::dev::calls::logging(),
        _ => command::logging(matches!(cli.command, Command::Serve)),
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.into()),
    };
    match runtime.block_on(run(cli)) {
        Ok(code) => code,
        Err(error) => fail(&error),
    }
}

fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("bodega: {error:#}");
    ExitCode::FAILURE
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let config = Config::load(&cli.options)?;
    match cli.command {
        Command::Serve => command::serve::run(&config).await,
        Command::Migrate => command::migrate(&config).await,
        Command::Tenant(tenant) => command::tenant::run(&config, tenant).await,
        Command::User(user) => command::user::run(&config, user).await,
        Command::Keys(keys) => command::keys::run(&config, keys).await,
        Command::Sale(sale) => command::sale::run(&config, sale).await,
        Command::Marketplace(marketplace) => command::marketplace::run(&config, marketplace).await,
        Command::Plugin(plugin) => command::plugin::run(&config, plugin).await,
        Command::Audit(audit) => command::audit::run(&config, audit).await,
        Command::Backup(backup) => command::backup::run(&config, backup).await,
        Command::Restore(restore) => command::backup::restore(&config, restore).await,
        Command::CompileWorker => Ok(bodega_plugin_host::compile_worker()),
        Command::Doctor => command::doctor::run(&config).await,
    }
}
